"""Statistics of few people become marks, and nothing that stays gives them back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.session import Session


def of_rule(report: Any, rule: str) -> list[Any]:
    return [finding for finding in report.findings if finding.rule == rule]


def with_total(people: pd.DataFrame) -> pd.DataFrame:
    table = people.groupby("grade").agg(n=("age", "size"), mean_age=("age", "mean"), median_age=("age", "median"))
    table.loc["All"] = [len(people), people.age.mean(), people.age.median()]
    return table


def test_only_what_is_of_few_people_is_marked(session: Session, people: pd.DataFrame) -> None:
    table = people.groupby("grade").agg(n=("age", "size"), mean_age=("age", "mean"), sd_age=("age", "std"))

    fixed = session.fix(table, "t")

    assert fixed.output.loc["II"].tolist() == ["<5", "n<5", "n<5"]
    assert fixed.output.drop(index="II").astype(float).equals(table.drop(index="II").astype(float))


def test_a_mean_that_follows_from_the_total_costs_one_more(session: Session, people: pd.DataFrame) -> None:
    fixed = session.fix(with_total(people), "t")

    hidden = fixed.output.map(lambda cell: isinstance(cell, str) and ("<" in cell or "*" in cell))
    assert hidden["mean_age"].sum() == 2
    assert hidden["median_age"].sum() == 1
    assert fixed.report.verdict == "pass"


@pytest.mark.parametrize(
    ("total", "severity"), [("60", "fail"), ("60-64", "review")], ids=["known total", "total as a range"]
)
def test_a_hidden_mean_that_follows_is_found(total: str, severity: str) -> None:
    table = pd.DataFrame(
        {"grade": ["I", "II", "III", "All"], "n": ["30", "<5", "27", total], "mean_bmi": [27.5, np.nan, 26.25, 27.0]}
    )

    found = of_rule(airlock.check(table), "CT-08")

    assert [finding.severity for finding in found] == [severity]
    assert "All" not in found[0].where[0].label


def test_a_hidden_mean_beside_another_is_left_alone() -> None:
    table = pd.DataFrame(
        {"grade": ["I", "II", "III", "All"], "n": ["30", "<5", "27", "60-64"], "mean_bmi": [27.5, "n<5", "*", 27.0]}
    )

    assert airlock.check(table).verdict == "pass"


def test_medians_do_not_add_up() -> None:
    table = pd.DataFrame(
        {"g": ["I", "II", "III", "All"], "n": ["30", "<5", "27", "60-64"], "median_bmi": [27.5, np.nan, 26.25, 27.0]}
    )

    assert airlock.check(table).verdict == "pass"


def test_a_pivot_with_margins_loses_one_line(session: Session, people: pd.DataFrame) -> None:
    table = people.pivot_table(index="grade", columns="sex", values="age", aggfunc=["mean", "count"], margins=True)

    fixed = session.fix(table, "t")

    assert (fixed.output["mean"] == "*").sum().sum() <= 3
    assert fixed.report.verdict == "pass"


def test_a_declared_number_of_people_counts(session: Session) -> None:
    table = pd.DataFrame({"mean_bmi": [27.25, 31.5, 26.125]}, index=pd.Index(["a", "b", "c"], name="site"))

    fixed = session.fix(table, "t", contributors={"mean_bmi": [30, 2, 40]})

    assert fixed.output["mean_bmi"].tolist() == [27.25, "n<5", 26.125]
    assert fixed.report.verdict == "pass"


def test_the_marks_are_read_back_from_the_file(session: Session, people: pd.DataFrame) -> None:
    fixed = session.fix(with_total(people), "t")

    item = session.stage(fixed.output, "t.csv")

    assert item.verdict == "pass"
    assert "II,<5,n<5,n<5" in session.store.export_path(item).read_text()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=3, max_size=6), st.booleans(), st.randoms(use_true_random=False))
def test_no_hidden_sum_follows_from_what_stays(sizes: list[int], margin: bool, some: Any) -> None:
    means = [round(some.uniform(20, 30), 2) + 0.001 for _ in sizes]
    table = pd.DataFrame({"g": [f"g{i}" for i in range(len(sizes))], "n": sizes, "mean_bmi": means})
    if margin:
        whole = sum(size * mean for size, mean in zip(sizes, means, strict=True)) / sum(sizes)
        table.loc[len(table)] = ["All", sum(sizes), whole]

    fixed = airlock.fix(table)

    hidden = [isinstance(cell, str) for cell in fixed.output["mean_bmi"]]
    assert all(hidden[row] for row, size in enumerate(sizes) if size < 5)
    assert not of_rule(airlock.check(fixed.output), "CT-08")
    if margin and any(hidden[:-1]) and not hidden[-1]:
        unknown = [row for row in range(len(sizes)) if hidden[row]]
        assert len(unknown) > 1
        assert sum(sizes[row] for row in unknown) >= 5
