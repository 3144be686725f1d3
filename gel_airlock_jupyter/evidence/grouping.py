"""Statistics of groups, computed once per variable from the rows of a frame."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.evidence.columns import LiveColumn

Array = NDArray[Any]


class Grouping:
    """Rows of a frame in groups.

    Parameters
    ----------
    codes : array of int, shape (rows,)
        Group of each row, -1 for rows outside.
    n_groups : int
        Number of groups.
    """

    def __init__(self, codes: Array, n_groups: int) -> None:
        self.n_groups = n_groups
        self.rows = np.flatnonzero(codes >= 0)
        self.codes = codes[self.rows]
        self._variables: dict[int, Variable] = {}

    @cached_property
    def sizes(self) -> Array:
        """Return the rows in each group, shape (groups,)."""
        return np.bincount(self.codes, minlength=self.n_groups)

    def variable(self, column: LiveColumn) -> Variable:
        """Return a column's values in these groups; computed once."""
        key = id(column)
        if key not in self._variables:
            self._variables[key] = Variable(self, column)
        return self._variables[key]

    def people(self, person: LiveColumn | None, variable: LiveColumn | None = None) -> Array:
        """Return how many people are in each group, of those for whom the variable is present.

        Without a person identifier rows are people.
        """
        rows, codes = self.rows, self.codes
        if variable is not None:
            kept = variable.present[rows]
            rows, codes = rows[kept], codes[kept]
        if person is None:
            return np.bincount(codes, minlength=self.n_groups)
        who, names = person.coded
        if len(names) == len(who):  # nobody has two rows
            return np.bincount(codes, minlength=self.n_groups)
        pairs = np.unique(codes.astype(np.int64) * (len(names) + 1) + (who[rows] + 1))
        groups, known = np.divmod(pairs, len(names) + 1)
        return np.bincount(groups[known > 0], minlength=self.n_groups)


class Variable:
    """One column's values in groups."""

    def __init__(self, grouping: Grouping, column: LiveColumn) -> None:
        self.grouping = grouping
        self.column = column
        self._known: dict[str, Array] = {}

    @cached_property
    def _present(self) -> Array:
        return self.column.present[self.grouping.rows]

    @cached_property
    def codes(self) -> Array:
        """Return the groups of the rows where the variable is present."""
        return self.grouping.codes[self._present]

    @cached_property
    def values(self) -> Array:
        """Return the values of those rows as floats."""
        numbers = self.column.numbers
        assert numbers is not None
        return numbers[self.grouping.rows][self._present].astype(float, copy=False)

    @cached_property
    def counts(self) -> Array:
        """Return the rows of each group where the variable is present."""
        return np.bincount(self.codes, minlength=self.grouping.n_groups)

    @cached_property
    def _sorted(self) -> Array:
        """Return the values sorted within their groups."""
        return self.values[np.lexsort((self.values, self.codes))]

    @cached_property
    def starts(self) -> Array:
        """Return where each group's values begin."""
        return np.concatenate([[0], np.cumsum(self.counts)[:-1]])

    def statistic(self, name: str) -> Array:
        """Return a statistic of each group, shape (groups,), NaN where there is none."""
        if name not in self._known:
            with np.errstate(all="ignore"):
                self._known[name] = self._compute(name)
        return self._known[name]

    def _compute(self, name: str) -> Array:
        if name == "count":
            return self.counts.astype(float)
        if name == "nunique":
            return self._nunique()
        if self.column.numbers is None or not len(self.codes):
            return np.full(self.grouping.n_groups, np.nan)
        if name.startswith("q"):
            return self._quantile(float(name[1:]))
        return COMPUTED[name](self)

    def _nunique(self) -> Array:
        codes, names = self.column.coded
        inside = codes[self.grouping.rows][self._present]
        pairs = np.unique(self.codes.astype(np.int64) * max(len(names), 1) + inside)
        return np.bincount(pairs // max(len(names), 1), minlength=self.grouping.n_groups).astype(float)

    @cached_property
    def sums(self) -> Array:
        """Return the sum of each group."""
        return np.bincount(self.codes, weights=self.values, minlength=self.grouping.n_groups)

    def _mean(self) -> Array:
        return self.sums / np.where(self.counts, self.counts, np.nan)

    def _variance(self, lost: int = 1) -> Array:
        away = self.values - self._mean()[self.codes]
        total = np.bincount(self.codes, weights=away * away, minlength=self.grouping.n_groups)
        return total / np.where(self.counts > lost, self.counts - lost, np.nan)

    def _quantile(self, share: float) -> Array:
        """Return quantiles by linear interpolation, as pandas and numpy do."""
        place = share * (self.counts - 1)
        low = np.clip(np.floor(place), 0, None).astype(int)
        high = np.minimum(low + 1, np.maximum(self.counts - 1, 0))
        ordered = self._sorted
        at = np.minimum(self.starts + low, len(ordered) - 1), np.minimum(self.starts + high, len(ordered) - 1)
        value = ordered[at[0]] + (ordered[at[1]] - ordered[at[0]]) * (place - low)
        return np.where(self.counts > 0, value, np.nan)

    def _mode(self) -> Array:
        """Return the smallest of the most frequent values."""
        ordered = self._sorted
        new = np.ones(len(ordered), bool)
        codes = np.repeat(np.arange(self.grouping.n_groups), self.counts)
        new[1:] = (ordered[1:] != ordered[:-1]) | (codes[1:] != codes[:-1])
        begin = np.flatnonzero(new)
        often = np.diff([*begin, len(ordered)])
        first = np.lexsort((ordered[begin], -often, codes[begin]))
        groups, at = np.unique(codes[begin][first], return_index=True)
        found = np.full(self.grouping.n_groups, np.nan)
        found[groups] = ordered[begin][first][at]
        return found

    def top(self, k: int) -> Array:
        """Return the k largest contributions to each group's sum, shape (groups, k), 0 where there are fewer."""
        ordered = self._sorted
        found = np.zeros((self.grouping.n_groups, k))
        ends = self.starts + self.counts
        for rank in range(k):
            has = self.counts > rank
            found[has, rank] = ordered[ends[has] - 1 - rank]
        return found


COMPUTED: dict[str, Callable[[Variable], Array]] = {
    "mean": lambda v: v._mean(),
    "sum": lambda v: np.where(v.counts > 0, v.sums, 0.0),
    "std": lambda v: np.sqrt(v._variance()),
    "var": lambda v: v._variance(),
    "std0": lambda v: np.sqrt(v._variance(0)),
    "sem": lambda v: np.sqrt(v._variance() / np.where(v.counts, v.counts, np.nan)),
    "min": lambda v: v._quantile(0.0),
    "max": lambda v: v._quantile(1.0),
    "median": lambda v: v._quantile(0.5),
    "range": lambda v: v._quantile(1.0) - v._quantile(0.0),
    "iqr": lambda v: v._quantile(0.75) - v._quantile(0.25),
    "mode": lambda v: v._mode(),
    "percent": lambda v: v._mean() * 100,
}
