"""Tables of the same rows that add up: the column of one is the sum of columns of others (all = male + female)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gel_airlock_jupyter.disclosure.evidence import Lines, bits
from gel_airlock_jupyter.disclosure.grids import UNLIMITED, label
from gel_airlock_jupyter.disclosure.labels import is_total
from gel_airlock_jupyter.disclosure.quantities import Quantity
from gel_airlock_jupyter.disclosure.relations import line_sums
from gel_airlock_jupyter.disclosure.structure import LineSum
from gel_airlock_jupyter.joint.declared import Declared
from gel_airlock_jupyter.joint.naming import fold
from gel_airlock_jupyter.joint.published import Published
from gel_airlock_jupyter.joint.sums import Sum

MOST_LINES = 400
"""Columns compared with each other; the newest are taken."""
NEED_SURE = 8.0
"""Bits asked of a sum of tables that no label suggests; half of it makes a sum possible."""
MOST_OF_ALL = 0.9
"""Share of a total from which one part counts nearly the same people."""

RowName = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One column of counts of one output, by the names of its rows."""

    output: int
    column: int
    cells: dict[RowName, tuple[int, Quantity]]
    path: tuple[str, str]


def declared_sums(outputs: Sequence[Published], said: Sequence[Declared]) -> Iterator[Sum]:
    """Yield the sums of outputs that were declared by their names: `relations=["everyone = women + men"]`."""
    if not said:
        return
    by_output: dict[str, dict[str, Line]] = {}
    for line in _lines(outputs, least=1):
        if not outputs[line.output].is_earlier:
            by_output.setdefault(line.path[0].casefold(), {})[fold(line.path[1])] = line
    for one in said:
        named = [by_output.get(name.casefold(), {}) for name in one.names]
        columns = set.intersection(*(set(found) for found in named))
        if not one.is_added or not columns:
            continue
        for column in sorted(columns):
            total, *parts = (found[column] for found in named)
            for row in sorted(set.intersection(*(set(line.cells) for line in (total, *parts)))):
                keys = tuple((line.output, line.cells[row][0], line.column) for line in parts)
                yield Sum((total.output, total.cells[row][0], total.column), keys, True, one.words)


@dataclass(frozen=True)
class Stacked:
    """Sums found, and how many columns were left out because there are too many."""

    sums: tuple[Sum, ...]
    left_out: int = 0
    left_out_at_hand: bool = False


def stacked(outputs: Sequence[Published]) -> Stacked:
    """Return the sums among columns of different outputs that share at least two row labels."""
    found: list[Sum] = []
    left_out, at_hand = 0, False
    for group, rows in groups(_lines(outputs)):
        newest = sorted(group, key=lambda line: outputs[line.output].is_earlier)[:MOST_LINES]
        left_out += len(group) - len(newest)
        at_hand |= sum(not outputs[line.output].is_earlier for line in group) > MOST_LINES
        distinct = _distinct(newest, rows)
        found += _sums(outputs, sorted(distinct, key=lambda line: (line.output, line.column)), rows)
    return Stacked(tuple(found), left_out, at_hand)


def _lines(outputs: Sequence[Published], least: int = 2) -> list[Line]:
    lines: dict[tuple[int, int], Line] = {}
    for number, output in enumerate(outputs):
        grid = output.grid
        if grid is None or not output.is_labelled:
            continue
        names = [tuple(fold(part) for part in path) for path in grid.rows]
        for (i, j), cell in output.counts():
            line = lines.get((number, j))
            if line is None:
                line = lines[number, j] = Line(number, j, {}, (output.name, label(grid.columns[j])))
            line.cells.setdefault(names[i], (i, cell))
    return [line for line in lines.values() if len(line.cells) >= least]


