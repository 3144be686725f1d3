"""Small counts in outlined histograms, stairs, polygon bars, heat-maps, areas and lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from gel_airlock_jupyter.fixing.figure_artists import say
from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.readers.matplotlib.shapes import area_of, bars_by_hand, rounded_bars, steps_of


def mask_shapes(panel: Panel, paths: Collection[str], threshold: int, floor: bool) -> list[str]:
    """Change steps and polygon bars at `paths`: flat on the ground, or at the threshold; return what was done.

    Parameters
    ----------
    panel : Panel
        Axes of a copied figure.
    paths : collection of str
        Paths of the marks to mask, as the reader names them.
    threshold : int
        Smallest count that may be shown, in people.
    floor : bool
        Whether marks are drawn at the threshold rather than hidden.
    """
    value = float(threshold) if floor else 0.0
    changes = []
    for number, patch in enumerate(panel.patches):
        own = f"axes {panel.index + 1}, shape {number + 1}, step "
        places = sorted(int(path.removeprefix(own)) - 1 for path in paths if path.startswith(own))
        if places:
            (_mask_stairs if hasattr(patch, "get_data") else _mask_outline)(patch, places, value)
            changes.append(_said(len(places), "step", panel, floor, threshold))
    marks = {mark.path: mark for mark in bars_by_hand(panel)}
    for number, patch in enumerate(rounded_bars(panel)):
        path = f"axes {panel.index + 1}, rounded, bar {number + 1}"
        if path in paths:
            (patch.set_width if marks[path].kind == "sideways bar" else patch.set_height)(value)
            changes.append(_said(1, "bar", panel, floor, threshold))
    for number, collection in enumerate(panel.collections):
        own = f"axes {panel.index + 1}, area {number + 1}, bar "
        places = sorted(int(path.removeprefix(own)) - 1 for path in paths if path.startswith(own))
        if places:
            _mask_rectangles(collection, places, value)
            changes.append(_said(len(places), "bar", panel, floor, threshold))
    return changes


def mask_points(panel: Panel, places: Mapping[str, Collection[int]], threshold: int, floor: bool) -> list[str]:
    """Blank cells, hexagons and corners of lines and areas that stand for small counts; return what was done.

    Parameters
    ----------
    panel : Panel
        Axes of a copied figure.
    places : mapping
        Path of the artist to the 0-based places of its marks, as the reader counts them.
    threshold : int
        Smallest count that may be shown, in people.
    floor : bool
        Whether marks are drawn at the threshold rather than blanked.
    """
    value = float(threshold) if floor else np.nan
    changes = []
    artists = [
        *((f"axes {panel.index + 1}, grid {i + 1}", artist) for i, artist in enumerate(panel.collections)),
        *((f"axes {panel.index + 1}, image {i + 1}", artist) for i, artist in enumerate(panel.axes.images)),
    ]
    for path, artist in artists:
        if path in places:
            _mask_values(artist, sorted(places[path]), value)
            changes.append(_said(len(places[path]), "cell", panel, floor, threshold))
    for number, area in enumerate(panel.collections):
        part = f"axes {panel.index + 1}, area {number + 1}"
        masked = [
            place
            for path, found in places.items()
            if path == part or path.startswith(part + ", part")
            for place in found
        ]
        if masked:
            _mask_area(area, threshold, float(threshold) if floor else 0.0)
            changes.append(_said(len(masked), "point", panel, floor, threshold))
    for number, marks in enumerate(panel.collections):
        path = f"axes {panel.index + 1}, points {number + 1}"
        if path in places:
            _remove_marks(marks, sorted(places[path]))
            changes.append(_said(len(places[path]), "point", panel, False, threshold))
    for number, line in enumerate(panel.axes.lines):
        path = f"axes {panel.index + 1}, line {number + 1}"
        if path in places:
            _mask_line(line, threshold, value)
            changes.append(_said(len(places[path]), "point", panel, floor, threshold))
    return changes


def _said(number: int, noun: str, panel: Panel, floor: bool, threshold: int) -> str:
    done = f"drawn at {threshold}" if floor else "left blank"
    return f"{number:,} {noun if number == 1 else noun + 's'} of axes {panel.index + 1} {done}"


def _mask_stairs(patch: Any, places: Collection[int], value: float) -> None:
    values, edges, baseline = patch.get_data()
    changed = np.array(values, dtype=float)
    feet = np.broadcast_to(np.asarray(0.0 if baseline is None else baseline, dtype=float), len(changed))
    for place in places:
        changed[place] = feet[place] + value
    patch.set_data(changed, edges, baseline)


def _mask_outline(patch: Any, places: Collection[int], value: float) -> None:
    """Move the tops of some steps of a histogram drawn as a polygon."""
    corners = np.array(patch.get_xy(), dtype=float)
    found = steps_of(corners)
    if found is None:
        return
    steps, sideways = found
    along, height = (1, 0) if sideways else (0, 1)
    masked = {steps[place][:2]: steps[place][2] for place in places}
    for i in range(len(corners) - 1):
        span = float(corners[i, along]), float(corners[i + 1, along])
        if span in masked and span[0] < span[1]:
            corners[i : i + 2, height] += value - masked[span]
    patch.set_xy(corners)


def _mask_rectangles(collection: Any, places: Collection[int], value: float) -> None:
    shapes = [np.array(path.vertices, dtype=float) for path in collection.get_paths()]
    lying = sum(bool(shape[:, 0].min() == 0) for shape in shapes) > sum(
        bool(shape[:, 1].min() == 0) for shape in shapes
    )
    height = 0 if lying else 1
    for place in places:
        foot, top = shapes[place][:, height].min(), shapes[place][:, height].max()
        shapes[place][shapes[place][:, height] == top, height] = foot + value
    collection.set_verts(shapes, closed=False)


def _mask_values(artist: Any, places: Collection[int], value: float) -> None:
    """Change the cells with a colour; places count the cells that have one, in reading order."""
    values = np.ma.filled(np.ma.asarray(artist.get_array()).astype(float), np.nan)
    shape = values.shape
    flat = values.ravel()
    flat[np.flatnonzero(np.isfinite(flat))[list(places)]] = value
    limits = artist.get_clim()
    artist.set_array(np.ma.masked_invalid(flat.reshape(shape)))
    artist.set_clim(*limits)


def _mask_area(collection: Any, threshold: int, value: float) -> None:
    """Change the thickness of a filled band where it lies between 1 and the threshold."""
    shapes = []
    for path in collection.get_paths():
        corners = np.array(path.vertices, dtype=float)
        found = area_of(corners)
        if found is not None:
            size = len(found[0])
            lower, upper = corners[1 : size + 1], corners[size + 2 : 2 * size + 2][::-1]
            height = 1 if np.allclose(lower[:, 0], upper[:, 0]) else 0
            thick = upper[:, height] - lower[:, height]
            small = (np.abs(thick) >= 1) & (np.abs(thick) < threshold)
            top, foot = (upper, lower) if upper[:, height].sum() > lower[:, height].sum() else (lower, upper)
            top[small, height] = foot[small, height] + value
            corners[0], corners[size + 1] = upper[0], upper[-1]
            corners[2 * size + 2 :] = corners[0]  # the closing corner repeats the first
        shapes.append(corners)
    collection.set_verts(shapes, closed=False)


def _remove_marks(collection: Any, places: Collection[int]) -> None:
    """Take single points of a scatter, or single stems, out; places count those with finite coordinates."""
    if hasattr(collection, "get_segments"):
        segments = [part for place, part in enumerate(collection.get_segments()) if place not in places]
        collection.set_segments(segments)
        return
    offsets = np.ma.filled(np.ma.asarray(collection.get_offsets()).astype(float), np.nan).reshape(-1, 2)
    finite = np.flatnonzero(np.isfinite(offsets).all(axis=1))
    kept = np.setdiff1d(np.arange(len(offsets)), finite[list(places)])
    count = len(offsets)
    collection.set_offsets(offsets[kept])
    for name in ("array", "sizes", "facecolor", "edgecolor", "linewidths"):
        values = getattr(collection, f"get_{name}")()
        if values is not None and np.ndim(values) and len(values) == count:
            getattr(collection, f"set_{name}")(np.asarray(values)[kept])


def add_note(panel: Panel, threshold: int, floor: bool) -> None:
    """Say in small print above the axes what a blank, or a mark of the smallest size, may stand for."""
    say(panel, f"{threshold}: {threshold} or fewer" if floor else f"blank: fewer than {threshold}")


def _mask_line(line: Any, threshold: int, value: float) -> None:
    """Change the corners of a line that lie between 1 and the threshold along the axis of counts."""
    x, y = (np.array(values, dtype=float) for values in line.get_data(orig=False))
    y[(y >= 1) & (y < threshold)] = value
    line.set_data(x, y)
