"""The frame of one pair of axes in a sketch, and what its sides stand for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Box = tuple[int, int, int, int]
Numbers = NDArray[np.float64]
LEAST = 1
PAD = 0.05


@dataclass(frozen=True, slots=True)
class Plane:
    """A rectangle of the sketch (`left`, `top`, `width`, `height` in its units) and the data range of its sides.

    `down` says that the upright side grows downwards, as rows of a grid are read; `margin` is the room to its left.
    """

    left: int
    top: int
    width: int
    height: int
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    down: bool = False
    margin: int = 34

    @property
    def frame(self) -> str:
        """Return the outline of the plane."""
        return rectangle((self.left, self.top, self.left + self.width, self.top + self.height))

    def x(self, value: float) -> int:
        """Return where a value stands across, held within the frame."""
        return self.left + round(self.width * _share(value, self.x_range))

    def y(self, value: float) -> int:
        """Return where a value stands up, held within the frame."""
        share = _share(value, self.y_range)
        return self.top + round(self.height * (share if self.down else 1 - share))

    def boxes(self, corners: Sequence[tuple[float, float, float, float]]) -> list[Box]:
        """Return left, top, right, bottom of rectangles (x0, x1, y0, y1) in data, each a unit wide and high at least.

        Held within the frame; all at once, since a figure may have 10,000.
        """
        if not corners:
            return []
        sides = np.array(corners, dtype=float)
        across, up = self._at(sides[:, :2], sides[:, 2:])
        low, high = np.rint((across.min(axis=1), up.min(axis=1))), np.rint((across.max(axis=1), up.max(axis=1)))
        found = np.vstack([low, np.maximum(high, low + LEAST)]).astype(int)
        return list(zip(*found.tolist(), strict=True))

    def places(self, x: Numbers, y: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where points stand across and up, held within the frame."""
        across, up = self._at(x, y)
        return np.rint(across).astype(np.int64), np.rint(up).astype(np.int64)

    def _at(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        share = _shares(y, self.y_range)
        up = (share if self.down else 1 - share) * self.height + self.top
        return _shares(x, self.x_range) * self.width + self.left, up

    def box(self, x0: float, x1: float, y0: float, y1: float) -> Box:
        """Return left, top, right, bottom of one rectangle in data."""
        return self.boxes([(x0, x1, y0, y1)])[0]


def _shares(values: Numbers, span: tuple[float, float]) -> Numbers:
    low, high = span
    return np.nan_to_num(np.clip((values - low) / ((high - low) or 1.0), 0.0, 1.0), nan=0.5)


def _share(value: float, span: tuple[float, float]) -> float:
    low, high = span
    if high <= low or value != value:
        return 0.5
    return min(1.0, max(0.0, (value - low) / (high - low)))


def rectangle(box: Box) -> str:
    """Return a rectangle as the data of a path."""
    left, top, right, bottom = box
    return f"M{left} {top}h{right - left}v{bottom - top}h{left - right}z"


def range_of(values: Iterable[float], *, zero: bool = False) -> tuple[float, float]:
    """Return the range of values with a little air, with 0 where marks stand on it."""
    finite = [value for value in values if math.isfinite(value)]
    if zero:
        finite.append(0.0)
    if not finite:
        return 0.0, 1.0
    low, high = min(finite), max(finite)
    air = (high - low) * PAD or abs(high) * PAD or 1.0
    return (low if zero and low == 0 else low - air), (high if zero and high == 0 else high + air)


def ticks_of(span: tuple[float, float], most: int = 5) -> Iterator[float]:
    """Yield round numbers within a range."""
    low, high = span
    size = (high - low) / most
    if not (math.isfinite(size) and size > 0):
        return
    unit = 10.0 ** math.floor(math.log10(size))
    step = next(unit * times for times in (1, 2, 5, 10) if unit * times >= size)
    at = math.ceil(low / step)
    while at * step <= high + step * 1e-9:
        yield at * step
        at += 1
