"""Counts that cannot be read are asked about, and odd ways of writing one are read."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import gel_airlock_jupyter as airlock

DISEASES = ["Leigh", "MELAS", "MERRF", "NARP"]


def rules(table: pd.DataFrame, **declared: Any) -> dict[str, str]:
    report = airlock.check(table, **declared)
    return {finding.rule: str(finding.severity) for finding in report.findings}


@pytest.mark.parametrize("three", ["3†", "+3", "3e0", "³", "３", "\u200b3", "3 of 44", "3 patients"])
def test_a_small_count_is_read_however_it_is_written(three: str) -> None:
    table = pd.DataFrame({"disease": DISEASES, "n": [three, "10", "12", "30"]})
    assert rules(table, row_is="group")["CT-01"] == "fail"


@pytest.mark.parametrize(
    "cells",
    [
        ["three", "ten", "12", "30"],
        ["3:41", "10:40", "12:49", "30:17"],
        ["[3]", "[10]", "[12]", "[30]"],
        [[3, 44], [10, 50], [12, 61], [30, 47]],
        [{"cases": 3}, {"cases": 10}, {"cases": 12}, {"cases": 30}],
        [-3, -10, -12, -30],
    ],
)
def test_a_column_called_a_count_that_cannot_be_read_is_reviewed(cells: list[Any]) -> None:
    table = pd.DataFrame({"disease": DISEASES, "n": cells})
    assert rules(table, row_is="group")["CT-12"] == "review"
    assert "CT-12" not in rules(table, row_is="group", roles={"n": "label"})


def test_pairs_in_any_column_are_reviewed() -> None:
    table = pd.DataFrame({"disease": DISEASES, "yes and no": [(3, 44), (10, 50), (12, 61), (30, 47)]})
    assert rules(table, row_is="group")["CT-12"] == "review"


@pytest.mark.parametrize("shape", ["labels", "headers"])
def test_numbers_in_brackets_behind_labels_are_reviewed(shape: str) -> None:
    table = pd.DataFrame({"share": [22.1, 23.2, 24.5]}, index=["Leigh (3)", "MELAS (30)", "MERRF (41)"])
    table = table if shape == "labels" else table.T
    assert rules(table, row_is="group")["CT-12"] == "review"


@pytest.mark.parametrize(
    "labels", [["Stage (1)", "Stage (2)", "Stage (3)"], ["Leigh (2019)", "MELAS (2020)", "MERRF (2022)"]]
)
def test_running_numbers_and_years_behind_labels_are_none(labels: list[str]) -> None:
    table = pd.DataFrame({"n": [22, 23, 24]}, index=labels)
    assert airlock.check(table).verdict == "pass"


def test_bands_are_no_pairs() -> None:
    table = pd.DataFrame({"n": [22, 23, 24]}, index=pd.IntervalIndex.from_breaks([0, 3, 30, 60]).rename("age"))
    assert "CT-12" not in rules(table.reset_index())
