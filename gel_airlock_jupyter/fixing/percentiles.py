"""How far a whisker may reach: percentiles beyond which at least 5 people lie, and quantiles of few lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.proof import Spread

Floats = NDArray[np.float64]
PAIRS = ((5, 95), (10, 90))  # the quartiles, next, are the box itself
GRID = 4_000  # places at which the weights of few values are summed
FINE = 40  # for each of many values
WORDS = {(5, 95): "5th and 95th", (10, 90): "10th and 90th", (25, 75): "25th and 75th"}


class Ends(NamedTuple):
    """Where whiskers end, in data units, and at which percentiles."""

    low: float
    high: float
    shares: tuple[int, int]

    @property
    def words(self) -> str:
        """Return "5th and 95th"."""
        return WORDS[self.shares]


def ends_of(spread: Spread, threshold: int) -> Ends | None:
    """Return the widest pair of percentiles beyond each of which at least `threshold` people lie.

    A value that as many people share counts too. None where only the quartiles are left: the box shows them already.

    Parameters
    ----------
    spread : Spread
        The values of a group.
    threshold : int
        Fewest people beyond an end.
    """
    for shares in PAIRS if len(spread.values) else ():
        low, high = (float(value) for value in np.percentile(spread.values, shares))
        if min(spread.behind(low, True), spread.behind(high, False)) >= threshold:
            return Ends(low, high, shares)
    return None


def ends_of_values(values: Any, threshold: int) -> Ends | None:
    """Return the same for plain values of shape (n,), one a person."""
    plain = np.asarray(values, dtype=float)
    return ends_of(Spread("", "", (), np.sort(plain[np.isfinite(plain)])), threshold)


def quantiles(values: Floats, shares: Sequence[float], threshold: int) -> Floats:
    """Return quantiles of one value a person, so that none of them is one person's value.

    With at least `threshold` values beyond the quartiles they are interpolated as usual. Of fewer, they are the
    Harrell-Davis estimates: means of all values, weighted by how likely each is the quantile.

    Parameters
    ----------
    values : array of shape (n,)
        Finite values.
    shares : sequence of float
        Between 0 and 1, without both.
    threshold : int
        As for counts.
    """
    ordered = np.sort(values)
    if len(ordered) >= 4 * threshold:
        return np.asarray(np.quantile(ordered, shares), dtype=float)
    return np.array([float(weights(len(ordered), share) @ ordered) for share in shares])


class Summary(NamedTuple):
    """What a box of single people may show, in data units; `ends` names the percentiles of the whiskers, if any."""

    q1: float
    median: float
    q3: float
    low: float
    high: float
    ends: str

    @property
    def numbers(self) -> dict[str, float]:
        """Return what is drawn, by name."""
        return {"q1": self.q1, "median": self.median, "q3": self.q3, "low": self.low, "high": self.high}


def summary_of(values: Any, threshold: int) -> Summary | None:
    """Return quartiles, and whiskers at percentiles or, of few people, at the quartiles; None of too few for a box.

    Parameters
    ----------
    values : array of shape (n,)
        One value a person; those that are not finite are left out.
    threshold : int
        Half of the fewest people of a box, and the fewest beyond each whisker.
    """
    own = np.asarray(values, dtype=float)
    own = own[np.isfinite(own)]
    if len(own) < 2 * threshold:
        return None
    q1, median, q3 = quantiles(own, (0.25, 0.5, 0.75), threshold).tolist()
    ends = ends_of_values(own, threshold)
    return Summary(q1, median, q3, ends.low, ends.high, ends.words) if ends else Summary(q1, median, q3, q1, q3, "")


def weights(count: int, share: float) -> Floats:
    """Return the weight of each of `count` ordered values in the Harrell-Davis estimate of a quantile.

    The i-th weight is the part of a beta distribution with (count + 1) share and (count + 1) (1 - share) that lies
    between (i - 1) / count and i / count (Harrell and Davis, Biometrika 1982).
    """
    each = max(FINE, GRID // count)
    places = (np.arange(each * count) + 0.5) / (each * count)
    first, second = (count + 1) * share, (count + 1) * (1 - share)
    logs = (first - 1) * np.log(places) + (second - 1) * np.log1p(-places)
    density = np.exp(logs - logs.max()).reshape(count, each).sum(axis=1)
    return np.asarray(density / density.sum(), dtype=float)
