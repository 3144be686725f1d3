"""Bars of 3-D plots, `bar3d` and flat bars in space: their heights are read off the corners they were given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.subjects import Mark

Corners = NDArray[np.float64]
FACES, EDGES = 6, 4  # of a box, and of each of its faces
NEAR = 1e-9


def bars_in_space(panel: Panel) -> tuple[list[Mark], bool]:
    """Return the bars of a 3-D plot, and whether that is all it draws.

    matplotlib offers no public way to the corners of what it draws in space, so that other shapes stay unread.
    """
    found: list[tuple[Corners, bool]] = []
    whole = not panel.lines and not panel.images
    for collection in panel.collections:
        boxes = _boxes_of(collection)
        whole = whole and boxes is not None
        found += [(box, _is_seen(collection)) for box in boxes] if boxes is not None else []
    for patch in panel.patches:
        corners = _finite(getattr(patch, "_segment3d", None))
        whole = whole and corners is not None and len(corners) in (EDGES, EDGES + 1)
        found += [(corners, _is_seen(patch))] if corners is not None else []
    return list(_marks(panel, found)), whole and bool(found)


def _marks(panel: Panel, found: list[tuple[Corners, bool]]) -> Iterator[Mark]:
    for number, (corners, seen) in enumerate(found, 1):
        low, high = corners.min(axis=0), corners.max(axis=0)
        x, y = ((low + high) / 2)[:2].tolist()
        names = (panel.x_categories.at(x) or f"{x:g}", panel.y_categories.at(y) or f"{y:g}")
        path = f"axes {panel.index + 1}, column {number}"
        visible = panel.visible and seen
        yield Mark("bar", panel.index, path, float(high[2] - low[2]), label=", ".join(names), visible=visible)


def _boxes_of(collection: Any) -> list[Corners] | None:
    """Return the corners of each box of a collection, shape (24, 3); None where it draws something else."""
    faces = _faces_of(collection)
    if faces is None or not len(faces) or len(faces) % FACES or faces.shape[1:] != (EDGES, 3):
        return None
    boxes = faces.reshape(-1, FACES * EDGES, 3)
    low, high = boxes.min(axis=1, keepdims=True), boxes.max(axis=1, keepdims=True)
    if not ((np.abs(boxes - low) < NEAR) | (np.abs(boxes - high) < NEAR)).all():
        return None
    return list(boxes)


def _faces_of(collection: Any) -> Corners | None:
    """Return the corners of faces, shape (faces, corners, 3): matplotlib 3.10 keeps them so, earlier ones in a row."""
    faces = getattr(collection, "_faces", None)
    row, slices = getattr(collection, "_vec", None), getattr(collection, "_segslices", None)
    if faces is None and row is not None and slices is not None:
        faces = np.asarray(row, dtype=float)[:3].T
        faces = faces.reshape(-1, EDGES, 3) if len(faces) == EDGES * len(slices) else None
    return _finite(faces)


def _finite(corners: Any) -> Corners | None:
    if corners is None:
        return None
    found: Corners = np.asarray(np.ma.filled(np.ma.asarray(corners, dtype=float), np.nan))
    return found if found.size and np.isfinite(found).all() else None


def _is_seen(artist: Any) -> bool:
    return bool(artist.get_visible()) and artist.get_alpha() != 0
