"""Boxes of box plots laid beside live frames: whose quartiles they are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.evidence.clock import Clock
from gel_airlock_jupyter.evidence.columns import LiveColumn, LiveFrame
from gel_airlock_jupyter.evidence.limits import EvidenceLimits
from gel_airlock_jupyter.policy.model import fold
from gel_airlock_jupyter.proof import BoxNumbers, Spread

Array = NDArray[Any]
MOST_VALUES = 60  # of a column whose groups may each have a box
MOST_GROUPS = 2_000  # of all keys together
MOST_KEYS = 3  # x, colour and facet
QUARTILES = (0.25, 0.5, 0.75)
PERCENTILES = (0, 1, 2, 2.5, 5, 9, 10, 25, 75, 90, 91, 95, 97.5, 98, 99, 100)  # where whiskers are drawn to
NEAR = 1e-7  # relative to the extent of the column, for values kept as 32-bit numbers
Found = dict[int, Spread]


def spreads_of(
    boxes: Sequence[BoxNumbers],
    names: Sequence[str],
    frames: Iterable[LiveFrame],
    limits: EvidenceLimits,
    clock: Clock,
) -> tuple[Spread | None, ...]:
    """Return the values behind each box, None where no frame proves them.

    Quartiles and median must be those of a column, or of a column within the groups of up to three other columns, and
    each whisker must end at a value of that group or at a percentile of it.

    Parameters
    ----------
    boxes : sequence of (low end, lower quartile, median, upper quartile, high end)
        As drawn; NaN where nothing is.
    names : sequence of str
        Labels of the axes: columns called so are tried first.
    frames : iterable of LiveFrame
        Person-level frames, likeliest first.
    limits : EvidenceLimits
        Chance of an accident, names of identifiers.
    clock : Clock
        The time box.

    Raises
    ------
    OutOfTime
        When the time box is used up.
    """
    best: Found = {}
    for frame in frames:
        search = _Search(frame, boxes, tuple(fold(name) for name in names), limits, clock)
        for found in search.results():
            if len(found) == len(boxes):
                return tuple(found[place] for place in range(len(boxes)))
            best = {**found, **best} if len(best) >= len(found) else {**best, **found}
    return tuple(best.get(place) for place in range(len(boxes)))


@dataclass(frozen=True, eq=False)
class _Ordered:
    """A column's values in rising order without missing ones, and the row of each."""

    column: LiveColumn
    values: Array
    rows: Array

    @classmethod
    def of(cls, column: LiveColumn) -> _Ordered:
        """Sort a column once, for all the ways of grouping it."""
        numbers = np.asarray(column.numbers, dtype=float)
        rows = np.argsort(numbers, kind="stable")[: int(np.isfinite(numbers).sum())]
        return cls(column, numbers[rows], rows)

    def by(self, codes: Array, n_groups: int) -> tuple[Array, Array]:
        """Return (places, ends): the values group by group, in rising order, and where each group ends among them."""
        own = codes[self.rows]
        places = np.argsort(own, kind="stable")  # a radix sort of small integers
        return places, np.searchsorted(own[places], np.arange(n_groups), "right")


