"""Tables found so far, kept as changes from the base table, so that each new choice of masks can reuse them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.problem import Problem

SOME = 64
"""Room for this many tables (and changes) at first; doubled when it is full."""


class Memory:
    """Witness tables of one problem.

    A table fits a choice when every candidate number that it changes may be hidden that far. ``ranges`` gives the
    least and greatest value (people) of each hidden column over the tables that fit.
    """

    def __init__(self, problem: Problem, most: int = 600) -> None:
        self._p = problem
        self._most = most
        self._hidden = np.flatnonzero(problem.hidden)
        self._tables = 1
        self._values = np.zeros((SOME, len(self._hidden)), dtype=np.int64)
        self._values[0] = problem.base[self._hidden]
        self._changes = 0
        self._change = np.zeros((3, SOME), dtype=np.int64)
        self._candidate = ~problem.hidden

    def places(self, columns: Ints) -> Ints:
        """Return where hidden columns stand in :meth:`ranges`."""
        return np.asarray(np.searchsorted(self._hidden, columns), dtype=np.int64)

    def add(self, tables: list[Ints]) -> None:
        """Remember tables (one value per column, people)."""
        for table in tables:
            columns = np.flatnonzero((table != self._p.base) & self._candidate)
            self._make_room(len(columns))
            own = slice(self._changes, self._changes + len(columns))
            self._change[0, own] = self._tables
            self._change[1, own] = columns
            self._change[2, own] = table[columns]
            self._values[self._tables] = table[self._hidden]
            self._tables += 1
            self._changes += len(columns)
        if self._tables > self._most:
            self._forget(self._tables - self._most // 2)

    def _make_room(self, changes: int) -> None:
        if self._tables == len(self._values):
            self._values = np.concatenate([self._values, np.zeros_like(self._values)])
        while self._changes + changes > self._change.shape[1]:
            self._change = np.concatenate([self._change, np.zeros_like(self._change)], axis=1)

    def _forget(self, first: int) -> None:
        """Drop the oldest tables except the base and those that fit every choice."""
        owner = self._change[0, : self._changes]
        kept = np.arange(self._tables) >= first
        free = np.ones(self._tables, dtype=np.bool_)
        free[owner] = False
        kept |= free & (np.cumsum(free) <= self._most // 4)
        number = np.cumsum(kept) - 1
        change = self._change[:, : self._changes][:, kept[owner]]
        values = self._values[: self._tables][kept]
        self._tables, self._changes = len(values), change.shape[1]
        self._values[: self._tables] = values
        self._change[:, : self._changes] = change
        self._change[0, : self._changes] = number[change[0]]

    def fitting(self, lower: Ints, upper: Ints) -> NDArray[np.bool_]:
        """Return which tables lie inside these intervals."""
        owner, column, changed = self._change[:, : self._changes]
        good = np.ones(self._tables, dtype=np.bool_)
        good[owner[(changed < lower[column]) | (changed > upper[column])]] = False
        return good

    def ranges(self, good: NDArray[np.bool_], columns: Ints | None = None) -> tuple[Ints, Ints]:
        """Return the least and greatest value of hidden columns (all, or these places) over these tables."""
        values = self._values[: self._tables]
        values = values[good] if columns is None else values[np.ix_(good, columns)]
        return values.min(axis=0), values.max(axis=0)

    def extremes(self, good: NDArray[np.bool_], columns: list[int]) -> list[Ints]:
        """Return the base table and, for each column, the tables in which it is least and greatest."""
        numbers = np.flatnonzero(good)
        values = self._values[numbers][:, self.places(np.array(columns, dtype=np.int64))]
        picked = {0, *numbers[values.argmin(axis=0)].tolist(), *numbers[values.argmax(axis=0)].tolist()}
        return [self._table(number) for number in sorted(picked)]

    def _table(self, number: int) -> Ints:
        table = self._p.base.copy()
        table[self._hidden] = self._values[number]
        owner, column, changed = self._change[:, : self._changes]
        own = owner == number
        table[column[own]] = changed[own]
        return table
