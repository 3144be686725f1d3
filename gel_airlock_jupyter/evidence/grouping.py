"""Rows of a frame in groups: how many rows and people are in each."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.evidence.columns import LiveColumn
from gel_airlock_jupyter.evidence.passes import blocks, counted
from gel_airlock_jupyter.evidence.variable import Variable

Array = NDArray[Any]
MARKED = 8  # marks for pairs of group and person that are kept per row before pairs are sorted instead


class Grouping:
    """Rows of a frame in groups.

    Parameters
    ----------
    codes : array of int, shape (rows,), or callable
        Group of each row; `n_groups`, or a negative number, for rows outside. A callable is asked when it is needed.
    n_groups : int
        Number of groups.
    rows : array of int, optional
        The rows of the frame that `codes` are about; all of them by default.
    finer : (Grouping, shape, axes), optional
        A grouping by more keys, in groups of `shape`, that becomes this one when `axes` are summed over. What adds up
        is taken from there.
    """

    def __init__(
        self,
        codes: Array | Callable[[], Array],
        n_groups: int,
        rows: Array | None = None,
        finer: tuple[Grouping, tuple[int, ...], tuple[int, ...]] | None = None,
    ) -> None:
        self.n_groups = n_groups
        self.rows = rows
        self._given = codes
        self._finer = finer
        self._variables: dict[int, Variable] = {}

    @cached_property
    def codes(self) -> Array:
        """Return the group of each row, `n_groups` for rows outside."""
        codes = self._given() if callable(self._given) else self._given
        if codes.dtype.kind == "u" or not len(codes) or codes.min() >= 0:
            return codes
        return np.where(codes < 0, self.n_groups, codes)

    @cached_property
    def sizes(self) -> Array:
        """Return the rows in each group, shape (groups,)."""
        summed = self.summed(lambda finer: finer.sizes)
        return self.counted(self.codes) if summed is None else summed

    def counted(self, codes: Array) -> Array:
        """Return how often each group stands among codes, those outside left out."""
        return counted(codes, self.n_groups + 1)[:-1]

    def summed(self, of: Callable[[Grouping], Array]) -> Array | None:
        """Return what adds up from the finer grouping; None where there is none."""
        if self._finer is None:
            return None
        finer, shape, axes = self._finer
        found: Array = of(finer).reshape(shape).sum(axis=axes).reshape(-1)
        return found

    def only(self, group: int) -> Grouping:
        """Return one group by itself, as group 0."""
        rows = np.flatnonzero(self.codes == group)
        return Grouping(np.zeros(len(rows), np.int8), 1, rows if self.rows is None else self.rows[rows])

    def of_rows(self, values: Array) -> Array:
        """Return the values of these rows, from an array for all rows of the frame."""
        return values if self.rows is None else values[self.rows]

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
        of = self.variable(variable) if variable is not None else None
        if person is None or person.is_key:
            return self.sizes if of is None else of.counts
        who, names = person.coded
        codes = self.codes if of is None else of.codes
        return distinct_in(codes, self.of_rows(who), self.n_groups, len(names))


def distinct_in(codes: Array, values: Array, n_groups: int, n_values: int) -> Array:
    """Return how many different values from 0 on there are in each group, shape (groups,); groups outside left out."""
    width = n_values + 1  # place 0 is for what is missing
    if (n_groups + 1) * width <= max(MARKED * len(codes), 1 << 20):
        seen = np.zeros((n_groups + 1) * width, bool)
        for block in blocks(len(codes)):
            seen[codes[block].astype(np.int64) * width + (values[block].astype(np.int64) + 1)] = True
        found: Array = seen.reshape(n_groups + 1, width)[:-1, 1:].sum(axis=1)
        return found
    import pandas as pd

    pairs = pd.unique(codes.astype(np.int64) * width + (values.astype(np.int64) + 1))
    groups, known = np.divmod(pairs, width)
    return np.bincount(groups[known > 0], minlength=n_groups + 1)[:-1]
