"""Heat-maps, 2-D histograms, hexagons and images."""

from __future__ import annotations

from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.readers.matplotlib.scattered import is_scatter
from gel_airlock_jupyter.readers.matplotlib.shapes import is_tiled
from gel_airlock_jupyter.readers.matplotlib.visibility import is_collection_visible
from gel_airlock_jupyter.subjects import Points


def grids_in(panel: Panel) -> tuple[list[Points], list[str]]:
    """Return the coloured cells of a panel, and the names of pictures whose content cannot be read."""
    from matplotlib.collections import PatchCollection, PolyCollection, QuadMesh, TriMesh

    found: list[Points] = []
    unread: list[str] = []
    for number, collection in enumerate(panel.collections):
        path = f"axes {panel.index + 1}, grid {number + 1}"
        values = collection.get_array()
        if values is None:
            if is_tiled(collection):
                unread.append(f"what the colours of the tiles in axes {panel.index + 1} stand for")
            continue
        visible = panel.visible and is_collection_visible(collection)
        if isinstance(collection, QuadMesh):
            found.append(_cells(panel, np.ma.asarray(values), path, visible))
        elif isinstance(collection, PolyCollection) or (
            isinstance(collection, PatchCollection) and not is_scatter(collection)
        ):
            found.append(_hexagons(panel, collection, np.ma.asarray(values), path, visible))
        elif isinstance(collection, TriMesh):
            unread.append(f"the colours between the points of axes {panel.index + 1}")
    for number, image in enumerate(panel.images):
        values = image.get_array()
        if values is None:
            continue
        visible = panel.visible and bool(image.get_visible()) and not np.all(np.equal(image.get_alpha(), 0))
        if values.ndim == 2:
            found.append(_cells(panel, np.ma.asarray(values), f"axes {panel.index + 1}, image {number + 1}", visible))
        else:
            unread.append(f"the picture in axes {panel.index + 1}")
    return found, unread


def _cells(panel: Panel, values: Any, path: str, visible: bool) -> Points:
    """Read a grid; masked and missing cells have no ink and are left out."""
    grid = np.ma.filled(values.astype(float), np.nan)
    if grid.ndim != 2:
        grid = grid.reshape(1, -1)
    rows, columns = np.nonzero(np.isfinite(grid))
    cells = grid[rows, columns]
    return Points(
        "cells",
        panel.index,
        path,
        tuple(columns.astype(float).tolist()),
        tuple(rows.astype(float).tolist()),
        tuple(cells.tolist()),
        visible=visible,
    )


def _hexagons(panel: Panel, collection: Any, values: Any, path: str, visible: bool) -> Points:
    amounts = np.ma.filled(values.astype(float), np.nan).ravel()
    places = np.ma.filled(np.ma.asarray(collection.get_offsets()).astype(float), np.nan).reshape(-1, 2)
    if len(places) != len(amounts):
        middles = [np.asarray(path.vertices, dtype=float).mean(axis=0) for path in collection.get_paths()]
        places = np.array(middles).reshape(-1, 2)
    keep = np.isfinite(amounts)
    kind = "hexagons" if len(places) == len(amounts) else "cells"
    x, y = (places[keep, 0], places[keep, 1]) if len(places) == len(amounts) else (np.empty(0), np.empty(0))
    return Points(
        kind, panel.index, path, tuple(x.tolist()), tuple(y.tolist()), tuple(amounts[keep].tolist()), visible=visible
    )
