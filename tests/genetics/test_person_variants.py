"""IL-04 and IL-05: tables of people and their variants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from gel_airlock_jupyter.findings import Report

Severities = Callable[..., list[tuple[str, int]]]
Judge = Callable[..., Report]
FIRST, SECOND, THIRD = "1:12345:A:G", "2:22345:A:G", "3:32345:A:G"
NAMES = ["Participant 1", "Participant 1", "Participant 2"]
SEVERAL: dict[str, pd.DataFrame] = {
    "long": pd.DataFrame({"participant": NAMES, "variant": [FIRST, SECOND, THIRD], "zygosity": ["het", "hom", "het"]}),
    "short labels": pd.DataFrame({"patient": ["P1", "P1", "P2"], "variant": [FIRST, SECOND, THIRD]}),
    "by place": pd.DataFrame(
        {"participant": NAMES, "chrom": ["1", "2", "3"], "pos": [12345, 22345, 32345], "ref": "A", "alt": "G"}
    ),
    "lists": pd.DataFrame({"person": ["Participant 1", "Participant 2"], "variants": [f"{FIRST};{SECOND}", THIRD]}),
    "wide": pd.DataFrame({"person": ["Participant 1", "Participant 2"], "v1": [FIRST, THIRD], "v2": [SECOND, ""]}),
    "index": pd.DataFrame({"variant": [FIRST, SECOND, THIRD]}, index=pd.Index(NAMES, name="participant")),
}
ONE = pd.DataFrame(
    {"participant": ["Participant 1", "Participant 2"], "variant": [FIRST, SECOND], "zygosity": ["het", "hom"]}
)


@pytest.mark.parametrize("shape", SEVERAL)
def test_several_variants_of_one_person_are_reviewed(severities: Severities, judge: Judge, shape: str) -> None:
    frame = SEVERAL[shape]

    assert severities("IL-04", frame) == [("review", 1)]
    assert severities("IL-04", frame, selected=True) == []
    assert severities("IL-05", frame) == []
    assert judge(frame).verdict == "review"
    assert severities("IL-04", frame.sample(frac=1, random_state=3)) == [("review", 1)]


def test_one_variant_each_is_noted_and_still_one_row_per_person(severities: Severities, judge: Judge) -> None:
    assert severities("IL-05", ONE) == [("info", 1)]
    assert severities("IL-04", ONE) == []
    assert severities("IL-01", ONE) == [("review", 1)]
    assert judge(ONE).verdict == "review"


def test_a_row_declared_a_participant_is_one(severities: Severities) -> None:
    frame = pd.DataFrame({"variant": [FIRST, SECOND], "gene": ["TP53", "BRCA1"]})

    assert severities("IL-05", frame) == []
    assert severities("IL-05", frame, row_is="participant") == [("info", 1)]


@pytest.mark.parametrize("column", [{"disease": ["Leigh", "MELAS"]}, {"sex": ["F", "M"]}, {"age": [34, 51]}])
def test_with_a_phenotype_it_is_more_than_a_genotype(severities: Severities, judge: Judge, column: Any) -> None:
    frame = ONE.assign(**column)

    assert severities("IL-05", frame) == []
    assert judge(frame).verdict == "fail"


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"variant": [FIRST, SECOND], "gene": ["TP53", "BRCA1"]}),
        pd.DataFrame({"site": ["site 1", "site 2"], "variant": [FIRST, SECOND]}),
        pd.DataFrame({"cohort": ["case", "control"], "variant": [FIRST, FIRST], "ac": [30, 40]}),
        pd.DataFrame({"participant": [], "variant": []}),
    ],
    ids=["no people", "sites", "groups", "empty"],
)
def test_variants_of_nobody_in_particular_are_left_alone(severities: Severities, frame: pd.DataFrame) -> None:
    assert severities("IL-04", frame) == []
    assert severities("IL-05", frame) == []
