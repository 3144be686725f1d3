"""Sums whose parts stand anywhere: an exact subset search on random projections, for few lines."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.disclosure.evidence import Lines, weigh
from gel_airlock_jupyter.disclosure.structure import NEED_ANYWHERE, LineSum

MOST_CANDIDATES = 20
"""Lines that may be parts of one total; the search costs 2 ** (half of them) steps."""
Hashes = NDArray[np.uint64]


def scattered(lines: Lines, explained: set[int]) -> list[LineSum]:
    """Return sums of lines that are neither all others nor neighbours, for totals not explained yet.

    Only positions that are printed exactly in every line are searched; the sum must then be possible at the others.
    """
    exact = (lines.lower == lines.upper).all(axis=0) & ~lines.empty.any(axis=0)
    if not exact.any() or len(lines) < 3:
        return []
    values = lines.lower[:, exact]
    hashes = _projected(values)
    found = []
    for total in range(len(lines)):
        if total in explained or not values[total].any():
            continue
        inside = (values <= values[total]).all(axis=1) & values.any(axis=1)
        inside[total] = False
        candidates = np.flatnonzero(inside)
        if not 2 <= len(candidates) <= MOST_CANDIDATES:
            continue
        parts = _subset(hashes[candidates], hashes[total])
        if parts is None or len(parts) < 2:
            continue
        chosen = [int(candidates[k]) for k in parts]
        where, bits = weigh(lines, total, chosen)
        evidence = bits - len(candidates) - math.log2(len(lines))
        if where.all() and evidence >= NEED_ANYWHERE:
            found.append(LineSum(total, tuple(chosen), evidence, where))
    return found


def _projected(values: NDArray[np.int64]) -> Hashes:
    """Return one number per line so that sums of lines and sums of numbers agree (modulo 2 ** 64)."""
    factors = np.random.default_rng(11).integers(1, 1 << 63, values.shape[1], dtype=np.uint64)
    return np.asarray((values.astype(np.uint64) * factors).sum(axis=1, dtype=np.uint64), dtype=np.uint64)


def _subset(hashes: Hashes, target: np.uint64) -> list[int] | None:
    """Return the smallest subset with this sum, by meeting in the middle; None when there is none."""
    half = len(hashes) // 2
    left, right = _all_sums(hashes[:half]), _all_sums(hashes[half:])
    order = np.argsort(right, kind="stable")
    wanted = target - left
    place = np.searchsorted(right[order], wanted)
    place = np.minimum(place, len(order) - 1)
    hits = np.flatnonzero(right[order[place]] == wanted)
    if not len(hits):
        return None
    subsets = [
        [k for k in range(half) if int(hit) >> k & 1]
        + [half + k for k in range(len(hashes) - half) if int(order[place[hit]]) >> k & 1]
        for hit in hits
    ]
    return min(subsets, key=len)


def _all_sums(hashes: Hashes) -> Hashes:
    """Return the sum of every subset; bit k of the index says whether element k is in it."""
    sums = np.zeros(1, dtype=np.uint64)
    for value in hashes:
        sums = np.concatenate([sums, sums + value])
    return sums
