"""Round numbers around values, so that no edge, limit or tick says what the largest of them is."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FACTORS = (1.0, 2.0, 2.5, 5.0, 10.0)
SLACK = 1e-9  # relative, for what binary fractions lose


def step_of(span: float, parts: int) -> float:
    """Return the smallest of 1, 2, 2.5, 5 times a power of ten that covers `span` in at most `parts` steps.

    Parameters
    ----------
    span : float
        In data units; 0 or less counts as 1.
    parts : int
        Most steps.
    """
    raw = (span if span > 0 and math.isfinite(span) else 1.0) / parts
    size = 10.0 ** math.floor(math.log10(raw))
    return next((size * factor for factor in FACTORS if size * factor >= raw * (1 - SLACK)), size * 10)


def edges_of(values: Floats, parts: int) -> Floats:
    """Return edges at round numbers, at most `parts` + 2 of them apart by one step, around all finite values.

    Parameters
    ----------
    values : array of shape (n,)
        Those that are not finite are left out; there must be one at least.
    parts : int
        Most steps that the values themselves may span.
    """
    present = values[np.isfinite(values)]
    low, high = float(present.min()), float(present.max())
    step = step_of(high - low or abs(high), parts)
    first = math.floor(low / step * (1 + math.copysign(SLACK, low)))
    last = max(math.ceil(high / step * (1 - math.copysign(SLACK, high))), first + 1)
    found: Floats = np.asarray(np.arange(first, last + 1) * step, dtype=np.float64)
    found[0], found[-1] = min(found[0], low), max(found[-1], high)  # by a rounding error at most
    return found


def around(low: float, high: float, parts: int = 8) -> tuple[float, float]:
    """Return the nearest round numbers around an interval."""
    edges = edges_of(np.array([low, high]), parts)
    return float(edges[0]), float(edges[-1])


def settled(start: float, end: float) -> tuple[float, float]:
    """Return the limits of an axis as they are if both are round, else round numbers around them the same way up."""
    if are_round((start, end), abs(end - start)):
        return start, end
    low, high = around(min(start, end), max(start, end))
    return (low, high) if start <= end else (high, low)


def are_round(values: Sequence[float], span: float, parts: int = 20) -> bool:
    """Return whether all values are multiples of a round step, such as somebody writes by hand.

    Parameters
    ----------
    values : sequence of float
        Limits or ticks.
    span : float
        Of the axis, in the same unit.
    parts : int
        Most steps of the grid they must lie on.
    """
    least = step_of(span, parts)
    size = 10.0 ** math.floor(math.log10(least) + SLACK)
    steps = [size * factor for factor in (*FACTORS, 20.0, 25.0, 50.0) if least * (1 - SLACK) <= size * factor <= span]
    return any(all(abs(value / step - round(value / step)) < 1e-6 for value in values) for step in steps)
