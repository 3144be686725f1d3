"""Tables for every table rule: one that it finds, one at the limit that it does not, one plainly without.

All identifiers are those that tests may use; all figures are made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

KEY = "LP1000999-DNA_A01"
DISEASES = ["Leigh", "MELAS", "MERRF", "NARP"]
AGES = [31, 45, 62, 48, 39, 71]
DAYS = ["2020-01-03", "2020-02-11", "2020-02-12", "2021-05-01", "2021-06-07", "2021-06-09"]


@dataclass(frozen=True, eq=False)
class Case:
    """A table, and what is to be said of it.

    Parameters
    ----------
    rule, name : str
        The rule it is about, and what it is.
    table : DataFrame
        The table.
    severity : str or None
        The worst that the rule finds; None where it finds nothing.
    verdict : str
        Of the whole report.
    said : mapping
        Declarations.
    frames : mapping
        Frames in the session.
    settings : mapping
        Settings of the rule that differ from the policy.
    by_value : bool
        Whether cells alone tell it, so that no name is needed.
    adding : (str or None, str), optional
        Severity and verdict where another label makes another table of it to the rule.
    apart : mapping
        Severity and verdict under a change that is more than another shape, by its name.
    """

    rule: str
    name: str
    table: pd.DataFrame
    severity: str | None
    verdict: str
    said: Mapping[str, Any] = field(default_factory=dict)
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    by_value: bool = False
    adding: tuple[str | None, str] | None = None
    apart: Mapping[str, tuple[str | None, str]] = field(default_factory=dict)


def groups(**columns: Any) -> pd.DataFrame:
    """Return a table by disease."""
    rows = max(len(values) for values in columns.values())
    return pd.DataFrame({"disease": DISEASES[:rows], **columns})


def people(rows: int = 6, **more: Any) -> pd.DataFrame:
    """Return a table of people: sex, disease and smoking of each."""
    columns = {
        "sex": np.resize(list("FM"), rows),
        "disease": np.resize(["Leigh", "MELAS", "NARP"], rows),
        "smoker": np.resize([True, False, False, True], rows),
    }
    return pd.DataFrame({**columns, **more})


def counts(women: int) -> pd.DataFrame:
    return groups(women=[30, women, 50, 41], men=[20, 22, 60, 17])


def masked(*cells: str) -> pd.DataFrame:
    return pd.DataFrame({"disease": [*DISEASES[: len(cells) - 1], "Total"], "participants": list(cells)})


def percentages(share: float) -> pd.DataFrame:
    return groups(n=[44, 60, 50, 70], percent=[share, 20.0, 30.0, 40.0])


def means(people: int) -> pd.DataFrame:
    return groups(n=[80, 64, people, 70], mean_bmi=[25.25, 26.5, 27.75, 24.25])


def extremes(people: int) -> pd.DataFrame:
    return groups(n=[80, 64, people, 70], min=[19.5, 18.5, 22.5, 20.5], max=[41.5, 43.5, 32.5, 39.5])


def remainders(cases: int) -> pd.DataFrame:
    return pd.DataFrame(
        {"site": ["North", "South", "East", "West"], "n": [50, 60, 70, 80], "cases": [cases, 30, 40, 50]}
    )


def running(second: int) -> pd.DataFrame:
    return pd.DataFrame({"period": ["2001", "2002", "2003", "2004"], "cum_deaths": [20, second, 40, 50]})


def costs(largest: float) -> pd.DataFrame:
    """Return costs of 40 people at two sites, two of whom may have cost more than all others."""
    rest = [10 + 0.37 * k for k in range(18)] + [10 + 0.41 * k for k in range(20)]
    ids = [f"x{k:07d}" for k in range(40)]
    return pd.DataFrame(
        {"participant_id": ids, "site": np.repeat(["North", "South"], 20), "cost": [largest] * 2 + rest}
    )


def sums(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.groupby("site")["cost"].agg(n="count", sum_cost="sum").reset_index()


NAMED_AXES = ("a name for the columns", "levels of columns with names")  # make a crosstab of a table
COUNTS = [
    Case("CT-01", "three", counts(3), "fail", "fail"),
    Case("CT-01", "four", counts(4), "fail", "fail"),
    Case("CT-01", "five", counts(5), None, "pass"),
    Case("CT-01", "none", counts(0), None, "pass"),
    Case("CT-01", "plain", counts(33), None, "pass"),
    Case("CT-02", "total", masked("8", "11", "<5", "22"), "fail", "fail"),
    Case("CT-02", "range", masked("8", "11", "<5", "20-24"), None, "pass"),
    Case("CT-02", "two masks", masked("8", "<5", "<5", "11-17"), None, "pass"),
    Case("CT-03", "two values left", masked("8", "11", "<5", "<5", "22"), "warn", "pass"),
    Case("CT-03", "all values left", masked("8", "11", "<5", "<5", "24"), None, "pass"),
    Case("CT-05", "three", percentages(6.8), "warn", "pass"),
    Case("CT-05", "four", percentages(9.1), "warn", "pass"),
    Case("CT-05", "five", percentages(11.4), None, "pass"),
    Case(
        "CT-05",
        "of a masked count",
        groups(n=["<5", "82", "132", "174"], percent=[0.8, 20.5, 33.0, 43.5]),
        "fail",
        "fail",
        {"n": 400},
    ),
    Case(
        "CT-06",
        "genes",
        pd.DataFrame({"gene": ["TP53", "BRCA1", "MYH7"], "n_cases": [3, 20, 30], "n_controls": [10, 1, 40]}),
        "info",
        "pass",
        adding=(None, "fail"),
        apart=dict.fromkeys(NAMED_AXES, (None, "fail")),
    ),
    Case(
        "CT-06",
        "genes and diseases",
        pd.DataFrame({"gene": ["TP53", "BRCA1", "MYH7"], "disease": DISEASES[:3], "n": [3, 20, 30]}),
        None,
        "fail",
    ),
    Case(
        "CT-07",
        "four",
        groups(amount=[4, 40, 50, 60]),
        "warn",
        "review",
        apart=dict.fromkeys(NAMED_AXES, (None, "fail")),
    ),
    Case(
        "CT-07", "five", groups(amount=[5, 40, 50, 60]), None, "review", apart=dict.fromkeys(NAMED_AXES, (None, "pass"))
    ),
    Case("CT-08", "three", means(3), "fail", "fail"),
    Case("CT-08", "four", means(4), "fail", "fail"),
    Case("CT-08", "five", means(5), None, "pass"),
    Case(
        "CT-08",
        "of how many",
        groups(mean_bmi=[25.123456789, 26.5, 27.75123456, 24.25], sd_bmi=[1.123456789, 2.1234567, 3.1, 4.12345678]),
        "review",
        "review",
    ),
    Case("CT-09", "of four", extremes(4), "fail", "fail"),
    Case("CT-09", "of five", extremes(5), "warn", "pass"),
    Case("CT-09", "no extremes", means(50), None, "pass"),
    Case("CT-10", "three left", remainders(47), "fail", "fail"),
    Case("CT-10", "four left", remainders(46), "fail", "fail"),
    Case("CT-10", "five left", remainders(45), None, "pass"),
    Case("CT-10", "three more", running(23), "fail", "fail"),
    Case("CT-10", "five more", running(25), None, "pass"),
    Case(
        "CT-11",
        "two pay nearly all",
        sums(costs(5000.0)),
        "fail",
        "fail",
        frames={"costs": costs(5000.0)},
        settings={"nk_share": 0.9},
        adding=("review", "review"),  # no frame gives so many labels back: asked about
        apart={"row of missing": ("review", "review")},
    ),
    Case(
        "CT-11",
        "all alike",
        sums(costs(20.0)),
        None,
        "pass",
        frames={"costs": costs(20.0)},
        settings={"nk_share": 0.9},
        adding=("review", "review"),
        apart={"row of missing": ("review", "review")},
    ),
    Case("CT-12", "odd", groups(patients=["3:41", "4:40", "50", "60"]), "review", "review"),
    Case("CT-12", "in figures", groups(patients=["30", "40", "50", "60"]), None, "pass"),
]
BANDS = ["31-40", "41-50", "61-70", "41-50", "31-40", "71-80"]
NARROW = ["31-39", "41-49", "61-69", "41-49", "31-39", "71-79"]
PEOPLE = [
    Case("IL-01", "people", people(age=AGES), "review", "fail"),
    Case("IL-01", "raw", people(participant_id=[500000009 + k for k in range(6)], age=AGES), "fail", "fail"),
    Case("IL-01", "groups", counts(33), None, "pass"),
    Case(
        "IL-02",
        "four alike",
        people(8, sex=["F"] * 4 + ["M"] * 4, disease="Leigh", smoker=True, age_band="31-40"),
        "fail",
        "fail",
    ),
    Case(
        "IL-02",
        "five alike",
        people(10, sex=["F"] * 5 + ["M"] * 5, disease="Leigh", smoker=True, age_band="31-40"),
        None,
        "review",
    ),
    Case("IL-03", "people", people(age=AGES), "warn", "fail"),
    Case("IL-03", "groups", counts(33), None, "pass"),
    Case("AG-01", "ages", people(age=AGES), "fail", "fail"),
    Case("AG-01", "bands", people(age=BANDS), None, "fail"),
    Case("AG-02", "nine years", people(age=NARROW), "review", "fail"),
    Case("AG-02", "ten years", people(age=BANDS), None, "fail"),
    Case("AG-03", "days as text", people(date_of_consent=DAYS), "fail", "fail"),
    Case("AG-03", "days", people(date_of_consent=pd.to_datetime(DAYS)), "fail", "fail"),
    Case("AG-03", "durations", people(days_to_death=[100, 250, 3000, 421, 622, 733]), None, "fail"),
    Case("AG-04", "years", people(age=AGES, year_of_consent=[2017, 2018, 2019, 2020, 2018, 2017]), "warn", "fail"),
    Case("AG-04", "no years", people(age=AGES, months_in_study=[10, 12, 13, 15, 16, 17]), None, "fail"),
]
