"""A total that stands in the title, caption or declaration ("N=180") and not in the table itself."""

from __future__ import annotations

import math
from collections.abc import Callable

from gel_airlock_jupyter.disclosure.grids import UNLIMITED, Counts, Grid, label
from gel_airlock_jupyter.disclosure.structure import LineSum
from gel_airlock_jupyter.disclosure.system import Key, Relation

MOST_LEVELS = 60
LONGEST_BLOCK = 12


def from_titles(
    grid: Grid,
    counts: Counts,
    by_row: tuple[LineSum, ...],
    by_column: tuple[LineSum, ...],
    key: Callable[[int, int], Key],
) -> list[Relation]:
    """Return the sums of the table that a title gives; the title is the variable ``("title", number)``."""
    if not grid.titles:
        return []
    rows = [k for k in range(len(counts.row_numbers)) if k not in {one.total for one in by_row}]
    columns = [k for k in range(len(counts.column_numbers)) if k not in {one.total for one in by_column}]
    sets = {"the whole table": [(a, b) for a in rows for b in columns]}
    for b in columns:
        sets.setdefault(f"column `{label(grid.columns[counts.column_numbers[b]])}`", [(a, b) for a in rows])
    for a in rows:
        sets.setdefault(f"row `{label(grid.rows[counts.row_numbers[a]])}`", [(a, b) for b in columns])
    for b in columns:
        sets.update(_blocks(grid, counts, rows, b))
    distinct = {tuple(places): name for name, places in reversed(sets.items())}
    found = []
    for number in dict.fromkeys(grid.titles):
        for places, name in reversed(distinct.items()):
            if _fits(counts, places, number, len(distinct)):
                keys = tuple(key(counts.row_numbers[a], counts.column_numbers[b]) for a, b in places)
                words = f"read {number:,} in a title or header as the sum of {name}"
                found.append(Relation(("title", number), keys, words=words))
    return found


def _blocks(grid: Grid, counts: Counts, rows: list[int], b: int) -> dict[str, list[tuple[int, int]]]:
    """Return runs of rows that hold a hidden cell, of a column whose header gives its size: the levels of a variable.

    `Cases (n=120)` heads White 100, Asian 17, Black <5 among the rows of other variables.
    """
    name = label(grid.columns[counts.column_numbers[b]])
    if not any(f"{number:,}" in name or str(number) in name for number in grid.titles) or len(rows) > MOST_LEVELS:
        return {}
    open_ = [counts.lower[a, b] < counts.upper[a, b] for a in rows]
    found = {}
    for start in range(len(rows)):
        for end in range(start + 2, min(start + LONGEST_BLOCK, len(rows)) + 1):
            if any(open_[start:end]):
                found[f"rows {start + 1} to {end} of column `{name}`"] = [(a, b) for a in rows[start:end]]
    return found


def _fits(counts: Counts, places: tuple[tuple[int, int], ...], number: int, tested: int) -> bool:
    low = sum(int(counts.lower[place]) for place in places)
    high = sum(0 if counts.empty[place] else int(counts.upper[place]) for place in places)
    if len(places) < 2 or not low <= number <= high or high >= UNLIMITED:
        return False
    return math.log2((1 + number) / (1 + high - low)) >= math.log2(tested)
