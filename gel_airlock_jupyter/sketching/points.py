"""Lines, points and grids of one pair of axes: where they lie, and their ink."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.drawn import Points
from gel_airlock_jupyter.sketched import Ink
from gel_airlock_jupyter.sketching.plane import Numbers, Plane, rectangle

GRIDS = ("cells", "hexagons")
LINES = ("line", "line with points", "steps", "reference line", "box", "area", "violin")
ALSO_DOTS = ("line with points",)
SHADES = 5
HALF = 0.5
MOST_CORNERS = 60


@dataclass(frozen=True, eq=False)
class Laid:
    """Marks of one artist with the place of each, in data; `is_placed` is False where the figure gives no place."""

    points: Points
    x: Numbers
    y: Numbers
    is_placed: bool = True

    @property
    def is_grid(self) -> bool:
        """Return whether the marks are coloured cells."""
        return self.points.kind in GRIDS

    def corners(self) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """Return the range across and up; None where there is no finite place."""
        seen = np.isfinite(self.x) & np.isfinite(self.y)
        if not seen.any():
            return None
        x, y = self.x[seen], self.y[seen]
        air = HALF if self.points.kind == "cells" else 0.0
        return (float(x.min()) - air, float(x.max()) + air), (float(y.min()) - air, float(y.max()) + air)


def laid(points: Points) -> Laid | None:
    """Return the places of marks: as drawn, else in the order they were read; None for what is not drawn by itself."""
    if not points.drawn or points.kind == "sizes":
        return None
    x, y = (np.array(side, dtype=float) for side in (points.x, points.y or points.values))
    if points.kind in GRIDS and not (points.x and points.y):
        wide = max(1, math.ceil(math.sqrt(len(points.values))))
        at = np.arange(len(points.values))
        return Laid(points, (at % wide).astype(float), (at // wide).astype(float), False)
    if not len(x):
        return Laid(points, np.arange(len(y), dtype=float), y, False)
    if not len(y):
        return Laid(points, x, np.zeros(len(x)), False)
    size = min(len(x), len(y))
    return Laid(points, x[:size], y[:size])


def inked(one: Laid, plane: Plane, most: int) -> tuple[list[Ink], int]:
    """Return the ink of marks, at most about `most` of them, and how many are drawn."""
    kind, hidden = one.points.kind, not one.points.visible
    across, up = _pixels(one, plane)
    if one.is_grid:
        return _grid(one, plane, most)
    found, drawn = [], len(across)
    if kind in LINES:
        found.append(Ink("hidden" if hidden else "line", _line(across, up, kind == "steps", most)))
    if kind not in LINES or kind in ALSO_DOTS:
        across, up = _thinned(across, up, most)
        look = "hidden-dot" if hidden else "dot"
        found.append(Ink(look, "".join(f"M{a} {b}h0" for a, b in zip(across.tolist(), up.tolist(), strict=True))))
        drawn = len(one.x) if len(across) < most else len(across)
    return [ink for ink in found if ink.d], drawn


def outline(one: Laid, plane: Plane, at: int | None = None) -> str:
    """Return the outline of all marks, or of one of them, by its place; a line is its own outline, which is open."""
    chosen = slice(None) if at is None else slice(at, at + 1)
    if one.points.kind == "cells" and at is not None:
        if at >= len(one.x):
            return ""
        x, y = float(one.x[at]), float(one.y[at])
        return rectangle(plane.box(x - HALF, x + HALF, y - HALF, y + HALF))
    across, up = _pixels(Laid(one.points, one.x[chosen], one.y[chosen]), plane)
    if not len(across):
        return ""
    if at is None and one.points.kind in LINES:
        return _line(across, up, one.points.kind == "steps", MOST_CORNERS)
    air = 5 if at is not None else 4
    left, right, top, bottom = across.min() - air, across.max() + air, up.min() - air, up.max() + air
    return rectangle((int(left), int(top), int(right), int(bottom)))


def _pixels(one: Laid, plane: Plane) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    seen = np.isfinite(one.x) & np.isfinite(one.y)
    return plane.places(one.x[seen], one.y[seen])


def _thinned(
    across: NDArray[np.int64], up: NDArray[np.int64], most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return places without repeats, and no more than `most` of them, evenly chosen."""
    once = np.unique(across * 10_000 + up)
    if len(once) > most:
        once = once[np.linspace(0, len(once) - 1, most).astype(int)]
    return once // 10_000, once % 10_000


def _line(across: NDArray[np.int64], up: NDArray[np.int64], stepped: bool, most: int) -> str:
    if not len(across):
        return ""
    moved = np.r_[True, (np.diff(across) != 0) | (np.diff(up) != 0)]
    across, up = across[moved], up[moved]
    if len(across) > most:
        kept = np.unique(np.linspace(0, len(across) - 1, most).astype(int))
        across, up = across[kept], up[kept]
    first, *rest = zip(across.tolist(), up.tolist(), strict=True)
    corner = "H{}V{}" if stepped else "L{} {}"
    return f"M{first[0]} {first[1]}" + ("".join(corner.format(a, b) for a, b in rest) or "h0")


def _grid(one: Laid, plane: Plane, most: int) -> tuple[list[Ink], int]:
    """Return cells by shade: a darker one has a greater value."""
    seen = np.isfinite(one.x) & np.isfinite(one.y)
    values = np.array(one.points.values, dtype=float)
    values = values[: len(one.x)][seen] if len(values) >= len(one.x) else np.zeros(int(seen.sum()))
    kept, every = _coarser(one, most)
    levels = _levels(values)
    if not one.points.visible:
        return [Ink("hidden", _cells(one, plane, kept, every))], len(kept)
    found = []
    for level in range(SHADES):
        chosen = kept[levels[kept] == level]
        if len(chosen):
            found.append(Ink(f"shade-{level + 1}", _cells(one, plane, chosen, every)))
    return found, len(one.x) if len(kept) == len(values) else len(kept)


def _coarser(one: Laid, most: int) -> tuple[NDArray[np.int64], int]:
    """Return the cells to draw, and of how many rows and columns each stands for one."""
    seen = np.isfinite(one.x) & np.isfinite(one.y)
    every = max(1, math.ceil(math.sqrt(seen.sum() / most)))
    if one.points.kind == "hexagons":
        return np.arange(int(seen.sum()))[:: every**2], 1
    x, y = one.x[seen].astype(np.int64), one.y[seen].astype(np.int64)
    return np.flatnonzero((x % every == 0) & (y % every == 0)), every


def _levels(values: Numbers) -> NDArray[np.int64]:
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)
    share = np.nan_to_num((values - low) / ((high - low) or 1.0))
    return np.minimum((share * SHADES).astype(np.int64), SHADES - 1)


def _cells(one: Laid, plane: Plane, chosen: NDArray[np.int64], every: int) -> str:
    """Return the shapes of some cells, each as wide and high as the rows and columns it stands for."""
    if one.points.kind == "hexagons" and one.is_placed:
        across, up = _pixels(one, plane)
        places = zip(across[chosen].tolist(), up[chosen].tolist(), strict=True)
        return "".join(f"M{a - 4} {b}l4 -4l4 4l-4 4z" for a, b in places)
    seen = np.isfinite(one.x) & np.isfinite(one.y)
    x, y = one.x[seen][chosen] - HALF, one.y[seen][chosen] - HALF
    corners = np.column_stack([x, x + every, y, y + every]).tolist()
    return "".join(map(rectangle, plane.boxes(corners)))
