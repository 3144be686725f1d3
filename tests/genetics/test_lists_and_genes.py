"""VR-01, VR-05, VR-06 and CT-06: curated lists, burden tables, bare lists, counts per gene."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from genetic_tables import RS, regenie, vcf

from gel_airlock_jupyter.findings import Report

Severities = Callable[..., list[tuple[str, int]]]
Judge = Callable[..., Report]
MARKERS = ["1:12345:A:G;1:12346:C:T", "2:22345:A:G"]


def listed(rows: int, **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"variant": [f"1:{12_345 + row}:A:G" for row in range(rows)], **columns})


@pytest.mark.parametrize(("rows", "bulk"), [(1, False), (299, False), (300, True), (301, True)])
def test_a_curated_list_is_bulk_from_300(severities: Severities, judge: Judge, rows: int, bulk: bool) -> None:
    rare, common = listed(rows, AC=3, AF=0.001), listed(rows, AC=300, AF=0.1)

    assert severities("VR-01", common, selected=True) == ([("review", 1)] if bulk else [])
    assert judge(common, selected=True).verdict == ("review" if bulk else "pass")
    assert judge(rare, selected=True).verdict == ("fail" if bulk else "pass")
    assert judge(rare).verdict == "fail"


def test_a_long_curated_list_without_figures_is_fine(severities: Severities) -> None:
    assert severities("VR-01", listed(400), selected=True) == []


def test_a_list_without_counts_may_leave(judge: Judge, severities: Severities) -> None:
    for frame in (
        listed(3),
        listed(5_000),
        pd.DataFrame({"variant": RS, "gene": "TP53", "consequence": "missense"}),
        vcf("DP=3"),
    ):
        assert severities("VR-06", frame) == [("info", 1)]
        assert judge(frame).verdict == "pass"


def test_a_list_with_figures_or_people_is_not_bare(severities: Severities) -> None:
    assert severities("VR-06", listed(2, AC=[30, 40])) == []
    assert severities("VR-06", listed(2, n_participants=[3, 40])) == []
    assert severities("VR-06", listed(2, participant_id=[1, 2])) == []
    assert severities("VR-06", regenie()) == []


def test_carriers_of_a_variant_are_people(judge: Judge) -> None:
    report = judge(listed(2, n_participants=[3, 40]))

    assert report.verdict == "fail"
    assert report.findings[0].rule == "CT-01"


@pytest.mark.parametrize(("count", "severity"), [(19, "fail"), (20, "warn"), (21, None)])
def test_burden_tables_that_name_variants(severities: Severities, count: int, severity: str | None) -> None:
    burden = pd.DataFrame({"Gene": ["TP53", "BRCA1"], "Pvalue": [0.1, 0.2], "markerIDs": MARKERS, "MAC": [count, 90]})

    assert severities("VR-05", burden) == ([(severity, 1)] if severity else [])
    assert severities("VR-05", burden.drop(columns="markerIDs")) == []
    assert severities("VR-05", burden, selected=True) == []
    assert severities("VR-02", burden) == []


def test_burden_tables_with_frequencies_of_each_variant(severities: Severities) -> None:
    burden = pd.DataFrame({"Gene": ["TP53", "BRCA1"], "Pvalue": 0.1, "markerIDs": MARKERS})

    assert severities("VR-05", burden) == [("review", 1)]
    assert severities("VR-05", burden.assign(MAF=["0.2;0.001", "0.3"])) == [("fail", 1)]
    assert severities("VR-05", burden.assign(MAF=["0.2;0.1", "0.3"])) == []
    assert severities("VR-05", burden.assign(MAF=["rare", "0.3"])) == [("review", 1)]


def test_burden_results_of_regenie_are_per_gene(judge: Judge) -> None:
    rows = regenie([0.0004, 0.0001, 0.002, 0.003, 0.001, 0.0005])
    rows = rows.assign(ALLELE0="ref", ALLELE1="M1.0.01", ID=[f"ENSG{row:011d}.M1.0.01" for row in range(6)])

    assert judge(rows).verdict == "pass"


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"gene": ["TP53", "BRCA1", "MYH7"], "n_participants": [1, 2, 30]}),
        pd.DataFrame({"gene": ["TP53", "BRCA1", "MYH7"], "n_cases": [1, 2, 30], "n_controls": [0, 1, 4]}),
        pd.DataFrame({"gene_symbol": ["TP53", "BRCA1"], "consequence": ["missense", "nonsense"], "patients": [3, 4]}),
        pd.DataFrame({"participants": [1, 2]}, index=pd.Index(["TP53", "BRCA1"], name="gene")),
        pd.DataFrame({"gene": ["TP53", "BRCA1"], "carriers": [3, 9], "p_burden": [0.1, 0.2]}),
    ],
)
def test_counts_per_gene_need_no_mask(severities: Severities, judge: Judge, frame: pd.DataFrame) -> None:
    assert judge(frame).verdict == "pass"
    assert [severity for severity, _ in severities("CT-06", frame)] == ["info"]
    assert judge(frame.rename(columns=str.upper)).verdict == "pass"


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"gene": ["TP53", "BRCA1", "MYH7"], "disease": ["a", "b", "c"], "n": [1, 2, 30]}),
        pd.DataFrame({"gene": ["TP53", "BRCA1", "MYH7"], "sex": ["F", "M", "F"], "participants": [1, 2, 30]}),
        pd.DataFrame({"gene": ["TP53", "BRCA1", "MYH7"], "n_females": [1, 2, 30], "n_males": [5, 6, 7]}),
        pd.crosstab(pd.Series(["TP53", "BRCA1", "TP53"], name="gene"), pd.Series(["a", "b", "b"], name="disease")),
        pd.DataFrame({"disease": ["a", "b"], "n": [3, 9]}),
    ],
)
def test_counts_per_gene_and_phenotype_are_of_people(judge: Judge, frame: pd.DataFrame) -> None:
    report = judge(frame)

    assert report.verdict == "fail"
    assert "CT-01" in {finding.rule for finding in report.findings}
    assert "CT-06" not in {finding.rule for finding in report.findings}


def test_a_declared_count_is_believed(judge: Judge) -> None:
    genes = pd.DataFrame({"gene": ["TP53", "BRCA1"], "n": [3, 40]})

    assert judge(genes).verdict == "pass"
    assert judge(genes, counts=["n"]).verdict == "fail"
