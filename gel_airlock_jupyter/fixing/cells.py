"""Points counted in the cells of a grid, as fine as leaves at least 5 people in most of the cells that hold any."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.fixing.round_numbers import edges_of

SIZES = (12, 10, 8, 6, 5, 4, 3, 2)  # cells along each axis
STEPS = 8  # of a cumulative curve: fewer than what may be one person each
MOST = 0.5  # share of the points that a grid should show
Floats = NDArray[np.float64]


class Cells(NamedTuple):
    """Counts of shape (columns, rows), and the edges of the cells in data units, which are round numbers."""

    counts: Floats
    x_edges: Floats
    y_edges: Floats


def cells_of(x: Floats, y: Floats, threshold: int) -> Cells | None:
    """Return the finest grid that shows at least half of the points; None where no grid shows any.

    Parameters
    ----------
    x, y : array of shape (n,)
        Coordinates; those that are not finite are left out.
    threshold : int
        Fewest people of a cell that is shown.
    """
    present = np.isfinite(x) & np.isfinite(y)
    best: Cells | None = None
    for size in SIZES if present.any() else ():
        edges = edges_of(x[present], size), edges_of(y[present], size)
        cells = Cells(*np.histogram2d(x[present], y[present], bins=edges))
        shown = float(cells.counts[cells.counts >= threshold].sum())
        if shown >= MOST * present.sum():
            return cells
        best = cells if shown else best
    return best


def coarse_steps(count: int, threshold: int) -> list[int]:
    """Return the places of a cumulative curve to keep, so that each step stands for at least the threshold.

    The curve begins and ends where as many people lie beyond it, since its own ends are the two extreme values.

    Parameters
    ----------
    count : int
        Steps of the curve, one a person.
    threshold : int
        Fewest people of a step, and beyond either end.
    """
    first, last = threshold, count - 1 - threshold
    steps = min(STEPS, (last - first) // threshold)
    return [first + round(place * (last - first) / steps) for place in range(steps + 1)] if steps > 1 else []
