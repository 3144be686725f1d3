"""A table as the mathematics sees it: a grid of published quantities with label paths."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import chain, count

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.disclosure.quantities import Number, Quantity

UNLIMITED = 1 << 40
"""Stands for "no upper limit" in arrays; sums of thousands of them stay inside 64 bits."""

Labels = tuple[tuple[str, ...], ...]
Ints = NDArray[np.int64]
Cells = tuple[tuple[Quantity | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """The different cells of a table; ``number`` (shape (rows, columns)) says which of them stands where."""

    cells: tuple[Quantity | None, ...]
    number: Ints


@dataclass(frozen=True)
class Grid:
    """Rows and columns of published quantities.

    Parameters
    ----------
    cells : tuple of tuple of Quantity or None
        Row by row; None where nothing is printed.
    rows, columns : tuple of tuple of str
        Label path of each row and column, outermost level first (a MultiIndex gives several levels).
    titles : tuple of int
        Totals named in title, caption or declaration (people), such as 180 of "N=180".
    name : str
        Name of the table, for words.

    ``coded`` holds the different cells, and their number at each place: what is asked of a cell is asked once.
    """

    cells: Cells
    rows: Labels = ()
    columns: Labels = ()
    titles: tuple[int, ...] = ()
    name: str = ""
    coded: Coded = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the shape and fill in missing labels."""
        width = len(self.cells[0]) if self.cells else 0
        if any(len(row) != width for row in self.cells):
            raise ValueError("rows of a grid must have the same number of cells")
        if not self.rows:
            object.__setattr__(self, "rows", tuple((str(i + 1),) for i in range(len(self.cells))))
        if not self.columns:
            object.__setattr__(self, "columns", tuple((str(j + 1),) for j in range(width)))
        if len(self.rows) != len(self.cells) or len(self.columns) != width:
            raise ValueError("a grid needs one label path for each row and each column")
        coded = _coded(self.cells, width)
        meant = _as_meant(coded)
        object.__setattr__(self, "coded", meant)
        if meant is not coded:
            cells = tuple(tuple(meant.cells[k] for k in row) for row in meant.number.tolist())
            object.__setattr__(self, "cells", cells)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and of columns."""
        return len(self.rows), len(self.columns)

    @cached_property
    def _names(self) -> tuple[list[str], list[str]]:
        return [f"row {label(path)!r}" for path in self.rows], [f"column {label(path)!r}" for path in self.columns]

    @cached_property
    def counts(self) -> Counts:
        """The counts of the grid as arrays."""
        return _counts(self)

    def where(self, row: int, column: int) -> str:
        """Return the place of a cell in words."""
        return f"{self._names[0][row]}, {self._names[1][column]}"


def _coded(cells: Cells, width: int) -> Coded:
    """Number the cells of a table; readers give equal texts one and the same cell."""
    flat = list(chain.from_iterable(cells))
    names = list(map(id, flat))
    different = dict(zip(names, flat, strict=True))
    number = dict(zip(different, count(), strict=False))
    numbers = np.fromiter(map(number.__getitem__, names), dtype=np.int64, count=len(names))
    return Coded(tuple(different.values()), numbers.reshape(len(cells), width))


def _as_meant(coded: Coded) -> Coded:
    """Return cells whose complementary marks may hide small counts too, where the table has no other mark for those.

    ``*`` is at least five only because a smaller count would read ``<5``. In a table in which every hidden count reads
    ``*`` it says nothing.
    """
    marks = {cell.mark for cell in coded.cells if cell is not None}
    if "complementary" not in marks or "masked" in marks:
        return coded
    return Coded(tuple(_neutral(cell) for cell in coded.cells), coded.number)


def _neutral(cell: Quantity | None) -> Quantity | None:
    is_hidden = cell is not None and cell.mark == "complementary" and cell.unit == "count"
    return replace(cell, lower=min(1, cell.lower or 0)) if cell is not None and is_hidden else cell


def label(path: tuple[str, ...]) -> str:
    """Return a label path as one readable name."""
    return " / ".join(part.strip() for part in path if part.strip()) or "(no label)"


@dataclass(frozen=True)
class Counts:
    """Count part of a grid as arrays.

    ``lower`` and ``upper`` have shape (rows, columns) in people; ``empty`` marks cells where nothing is printed, which
    a reader takes for zero where that fits and for unknown where it does not. ``row_numbers`` and ``column_numbers``
    give the places in the grid.
    """

    lower: Ints
    upper: Ints
    empty: NDArray[np.bool_]
    row_numbers: tuple[int, ...]
    column_numbers: tuple[int, ...]


def counts_of(grid: Grid) -> Counts:
    """Return the sub-grid of counts: the columns that hold nothing else or, failing that, such rows."""
    return grid.counts


def _counts(grid: Grid) -> Counts:
    height, width = grid.shape
    cells, number = grid.coded.cells, grid.coded.number
    kind = np.array([_kind(cell) for cell in cells], dtype=np.int8)[number] if cells else np.zeros((height, width))
    columns = np.flatnonzero((kind == 1).any(axis=0) & ~(kind == 2).any(axis=0))
    rows = np.arange(height)
    if not len(columns):
        columns = np.arange(width)
        rows = np.flatnonzero((kind == 1).any(axis=1) & ~(kind == 2).any(axis=1))
    own = number[np.ix_(rows, columns)]
    empty = np.array([cell is None for cell in cells], dtype=np.bool_)
    lower = np.array([_least(cell) for cell in cells], dtype=np.int64)
    upper = np.array([_limited(None if cell is None else cell.upper) for cell in cells], dtype=np.int64)
    return Counts(lower[own], upper[own], empty[own], tuple(rows.tolist()), tuple(columns.tolist()))


def _kind(cell: Quantity | None) -> int:
    """Return 0 for nothing printed, 1 for a count of people, 2 for anything else."""
    if cell is None:
        return 0
    if cell.unit != "count" or isinstance(cell.lower, Fraction) or isinstance(cell.upper, Fraction):
        return 2
    return 1


def _least(cell: Quantity | None) -> int:
    """Return the least count behind a cell; a complementary mark that hides a small count must not hide its total."""
    if cell is None:
        return 0
    return min(1, _limited(cell.lower or 0)) if cell.mark == "complementary" else _limited(cell.lower or 0)


def _limited(end: Number | None) -> int:
    return UNLIMITED if end is None else min(int(end), UNLIMITED)
