"""Marks of single people: fliers and rugs taken out, scatters turned into hexagons of at least 5."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from gel_airlock_jupyter.checks.figure_clouds import Cloud
from gel_airlock_jupyter.checks.figure_units import info_of
from gel_airlock_jupyter.fixing.cells import MOST, SIZES, coarse_steps
from gel_airlock_jupyter.fixing.coarse import rounded
from gel_airlock_jupyter.fixing.figure_artists import say, take_out
from gel_airlock_jupyter.fixing.figure_fits import mend_fits
from gel_airlock_jupyter.fixing.percentiles import summary_of
from gel_airlock_jupyter.fixing.round_numbers import edges_of
from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.registry import some
from gel_airlock_jupyter.subjects import FigureView


def mend_points(view: FigureView, panel: Panel, cloud: Cloud, artists: Mapping[str, Any], threshold: int) -> list[str]:
    """Remove or bin marks that may be one person each, and return what was done; nothing where it cannot be.

    Parameters
    ----------
    view : FigureView
        What was read of the figure.
    panel : Panel
        Axes of a copied figure.
    cloud : Cloud
        The marks in question: points, fliers, ticks of a rug.
    artists : mapping
        Path to artist, from before anything was taken out.
    threshold : int
        Fewest points a hexagon stands for.
    """
    known = [artists[part.path] for part in cloud.parts if part.path in artists]
    place = f"axes {panel.index + 1}"
    words = "words" in (info_of(view, cloud.axes).x_kind, info_of(view, cloud.axes).y_kind)
    if not known or panel.axes.name == "3d":
        return []
    if cloud.what in ("flier", "tick of a rug"):
        take_out(known)
        return [f"{cloud.count:,} marks of single people ({cloud.what}) removed from {place}"]
    if words and _has_bodies(panel, known):
        take_out(known)
        return [f"{cloud.count:,} points of {place} removed beside the shapes that sum them up"]
    if not words and _add_hexagons(panel, cloud, threshold):
        take_out(known)
        fits = mend_fits(view, panel, cloud, artists, threshold)
        return [f"{cloud.count:,} points of {place} drawn as hexagons of at least {threshold}", *fits]
    if words and (drawn := _add_boxes(panel, cloud, threshold)):
        take_out(known)
        return [f"{cloud.count:,} points of {place} drawn as boxes of quantiles, by category: {', '.join(drawn)}"]
    return []


def _has_bodies(panel: Panel, points: Collection[Any]) -> bool:
    """Return whether violins or stacks of boxes show the groups; points beside them may be the outer ones only."""
    from matplotlib.collections import PatchCollection, PolyCollection

    bodies = panel.drawn(PatchCollection, PolyCollection)
    return any(one not in points and one.get_transform() == panel.axes.transData for one in bodies)


def coarser_steps(panel: Panel, paths: Collection[str], artists: Mapping[str, Any], threshold: int) -> list[str]:
    """Draw cumulative curves of single people over fewer, round places, so that each step stands for several.

    Parameters
    ----------
    panel : Panel
        Axes of a copied figure.
    paths : collection of str
        Curves as the reader names them.
    artists : mapping
        Path to artist, from before anything was taken out.
    threshold : int
        Fewest people of a step.
    """
    changes = []
    for path in sorted(paths):
        line = artists.get(path) if path.startswith(f"axes {panel.index + 1}, line ") else None
        places = np.asarray(line.get_xydata(), dtype=float) if line is not None else np.empty((0, 2))
        places = places[np.isfinite(places).all(axis=1)]
        kept = coarse_steps(len(places), threshold) if len(places) else []
        if line is not None and kept:
            across = rounded(places[kept, 0].tolist(), log=panel.axes.get_xscale() == "log")
            line.set_data(across, places[kept, 1])
            changes.append(f"the step curve {path} drawn with {len(kept) - 1} steps")
    return changes


def _add_boxes(panel: Panel, cloud: Cloud, threshold: int) -> list[str]:
    """Draw quartiles at each category, whiskers to percentiles; return what to say, nothing where none is drawn."""
    x = np.concatenate([np.asarray(part.x) for part in cloud.parts])
    y = np.concatenate([np.asarray(part.y) for part in cloud.parts])
    sideways = panel.kinds[0] != "words"
    categories = panel.y_categories if sideways else panel.x_categories
    values, across = (x, y) if sideways else (y, x)
    nearest = np.abs(across[:, None] - categories.places[None, :]).argmin(axis=1)
    boxes, places, few, used = [], [], 0, []
    for place in np.unique(nearest):
        own = values[nearest == place]
        box = summary_of(own, threshold)
        if box is None:
            few += len(own)
            continue
        used += [box.ends] if box.ends else []
        boxes.append({"q1": box.q1, "med": box.median, "q3": box.q3, "whislo": box.low, "whishi": box.high})
        places.append(float(categories.places[place]))
    axes = panel.axes
    limits = axes.get_ylim() if sideways else axes.get_xlim()
    if not boxes:
        return []
    way = {"vert": not sideways} if _is_old() else {"orientation": "horizontal" if sideways else "vertical"}
    axes.bxp(boxes, positions=places, showfliers=False, manage_ticks=False, **way)
    (axes.set_ylim if sideways else axes.set_xlim)(limits)
    if used:
        say(panel, f"whiskers: {some(list(dict.fromkeys(used)), between=' or ')} percentile")
    drawn = f"{len(boxes)} boxes drawn"
    return [drawn, *([f"{few:,} points in categories of fewer than {2 * threshold} left out"] if few else [])]


def _is_old() -> bool:
    """Return whether matplotlib knows no `orientation` of boxes yet (before 3.10)."""
    import matplotlib as mpl

    return tuple(int(part) for part in mpl.__version__.split(".")[:2]) < (3, 10)


def _add_hexagons(panel: Panel, cloud: Cloud, threshold: int) -> bool:
    """Draw hexagons, as fine as shows half of the points; return whether any holds enough people.

    They are laid over round numbers: matplotlib would lay them from the least to the largest value.
    """
    x = np.concatenate([np.asarray(part.x) for part in cloud.parts])
    y = np.concatenate([np.asarray(part.y) for part in cloud.parts])
    axes = panel.axes
    limits = axes.get_xlim(), axes.get_ylim()
    scales = [axis.get_scale() if axis.get_scale() == "log" else "linear" for axis in (axes.xaxis, axes.yaxis)]
    present = np.isfinite(x) & np.isfinite(y)
    for values, scale in ((x, scales[0]), (y, scales[1])):
        present &= values > 0 if scale == "log" else True
    x, y = x[present], y[present]
    hexagons = None
    for size in SIZES if len(x) else ():
        if hexagons is not None:
            hexagons.remove()
        over = [np.log10(v) if scale == "log" else v for v, scale in zip((x, y), scales, strict=True)]
        extent = [float(edge) for values in over for edge in edges_of(values, size)[[0, -1]]]
        hexagons = axes.hexbin(
            x,
            y,
            gridsize=size,
            mincnt=threshold,
            cmap="viridis",
            linewidths=0.2,
            extent=extent,
            xscale=scales[0],
            yscale=scales[1],
        )
        if hexagons.get_array().sum() >= MOST * len(x):
            break
    axes.set_xlim(limits[0])
    axes.set_ylim(limits[1])
    if hexagons is None or not len(hexagons.get_array()):
        if hexagons is not None:
            hexagons.remove()
        return False
    axes.figure.colorbar(hexagons, ax=axes, label=f"Participants per cell (at least {threshold})")
    return True
