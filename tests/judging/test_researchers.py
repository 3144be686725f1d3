"""Tables as researchers make them get the verdict of a checker, with the rule that he would name; and a useful fix."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import gel_airlock_jupyter as airlock

GENES = ["BRCA1", "BRCA2", "TP53"]


def rows(header: str, *cells: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(cells), columns=header.split("|"))


def square(cells: list[list[float]], *names: str) -> pd.DataFrame:
    return pd.DataFrame(cells, index=list(names), columns=list(names))


HEAD = "Characteristic|Cases (n=120)|Controls (n=480)|p"
FIRST = [
    ("Age, mean (SD)", "41.2 (18.3)", "43.9 (17.0)", "0.12"),
    ("Female, n (%)", "66 (55.0%)", "250 (52.1%)", "0.57"),
    ("BMI, median [IQR]", "26.1 [22.9, 30.0]", "25.8 [23.1, 29.4]", "0.61"),
]
PARTS = pd.MultiIndex.from_tuples([("n", ""), ("age, mean (SD)", ""), ("sex, n (%)", "F"), ("sex, n (%)", "M")])
TABLEONE = pd.DataFrame(
    {
        "Overall": ["600", "42.9 (17.5)", "316 (52.7)", "284 (47.3)"],
        "Case": ["120", "41.2 (18.3)", "66 (55.0)", "54 (45.0)"],
        "P-Value": ["", "0.12", "0.57", ""],
    },
    index=PARTS,
)
MR = rows("exposure|outcome|method|nsnp|b|se|pval", ("BMI", "T2D", "IVW", 3, 0.4, 0.1, 1e-4))
ANOVA = pd.DataFrame(
    {"sum_sq": [12.2, 300.0], "df": [2.0, 597.0], "F": [12.1, np.nan], "PR(>F)": [1e-5, np.nan]},
    index=["C(group)", "Residual"],
)
REPORT = {"precision": [0.85, 0.89], "recall": [0.9, 0.67], "f1-score": [0.87, 0.76]}

# name: (table, verdict, rule that gives it, declared)
TABLES: dict[str, tuple[pd.DataFrame, str, str, dict[str, Any]]] = {
    "first table": (rows(HEAD, *FIRST), "pass", "", {}),
    "three without consent": (rows(HEAD, *FIRST, ("Consented", "117 (97.5%)", "440 (91.7%)", "")), "fail", "CT-10", {}),
    "header tells the whole": (rows("a|Cases (n=120)", ("W", "100"), ("A", "17"), ("B", "<5")), "fail", "CT-02", {}),
    "header tells the whole of some rows": (
        rows("a|Cases (n=120)", ("F", "66"), ("M", "54"), ("W", "100"), ("A", "17"), ("B", "<5"), ("S", "20")),
        "fail",
        "CT-02",
        {},
    ),
    "header tells the rest": (rows("a|Cases (n=120)", ("consented", "117"), ("F", "60")), "fail", "CT-10", {}),
    "tableone": (TABLEONE, "pass", "", {}),
    "standardised differences": (rows("variable|SMD", ("age", 0.31), ("sex", 0.12)), "review", "CT-08", {}),
    "standardised differences of 600": (rows("variable|SMD", ("age", 0.31), ("sex", 0.12)), "pass", "", {"n": 600}),
    "centres": (rows("gmc|recruited", ("North Thames", 1200), ("Oxford", 880)), "pass", "", {}),
    "classes of variants": (rows("clinvar_class|variants", ("Pathogenic", 44), ("VUS", 3)), "pass", "", {}),
    "kinds of variants": (rows("sv_type|count", ("DEL", 41000), ("INV", 2)), "pass", "CT-07", {}),
    "carriers in a curated list": (
        rows("chrom|start|end|n_carriers", ("22", 18912231, 21465672, 3), ("15", 22805313, 28535136, 31)),
        "pass",
        "",
        {"selected": True},
    ),
    "for ClinVar": (rows("gene|HGVS|clinvar_submission", ("BRCA1", "c.68_69del", "yes")), "fail", "VR-09", {}),
    "HLA": (rows("allele|AC|AF", ("A*02:01", 4100, 0.27), ("B*27:05", 610, 0.04)), "pass", "", {}),
    "co-occurrence": (square([[210, 44], [44, 88]], "TP53", "KRAS"), "pass", "", {}),
    "co-occurrence of two": (square([[210, 2], [2, 88]], "TP53", "KRAS"), "fail", "CT-01", {}),
    "log-rank": (rows("test_statistic|p", (4.41, 0.036)), "pass", "", {"n": 300}),
    "signatures": (rows("signature|tumours|mean_exposure", ("SBS1", 401, 0.12), ("SBS2", 401, 0.05)), "pass", "", {}),
    "classification report": (pd.DataFrame({**REPORT, "support": [200, 90]}, ["control", "case"]), "pass", "", {}),
    "support of three": (pd.DataFrame({**REPORT, "support": [200, 3]}, ["control", "case"]), "fail", "CT-08", {}),
    "importance": (rows("feature|importance", ("age", 0.31), ("bmi", 0.22)), "review", "CT-08", {}),
    "batches": (rows("batch|samples|mean_coverage", ("B1", 960, 38.2), ("B2", 940, 39.1)), "pass", "", {}),
    "excluded": (rows("reason|samples", ("contamination", 12), ("sex mismatch", 1), ("kin", 31)), "fail", "CT-01", {}),
    "enriched terms": (
        rows("term|cases_with|controls_with|odds_ratio|p", ("Seizure", 41, 110, 2.2, 1e-5)),
        "pass",
        "",
        {},
    ),
    "doses": (rows("drug|dose_mg|patients", ("tamoxifen", 40, 44), ("anastrozole", 1, 220)), "pass", "", {}),
    "episodes": (rows("year|episodes", (2017, 4100), (2018, 3)), "fail", "CT-01", {}),
    "yield": (rows("panel|tested|solved", ("Epilepsy", 410, 92), ("ID", 1200, 300)), "pass", "", {}),
    "yield of all but two": (rows("panel|tested|solved", ("Epilepsy", 410, 92), ("MODY", 44, 42)), "fail", "CT-10", {}),
    "quantiles": (pd.DataFrame({"age": [4.0, 9, 20]}, index=[0.25, 0.5, 0.75]), "review", "CT-08", {}),
    "quantiles by group": (
        pd.DataFrame([[4.0, 9, 20], [3.0, 8, 21]], ["A", "B"], [0.25, 0.5, 0.75]),
        "review",
        "CT-08",
        {},
    ),
    "Mendelian randomisation": (MR, "pass", "", {"n": 60000}),
    "Mendelian randomisation of nobody knows": (MR, "review", "CT-08", {}),
    "analysis of variance": (ANOVA, "pass", "", {"n": 600}),
    "heritability": (rows("trait|n|h2|h2_se", ("height", 60000, 0.6, 0.02), ("BMI", 59000, 0.3, 0.02)), "pass", "", {}),
    "forest": (rows("study|n_cases|n_controls|OR|lower|upper", ("GEL", 410, 4000, 1.4, 1.1, 1.7)), "pass", "", {}),
    "flow": (rows("step|n", ("recruited", 1000), ("sequenced", 940), ("passed QC", 900)), "pass", "", {}),
    "flow with a step of three": (
        rows("step|n", ("recruited", 1000), ("sequenced", 940), ("passed QC", 937), ("analysed", 840)),
        "fail",
        "CT-10",
        {},
    ),
    "inheritance": (rows("inheritance|solved", ("de novo", 210), ("recessive", 88)), "pass", "", {}),
    "kinship": (rows("ID1|ID2|Kinship", ("a", "b", 0.25), ("a", "c", 0.12)), "fail", "ID-02", {}),
    "eigenvalues": (
        rows("PC|eigenvalue|variance_explained", ("PC1", 41.2, 0.31), ("PC2", 20.1, 0.2)),
        "pass",
        "",
        {"n": 60000},
    ),
    "gene sets": (
        rows(
            "Term|Overlap|P-value|Genes", ("DNA repair", "3/44", 0.001, "BRCA1;BRCA2"), ("Cycle", "12/130", 0.1, "MYC")
        ),
        "pass",
        "",
        {},
    ),
    "GSEA": (rows("pathway|size|NES|pval|padj", ("hallmark E2F", 200, 2.1, 1e-5, 1e-3)), "pass", "", {}),
    "doses by group": (
        rows("arm|dose|size|mean", *[(a, d, 10, 13.2) for a in "AB" for d in (0.5, 1.0, 2.0)]),
        "pass",
        "",
        {},
    ),
    "survival": (rows("time|survival|n_at_risk", (80.4, 0.9, 205), (166.7, 0.75, 171)), "pass", "", {}),
    "bins": (rows("interval|entered|events", ("0-35", 115, 41), ("35-69", 85, 49), ("69-103", 67, 39)), "pass", "", {}),
    "gene and phenotype": (rows("gene|phenotype", ("SCN1A", "seizures"), ("KCNQ2", "delay")), "review", "IL-01", {}),
}


@pytest.mark.parametrize("name", TABLES)
def test_the_verdict_is_that_of_a_checker(name: str) -> None:
    table, verdict, rule, declared = TABLES[name]

    report = airlock.check(table, "t", **declared)

    assert report.verdict == verdict, [(f.rule, f.message) for f in report.findings]
    assert not rule or rule in {f.rule for f in report.findings}


FIXED = [name for name, (_, verdict, rule, _) in TABLES.items() if verdict == "fail" and rule != "VR-09"]


@pytest.mark.parametrize("name", FIXED)
def test_a_fix_holds_and_leaves_a_table(name: str) -> None:
    table, _, _, declared = TABLES[name]

    fixed = airlock.fix(table, **declared)

    assert airlock.check(fixed.output, "t", **declared).verdict != "fail", fixed.changes
    shown = pd.DataFrame(fixed.output).astype(str)
    assert (shown.isin(["*", "<5", "n<5"])).to_numpy().mean() <= 0.5


def people(**more: Any) -> pd.DataFrame:
    base = {"pid": range(12), "event": [0, 1] * 6, "time": np.arange(12) * 31 + 5.5, "fac_sex": ["f", "m", "m"] * 4}
    return pd.DataFrame({**base, **more})


PEOPLE: dict[str, pd.DataFrame] = {
    "numbers told by a prefix": people(num_age=np.arange(12) + 41, num_cholest=np.arange(12) / 7 + 4),
    "prefix and whole numbers": people(num_age=np.arange(12) + 41).drop(columns=["pid", "time"]),
    "bands that look masked": people(years=["<12", "12-15", ">=16"] * 4).drop(columns="pid").set_index("time"),
    "one count among attributes": pd.DataFrame(
        {
            "Area": list("abcdefgh"),
            "Gender": ["F", "M"] * 4,
            "Age": np.arange(8) * 7 + 18,
            "Fever": [3, 4] * 4,
            "Platelet_Count": np.arange(8) * 900 + 41000,
            "Temp": np.arange(8) / 10 + 37,
        }
    ),
    "a grade called average": pd.DataFrame(
        {"health": ["average", "poor", "average", "average"], "visits": [5, 1, 13, 16], "adl": ["x", "y", "z", "w"]}
    ),
    "decimals as texts": people(N=["1-3", ">=4"] * 6).drop(columns="pid").astype(str),
    "one accuracy among skills": pd.DataFrame(
        {"name": ["Ann", "Bea", "Cid"], "age": [20, 31, 40], "heading_accuracy": [70, 80, 61], "shot": [60, 61, 90]}
    ),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_people_never_pass(name: str) -> None:
    assert airlock.check(PEOPLE[name], "t").verdict != "pass"
    assert airlock.check(PEOPLE[name].head(5), "t").verdict != "pass"


def test_the_mean_of_few_is_hidden_under_any_name() -> None:
    table = rows("grade|n|bmi|sbp", ("I", 30, 25.1, 120.2), ("II", 3, 26.1, 122.2), ("III", 40, 25.9, 119.2))

    fixed = airlock.fix(table)

    assert list(fixed.output.iloc[1]) == ["II", "<5", "n<5", "n<5"]


def test_a_count_beside_a_mask_stays_when_only_its_percentage_must_go() -> None:
    table = rows("a|Cases", ("White", "100 (83.3%)"), ("Asian", "17 (14.2%)"), ("Black", "<5"))

    fixed = airlock.fix(table)

    assert list(fixed.output["Cases"]) == ["100", "17", "<5"]
    assert fixed.report.verdict == "pass"


def test_few_people_are_named_once_for_all_columns() -> None:
    findings = airlock.check(TABLES["support of three"][0], "t").findings

    told = [f.message for f in findings if f.rule == "CT-08"]
    assert len(told) == 1
    assert "'precision', 'recall', 'f1-score' are of 1-4 people (rows 'case')" in told[0]


def test_initials_of_regions_are_no_standard_errors() -> None:
    table = rows("who|NW|NE|SE", ("cases", 14, 20, 26), ("controls", 9, 22, 3))

    assert "CT-01" in {f.rule for f in airlock.check(table, "t").findings}
