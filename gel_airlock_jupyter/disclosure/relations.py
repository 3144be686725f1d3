"""Finds which published numbers add up, without being told.

A sum is read from labels (``All``, ``Total``, indentation, MultiIndex levels) when the numbers permit it, and from
the numbers alone when they leave no doubt. Masked cells take part as intervals, so a total stays a total when a part
is hidden. Each relation says in words how it was read.
"""

from __future__ import annotations

from collections.abc import Callable

from gel_airlock_jupyter.disclosure import labels as words_of_totals
from gel_airlock_jupyter.disclosure.evidence import Lines
from gel_airlock_jupyter.disclosure.grids import Counts, Grid, Labels, counts_of, label
from gel_airlock_jupyter.disclosure.independence import Span
from gel_airlock_jupyter.disclosure.structure import LineSum, complements, labelled, nested
from gel_airlock_jupyter.disclosure.subsets import scattered
from gel_airlock_jupyter.disclosure.system import Key, Relation
from gel_airlock_jupyter.disclosure.titles import from_titles

__all__ = ["Grid", "Relation", "find", "line_sums"]

NEED_INDENTED = 3.0
KeyOf = Callable[[int, int], Key]


def find(grid: Grid, key: KeyOf | None = None) -> tuple[Relation, ...]:
    """Find the additive relations of one table.

    Parameters
    ----------
    grid : Grid
        The table; only its counts of people are read.
    key : callable, optional
        Gives the canonical key of the cell in row ``i`` and column ``j``; ``(i, j)`` by default. Titles get the keys
        ``("title", number)``.

    Returns
    -------
    tuple of Relation
        One for each total cell, with words such as "read `All` as the sum of `a`, `b`".
    """
    key = key or _position
    counts = counts_of(grid)
    if counts.lower.size == 0:
        return ()
    by_row = line_sums(_lines(counts), tuple(grid.rows[i] for i in counts.row_numbers))
    turned = _turned(counts)
    by_column = line_sums(_lines(turned), tuple(grid.columns[j] for j in counts.column_numbers))
    found = [r for one in by_row for r in _expand(counts, one, grid.rows, key)]
    found += [r for one in by_column for r in _expand(turned, one, grid.columns, lambda j, i: key(i, j))]
    found += from_titles(grid, counts, by_row, by_column, key)
    return tuple(found)


def line_sums(lines: Lines, labels: Labels) -> tuple[LineSum, ...]:
    """Return the sums among lines, strongest reading first, none that follows from the others."""
    span = Span(len(lines))
    found: list[LineSum] = []
    explained: set[int] = set()
    for one in (*_from_labels(lines, labels), *_from_numbers(lines)):
        if (one.labelled or one.total not in explained) and span.add(one.total, one.parts):
            found.append(one)
            explained.add(one.total)
    rest = scattered(lines, explained | {k for sums in found for k in sums.parts})
    return (*found, *(one for one in rest if span.add(one.total, one.parts)))


def _from_labels(lines: Lines, labels: Labels) -> list[LineSum]:
    found: list[LineSum] = []
    for total in range(len(lines)):
        for candidate in words_of_totals.candidates(labels, total):
            read = labelled(lines, total, candidate.parts, candidate.need)
            if read is not None:
                found.append(read)
                if len(candidate.parts) > 1:
                    break
        indented = words_of_totals.children(labels, total)
        if indented and (read := labelled(lines, total, indented, NEED_INDENTED)) is not None:
            found.append(read)
    return [one for one in found if len(one.parts) > 1]


def _from_numbers(lines: Lines) -> list[LineSum]:
    found = [*nested(lines), *complements(lines)]
    return sorted(found, key=lambda one: -one.bits)


def _position(row: int, column: int) -> Key:
    return (row, column)


def _lines(counts: Counts) -> Lines:
    return Lines(counts.lower, counts.upper, counts.empty)


def _turned(counts: Counts) -> Counts:
    return Counts(counts.lower.T, counts.upper.T, counts.empty.T, counts.column_numbers, counts.row_numbers)


def _expand(counts: Counts, one: LineSum, labels: Labels, key: KeyOf) -> list[Relation]:
    """Return the relation of each position at which the sum holds."""
    line = counts.row_numbers
    words = _words(labels, line[one.total], [line[k] for k in one.parts])
    found = []
    for position, place in enumerate(counts.column_numbers):
        if not one.where[position] or counts.empty[one.total, position]:
            continue
        parts = _printed(counts, one, position)
        if parts:
            keys = tuple(key(line[k], place) for k in parts)
            found.append(Relation(key(line[one.total], place), keys, words=words))
    return found


def _printed(counts: Counts, one: LineSum, position: int) -> list[int]:
    """Return the parts at one position; a cell with nothing printed is zero where that fits, else unknown."""
    printed = [k for k in one.parts if not counts.empty[k, position]]
    low = counts.lower[printed, position].sum()
    high = counts.upper[printed, position].sum()
    fits = low <= counts.upper[one.total, position] and high >= counts.lower[one.total, position]
    return printed if fits else list(one.parts)


def _words(labels: Labels, total: int, parts: list[int]) -> str:
    names = [f"`{label(labels[k])}`" for k in parts]
    shown = ", ".join(names) if len(names) <= 6 else ", ".join(names[:4]) + f" and {len(names) - 4} more"
    return f"read `{label(labels[total])}` as the sum of {shown}"
