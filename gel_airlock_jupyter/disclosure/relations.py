"""Finds which published numbers add up, without being told.

A sum is read from labels (``All``, ``Total``, indentation, MultiIndex levels) when the numbers permit it, and from
the numbers alone when they leave no doubt. Masked cells take part as intervals, so a total stays a total when a part
is hidden. Each relation says in words how it was read.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gel_airlock_jupyter.disclosure.evidence import Lines
from gel_airlock_jupyter.disclosure.grids import Counts, Grid, Ints, Labels, counts_of, label
from gel_airlock_jupyter.disclosure.independence import Span
from gel_airlock_jupyter.disclosure.labels import Names
from gel_airlock_jupyter.disclosure.structure import LineSum, complements, labelled, nested
from gel_airlock_jupyter.disclosure.subsets import scattered
from gel_airlock_jupyter.disclosure.system import Key, Relation
from gel_airlock_jupyter.disclosure.titles import from_titles

__all__ = ["Grid", "Relation", "find", "line_sums"]

NEED_INDENTED = 3.0
KeyOf = Callable[[int, int], Key]


def find(grid: Grid, key: KeyOf | None = None, *, hidden_only: bool = False) -> tuple[Relation, ...]:
    """Find the additive relations of one table.

    Parameters
    ----------
    grid : Grid
        The table; only its counts of people are read.
    key : callable, optional
        Gives the canonical key of the cell in row ``i`` and column ``j``; ``(i, j)`` by default. Titles get the keys
        ``("title", number)``.
    hidden_only : bool
        True leaves out sums of numbers that are all shown, of which an audit learns nothing; the first of each reading
        stays, for its words.

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
    found = [r for one in by_row for r in _expand(counts, one, grid.rows, key, hidden_only)]
    found += [r for one in by_column for r in _expand(turned, one, grid.columns, lambda j, i: key(i, j), hidden_only)]
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
    names = Names(labels)
    for total in range(len(lines)):
        for candidate in names.candidates(total):
            read = labelled(lines, total, candidate.parts, candidate.need)
            if read is not None:
                found.append(read)
                if len(candidate.parts) > 1:
                    break
        indented = names.children(total)
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


def _expand(counts: Counts, one: LineSum, labels: Labels, key: KeyOf, hidden_only: bool) -> list[Relation]:
    """Return the relation of each position at which the sum holds.

    A part with nothing printed is zero where that fits, else unknown.
    """
    line, own = counts.row_numbers, counts.row_numbers[one.total]
    parts = [line[k] for k in one.parts]
    words = _words(labels, own, parts)
    positions = _positions(counts, one, hidden_only)
    block = np.array(one.parts)[:, None], positions
    empty = counts.empty[block]
    low, high = np.where(empty, 0, counts.lower[block]).sum(axis=0), np.where(empty, 0, counts.upper[block]).sum(axis=0)
    fits = (low <= counts.upper[one.total, positions]) & (high >= counts.lower[one.total, positions])
    is_whole = (~fits | ~empty.any(axis=0)).tolist()
    found = []
    for n, position in enumerate(positions.tolist()):
        place = counts.column_numbers[position]
        used = parts if is_whole[n] else [k for k, gone in zip(parts, empty[:, n].tolist(), strict=True) if not gone]
        if used:
            found.append(Relation(key(own, place), tuple([key(k, place) for k in used]), words=words))
    return found


def _positions(counts: Counts, one: LineSum, hidden_only: bool) -> Ints:
    """Return where a sum holds and has a total; of those where all is shown only the first, if so wanted."""
    positions: Ints = np.flatnonzero(one.where & ~counts.empty[one.total])
    if not hidden_only or not len(positions):
        return positions
    block = np.array([one.total, *one.parts])[:, None], positions
    told = (counts.lower[block] < counts.upper[block]).any(axis=0)
    told[(~told).argmax()] = True
    return np.asarray(positions[told], dtype=np.int64)


def _words(labels: Labels, total: int, parts: list[int]) -> str:
    names = [f"`{label(labels[k])}`" for k in parts]
    shown = ", ".join(names) if len(names) <= 6 else ", ".join(names[:4]) + f" and {len(names) - 4} more"
    return f"read `{label(labels[total])}` as the sum of {shown}"
