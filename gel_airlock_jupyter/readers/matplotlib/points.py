"""Lines, markers, scatters, rugs, error bars: everything that puts marks at coordinates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.readers.matplotlib.boxes import boxes_in
from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.readers.matplotlib.scattered import scattered_in
from gel_airlock_jupyter.readers.matplotlib.segments import courses_of, ends_of, middles_of, stems_of
from gel_airlock_jupyter.readers.matplotlib.visibility import (
    has_markers,
    has_stroke,
    is_collection_visible,
    is_line_visible,
    is_patch_visible,
)
from gel_airlock_jupyter.subjects import Points


def points_in(panel: Panel) -> Iterator[Points]:
    """Yield the lines and point collections of a panel."""
    from matplotlib.collections import LineCollection, PathCollection, PolyCollection, RegularPolyCollection
    from matplotlib.patches import PathPatch

    spreads, estimates = _error_bars(panel.axes)
    for number, line in enumerate(panel.lines):
        known = "error bars" if id(line) in spreads else "estimates" if id(line) in estimates else ""
        yield _line(panel, line, f"axes {panel.index + 1}, line {number + 1}", known)
    boxes = boxes_in(panel)
    for number, collection in enumerate(panel.collections):
        path = f"axes {panel.index + 1}, points {number + 1}"
        if id(collection) in boxes:
            kind = "box" if isinstance(collection, PolyCollection) else "box lines"
            visible = panel.visible and is_collection_visible(collection)
            yield _made(panel, kind, path, boxes[id(collection)], collection, visible)
        elif isinstance(collection, LineCollection):
            in_data = collection.get_transform() == panel.axes.transData and id(collection) not in spreads
            courses = courses_of(collection) if in_data else []
            visible = panel.visible and is_collection_visible(collection)
            for place, places in enumerate(courses):
                yield _made(panel, "line", f"{path}, line {place + 1}", places, collection, visible)
            if not courses:
                yield _segments(panel, collection, path, id(collection) in spreads)
        elif isinstance(collection, PathCollection | RegularPolyCollection):
            yield _scatter(panel, collection, path)
    for found in scattered_in(panel):
        artist = found.artists[0]
        yield _made(panel, "points", found.path, found.places, artist, found.visible, found.values)
    for number, patch in panel.shapes:
        if isinstance(patch, PathPatch) and patch.get_data_transform() == panel.axes.transData:
            corners = np.asarray(patch.get_path().vertices, dtype=float)
            visible = panel.visible and is_patch_visible(patch)
            yield _made(panel, "box", f"axes {panel.index + 1}, box {number + 1}", corners, patch, visible)


def points_in_space(panel: Panel) -> Iterator[Points]:
    """Yield the points of a 3-D scatter, as they lie along x and y; the rest of such a plot is not read."""
    for number, collection in enumerate(panel.collections):
        places = getattr(collection, "_offsets3d", None)  # matplotlib offers no public way to what was given
        if places is not None:
            flat: NDArray[np.float64] = np.column_stack(
                [np.ma.filled(np.ma.asarray(side, dtype=float), np.nan) for side in places[:2]]
            )
            visible = panel.visible and bool(collection.get_visible())
            yield _made(panel, "points", f"axes {panel.index + 1}, points {number + 1}", flat, collection, visible)


def _line(panel: Panel, line: Any, path: str, known: str) -> Points:
    places = np.asarray(line.get_xydata(), dtype=float).reshape(-1, 2)
    in_data = line.get_transform().contains_branch(panel.axes.transData) and all(
        line.get_transform().contains_branch_seperately(panel.axes.transData)
    )
    if known:
        kind = known
    elif not in_data or (has_stroke(line) and _is_reference(places)):
        kind = "reference line"
    elif _is_box(places):
        kind = "box"
    elif line.get_drawstyle().startswith("steps"):
        kind = "steps"
    elif has_markers(line) and not has_stroke(line):
        kind = "points"
    else:
        kind = "line with points" if has_markers(line) else "line"
    return _made(panel, kind, path, places, line, panel.visible and is_line_visible(line))


def _segments(panel: Panel, collection: Any, path: str, is_error_bar: bool) -> Points:
    starts, ends = ends_of(collection)
    kind = "error bars" if is_error_bar else "segments"
    visible = panel.visible and is_collection_visible(collection)
    if collection.get_transform() == panel.axes.transData and not is_error_bar:
        stems = stems_of(starts, ends) if all(len(part.vertices) == 2 for part in collection.get_paths()) else None
        if stems is not None:
            return _made(panel, "sideways stems" if stems[1] else "stems", path, stems[0], collection, visible)
    lengths = np.hypot(*(ends - starts).T)
    return _made(panel, kind, path, middles_of(collection), collection, visible, tuple(lengths.tolist()))


def _scatter(panel: Panel, collection: Any, path: str) -> Points:
    offsets = np.ma.asarray(collection.get_offsets()).astype(float)
    places = np.ma.filled(offsets, np.nan).reshape(-1, 2)
    colours = collection.get_array()
    values = (
        () if colours is None else tuple(np.ma.filled(np.ma.asarray(colours).astype(float), np.nan).ravel().tolist())
    )
    sizes = np.asarray(collection.get_sizes()) if hasattr(collection, "get_sizes") else np.ones(1)
    visible = panel.visible and is_collection_visible(collection) and (not sizes.size or bool((sizes > 0).any()))
    return _made(panel, "points", path, places, collection, visible, values)


def _made(
    panel: Panel,
    kind: str,
    path: str,
    places: NDArray[np.float64],
    artist: Any,
    visible: bool,
    values: tuple[float, ...] = (),
) -> Points:
    places = places[np.isfinite(places).all(axis=1)]
    left, right, low, high = panel.limits
    x, y = places[:, 0], places[:, 1]
    outside = int(((x < left) | (x > right) | (y < low) | (y > high)).sum()) if kind != "reference line" else 0
    label = str(artist.get_label() or "")
    series = "" if label.startswith("_") else label
    return Points(kind, panel.index, path, tuple(x.tolist()), tuple(y.tolist()), values, series, visible, outside)


def _is_reference(places: NDArray[np.float64]) -> bool:
    return len(places) == 2 and bool((places[0] == places[1]).any())


def _is_box(places: NDArray[np.float64]) -> bool:
    """A box of a box plot is one closed line of four corners, or of ten where it has notches."""
    if len(places) not in (5, 11) or not np.array_equal(places[0], places[-1]):
        return False
    levels = sorted((len(np.unique(places[:, 0])), len(np.unique(places[:, 1]))))
    return levels == [2, 2] if len(places) == 5 else levels in ([4, 4], [4, 5])


def _error_bars(axes: Any) -> tuple[set[int], set[int]]:
    """Return ids of artists that draw error bars (their ends are no marks of their own), and of what they stand on."""
    from matplotlib.container import BarContainer, ErrorbarContainer

    found: set[int] = set()
    estimates: set[int] = set()
    for container in axes.containers:
        spread = container.errorbar if isinstance(container, BarContainer) else container
        if isinstance(spread, ErrorbarContainer):
            middle, caps, stems = spread.lines
            estimates.add(id(middle))
            found |= {id(artist) for artist in (*(caps or ()), *(stems or ()))}
    return found, estimates
