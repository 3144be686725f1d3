"""Marks of single people: fliers and rugs taken out, scatters turned into hexagons of at least 5."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gel_airlock_jupyter.checks.figure_points import Cloud
from gel_airlock_jupyter.checks.figure_units import info_of
from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.subjects import FigureView

CELLS = 12  # hexagons along the x axis
FEWEST = 50  # points below which hexagons of at least 5 would show nothing


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
    for cloud in clouds:
        panel = panels[cloud.axes]
        artists = [_artist_at(panel, part.path) for part in cloud.parts]
        known = [artist for artist in artists if artist is not None]
        place = f"axes {cloud.axes + 1}"
        if cloud.what in ("flier", "tick of a rug") and known:
            for artist in known:
                artist.remove()
            changes.append(f"{cloud.count:,} marks of single people ({cloud.what}) removed from {place}")
        elif cloud.what == "point" and known and cloud.count >= FEWEST and _has_scales(view, cloud):
            for artist in known:
                artist.remove()
            _add_hexagons(panel, cloud, threshold)
            changes.append(f"{cloud.count:,} points of {place} drawn as hexagons of at least {threshold}")
    return changes


def _artist_at(panel: Panel, path: str) -> Any:
    """Return the artist that the reader named by a path such as "axes 1, line 3"."""
    kind, _, number = path.rpartition(", ")[2].rpartition(" ")
    listed = {"line": tuple(panel.axes.lines), "points": panel.collections}.get(kind, ())
    place = int(number) - 1
    return listed[place] if place < len(listed) else None


def _has_scales(view: FigureView, cloud: Cloud) -> bool:
    info = info_of(view, cloud.axes)
    return info.x_kind == info.y_kind == "numbers"


def _add_hexagons(panel: Panel, cloud: Cloud, threshold: int) -> None:
    x = np.concatenate([np.asarray(part.x) for part in cloud.parts])
    y = np.concatenate([np.asarray(part.y) for part in cloud.parts])
    axes = panel.axes
    limits = axes.get_xlim(), axes.get_ylim()
    hexagons = axes.hexbin(x, y, gridsize=CELLS, mincnt=threshold, cmap="viridis", linewidths=0.2)
    axes.set_xlim(limits[0])
    axes.set_ylim(limits[1])
    axes.figure.colorbar(hexagons, ax=axes, label=f"Participants per cell (at least {threshold})")
