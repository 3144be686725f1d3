"""CT-05 and CT-10: percentages and differences that give back 1-4 people."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines.datasets import load_gbsg2

from gel_airlock_jupyter.findings import Finding, Report
from gel_airlock_jupyter.session import Session

Check = Callable[..., Report]
Of = Callable[[Report, str], list[Finding]]


def severities(found: list[Finding]) -> list[str]:
    return [str(f.severity) for f in found]


@pytest.mark.parametrize(("percent", "found"), [(6.8, True), (9.1, True), (11.4, False), (0.0, False), (20.5, False)])
def test_a_percentage_of_the_rows_own_n(check: Check, of_rule: Of, percent: float, found: bool) -> None:
    table = pd.DataFrame({"disease": ["a", "b", "c"], "n": [44, 60, 50], "percent": [percent, 20.0, 30.0]})

    assert severities(of_rule(check(table), "CT-05")) == (["warn"] if found else [])


def test_a_declared_whole(check: Check, of_rule: Of) -> None:
    table = pd.DataFrame({"group": ["a", "b"], "percent": [1.7, 98.3]})

    assert severities(of_rule(check(table, n=180, row_is="group"), "CT-05")) == ["warn"]
    assert of_rule(check(table, n=18_000, row_is="group"), "CT-05") == []


def test_a_masked_count_with_its_percentage_fails(check: Check, of_rule: Of) -> None:
    table = pd.DataFrame({"group": ["a", "b", "c"], "n": ["<5", "20", "33"], "percent": [5.4, 35.7, 58.9]})

    assert severities(of_rule(check(table, n=56), "CT-05")) == ["fail"]


def test_rates_are_read_by_their_base(check: Check, of_rule: Of) -> None:
    table = pd.DataFrame({"site": ["a", "b"], "n": [1000, 2000], "rate per 1,000": [3.0, 40.0]})

    assert severities(of_rule(check(table), "CT-05")) == ["warn"]


@pytest.mark.parametrize("size", ["n", "population", "denominator"])
@pytest.mark.parametrize("label", ["cases per 1000", "rate / 1k", "incidence per 1,000"])
def test_rates_and_their_wholes_have_many_names(check: Check, of_rule: Of, label: str, size: str) -> None:
    table = pd.DataFrame({"site": ["North", "South"], size: [1000, 2000], label: [3.0, 40.0]})

    assert severities(of_rule(check(table), "CT-05")) == ["warn"]


@pytest.mark.parametrize("label", ["prevalence", "fraction", "proportion"])
def test_a_share_beside_its_masked_count_fails(check: Check, of_rule: Of, label: str) -> None:
    table = pd.DataFrame({"group": ["A", "B"], "n": [20, 20], "cases": ["<5", 9], label: [0.15, 0.45]})

    assert "CT-02" in {finding.rule for finding in check(table).findings}


def test_a_header_tells_the_whole(check: Check, of_rule: Of) -> None:
    table = pd.DataFrame({"outcome": ["died", "alive"], "% (n=40)": ["7.5", "92.5"]})

    assert severities(of_rule(check(table, row_is="group"), "CT-05")) == ["warn"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["<5 (5.1%)", "40 (67.8%)", "16 (27.1%)"], ["fail"]),
        (["<5", "40 (67.8%)", "16 (27.1%)"], []),
        (["30 (34.9%)", "40 (46.5%)", "16 (18.6%)"], []),
    ],
)
def test_text_cells_are_taken_apart(check: Check, of_rule: Of, cells: list[str], expected: list[str]) -> None:
    table = pd.DataFrame({"group": ["a", "b", "c"], "women": cells})

    assert severities(of_rule(check(table), "CT-05")) == expected


def test_shares_with_all_their_digits_give_their_whole(check: Check, of_rule: Of) -> None:
    shares = pd.Series([3, 12, 12, 12, 12], index=list("abcde"), name="proportion").rename_axis("site") / 51

    (found,) = of_rule(check(shares), "CT-05")

    assert "its decimals fit 17 people" in found.message


def test_shares_are_recounted_from_the_session(session_of: Callable[..., Session], of_rule: Of) -> None:
    women = load_gbsg2()
    part = women[women.pnodes > 8].assign(rare=(women.pnodes > 30).map({True: "yes", False: "no"}))
    table = pd.crosstab(part.tgrade, part.rare, normalize="index").round(3)

    found = of_rule(session_of(part=part).check(table, "shares"), "CT-05")

    assert any("recounted from `part`" in f.message for f in found)


@settings(max_examples=60, deadline=None)
@given(whole=st.integers(5, 400), part=st.integers(0, 400), decimals=st.integers(0, 3))
def test_a_share_is_found_exactly_when_only_1_to_4_people_fit(whole: int, part: int, decimals: int) -> None:
    from gel_airlock_jupyter import engine
    from gel_airlock_jupyter.policy.load import load
    from gel_airlock_jupyter.readers.open import views_of

    part = min(part, whole)
    percent = round(100 * part / whole, decimals)
    table = pd.DataFrame({"group": ["a", "b"], "percent": [f"{percent:.{decimals}f}%", f"{0:.{decimals}f}%"]})

    report = engine.run(views_of(table, "t"), load(), {"n": whole, "row_is": "group"})

    half = 0.5 * 10**-decimals
    fitting = [k for k in range(whole + 1) if percent - half - 1e-9 <= 100 * k / whole <= percent + half + 1e-9]
    expected = bool(fitting) and min(fitting) >= 1 and max(fitting) <= 4
    left = bool(fitting) and min(fitting) >= 5 and min(whole - k for k in fitting) >= 1 and whole - min(fitting) <= 4
    found = {"leave" if "over" in f.message else "give" for f in report.findings if f.rule == "CT-05"}
    assert found == ({"give"} if expected else {"leave"} if left else set())


class TestLeftOver:
    @pytest.mark.parametrize(("cases", "found"), [(47, True), (46, True), (45, False), (50, False), (30, False)])
    def test_n_less_cases(self, check: Check, of_rule: Of, cases: int, found: bool) -> None:
        table = pd.DataFrame({"site": ["a", "b"], "n": [50, 60], "cases": [cases, 30]})

        assert bool(of_rule(check(table), "CT-10")) == found

    def test_two_parts_are_no_complement(self, check: Check, of_rule: Of) -> None:
        table = pd.DataFrame({"site": ["a", "b"], "n": [50, 60], "deaths": [47, 30], "relapses": [20, 20]})

        assert of_rule(check(table), "CT-10") == []

    @pytest.mark.parametrize(("cell", "found"), [("41/44", True), ("39/44", False), ("44/44", False)])
    def test_fractions_in_cells(self, check: Check, of_rule: Of, cell: str, found: bool) -> None:
        table = pd.DataFrame({"site": ["a", "b"], "responders": [cell, "30/60"]})

        assert bool(of_rule(check(table, counts=["responders"]), "CT-10")) == found

    def test_steps_of_running_sums(self, check: Check, of_rule: Of) -> None:
        table = pd.DataFrame({"year": ["2001", "2002", "2003"], "cum_deaths": [20, 23, 40]})

        (found,) = of_rule(check(table), "CT-10")

        assert [place.row for place in found.where] == [1]

    def test_rising_counts_that_are_not_cumulative(self, check: Check, of_rule: Of) -> None:
        table = pd.DataFrame({"year": ["2001", "2002", "2003"], "deaths": [20, 23, 40]})

        assert of_rule(check(table), "CT-10") == []


@pytest.mark.parametrize(
    ("whole", "part", "severity"),
    [("All participants", "Women", "fail"), ("N", "With variant", "review"), ("tested", "positive", "review")],
)
def test_the_only_other_count_is_a_part_of_the_whole(
    check: Check, of_rule: Of, whole: str, part: str, severity: str
) -> None:
    rows = ["Leigh", "MELAS", "Alpers"]
    leaves = pd.DataFrame({whole: [50, 40, 30], part: [47, 35, 25]}, index=rows)

    assert severities(of_rule(check(leaves), "CT-10")) == [severity]


def test_a_count_that_exceeds_the_whole_is_none_of_its_parts(check: Check, of_rule: Of) -> None:
    rows = ["Leigh", "MELAS", "Alpers"]

    assert not of_rule(check(pd.DataFrame({"N": [50, 40, 30], "Visits": [47, 35, 31]}, index=rows)), "CT-10")
