"""How strongly the numbers of a table speak for "this line is the sum of those lines"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.disclosure.grids import UNLIMITED, Ints

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lines:
    """Lines (rows, or columns after transposing) as intervals; every array has shape (lines, positions)."""

    lower: Ints
    upper: Ints
    empty: Mask

    def __len__(self) -> int:
        """Return the number of lines."""
        return int(self.lower.shape[0])

    @cached_property
    def shown(self) -> Ints:
        """Upper ends with nothing printed taken for zero, shape (lines, positions)."""
        return np.where(self.empty, 0, self.upper)

    def subset(self, lines: list[int]) -> Lines:
        """Return only these lines, in this order."""
        return Lines(self.lower[lines], self.upper[lines], self.empty[lines])


def feasible(lines: Lines, total: int | slice, low: Ints, high: Ints) -> Mask:
    """Return where sums in ``[low, high]`` (shape (..., positions)) can equal the total line, or each its own line."""
    fits = (low <= lines.upper[total]) & (high >= lines.lower[total])
    return np.asarray(fits | lines.empty[total], dtype=np.bool_)


def bits(lines: Lines, total: int, low: Ints, high: Ints, several: Mask) -> Floats:
    """Return the evidence of each candidate in bits, summed over positions.

    A position where the total matches exactly among about ``scale`` possible values speaks with ``log2(1 + scale)``
    bits; a masked part widens the interval and lowers it. Positions with fewer than two parts that are not zero
    (``several`` false) say nothing about a sum.
    """
    width = (high - low) + (lines.upper[total] - lines.lower[total])
    scale = np.minimum(lines.upper[total], high)
    scale = np.where(scale >= UNLIMITED, np.maximum(lines.lower[total], low), scale)
    each = np.log2((1.0 + scale) / (1.0 + width))
    each = np.where(several & ~lines.empty[total] & feasible(lines, total, low, high), np.maximum(each, 0.0), 0.0)
    return np.asarray(each.sum(axis=-1), dtype=np.float64)


def weigh(lines: Lines, total: int, parts: list[int]) -> tuple[Mask, float]:
    """Return where the total can be the sum of the parts, and the evidence in bits."""
    low = lines.lower[parts].sum(axis=0)
    high = lines.upper[parts].sum(axis=0)
    shown = lines.shown[parts].sum(axis=0)
    several = (lines.shown[parts] > 0).sum(axis=0) >= 2
    return feasible(lines, total, low, high), float(bits(lines, total, low, shown, several))