@dataclass
class _Search:
    """One frame's columns and groups, tried in order."""

    frame: LiveFrame
    boxes: Sequence[BoxNumbers]
    names: tuple[str, ...]
    limits: EvidenceLimits
    clock: Clock
    tried: int = field(default=0)

    def results(self) -> Iterator[Found]:
        """Yield what each way of grouping proves: whole columns, groups of one key, of two, of three.

        Columns that the labels name are tried in every way first.
        """
        named = [column for column in self.variables if self._is_named(column)]
        others = [column for column in self.variables if column not in named]
        whole: Found = {}
        for columns, sizes in ((named, (0, 1, 2, 3)), (others, (0, 1, 2)), (others, (3,))):
            for column in columns:
                self.clock.check()
                ordered = _Ordered.of(column)
                for keys in (keys for size in sizes for keys in self._ways(size, column)):
                    found = self._matched(keys, ordered)
                    whole = {**found, **whole} if not keys else whole
                    yield found if keys else whole

    def _ways(self, size: int, column: LiveColumn) -> Iterator[tuple[LiveColumn, ...]]:
        for keys in combinations([key for key in self.keys if key is not column], size):
            if math.prod(key.distinct for key in keys) <= MOST_GROUPS:
                yield keys

    @cached_property
    def variables(self) -> list[LiveColumn]:
        """Return the numeric columns that may hold the values of a box."""
        return [column for column in self.frame.columns if column.kind == "number" and self._holds(column)]

    @cached_property
    def keys(self) -> list[LiveColumn]:
        """Return the columns of few values, those that the labels name first."""
        few = [c for c in self.frame.columns if c.kind != "date" and not c.has_more_than(MOST_VALUES)]
        return sorted((c for c in few if c.distinct > 1), key=lambda column: not self._is_named(column))

    def _is_named(self, column: LiveColumn) -> bool:
        name = fold(column.label)
        return bool(name) and any(name in said for said in self.names)

    def _holds(self, column: LiveColumn) -> bool:
        """Return whether any box lies within the extent of a column."""
        low, high = column.extent
        return any(low <= box[1] and box[3] <= high for box in self.boxes)

    def _matched(self, keys: tuple[LiveColumn, ...], ordered: _Ordered) -> Found:
        self.clock.check()
        codes, n_groups = self._codes(keys)
        places, ends = ordered.by(codes, n_groups)
        starts = np.concatenate([[0], ends[:-1]])
        quartiles = _quartiles(ordered.values, places, starts, ends)
        self.tried += n_groups
        low, high = ordered.column.extent
        slack = NEAR * max(high - low, 1e-300)
        found: Found = {}
        shown = 0
        for place, box in enumerate(self.boxes):
            wanted = np.array(box[1:4])[:, None]
            fits = (np.isnan(wanted) | (np.abs(quartiles - wanted) <= slack)).all(axis=0) & (ends > starts)
            for group in np.flatnonzero(fits).tolist():
                members = places[starts[group] : ends[group]]
                if all(_ends_at(ordered.values[members], end, slack) for end in (box[0], box[4])):
                    found[place] = self._spread(keys, ordered, members)
                    shown += sum(number == number for number in box)
                    break
        chance = math.log10(max(self.tried, 1)) - shown * math.log10(max(_different(ordered.column), 1))
        return found if chance <= math.log10(self.limits.chance) else {}

    def _codes(self, keys: tuple[LiveColumn, ...]) -> tuple[Array, int]:
        """Return the group of each row, and how many there are; the last number is for rows outside."""
        size = math.prod(key.distinct for key in keys)
        codes = np.zeros(self.frame.n_rows, np.uint16)
        outside = np.zeros(self.frame.n_rows, bool)
        for key in keys:
            own, values = key.coded
            codes *= np.uint16(len(values))
            codes += np.maximum(own, 0).astype(np.uint16)
            outside |= own < 0
        codes[outside] = size
        return codes, size

    def _spread(self, keys: tuple[LiveColumn, ...], ordered: _Ordered, members: Array) -> Spread:
        """Return the values of one group in rising order, with their people where rows are not people."""
        person = self.frame.person(self.limits.person_names)
        plain = person is None or person.is_key
        who = None if person is None or plain else np.asarray(person.coded[0])[ordered.rows[members]]
        by = tuple(key.label for key in keys)
        return Spread(self.frame.name, ordered.column.label, by, ordered.values[members], who)


def _quartiles(values: Array, places: Array, starts: Array, ends: Array) -> Array:
    """Return the quartiles of each group by linear interpolation, shape (3, groups), NaN where there is nobody."""
    found = np.full((len(QUARTILES), len(starts)), np.nan)
    counts = ends - starts
    full = np.flatnonzero(counts)
    for row, share in enumerate(QUARTILES):
        at = share * (counts[full] - 1)
        low = np.floor(at).astype(int)
        below, above = (values[places[starts[full] + np.minimum(low + up, counts[full] - 1)]] for up in (0, 1))
        found[row, full] = below + (above - below) * (at - low)
    return found


def _different(column: LiveColumn) -> int:
    """Return how many values a column has, up to a thousand: what a quartile may be by accident."""
    return 1_000 if column.has_more_than(1_000) else column.distinct


def _ends_at(values: Array, end: float, slack: float) -> bool:
    """Return whether a whisker ends at a value of the group or at one of its percentiles."""
    if math.isnan(end):
        return True
    places = np.concatenate([values, np.percentile(values, PERCENTILES)])
    return bool(np.abs(places - end).min() <= slack)
