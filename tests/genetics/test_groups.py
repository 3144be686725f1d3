"""VR-07 and VR-08: small groups, small genotype counts, genotypes of single people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from genetic_tables import COMMON, RS, genotypes, regenie, saige, vcf

from gel_airlock_jupyter.findings import Report
from gel_airlock_jupyter.fixing.fixed import Fixed

Severities = Callable[..., list[tuple[str, int]]]
Judge = Callable[..., Report]


@pytest.mark.parametrize(("people", "expected"), [(0, []), (1, [("fail", 6)]), (4, [("fail", 6)]), (5, []), (6, [])])
@pytest.mark.parametrize("column", ["N_case", "N_ctrl"])
def test_groups_of_fewer_than_five(severities: Severities, column: str, people: int, expected: Any) -> None:
    assert severities("VR-07", saige(**{column: people})) == expected


def test_one_variant_with_a_small_group_is_enough(severities: Severities) -> None:
    assert severities("VR-07", saige(N_case=[4, 5, 6, 7, 8, 9])) == [("fail", 1)]
    assert severities("VR-07", saige(N_case=[np.nan, 5, 6, 7, 8, 9])) == []
    assert severities("VR-07", saige(N_case=np.nan)) == []
    assert severities("VR-07", saige(N_case="<5")) == [("fail", 6)]
    assert severities("VR-07", saige(N_case="about 50")) == [("review", 1)]


@pytest.mark.parametrize(("people", "expected"), [(4, [("fail", 6)]), (5, [])])
def test_everybody_may_be_a_small_group(severities: Severities, people: int, expected: Any) -> None:
    assert severities("VR-07", regenie(people=people)) == expected


def test_declared_people(severities: Severities) -> None:
    frame = regenie().drop(columns="N")

    assert [severities("VR-07", frame, n=n) for n in (4, 5, 6)] == [[("fail", 1)], [], []]


def test_groups_that_follow_from_others(severities: Severities) -> None:
    base = regenie()

    assert severities("VR-07", base.assign(N_CASES=4_997)) == [("fail", 6)]
    assert severities("VR-07", base.assign(N_CASES=4_995)) == []
    assert severities("VR-07", base.assign(AN_case=8, AF_case=0.25)) == [("fail", 6)]
    assert severities("VR-07", base.assign(AN_case=10, AF_case=0.25)) == []


@pytest.mark.parametrize("column", ["N_case_hom", "N_case_het", "N_ctrl_hom", "N_ctrl_het"])
@pytest.mark.parametrize(("people", "expected"), [(0, []), (1, [("fail", 1)]), (4, [("fail", 1)]), (5, [])])
def test_people_with_one_genotype(severities: Severities, column: str, people: int, expected: Any) -> None:
    assert severities("VR-07", saige(**{column: [people, 50, 60, 70, 80, 90]})) == expected


def test_genotype_counts_of_everybody_are_reviewed(severities: Severities, judge: Judge) -> None:
    frame = pd.DataFrame({"variant": RS, "AC": 200, "nhomalt": [0, 1, 4, 5, 6, 7]})

    assert severities("VR-07", frame) == [("review", 2)]
    assert judge(frame).verdict == "review"
    assert severities("VR-07", frame.rename(columns={"nhomalt": "C(HOM A1)"})) == [("review", 2)]


def test_plink_genotype_counts(severities: Severities) -> None:
    names = ("CASE_NON_A1_CT", "CASE_HET_A1_CT", "CASE_HOM_A1_CT", "CTRL_HOM_A1_CT")

    for name in names:
        assert severities("VR-07", regenie().assign(**{name: [3, 50, 60, 70, 80, 90]})) == [("fail", 1)]


def test_three_genotype_counts_in_one_cell(severities: Severities, fixed: Callable[..., Fixed]) -> None:
    def hwe(*cells: str) -> pd.DataFrame:
        rows = len(cells)
        return pd.DataFrame({"CHR": 1, "SNP": RS[:rows], "TEST": "ALL", "A1": "A", "A2": "G", "GENO": cells, "P": 0.5})

    assert severities("VR-07", hwe("4/120/500", "5/120/500", "0/40/900")) == [("review", 1)]
    assert severities("VR-07", hwe("50/120/500").rename(columns={"GENO": "AFF"}).assign(SNP="rs4")) == []
    assert severities("VR-07", hwe("4/120/500").rename(columns={"GENO": "AFF"})) == [("fail", 1)]
    assert severities("VR-04", hwe("0/19/900", "0/20/900", "900/0/5")) == [("fail", 2), ("warn", 1)]
    result = fixed(hwe("4/120/500", "5/120/500", "0/19/900"))
    assert result.output["GENO"].fillna("").tolist() == ["", "5/120/500"]
    assert result.report.verdict == "pass"


@pytest.mark.parametrize("samples", [1, 3, 40])
def test_a_vcf_with_samples_is_raw_data(judge: Judge, severities: Severities, samples: int) -> None:
    assert severities("VR-08", vcf(samples=samples)) == [("fail", samples)]
    assert judge(vcf(samples=samples)).verdict == "fail"
    assert severities("VR-08", vcf(samples=samples).assign(S1="1/1")) == [("fail", samples)]
    assert severities("VR-08", vcf(samples=samples).assign(S1=".")) == [("fail", samples)]
    assert severities("VR-08", vcf()) == []


def test_genotype_matrices_are_raw_data(judge: Judge, severities: Severities) -> None:
    assert severities("VR-08", genotypes()) == [("fail", 8)]
    assert severities("VR-08", genotypes().T.set_axis([f"S{i}" for i in range(30)], axis=1)) == [("fail", 30)]
    assert severities("VR-08", genotypes(people=2, variants=4)) == [("fail", 4)]
    assert severities("VR-08", genotypes().rename(index=lambda row: f"person {row}")) == [("fail", 8)]
    raw = pd.concat([pd.DataFrame({"FID": range(30), "IID": range(30), "SEX": 1}), genotypes()], axis=1)
    assert severities("VR-08", raw) == [("fail", 8)]
    assert judge(raw).verdict == "fail"


def test_genotypes_of_a_few_people_are_a_case(severities: Severities) -> None:
    def trio(rows: int) -> pd.DataFrame:
        frame = pd.DataFrame({"variant": [f"1:{12_345 + row}:A:G" for row in range(rows)]})
        return frame.assign(proband="0/1", mother="0/0", father="0/1")

    assert severities("VR-08", trio(3)) == [("review", 3)]
    assert severities("VR-08", trio(299)) == [("review", 3)]
    assert severities("VR-08", trio(300)) == [("fail", 3)]


def test_cells_of_012_without_a_name_are_reviewed(severities: Severities, judge: Judge) -> None:
    frame = genotypes().set_axis(list("efghijkl"), axis=1)

    assert severities("VR-08", frame) == [("review", 8)]
    assert severities("VR-08", frame, row_is="group") == []
    assert severities("VR-08", genotypes(), row_is="group") == [("fail", 8)]


@pytest.mark.parametrize(
    "frame",
    [
        regenie(),
        saige(),
        pd.DataFrame({"a": [0, 1], "b": [1, 0], "c": [2, 1], "d": [0, 0]}),
        pd.DataFrame(
            {"gene": ["TP53", "BRCA1"], "missense": [0, 2], "nonsense": [1, 0], "splice": [2, 1], "other": [0, 1]}
        ),
        pd.DataFrame({"file": ["a", "b"], "format": ["csv", "png"], "size": [10, 20], "owner": ["x", "y"]}),
        pd.DataFrame({name: ["3/4", "1/5", "2/5"] for name in ("x", "y", "z", "w")}),
        pd.DataFrame(np.eye(12, dtype=int), columns=[f"dummy {i}" for i in range(12)]),
        pd.DataFrame({f"item {i}": [1, 2, 2, 1] * 5 for i in range(9)}),
    ],
)
def test_other_tables_hold_no_genotypes(severities: Severities, frame: pd.DataFrame) -> None:
    assert severities("VR-08", frame) == []


def test_common_frequencies_are_fine(judge: Judge) -> None:
    assert judge(saige()).verdict == "pass"
    assert judge(regenie(COMMON)).verdict == "pass"
