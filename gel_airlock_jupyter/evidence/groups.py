"""The groups of a frame's rows that the cells of a table stand for."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.evidence.axes import Layout
from gel_airlock_jupyter.evidence.coding import narrow
from gel_airlock_jupyter.evidence.columns import LiveColumn
from gel_airlock_jupyter.evidence.grouping import Grouping
from gel_airlock_jupyter.evidence.passes import blocks

Array = NDArray[Any]
FEW_ROWS = 50_000  # of which every statistic is soon computed
MOST_GROUPS = 1 << 20  # of all combinations of labels; of more, only those that occur are numbered


class Groups:
    """The groups that the cells of a layout stand for, for all rows of the frame or for a sub-cohort.

    Parameters
    ----------
    layout : Layout
        Table and frame.
    kept : array of bool, optional
        Rows of the sub-cohort.
    """

    def __init__(self, layout: Layout, kept: Array | None = None) -> None:
        self.layout = layout
        rows, columns = len(layout.rows.variables), len(layout.columns.variables)
        row_of, column_of = np.tile(np.arange(rows), columns), np.repeat(np.arange(columns), rows)
        self.labels = [key.of[row_of] for key in layout.rows.keys] + [key.of[column_of] for key in layout.columns.keys]
        self._kept = kept
        self._groupings: dict[tuple[int, ...], Grouping] = {}
        self._occurring: dict[tuple[int, ...], Array] = {}
        self._smallest: dict[bytes, tuple[int, Grouping] | None] = {}

    def grouping(self, active: tuple[int, ...]) -> Grouping:
        """Return the frame's rows grouped by some of the keys."""
        if active not in self._groupings:
            self._groupings[active] = self._grouped(active)
        return self._groupings[active]

    def _grouped(self, active: tuple[int, ...]) -> Grouping:
        every = tuple(range(len(self.layout.keys)))
        shape = tuple(key.n_labels for key in self.layout.keys)
        size = math.prod(shape[level] for level in active)
        if math.prod(shape) > MOST_GROUPS:
            return self._of_occurring(active, size)
        if active == every:
            return Grouping(self._codes(active, size), size)
        dropped = tuple(level for level in every if level not in active)
        return Grouping(lambda: self._codes(active, size), size, finer=(self.grouping(every), shape, dropped))

    def _codes(self, active: tuple[int, ...], size: int) -> Array:
        """Return the group of each row of the frame, `size` where one of all the keys has no label for it."""
        keys = self.layout.keys
        kind = narrow(np.zeros(0), size + 1).dtype
        open_keys = [key for key in keys if len(key.live) and key.live.min() < 0]
        found = np.zeros(self.layout.frame.n_rows, kind)
        for block in blocks(len(found)):
            code = found[block]
            for level in active:
                code *= kind.type(keys[level].n_labels)
                code += keys[level].live[block].astype(kind, copy=False)
            for key in open_keys:
                code[key.live[block] < 0] = size
            if self._kept is not None:
                code[~self._kept[block]] = size
        return found

    def _of_occurring(self, active: tuple[int, ...], size: int) -> Grouping:
        """Return groups of the combinations that occur, and behind them one for all others."""
        import pandas as pd

        codes, occurring = pd.factorize(self._codes(active, size), sort=True)
        known = occurring[occurring < size]
        self._occurring[active] = known
        codes[codes == len(known)] = len(known) + 1  # outside
        return Grouping(narrow(codes, len(known) + 2), len(known) + 1)

    def place(self, active: tuple[int, ...], codes: Array) -> Array:
        """Return where combinations of labels stand among the groups."""
        known = self._occurring.get(active)
        if known is None:
            return codes
        if not len(known):
            return np.zeros(len(codes), np.int64)
        at = np.minimum(np.searchsorted(known, codes), len(known) - 1)
        return np.where(known[at] == codes, at, len(known))

    def of_cells(self, cells: Array, dropped: tuple[int, ...] = ()) -> list[tuple[Array, tuple[int, ...], Array]]:
        """Return (cells, keys, groups): the cells that are grouped by the same keys, and the group of each.

        Keys with a total label, or dropped, do not divide.
        """
        levels = [level for level in range(len(self.labels)) if level not in dropped]
        chosen = [self.labels[level][cells] for level in levels]
        patterns = np.zeros(len(cells), np.int64)
        for labels in chosen:
            patterns = patterns * 2 + (labels >= 0)
        found = []
        for pattern in np.unique(patterns):
            here = np.flatnonzero(patterns == pattern)
            inside = [i for i in range(len(levels)) if pattern >> (len(levels) - 1 - i) & 1]
            code = np.zeros(len(here), np.int64)
            for i in inside:
                code = code * self.layout.keys[levels[i]].n_labels + chosen[i][here]
            active = tuple(levels[i] for i in inside)
            self.grouping(active)
            found.append((here, active, self.place(active, code)))
        return found

    def look_up(self, cells: Array, of: Callable[[Grouping], Array], dropped: tuple[int, ...] = ()) -> Array:
        """Return a figure of each cell's group."""
        found = np.full(len(cells), np.nan)
        for here, active, groups in self.of_cells(cells, dropped):
            found[here] = of(self.grouping(active))[groups]
        return found

    def statistic(self, cells: Array, name: str, variable: LiveColumn) -> Array:
        """Return a statistic of a variable for each cell."""
        return self.look_up(cells, lambda grouping: grouping.variable(variable).statistic(name))

    def sizes(self, cells: Array, dropped: tuple[int, ...] = ()) -> Array:
        """Return the rows in each cell's group."""
        return self.look_up(cells, lambda grouping: grouping.sizes, dropped)

    def smallest(self, cells: Array) -> tuple[int, Grouping] | None:
        """Return (place, group): the cell of the smallest group by itself; None where that saves little."""
        key = cells.tobytes()
        if key not in self._smallest:
            self._smallest[key] = self._smallest_of(cells)
        return self._smallest[key]

    def _smallest_of(self, cells: Array) -> tuple[int, Grouping] | None:
        rows = self.layout.frame.n_rows
        if rows < FEW_ROWS or not len(cells):
            return None
        found = []
        for here, active, groups in self.of_cells(cells):
            sizes = self.grouping(active).sizes[groups].astype(float)
            sizes[sizes == 0] = np.inf
            at = int(np.argmin(sizes))
            found.append((float(sizes[at]), int(here[at]), active, int(groups[at])))
        size, place, active, group = min(found)
        return (place, self.grouping(active).only(group)) if size * 4 <= rows else None
