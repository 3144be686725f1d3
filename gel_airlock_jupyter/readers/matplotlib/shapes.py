"""Outlined histograms, stairs, pie slices, areas and polygon bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.readers.matplotlib.rectangles import boxes_of
from gel_airlock_jupyter.readers.matplotlib.scattered import is_scatter
from gel_airlock_jupyter.readers.matplotlib.visibility import is_collection_visible, is_patch_visible
from gel_airlock_jupyter.subjects import Mark, Points

Corners = NDArray[np.float64]
NEAR = 1e-6
FEWEST_CORNERS = 6  # of a filled band over two places
FEWEST_LEVELS = 20  # at which the thickness of a violin is drawn
SLENDER = 0.9  # of the greatest thickness, at the ends


def shapes_in(panel: Panel) -> Iterator[Mark | Points]:
    """Yield steps, wedges, areas and polygon bars of a panel."""
    from matplotlib.collections import PatchCollection, PolyCollection
    from matplotlib.patches import Polygon, StepPatch, Wedge

    yield from bars_by_hand(panel)
    for number, patch in panel.shapes:
        path = f"axes {panel.index + 1}, shape {number + 1}"
        if isinstance(patch, StepPatch):
            yield from _stairs(panel, patch, path)
        elif isinstance(patch, Wedge):
            yield _wedge(panel, patch, path)
        elif isinstance(patch, Polygon) and patch.get_data_transform() == panel.axes.transData:
            yield from _outline(panel, patch, path)
    for number, collection in enumerate(panel.collections):
        if collection.get_array() is None and (
            isinstance(collection, PolyCollection)
            or (isinstance(collection, PatchCollection) and not is_scatter(collection))
        ):
            yield from _polygons(panel, collection, f"axes {panel.index + 1}, area {number + 1}")


def steps_of(corners: Corners) -> tuple[list[tuple[float, float, float]], bool] | None:
    """Read the steps of an outlined histogram from the corners of its polygon.

    Parameters
    ----------
    corners : array of shape (k, 2)
        Corners in data coordinates, as drawn.

    Returns
    -------
    tuple or None
        `(from, to, height)` of each step, and whether the histogram lies on its side; None for another shape.
    """
    if len(corners) < 4:
        return None
    moves = np.diff(corners, axis=0)
    upright = not moves[0::2, 0].any() and not moves[1::2, 1].any()
    sideways = not upright and not moves[0::2, 1].any() and not moves[1::2, 0].any()
    if not (upright or sideways):
        return None
    along, height = (1, 0) if sideways else (0, 1)
    forward: dict[tuple[float, float], float] = {}
    back: dict[tuple[float, float], float] = {}
    for start, move in zip(corners[:-1], moves, strict=True):
        if move[along] == 0:
            continue
        end = start[along] + move[along]
        (forward if move[along] > 0 else back)[(min(start[along], end), max(start[along], end))] = float(start[height])
    foot = float(corners[0, height])
    return [(a, b, top - back.get((a, b), foot)) for (a, b), top in forward.items()], sideways


def _outline(panel: Panel, patch: Any, path: str) -> Iterator[Mark]:
    found = steps_of(np.asarray(patch.get_xy(), dtype=float))
    if found is not None:
        spans, heights = [step[:2] for step in found[0]], [step[2] for step in found[0]]
        yield from _steps(panel, patch, path, spans, heights, sideways=found[1])


def _stairs(panel: Panel, patch: Any, path: str) -> Iterator[Mark]:
    values, edges, baseline = patch.get_data()
    values = np.asarray(values, dtype=float)
    feet = np.broadcast_to(np.asarray(0.0 if baseline is None else baseline, dtype=float), len(values))
    edges = np.asarray(edges, dtype=float).tolist()
    spans = list(pairwise(edges))
    yield from _steps(panel, patch, path, spans, (values - feet).tolist(), sideways=patch.orientation == "horizontal")


def _steps(
    panel: Panel,
    patch: Any,
    path: str,
    spans: Sequence[tuple[float, float]],
    heights: Sequence[float],
    *,
    sideways: bool,
) -> Iterator[Mark]:
    if not spans:
        return
    words = panel.y_categories if sideways else panel.x_categories
    visible, series = panel.visible and is_patch_visible(patch), _own_label(patch)
    starts, ends = np.array(spans, dtype=float).T
    tops = np.array(heights, dtype=float)
    feet = np.zeros(len(tops))
    box = (feet, tops, starts, ends) if sideways else (starts, ends, feet, tops)
    inside = panel.are_inside(*box).tolist()
    kind = "sideways step" if sideways else "step"
    for number, ((start, end), height) in enumerate(zip(spans, heights, strict=True), 1):
        middle = (start + end) / 2
        label = words.at(middle) or f"{start:g} to {end:g}"
        x, y = (height / 2, middle) if sideways else (middle, height / 2)
        name = f"{path}, step {number}"
        yield Mark(kind, panel.index, name, height, x, y, label, series, visible, inside[number - 1], end - start)


def _wedge(panel: Panel, patch: Any, path: str) -> Mark:
    share = abs(float(patch.theta2) - float(patch.theta1)) / 360
    turn = np.deg2rad((patch.theta1 + patch.theta2) / 2)
    x, y = patch.center[0] + patch.r * np.cos(turn) / 2, patch.center[1] + patch.r * np.sin(turn) / 2
    visible = panel.visible and is_patch_visible(patch)
    label = _own_label(patch)
    return Mark("wedge", panel.index, path, share, float(x), float(y), label, visible=visible, measure="share")


def _polygons(panel: Panel, collection: Any, path: str) -> Iterator[Mark | Points]:
    visible = panel.visible and is_collection_visible(collection)
    shapes = [shape.vertices for shape in collection.get_paths()]
    boxes = boxes_of(shapes)
    if boxes is not None:
        yield from _rectangles(panel, boxes, path, visible)
        return
    for number, shape in enumerate(shapes):
        corners = np.asarray(shape, dtype=float)
        area = area_of(corners) if len(shape) >= FEWEST_CORNERS else None
        if area is not None:
            x, heights = area
            series = _own_label(collection)
            name = path if len(shapes) == 1 else f"{path}, part {number + 1}"
            kind = "violin" if _is_violin(corners, heights) else "area"
            yield Points(kind, panel.index, name, tuple(x.tolist()), (), tuple(heights.tolist()), series, visible)


def area_of(corners: Corners) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Return places and thickness of a filled band (fill_between, stackplot, density); None for another shape."""
    edges = _edges_of(corners)
    if edges is None:
        return None
    lower, upper = edges
    if np.allclose(lower[:, 0], upper[:, 0]):
        return lower[:, 0], np.abs(upper[:, 1] - lower[:, 1])
    if np.allclose(lower[:, 1], upper[:, 1]):
        return lower[:, 1], np.abs(upper[:, 0] - lower[:, 0])
    return None


