"""Keeps only sums that say something new: rank of indicator vectors modulo a prime."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

PRIME = (1 << 31) - 1


class Span:
    """Row space of the sums accepted so far, over the integers modulo ``PRIME``."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._rows: list[tuple[int, NDArray[np.int64]]] = []

    def add(self, total: int, parts: tuple[int, ...]) -> bool:
        """Add the sum; return False when it follows from the earlier ones."""
        row = np.zeros(self._width, dtype=np.int64)
        row[list(parts)] = 1
        row[total] = PRIME - 1
        for pivot, other in self._rows:
            if row[pivot]:
                row = (row - row[pivot] * other) % PRIME
        places = np.flatnonzero(row)
        if not len(places):
            return False
        pivot = int(places[0])
        row = row * pow(int(row[pivot]), PRIME - 2, PRIME) % PRIME
        self._rows.append((pivot, row))
        return True
