"""Bars, steps and slices of one pair of axes as outlines in data: where they were drawn, else side by side by name."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gel_airlock_jupyter.drawn import Mark

SIDEWAYS = ("sideways", "flow", "number")
MOST_BESIDE = 12  # bars of one name beside each other
BROAD = 0.8


@dataclass(frozen=True, slots=True)
class Bars:
    """Rectangles (x0, x1, y0, y1) in data, one a mark; `names` are what stands along the axis, by place."""

    boxes: tuple[tuple[float, float, float, float], ...]
    names: dict[float, str]
    sideways: bool
    placed: bool


def bars_of(marks: Sequence[Mark]) -> Bars:
    """Place the bars of one pair of axes.

    Parameters
    ----------
    marks : sequence of Mark
        Bars, steps, flows: what grows along one axis. With `x`, `y` and `width` they stand where the figure has them;
        a library that places bars while drawing gives only names, which then stand in their order.
    """
    sideways = sum(mark.kind.startswith(SIDEWAYS) for mark in marks) > len(marks) / 2
    if all(mark.width is not None and mark.x is not None and mark.y is not None for mark in marks):
        boxes = tuple(_as_drawn(mark) for mark in marks)
        return Bars(boxes, _names(marks, sideways), sideways, True)
    return _side_by_side(marks, sideways)


def _as_drawn(mark: Mark) -> tuple[float, float, float, float]:
    x, y, value, width = mark.x or 0.0, mark.y or 0.0, mark.value or 0.0, mark.width or 0.0
    across, up = (value, width) if mark.kind.startswith("sideways") else (width, value)
    return x - across / 2, x + across / 2, y - up / 2, y + up / 2


def _names(marks: Sequence[Mark], sideways: bool) -> dict[float, str]:
    return {(mark.y if sideways else mark.x) or 0.0: mark.label for mark in marks if mark.label}


def _side_by_side(marks: Sequence[Mark], sideways: bool) -> Bars:
    names = [mark.label or mark.path for mark in marks]
    places = _numeric(marks) or {name: float(at) for at, name in enumerate(dict.fromkeys(names))}
    beside = max(Counter(names).values(), default=1)
    if beside > MOST_BESIDE:
        names = [mark.path for mark in marks]
        places, beside = {name: float(at) for at, name in enumerate(names)}, 1
    step = _least_gap(places.values())
    broad = BROAD * step / beside
    left = {name: place - BROAD * step / 2 for name, place in places.items()}
    boxes = []
    for mark, name in zip(marks, names, strict=True):
        start = left[name]
        left[name] = start + broad
        value = mark.value if mark.value is not None and math.isfinite(mark.value) else 0.0
        boxes.append((0.0, value, start, start + broad) if sideways else (start, start + broad, 0.0, value))
    shown = {at: marks[names.index(name)].label for name, at in places.items()} if len(places) <= 200 else {}
    return Bars(tuple(boxes), shown, sideways, False)


def _numeric(marks: Sequence[Mark]) -> dict[str, float] | None:
    """Return the place of every name where all bars stand at numbers."""
    if any(mark.x is None or not math.isfinite(mark.x) for mark in marks):
        return None
    return {mark.label or mark.path: mark.x or 0.0 for mark in marks}


def _least_gap(places: Iterable[float]) -> float:
    return min((b - a for a, b in pairwise(sorted(set(places)))), default=1.0)


def rings_of(marks: Sequence[Mark]) -> Iterator[tuple[int, Mark, float, float]]:
    """Yield ring, slice, and where it starts and ends as shares of a turn, clockwise from the top.

    Shares that add up to more than a whole begin another ring; sizes are shared out within their own chart.
    """
    charts: dict[str, list[Mark]] = {}
    for mark in marks:
        charts.setdefault("" if mark.measure == "share" else mark.path.rpartition(",")[0], []).append(mark)
    ring = 0
    for chart, slices in charts.items():
        sizes = [abs(mark.value or 0.0) if math.isfinite(mark.value or 0.0) else 0.0 for mark in slices]
        whole = 1.0 if chart == "" and slices[0].measure == "share" else sum(sizes) or 1.0
        start = 0.0
        for mark, size in zip(slices, sizes, strict=True):
            end = start + size / whole
            if end > 1 + 1e-6 and start > 0:
                ring, start, end = ring + 1, 0.0, size / whole
            yield ring, mark, start, min(end, 1.0)
            start = end
        ring += 1
