"""Numbers that add up across outputs: a margin of one table printed in another, tables that are parts of a table."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gel_airlock_jupyter.disclosure.quantities import Quantity
from gel_airlock_jupyter.joint.naming import Conditions
from gel_airlock_jupyter.joint.published import Place, Published
from gel_airlock_jupyter.joint.same import Names, agree

Key = tuple[object, ...]
"""(output, row, column), (output, "title", number) or (output, "number", position)."""

MOST_AXES = 3
POSSIBLE_BITS = 0.0
SURE_BITS = 1.0
SAME_PEOPLE_BITS = 6.0
"""Evidence from which two tables by different attributes are taken to count the same people."""


@dataclass(frozen=True)
class Sum:
    """A number of one output as the sum of numbers of other outputs, less those of `minus`.

    Where `percent` is given, the number is that share of the sum; `printed` is the output that prints the percentage,
    `printed_at` its row and column there.
    """

    total: Key
    parts: tuple[Key, ...]
    is_sure: bool
    words: str
    minus: tuple[Key, ...] = ()
    percent: Quantity | None = None
    printed: int | None = None
    printed_at: Place | None = None

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return every number in it."""
        return (self.total, *self.parts, *self.minus)

    @property
    def outputs(self) -> set[int]:
        """Return the outputs that it ties."""
        found = {int(str(key[0])) for key in self.keys}
        return found if self.printed is None else found | {self.printed}


@dataclass(frozen=True)
class Margin:
    """What a table does not print but gives: the sum of its cells over some attributes, by what is left of the name."""

    output: int
    over: frozenset[int]
    groups: Mapping[Conditions, tuple[Place, ...]]


def margins(number: int, named: Names) -> Iterator[Margin]:
    """Yield the margins of an output, over one attribute, over two, over all."""
    values: dict[int, set[str]] = {}
    for conditions in named.values():
        for attribute, value in conditions:
            values.setdefault(attribute, set()).add(value)
    several = sorted(attribute for attribute, found in values.items() if len(found) > 1)
    for size in range(1, min(len(several), MOST_AXES) + 1):
        for over in map(frozenset, itertools.combinations(several, size)):
            groups: dict[Conditions, list[Place]] = {}
            for place, conditions in named.items():
                rest = frozenset([c for c in conditions if c[0] not in over])
                if len(conditions) - len(rest) == len(over):
                    groups.setdefault(rest, []).append(place)
            kept = {rest: tuple(places) for rest, places in groups.items() if len(places) > 1}
            if kept:
                yield Margin(number, over, kept)


def printed_margins(
    outputs: Sequence[Published],
    names: Sequence[Names],
    margined: Sequence[Sequence[Margin]],
    linked: Collection[tuple[int, int]] = (),
    apart: Collection[tuple[int, int]] = (),
) -> Iterator[Sum]:
    """Yield margins (`margined`, of each output) of one table that another table prints.

    A margin that a table prints itself is left out for the tables in `linked`, pairs of outputs whose cells of the same
    name are one number: its own sums say the same. Pairs in `apart` print different numbers under one name, so that
    they count different people.
    """
    holders: dict[Conditions, list[tuple[int, Place]]] = {}
    for number, named in enumerate(names):
        for place, conditions in named.items():
            holders.setdefault(conditions, []).append((number, place))
    others, alike = _paired(apart), _paired(linked)
    for number, named in enumerate(names):
        own = {conditions: place for place, conditions in named.items()}
        barred = {number, *others.get(number, ())}
        tied = barred | alike.get(number, set())
        for margin in margined[number]:
            matches: dict[int, list[tuple[Place, tuple[Place, ...]]]] = {}
            for rest, places in margin.groups.items():
                printed = outputs[number].cell(own[rest]) if rest in own else None
                skipped = tied if rest in own else barred
                for other, place in holders.get(rest, ()):
                    if other not in skipped and (printed is None or can_be_one(printed, outputs[other].cell(place))):
                        matches.setdefault(other, []).append((place, places))
            tested = _tested(outputs, margin.groups, holders) if matches else 0.0
            for other, found in matches.items():
                yield from _read(outputs, number, other, found, tested)


