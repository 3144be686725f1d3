"""Small sets of outputs from which a number below five follows, and sets from which nothing does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from gel_airlock_jupyter.session import Session

THREE = "Leigh MELAS Alpers"
Outputs = dict[str, Any]


def rows(names: str, values: list[Any], column: str = "n", label: str = "disease") -> pd.DataFrame:
    return pd.DataFrame({label: names.split(), column: values})


def crosstab(cells: list[list[Any]]) -> pd.DataFrame:
    table = pd.DataFrame(cells, index=["Leigh", "MELAS"], columns=["female", "male"])
    table.index.name, table.columns.name = "disease", "sex"
    return table


def bars(names: str, values: list[float], ylabel: str = "Participants", title: str = "") -> Any:
    import matplotlib.figure

    figure = matplotlib.figure.Figure()
    axes = figure.subplots()
    axes.bar(names.split(), values)
    axes.set(ylabel=ylabel, title=title)
    return figure


def serious(session: Session, outputs: Outputs) -> list[str]:
    """Return what is found of counts that a person has to mend or to justify."""
    report = session.check(*reversed(next(iter(outputs.items())))) if len(outputs) == 1 else session.check(outputs)
    return [
        f"{f.rule}: {f.message}"
        for f in report.findings
        if f.rule[:3] in ("CT-", "FG-", "EN-") and str(f.severity) in ("fail", "review")
    ]


MASKED = rows(THREE, ["8", "11", "<5"])
WOMEN = rows("women", [47], label="sex")
LIST = pd.DataFrame({"person": ["P1", "P2", "P3"], "score": [25, 30, 35]})

GIVEN_AWAY: dict[str, Outputs] = {
    "total in words": {"table": MASKED, "text": "Twenty-two participants were studied."},
    "total in a title": {"table": MASKED, "figure": bars("young old", [12, 10], title="All 22 participants")},
    "margin in a figure": {"table": crosstab([["<5", "20"], ["11", "12"]]), "figure": bars("Leigh MELAS", [23, 23])},
    "percentages in a table": {
        "table": rows(THREE, ["80", "11", "<5"]),
        "shares": rows(THREE, [85.11, 11.70, 3.19], "percent"),
    },
    "percentages in a figure": {
        "table": rows(THREE, ["80", "11", "<5"]),
        "figure": bars(THREE, [85.1, 11.7, 3.2], "Participants (%)"),
    },
    "whole in a table, percentage in words": {
        "table": rows("All", [40], label="group"),
        "t": "7.5 % of patients relapsed.",
    },
    "whole in words, percentage in a table": {
        "p": rows("relapse", [7.5], "percent"),
        "t": "40 patients were followed.",
    },
    "percentages of parts in words": {
        "table": pd.DataFrame({"sex": ["women", "men"], "n": ["40", "60"]}),
        "text": "Relapses: 7.5 % of women, 20 % of men.",
    },
    "bands of bands": {
        "table": rows("40-49 50-59", ["30", "<5"], label="age"),
        "wide": rows("40-59 60-79", ["33", "40"], label="age"),
    },
    "a band of a band": {
        "table": rows("40-49", [30], label="age"),
        "wide": rows("40-59 60-79", ["33", "40"], label="age"),
    },
    "two diseases as one": {
        "table": rows("Leigh MELAS", ["30", "20"]),
        "both": pd.DataFrame({"disease": ["Leigh or Alpers", "MELAS"], "n": ["33", "20"]}),
    },
    "a group of a group": {
        "cases": rows(THREE, ["40", "50", "60"], "cases"),
        "women": rows(THREE, ["38", "47", "57"], "female cases"),
    },
    "men, from all and women": {
        "everyone": rows(THREE, ["40", "50", "60"]),
        "women": rows(THREE, ["37", "30", "35"]),
        "men": rows(THREE, ["<5", "20", "25"]),
    },
    "two tables, one year apart": {"one": rows(THREE, [120, 64, 31]), "other": rows(THREE, [119, 64, 31])},
    "women and all": {"women": WOMEN, "all": rows("All", [50], label="group")},
    "women and all in words": {"one": "There were 50 participants.", "other": "47 participants were women."},
    "two sentences": {"text": "We followed 40 women. 7.5 % relapsed."},
    "excluded": {"text": "Of 123 patients, 120 were analysed."},
    "screened and enrolled": {"text": "123 patients were screened and 120 enrolled."},
    "the rest": {"text": "Of 50 participants, 47 were women and the remaining men."},
    "a list": {"text": "Participants: 22\nLeigh: 8\nMELAS: 11\nAlpers: <5\n"},
    "a figure's title": {"figure": bars("women men", [40, 60], title="7.5 % of the 40 women relapsed")},
    "a mean of a list": {"list": LIST, "text": "mean score 30.5 (n=4)"},
    "ratios against a reference": {
        "table": pd.DataFrame(
            {
                "group": ["none", "one", "two"],
                "cases": ["<5", "25", "41"],
                "total": [240, 240, 510],
                "OR": ["ref", "9.19", "6.91"],
            }
        )
    },
}

NOTHING: dict[str, Outputs] = {
    "masks alone": {"table": MASKED},
    "a range": {"table": rows(f"{THREE} Total", ["8", "11", "<5", "20-24"])},
    "people of another study": {"table": MASKED, "text": "In the UK Biobank, 500000 participants were studied."},
    "other diseases": {"table": MASKED, "other": rows("Perth Rett Noonan", ["20", "30", "40"])},
    "more women than all": {"women": WOMEN, "all": rows("All", [40], label="group")},
    "far more than women": {"women": WOMEN, "all": rows("All", [90], label="group")},
    "other bands": {
        "table": rows("40-49 50-59", ["30", "20"], label="age"),
        "wide": rows("40-59 60-79", ["50", "40"], label="age"),
    },
    "a margin without masks": {
        "table": crosstab([["12", "11"], ["9", "14"]]),
        "margin": rows("Leigh MELAS", ["23", "23"]),
    },
    "percentages of large counts": {
        "table": rows(THREE, ["80", "110", "60"]),
        "figure": bars(THREE, [32.0, 44.0, 24.0], "Participants (%)"),
    },
    "other years": {
        "one": rows("2018 2019", ["80", "110"], label="year"),
        "other": rows("2020 2021", ["82", "107"], label="year"),
    },
    "two cohorts": {
        "one": rows(THREE, [120, 64, 31], "discovery"),
        "other": rows(THREE, [220, 164, 131], "replication"),
    },
    "a mean of many": {"list": LIST, "text": "Mean score 45.2 (SD 3.1), n=250."},
    "a large share": {"text": "7.5 % of the 4,000 women relapsed; 120 of 240 (50 %) were men."},
    "a share of nobody knows how many": {"text": "About 7.5 % of patients relapse."},
    "a masked sentence": {"text": "Of the 40 women, 20 had Leigh and fewer than five had Alpers."},
    "methods": {"text": "We fitted 3 models with 4 covariates to 400 participants over 2 years; 95 % CIs are shown."},
    "results": {"text": "p = 0.03, OR 2.3 (95 % CI 1.1-4.9), n = 400 participants; HR 1.45 (1.02-2.07) per SD."},
    "matching": {"text": "We matched 120 cases with 118 controls; costs rose by 5 % in 40 hospitals."},
    "quality control": {"text": "Call rate above 97.5 % in 40 samples; MAF above 1 % in 250 controls."},
    "follow-up": {"text": "Median follow-up was 3 years (range 1 to 4 years) in 400 participants."},
    "doses": {"text": "Patients received 2 doses, 3 weeks apart; the 2 groups had 40 and 45 participants."},
}


@pytest.mark.parametrize("outputs", GIVEN_AWAY.values(), ids=GIVEN_AWAY)
def test_what_follows_is_found(session: Session, outputs: Outputs) -> None:
    assert serious(session, outputs)


@pytest.mark.parametrize("outputs", NOTHING.values(), ids=NOTHING)
def test_what_does_not_follow_is_not(session: Session, outputs: Outputs) -> None:
    assert serious(session, outputs) == []


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (rows("All", [50], label="group"), WOMEN),
        (rows(THREE, [120, 64, 31]), rows(THREE, [118, 64, 31])),
        (rows("40-59 60-79", ["33", "40"], label="age"), rows("40-49 50-59", ["30", "<5"], label="age")),
    ],
    ids=["all", "others", "bands"],
)
def test_what_follows_with_an_earlier_request_is_found(
    session: Session, submitted: Callable[..., Any], before: pd.DataFrame, now: pd.DataFrame
) -> None:
    submitted(before=before)

    assert any(found.startswith("CT-04") for found in serious(session, {"now": now}))


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (rows("Perth Rett", [120, 64]), rows(THREE, [118, 64, 31])),
        (rows(THREE, [120, 64, 31]), rows(THREE, [120, 64, 31])),
        (rows(THREE, [120, 64, 31]), rows(THREE, [160, 84, 61])),
    ],
    ids=["others", "the same", "far"],
)
def test_earlier_requests_that_give_nothing_away(
    session: Session, submitted: Callable[..., Any], before: pd.DataFrame, now: pd.DataFrame
) -> None:
    submitted(before=before)

    assert serious(session, {"now": now}) == []
