"""Lines and bands fitted to points: kept where enough points are behind them, over the middle of the points only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.checks.figure_clouds import Cloud
from gel_airlock_jupyter.fixing.figure_artists import take_out
from gel_airlock_jupyter.fixing.fits import fitted_anew, told
from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.subjects import FigureView

Floats = NDArray[np.float64]


def mend_fits(view: FigureView, panel: Panel, cloud: Cloud, artists: Mapping[str, Any], threshold: int) -> list[str]:
    """Change the lines and bands drawn through points that were binned, and return what was done.

    A line or band ends at the extreme points, and a smoothed one has a corner at each of them. It is drawn anew between
    the 5th and 95th percentile of its points (10th and 90th, or quartiles, of fewer). One that joins the points, or has
    fewer than 12 behind it, is taken out.

    Parameters
    ----------
    view : FigureView
        What was read of the figure.
    panel : Panel
        Axes of a copied figure.
    cloud : Cloud
        The points.
    artists : mapping
        Path to artist, from before anything was taken out.
    threshold : int
        Fewest people beyond an end.
    """
    redrawn = removed = 0
    for part in view.points:
        artist = artists.get(part.path)
        if part.axes != cloud.axes or part.kind not in ("line", "line with points", "area") or artist is None:
            continue
        behind = _behind(cloud, artist, artists)
        kept = _redrawn(panel, artist, part.kind, behind, threshold)
        if kept:
            redrawn += 1
        else:
            take_out([artist])
            removed += 1
    return told(redrawn, removed, f"axes {panel.index + 1}")


def _behind(cloud: Cloud, artist: Any, artists: Mapping[str, Any]) -> Floats:
    """Return the points of the same colour as a line, shape (n, 2); all where none has it."""
    colour = _colour(artist)
    parts = [part for part in cloud.parts if _colour(artists.get(part.path)) == colour]
    chosen = parts or cloud.parts
    return np.column_stack([np.concatenate([np.asarray(getattr(p, side)) for p in chosen]) for side in ("x", "y")])


def _colour(artist: Any) -> str:
    """Return the one colour of an artist, without its transparency; nothing where it has several."""
    from matplotlib.colors import to_hex

    one = artist[0] if isinstance(artist, tuple) else artist  # of many that are one scatter
    if not hasattr(one, "get_facecolor" if not hasattr(one, "get_xydata") else "get_color"):
        return ""
    said = one.get_color() if hasattr(one, "get_xydata") else one.get_facecolor()
    shades = {to_hex(shade) for shade in (np.atleast_2d(said) if not isinstance(said, str) else [said])}
    return shades.pop() if len(shades) == 1 else ""


def _redrawn(panel: Panel, artist: Any, kind: str, behind: Floats, threshold: int) -> bool:
    """Draw a line or band anew over the middle of its points; return whether that could be done."""
    curves = _curves_of(artist, kind)
    log = panel.axes.get_xscale() == "log"
    found = fitted_anew(curves[0], curves[1:], behind, threshold, log=log) if curves is not None else None
    if found is None:
        return False
    places = found[0]
    if kind == "area":
        corners = np.concatenate([np.column_stack([places, found[1]]), np.column_stack([places, found[2]])[::-1]])
        artist.set_verts([corners])
    else:
        artist.set_data(places, found[1])
    return True


def _curves_of(artist: Any, kind: str) -> Sequence[Floats] | None:
    """Return x and the curves over it; None for a band that is no function of x."""
    if kind != "area":
        corners = np.asarray(artist.get_xydata(), dtype=float)
        return [corners[:, 0], corners[:, 1]]
    paths = artist.get_paths()
    corners = np.asarray(paths[0].vertices, dtype=float) if len(paths) == 1 else np.empty((0, 2))
    half = (len(corners) - 3) // 2
    if half < 2 or len(corners) != 2 * half + 3:
        return None
    lower, upper = corners[1 : half + 1], corners[half + 2 : 2 * half + 2][::-1]
    return [lower[:, 0], lower[:, 1], upper[:, 1]] if np.allclose(lower[:, 0], upper[:, 0]) else None
