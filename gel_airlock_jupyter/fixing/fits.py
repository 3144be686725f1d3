"""Curves fitted to points of single people: enough points behind them, no corner and no end at one of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.fixing.percentiles import ends_of_values, quantiles
from gel_airlock_jupyter.registry import plural

Floats = NDArray[np.float64]
FEWEST = 12  # points behind a fit: ten degrees of freedom beside a slope and an intercept (ACRO's rule)
PLACES = 50  # at which a curve is drawn anew, so that none of its corners is a person's
MEETING = 0.5  # share of a line's corners that lie on points and so join them


def fitted_anew(
    x: Floats, curves: Sequence[Floats], points: Floats, threshold: int, *, log: bool = False
) -> tuple[Floats, ...] | None:
    """Return (x, curve, ...) of a fit between percentiles of its points; None where it has to go.

    It goes where fewer than 12 points are behind it, where it joins the points, and where it is no function of x.

    Parameters
    ----------
    x : array of shape (k,)
        Corners of the curve, in any order.
    curves : sequence of arrays of shape (k,)
        The curve, or the two edges of a band.
    points : array of shape (n, 2)
        What is behind it.
    threshold : int
        Fewest people beyond either end.
    log : bool
        Whether the axis of x is logarithmic.
    """
    present = np.isfinite(x)
    places, first = np.unique(x[present], return_index=True)
    if len(points) < FEWEST or len(places) < 2 or (len(curves) == 1 and _joins(x, curves[0], points)):
        return None
    low, high = _middle(points[:, 0], threshold)
    start, end = max(low, float(places[0])), min(high, float(places[-1]))
    if end <= start:
        return None
    grid = np.geomspace(start, end, PLACES) if log and start > 0 else np.linspace(start, end, PLACES)
    return grid, *(np.interp(grid, places, curve[present][first]) for curve in curves)


def told(drawn: int, removed: int, axes: str) -> list[str]:
    """Return what was done to the lines and bands through the points of a pair of axes."""
    done = []
    if drawn:
        noun = plural(drawn, "fitted line or band", "fitted lines and bands")
        done.append(f"{noun} of {axes} drawn between percentiles of the points only")
    if removed:
        noun = plural(removed, "line or band", "lines and bands")
        done.append(f"{noun} of {axes} removed: fewer than {FEWEST} points are behind it, or it joins them")
    return done


def _middle(places: Floats, threshold: int) -> tuple[float, float]:
    """Return the places between which a fit is drawn."""
    ends = ends_of_values(places, threshold)
    low, high = (ends.low, ends.high) if ends else quantiles(places, (0.25, 0.75), threshold)
    return float(low), float(high)


def _joins(x: Floats, y: Floats, points: Floats) -> bool:
    """Return whether most corners of a line are points themselves."""
    known = {(float(f"{a:.9g}"), float(f"{b:.9g}")) for a, b in points.tolist()}
    on = sum((float(f"{a:.9g}"), float(f"{b:.9g}")) in known for a, b in zip(x.tolist(), y.tolist(), strict=True))
    return on >= MEETING * len(x)
