"""What an odds ratio or a relative risk, its confidence interval and the sizes of the two groups give away.

Counts behind such figures are no sums, but few: a table of two groups has as many possibilities as there are pairs of
counts, and each is tried. Intervals are Woolf's (odds ratio) and Katz's (relative risk), on the logarithmic scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.quantities import Quantity

Measure = Literal["odds ratio", "relative risk"]
NORMAL_95 = 1.959964
MOST_PAIRS = 4_000_000
"""Pairs of counts tried; larger groups are not looked at."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Pairs of counts (people) with the outcome in each group; ``complete`` is False where none was tried."""

    first: tuple[int, ...]
    second: tuple[int, ...]
    complete: bool = True

    @property
    def is_pinned(self) -> bool:
        """True when one count of the first group, or of the second, is left."""
        return self.complete and (len(set(self.first)) == 1 or len(set(self.second)) == 1)


def counts_behind_effect(
    effect: Quantity,
    sizes: tuple[int, int],
    interval: tuple[Quantity | None, Quantity | None] = (None, None),
    first: range | None = None,
    second: range | None = None,
    measure: Measure = "odds ratio",
) -> Behind:
    """Return the counts that a printed effect leaves possible.

    Parameters
    ----------
    effect : Quantity
        As read from the text: 1.25 is 1.245 to 1.255.
    sizes : (int, int)
        People in the first group (cases) and in the second.
    interval : (Quantity or None, Quantity or None)
        Lower and upper end of the 95 % confidence interval, where printed.
    first, second : range, optional
        Counts (people) that the marks leave possible, such as ``range(1, 5)`` for ``<5``; all by default.
    measure : {"odds ratio", "relative risk"}
        What the effect is.

    Returns
    -------
    Behind
        ``complete`` is False, and nothing follows, where there are too many pairs.
    """
    own = first if first is not None else range(sizes[0] + 1)
    other = second if second is not None else range(sizes[1] + 1)
    if len(own) * len(other) > MOST_PAIRS:
        return Behind((), (), complete=False)
    a: Ints = np.fromiter(own, dtype=np.int64)[:, None]
    c: Ints = np.fromiter(other, dtype=np.int64)[None, :]
    logarithm, error = _estimate(a, sizes[0] - a, c, sizes[1] - c, measure)
    fits = _within(np.exp(logarithm), effect)
    for side, end in zip((-1.0, 1.0), interval, strict=True):
        if end is not None:
            with np.errstate(invalid="ignore", over="ignore"):
                ends = np.exp(logarithm + side * NORMAL_95 * error)
            fits &= _within(ends, end)
    rows, columns = np.nonzero(fits)
    return Behind(tuple(a[rows, 0].tolist()), tuple(c[0, columns].tolist()))


def _estimate(a: Ints, b: Ints, c: Ints, d: Ints, measure: Measure) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the logarithm of the effect and its standard error; not a number where a count is zero or negative."""
    whole = (a > 0) & (c > 0) & (b >= 0) & (d >= 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "odds ratio":
            logarithm = np.log(a * d / (b * c))
            error = np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
        else:
            logarithm = np.log(a * (c + d) / (c * (a + b)))
            error = np.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    return np.where(whole, logarithm, np.nan), np.where(whole, error, np.nan)


def _within(values: NDArray[np.float64], shown: Quantity) -> NDArray[np.bool_]:
    """Return which values print as shown; a hair of slack stands for the rounding of the program that printed."""
    low = -np.inf if shown.lower is None else float(shown.lower) * (1 - 1e-9)
    high = np.inf if shown.upper is None else float(shown.upper) * (1 + 1e-9)
    with np.errstate(invalid="ignore"):
        return np.asarray((values >= low) & (values <= high), dtype=np.bool_)