def _edges_of(corners: Corners) -> tuple[Corners, Corners] | None:
    """Return both edges of a filled band, from the same end; None where there are too few corners."""
    size = (len(corners) - 3) // 2 if np.array_equal(corners[0], corners[-1]) else (len(corners) - 2) // 2
    if size < 2 or len(corners) < 2 * size + 2:
        return None
    return corners[1 : size + 1], corners[size + 2 : 2 * size + 2][::-1]


def _is_violin(corners: Corners, thickness: NDArray[np.float64]) -> bool:
    """Return whether a filled band lies evenly about a straight line and is thickest between its ends."""
    edges = _edges_of(corners)
    if edges is None or len(thickness) < FEWEST_LEVELS:
        return False
    middles = (edges[0] + edges[1]) / 2
    slender = max(thickness[0], thickness[-1]) <= SLENDER * thickness.max()
    return bool(slender and np.ptp(middles, axis=0).min() <= NEAR * thickness.max())


def is_tiled(collection: Any) -> bool:
    """Return whether a collection is a grid of rectangles of one size and several colours, as plotnine draws tiles."""
    from matplotlib.collections import PolyCollection

    if not isinstance(collection, PolyCollection) or collection.get_array() is not None:
        return False
    if len(np.unique(collection.get_facecolor(), axis=0)) < 2:
        return False
    boxes = boxes_of([shape.vertices for shape in collection.get_paths()])
    if boxes is None:
        return False
    x0, x1, y0, y1 = boxes.T
    of_one_size = np.ptp(x1 - x0) < NEAR * np.ptp(x1) + NEAR and np.ptp(y1 - y0) < NEAR * np.ptp(y1) + NEAR
    return bool(of_one_size and np.ptp(y0) > 0)


