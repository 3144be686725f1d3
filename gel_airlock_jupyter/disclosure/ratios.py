"""Percentages that tie two counts: what a printed 12.3 % of 57 says about the count behind it."""

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


@dataclass(frozen=True, slots=True)
class Base:
    """What percentages may be of: the key and quantity for each row, and its name in words.

    One number for all rows is ``shared``; where no cell prints it, it is the sum of ``parts``.
    """

    keys: tuple[Key, ...]
    quantities: tuple[Quantity | None, ...]
    name: str
    shared: bool = False
    parts: tuple[Key, ...] = ()


def find_ratios(grid: Grid, key: Callable[[int, int], Key] | None = None) -> tuple[Relation, ...]:
    """Find which percentages of a table are of which counts.

    For each column of percentages the count columns are tried as numerators, and as denominators the other count
    columns, the rows called totals, the numbers of titles, and the column's own sum. A reading is taken when every row
    permits it and the rows together give evidence enough. Turn the grid to read percentages in rows.
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
            found.append(Base((place(total, other),) * height, (cell,) * height, name, shared=True))
    for number in dict.fromkeys(grid.titles):
        exact = Quantity(number, number)
        found.append(Base((("title", number),) * height, (exact,) * height, f"{number:,} in the title", shared=True))
    summed = [i for i in rows if i not in totals and grid.cells[i][numerator] is not None]
    return [*found, _sum(grid, numerator, summed, place)] if len(summed) > 1 else found


def _sum(grid: Grid, column: int, rows: list[int], place: Callable[[int, int], Key]) -> Base:
    """Return the sum of a column as what percentages may be of, whether it is printed or not."""
    cells = [cell for i in rows if (cell := grid.cells[i][column]) is not None]
    uppers = [cell.upper for cell in cells]
    upper = None if None in uppers else sum(end for end in uppers if end is not None)
    whole = Quantity(sum(cell.lower or 0 for cell in cells), upper, mark="range")
    keys = tuple(place(i, column) for i in range(grid.shape[0]))
    inside = tuple(whole if i in rows else None for i in range(grid.shape[0]))
    name = f"the sum of `{label(grid.columns[column])}`"
    return Base(keys, inside, name, shared=True, parts=tuple(place(i, column) for i in rows))


def _evidence(grid: Grid, column: int, numerator: int, base: Base) -> float | None:
    """Return the evidence in bits, or None when some row excludes the reading.

    A whole that is not printed exactly is narrowed by each row in turn: what the rows after it agree with counts.
    """
    bits = 0.0
    narrowed: Quantity | None = None
    for i, row in enumerate(grid.cells):
        percentage, count, whole = row[column], row[numerator], base.quantities[i]
        if percentage is None or count is None or whole is None:
            continue
        if base.shared:
            whole = narrowed or whole
        low = Fraction(percentage.lower or 0) * Fraction(whole.lower or 0)
        high = None
        if percentage.upper is not None and whole.upper is not None:
            high = Fraction(percentage.upper) * Fraction(whole.upper)
        if count.upper is not None and 100 * count.upper < low:
            return None
        if high is not None and 100 * Fraction(count.lower or 0) > high:
            return None
        if count.is_exact and count.value and percentage.width is not None:
            if base.shared or whole.is_exact:
                bits += _agreement(int(count.value), percentage, whole)
            if base.shared and not whole.is_exact:
                narrowed = _narrowed(int(count.value), percentage, whole)
    return bits - math.log2(1 + len(grid.columns))


def _agreement(count: int, percentage: Quantity, whole: Quantity) -> float:
    """Return the bits that a percentage tells which is what a count of a whole must read as."""
    if not whole.lower or whole.upper is None:
        return 0.0
    expected = 0.0 if whole.is_exact else float(100 * count * (1 / Fraction(whole.lower) - 1 / Fraction(whole.upper)))
    return math.log2(max(1.0, 50.0 / max(expected + float(percentage.width or 0), 0.01)))


def _narrowed(count: int, percentage: Quantity, whole: Quantity) -> Quantity:
    """Return what is left of a whole of which a count is so many per cent."""
    low, high = Fraction(whole.lower or 0), None if whole.upper is None else Fraction(whole.upper)
    if percentage.upper:
        low = max(low, 100 * count / Fraction(percentage.upper))
    if percentage.lower:
        most = 100 * count / Fraction(percentage.lower)
        high = most if high is None else min(high, most)
    return Quantity(low, high, mark="range")


def _expand(grid: Grid, column: int, numerator: int, base: Base, place: Callable[[int, int], Key]) -> list[Relation]:
    words = f"read `{label(grid.columns[column])}` as `{label(grid.columns[numerator])}` in percent of {base.name}"
    found: list[Relation] = []
    for i, row in enumerate(grid.cells):
        percentage = row[column]
        if percentage is None or row[numerator] is None or base.quantities[i] is None:
            continue
        own = place(i, numerator)
        if base.parts:
            found += _of_sum(own, tuple(key for key in base.parts if key != own), percentage, words)
        else:
            found += percentage_relations(own, base.keys[i], percentage, words)
    return found


def _of_sum(own: Key, others: tuple[Key, ...], percentage: Quantity, words: str) -> list[Relation]:
    """Return ``lower * (own + others) <= 100 * own <= upper * (own + others)`` in whole numbers."""
    found = []
    for end, is_lower in ((percentage.lower, True), (percentage.upper, False)):
        exact = None if end is None else Fraction(end)
        if exact is not None and 0 < exact < 100:
            low, high = (0, None) if is_lower else (None, 0)
            scale = 100 * exact.denominator - exact.numerator
            found.append(Relation(own, others, (exact.numerator,) * len(others), words, low, high, scale))
    return found
