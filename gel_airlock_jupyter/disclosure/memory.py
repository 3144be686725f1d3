"""Tables found so far, kept as changes from the base table, so that each new choice of masks can reuse them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.problem import Problem


class Memory:
    """Witness tables of one problem.

    A table fits a choice when every candidate number that it changes may be hidden that far. ``ranges`` gives the
    least and greatest value (people) of each hidden column over the tables that fit.
    """

    def __init__(self, problem: Problem, most: int = 600) -> None:
        self._p = problem
        self._most = most
        self._hidden = np.flatnonzero(problem.hidden)
        self._values = problem.base[self._hidden][None, :].copy()
        self._owner = np.zeros(0, dtype=np.int64)
        self._column = np.zeros(0, dtype=np.int64)
        self._changed = np.zeros(0, dtype=np.int64)

    def places(self, columns: Ints) -> Ints:
        """Return where hidden columns stand in :meth:`ranges`."""
        return np.asarray(np.searchsorted(self._hidden, columns), dtype=np.int64)

    def add(self, tables: list[Ints]) -> None:
        """Remember tables (one value per column, people)."""
        for table in tables:
            columns = np.flatnonzero((table != self._p.base) & ~self._p.hidden)
            self._owner = np.concatenate([self._owner, np.full(len(columns), len(self._values))])
            self._column = np.concatenate([self._column, columns])
            self._changed = np.concatenate([self._changed, table[columns]])
            self._values = np.concatenate([self._values, table[self._hidden][None, :]])
        if len(self._values) > self._most:
            self._forget(len(self._values) - self._most // 2)

    def _forget(self, first: int) -> None:
        """Drop the oldest tables except the base and those that fit every choice."""
        kept = np.arange(len(self._values)) >= first
        free = np.ones(len(self._values), dtype=np.bool_)
        free[self._owner] = False
        kept |= free & (np.cumsum(free) <= self._most // 4)
        number = np.cumsum(kept) - 1
        inside = kept[self._owner]
        self._owner, self._column = number[self._owner[inside]], self._column[inside]
        self._changed = self._changed[inside]
        self._values = self._values[kept]

    def fitting(self, lower: Ints, upper: Ints) -> NDArray[np.bool_]:
        """Return which tables lie inside these intervals."""
        good = np.ones(len(self._values), dtype=np.bool_)
        outside = (self._changed < lower[self._column]) | (self._changed > upper[self._column])
        good[self._owner[outside]] = False
        return good

    def ranges(self, good: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """Return the least and greatest value of each hidden column over these tables."""
        values = self._values[good]
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
        own = self._owner == number
        table[self._column[own]] = self._changed[own]
        return table
