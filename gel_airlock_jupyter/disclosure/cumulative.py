"""Cumulative columns: each value is the one before plus the count of its own row."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from gel_airlock_jupyter.disclosure.grids import Grid, Ints, counts_of, label
from gel_airlock_jupyter.disclosure.system import Key, Relation

NEED = 8.0
MOST_ROWS = 2_000
LOOKED_AT = 5
"""Rows that rule out most pairs of columns at once."""


def find_cumulative(grid: Grid, key: Callable[[int, int], Key] | None = None) -> tuple[Relation, ...]:
    """Find columns that add up another column from the top or from the bottom (as numbers at risk do)."""
    place = key or (lambda i, j: (i, j))
    counts = counts_of(grid)
    rows, width = len(counts.row_numbers), len(counts.column_numbers)
    if rows < 3 or rows > MOST_ROWS or width < 2:
        return ()
    lower, upper = counts.lower, np.where(counts.empty, 0, counts.upper)
    found: list[Relation] = []
    for summed in range(width):
        for order in (np.arange(rows), np.arange(rows - 1, -1, -1)):
            for each in _candidates(lower[order], upper[order], summed):
                if _adds_up(lower[order], upper[order], each, summed, width):
                    found += _expand(grid, counts.row_numbers, counts.column_numbers, each, summed, order, place)
    return tuple(found)


def _candidates(lower: Ints, upper: Ints, summed: int) -> list[int]:
    """Return the columns that start as the running sum does and do not contradict it in the first rows."""
    fits = np.ones(lower.shape[1], dtype=np.bool_)
    fits[summed] = False
    for row in range(min(LOOKED_AT, len(lower))):
        before = (lower[row - 1, summed], upper[row - 1, summed]) if row else (0, 0)
        fits &= (before[0] + lower[row] <= upper[row, summed]) & (before[1] + upper[row] >= lower[row, summed])
        if not fits.any():
            break
    return np.flatnonzero(fits).tolist()


def _adds_up(lower: Ints, upper: Ints, each: int, summed: int, width: int) -> bool:
    """Return True when ``summed`` can be the running sum of ``each`` in this order, with evidence enough."""
    before_low = np.concatenate([[0], lower[:-1, summed]])
    before_high = np.concatenate([[0], upper[:-1, summed]])
    low, high = before_low + lower[:, each], before_high + upper[:, each]
    if ((low > upper[:, summed]) | (high < lower[:, summed])).any():
        return False
    spread = (high - low) + (upper[:, summed] - lower[:, summed])
    scale = np.minimum(upper[:, summed], high)
    bits = np.maximum(np.log2((1.0 + scale) / (1.0 + spread)), 0.0)
    telling = (upper[:, each] > 0) & (before_high > 0)
    return float(bits[telling].sum()) - math.log2(2 * width * width) >= NEED


def _expand(
    grid: Grid,
    rows: tuple[int, ...],
    columns: tuple[int, ...],
    each: int,
    summed: int,
    order: Ints,
    place: Callable[[int, int], Key],
) -> list[Relation]:
    words = (
        f"read `{label(grid.columns[columns[summed]])}` as the running sum of `{label(grid.columns[columns[each]])}`"
    )
    found = []
    before: Key | None = None
    for k in order.tolist():
        i = rows[k]
        if grid.cells[i][columns[summed]] is None or grid.cells[i][columns[each]] is None:
            continue
        own = place(i, columns[summed])
        parts = (place(i, columns[each]),) if before is None else (before, place(i, columns[each]))
        found.append(Relation(own, parts, words=words))
        before = own
    return found
