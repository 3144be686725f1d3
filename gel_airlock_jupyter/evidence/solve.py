"""Which statistic of which variable gives back a series of cells."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.evidence.clock import Clock
from gel_airlock_jupyter.evidence.columns import LiveColumn
from gel_airlock_jupyter.evidence.groups import Groups
from gel_airlock_jupyter.evidence.values import Values
from gel_airlock_jupyter.evidence.words import SHARE, SIZE

Array = NDArray[Any]
WHOLE = ("count", "sum", "min", "max", "median", "nunique", "mode", "mean")
BROKEN = ("mean", "median", "std", "sum", "min", "max", "sem", "var", "percent", "q0.25", "q0.75")
BETWEEN = ("mean", "median", "min", "max", "mode")  # never outside the extremes of the variable
MOST_VARIABLES = 60
SMALLEST_CHANCE = -9.0  # log10; a value with all its digits


@dataclass(frozen=True, eq=False)
class Solved:
    """The statistic behind a series of cells; `variable` is None for sizes and shares of groups."""

    statistic: str
    variable: LiveColumn | None
    exact: bool
    chance: float


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
        if column is not None and _is_refuted(name, column, groups, cells, values):
            continue
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


def _is_refuted(name: str, column: LiveColumn, groups: Groups, cells: Array, values: Values) -> bool:
    """Return whether a statistic cannot give the cells, by the variable's extremes or by the smallest group alone."""
    if column.numbers is not None and (name in BETWEEN or name.startswith("q")):
        low, high = column.extent
        slack = 1e-9 * max(abs(low), abs(high))
        if not (np.all(values.high[values.shown] >= low - slack) and np.all(values.low[values.shown] <= high + slack)):
            return True
    shown = np.flatnonzero(values.shown)
    smallest = groups.smallest(cells[shown])
    if smallest is None:
        return False
    place, group = smallest
    return not _fits(group.variable(column).statistic(name), values.take(shown[[place]]))


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
