"""Columns that were renamed, found again by their values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.evidence.aligned import ABSENT, Cells, Paired, pair
from gel_airlock_jupyter.evidence.clock import Clock
from gel_airlock_jupyter.evidence.columns import LiveColumn, LiveFrame

Array = NDArray[Any]
MOST_COLUMNS = 200
MOST_ANCHORED = 60
MOST_ROWS = 200_000


def may_be_renamed(cells: Sequence[Cells], frame: LiveFrame) -> bool:
    """Return whether an output and a frame are small enough to compare columns by value."""
    widest = max(len(cells), len(frame.columns))
    return bool(cells) and widest <= MOST_COLUMNS and frame.n_rows <= MOST_ROWS


def renamed_pairs(cells: Sequence[Cells], frame: LiveFrame, clock: Clock) -> Iterator[list[Paired]]:
    """Yield ways to pair an output's columns with a frame's by value: in order, then from the most telling column on.

    Values of dense whole numbers are in every column of such numbers; only joint agreement of rows counts later.
    """
    if not may_be_renamed(cells, frame):
        return
    for pairs in (_in_place(cells, frame, clock), _in_order(cells, frame, clock)):
        if len(pairs) * 2 >= len(cells):
            yield pairs
    yield from _from_anchor(cells, frame, clock)


def _labelled(frame: LiveFrame) -> list[LiveColumn]:
    """Return the columns that have a name; row numbers are no data."""
    return [column for column in frame.columns if column.label]


def _in_place(cells: Sequence[Cells], frame: LiveFrame, clock: Clock) -> list[Paired]:
    """Return pairs of the columns at the same place."""
    both = zip(cells, _labelled(frame), strict=False)
    return [found for c, live in both if (found := _contained(c, live, clock))]


def _in_order(cells: Sequence[Cells], frame: LiveFrame, clock: Clock) -> list[Paired]:
    """Return pairs in which every column goes with the next of the frame's that holds its values."""
    pairs: list[Paired] = []
    columns = iter(_labelled(frame))
    for each in cells:
        found = next((f for live in columns if (f := _contained(each, live, clock))), None)
        if found is None:
            break
        pairs.append(found)
    return pairs


def _contained(cells: Cells, live: LiveColumn, clock: Clock) -> Paired | None:
    """Return the pair if most of the output's values are among the frame's."""
    clock.check()
    found = pair(cells, live)
    if found is None or not len(found.known):
        return None
    return found if found.held() >= 0.8 * len(found.known) else None


def _from_anchor(cells: Sequence[Cells], frame: LiveFrame, clock: Clock) -> Iterator[list[Paired]]:
    """Yield pairs found along the rows to which the most varied column points."""
    anchors = sorted(cells, key=_variety, reverse=True)[:2] if len(cells) <= MOST_ANCHORED else []
    for anchor in anchors:
        if _variety(anchor) < min(3, anchor.length):
            continue
        for live in frame.columns:
            found = _contained(anchor, live, clock)
            if found is None:
                continue
            rows = _pointed(found, frame)
            if (rows >= 0).sum() * 2 < anchor.length:
                continue
            pairs = [found, *_agreeing(cells, anchor, frame, rows, clock)]
            if len(pairs) > 1 or _is_telling(found):
                yield pairs


def _variety(cells: Cells) -> int:
    if cells.numbers is not None:
        numbers = cells.numbers[~np.isnan(cells.numbers.astype(float))]
        return len(np.unique(numbers))
    return len(set(cells.texts))


def _is_telling(found: Paired) -> bool:
    return found.live.kind == "number" and found.decimals != 0


def _pointed(found: Paired, frame: LiveFrame) -> Array:
    """Return the frame's row for each row of the output where its value stands only once in the frame, else -1."""
    live = found.of_rows(np.arange(frame.n_rows))
    inside = live != ABSENT
    values, first, often = np.unique(live[inside], return_index=True, return_counts=True)
    once = often == 1
    known, rows = values[once], np.flatnonzero(inside)[first[once]]
    if not len(known):
        return np.full(len(found.codes), -1)
    at = np.minimum(np.searchsorted(known, found.codes), len(known) - 1)
    return np.where(known[at] == found.codes, rows[at], -1)


def _agreeing(cells: Sequence[Cells], anchor: Cells, frame: LiveFrame, rows: Array, clock: Clock) -> Iterator[Paired]:
    """Yield for every other column of the output the frame's column that agrees on those rows."""
    here = np.flatnonzero(rows >= 0)
    taken: set[int] = set()
    for other in cells:
        if other is anchor:
            continue
        for live in frame.columns:
            clock.check()
            if id(live) in taken or (found := pair(other, live)) is None:
                continue
            if np.mean(found.of_rows(rows[here]) == found.codes[here]) >= 0.8:
                taken.add(id(live))
                yield found
                break
