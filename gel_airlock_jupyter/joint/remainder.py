"""What one output counts of all that another counts: women 47 here and everyone 50 there leave three."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gel_airlock_jupyter.disclosure.grids import label
from gel_airlock_jupyter.joint.declared import Declared
from gel_airlock_jupyter.joint.naming import Conditions, says_only_people
from gel_airlock_jupyter.joint.published import Number, Place, Published
from gel_airlock_jupyter.joint.same import Link, Names
from gel_airlock_jupyter.joint.stating import spoken_of, told_by, values_in
from gel_airlock_jupyter.joint.wider import Nest

FREE = 4
"""Comparisons of which each is told; of more, numbers that are close by chance are left out."""
SURE_BITS = 6.0
"""Evidence from which the one is taken for a part of the other: several parts that are nearly all of their wholes."""
MOST_NUMBERS = 60


@dataclass(frozen=True, slots=True)
class Counted:
    """An exact count of people: its output, where it stands, its labels or words, and its size."""

    output: int
    place: Place | None
    labels: tuple[str, ...]
    value: int

    @property
    def called(self) -> str:
        """Return how a person would name it."""
        return ", ".join(f"`{text}`" if self.place else f"'{text}'" for text in self.labels) or "the only count"


@dataclass(frozen=True)
class Remainder:
    """Wholes in one output and parts of them in another that leave 1 to 4 people.

    `pairs` are (whole, part); `compared` is how many there are besides that leave more or none.
    """

    whole: int
    part: int
    pairs: tuple[tuple[Counted, Counted], ...]
    is_sure: bool

    @property
    def words(self) -> str:
        """Return the arithmetic, such as "50 - 47 = 3"."""
        shown = [f"{a.value:,} - {b.value:,} = {a.value - b.value}" for a, b in self.pairs]
        return ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")


Pairs = dict[tuple[int, int, str], list[tuple[Counted, Counted]]]
"""(whole, part) by output of the whole, output of the part, and what the part is called."""


def remainders(
    outputs: Sequence[Published],
    names: Sequence[Names],
    links: Sequence[Link],
    at_hand: frozenset[int],
    said: Sequence[Declared] = (),
    threshold: int = 5,
    nests: Sequence[Nest] = (),
) -> Iterator[Remainder]:
    """Yield parts of which another output prints the whole, and which leave 1 to threshold - 1 people.

    A cell is part of another where its name has one condition more: `women` in a row `Leigh`, and `Leigh`. Nothing is
    said of outputs that print different numbers under one name, of parts larger than their whole, and of parts beside
    others that may be the rest: then the sum is a relation, and masks in it the matter of the audit.
    """
    apart = {(link.first, link.second) for link in links if link.differing}
    cells = Cells(outputs, names)
    pairs = _between_tables(cells, at_hand)
    for key, found in _with_words(cells, at_hand).items():
        pairs.setdefault(key, []).extend(found)
    for nest in nests:
        total = cells.counted(nest.output, nest.place)
        parts = [one for place in nest.places if (one := cells.counted(nest.part, place)) is not None]
        if total is None or len(parts) < len(nest.places) or nest.is_whole:
            continue
        one = replace(parts[0], labels=tuple(p.called for p in parts), value=sum(p.value for p in parts))
        pairs.setdefault((nest.output, nest.part, nest.value), []).append((total, one if len(parts) > 1 else parts[0]))
    untold = {one.total.casefold() for one in said if not one.is_added}
    compared = sum(len(found) for found in pairs.values())
    for (whole, part, _), found in pairs.items():
        if (min(whole, part), max(whole, part)) in apart or any(a.value < b.value for a, b in found):
            continue
        left = tuple(
            (a, b)
            for a, b in dict.fromkeys(found)
            if 1 <= a.value - b.value < threshold <= b.value and untold.isdisjoint(map(str.casefold, a.labels))
        )
        if not left:
            continue
        bits = sum(max(0.0, math.log2((1 + a.value) / (2 * threshold - 1))) for a, b in left)
        chance = math.log2(max(1, compared))
        if bits >= chance - math.log2(FREE):
            yield Remainder(whole, part, left, len(left) > 1 and bits >= SURE_BITS + chance)


class Cells:
    """The cells of all outputs as the comparisons ask for them; what each is, and beside which others, is read once.

    Parameters
    ----------
    outputs, names : sequence
        The outputs, and the conditions of their cells.
    """

    def __init__(self, outputs: Sequence[Published], names: Sequence[Names]) -> None:
        self.outputs, self.names = outputs, names
        self.held = [set(named.values()) for named in names]
        self.groups = _groups(outputs, names)
        self._counted: dict[tuple[int, Place], Counted | None] = {}

    def counted(self, number: int, place: Place) -> Counted | None:
        """Return the exact count of people that stands at a place; None for masks and what is no count."""
        if (number, place) not in self._counted:
            self._counted[number, place] = _counted(self.outputs[number], number, place)
        return self._counted[number, place]


@dataclass(frozen=True)
class Group:
    """Cells of an output that differ in the value of one attribute, and all that is in them together (people)."""

    members: tuple[tuple[Place, str], ...]
    low: int
    high: int | None
    in_one_column: bool

    def may_fill(self, one: Counted, left: int) -> bool:
        """Return whether the others beside one may be what is left over, or show that the whole is of others."""
        if len(self.members) == 1 or left < 0:
            return False
        low = self.low - one.value
        if low > left and self.in_one_column:
            return True  # rows of one column are no parts of what is less than their sum
        return low <= left and (self.high is None or self.high - one.value >= left)


Rest = tuple[int, Conditions, int]
"""An output, the conditions that the cells of a group share, and the attribute in which they differ."""


def _groups(outputs: Sequence[Published], names: Sequence[Names]) -> dict[Rest, Group]:
    members: dict[Rest, list[tuple[Place, str]]] = {}
    for number, named in enumerate(names):
        for place, conditions in named.items():
            for attribute, value in conditions:
                rest = conditions - {(attribute, value)}
                members.setdefault((number, rest, attribute), []).append((place, value))
    return {key: _group(outputs[key[0]], found) for key, found in members.items()}


def _group(output: Published, members: Sequence[tuple[Place, str]]) -> Group:
    cells = [output.cell(place) for place, _ in members]
    low = sum(int(cell.lower or 0) for cell in cells if cell is not None)
    high = [None if cell is None or cell.upper is None else int(cell.upper) for cell in cells]
    columns = {place[1] for place, _ in members}
    return Group(tuple(members), low, None if None in high else sum(end or 0 for end in high), len(columns) == 1)


def _between_tables(cells: Cells, at_hand: frozenset[int]) -> Pairs:
    holders: dict[Conditions, list[tuple[int, Place]]] = {}
    for number, named in enumerate(cells.names):
        for place, conditions in named.items():
            holders.setdefault(conditions, []).append((number, place))
    found: Pairs = {}
    for (part, rest, _), group in cells.groups.items():
        if rest in cells.held[part]:
            continue
        for whole, place in holders.get(rest, ()):
            if whole == part or (whole not in at_hand and part not in at_hand):
                continue
            total = cells.counted(whole, place)
            for own, value in group.members if total is not None else ():
                one = cells.counted(part, own)
                if total is None or one is None or group.may_fill(one, total.value - one.value):
                    continue
                found.setdefault((whole, part, value), []).append((total, one))
    return found


def _counted(output: Published, number: int, place: Place) -> Counted | None:
    cell = output.cell(place)
    if cell is None or cell.mark != "exact" or not isinstance(cell.value, int) or output.grid is None:
        return None
    row = label(output.grid.rows[place[0]]) if output.is_labelled else ""
    column = label(output.grid.columns[place[1]])
    shown = (row, "" if row and says_only_people(column) else column)
    return Counted(number, place, tuple(filter(None, shown)), cell.value)


def _with_words(cells: Cells, at_hand: frozenset[int]) -> Pairs:
    """Return the same for numbers in words: "50 participants" beside women 47, "47 women" beside everyone 50."""
    stated = [(o, n) for o, output in enumerate(cells.outputs) for n in output.numbers[:MOST_NUMBERS] if n.is_exact]
    if not stated:
        return {}
    found: Pairs = {}
    values = values_in(cells.names)
    for number, said in stated:
        spoken = spoken_of(said)
        told = told_by(spoken, values)
        own = Counted(number, None, (said.words,), said.value)
        for other in range(len(cells.names)):
            if other == number or (number not in at_hand and other not in at_hand):
                continue
            _beside_table(cells, (own, said, told), other, found)
        for other, part in stated if said.is_whole and not told else ():
            if part.part and other != number and (number in at_hand or other in at_hand):
                counted = Counted(other, None, (part.words,), part.value)
                found.setdefault((number, other, part.part), []).append((own, counted))
    return found


def _beside_table(cells: Cells, said: tuple[Counted, Number, frozenset[str]], other: int, found: Pairs) -> None:
    """Add what a stated number leaves beside the cells of an output; `told` are the values that its words name."""
    own, number, told = said
    is_whole = number.is_whole and not told
    for place, conditions in cells.names[other].items():
        if not conditions and number.part and told <= {number.part} and (cell := cells.counted(other, place)):
            found.setdefault((other, own.output, number.part), []).append((cell, own))
        for attribute, value in conditions:
            rest = conditions - {(attribute, value)}
            names_rest = is_whole if not rest else value not in told and all(named in told for _, named in rest)
            if not names_rest or rest in cells.held[other]:
                continue
            part = cells.counted(other, place)
            if part and not cells.groups[other, rest, attribute].may_fill(part, own.value - part.value):
                found.setdefault((own.output, other, value), []).append((own, part))
