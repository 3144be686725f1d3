"""What the digits of a share give away: "0.0434782609" is 1 of 23, whoever says of how many it is or not."""

from __future__ import annotations

import re
from fractions import Fraction

FEWEST = 6
"""Digits behind the point from which a share tells its fraction; with fewer, many fractions look alike."""
LEAST_WHOLE = 10
"""Fractions of fewer are common by themselves: 0.333333, 0.125000."""
RATE = re.compile(
    r"(?:\b(?P<what>[^\W\d_]+)\s+)?\b(?:rate|prevalence|incidence|proportion|fraction|share|probability|risk|percentage)"
    r"s?\b[^\d.;]{0,40}(?P<number>[01]?\.(?P<decimals>\d{6,}))(?!\d|\s*%)",
    re.IGNORECASE,
)
NO_PEOPLE = frozenset(
    {
        "learning",
        "dropout",
        "discovery",
        "sampling",
        "mutation",
        "recombination",
        "heart",
        "interest",
        "allele",
        "error",
    }
)


def tolerance(decimals: int) -> Fraction:
    """Return how far a printed number may be from what it stands for: rounded, or cut off where it has many digits."""
    return Fraction(1 if decimals >= FEWEST else Fraction(1, 2), 10**decimals)


def fraction_in(value: Fraction, decimals: int) -> Fraction | None:
    """Return the fraction of a small whole that a number with so many decimals can only be; None where many fit.

    Parameters
    ----------
    value : Fraction
        The number as printed, 0 to 1.
    decimals : int
        Digits behind its point. As the fractions with a denominator up to d are about d^2/3, a whole is told up to the
        square root of what the digits can tell apart.
    """
    if decimals < FEWEST or not 0 < value < 1:
        return None
    found = value.limit_denominator(min(2_000, 10 ** (decimals // 2)))
    near = abs(found - value) <= tolerance(decimals)
    return found if near and found.denominator >= LEAST_WHOLE else None
