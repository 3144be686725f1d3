"""The same table in another shape keeps its verdict; where names are lost, it is asked about and never passed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gel_airlock_jupyter as airlock

NAMES = ["Leigh", "MELAS", "MERRF", "NARP"]


def counts(women: Any) -> pd.DataFrame:
    return pd.DataFrame({"disease": NAMES, "women": women, "men": [20, 22, 60, 17]})


def means(n: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"grade": ["I", "II", "III"], "n": n, "mean_bmi": [25.123456789, 26.25, 27.123456789]})


TABLES: dict[str, tuple[pd.DataFrame, str]] = {
    "counts": (counts([30, 3, 50, 41]), "fail"),
    "counts, four": (counts([30, 4, 50, 41]), "fail"),
    "counts, five": (counts([30, 5, 50, 41]), "pass"),
    "counts, none": (counts([30, 0, 50, 41]), "pass"),
    "means of three": (means([30, 3, 50]), "fail"),
    "means of five": (means([30, 5, 50]), "pass"),
    "identifier": (pd.DataFrame({"disease": ["Leigh", "MELAS", "LP1000999-DNA_A01"], "n": [30, 40, 50]}), "fail"),
    "people": (
        pd.DataFrame({"sex": list("FMFMFM"), "disease": list("abcabc"), "age": [31, 45, 62, 48, 39, 71]}),
        "fail",
    ),
}
Change = Callable[[pd.DataFrame], Any]


def keyed(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index(table.columns[0])


KEEPING: dict[str, Change] = {
    "index": keyed,
    "shuffled": lambda table: table.sample(frac=1, random_state=3),
    "columns the other way round": lambda table: table[table.columns[::-1]],
    "non-ASCII labels": lambda table: table.rename(columns={c: f"{c} – é日" for c in table.columns}),
    "upper case": lambda table: table.rename(columns=str.upper),
    "levels of columns": lambda table: keyed(table).set_axis(
        pd.MultiIndex.from_product([["cohort"], table.columns[1:]]), axis=1
    ),
    "levels of rows": lambda table: table.assign(site="all").set_index(["site", table.columns[0]]),
    "duplicate labels": lambda table: pd.concat([table, table.iloc[:, 1:]], axis=1),
    "texts": lambda table: table.astype(str),
    "categories": lambda table: table.astype({table.columns[0]: "category"}),
    "decimal numbers": lambda table: table.astype({c: float for c in table.columns if table[c].dtype.kind == "i"}),
    "nullable": lambda table: table.convert_dtypes(),
    "a row without anything": lambda table: pd.concat(
        [table, pd.DataFrame([[None] * table.shape[1]], columns=table.columns)]
    ),
}
TURNING: dict[str, Change] = {
    "transposed": lambda table: keyed(table).T,
    "transposed, labels as a column": lambda table: keyed(table).T.rename_axis("what").reset_index(),
    "melted": lambda table: table.melt(id_vars=table.columns[0]),
    "melted, labels in the index": lambda table: table.melt(id_vars=table.columns[0]).set_index(
        [table.columns[0], "variable"]
    ),
    "stacked": lambda table: keyed(table).stack(),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("change", KEEPING)
@pytest.mark.parametrize("name", TABLES)
def test_the_verdict_stays(name: str, change: str) -> None:
    table, verdict = TABLES[name]

    assert airlock.check(table, "t").verdict == verdict
    assert airlock.check(KEEPING[change](table), "t").verdict == verdict


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("change", TURNING)
@pytest.mark.parametrize("name", [name for name in TABLES if name != "people"])
def test_a_turned_summary_keeps_its_verdict(name: str, change: str) -> None:
    table, verdict = TABLES[name]

    assert airlock.check(TURNING[change](table), "t").verdict == verdict


@pytest.mark.parametrize("name", TABLES)
def test_without_names_nothing_bad_passes(name: str) -> None:
    table, verdict = TABLES[name]
    nameless = airlock.check(table.set_axis(range(table.shape[1]), axis=1), "t")

    assert nameless.verdict != "pass" or verdict == "pass"
    assert airlock.check(table.head(0), "t").verdict == "review"
    assert airlock.check(pd.DataFrame(np.nan, table.index, table.columns), "t").verdict == "review"


def test_variants_under_headers_that_say_nothing_are_asked_about() -> None:
    table = pd.DataFrame({0: [f"1:{12345 + row}:A:G" for row in range(6)], 1: [3, 30, 40, 50, 60, 70]})

    report = airlock.check(table, "t")

    assert [(f.rule, f.severity) for f in report.findings if f.severity == "review"] == [("CT-07", "review")]
    assert airlock.check(table, "t", roles={"1": "number"}).verdict == "pass"


def test_an_attribute_of_people_is_no_name_of_a_count() -> None:
    people = pd.DataFrame({"sex": ["women", "men"] * 6, "visits": [1, 2, 3, 4, 5, 6] * 2, "smoker": [0, 1, 1] * 4})

    report = airlock.check(people, "t")

    assert report.verdict != "pass"
    assert "count of people" not in {entry.role for entry in report.read_as}
