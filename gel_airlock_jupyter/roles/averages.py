"""Numbers that nobody measured: averages have more decimals than any instrument."""

from __future__ import annotations

import numpy as np

from gel_airlock_jupyter.subjects import Column

ROWS = 100_000
DECIMALS = 6  # measurements are written with fewer, averages with about fifteen


def is_averaged(column: Column) -> bool:
    """Return whether most numbers of a column have more decimals than anybody measures."""
    if column.kind != "number" or column.profile is None:
        return False
    numbers = np.asarray(column.numbers[:ROWS] if column.numbers is not None else [], dtype=float)
    present = numbers[np.isfinite(numbers) & (numbers != 0)]
    scaled = np.abs(present) * 10.0**DECIMALS
    return len(present) > 0 and float(np.mean(np.abs(scaled - np.round(scaled)) > 1e-3)) > 0.5
