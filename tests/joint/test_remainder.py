"""A whole in one output and a part of it in another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.session import Session

WOMEN = pd.DataFrame({"sex": ["women"], "n": [47]})
ALL = pd.DataFrame({"group": ["All"], "n": [50]})


def by_disease(column: str, *values: object, rows: str = "Leigh MELAS Barth") -> pd.DataFrame:
    names = rows.split()[: len(values)]
    return pd.DataFrame({"disease": names, column: list(values)})


def _left(session: Session, outputs: dict[str, Any]) -> list[tuple[str, str]]:
    found = session.check(outputs).findings
    return [(f.rule, str(f.severity)) for f in found if "between them" in f.message]


@pytest.mark.parametrize(
    "outputs",
    [
        {"a": WOMEN, "b": ALL},
        {"a": by_disease("women", 47, 30), "b": by_disease("n", 50, 90)},
        {"a": WOMEN, "text": "All 50 participants consented."},
        {"a": "47 women were seen.", "b": ALL},
        {"a": "47 women were seen.", "b": "The study had 50 participants."},
        {"a": by_disease("women", 47, 40), "b": "There were 50 patients with Leigh."},
    ],
)
def test_what_two_outputs_leave_between_them_is_for_a_person_to_read(session: Session, outputs: dict[str, Any]) -> None:
    assert _left(session, outputs) == [("CT-10", "review")]


def test_the_relation_is_told_and_can_be_taken_back(session: Session) -> None:
    (finding,) = session.check({"a": WOMEN, "b": ALL}).findings

    assert "50 - 47 = 3" in finding.message
    assert "read `All` in 'b' as `women` in 'a' plus the others" in finding.message
    assert 'relations=["not All"]' in str(finding.fix)
    assert session.check({"a": WOMEN, "b": ALL}, relations=["not All"]).verdict == "pass"


def test_several_rows_prove_it(session: Session) -> None:
    outputs = {"a": by_disease("women", 147, 130), "b": by_disease("n", 150, 132)}

    assert _left(session, outputs) == [("CT-10", "fail")]


def test_a_bar_and_a_table(session: Session) -> None:
    import matplotlib.figure

    figure = matplotlib.figure.Figure()
    axes = figure.subplots()
    axes.bar(["women"], [47])
    axes.set(ylabel="Participants")

    assert _left(session, {"figure": figure, "table": ALL}) == [("CT-10", "review")]


@pytest.mark.parametrize(
    ("first", "second"),
    [(WOMEN, ALL), (ALL, WOMEN), (WOMEN, pd.DataFrame({"n": [50]}))],
    ids=["part", "whole", "plain"],
)
def test_with_an_earlier_request(
    session: Session, submitted: Callable[..., Any], first: pd.DataFrame, second: pd.DataFrame
) -> None:
    submitted(earlier=first)

    found = [f for f in session.check(second, "now").findings if "between them" in f.message]

    assert [(f.rule, str(f.severity)) for f in found] == [("CT-04", "review")]


@pytest.mark.parametrize(
    "outputs",
    [
        {"a": by_disease("women", 147, 140), "b": by_disease("n", 150, 132)},  # more women than people
        {"a": by_disease("women", 47, 40), "b": by_disease("n", 50, 70, rows="Perth Rett")},  # others
        {"a": pd.DataFrame({"sex": ["women", "men"], "n": [47, 60]}), "b": ALL},  # 107 people
        {
            "a": pd.DataFrame({"disease": ["Leigh", "MELAS"], "women": [47, 40], "men": [20, 30]}),
            "b": by_disease("n", 67, 70),
        },
        {"a": WOMEN, "b": pd.DataFrame({"group": ["All"], "n": [90]})},
        {"a": WOMEN, "b": pd.DataFrame({"sex": ["women"], "n": [47]})},
        {"a": by_disease("women", 47, 40), "text": "All 90 participants consented; 52 patients had Barth."},
        {"a": WOMEN, "text": "We saw 47 women and 80 men."},
    ],
)
def test_other_people_leave_nothing(session: Session, outputs: dict[str, Any]) -> None:
    assert _left(session, outputs) == []


def test_many_tables_are_near_by_chance() -> None:
    tables = {
        f"t{k}": pd.DataFrame({"group": ["All"] if k % 2 else [f"centre {k}"], "n": [40 + 3 * k % 17]})
        for k in range(24)
    }

    found = [f for f in airlock.check(tables).findings if "between them" in f.message]

    assert len(found) <= 12


def test_the_sentence_after() -> None:
    (finding,) = airlock.check("The study had 50 participants. 47 were women.", "text").findings

    assert (finding.rule, str(finding.severity)) == ("CT-10", "review")
