"""Narrows intervals by whole-number arithmetic on one row at a time, and remembers each step."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.disclosure.compiled import NO_LIMIT, Compiled
from gel_airlock_jupyter.disclosure.grids import Ints

MOST_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Step:
    """Row ``row`` shows that variable ``column`` is at least (``side`` -1) or at most (+1) ``bound``."""

    column: int
    side: int
    bound: int
    row: int


@dataclass
class Narrowed:
    """Intervals after propagation, the steps that led there, and the columns whose interval became empty."""

    lower: Ints
    upper: Ints
    steps: list[Step] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)


def propagate(compiled: Compiled) -> Narrowed:
    """Narrow every interval until nothing changes, an interval is empty, or the round limit is met."""
    result = Narrowed(compiled.lower.copy(), compiled.upper.copy())
    if not compiled.rows:
        return result
    for _ in range(MOST_ROUNDS):
        lower, upper, by_low, by_high = _round(compiled, result.lower, result.upper)
        up = np.flatnonzero(upper < result.upper)
        down = np.flatnonzero(lower > result.lower)
        result.steps += [Step(int(k), 1, int(upper[k]), int(by_high[k])) for k in up]
        result.steps += [Step(int(k), -1, int(lower[k]), int(by_low[k])) for k in down]
        result.lower, result.upper = lower, upper
        result.empty = np.flatnonzero(lower > upper).tolist()
        if result.empty or not (len(up) or len(down)):
            break
    return result


def _round(compiled: Compiled, lower: Ints, upper: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the new intervals and, for each changed end, the row that gave it."""
    column, coefficient, row = compiled.entry_column, compiled.entry_coefficient, compiled.entry_row
    positive = coefficient > 0
    lo, hi = lower[column], upper[column]
    endless = hi >= NO_LIMIT
    at_low = coefficient * lo
    at_high = coefficient * np.where(endless, 0, hi)
    least, least_open = np.where(positive, at_low, at_high), ~positive & endless
    most, most_open = np.where(positive, at_high, at_low), positive & endless
    room_high, known_high = _room(compiled, compiled.row_high, least, least_open)
    room_low, known_low = _room(compiled, compiled.row_low, most, most_open)
    high = np.full(len(column), NO_LIMIT, dtype=np.int64)
    low = np.zeros(len(column), dtype=np.int64)
    use = positive & known_high
    high[use] = room_high[use] // coefficient[use]
    use = ~positive & known_low
    high[use] = room_low[use] // coefficient[use]
    use = positive & known_low
    low[use] = -(-room_low[use] // coefficient[use])
    use = ~positive & known_high
    low[use] = -(-room_high[use] // coefficient[use])
    new_lower, new_upper = lower.copy(), upper.copy()
    np.minimum.at(new_upper, column, high)
    np.maximum.at(new_lower, column, low)
    by_high, by_low = np.full(len(lower), -1, dtype=np.int64), np.full(len(lower), -1, dtype=np.int64)
    match = high == new_upper[column]
    by_high[column[match]] = row[match]
    match = low == new_lower[column]
    by_low[column[match]] = row[match]
    return new_lower, new_upper, by_low, by_high


def _room(compiled: Compiled, limit: Ints, reach: Ints, is_open: NDArray[np.bool_]) -> tuple[Ints, NDArray[np.bool_]]:
    """Return what a row's limit leaves for each entry when all other entries take their extreme value."""
    total = np.add.reduceat(reach, compiled.start)[compiled.entry_row]
    opens = np.add.reduceat(is_open.astype(np.int64), compiled.start)[compiled.entry_row]
    bound = limit[compiled.entry_row]
    known = (opens - is_open == 0) & (np.abs(bound) < NO_LIMIT // 2)
    return np.asarray(bound - (total - reach), dtype=np.int64), np.asarray(known, dtype=np.bool_)


def closure(steps: list[Step], compiled: Compiled, column: int) -> list[Step]:
    """Return the steps that the final interval of one variable rests on, in order."""
    wanted = {(column, 1), (column, -1)}
    ends = [*compiled.start[1:].tolist(), len(compiled.entry_row)]
    needed: list[Step] = []
    for step in reversed(steps):
        if (step.column, step.side) not in wanted:
            continue
        needed.append(step)
        span = range(int(compiled.start[step.row]), ends[step.row])
        for entry in span:
            other = int(compiled.entry_column[entry])
            if other != step.column:
                wanted |= {(other, 1), (other, -1)}
    return needed[::-1]


def components(compiled: Compiled, lower: Ints, upper: Ints) -> list[tuple[list[int], list[int]]]:
    """Return (columns, rows) of each group of undecided variables that share rows, directly or through others."""
    free = (lower < upper).tolist()
    by_row: list[list[int]] = [[] for _ in range(compiled.rows)]
    by_column: list[list[int]] = [[] for _ in range(len(lower))]
    for row, column in zip(compiled.entry_row.tolist(), compiled.entry_column.tolist(), strict=True):
        if free[column]:
            by_row[row].append(column)
            by_column[column].append(row)
    seen_row = [False] * compiled.rows
    found: list[tuple[list[int], list[int]]] = []
    for first, is_free in enumerate(free):
        if not is_free:
            continue
        columns, rows, stack = [], [], [first]
        free[first] = False
        while stack:
            column = stack.pop()
            columns.append(column)
            for row in by_column[column]:
                if not seen_row[row]:
                    seen_row[row] = True
                    rows.append(row)
                    for other in by_row[row]:
                        if free[other]:
                            free[other] = False
                            stack.append(other)
        found.append((sorted(columns), sorted(rows)))
    return found
