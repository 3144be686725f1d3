"""Marks of single people: fliers and rugs taken out, scatters turned into hexagons of at least 5."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from gel_airlock_jupyter.checks.figure_clouds import Cloud
from gel_airlock_jupyter.checks.figure_units import info_of
from gel_airlock_jupyter.fixing.cells import MOST, SIZES, coarse_steps
from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.subjects import FigureView

FEWEST_FOR_WHISKERS = 40  # people of a category, so that two lie beyond each whisker


def without_single_people(
    view: FigureView, panels: Sequence[Panel], clouds: Sequence[Cloud], threshold: int
) -> list[str]:
    """Remove or bin marks that may be one person each, and return what was done.

    Parameters
    ----------
    view : FigureView
        What was read of the figure.
    panels : sequence of Panel
        Axes of a copied figure.
    clouds : sequence of Cloud
        The marks in question; lines are left to the researcher.
    threshold : int
        Fewest points a hexagon stands for.
    """
    changes = []
    found = [(cloud, [_artist_at(panels[cloud.axes], part.path) for part in cloud.parts]) for cloud in clouds]
    for cloud, artists in found:  # all were looked up before the first is removed, which renumbers the rest
        panel = panels[cloud.axes]
        known = [artist for artist in artists if artist is not None]
        place = f"axes {cloud.axes + 1}"
        if cloud.what in ("flier", "tick of a rug") and known:
            for artist in known:
                artist.remove()
            changes.append(f"{cloud.count:,} marks of single people ({cloud.what}) removed from {place}")
        elif cloud.what == "point" and known and _has_scales(view, cloud):
            if not _add_hexagons(panel, cloud, threshold):
                continue
            for artist in known:
                artist.remove()
            changes.append(f"{cloud.count:,} points of {place} drawn as hexagons of at least {threshold}")
        elif cloud.what in ("point", "flier") and known and info_of(view, cloud.axes).x_kind == "words":
            for artist in known:
                artist.remove()
            _add_boxes(panel, cloud, threshold)
            changes.append(f"{cloud.count:,} points of {place} drawn as boxes of quantiles, by category")
    return changes


def coarser_steps(panels: Sequence[Panel], paths: Collection[str], threshold: int) -> list[str]:
    """Draw cumulative curves of single people over fewer places, so that each step stands for several.

    Parameters
    ----------
    panels : sequence of Panel
        Axes of a copied figure.
    paths : collection of str
        Curves as the reader names them.
    threshold : int
        Fewest people of a step.
    """
    changes = []
    for panel in panels:
        for path in sorted(paths):
            line = _artist_at(panel, path) if path.startswith(f"axes {panel.index + 1}, line ") else None
            places = np.asarray(line.get_xydata(), dtype=float) if line is not None else np.empty((0, 2))
            places = places[np.isfinite(places).all(axis=1)]
            kept = coarse_steps(len(places), threshold) if len(places) else []
            if line is not None and kept:
                line.set_data(places[kept, 0], places[kept, 1])
                changes.append(f"the step curve {path} drawn with {len(kept) - 1} steps")
    return changes


def _artist_at(panel: Panel, path: str) -> Any:
    """Return the artist that the reader named by a path such as "axes 1, line 3"."""
    kind, _, number = path.rpartition(", ")[2].rpartition(" ")
    listed = {"line": tuple(panel.axes.lines), "points": panel.collections}.get(kind, ())
    place = int(number) - 1
    return listed[place] if place < len(listed) else None


def _has_scales(view: FigureView, cloud: Cloud) -> bool:
    info = info_of(view, cloud.axes)
    return "words" not in (info.x_kind, info.y_kind)


def _add_boxes(panel: Panel, cloud: Cloud, threshold: int) -> None:
    """Draw quartiles at each category; whiskers to the 5th and 95th percentile where two people lie beyond each."""
    x = np.concatenate([np.asarray(part.x) for part in cloud.parts])
    y = np.concatenate([np.asarray(part.y) for part in cloud.parts])
    nearest = np.abs(x[:, None] - panel.x_categories.places[None, :]).argmin(axis=1)
    boxes, places = [], []
    for place in np.unique(nearest):
        values = y[nearest == place]
        if len(values) < 2 * threshold:
            continue
        low, middle, high = np.percentile(values, (25, 50, 75))
        ends = np.percentile(values, (5, 95)) if len(values) >= FEWEST_FOR_WHISKERS else (low, high)
        boxes.append({"q1": low, "med": middle, "q3": high, "whislo": ends[0], "whishi": ends[1]})
        places.append(float(panel.x_categories.places[place]))
    limits = panel.axes.get_xlim()
    if boxes:
        panel.axes.bxp(boxes, positions=places, showfliers=False, manage_ticks=False)
    panel.axes.set_xlim(limits)


def _add_hexagons(panel: Panel, cloud: Cloud, threshold: int) -> bool:
    """Draw hexagons, as fine as shows half of the points; return whether any holds enough people."""
    x = np.concatenate([np.asarray(part.x) for part in cloud.parts])
    y = np.concatenate([np.asarray(part.y) for part in cloud.parts])
    axes = panel.axes
    limits = axes.get_xlim(), axes.get_ylim()
    hexagons = None
    for size in SIZES:
        if hexagons is not None:
            hexagons.remove()
        hexagons = axes.hexbin(x, y, gridsize=size, mincnt=threshold, cmap="viridis", linewidths=0.2)
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
