"""Statistics of one variable in groups, each computed once, in as few passes over the rows as it takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.evidence.columns import LiveColumn
from gel_airlock_jupyter.evidence.passes import CHUNK, blocks, summed

if TYPE_CHECKING:
    from gel_airlock_jupyter.evidence.grouping import Grouping

Array = NDArray[Any]
FEW_GROUPS = 1 << 14  # that are sorted one by one
FIRST = 1 << 12  # rows of the first block of which the largest values are taken


class Variable:
    """One column's values in groups."""

    def __init__(self, grouping: Grouping, column: LiveColumn) -> None:
        self.grouping = grouping
        self.column = column
        self._known: dict[str, Array] = {}
        self._top: dict[int, Array] = {}

    @cached_property
    def codes(self) -> Array:
        """Return the group of each row, outside where the variable is missing."""
        numbers = self.column.numbers
        if numbers is not None and numbers.dtype.kind in "iu":
            return self.grouping.codes
        missing = ~self.grouping.of_rows(self.column.present) if numbers is None else np.isnan(self.values)
        if not missing.any():
            return self.grouping.codes
        outside = self.grouping.codes.dtype.type(self.grouping.n_groups)
        return np.where(missing, outside, self.grouping.codes)

    @cached_property
    def values(self) -> Array:
        """Return the value of each row, in the frame's own memory where that is possible."""
        numbers = self.column.numbers
        assert numbers is not None
        return self.grouping.of_rows(numbers)

    @cached_property
    def counts(self) -> Array:
        """Return the rows of each group where the variable is present."""
        if self.codes is self.grouping.codes:
            return self.grouping.sizes
        found = self.grouping.summed(lambda finer: finer.variable(self.column).counts)
        return self.grouping.counted(self.codes) if found is None else found

    @cached_property
    def sums(self) -> Array:
        """Return the sum of each group."""
        found = self.grouping.summed(lambda finer: finer.variable(self.column).sums)
        return self._summed(lambda block: self.values[block]) if found is None else found

    def _summed(self, of: Callable[[slice], Array]) -> Array:
        return summed(self.codes, self.grouping.n_groups + 1, of)[:-1]

    @cached_property
    def _sorted(self) -> Array:
        """Return the values sorted within their groups, those outside left out."""
        groups = self.grouping.n_groups
        if groups > FEW_GROUPS:
            inside = self.codes < groups
            values = self.values[inside]
            return values[np.lexsort((values, self.codes[inside]))].astype(float, copy=False)
        ordered = self.values[np.argsort(self.codes, kind="stable")[: int(self.counts.sum())]].astype(float, copy=False)
        for start, length in zip(self.starts.tolist(), self.counts.tolist(), strict=True):
            ordered[start : start + length].sort()
        return ordered

    @cached_property
    def starts(self) -> Array:
        """Return where each group's values begin among the sorted ones."""
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
        if self.column.numbers is None or not self.counts.any():
            return np.full(self.grouping.n_groups, 0.0 if name == "sum" and self.column.numbers is not None else np.nan)
        if name.startswith("q"):
            return self._quantile(float(name[1:]))
        return COMPUTED[name](self)

    def _nunique(self) -> Array:
        from gel_airlock_jupyter.evidence.grouping import distinct_in

        codes, names = self.column.coded
        return distinct_in(self.codes, self.grouping.of_rows(codes), self.grouping.n_groups, len(names)).astype(float)

    def _mean(self) -> Array:
        return self.sums / np.where(self.counts, self.counts, np.nan)

    def _variance(self, lost: int = 1) -> Array:
        mean = np.append(self._mean(), np.nan)

        def squares(block: slice) -> Array:
            away: Array = self.values[block] - mean[self.codes[block]]
            return away * away

        return self._summed(squares) / np.where(self.counts > lost, self.counts - lost, np.nan)

    def _extreme(self, of: np.ufunc, start: float) -> Array:
        """Return the least or the largest value of each group."""
        found = np.full(self.grouping.n_groups + 1, start)
        for block in blocks(len(self.codes)):
            of.at(found, self.codes[block].astype(np.intp), self.values[block].astype(float, copy=False))
        return np.where(self.counts > 0, found[:-1], np.nan)

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
        if k not in self._top:
            self._top[k] = self._largest(k)
        return self._top[k]

    def _largest(self, k: int) -> Array:
        """Return the k largest values of each group.

        Of each block, only rows above the k-th largest value of their group so far are looked at more closely: soon
        these are hardly any.
        """
        groups = np.arange(self.grouping.n_groups + 1)
        best = np.full((len(groups), k), -np.inf)
        start, size = 0, FIRST
        while start < len(self.codes):
            block = slice(start, min(start + size, len(self.codes)))
            codes, values = self.codes[block], self.values[block]
            rows = np.flatnonzero((values > best[codes, -1]) & (codes < len(groups) - 1))
            if len(rows):
                among = np.concatenate([np.repeat(groups, k), codes[rows]])
                pool = np.concatenate([best.reshape(-1), values[rows]])
                pool = pool[np.lexsort((pool, among))]
                ends = np.cumsum(np.bincount(among, minlength=len(groups)))
                best = pool[ends[:, None] - 1 - np.arange(k)]
            start, size = block.stop, min(size * 2, CHUNK)
        return np.where(self.counts[:, None] > np.arange(k), best[:-1], 0.0)


COMPUTED: dict[str, Callable[[Variable], Array]] = {
    "mean": lambda v: v._mean(),
    "sum": lambda v: np.where(v.counts > 0, v.sums, 0.0),
    "std": lambda v: np.sqrt(v._variance()),
    "var": lambda v: v._variance(),
    "std0": lambda v: np.sqrt(v._variance(0)),
    "sem": lambda v: np.sqrt(v._variance() / np.where(v.counts, v.counts, np.nan)),
    "min": lambda v: v._extreme(np.minimum, np.inf),
    "max": lambda v: v._extreme(np.maximum, -np.inf),
    "median": lambda v: v._quantile(0.5),
    "range": lambda v: v.statistic("max") - v.statistic("min"),
    "iqr": lambda v: v._quantile(0.75) - v._quantile(0.25),
    "mode": lambda v: v._mode(),
    "percent": lambda v: v._mean() * 100,
}
