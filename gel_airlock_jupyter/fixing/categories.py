"""Which rows or columns of a table are categories that may be added up, and what two of them are called together."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from gel_airlock_jupyter.disclosure.labels import is_total
from gel_airlock_jupyter.disclosure.system import Key
from gel_airlock_jupyter.fixing.linked import Table
from gel_airlock_jupyter.fixing.recomputed import is_percent

MOST_LINES = 60
ROMAN = re.compile(r"(?:grade|stage|class|type|tier)?\s*[ivx]{1,4}[abc]?", re.IGNORECASE)
BAND = re.compile(r"(?P<low>\d+)(?P<between>\s*(?:-|\u2013|to)\s*)(?P<high>\d+)")
OPEN = re.compile(r"(?P<low>\d+)(?P<rest>\s*(?:\+|and over|and older|or more|or older|or over).*)")
BELOW = re.compile(r"(?P<word>(?:under|below|less than|younger than|<)\s*)(?P<high>\d+)", re.IGNORECASE)
ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10}
Labels = Sequence[tuple[str, ...]]


def sides(table: Table) -> Iterator[str]:
    """Yield "row" where rows have labels, "column" where columns are those of a crosstab."""
    counts = table.counts
    if counts is None:
        return
    if counts.labels and len(counts.grid.rows) <= MOST_LINES:
        yield "row"
    percents = any(is_percent(counts.grid, j) for j in range(counts.grid.shape[1]))
    if any(table.view.column_axis) and not percents and len(counts.columns) <= MOST_LINES:
        yield "column"


def lines(table: Table, side: str, truth: Mapping[Key, int]) -> dict[int, list[Key]]:
    """Return the counts of each line of a side that is a category: no total, and every count printed."""
    if table.counts is None:
        return {}
    grid = table.counts.grid
    counting = [j for j in range(grid.shape[1]) if not is_percent(grid, j)]
    at = 0 if side == "row" else 1
    totals = {
        relation.total[at]
        for relation in table.published.relations
        if relation.is_equation and isinstance(relation.total, tuple) and _across(relation.total, relation.parts, at)
    }
    found: dict[int, list[Key]] = {}
    for line in range(grid.shape[0]) if side == "row" else counting:
        names = (grid.rows if side == "row" else grid.columns)[line]
        keys: list[Key] = [(line, j) for j in counting] if side == "row" else [(i, line) for i in range(grid.shape[0])]
        if line not in totals and not any(map(is_total, names)) and all(key in truth for key in keys):
            found[line] = keys
    return found


def _across(total: tuple[object, ...], parts: Sequence[Key], at: int) -> bool:
    """Return whether a sum is over lines of this side."""
    return any(isinstance(part, tuple) and isinstance(part[0], int) and part[at] != total[at] for part in parts)


def groups(labels: Labels, found: Mapping[int, list[Key]]) -> Iterator[list[int]]:
    """Yield lines that may be added to each other: of one parent; neighbours only, where labels have an order.

    Of two lines nothing would be left but their total: such stay apart.
    """
    by_parent: dict[tuple[str, ...], list[int]] = {}
    for line in found:
        by_parent.setdefault(labels[line][:-1], []).append(line)
    for members in by_parent.values():
        if len(members) < 3:
            continue
        names = [labels[line][-1] for line in members]
        if is_ordered(names):
            order = sorted(range(len(members)), key=lambda k, names=names: (_rank(names[k]), k))  # type: ignore[misc]
            yield from ([members[a], members[b]] for a, b in itertools.pairwise(order))
        else:
            yield members


def is_ordered(names: Sequence[str]) -> bool:
    """Return whether categories have an order, so that only neighbours make sense together: bands, grades, years."""
    telling = sum(any(c.isdigit() for c in name) or ROMAN.fullmatch(name.strip()) is not None for name in names)
    return bool(names) and telling * 2 > len(names)


def _rank(name: str) -> float:
    """Return where a category stands: bands by their numbers, however the table sorts them; grades by theirs."""
    roman = ROMAN.fullmatch(name.strip())
    if roman is not None:
        digits = [
            ROMAN_DIGITS[c] for c in re.sub(r"[abc]$", "", name.strip().casefold().split()[-1]) if c in ROMAN_DIGITS
        ]
        return float(sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True)))
    number = re.search(r"\d+(?:\.\d+)?", name)
    if number is None:
        return 0.0
    return float(number[0]) - (0.5 if BELOW.match(name.strip()) else 0.0)


def together(first: str, second: str) -> str:
    """Return the name of two categories: "40-59" of neighbouring bands, else "a or b"."""
    first, second = first.strip(), second.strip()
    for one, other in ((first, second), (second, first)):
        low, high = BAND.fullmatch(one), BAND.fullmatch(other)
        end, below = OPEN.fullmatch(other), BELOW.fullmatch(one)
        if low and high and int(high["low"]) - int(low["high"]) in (0, 1):
            return f"{low['low']}{low['between']}{high['high']}"
        if low and end and int(end["low"]) - int(low["high"]) in (0, 1):
            return f"{low['low']}{end['rest']}"
        if below and high and int(below["high"]) == int(high["low"]):
            return f"{below['word']}{int(high['high']) + 1}"
    return f"{first} or {second}"
