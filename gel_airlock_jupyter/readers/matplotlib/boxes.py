"""Boxes of box plots that are drawn as polygons with segments, as plotnine does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.readers.matplotlib.layout import Panel

NEAR = 1e-9  # relative
MOST_SEGMENTS = 100  # of one collection; a box has five at most
Corners = NDArray[np.float64]


def boxes_in(panel: Panel) -> Mapping[int, Corners]:
    """Return by `id` the polygons that are boxes, as their corners, and the segments that are their whiskers.

    A rectangle is a box where a segment starts in the middle of one of its edges and leaves it; an error bar crosses
    the edge.

    Parameters
    ----------
    panel : Panel
        Axes of a figure.

    Returns
    -------
    mapping of int to array
        Corners of shape (5, 2), or ends of segments of shape (2 k, 2).
    """
    from matplotlib.collections import LineCollection, PolyCollection

    rectangles = {
        id(part): corners
        for part in panel.drawn(PolyCollection)
        if part.get_transform() == panel.axes.transData and (corners := _rectangle(part)) is not None
    }
    if not rectangles:
        return {}
    ends = {
        id(part): segments
        for part in panel.drawn(LineCollection)
        if part.get_transform() == panel.axes.transData and (segments := _segments(part)) is not None
    }
    found: dict[int, Corners] = {}
    for key, corners in rectangles.items():
        touching = {other: pairs for other, pairs in ends.items() if _all_touch(pairs, corners)}
        if any(_leaves(pairs, corners) for pairs in touching.values()):
            found |= {key: corners, **touching}
    return found


def _rectangle(collection: Any) -> Corners | None:
    paths = collection.get_paths()
    if len(paths) != 1 or collection.get_array() is not None or not 4 <= len(paths[0].vertices) <= 7:
        return None
    places = np.asarray(paths[0].vertices, dtype=float)
    (left, low), (right, high) = places.min(axis=0), places.max(axis=0)
    straight = np.isin(places[:, 0], (left, right)).all() and np.isin(places[:, 1], (low, high)).all()
    if not straight or not np.isfinite(places).all() or left == right:
        return None
    return np.array([(left, low), (right, low), (right, high), (left, high), (left, low)])


def _segments(collection: Any) -> Corners | None:
    parts: Sequence[Any] = collection.get_segments()
    if not 0 < len(parts) <= MOST_SEGMENTS or any(np.shape(part) != (2, 2) for part in parts):
        return None
    places = np.concatenate([np.asarray(part, dtype=float) for part in parts])
    return places if np.isfinite(places).all() else None


def _all_touch(pairs: Corners, corners: Corners) -> bool:
    low, high = corners.min(axis=0), corners.max(axis=0)
    slack = NEAR * np.maximum(np.abs(low), np.abs(high)).max()
    inside = ((pairs >= low - slack) & (pairs <= high + slack)).all(axis=1)
    return bool(inside.reshape(-1, 2).any(axis=1).all())


def _leaves(pairs: Corners, corners: Corners) -> bool:
    """Return whether a segment starts in the middle of an edge and goes straight out, or a line crosses the middle."""
    low, high = corners.min(axis=0), corners.max(axis=0)
    slack = NEAR * np.maximum(np.abs(low), np.abs(high)).max()
    for start, end in (pair for parts in pairs.reshape(-1, 2, 2) for pair in (parts, parts[::-1])):
        for along in (0, 1):
            across = 1 - along
            middle = abs(start[across] - (low[across] + high[across]) / 2) <= slack + 0.05 * (high - low)[across]
            upright = abs(start[across] - end[across]) <= slack
            on_edge = min(abs(start[along] - low[along]), abs(start[along] - high[along])) <= slack
            outside = not low[along] - slack <= end[along] <= high[along] + slack
            if middle and upright and on_edge and outside:
                return True
    return False