def _paired(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    """Return for each output those it is paired with."""
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def _tested(
    outputs: Sequence[Published], rests: Iterable[Conditions], holders: Mapping[Conditions, list[tuple[int, Place]]]
) -> float:
    """Return how many different totals one margin may be compared with, in bits: as much evidence may be chance."""
    most = 1
    for rest in rests:
        totals = [outputs[other].cell(place) for other, place in holders.get(rest, ())]
        most = max(most, len({(total.lower, total.upper) for total in totals if total is not None}))
    return math.log2(most)


def _read(
    outputs: Sequence[Published],
    number: int,
    other: int,
    found: list[tuple[Place, tuple[Place, ...]]],
    tested: float,
) -> Iterator[Sum]:
    """Yield the sums of one margin, when every printed total of the other table permits it and some speak for it."""
    bits = 0.0
    for place, places in found:
        total = outputs[other].cell(place)
        weight = weigh(total, [outputs[number].cell(p) for p in places])
        if weight is None:
            return
        bits += weight
    at_hand = not (outputs[number].is_earlier or outputs[other].is_earlier)
    if bits < (POSSIBLE_BITS if at_hand else tested + SURE_BITS):
        return
    sure = bits >= SURE_BITS + (tested if at_hand else 2 * tested)
    if not sure and outputs[number].is_earlier and outputs[other].is_earlier:
        return  # what two earlier requests may have in common was a matter of the later one
    for place, places in found:
        cell = outputs[other].cell(place)
        shown = f" {cell.text}" if cell is not None and cell.text else ""
        words = f"read{shown} of {outputs[other].called} as the sum of {len(places)} cells of {outputs[number].called}"
        parts = tuple((number, *p) for p in places)
        yield Sum((other, *place), parts, sure, words)


def common_margins(
    outputs: Sequence[Published],
    names: Sequence[Names],
    found: Sequence[Sequence[Margin]],
    apart: Collection[tuple[int, int]] = (),
) -> Iterator[Sum]:
    """Yield pairs of tables that split the same people by different attributes: their sums are the same.

    Neither prints the sum. Two tables by disease, one by sex and one by age, have the same number for each disease.
    `found` are the margins of each output.
    """
    printed = [set(named.values()) for named in names]
    holders: dict[Conditions, list[Margin]] = {}
    for margin in (margin for own in found for margin in own):
        for rest in margin.groups:
            if rest not in printed[margin.output]:
                holders.setdefault(rest, []).append(margin)
    shared: dict[tuple[int, int], tuple[Margin, Margin, list[Conditions]]] = {}
    for rest, held in holders.items():
        for one, other in itertools.combinations(held, 2):
            pair = (one.output, other.output)
            if one.output == other.output or pair in apart or one.over & other.over:
                continue
            if rest not in printed[one.output] and rest not in printed[other.output]:
                shared.setdefault((id(one), id(other)), (one, other, []))[2].append(rest)
    for one, other, rests in shared.values():
        yield from _equal(outputs, one, other, rests)


def _equal(outputs: Sequence[Published], one: Margin, other: Margin, shared: Sequence[Conditions]) -> Iterator[Sum]:
    bits = 0.0
    for rest in shared:
        cells = [outputs[other.output].cell(place) for place in other.groups[rest]]
        weight = weigh(summed([outputs[one.output].cell(place) for place in one.groups[rest]]), cells)
        if weight is None:
            return
        bits += weight
    known = outputs[one.output].is_earlier + outputs[other.output].is_earlier
    chance = known * math.log2(len(outputs))
    if bits <= (SAME_PEOPLE_BITS if known == 2 else POSSIBLE_BITS) + chance:
        return  # between earlier requests only what is sure counts: the rest was a matter of the later one
    words = f"read the cells of {outputs[one.output].called} and of {outputs[other.output].called} as the same people"
    for rest in shared:
        total, *minus = ((one.output, *place) for place in one.groups[rest])
        parts = tuple((other.output, *place) for place in other.groups[rest])
        yield Sum(total, parts, bits >= SAME_PEOPLE_BITS + chance, words, tuple(minus))


def can_be_one(one: Quantity | None, other: Quantity | None) -> bool:
    """Return whether two printed quantities can be one number; what is not printed can."""
    return one is None or other is None or agree(one, other)


def summed(cells: Sequence[Quantity | None]) -> Quantity:
    """Return the sum of printed quantities as a quantity."""
    known = [cell for cell in cells if cell is not None]
    low = sum(int(cell.lower or 0) for cell in known)
    high = None if any(cell.upper is None for cell in known) else sum(int(cell.upper or 0) for cell in known)
    return Quantity(low, high, mark="exact" if low == high else "range")


def weigh(total: Quantity | None, parts: Sequence[Quantity | None]) -> float | None:
    """Return the evidence that a number is a sum (bits), or None where it cannot be."""
    if total is None or any(part is None for part in parts):
        return 0.0
    return weigh_sum(total, summed(parts))


def weigh_sum(total: Quantity, parted: Quantity) -> float | None:
    """Return the same where all parts are printed, and added up."""
    low, high = int(parted.lower or 0), None if parted.upper is None else int(parted.upper)
    least, most = int(total.lower or 0), None if total.upper is None else int(total.upper)
    if (high is not None and least > high) or (most is not None and most < low):
        return None
    if high is None or most is None:
        # A part without upper limit: only that the total is not too small speaks for the sum.
        return 0.5 if most is not None else 0.0
    return max(0.0, math.log2((1.0 + min(most, high)) / (1.0 + (high - low) + (most - least))))
