"""The first table of a paper: a row of sizes, rows of counts, rows of statistics."""

from __future__ import annotations

import pandas as pd
import pytest

import gel_airlock_jupyter as airlock


def first_table(**columns: list[str]) -> pd.DataFrame:
    labels = ["N", "Female, n (%)", "Stay in days, median (IQR)", "BMI, mean (SD)"]
    return pd.DataFrame({"": labels, **columns})


def test_a_small_median_or_deviation_is_no_count() -> None:
    table = first_table(
        Cases=["60", "30 (50%)", "3 (1-5)", "24.1 (3.2)"], Controls=["144", "70 (48.6%)", "4 (2-6)", "23 (4)"]
    )
    assert airlock.check(table).verdict == "pass"
    assert airlock.check(table.set_index("")).verdict == "pass"


def test_a_small_count_beside_statistics_fails() -> None:
    table = first_table(Cases=["60", "3 (5%)", "3 (1-5)", "24 (3)"])
    (finding,) = [f for f in airlock.check(table).findings if f.rule == "CT-01"]
    assert [place.row for place in finding.where] == [1]


@pytest.mark.parametrize("size", ["4", "<5"])
@pytest.mark.parametrize("labels", [["N", "Age, mean (SD)"], ["Patients, n", "Age in years"]])
def test_statistics_below_a_small_size_fail_until_they_are_hidden(size: str, labels: list[str]) -> None:
    rows = [*labels, "Stay, median (IQR)"]
    table = pd.DataFrame({"": rows, "Cases": [size, "42.5 (12)", "3 (1-5)"], "All": ["144", "43 (13)", "4 (2-6)"]})
    report = airlock.check(table)
    assert report.verdict == "fail"
    assert "CT-08" in {finding.rule for finding in report.findings}
    fixed = airlock.fix(table)
    assert fixed.report.verdict == "pass"
    assert list(fixed.output["All"]) == list(table["All"])


@pytest.mark.parametrize("kind", [str, float])
def test_a_size_among_numbers_is_a_count(kind: type) -> None:
    table = pd.DataFrame({"measure": ["Participants", "Variants per person", "Median age"], "value": [4, 3.5, 42.5]})
    few = table.assign(value=table["value"].map(kind))
    many = few.assign(value=[kind(value) for value in (400, 3.5, 42.5)])
    assert airlock.check(few).verdict == "fail"
    assert airlock.check(many).verdict == "pass"


def test_numbers_held_as_texts_are_statistics_too() -> None:
    table = pd.DataFrame({"measure": ["n", "mean", "sd"], "LDL": ["4", "3.1", "0.2"], "HDL": ["44", "1.2", "0.3"]})
    assert "CT-08" in {finding.rule for finding in airlock.check(table).findings}
