"""Collects tables that print the same, until every protected number has been seen to vary enough."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from gel_airlock_jupyter.disclosure.compiled import NO_LIMIT, Compiled
from gel_airlock_jupyter.disclosure.grids import Ints

Need = Literal["exact", "band"]


@dataclass
class Witnesses:
    """Tables of one component, with the range in which each variable was seen.

    ``closed`` holds (column, side) for which no more extreme value exists; ``need`` is ``exact`` (two values are
    enough) or ``band`` (all sensitive values that the mark promises).
    """

    part: Compiled
    printed_lower: Ints
    printed_upper: Ints
    protected: list[int]
    sensitive: tuple[int, int]
    need: Need
    tables: list[Ints] = field(default_factory=list)
    seen_low: Ints = field(init=False)
    seen_high: Ints = field(init=False)
    low_table: Ints = field(init=False)
    high_table: Ints = field(init=False)
    closed: dict[tuple[int, int], object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Start with nothing seen."""
        size = len(self.part.lower)
        self.seen_low = np.full(size, NO_LIMIT, dtype=np.int64)
        self.seen_high = np.full(size, -NO_LIMIT, dtype=np.int64)
        self.low_table = np.full(size, -1, dtype=np.int64)
        self.high_table = np.full(size, -1, dtype=np.int64)

    def add(self, table: Ints) -> bool:
        """Take a table in when it is one; return whether it widened what was seen of a protected number."""
        if not self.part.accepts(table):
            return False
        lower, higher = table < self.seen_low, table > self.seen_high
        if not (lower[self.protected].any() or higher[self.protected].any()) and self.tables:
            return False
        number = len(self.tables)
        self.tables.append(table)
        self.low_table[lower] = number
        self.high_table[higher] = number
        self.seen_low = np.minimum(self.seen_low, table)
        self.seen_high = np.maximum(self.seen_high, table)
        return True

    def goal(self, column: int, side: int) -> int:
        """Return the value to look for on this side; one above the small counts settles a neutral mark."""
        first, last = self.sensitive
        if self.need == "band":
            if side > 0:
                return int(min(last + 1, self.printed_upper[column]))
            return int(max(first, self.printed_lower[column]))
        return int(self.seen_low[column] + 1 if side > 0 else self.seen_high[column] - 1)

    def is_enough(self, column: int) -> bool:
        """Return True when what was seen of a number satisfies the need."""
        low, high = int(self.seen_low[column]), int(self.seen_high[column])
        first, last = self.sensitive
        if low > high:
            return False
        if high > last or high < first:
            return True
        if self.need == "exact":
            return low < high or low < first
        return high >= min(last, self.goal(column, 1)) and low <= self.goal(column, -1)

    def undecided(self) -> list[int]:
        """Return protected columns that still need another table, and may get one."""
        return sorted({*self.open_columns(1), *self.open_columns(-1)})

    def open_columns(self, side: int) -> list[int]:
        """Return protected columns for which a more extreme value on this side would help and is not excluded."""
        own = np.array(self.protected, dtype=np.int64)
        low, high = self.seen_low[own], self.seen_high[own]
        first, last = self.sensitive
        settled = (high > last) | (high < first)
        if self.need == "exact":
            settled |= (low < high) | (low < first)
        else:
            top = np.minimum(last + 1, self.printed_upper[own])
            bottom = np.maximum(first, self.printed_lower[own])
            settled |= (high >= np.minimum(last, top)) & (low <= bottom)
            settled |= (high >= top) if side > 0 else (low <= bottom)
        room = self.part.upper[own] > high if side > 0 else self.part.lower[own] < low
        waiting = own[((~settled) | (low > high)) & room].tolist()
        return [k for k in waiting if (k, side) not in self.closed]

    def sides(self, column: int) -> list[int]:
        """Return the sides on which a more extreme value would help and is not excluded."""
        sides = []
        for side in (1, -1):
            seen = self.seen_high[column] if side > 0 else self.seen_low[column]
            limit = self.part.upper[column] if side > 0 else self.part.lower[column]
            helps = self.need == "exact" or (self.goal(column, side) - seen) * side > 0
            if helps and (limit - seen) * side > 0 and (column, side) not in self.closed:
                sides.append(side)
        return sides


@dataclass
class Clock:
    """Time limit (seconds of wall time) and cancellation of one piece of work."""

    seconds: float
    cancelled: Callable[[], bool] | None = None
    started: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.seconds - (time.monotonic() - self.started)

    def over(self) -> bool:
        """Return True when no time is left or the user cancelled."""
        return self.left <= 0 or (self.cancelled is not None and self.cancelled())
