"""Bands: labels such as `40-49`, `<20`, `80+`, `(35.0, 69.0]` that lie side by side, or that describe people."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Sequence

NUMBER = r"-?\d+(?:\.\d+)?"
UNIT = r"(?:\s*[A-Za-z%/]{1,8})?"
BETWEEN = re.compile(rf"[\[(]?\s*({NUMBER})\s*(?:-|–|to|,|\.\.)\s*({NUMBER}|inf)\s*[\])]?{UNIT}", re.IGNORECASE)
BELOW = re.compile(rf"(?:<|≤|<=|under|below|up to|-inf to)\s*({NUMBER}){UNIT}", re.IGNORECASE)
ABOVE = re.compile(
    rf"(?:>|≥|>=|over|above)\s*({NUMBER}){UNIT}|({NUMBER})\s*(?:\+|and over|or more){UNIT}", re.IGNORECASE
)
EXACT = re.compile(r"\s*[\d,]+(?:\.0+)?\s*")
FEWEST = 3
NEAR = 1.0  # from 49 to 50, from 0.9 to 1.0

Band = tuple[float, float]


def band_of(text: str) -> Band | None:
    """Return (lower, upper) of a band, infinite at an open end; None for any other text."""
    plain = text.strip()
    if match := BETWEEN.fullmatch(plain):
        return float(match[1]), float(match[2])
    if match := BELOW.fullmatch(plain):
        return -math.inf, float(match[1])
    if match := ABOVE.fullmatch(plain):
        return float(match[1] or match[2]), math.inf
    return None


def lie_side_by_side(texts: Sequence[str]) -> bool:
    """Return whether texts are three different bands or more without gaps or overlaps, as bins of a summary are."""
    return len(texts) >= FEWEST and len(set(texts)) == len(texts) and _tile(texts)


def _tile(texts: Iterable[str]) -> bool:
    bands = [band_of(text) for text in texts]
    known = sorted(band for band in bands if band is not None)
    if len(known) < len(bands) or any(upper < lower for lower, upper in known):
        return False
    return all(0 <= after[0] - before[1] <= NEAR for before, after in itertools.pairwise(known))


def are_bands(cells: Iterable[tuple[str, int]]) -> bool:
    """Return whether cells are bands of an attribute, and no counts of which some are masked or given as ranges.

    Bands lie side by side and either have no upper end or come again and again: `<12`, `12-15`, `>=16`. Masked counts
    do not: `<5`, `20-24`.

    Parameters
    ----------
    cells : iterable of (str, int)
        The texts of a column, and how often each stands in it.
    """
    present = {text: times for text, times in cells if text.strip()}
    if len(present) < 2 or any(EXACT.fullmatch(text) for text in present) or not _tile(present):
        return False
    open_above = any(math.isinf(band[1]) for text in present if (band := band_of(text)) is not None)
    return open_above or sum(present.values()) >= 3 * len(present)
