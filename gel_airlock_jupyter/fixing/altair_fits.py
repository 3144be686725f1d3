"""Regressions and smooth curves of Altair worked out here, so that the points behind them do not travel along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.fixing.fits import FEWEST, fitted_anew
from gel_airlock_jupyter.readers.altair.layers import Layer
from gel_airlock_jupyter.readers.altair.marks import number
from gel_airlock_jupyter.registry import plural

Floats = NDArray[np.float64]
Spec = dict[str, Any]
DEGREES = {"linear": 1, "quad": 2}
CORNERS = 50
FITTED = "fitted"  # a key of a view until the fix is done
BANDWIDTH = 0.3  # share of the points behind each place of a smooth curve: Vega's default


def smoother(layer: Layer) -> Mapping[str, Any] | None:
    """Return the regression or loess that a layer's last transform computes; None where it has other ones too."""
    steps = layer.transforms
    last = steps[0] if len(steps) == 1 else {}
    return last if "regression" in last or "loess" in last else None


def fitted(leaf: Spec, layer: Layer, threshold: int) -> tuple[Spec, str]:
    """Return a layer that draws fits from their own corners, and what was done; an empty one where none holds.

    A line without a transform is drawn anew at 50 places, between percentiles of its own corners.

    Parameters
    ----------
    leaf : dict
        The view, with its whole encoding.
    layer : Layer
        The same as read.
    threshold : int
        Fewest people beyond either end of a fit.
    """
    step = smoother(layer)
    x_name, y_name = layer.channel("x").field, layer.channel("y").field
    on, of = (str(step["on"]), str(step.get("regression") or step.get("loess"))) if step else (x_name, y_name)
    split = [str(name) for name in step.get("groupby", ())] if step else _split(layer)
    named = [str(name) for name in step.get("as", (on, of))] if step else [on, of]
    groups: dict[tuple[Any, ...], list[tuple[float, float]]] = {}
    for row in layer.rows:
        pair = number(row.get(on)), number(row.get(of))
        if pair[0] == pair[0] and pair[1] == pair[1]:
            groups.setdefault(tuple(row.get(name) for name in split), []).append(pair)
    rows: list[dict[str, Any]] = []
    lost = 0
    for key, pairs in groups.items():
        curve = _curve(np.array(pairs), step, threshold)
        lost += curve is None
        for a, b in zip(*curve, strict=True) if curve is not None else ():
            rows.append({**dict(zip(split, key, strict=True)), named[0]: float(a), named[1]: float(b)})
    new = {"mark": leaf["mark"], "encoding": leaf["encoding"], "data": {"values": rows}}
    words = f"{plural(len(groups) - lost, 'fitted line')} worked out, between percentiles of the points only"
    return new, words + (f"; {lost:,} removed, of fewer than {FEWEST} points or of an unknown kind" if lost else "")


def _split(layer: Layer) -> list[str]:
    names = [layer.channel(name).field for name in ("color", "detail", "strokeDash")]
    return [name for name in (*names, *(channel.field for channel in layer.details)) if name]


def _curve(points: Floats, step: Mapping[str, Any] | None, threshold: int) -> tuple[Floats, ...] | None:
    if len(points) < FEWEST or np.ptp(points[:, 0]) == 0:
        return None
    x, y = points.T
    unseen = np.column_stack([x, np.full(len(x), np.nan)])  # a fit runs beside its points, wherever its corners are
    if step is None:
        return fitted_anew(x, (y,), unseen, threshold)
    grid = np.linspace(x.min(), x.max(), 4 * CORNERS)
    if "loess" in step:
        return fitted_anew(grid, (_smooth(x, y, grid, float(step.get("bandwidth") or BANDWIDTH)),), unseen, threshold)
    method = str(step.get("method") or "linear")
    degree = int(step.get("order") or 3) if method == "poly" else DEGREES.get(method)
    if degree is None or degree > len(x) - FEWEST + 2:
        return None
    fit = np.polynomial.Polynomial.fit(x, y, degree)
    return fitted_anew(grid, (np.asarray(fit(grid), dtype=float),), unseen, threshold)


def _smooth(x: Floats, y: Floats, grid: Floats, bandwidth: float) -> Floats:
    """Return a local linear regression with tricube weights (Cleveland 1979, without robust weights)."""
    behind = int(np.clip(np.ceil(bandwidth * len(x)), FEWEST, len(x)))
    found = np.empty(len(grid))
    for place, at in enumerate(grid):
        away = np.abs(x - at)
        reach = max(float(np.partition(away, behind - 1)[behind - 1]), 1e-12)
        weight = np.clip(1 - (away / reach) ** 3, 0, None) ** 3 + 1e-12
        middle_x, middle_y = np.average(x, weights=weight), np.average(y, weights=weight)
        spread = float((weight * (x - middle_x) ** 2).sum())
        slope = float((weight * (x - middle_x) * (y - middle_y)).sum()) / spread if spread > 0 else 0.0
        found[place] = middle_y + slope * (at - middle_x)
    return found