def groups(lines: Sequence[Line]) -> Iterator[tuple[list[Line], list[RowName]]]:
    """Yield lines of several outputs with the row names that all of them have: at least two, and half of each."""
    left = list(lines)
    while left:
        group, rest = [left[0]], []
        common = set(left[0].cells)
        for line in left[1:]:
            both = common & set(line.cells)
            if len(both) >= max(2, (max(len(common), len(line.cells)) + 1) // 2):
                group.append(line)
                common = both
            else:
                rest.append(line)
        if len({line.output for line in group}) > 1 and len(group) > 2:
            yield group, sorted(common)
        left = rest


def _distinct(lines: Sequence[Line], rows: Sequence[RowName]) -> list[Line]:
    """Return lines without repetitions of the same numbers, which are linked by their names already."""
    seen: dict[tuple[object, ...], Line] = {}
    for line in lines:
        seen.setdefault(tuple((q.lower, q.upper) for q in (line.cells[row][1] for row in rows)), line)
    return list(seen.values())


def _sums(outputs: Sequence[Published], lines: list[Line], rows: Sequence[RowName]) -> Iterator[Sum]:
    if len(lines) < 3:
        return
    arrays = _arrays(lines, rows)
    known: set[tuple[int, tuple[int, ...]]] = set()
    read_so = line_sums(arrays, tuple(line.path for line in lines))
    judged = [(one, sure) for one in read_so if (sure := _is_sure(one, lines, arrays)) is not None]
    for read, is_sure in (*judged, *_pairs(arrays)):
        name = (read.total, tuple(sorted(read.parts)))
        used = {lines[k].output for k in (read.total, *read.parts)}
        if name in known or len(used) < 2:
            continue
        if not is_sure and all(outputs[number].is_earlier for number in used):
            continue  # what only suggests itself among earlier requests was a matter of the latest of them
        known.add(name)
        yield from _expanded(outputs, lines, rows, read, is_sure)


def _is_sure(read: LineSum, lines: Sequence[Line], arrays: Lines) -> bool | None:
    """Return whether a reading is sure, possible (False) or chance (None).

    Every row has to add up. The name of an output ("all", "total") is then enough when the columns have one name. The
    order of outputs says little: as many runs were tried as there are lines, for each of them.
    """
    if not read.where.all():
        return None
    total = lines[read.total]
    same_column = all(fold(lines[k].path[1]) == fold(total.path[1]) for k in read.parts)
    if read.labelled and is_total(total.path[0]) and same_column:
        return True
    need = NEED_SURE + math.log2(len(lines))
    weight = read.bits - _excess(arrays, read.total, read.parts)
    return None if weight < need / 2 else weight >= need


def _excess(lines: Lines, total: int, parts: Sequence[int]) -> float:
    """Return how many bits (over all rows) say only that the total and its largest part count nearly the same people.

    Where one part is nearly all of the total, as in tables before and after a filter that few fail, that their
    difference agrees with the other parts speaks by the size of those, not by that of the total.
    """
    sizes = lines.lower[list(parts)].sum(axis=1)
    if sizes.max(initial=0) < MOST_OF_ALL * max(1, int(lines.lower[total].sum())):
        return 0.0
    rest = np.delete(lines.upper[list(parts)], int(sizes.argmax()), axis=0).sum(axis=0)
    low, high = lines.lower[list(parts)].sum(axis=0), lines.upper[list(parts)].sum(axis=0)
    width = (high - low) + (lines.upper[total] - lines.lower[total])
    whole = np.log2((1.0 + np.minimum(lines.upper[total], high)) / (1.0 + width)).clip(0.0)
    small = np.log2((1.0 + np.minimum(rest, lines.upper[total])) / (1.0 + width)).clip(0.0)
    return float((whole - small).sum())


def _arrays(lines: Sequence[Line], rows: Sequence[RowName]) -> Lines:
    low = [[int(line.cells[row][1].lower or 0) for row in rows] for line in lines]
    high = [[UNLIMITED if (u := line.cells[row][1].upper) is None else int(u) for row in rows] for line in lines]
    return Lines(
        np.array(low, dtype=np.int64), np.array(high, dtype=np.int64), np.zeros((len(lines), len(rows)), dtype=np.bool_)
    )


def _pairs(lines: Lines) -> Iterator[tuple[LineSum, bool]]:
    """Yield every line that is the sum of two others, wherever they stand.

    Pairs are tried row by row, and only what fits one row is tried at the next: most are gone after the first.
    """
    count, rows = lines.lower.shape
    largest, *others = np.argsort(-lines.lower.max(axis=0, initial=0)).tolist()  # large numbers rule out most
    chance = math.log2(max(1, count * count * (count - 1) // 2))
    weighty = lines.shown.max(axis=1, initial=0) > 0
    pairs = np.triu_indices(count, 1)
    kept = weighty[pairs[0]] & weighty[pairs[1]]
    first, second = pairs[0][kept], pairs[1][kept]
    least = lines.lower[first, largest] + lines.lower[second, largest]
    most = lines.upper[first, largest] + lines.upper[second, largest]
    for total in range(count):
        fits = (least <= lines.upper[total, largest]) & (most >= lines.lower[total, largest])
        one, other = first[fits], second[fits]
        for row in others:
            low = lines.lower[one, row] + lines.lower[other, row]
            high = lines.upper[one, row] + lines.upper[other, row]
            fits = (low <= lines.upper[total, row]) & (high >= lines.lower[total, row])
            one, other = one[fits], other[fits]
            if not len(one):
                break
        fits = (one != total) & (other != total)
        one, other = one[fits], other[fits]
        if not len(one):
            continue
        low, high = lines.lower[one] + lines.lower[other], lines.upper[one] + lines.upper[other]
        weights = bits(lines, total, low, high, (lines.shown[one] > 0) & (lines.shown[other] > 0)) - chance
        for k in np.flatnonzero(weights >= NEED_SURE / 2).tolist():
            parts = (int(one[k]), int(other[k]))
            weight = float(weights[k]) - _excess(lines, total, parts)
            if weight >= NEED_SURE / 2:
                yield LineSum(total, parts, weight, np.ones(rows, dtype=np.bool_)), weight >= NEED_SURE


def _expanded(
    outputs: Sequence[Published], lines: Sequence[Line], rows: Sequence[RowName], read: LineSum, is_sure: bool
) -> Iterator[Sum]:
    words = f"read {_called(outputs, lines[read.total])} as the sum of " + ", ".join(
        _called(outputs, lines[k]) for k in read.parts
    )
    for position, row in enumerate(rows):
        if read.where[position]:
            total = lines[read.total]
            parts = tuple((lines[k].output, lines[k].cells[row][0], lines[k].column) for k in read.parts)
            yield Sum((total.output, total.cells[row][0], total.column), parts, is_sure, words)


def _called(outputs: Sequence[Published], line: Line) -> str:
    return f"`{line.path[1]}` of {outputs[line.output].called}"
