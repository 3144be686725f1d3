"""Passes over long columns in blocks that fit the cache, so that nothing as long as the frame is copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
CHUNK = 1 << 16


def blocks(length: int, size: int = CHUNK) -> Iterator[slice]:
    """Yield the slices that cover a column of some length."""
    for start in range(0, length, size):
        yield slice(start, min(start + size, length))


def taken(table: Array, codes: Array) -> Array:
    """Return `table[codes]`, shape of `codes`; -1 takes the last of the table."""
    found = np.empty(len(codes), table.dtype)
    for block in blocks(len(codes)):
        found[block] = table[codes[block]]
    return found


def counted(codes: Array, n_groups: int) -> Array:
    """Return how often each code from 0 on occurs, shape (groups,)."""
    found = np.zeros(n_groups, np.int64)
    for block in blocks(len(codes), max(CHUNK, 4 * n_groups)):
        found += np.bincount(codes[block], minlength=n_groups)
    return found


def summed(codes: Array, n_groups: int, of: Callable[[slice], Array]) -> Array:
    """Return the sum of `of(block)` over the rows of each code, shape (groups,)."""
    found = np.zeros(n_groups)
    for block in blocks(len(codes), max(CHUNK, 4 * n_groups)):
        found += np.bincount(codes[block], weights=of(block), minlength=n_groups)
    return found


def first_places(codes: Array, n_values: int) -> Array:
    """Return where each code from 0 on stands first, shape (values,); every one must occur."""
    found = np.empty(n_values, np.int64)
    found[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)  # of repeated places the last one assigned stays
    return found


def distinct(numbers: Array) -> Array:
    """Return the distinct numbers in order; by sorting, which on a million of them is much faster than `np.unique`."""
    ordered = np.sort(numbers)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def placed(numbers: Array, known: Array) -> Array:
    """Return which of some sorted numbers each number is, -1 for none, shape of `numbers`."""
    found = np.empty(len(numbers), np.int16 if len(known) < 1 << 15 else np.int32)
    if not len(known):
        found[:] = -1
        return found
    direct = _direct(numbers, known)
    for block in blocks(len(numbers)):
        chunk = numbers[block]
        at = direct(chunk) if direct is not None else np.minimum(np.searchsorted(known, chunk), len(known) - 1)
        found[block] = np.where(known[at] == chunk, at, -1)
    return found


def _direct(numbers: Array, known: Array) -> Callable[[Array], Array] | None:
    """Return a look-up by offset for whole numbers that lie close together."""
    if numbers.dtype.kind not in "iu" or known.dtype.kind not in "iu":
        return None
    low, high, limits = int(known[0]), int(known[-1]), np.iinfo(numbers.dtype)
    if high - low > 1 << 16 or low < limits.min or high > min(int(limits.max), np.iinfo(np.int64).max):
        return None
    table = np.zeros(high - low + 1, np.int64)
    table[known.astype(np.int64) - low] = np.arange(len(known))
    return lambda chunk: table[np.clip(chunk, low, high).astype(np.int64) - low]
