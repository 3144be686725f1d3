"""Which statistic of which variable gives back a series of cells."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.evidence.axes import Layout
from gel_airlock_jupyter.evidence.clock import Clock
from gel_airlock_jupyter.evidence.columns import LiveColumn
from gel_airlock_jupyter.evidence.grouping import Grouping
from gel_airlock_jupyter.evidence.values import Values
from gel_airlock_jupyter.evidence.words import SHARE, SIZE

Array = NDArray[Any]
WHOLE = ("count", "sum", "min", "max", "median", "nunique", "mode", "mean")
BROKEN = ("mean", "median", "std", "sum", "min", "max", "sem", "var", "percent", "q0.25", "q0.75")
MOST_VARIABLES = 60
SMALLEST_CHANCE = -9.0  # log10; a value with all its digits


@dataclass(frozen=True, eq=False)
class Solved:
    """The statistic behind a series of cells; `variable` is None for sizes and shares of groups."""

    statistic: str
    variable: LiveColumn | None
    exact: bool
    chance: float


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
        self._kept = kept if kept is not None else np.ones(layout.frame.n_rows, bool)
        for key in layout.keys:
            self._kept = self._kept & (key.live >= 0)
        self._groupings: dict[tuple[int, ...], Grouping] = {}

    def grouping(self, active: tuple[int, ...]) -> Grouping:
        """Return the frame's rows grouped by some of the keys."""
        if active not in self._groupings:
            codes, size = np.zeros(len(self._kept), np.int64), 1
            for level in active:
                key = self.layout.keys[level]
                codes = codes * key.n_labels + key.live
                size *= key.n_labels
            self._groupings[active] = Grouping(np.where(self._kept, codes, -1), size)
        return self._groupings[active]

    def look_up(self, cells: Array, of: Callable[[Grouping], Array], dropped: tuple[int, ...] = ()) -> Array:
        """Return a figure of each cell's group; keys with a total label, or dropped, do not divide."""
        found = np.full(len(cells), np.nan)
        levels = [level for level in range(len(self.labels)) if level not in dropped]
        chosen = [self.labels[level][cells] for level in levels]
        patterns = np.zeros(len(cells), np.int64)
        for labels in chosen:
            patterns = patterns * 2 + (labels >= 0)
        for pattern in np.unique(patterns):
            here = patterns == pattern
            active = [i for i in range(len(levels)) if pattern >> (len(levels) - 1 - i) & 1]
            code = np.zeros(int(here.sum()), np.int64)
            for i in active:
                code = code * self.layout.keys[levels[i]].n_labels + chosen[i][here]
            found[here] = of(self.grouping(tuple(levels[i] for i in active)))[code]
        return found

    def statistic(self, cells: Array, name: str, variable: LiveColumn) -> Array:
        """Return a statistic of a variable for each cell."""
        return self.look_up(cells, lambda grouping: grouping.variable(variable).statistic(name))

    def sizes(self, cells: Array, dropped: tuple[int, ...] = ()) -> Array:
        """Return the rows in each cell's group."""
        return self.look_up(cells, lambda grouping: grouping.sizes, dropped)


