"""The values of a table as intervals that a recomputed value must fall into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.disclosure.quantities import Quantity, parse

Array = NDArray[Any]
EXACT = 1e-9  # relative; sums in another order differ in the last bits
MOST_DECIMALS = 6


@dataclass(frozen=True, eq=False)
class Values:
    """Cells as intervals, each of shape (cells,): NaN where nothing is shown.

    `shown` tells which cells are a number, exact or rounded: masks and ranges must fit but prove nothing.
    """

    low: Array
    high: Array
    shown: Array

    @property
    def size(self) -> int:
        """Return the number of cells."""
        return len(self.low)

    def take(self, cells: Array) -> Values:
        """Return some of the cells."""
        return Values(self.low[cells], self.high[cells], self.shown[cells])


def values_of(column: Column) -> Values:
    """Return a column's cells as intervals: half a unit of the last decimal shown to either side."""
    numbers = column.numbers
    if numbers is not None:
        values = np.asarray(numbers, dtype=float)
        values = np.where(np.isfinite(values), values, np.nan)
        reach = _reach(values)
        return Values(values - reach, values + reach, np.isfinite(values))
    low = np.full(column.length, np.nan)
    high, shown = low.copy(), np.zeros(column.length, bool)
    if column.kind in ("date", "boolean"):
        return Values(low, high, shown)
    for row, text in enumerate(column.texts):
        quantity = quantity_in(text)
        if quantity is None:
            continue
        low[row] = -np.inf if quantity.lower is None else float(quantity.lower)
        high[row] = np.inf if quantity.upper is None else float(quantity.upper)
        shown[row] = quantity.mark in ("exact", "rounded")
    slack = np.where(np.isfinite(low), np.abs(low), 0) * EXACT + EXACT
    return Values(low - slack, high + slack, shown)


def quantity_in(text: str) -> Quantity | None:
    """Return the value that a cell shows, None for what is no number."""
    try:
        return parse(text) if any(character.isdigit() for character in text) else None
    except (ArithmeticError, ValueError):  # digits of other scripts, exponents without a number
        return None


def _reach(values: Array) -> Array:
    """Return how far the true value may lie from the one shown."""
    present = values[np.isfinite(values)]
    exact = np.abs(values) * EXACT + EXACT
    for decimals in range(MOST_DECIMALS + 1):
        if np.all(np.abs(np.round(present, decimals) - present) <= np.abs(present) * 1e-12):
            return np.maximum(exact, 0.5 * 10.0**-decimals * (1 + EXACT))
    return exact


def joined(parts: list[Values]) -> Values:
    """Return the cells of several columns after each other."""
    return Values(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("low", "high", "shown")))
