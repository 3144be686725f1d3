"""Percentages in one output of counts in another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joint_tables import counts

from gel_airlock_jupyter.checks.published import published_of
from gel_airlock_jupyter.disclosure.quantities import Marks
from gel_airlock_jupyter.joint import shape
from gel_airlock_jupyter.joint.analysis import Analysis, joined
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.session import Session

NAMES = "Leigh MELAS Barth Alpers"
TRUE = [120, 96, 31, 3]
TOTAL = sum(TRUE)


def percentages(values: list[int], whole: int, names: str = NAMES, decimals: int = 2) -> pd.DataFrame:
    shown = [round(100 * value / whole, decimals) for value in values]
    return pd.DataFrame({"disease": names.split(), "percent": shown})


def test_percentages_of_the_total_give_a_masked_count_back(session: Session) -> None:
    table = counts(["120", "96", "31", "<5", "250-254"], f"{NAMES} Total")
    assert session.check(table, "table").verdict == "pass"

    report = session.check({"table": table, "shares": percentages(TRUE, TOTAL)})

    (finding,) = [finding for finding in report.findings if finding.rule == "CT-02"]
    assert "'table' and 'shares' together" in finding.message
    assert "in percent of their total" in finding.message
    assert report.verdict == "fail"


def test_percentages_of_a_sum_that_nobody_prints(session: Session) -> None:
    report = session.check({"table": counts(["120", "96", "31", "<5"], NAMES), "shares": percentages(TRUE, TOTAL)})

    assert report.verdict == "fail"
    assert any("in percent of their sum" in finding.message for finding in report.findings)


def test_bars_that_are_percentages(session: Session) -> None:
    import matplotlib.figure

    figure = matplotlib.figure.Figure()
    axes = figure.subplots()
    axes.bar(NAMES.split(), percentages(TRUE, TOTAL)["percent"])
    axes.set(ylabel="Participants (%)")

    report = session.check({"table": counts(["120", "96", "31", "<5"], NAMES), "figure": figure})

    assert any("'table' and 'figure' together" in finding.message for finding in report.findings)
    assert report.verdict != "pass"


def test_percentages_of_an_earlier_table(session: Session, submitted: Callable[..., Any]) -> None:
    submitted(table=counts(["120", "96", "31", "<5"], NAMES))

    report = session.check(percentages(TRUE, TOTAL), "shares")

    assert [str(f.severity) for f in report.findings if f.rule == "CT-04"] == ["fail"]


def test_percentages_that_an_earlier_request_printed(session: Session, submitted: Callable[..., Any]) -> None:
    submitted(shares=percentages(TRUE, TOTAL))

    report = session.check(counts(["120", "96", "31", "<5"], NAMES), "table")

    assert any(finding.rule == "CT-04" for finding in report.findings)


@pytest.mark.parametrize(
    "shares",
    [
        percentages([50, 40, 20, 1], 300),  # of something else
        percentages(TRUE, TOTAL, "Perth Rett Noonan Kabuki"),  # of others
        percentages([120, 96, 31], TOTAL, "Leigh MELAS Barth", 0),  # so coarse that nothing follows
    ],
)
def test_other_percentages_give_nothing_away(session: Session, shares: pd.DataFrame) -> None:
    table = counts(["120", "96", "31", "<5"], NAMES)

    report = session.check({"table": table, "shares": shares})

    assert not [finding for finding in report.findings if finding.rule in ("CT-02", "CT-04")]


def test_the_ledger_keeps_percentages_and_reads_them_back() -> None:
    table = percentages(TRUE, TOTAL)
    (one,) = published_of("shares", views_of(table, "shares"), load(), {})

    again = shape.from_dict(shape.to_dict(one))

    assert shape.to_dict(again) == shape.to_dict(one)
    assert again.grid is not None
    assert again.grid.cells[0][0].unit == "percent"  # type: ignore[union-attr]


@given(st.lists(st.integers(5, 400), min_size=3, max_size=6), st.integers(1, 4), st.integers(0, 3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_called_calculable_is_the_true_number(others: list[int], small: int, decimals: int) -> None:
    names = ["a", "b", "c", "d", "e", "f", "g"][: len(others) + 1]
    values = [*others, small]
    table = counts([*map(str, others), "<5"], " ".join(names))
    shares = percentages(values, sum(values), " ".join(names), decimals)
    read = [published_of(n, views_of(t, n), load(), {})[0] for n, t in (("table", table), ("shares", shares))]

    for one in Analysis(joined(read), Marks()).exposures:
        assert one.verdict.lower == one.verdict.upper == small