def candidates(
    groups: Groups, cells: Array, values: Values, variable: LiveColumn | None, statistic: str | None
) -> Iterator[tuple[str, LiveColumn | None, Callable[[], Array]]]:
    """Yield (statistic, variable, values) that the cells may show, likeliest first."""
    if statistic == "correlation":
        return
    shown = (values.low + values.high)[values.shown] / 2
    whole = bool(np.all(np.abs(shown - np.round(shown)) < 1e-9))
    if variable is None and statistic in (None, SIZE, "count"):
        yield SIZE, None, lambda: groups.sizes(cells)
    if statistic == SHARE or (statistic is None and variable is None and not whole):
        yield from _shares(groups, cells)
    if variable is not None and variable.numbers is None:
        for name in ("count", "nunique"):
            if statistic in (None, name):
                yield name, variable, lambda name=name: groups.statistic(cells, name, variable)  # type: ignore[misc]
        return
    names = (statistic,) if statistic else WHOLE if whole else BROKEN
    names = (*names, "std0") if statistic == "std" else ("mean", "percent", *names) if statistic == SHARE else names
    numeric = [c for c in groups.layout.frame.columns if c.kind in ("number", "boolean")][:MOST_VARIABLES]
    grouped = {id(key.column) for key in groups.layout.keys}
    variables = [variable] if variable is not None else [c for c in numeric if id(c) not in grouped]
    for name, column in itertools.product(names, variables):
        if name not in (SIZE, SHARE, None):
            yield name, column, lambda name=name, column=column: groups.statistic(cells, name, column)  # type: ignore[misc]


def _shares(groups: Groups, cells: Array) -> Iterator[tuple[str, None, Callable[[], Array]]]:
    levels = range(len(groups.labels))
    sizes = groups.sizes(cells)
    for count in range(len(groups.labels), 0, -1):
        for dropped in itertools.combinations(levels, count):
            whole = groups.sizes(cells, dropped)
            with np.errstate(all="ignore"):
                share = sizes / whole
            yield SHARE, None, lambda share=share: share  # type: ignore[misc]
            yield SHARE, None, lambda share=share: share * 100  # type: ignore[misc]


def solve(
    groups: Groups,
    cells: Array,
    values: Values,
    variable: LiveColumn | None,
    statistic: str | None,
    clock: Clock,
    chance: float,
) -> Solved | None:
    """Return the statistic that gives back every shown cell of a series, None where none does.

    A rounded value leaves room for accidents: the probability that an unrelated statistic fits is bounded, and what
    is likelier than `chance` proves nothing. Where the headers name variable and statistic nothing is searched for;
    then the caller weighs all series of the table together.
    """
    best: Solved | None = None
    said = variable is not None and statistic is not None
    if not values.shown.any():
        return None
    for tries, (name, column, compute) in enumerate(candidates(groups, cells, values, variable, statistic), 1):
        clock.check()
        computed = compute()
        if not _fits(computed, values):
            continue
        middle = (values.low + values.high) / 2
        exact = bool(np.all(np.abs(computed - middle)[values.shown] <= 1e-9 * (1 + np.abs(middle[values.shown]))))
        accident = _accident(computed, values, exact, name == SIZE) + math.log10(tries)
        if accident > math.log10(chance) and not said:
            continue
        found = Solved(name, column, exact, accident)
        if exact:
            return found
        best = best or found
    return best


def _fits(computed: Array, values: Values) -> bool:
    known = ~np.isnan(values.low)
    with np.errstate(invalid="ignore"):
        inside = (computed >= values.low) & (computed <= values.high)
    return bool(np.all(inside[known]))


def _accident(computed: Array, values: Values, exact: bool, is_size: bool) -> float:
    """Return log10 of a bound for the probability that another figure falls into every shown interval.

    Equal values count once: minima that are all 0 agree with everything. Sizes of groups, the first thing tried, may
    well be equal, so each repetition adds a little.
    """
    shown = np.stack([computed[values.shown], (values.high - values.low)[values.shown]])
    cells = shown.shape[1]
    shown = np.unique(shown, axis=1)
    spread = max(float(np.ptp(shown[0])), float(np.abs(shown[0]).max(initial=0.0)), 1.0)
    whole = np.abs(shown[0] - np.round(shown[0])) < 1e-9
    width = np.where(whole & exact, 1.0, np.maximum(shown[1], spread * 10**SMALLEST_CHANCE))
    each = np.maximum(np.log10(np.minimum(width / (spread + 1), 1.0)), SMALLEST_CHANCE)
    repeated = (cells - shown.shape[1]) / 4 if is_size else 0
    return float(each.sum() + repeated * each.mean())
