"""Marks put down one by one: circles, small equal boxes, letters, boxes with text, and collections of shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.readers.matplotlib.rectangles import boxes_of
from gel_airlock_jupyter.readers.matplotlib.visibility import is_collection_visible, is_patch_visible, is_text_visible

Places = NDArray[np.float64]
FEWEST = 10  # shapes put down one by one that may be a scatter rather than a drawing
LONGEST = 3  # letters of a text that serves as a marker
FEWEST_LEVELS = 5  # different values along an axis, below which places are categories


@dataclass(frozen=True, eq=False)
class Scattered:
    """Artists that are one mark each, or one artist of many marks; `places` has a row a mark, in data coordinates."""

    path: str
    artists: tuple[Any, ...]
    places: Places
    visible: bool
    values: tuple[float, ...] = ()


def scattered_in(panel: Panel) -> Iterator[Scattered]:
    """Yield what is drawn as a scatter by other means than `scatter` and `plot`."""
    own = f"axes {panel.index + 1}, "
    for name, artists, places in (
        ("round shapes", *_round(panel)),
        ("boxes of one size", *_equal_boxes(panel)),
        ("letters", *_letters(panel)),
        ("boxes with text", *_annotated(panel)),
    ):
        if len(artists) >= FEWEST and _is_irregular(places):  # on a grid they are cells of a drawing
            yield Scattered(own + name, tuple(artists), places, panel.visible and any(map(_is_seen, artists)))
    for number, collection in _other_collections(panel):
        places = _centres(panel, collection)
        colours = collection.get_array()
        values = () if colours is None else tuple(np.ma.filled(np.ma.asarray(colours, float), np.nan).ravel().tolist())
        visible = panel.visible and is_collection_visible(collection)
        yield Scattered(f"{own}points {number + 1}", (collection,), places, visible, values)


def _is_seen(artist: Any) -> bool:
    from matplotlib.patches import Patch
    from matplotlib.text import Text

    if isinstance(artist, Patch):
        return is_patch_visible(artist)
    return is_text_visible(artist) if isinstance(artist, Text) else bool(artist.get_visible())


def _round(panel: Panel) -> tuple[Sequence[Any], Places]:
    from matplotlib.patches import Ellipse, RegularPolygon

    found: list[Any] = [shape for _, shape in panel.shapes if isinstance(shape, Ellipse | RegularPolygon)]
    found = [shape for shape in found if shape.get_data_transform() == panel.axes.transData]
    centres = [shape.center if isinstance(shape, Ellipse) else shape.xy for shape in found]
    middles: Places = np.array(centres, dtype=np.float64).reshape(-1, 2)
    return found, middles


def _equal_boxes(panel: Panel) -> tuple[Sequence[Any], Places]:
    """Return rectangles of one size that stand on no axis: markers, not bars."""
    from matplotlib.container import BarContainer

    bars = [container for container in panel.axes.containers if isinstance(container, BarContainer)]
    if len(panel.rectangles) - sum(len(container.patches) for container in bars) < FEWEST:
        return (), np.empty((0, 2))
    of_bars = {id(patch) for container in bars for patch in container.patches}
    loose = [patch for patch in panel.rectangles if id(patch) not in of_bars] if panel.rectangles else []
    if len(loose) < FEWEST:
        return (), np.empty((0, 2))
    boxes = np.array([(p.get_x(), p.get_y(), p.get_width(), p.get_height()) for p in loose], dtype=float)
    if np.ptp(boxes[:, 2]) > 1e-9 or np.ptp(boxes[:, 3]) > 1e-9 or not boxes[:, :2].any(axis=0).all():
        return (), np.empty((0, 2))
    return loose, boxes[:, :2] + boxes[:, 2:] / 2


def _letters(panel: Panel) -> tuple[Sequence[Any], Places]:
    """Return texts of a few letters at data coordinates, as one writes an "x" or a number for each person."""
    from matplotlib.patches import Wedge

    if any(isinstance(shape, Wedge) for _, shape in panel.shapes):  # they name slices
        return (), np.empty((0, 2))
    axes = panel.axes
    found = [
        text
        for text in panel.texts
        if 0 < len(text.get_text().strip()) <= LONGEST
        and (text.xycoords == "data" if hasattr(text, "xycoords") else text.get_transform() == axes.transData)
    ]
    if len(found) < FEWEST:
        return (), np.empty((0, 2))
    spots = [text.xy if hasattr(text, "xycoords") else text.get_position() for text in found]
    across, up = zip(*spots, strict=True)
    return found, np.column_stack((_numbers(axes.convert_xunits(across)), _numbers(axes.convert_yunits(up))))


def _annotated(panel: Panel) -> tuple[Sequence[Any], Places]:
    from matplotlib.offsetbox import AnnotationBbox

    found = [box for box in panel.drawn(AnnotationBbox) if box.xycoords == "data"]
    return found, np.array([_numbers(box.xy) for box in found], dtype=float).reshape(-1, 2)


def _numbers(values: Any) -> Places:
    return np.asarray(values, dtype=float)


def _is_irregular(places: Places) -> bool:
    """Return whether marks lie anywhere rather than on a grid, whose places are categories."""
    levels = [len(np.unique(places[:, side])) for side in (0, 1)]
    return min(levels) > FEWEST_LEVELS and levels[0] * levels[1] > 2 * len(places)


def _other_collections(panel: Panel) -> Iterator[tuple[int, Any]]:
    """Yield the collections of circles, ellipses and equal shapes; other shapes are bars, cells or regions of a map."""
    from matplotlib.collections import CircleCollection, EllipseCollection, PatchCollection

    for number, collection in enumerate(panel.collections):
        if isinstance(collection, CircleCollection | EllipseCollection) or (
            isinstance(collection, PatchCollection) and is_scatter(collection)
        ):
            yield number, collection


def is_scatter(collection: Any) -> bool:
    """Return whether a collection of patches holds circles, or shapes of one size that are no boxes."""
    from matplotlib.path import Path

    paths = [path for path in collection.get_paths() if len(path.vertices)]
    if paths and paths[0].codes is not None and Path.CURVE4 in paths[0].codes:
        return True
    if len(paths) < FEWEST:
        return False
    low, high = _extents(paths)
    equal = bool((np.ptp(high - low, axis=0) <= 1e-9 * np.abs(high - low).max()).all())
    return equal and boxes_of([path.vertices for path in paths]) is None


def _extents(paths: Sequence[Any]) -> tuple[Places, Places]:
    """Return the lower left and the upper right corner of each path, shape (paths, 2)."""
    sizes = np.fromiter((len(path.vertices) for path in paths), dtype=np.intp, count=len(paths))
    corners: Places = np.concatenate([path.vertices for path in paths]).astype(float, copy=False)
    first = np.cumsum(sizes) - sizes
    return np.minimum.reduceat(corners, first, axis=0), np.maximum.reduceat(corners, first, axis=0)


def _centres(panel: Panel, collection: Any) -> Places:
    offsets: Places = np.ma.filled(np.ma.asarray(collection.get_offsets(), dtype=float), np.nan).reshape(-1, 2)
    if len(offsets) > 1 or collection.get_offset_transform() == panel.axes.transData:
        return offsets
    paths = [path for path in collection.get_paths() if len(path.vertices)]
    if not paths:
        return np.empty((0, 2))
    low, high = _extents(paths)
    return (low + high) / 2
