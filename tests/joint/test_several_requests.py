"""What takes three outputs, or two earlier requests and a new one; people who left between two of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.figure
import pandas as pd
import pytest
from joint_tables import counts

from gel_airlock_jupyter.findings import Finding, Report
from gel_airlock_jupyter.session import Session


def found(report: Report, rule: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule == rule]


def crosstab(rows: dict[str, list[Any]], columns: list[str], name: str) -> pd.DataFrame:
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    table.index.name, table.columns.name = "disease", name
    return table


SEX = {"Leigh": [20, 22], "MELAS": [18, 17], "Alpers": ["<5", "9"]}
AGE = {"Leigh": [30, 12], "MELAS": [15, 20], "Alpers": ["6", "*"]}


def test_two_earlier_requests_and_a_new_one(session: Session, submitted: Callable[..., Any]) -> None:
    submitted(by_sex=crosstab(SEX, ["female", "male"], "sex"))
    submitted(by_age=crosstab(AGE, ["0-17", "18+"], "age"))

    report = session.check(pd.DataFrame({"age": ["0-17", "18+"], "n": [51, 38]}), "new")

    (finding,) = found(report, "CT-04")
    assert "6 + 6 - 9 = 3" in finding.message
    assert all(f"'{name}'" in finding.message for name in ("by_sex.csv", "by_age.csv", "new"))
    assert report.verdict != "pass"


def test_earlier_requests_that_add_up_among_themselves(session: Session, submitted: Callable[..., Any]) -> None:
    names = "Leigh MELAS Alpers Barth"
    submitted(everyone=counts([140, 62, 9, 77], names))
    submitted(men=counts(["81", "31", "*", "35"], names))
    submitted(women=counts(["59", "31", "<5", "42"], names))
    part = crosstab({"Alpers": [3, 2], "Leigh": [40, 41], "MELAS": [15, 16], "Barth": [20, 15]}, ["I", "II"], "grade")
    part = part.assign(All=part.sum(axis=1))

    report = session.check(part, "new")

    assert report.verdict != "pass"


def test_a_new_margin_narrows_what_an_earlier_request_masked(session: Session, submitted: Callable[..., Any]) -> None:
    submitted(by_sex=crosstab({**SEX, "Alpers": ["<5", "<5"]}, ["female", "male"], "sex"))

    report = session.check(counts([42, 35, 6]), "new")

    (finding,) = found(report, "CT-03")
    assert str(finding.severity) == "warn"
    assert "2 masked cells of 'by_sex.csv'" in finding.message
    assert "2-4" in finding.message
    assert report.verdict == "pass"


def test_what_one_output_narrows_alone_is_told_once(session: Session) -> None:
    table = counts(["8", "11", "<5", "<5", "25"], "Leigh MELAS Alpers Barth All")

    report = session.check({"table": table, "other": counts([90, 80], "x y")})

    assert len(found(report, "CT-03")) == 1


def test_a_strict_policy_needs_all_values_across_outputs(session: Session) -> None:
    from gel_airlock_jupyter.policy.load import from_content

    content = dict(session.policy.content)
    content["rules"] = {**content["rules"], "CT-02": {**content["rules"]["CT-02"], "need": "band"}}
    tables = [crosstab({**SEX, "Alpers": ["<5", "<5"]}, ["female", "male"], "sex"), counts([42, 35, 6])]

    assert session.check(tables).verdict == "pass"
    assert session.check(tables, policy=from_content(content)).verdict == "fail"


def bars(heights: list[int]) -> Any:
    figure = matplotlib.figure.Figure()
    axes = figure.subplots()
    axes.bar(["Leigh", "MELAS", "Alpers"], heights)
    axes.set(ylabel="Participants")
    return figure


@pytest.mark.parametrize(
    "pair",
    [
        (counts([120, 64, 31]), counts([119, 64, 31])),
        (counts([120, 64, 31]), bars([119, 64, 31])),
        (bars([120, 64, 31]), bars([119, 64, 31])),
        (counts([60, 40, 20]), "The cohort has N=119 participants."),
        (counts([60, 40, 20, 120], "Leigh MELAS Alpers All"), "We studied 119 participants."),
        (counts([120, 64, 31]), "Of these, 119 patients with Leigh had a scan."),
        ("The cohort has N=120 participants.", "The cohort has N=119 participants."),
    ],
    ids=["tables", "table and bars", "bars", "cells and text", "total and text", "cell and text", "texts"],
)
def test_one_person_less_is_found_within_a_request_and_across_time(
    session: Session, form: dict[str, Any], pair: tuple[Any, Any]
) -> None:
    first, second = pair
    report = session.check({"first": first, "second": second})
    assert report.verdict != "pass"
    assert any("120 - 119 = 1" in finding.message for finding in found(report, "CT-02"))

    name = {str: "first.txt", pd.DataFrame: "first.csv"}.get(type(first), "first.png")
    details = {"alt_text": "Bars of participants by disease"} if name == "first.png" else {}
    item = session.stage(first, name, title="First", **details)
    session.submit(session.request([item.id], **form))
    later = session.check(second, "second")
    assert later.verdict != "pass"
    assert any("120 - 119 = 1" in finding.message for finding in found(later, "CT-04"))


@pytest.mark.parametrize(
    "text",
    [
        "The cohort has N=120 participants.",
        "We tested 118 genes in 120 participants.",
        "Of 300 participants, 119 patients with hearing loss and Leigh were seen at 12 sites.",
        "Version 119 of the panel.",
        "In all 7 participants were seen twice.",
    ],
)
def test_numbers_that_are_explained_or_of_something_else_are_no_slip(session: Session, text: str) -> None:
    report = session.check({"table": counts([60, 40, 20, 120], "Leigh MELAS Alpers All"), "text": text})

    assert not [finding for finding in report.findings if "may count the same people" in finding.message]


def test_more_than_sixty_tables_of_the_same_rows_are_judged(session: Session) -> None:
    import numpy as np

    rng = np.random.default_rng(5)
    tables = {f"site {k}": counts(rng.integers(20, 900, 6).tolist(), "a b c d e f") for k in range(80)}
    total = [int(a) + int(b) for a, b in zip(tables["site 3"]["n"], tables["site 71"]["n"], strict=True)]
    masked = tables["site 71"]["n"].tolist()
    masked[2], total[2] = "<5", int(tables["site 3"]["n"][2]) + 3
    tables["site 71"] = counts(masked, "a b c d e f")
    assert session.check(tables).verdict == "pass"

    report = session.check({**tables, "both": counts(total, "a b c d e f")})

    assert report.verdict == "fail"
    assert any("= 3" in finding.message and "'site 71'" in finding.message for finding in found(report, "CT-02"))
