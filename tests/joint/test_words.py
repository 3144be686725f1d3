"""Numbers, limits and percentages in words beside tables and earlier requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from joint_tables import counts

from gel_airlock_jupyter.checks.published import published_of
from gel_airlock_jupyter.joint import shape
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.session import Session

BY_SEX = pd.DataFrame({"sex": ["women", "men"], "total": [40, 60], "relapse": ["<5", "8"]})


@pytest.mark.parametrize("text", ["7.5 % of women had a relapse.", "Of all women, 7.5 % had a relapse."])
def test_a_percentage_of_people_numbered_in_a_table(session: Session, text: str) -> None:
    report = session.check({"table": BY_SEX, "text": text})

    (finding,) = report.findings
    assert (finding.rule, str(finding.severity)) == ("CT-02", "review")
    assert text in finding.message


@pytest.mark.parametrize(
    "text", ["7.5 % of men had a relapse.", "7.5 % of women had a cold.", "30 % of participants were women."]
)
def test_percentages_of_others_say_nothing(session: Session, text: str) -> None:
    assert not [f for f in session.check({"table": BY_SEX, "text": text}).findings if f.rule == "CT-02"]


def test_a_percentage_of_people_numbered_in_a_table_is_a_count(session: Session) -> None:
    (finding,) = session.check({"table": BY_SEX, "text": "7.5 % of women had a cold."}).findings

    assert (finding.rule, str(finding.severity)) == ("CT-05", "review")
    assert "7.5 % of 40 is 3" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "The disease was confirmed in 44 % of the 50 participants.",
        "Twenty-two participants were included.",
        "Of 22 participants 36.4 % had Leigh.",
    ],
)
def test_totals_in_words(session: Session, text: str) -> None:
    report = session.check({"table": counts(["8", "11", "<5"]), "text": text})

    assert any("22 - 8 - 11 = 3" in finding.message for finding in report.findings)
    assert report.verdict == "fail"


def test_limits_in_words_narrow_a_mask(session: Session) -> None:
    report = session.check({"table": counts(["8", "11", "<5"]), "text": "There were 22-23 participants."})

    assert [(f.rule, str(f.severity)) for f in report.findings] == [("CT-03", "warn")]


def test_a_percentage_that_an_earlier_request_put_into_words(session: Session, submitted: Callable[..., Any]) -> None:
    submitted(table=BY_SEX)

    report = session.check("7.5 % of women had a relapse.", "text")

    assert [(f.rule, str(f.severity)) for f in report.findings] == [("CT-04", "review")]


def test_the_ledger_keeps_limits_and_percentages_in_words() -> None:
    text = "There were 22-23 participants. 7.5 % of women had a relapse."
    (one,) = published_of("text", views_of(text, "text"), load(), {})

    again = shape.from_dict(shape.to_dict(one))

    assert (again.numbers, len(again.spoken)) == (one.numbers, 1)
    assert shape.to_dict(again) == shape.to_dict(one)
