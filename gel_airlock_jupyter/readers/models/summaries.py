"""Summaries of statsmodels: their printed tables, read as tables of coefficients with the people behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from gel_airlock_jupyter.readers import pandas
from gel_airlock_jupyter.readers.models.tables import table_of
from gel_airlock_jupyter.subjects import ModelView, View

COEFFICIENT = ("coef", "coef.", "exp(coef)", "estimate")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)
PEOPLE = ("no. observations:", "no. observations", "nobs", "num. obs.:")
FREEDOM = ("df residuals:", "df resid:", "df resid.:")


def read(obj: Any, name: str) -> tuple[View, ...]:
    """Return the views of `results.summary()`, of `results.summary2()`, or of one of their tables.

    Parameters
    ----------
    obj : object
        A Summary or a SimpleTable; anything else gives no view.
    name : str
        Name for messages.
    """
    parts = getattr(obj, "tables", None)
    tables = [obj] if _is_simple(obj) else list(parts) if isinstance(parts, list) else []
    rows = [_rows(table) for table in tables]
    if not tables or any(part is None for part in rows):
        return ()
    facts = {key: value for part in rows if part for key, value in _facts(part)}
    people = next((round(facts[key]) for key in PEOPLE if key in facts), None)
    freedom = next((facts[key] for key in FREEDOM if key in facts), None)
    pairs = ((table, part) for table, part in zip(tables, rows, strict=True) if part and _is_coefficients(part))
    frames = ((table, part) for table, part in zip(tables, rows, strict=True) if part and not _is_simple(table))
    shown = next(pairs, None) or next(frames, None)
    view = ModelView(
        name, "statsmodels", type(obj).__name__, people, residual_freedom=freedom, has_table=shown is not None
    )
    return (view, _table(name, *shown)) if shown is not None else (view,)


def _is_simple(obj: Any) -> bool:
    return type(obj).__name__ == "SimpleTable"


def _rows(table: Any) -> list[list[str]] | None:
    """Return the cells of a printed table, header first; None for an object that is none."""
    if _is_simple(table):
        return [[str(cell).strip() for cell in row] for row in table.data]
    if hasattr(table, "columns") and hasattr(table, "index"):
        header = ["", *map(str, table.columns)]
        return [
            header,
            *([str(label), *map(str, row)] for label, row in zip(table.index, table.to_numpy(), strict=True)),
        ]
    return None


def _facts(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, float]]:
    """Yield what stands beside a name: "No. Observations:" and the number after it."""
    for row in rows:
        for before, after in pairwise(row):
            if NUMBER.fullmatch(after.strip()):
                yield before.strip().casefold(), float(after)


def _is_coefficients(rows: Sequence[Sequence[str]]) -> bool:
    return any(cell.casefold() in COEFFICIENT for cell in rows[0])


def _table(name: str, table: Any, rows: Sequence[Sequence[str]]) -> View:
    if not _is_simple(table):
        return pandas.read(table, name)
    header, body = rows[0][1:], rows[1:]
    columns = {title: [_number(row[place]) for row in body] for place, title in enumerate(header, 1)}
    return table_of(name, [row[0] for row in body], columns)


def _number(text: str) -> float:
    return float(text) if NUMBER.fullmatch(text.strip()) else float(np.nan)
