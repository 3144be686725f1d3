"""Which variants lie under a filter: folded counts and frequencies, shown or worked out, in one pass of chunks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.checks.measures import Measures, Values
from gel_airlock_jupyter.roles.signature import CASES, CONTROLS, OVERALL, Field

CHUNK = 1 << 15
LARGEST_TOLERANCE = 1e-6  # of numbers stored in 32 bits
Chunk = Callable[[slice], NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Rarity:
    """A minor allele count or frequency of every variant.

    Parameters
    ----------
    values : Values
        The column the finding points to.
    size : int
        Number of variants.
    chunk : callable
        Gives the folded numbers of some of them, NaN where unknown.
    lowest : float
        No folded number is smaller; lets most tables pass without a look at a single row.
    leeway : float
        How far a number may be off by rounding alone ...
    unit : float
        ... and by the storage of the values, of which it is so many times.
    words : str
        How it was worked out, "" where it is shown.
    """

    values: Values
    size: int
    chunk: Chunk
    lowest: float
    leeway: float = 0.0
    unit: float = 0.0
    words: str = ""

    @property
    def slack(self) -> float:
        """Return how far a number may be off."""
        return max(self.leeway, self.values.tolerance * self.unit) if self.unit else self.leeway

    def under(self, limit: float, most: int | None = None) -> tuple[int, int, NDArray[np.int64]]:
        """Return how many are below a limit, how many exactly at it, and the first rows below."""
        if self.lowest > limit + max(self.leeway, LARGEST_TOLERANCE * self.unit):
            return 0, 0, np.empty(0, dtype=np.int64)
        slack = self.slack
        total = at = 0
        rows: list[NDArray[np.int64]] = []
        for start in range(0, self.size, CHUNK):
            part = self.chunk(slice(start, min(start + CHUNK, self.size)))
            if not np.fmin.reduce(part, initial=np.inf) <= limit + slack:
                continue
            below = part < limit - slack
            count = int(np.count_nonzero(below))
            at += int(np.count_nonzero(np.abs(part - limit) <= slack))
            if count and (most is None or total < most):
                rows.append(np.flatnonzero(below) + start)
            total += count
        found = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
        return total, at, found if most is None else found[:most]

    def between(self, low: float, high: float, most: int) -> tuple[int, NDArray[np.int64]]:
        """Return how many round to a whole number from `low` up to `high`, and the first rows."""
        if self.lowest > high + 0.5:
            return 0, np.empty(0, dtype=np.int64)
        total = 0
        rows: list[NDArray[np.int64]] = []
        for start in range(0, self.size, CHUNK):
            part = np.rint(self.chunk(slice(start, min(start + CHUNK, self.size))))
            hits = np.flatnonzero((part >= low) & (part <= high))
            if len(hits) and total < most:
                rows.append(hits + start)
            total += len(hits)
        return total, (np.concatenate(rows) if rows else np.empty(0, dtype=np.int64))[:most]


def folded_frequency(values: Values, size: int) -> Rarity:
    """Return `min(af, 1 - af)` of every variant."""

    def chunk(rows: slice) -> NDArray[Any]:
        part = values.chunk(rows)
        folded: NDArray[Any] = np.minimum(part, 1 - part)
        return folded

    return Rarity(values, size, chunk, min(values.least, 1 - values.most), 0.0, 1.0)


def shown_count(measures: Measures, values: Values) -> Rarity:
    """Return the allele count of every variant, folded with the number of alleles where that is known."""
    alleles, least, _ = alleles_of(measures, values.at.group)

    def chunk(rows: slice) -> NDArray[Any]:
        part = values.chunk(rows)
        if alleles is None:
            return part
        folded: NDArray[Any] = np.fmin(part, alleles(rows) - part)
        return folded

    lowest = values.least if alleles is None else min(values.least, least - values.most)
    return Rarity(values, measures.size, chunk, lowest, 1e-6)


def alleles_of(measures: Measures, group: str) -> tuple[Chunk | None, float, str]:
    """Return the number of alleles of every variant, the least of them, and where it comes from.

    It is shown, or twice the number of people, shown or declared; that of everybody may be cases and controls together.
    """
    alleles = measures.first(Field.ALLELES, group)
    if alleles is not None:
        return alleles.chunk, alleles.least, f"'{alleles.label}'"
    people = measures.first(Field.PEOPLE, group)
    if people is not None:
        return (lambda rows: people.chunk(rows) * 2), people.least * 2, f"2 x '{people.label}'"
    if group != OVERALL:
        return None, np.inf, ""
    cases, controls = alleles_of(measures, CASES), alleles_of(measures, CONTROLS)
    if cases[0] is not None and controls[0] is not None:
        first, second = cases[0], controls[0]
        return (lambda rows: first(rows) + second(rows)), cases[1] + controls[1], f"{cases[2]} + {controls[2]}"
    declared = measures.declared.get("n")
    if declared:
        number = 2.0 * float(declared)
        return (lambda rows: np.full(rows.stop - rows.start, number)), number, f"2 x {declared:,} people (declared)"
    return None, np.inf, ""


def derived_count(measures: Measures, group: str) -> Rarity | None:
    """Return the allele count of every variant where it is not shown but follows from what is.

    AF x AN, 2N x AF, 2 hom + het, or cases and controls added up; folded. None where nothing gives it.
    """
    shown = measures.first(Field.COUNT, group)
    if shown is not None and (shown.profile is None or not shown.profile.missing):
        return None if shown.profile is not None else _derived(measures, group)
    derived = _derived(measures, group)
    if derived is None or shown is None:
        return derived

    def chunk(rows: slice) -> NDArray[Any]:
        return np.where(np.isnan(shown.chunk(rows)), derived.chunk(rows), np.nan)

    return replace(derived, chunk=chunk)


def _derived(measures: Measures, group: str) -> Rarity | None:
    return _from_frequency(measures, group) or _from_genotypes(measures, group) or _from_groups(measures, group)


def _from_frequency(measures: Measures, group: str) -> Rarity | None:
    frequency = measures.first(Field.FREQUENCY, group)
    alleles, least, words = alleles_of(measures, group)
    if frequency is None or alleles is None:
        return None
    folded = folded_frequency(frequency, measures.size)
    largest = max(least if np.isfinite(least) else 0.0, 1.0)
    lowest = folded.lowest * least if folded.lowest >= 0 else -np.inf
    return Rarity(
        frequency,
        measures.size,
        lambda rows: folded.chunk(rows) * alleles(rows),
        lowest,
        1e-6,
        largest,
        f"{words} x '{frequency.label}'",
    )


def _from_genotypes(measures: Measures, group: str) -> Rarity | None:
    hom, het = measures.first(Field.HOMOZYGOTES, group), measures.first(Field.HETEROZYGOTES, group)
    if hom is None or het is None:
        return None
    reference = measures.first(Field.REFERENCE, group)
    alleles, _, _ = alleles_of(measures, group)

    def chunk(rows: slice) -> NDArray[Any]:
        homs, hets = hom.chunk(rows), het.chunk(rows)
        count = 2 * homs + hets
        if reference is not None:
            other = 2 * reference.chunk(rows) + hets
        elif alleles is not None:
            other = alleles(rows) - count
        else:
            return np.asarray(count, dtype=float)
        folded: NDArray[Any] = np.fmin(count, other)
        return folded

    return Rarity(het, measures.size, chunk, -np.inf, 1e-6, words=f"2 x '{hom.label}' + '{het.label}'")


def _from_groups(measures: Measures, group: str) -> Rarity | None:
    """Return the count of everybody as that of cases and controls together."""
    if group != OVERALL:
        return None
    parts = [_unfolded(measures, part) for part in (CASES, CONTROLS)]
    if parts[0] is None or parts[1] is None:
        return None
    (first, values), (second, _) = parts[0], parts[1]
    alleles, _, _ = alleles_of(measures, OVERALL)

    def chunk(rows: slice) -> NDArray[Any]:
        count = first(rows) + second(rows)
        folded: NDArray[Any] = np.fmin(count, alleles(rows) - count) if alleles is not None else count
        return folded

    return Rarity(values, measures.size, chunk, -np.inf, 1e-6, words="cases and controls added up")


def _unfolded(measures: Measures, group: str) -> tuple[Chunk, Values] | None:
    """Return the allele count of a group, shown or worked out, not folded."""
    count = measures.first(Field.COUNT, group)
    if count is not None:
        return count.chunk, count
    frequency = measures.first(Field.FREQUENCY, group)
    alleles, _, _ = alleles_of(measures, group)
    if frequency is not None and alleles is not None:
        return (lambda rows: frequency.chunk(rows) * alleles(rows)), frequency
    hom, het = measures.first(Field.HOMOZYGOTES, group), measures.first(Field.HETEROZYGOTES, group)
    if hom is not None and het is not None:
        return (lambda rows: 2 * hom.chunk(rows) + het.chunk(rows)), het
    return None
