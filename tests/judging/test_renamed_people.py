"""Data about people under headers that say nothing is asked about or fails; it never passes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gel_airlock_jupyter as airlock

Make = Callable[[np.random.Generator, int], Any]
DAYS = pd.date_range("2019-01-01", periods=1_500)
VALUES: dict[str, Make] = {
    "measured": lambda r, n: r.normal(50, 10, n),
    "rounded": lambda r, n: r.normal(50, 10, n).round(1),
    "share": lambda r, n: r.random(n),
    "mostly none": lambda r, n: np.where(r.random(n) < 0.9, 0, r.random(n).round(3)),
    "age": lambda r, n: r.integers(18, 90, n),
    "age, some missing": lambda r, n: np.where(r.random(n) < 0.3, np.nan, r.integers(18, 90, n)),
    "age or unknown": lambda r, n: [str(age) if age > 25 else "unknown" for age in r.integers(18, 90, n)],
    "year": lambda r, n: r.integers(1930, 2010, n),
    "large": lambda r, n: r.integers(1_000, 99_999, n),
    "yes or no": lambda r, n: r.random(n) < 0.5,
    "0 or 1": lambda r, n: r.integers(0, 2, n),
    "0 to 2": lambda r, n: r.integers(0, 3, n),
    "1 to 5": lambda r, n: r.integers(1, 6, n),
    "sex": lambda r, n: r.choice(["F", "M"], n),
    "disease": lambda r, n: r.choice(["Leigh", "MELAS", "NARP", "MERRF", "Kearns-Sayre"], n),
    "code": lambda r, n: r.choice(["C50.1", "C18", "E11.9", "I10", "G71"], n),
    "band": lambda r, n: r.choice(["31-40", "41-50", "51-60", "61-70"], n),
    "day": lambda r, n: r.choice(DAYS, n),
    "day as text": lambda r, n: pd.DatetimeIndex(r.choice(DAYS, n)).strftime("%Y-%m-%d"),
    "day as people write it": lambda r, n: pd.DatetimeIndex(r.choice(DAYS, n)).strftime("%d/%m/%Y"),
    "gene": lambda r, n: r.choice(["TP53", "BRCA1", "MYH7", "MYH6", "TTN"], n),
    "genotype": lambda r, n: r.choice(["0/0", "0/1", "1/1"], n),
    "row": lambda r, n: np.arange(n),
    "shuffled row": lambda r, n: r.permutation(n),
}
HEADERS: dict[str, Callable[[int], Any]] = {
    "a": lambda k: chr(97 + k),
    "A": lambda k: chr(65 + k),
    "x1": lambda k: f"x{k + 1}",
    "VAR1": lambda k: f"VAR{k + 1}",
    "col_0": lambda k: f"col_{k}",
    "0": lambda k: k,
    "None": lambda k: None,
    "Unnamed: 0": lambda k: f"Unnamed: {k}",
}


def people(seed: int, rows: int, headers: str) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    kinds = random.choice(list(VALUES), int(random.integers(2, 9)))
    frame = pd.DataFrame({place: VALUES[kind](random, rows) for place, kind in enumerate(kinds)})
    return frame.set_axis([HEADERS[headers](place) for place in frame], axis=1)


@pytest.mark.parametrize("rows", [10, 12, 30, 100, 500, 5_000])
@pytest.mark.parametrize("headers", HEADERS)
def test_people_without_names_of_columns_never_pass(headers: str, rows: int) -> None:
    passed = []
    for seed in range(6):
        frame = people(seed, rows, headers)
        forms = {"as it is": frame, "first as index": frame.set_index(frame.columns[0]) if headers != "None" else frame}
        forms |= {"named columns": frame.rename_axis(columns="x"), "turned": frame.head(12).T}
        passed += [(seed, form) for form, table in forms.items() if airlock.check(table, "t").verdict == "pass"]

    assert passed == []


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("rows", [10, 300])
def test_one_kind_of_value_alone_never_passes(kind: str, rows: int) -> None:
    for columns in (1, 2, 6):
        random = np.random.default_rng(columns)
        frame = pd.DataFrame({f"v{k}": VALUES[kind](random, rows) for k in range(columns)})

        assert airlock.check(frame, "t").verdict != "pass"