def rounded_bars(panel: Panel) -> list[Any]:
    """Return boxes with rounded corners that stand on an axis, as one draws bars by hand."""
    from matplotlib.patches import FancyBboxPatch

    return [
        patch
        for _, patch in panel.shapes
        if isinstance(patch, FancyBboxPatch)
        and patch.get_data_transform() == panel.axes.transData
        and 0 in (patch.get_x(), patch.get_y())
    ]


def bars_by_hand(panel: Panel) -> Iterator[Mark | Points]:
    """Yield those boxes as bars."""
    found = rounded_bars(panel)
    sizes = [(p.get_x(), p.get_x() + p.get_width(), p.get_y(), p.get_y() + p.get_height()) for p in found]
    seen = panel.visible and any(is_patch_visible(patch) for patch in found)
    if found:
        path = f"axes {panel.index + 1}, rounded"
        yield from _rectangles(panel, np.array(sizes, dtype=float), path, seen)


def _rectangles(panel: Panel, boxes: NDArray[np.float64], path: str, visible: bool) -> Iterator[Mark | Points]:
    x0, x1, y0, y1 = boxes.T
    on_x_axis, on_y_axis = (y0 == 0).sum(), (x0 == 0).sum()
    if _are_spans(boxes):
        middles = tuple(((x0 + x1) / 2).tolist()), tuple(((y0 + y1) / 2).tolist())
        yield Points("spans", panel.index, path, *middles, tuple((x1 - x0).tolist()), visible=visible)
        return
    if not max(on_x_axis, on_y_axis):
        return
    sideways = bool(on_y_axis > on_x_axis)
    words = panel.y_categories if sideways else panel.x_categories
    inside = panel.are_inside(x0, x1, y0, y1).tolist()
    kind = "sideways bar" if sideways else "bar"
    for number, (left, right, low, high) in enumerate(boxes.tolist()):
        x, y = (left + right) / 2, (low + high) / 2
        value, width = (right - left, high - low) if sideways else (high - low, right - left)
        label = words.at(y if sideways else x) or f"{y if sideways else x:g}"
        name = f"{path}, bar {number + 1}"
        yield Mark(kind, panel.index, name, value, x, y, label, "", visible, inside[number], width)


def _are_spans(boxes: NDArray[np.float64]) -> bool:
    """Return whether boxes are stretches of one row or column, as `broken_barh` draws time; bars stand on zero."""
    x0, x1, y0, y1 = boxes.T
    for start, length, foot, top in ((x0, x1 - x0, y0, y1), (y0, y1 - y0, x0, x1)):
        in_line = np.ptp(foot) == 0 == np.ptp(top) and len(boxes) > 1 and np.ptp(start) > 0
        if in_line and (foot[0] != 0 or np.ptp(length) > NEAR):
            return True
    return False


def _own_label(artist: Any) -> str:
    label = str(artist.get_label() or "")
    return "" if label.startswith("_") else label
