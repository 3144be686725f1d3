"""Columns of an output and columns of a frame on one scale, so that rows can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.evidence.chance import decimals_of
from gel_airlock_jupyter.evidence.columns import LiveColumn
from gel_airlock_jupyter.subjects import TableView

Array = NDArray[Any]
MISSING = -1
ABSENT = -2  # both index the two spare places behind the known values


@dataclass(frozen=True, eq=False)
class Cells:
    """One column of an output: numbers where it holds numbers, else texts."""

    label: str
    numbers: Array | None
    texts: Sequence[str] = ()

    @property
    def length(self) -> int:
        """Return the number of cells."""
        return len(self.texts) if self.numbers is None else len(self.numbers)

    def head(self, rows: Array) -> Cells:
        """Return some of the rows."""
        if self.numbers is not None:
            return Cells(self.label, self.numbers[rows])
        return Cells(self.label, None, [self.texts[int(row)] for row in rows])


@dataclass(frozen=True, eq=False)
class Paired:
    """An output's column beside a frame's; `codes` are the output's values in `known`."""

    cells: Cells
    live: LiveColumn
    decimals: int | None
    codes: Array
    known: Array | dict[str, int]

    def of_rows(self, rows: Array) -> Array:
        """Return the codes of some of the frame's rows; `ABSENT` for values that the output does not hold."""
        if isinstance(self.known, dict):
            codes, texts = self.live.factorized
            wanted = self.known
            table = np.array([wanted.get(text, ABSENT) for text in texts] + [MISSING])
            return np.asarray(table[codes[rows]])
        numbers = self.live.numbers
        assert numbers is not None
        values = _rounded(numbers[rows].astype(float, copy=False), self.decimals)
        found = _search(self.known, values)
        return np.where(np.isnan(values), MISSING, found)

    def held(self) -> int:
        """Return how many of the output's different values the frame's column holds."""
        if isinstance(self.known, dict):
            return len(self.known.keys() & set(self.live.factorized[1]))
        numbers = self.live.numbers
        assert numbers is not None
        found = np.zeros(len(self.known) + 2, bool)
        found[_search(self.known, _rounded(numbers.astype(float, copy=False), self.decimals))] = True
        return int(found[: len(self.known)].sum())

    def live_values(self) -> Array:
        """Return the frame's own values, numbered, to the decimals that the output shows."""
        numbers = self.live.numbers
        if numbers is None:
            return self.live.coded[0]
        rounded = _rounded(numbers.astype(float, copy=False), self.decimals)
        return np.asarray(np.unique(rounded, return_inverse=True)[1])


def pair(cells: Cells, live: LiveColumn) -> Paired | None:
    """Return an output's column beside a frame's; None where they are not of one kind."""
    if live.kind == "number":
        numbers = cells.numbers if cells.numbers is not None else as_numbers(cells.texts)
        if numbers is None:
            return None
        numbers = np.asarray(numbers, dtype=float)
        decimals = decimals_of(numbers)
        values = _rounded(numbers, decimals)
        known = np.unique(values[~np.isnan(values)])
        codes = np.where(np.isnan(values), MISSING, _search(known, values))
        return Paired(cells, live, decimals, codes, known)
    texts = cells.texts if cells.numbers is None else []
    if live.kind == "boolean":
        return None if cells.numbers is None and not set(texts) <= {"True", "False", ""} else _flags(cells, live)
    if cells.numbers is not None:
        return None
    numbering: dict[str, int] = {}
    codes = np.array([numbering.setdefault(text, len(numbering)) if text else MISSING for text in texts])
    return Paired(cells, live, None, codes, numbering)


def _flags(cells: Cells, live: LiveColumn) -> Paired:
    numbers = cells.numbers
    if numbers is None:
        numbers = np.array([{"True": 1.0, "False": 0.0}.get(text, np.nan) for text in cells.texts])
    known = np.array([0.0, 1.0])
    values = np.asarray(numbers, dtype=float)
    return Paired(cells, live, 0, np.where(np.isnan(values), MISSING, _search(known, values)), known)


def _rounded(numbers: Array, decimals: int | None) -> Array:
    return numbers if decimals is None else np.round(numbers, decimals)


def _search(known: Array, values: Array) -> Array:
    if not len(known):
        return np.full(len(values), ABSENT)
    at = np.minimum(np.searchsorted(known, values), len(known) - 1)
    with np.errstate(invalid="ignore"):
        near = (known[at] == values) | (np.abs(known[at] - values) <= np.abs(values) * 1e-12)
    return np.where(near, at, ABSENT)


def as_numbers(texts: Sequence[str]) -> Array | None:
    """Return texts as numbers if all of them are; None otherwise."""
    try:
        numbers = np.array([float(text) if text else np.nan for text in texts])
    except ValueError:
        return None
    return numbers if len(numbers) and not np.isnan(numbers).all() else None


def cells_of(view: TableView) -> list[Cells]:
    """Return the columns of a table; row numbers, which are no part of the data, are left out."""
    return [_cells(c) for c in view.columns if not (c.is_index and not c.label and c.kind == "whole")]


def _cells(column: Column) -> Cells:
    numbers = column.numbers
    if numbers is not None:
        return Cells(column.label, np.asarray(numbers))
    return Cells(column.label, None, column.texts)


def turned(view: TableView) -> list[Cells] | None:
    """Return the columns of a table on its side: its rows, named by its first column of texts."""
    labels = next((column for column in view.columns if column.kind == "text"), None)
    body = [column for column in view.body if column is not labels]
    if labels is None or not body or view.n_rows > 500 or len(body) > 500:
        return None
    found = []
    for row, label in enumerate(labels.texts):
        texts = [column.texts[row] for column in body]
        numbers = as_numbers(texts)
        found.append(Cells(label, numbers, () if numbers is not None else texts))
    return found
