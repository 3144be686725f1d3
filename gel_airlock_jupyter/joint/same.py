"""Which cells of two outputs are one number: named alike, and the numbers do not say otherwise."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gel_airlock_jupyter.disclosure.grids import label
from gel_airlock_jupyter.disclosure.labels import is_total
from gel_airlock_jupyter.disclosure.quantities import Quantity
from gel_airlock_jupyter.joint.naming import Conditions
from gel_airlock_jupyter.joint.published import Place, Published

Names = Mapping[Place, Conditions]

SURE_BITS = 4.0
"""Evidence from which cells named alike are taken for one number; with less they are compared, with a review."""
RENAMED_BITS = 14.0
"""Evidence asked of two columns that have different names."""
MOST_DIFFERING = 3
"""One cell that differs is tolerated for each so many that agree."""
SHOWN = ("exact", "range", "rounded")
"""Marks of printed numbers; any other may stand for something else in each output."""


@dataclass(frozen=True)
class Link:
    """Cells of two outputs that are one number.

    Parameters
    ----------
    first, second : int
        Numbers of the outputs.
    pairs : tuple of (place, place)
        Cells that are one number.
    differing : tuple of (place, place)
        Cells named alike whose printed numbers exclude each other.
    bits : float
        Evidence of the numbers that agree.
    is_sure : bool
        False when the names agree and the numbers say too little either way.
    words : str
        How it was read; see `said`.
    alike : tuple of (place, place)
        Cells named alike that can be one number, also where the differing ones forbid to take them for one.
    contradicts : bool
        True when some differing ones are shown in both: then they count different people.
    """

    first: int
    second: int
    pairs: tuple[tuple[Place, Place], ...]
    differing: tuple[tuple[Place, Place], ...]
    bits: float
    is_sure: bool
    words: str
    alike: tuple[tuple[Place, Place], ...] = ()
    contradicts: bool = False

    @cached_property
    def keys(self) -> list[tuple[tuple[int, int, int], tuple[int, int, int]]]:
        """Return the joint keys of the cells that are one number."""
        return [((self.first, *first), (self.second, *second)) for first, second in self.pairs]


def agree(one: Quantity, other: Quantity) -> bool:
    """Return whether two printed quantities can be one number."""
    return (one.upper is None or (other.lower or 0) <= one.upper) and (
        other.upper is None or (one.lower or 0) <= other.upper
    )


def evidence(one: Quantity, other: Quantity) -> float:
    """Return how strongly two quantities that agree speak for one number, in bits."""
    value = one.lower
    if value is not None and value == one.upper and other.is_exact:
        return math.log2(1.0 + float(value))
    if one.mark == other.mark == "masked":
        return 1.0
    spread = [float(q.upper - q.lower) for q in (one, other) if q.upper is not None and q.lower is not None]
    if len(spread) < 2:
        return 0.0
    scale = min(float(q.upper or 0) for q in (one, other))
    return max(0.0, math.log2((1.0 + scale) / (1.0 + sum(spread)))) if "masked" not in (one.mark, other.mark) else 0.0


def identities(outputs: Sequence[Published], names: Sequence[Names]) -> list[Link]:
    """Return the links between outputs by the names of their cells."""
    holders: dict[Conditions, list[tuple[int, Place]]] = {}
    for number, named in enumerate(names):
        for place, conditions in named.items():
            holders.setdefault(conditions, []).append((number, place))
    shared: dict[tuple[int, int], list[tuple[Place, Place]]] = {}
    for held in holders.values():
        for at, (first, place) in enumerate(held):
            for second, other in held[at + 1 :]:
                shared.setdefault((first, second), []).append((place, other))
    return [_link(outputs, first, second, pairs) for (first, second), pairs in shared.items()]


def _link(outputs: Sequence[Published], first: int, second: int, pairs: list[tuple[Place, Place]]) -> Link:
    same, differing, bits, masks, contradicts = [], [], 0.0, 0.0, False
    one_grid, other_grid = outputs[first].grid, outputs[second].grid
    if one_grid is None or other_grid is None:
        return Link(first, second, (), (), 0.0, False, "")
    here, there = one_grid.cells, other_grid.cells
    for pair in pairs:
        (i, j), (k, m) = pair
        one, other = here[i][j], there[k][m]
        if one is None or other is None:
            continue
        if agree(one, other):
            same.append(pair)
            if one.mark == other.mark == "masked":
                masks += evidence(one, other)
            else:
                bits += evidence(one, other)
        else:
            differing.append(pair)
            contradicts = contradicts or (one.mark in SHOWN and other.mark in SHOWN)
    alike = tuple(same)
    bits += min(bits, masks)  # masks in the same places say something beside numbers, and nothing without them
    if differing and (bits < RENAMED_BITS or len(same) < MOST_DIFFERING * len(differing)):
        same = []
    if differing:
        same = _apart_from(same, differing)
    is_sure = bits >= SURE_BITS and not differing
    return Link(first, second, tuple(same), tuple(differing), bits, is_sure, "", alike, contradicts)


def _apart_from(
    same: Sequence[tuple[Place, Place]], differing: Sequence[tuple[Place, Place]]
) -> list[tuple[Place, Place]]:
    """Return the cells of which neither row nor column has a cell that differs: there somebody came or went."""
    rows, columns = {first[0] for first, _ in differing}, {first[1] for first, _ in differing}
    return [pair for pair in same if pair[0][0] not in rows and pair[0][1] not in columns]


def said(outputs: Sequence[Published], link: Link) -> str:
    """Return in words how a link was read; they are made when asked for, since a ledger has thousands of links."""
    one, other = outputs[link.first], outputs[link.second]
    if link.words or not link.pairs or one.grid is None:
        return link.words
    rows = dict.fromkeys(place[0] for place, _ in link.pairs)
    names = [label(one.grid.rows[row]) for row in rows]
    shown = ", ".join(f"`{name}`" for name in names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
    return f"read {shown} in {one.called} and in {other.called} as the same people"


def renamed(outputs: Sequence[Published], pairs: Iterable[tuple[int, int]]) -> Iterator[Link]:
    """Yield links between columns of different names that show the same numbers for the same rows."""
    for first, second in pairs:
        one, other = outputs[first], outputs[second]
        if one.grid is None or other.grid is None or not one.is_labelled or not other.is_labelled:
            continue
        rows = {path: i for i, path in enumerate(one.grid.rows)}
        shared = [(rows[path], i) for i, path in enumerate(other.grid.rows) if path in rows]
        if len(shared) < 3 or len(set(one.grid.rows)) < len(one.grid.rows):
            continue
        for a in _plain_columns(one):
            for b in _plain_columns(other):
                link = _same_column(outputs, (first, a), (second, b), shared)
                if link is not None:
                    yield link


def _plain_columns(output: Published) -> list[int]:
    """Return the columns that count everyone of a row: the only one, or one called a total.

    Categories of different attributes may have nearly the same people; they keep their names.
    """
    columns = sorted({j for (_, j), _ in output.counts()})
    grid = output.grid
    if len(columns) == 1 or grid is None:
        return columns
    return [j for j in columns if any(is_total(text) for text in grid.columns[j])]


def _same_column(
    outputs: Sequence[Published], first: tuple[int, int], second: tuple[int, int], shared: list[tuple[int, int]]
) -> Link | None:
    one, other = outputs[first[0]], outputs[second[0]]
    pairs, bits = [], 0.0
    for i, k in shared:
        a, b = one.cell((i, first[1])), other.cell((k, second[1]))
        if a is None or b is None or a.unit != "count" or b.unit != "count":
            continue
        if not agree(a, b):
            return None
        bits += evidence(a, b)
        pairs.append(((i, first[1]), (k, second[1])))
    if bits < RENAMED_BITS or one.grid is None or other.grid is None:
        return None
    words = (
        f"read `{label(one.grid.columns[first[1]])}` in {one.called} and `{label(other.grid.columns[second[1]])}` "
        f"in {other.called} as the same people"
    )
    return Link(first[0], second[0], tuple(pairs), (), bits, True, words)
