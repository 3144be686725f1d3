"""Many rectangles at once: which polygons are boxes, and where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]
CORNERS = frozenset({4, 5})  # open and closed


def boxes_of(shapes: Sequence[Any]) -> Boxes | None:
    """Return x from, x to, y from, y to of polygons that are all upright rectangles; None where one is not.

    Parameters
    ----------
    shapes : sequence of array of shape (k, 2)
        Corners in data coordinates.
    """
    sizes = np.fromiter(map(len, shapes), dtype=np.intp, count=len(shapes))
    if not len(shapes) or not CORNERS.issuperset(sizes.tolist()):
        return None
    boxes = np.empty((len(shapes), 4))
    for size in np.unique(sizes):
        places = np.flatnonzero(sizes == size)
        corners: Boxes = np.array([shapes[int(place)] for place in places], dtype=np.float64)
        low, high = corners.min(axis=1), corners.max(axis=1)
        on_edge = ((corners == low[:, None]) | (corners == high[:, None])).all()
        if not on_edge or not (high[:, 0] > low[:, 0]).all() or not (high[:, 1] >= low[:, 1]).all():
            return None
        boxes[places] = np.column_stack((low[:, 0], high[:, 0], low[:, 1], high[:, 1]))
    return boxes
