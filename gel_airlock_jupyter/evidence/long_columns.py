"""Known identifiers in columns too long to note every word of: looked for the other way round, or where they live."""

from __future__ import annotations

import math
import re

import numpy as np

from gel_airlock_jupyter.columns import CHUNK, PLACES, Column, Hits
from gel_airlock_jupyter.evidence.clock import Clock
from gel_airlock_jupyter.evidence.columns import LiveColumn
from gel_airlock_jupyter.evidence.limits import EvidenceLimits
from gel_airlock_jupyter.evidence.passes import distinct
from gel_airlock_jupyter.plain_text import plain

WORD = re.compile(r"[0-9A-Za-z]+")
JOINED = re.compile(r"[0-9A-Za-z]+(?:[-_.][0-9A-Za-z]+)+")
DIGITS = "0123456789"


def names_of(column: LiveColumn, limits: EvidenceLimits) -> frozenset[str]:
    """Return the identifiers of a frame's column as texts; short ones, and those without a digit, are everywhere."""
    shortest = limits.identifier_characters
    if column.kind == "number":
        numbers = column.numbers
        if numbers is None:
            return frozenset()
        values = distinct(numbers[column.present]).astype(float)
        values = values[(values >= 10 ** (shortest - 1)) & (values < 1e15) & (values == np.floor(values))]
        return frozenset(str(int(value)) for value in values)
    names = column.factorized[1]
    return frozenset(name for name in names if len(name) >= shortest and any(c in DIGITS for c in name))


def long_cells(shown: Column, names: frozenset[str], column: LiveColumn, limits: EvidenceLimits, clock: Clock) -> Hits:
    """Return the cells of a long column that are identifiers or hold one as a word.

    Parameters
    ----------
    shown : Column
        A column of the output; asked where it lives if its cells are elsewhere.
    names : frozenset of str
        Identifiers as texts.
    column : LiveColumn
        Where they come from: numbers that fill their range densely prove nothing.
    """
    if not names:
        return Hits(0)
    if shown.load_members is not None:
        profile = shown.profile
        if profile is not None and not (profile.whole and profile.maximum >= 10 ** (limits.identifier_characters - 1)):
            return Hits(0)
        hits = shown.load_members(names)
        dense = column.kind == "number" or profile is not None
        expected = shown.length * _density(names) if dense else 0.0
        return hits if not dense or is_no_accident(hits.total, expected, limits) else Hits(0)
    rows: list[int] = []
    total = 0
    for start in range(0, shown.length, CHUNK):
        clock.check()
        block = shown.texts[start : start + CHUNK]
        joined = plain_block("\n".join(block))
        words = [*WORD.findall(joined), *JOINED.findall(joined)]
        held = names.intersection(words) | names.intersection(joined.split("\n"))
        if not held:
            continue
        if len(rows) >= PLACES:  # how many more is said, not where
            total += min(len(block), sum(word in held for word in words))
            continue
        found = [row for row, text in enumerate(block, start) if _holds(text, held)]
        total += len(found)
        rows += found[: PLACES - len(rows)]
    if column.kind == "number" and not is_no_accident(total, shown.length * _density(names), limits):
        return Hits(0)
    return Hits(total, tuple(rows))


def plain_block(text: str) -> str:
    """Return many texts without disguises."""
    return text if text.isascii() else "\n".join(map(plain, text.split("\n")))


def _holds(text: str, held: frozenset[str]) -> bool:
    text = plain(text)
    return text in held or not held.isdisjoint(WORD.findall(text)) or not held.isdisjoint(JOINED.findall(text))


def _density(names: frozenset[str]) -> float:
    """Return how densely identifiers of digits fill their range, from 0 to 1."""
    numbers = [int(name) for name in names if name.isascii() and name.isdigit()]
    return len(numbers) / (max(numbers) - min(numbers) + 1) if numbers else 0.0


def is_no_accident(hits: int, expected: float, limits: EvidenceLimits) -> bool:
    """Return whether so many hits are improbable (Chernoff's bound of the Poisson tail) for so many expected."""
    if not hits or hits <= expected:
        return False
    bound = -expected + hits - hits * math.log(hits / max(expected, 1e-12))
    return math.exp(min(0.0, bound)) <= 10 * limits.chance
