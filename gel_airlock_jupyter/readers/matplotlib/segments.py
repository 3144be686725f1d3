"""Collections of lines: their ends in one array, and the stems among them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Corners = NDArray[np.float64]
MOST_COURSES = 5_000


def ends_of(collection: Any) -> tuple[Corners, Corners]:
    """Return where each line of a collection begins and where it ends, shape (lines, 2) each.

    `get_segments` copies every line through a cleaner, which takes 20 times as long.
    """
    lines = [path.vertices for path in collection.get_paths()]
    sizes = np.fromiter(map(len, lines), dtype=np.intp, count=len(lines))
    if not sizes.any():
        return np.empty((0, 2)), np.empty((0, 2))
    corners = np.asarray(np.concatenate(lines), dtype=float).reshape(-1, 2)
    after = np.cumsum(sizes)[sizes > 0]
    return corners[after - sizes[sizes > 0]], corners[after - 1]


def middles_of(collection: Any) -> Corners:
    """Return the mean corner of each line, shape (lines, 2)."""
    lines = [path.vertices for path in collection.get_paths() if len(path.vertices)]
    if not lines:
        return np.empty((0, 2))
    sizes = np.fromiter(map(len, lines), dtype=np.intp, count=len(lines))
    corners = np.asarray(np.concatenate(lines), dtype=float).reshape(-1, 2)
    sums: Corners = np.add.reduceat(corners, np.cumsum(sizes) - sizes, axis=0)
    return sums / sizes[:, None]


def stems_of(starts: Corners, ends: Corners) -> tuple[Corners, bool] | None:
    """Return the tips of lines that all stand straight on zero, as `vlines`, `hlines` and `stem` draw sizes.

    Parameters
    ----------
    starts, ends : array of shape (lines, 2)
        Of lines of two corners each, in data coordinates.

    Returns
    -------
    tuple or None
        Tips of shape (lines, 2), and whether the stems lie on their side; None where they are no stems.
    """
    for along, sideways in ((1, False), (0, True)):
        straight = (starts[:, 1 - along] == ends[:, 1 - along]).all()
        on_zero = ((starts[:, along] == 0) | (ends[:, along] == 0)).all()
        if straight and on_zero and (starts[:, along] != ends[:, along]).any():
            return np.where(starts[:, [along]] == 0, ends, starts), sideways
    return None


def courses_of(collection: Any) -> list[Corners]:
    """Return lines of three corners or more that run freely, as courses of people do; none of other collections.

    Trees and grids run along the axes only.
    """
    lines = [np.asarray(path.vertices, dtype=float) for path in collection.get_paths() if len(path.vertices)]
    if not 1 < len(lines) <= MOST_COURSES or min(map(len, lines)) < 3:
        return []
    free = (np.diff(line, axis=0).all(axis=1).any() for line in lines)
    return lines if all(free) else []
