"""Percentages and means that tie two counts: what a printed 12.3 % of 57 says about the count behind it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from gel_airlock_jupyter.disclosure.grids import Grid, label
from gel_airlock_jupyter.disclosure.labels import is_total
from gel_airlock_jupyter.disclosure.quantities import Quantity
from gel_airlock_jupyter.disclosure.system import Key, Relation

NEED_NEIGHBOUR = 3.0
"""Bits asked when the percentages stand right of their counts, or share their label."""
NEED_ANYWHERE = 8.0


def counts_behind(percentage: Quantity, total: int) -> range:
    """Return the counts (people) that a percentage of a known total can stand for."""
    low = Fraction(percentage.lower or 0) * total / 100
    high = Fraction(100 if percentage.upper is None else percentage.upper) * total / 100
    return range(math.ceil(low), math.floor(high) + 1)


def safe_decimals(total: int) -> int:
    """Return how many decimals a percentage of ``total`` may show so that no count of 1..4 is given back; -1 for none.

    A count is given back when ``total < 10 ** (decimals + 2)``. At a fifth of that precision an interval holds about
    five counts, and at least two of them are above zero.
    """
    return max(-1, math.floor(math.log10(total / 5)) - 2) if total >= 5 else -1


def percentage_relations(numerator: Key, denominator: Key, percentage: Quantity, words: str = "") -> list[Relation]:
    """Return ``lower * denominator <= 100 * numerator <= upper * denominator`` in whole numbers."""
    found = []
    for end, is_lower in ((percentage.lower, True), (percentage.upper, False)):
        if end is not None:
            exact = Fraction(end)
            low, high = (0, None) if is_lower else (None, 0)
            scale = 100 * exact.denominator
            found.append(Relation(numerator, (denominator,), (exact.numerator,), words, low, high, scale))
    return found


def mean_relations(total: Key, count: Key, mean: Quantity, words: str = "") -> list[Relation]:
    """Return ``lower * count <= total <= upper * count``: a rounded mean of whole numbers pins their sum."""
    found = []
    for end, is_lower in ((mean.lower, True), (mean.upper, False)):
        if end is not None:
            exact = Fraction(end)
            low, high = (0, None) if is_lower else (None, 0)
            found.append(Relation(total, (count,), (exact.numerator,), words, low, high, exact.denominator))
    return found


@dataclass(frozen=True, slots=True)
class Base:
    """What percentages may be of: the key and quantity for each row, and its name in words."""

    keys: tuple[Key, ...]
    quantities: tuple[Quantity | None, ...]
    name: str


def find_ratios(grid: Grid, key: Callable[[int, int], Key] | None = None) -> tuple[Relation, ...]:
    """Find which percentages of a table are of which counts.

    For each column of percentages the count columns are tried as numerators, and as denominators the other count
    columns, the rows called totals, and the numbers of titles. A reading is taken when every row permits it and
    the rows together give evidence enough. Turn the grid to read percentages in rows.
    """
    place = key or (lambda i, j: (i, j))
    width = grid.shape[1]
    counts = [j for j in range(width) if _has(grid, j, "count")]
    found: list[Relation] = []
    for column in (j for j in range(width) if _has(grid, j, "percent")):
        best: tuple[float, int, Base] | None = None
        for numerator in counts:
            need = NEED_NEIGHBOUR if _is_neighbour(grid, numerator, column) else NEED_ANYWHERE
            for base in _bases(grid, counts, numerator, place):
                bits = _evidence(grid, column, numerator, base)
                if bits is not None and bits >= need and (best is None or bits > best[0]):
                    best = (bits, numerator, base)
        if best is not None:
            found += _expand(grid, column, best[1], best[2], place)
    return tuple(found)


def _has(grid: Grid, column: int, unit: str) -> bool:
    return {cell.unit for row in grid.cells if (cell := row[column]) is not None} == {unit}


def _is_neighbour(grid: Grid, numerator: int, column: int) -> bool:
    same = grid.columns[numerator][:-1] == grid.columns[column][:-1] and len(grid.columns[column]) > 1
    return column == numerator + 1 or same


def _bases(grid: Grid, counts: list[int], numerator: int, place: Callable[[int, int], Key]) -> list[Base]:
    """Return what the percentages of a numerator column may be of."""
    height = grid.shape[0]
    rows = range(height)
    found = []
    for other in counts:
        if other != numerator:
            quantities = tuple(grid.cells[i][other] for i in rows)
            found.append(Base(tuple(place(i, other) for i in rows), quantities, f"`{label(grid.columns[other])}`"))
    totals = [i for i in rows if any(is_total(text) for text in grid.rows[i])]
    for total in totals:
        for other in counts:
            cell = grid.cells[total][other]
            name = f"`{label(grid.rows[total])}` of `{label(grid.columns[other])}`"
            found.append(Base((place(total, other),) * height, (cell,) * height, name))
    for number in dict.fromkeys(grid.titles):
        exact = Quantity(number, number)
        found.append(Base((("title", number),) * height, (exact,) * height, f"{number:,} in the title"))
    return found


def _evidence(grid: Grid, column: int, numerator: int, base: Base) -> float | None:
    """Return the evidence in bits, or None when some row excludes the reading."""
    bits = 0.0
    for i, row in enumerate(grid.cells):
        percentage, count, whole = row[column], row[numerator], base.quantities[i]
        if percentage is None or count is None or whole is None:
            continue
        low = Fraction(percentage.lower or 0) * int(whole.lower or 0)
        high = None
        if percentage.upper is not None and whole.upper is not None:
            high = Fraction(percentage.upper) * int(whole.upper)
        if count.upper is not None and 100 * count.upper < low:
            return None
        if high is not None and 100 * Fraction(count.lower or 0) > high:
            return None
        if count.is_exact and whole.is_exact and count.value and percentage.width is not None:
            bits += math.log2(max(1.0, 50.0 / max(float(percentage.width), 0.01)))
    return bits - math.log2(1 + len(grid.columns))


def _expand(grid: Grid, column: int, numerator: int, base: Base, place: Callable[[int, int], Key]) -> list[Relation]:
    words = f"read `{label(grid.columns[column])}` as `{label(grid.columns[numerator])}` in percent of {base.name}"
    found: list[Relation] = []
    for i, row in enumerate(grid.cells):
        percentage = row[column]
        if percentage is not None and row[numerator] is not None and base.quantities[i] is not None:
            found += percentage_relations(place(i, numerator), base.keys[i], percentage, words)
    return found
