"""How probable it is that rows agree by accident."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.evidence.columns import LiveColumn

MOST_DECIMALS = 6
NAMES = 1e9  # texts that are nearly all different are names or identifiers; there are many more of them


def decimals_of(numbers: NDArray[Any]) -> int | None:
    """Return how many decimals numbers show, up to six; None for more, where only equality will do."""
    present = numbers[np.isfinite(numbers)]
    for decimals in range(MOST_DECIMALS + 1):
        if np.all(np.abs(np.round(present, decimals) - present) <= np.abs(present) * 1e-12):
            return decimals
    return None


def plausible(column: LiveColumn, decimals: int | None) -> float:
    """Return how many values a column could plausibly hold: its span in steps of the last decimal, or its texts."""
    numbers = column.numbers
    if column.kind == "number" and numbers is not None:
        present = numbers[np.isfinite(numbers)]
        if not len(present):
            return 1.0
        span = float(present.max()) - float(present.min())
        return span * 10.0 ** (MOST_DECIMALS if decimals is None else decimals) + 1
    distinct = max(len(column.factorized[1]), 1)
    return NAMES if distinct * 2 > column.frame.n_rows and distinct > 2 else float(distinct)


def accident(space: float, distinct: int, matched: int, total: int) -> float:
    """Return a bound for the probability that so many of the rows agree by accident.

    Parameters
    ----------
    space : float
        Plausible different rows.
    distinct : int
        Different rows of the frame: an unrelated row hits one of them with probability distinct / space.
    matched, total : int
        Different rows of the output that hit one, and all of them.
    """
    each = max(min(1.0, distinct / max(space, 1.0)), 1e-300)
    if each >= 1.0 or not matched:
        return 1.0
    ways = math.lgamma(total + 1) - math.lgamma(matched + 1) - math.lgamma(total - matched + 1)
    return math.exp(min(0.0, ways + matched * math.log(each)))
