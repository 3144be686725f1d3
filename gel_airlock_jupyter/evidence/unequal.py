"""Proof that no two texts of a long column are equal, from their bytes: no table of a million texts is made."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.evidence.passes import blocks, distinct

LONG = 20_000  # fewer texts are compared as fast
LINE = ord("\n")
MIX = np.uint64(0x9E3779B97F4A7C15)  # odd, bits evenly set
SHIFT = np.uint64(29)


def are_unequal(values: NDArray[Any]) -> bool:
    """Return True where texts of one length, as identifiers are, are certainly all different.

    Parameters
    ----------
    values : array of object, shape (rows,)
        A column's cells.

    Returns
    -------
    bool
        False says nothing: some may be equal, or they are no ASCII texts of one length. Equal texts have equal
        numbers, so that numbers that all differ prove that the texts do.
    """
    if len(values) < LONG or not isinstance(values[0], str):
        return False
    length = len(values[0])
    numbers = np.empty(len(values), np.uint64)
    for block in blocks(len(values)):
        found = _numbers(values[block].tolist(), length)
        if found is None:
            return False
        numbers[block] = found
    return len(distinct(numbers)) == len(values)


def _numbers(texts: list[Any], length: int) -> NDArray[np.uint64] | None:
    """Return a number for each text of a length; None where one is of another."""
    try:
        data = np.frombuffer(("\n".join(texts) + "\n").encode("ascii"), np.uint8)
    except (TypeError, UnicodeEncodeError):
        return None
    width = length + 1
    if len(data) != len(texts) * width or np.count_nonzero(data == LINE) != len(texts):
        return None
    lines = data.reshape(-1, width)
    if not (lines[:, length] == LINE).all():
        return None
    padded = np.zeros((len(texts), -(-width // 8) * 8), np.uint8)
    padded[:, :width] = lines
    found = np.zeros(len(texts), np.uint64)
    for word in padded.view(np.uint64).T:
        found = (found ^ word) * MIX
        found ^= found >> SHIFT
    return found
