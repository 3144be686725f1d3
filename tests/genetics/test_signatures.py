"""Tables of variants, genes and genotypes are known by their columns, and nothing else is taken for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from genetic_tables import HEADERS, REF, ROWS, RS, genotypes, regenie, vcf, with_headers

from gel_airlock_jupyter.roles.model import Reading
from gel_airlock_jupyter.roles.role import Role

Kind = Callable[..., str | None]
Read = Callable[..., Reading]


@pytest.mark.parametrize("program", HEADERS)
def test_summary_statistics_of_every_program_are_known(read: Read, program: str) -> None:
    reading = read(with_headers(HEADERS[program]))

    assert reading.genetics is not None
    assert reading.genetics.kind == "gwas"
    assert reading.level == "variant"
    assert not reading.having(Role.COUNT, Role.UNKNOWN_COUNT, Role.IDENTIFIER, Role.PERSON, Role.AGE)


@pytest.mark.parametrize("program", HEADERS)
def test_shuffled_columns_and_renamed_case_change_nothing(read: Read, program: str) -> None:
    frame = with_headers(HEADERS[program])
    shuffled = frame[frame.columns[np.random.default_rng(3).permutation(frame.shape[1])]]
    before = {column.label: column.role for column in read(frame).columns}

    assert {column.label: column.role for column in read(shuffled).columns} == before
    for change in (str.lower, str.upper, str.title):
        renamed = read(frame.rename(columns=change))
        assert {c.label: c.role for c in renamed.columns} == {change(label): role for label, role in before.items()}


def test_the_report_names_the_program(read: Read) -> None:
    assert "regenie" in read(regenie()).evidence[0]
    assert "GWAS-SSF" in read(with_headers(HEADERS["GWAS-SSF"])).evidence[0]


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame.set_index("ID"),
        lambda frame: frame.set_index(["CHROM", "GENPOS"]),
        lambda frame: frame.set_index(["CHROM", "GENPOS", "ALLELE0", "ALLELE1"]),
        lambda frame: frame.set_axis(pd.MultiIndex.from_product([["model 1"], frame.columns]), axis=1),
        lambda frame: frame.set_axis([9] * len(frame)),
        lambda frame: frame.T,
        lambda frame: frame.set_index("ID").T,
        lambda frame: pl.from_pandas(frame),
        lambda frame: pl.from_pandas(frame).to_arrow(),
        lambda frame: frame.astype({"ID": "category", "TEST": "category"}),
        lambda frame: frame.assign(Größe="μ"),
        lambda frame: pd.concat([frame, frame[["BETA", "SE"]]], axis=1),
    ],
)
def test_the_same_table_in_another_form_is_the_same(read: Read, change: Callable[[Any], Any]) -> None:
    reading = read(change(regenie()))

    assert reading.genetics is not None
    assert reading.genetics.kind == "gwas"
    assert reading.level == "variant"


def test_an_empty_table_is_no_signature(kind: Kind) -> None:
    assert kind(regenie().iloc[:0]) is None
    assert kind(pd.DataFrame()) is None


def test_columns_without_any_number_keep_their_roles(read: Read) -> None:
    reading = read(regenie().assign(A1FREQ=np.nan, BETA=np.nan))

    assert reading.genetics is not None
    assert reading.having(Role.FREQUENCY)[0].label == "A1FREQ"


def test_vcf_with_and_without_samples(kind: Kind, read: Read) -> None:
    assert kind(vcf()) == "vcf"
    assert read(vcf()).level == "variant"
    assert kind(vcf(samples=1)) == "vcf with samples"
    assert read(vcf(samples=3)).level == "individual"


@pytest.mark.parametrize("headers", ["FID IID PAT MAT SEX PHENOTYPE", "#FID IID SEX", "#IID SEX PHENO1", "fid iid sex"])
def test_plink_pedigrees_are_people(read: Read, headers: str) -> None:
    reading = read(pd.DataFrame({header: [1, 2, 1] for header in headers.split()}))

    assert reading.genetics is not None
    assert reading.genetics.kind == "plink pedigree"
    assert reading.level == "individual"


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.map(lambda dose: ("0/0", "0/1", "1|1")[dose])


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame,
        lambda frame: frame.replace(2, -9),
        lambda frame: frame.astype(float).where(frame > 0),
        lambda frame: frame.iloc[:2, :4],
        lambda frame: frame.set_axis([f"snp{i}" for i in range(frame.shape[1])], axis=1),
        lambda frame: frame.T.set_axis([f"sample_{i}" for i in range(len(frame))], axis=1),
        lambda frame: frame.T.set_axis([f"NA{10000 + i}" for i in range(len(frame))], axis=1),
        _as_text,
        lambda frame: _as_text(frame).T,
        lambda frame: frame * 0.97,
        lambda frame: frame.assign(age=40),
    ],
)
def test_genotype_matrices_are_people(read: Read, change: Callable[[Any], Any]) -> None:
    reading = read(change(genotypes()))

    assert reading.genetics is not None
    assert reading.genetics.kind == "genotype matrix"
    assert reading.level == "individual"


def test_cells_of_012_without_a_name_are_asked_about(read: Read) -> None:
    reading = read(genotypes().set_axis(list("efghijkl"), axis=1))

    assert reading.level == "unsure"
    assert reading.questions


def test_genes(kind: Kind) -> None:
    genes = pd.DataFrame({"gene": ["TP53", "BRCA1"], "n_variants": [3, 40]})

    assert kind(genes) == "gene table"
    assert kind(genes.assign(p_burden=0.1, p_skat=0.2)) == "gene burden"
    assert kind(genes.assign(chrom=1, start=1_000_000, end=1_000_900, beta=0.1, p=0.2)) == "gene burden"
    regions = regenie().assign(ALLELE0="ref", ALLELE1="M1.0.01", ID=[f"TP53.M{i}.0.01" for i in range(ROWS)])
    assert kind(regions) == "gene burden"


def test_variant_lists(kind: Kind) -> None:
    assert kind(pd.DataFrame({"variant": RS, "consequence": "missense"})) == "variant list"
    assert (
        kind(pd.DataFrame({"variant_id": ["chr1_12345_A_G_b38"], "slope": [0.1], "pval_nominal": [0.1]}))
        == "variant list"
    )
    assert kind(pd.DataFrame({"chr": [1, 2], "pos": [12_345, 67_890], "ref": ["A", "C"]})) == "variant list"
    assert kind(pd.DataFrame({"change": ["NM_000546.6:c.743G>A", "NM_007294.4:c.68_69del"]})) == "variant list"
    assert (
        kind(pd.DataFrame({"CHR": 1, "SNP": RS, "A1": REF, "A2": "T", "MAF": 0.1, "NCHROBS": 10_000})) == "variant list"
    )


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"term": ["age", "sex"], "beta": [0.1, 0.2], "se": [0.1, 0.1], "p": [0.1, 0.2], "df": [3, 4]}),
        regenie().describe(),
        regenie().describe().T,
        regenie()[["A1FREQ", "BETA", "SE", "LOG10P"]].corr(),
        pd.DataFrame({"year": [2019, 2020, 2021], "n": [12, 34, 56]}),
        pd.DataFrame({"id": [1, 2, 3], "name": ["a", "b", "c"], "effect": [0.1, 0.2, 0.3]}),
        pd.DataFrame({"start": ["2020", "2021"], "position": ["first", "second"], "n": [9, 10]}),
        pd.DataFrame(np.random.default_rng(0).integers(0, 2, (40, 6)), columns=list("abcdef")),
        pd.DataFrame(np.random.default_rng(0).integers(1, 6, (40, 9))),
        pd.crosstab(pd.Series(list("aabbcc"), name="arm"), pd.Series(list("xyzxyz"), name="grade")),
    ],
)
def test_other_tables_have_no_signature(kind: Kind, frame: pd.DataFrame) -> None:
    assert kind(frame) is None


def test_data_sets_from_packages_have_no_signature(kind: Kind) -> None:
    lifelines = pytest.importorskip("lifelines.datasets")
    sklearn = pytest.importorskip("sklearn.datasets")
    frames = {
        name: getattr(lifelines, name)()
        for name in dir(lifelines)
        if name.startswith("load_") and name != "load_dataset"
    }
    for name in ("load_iris", "load_wine", "load_breast_cancer", "load_diabetes"):
        frames[name] = getattr(sklearn, name)(as_frame=True).frame

    assert len(frames) > 15
    assert {
        name: kind(frame) for name, frame in frames.items() if isinstance(frame, pd.DataFrame) and kind(frame)
    } == {}


def test_a_declared_role_puts_a_column_in_and_takes_one_out(read: Read) -> None:
    frame = pd.DataFrame({"variant": RS, "carried": [3, 40, 50, 60, 70, 80], "AC": [1, 2, 3, 4, 5, 6]})
    reading = read(frame, roles={"carried": "allele count", "AC": "number"})

    assert [c.label for c in reading.having(Role.ALLELE_COUNT)] == ["carried"]


def test_samples_tested_are_not_carriers(read: Read) -> None:
    variants = pd.DataFrame({"variant": RS, "n": [3, 1, 8, 2, 9, 4]})

    assert read(variants).having(Role.COUNT)[0].label == "n"
    assert read(variants.assign(n=[5_000, 5_001, 5_002, 5_000, 4_990, 4_800])).having(Role.SAMPLE_SIZE)[0].label == "n"
