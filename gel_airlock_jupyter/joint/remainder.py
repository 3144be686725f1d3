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
from gel_airlock_jupyter.joint.stating import names_all, spoken_of
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
    pairs = _between_tables(outputs, names, at_hand)
    for key, found in _with_words(outputs, names, at_hand).items():
        pairs.setdefault(key, []).extend(found)
    for nest in nests:
        total = _counted(outputs, nest.output, nest.place)
        parts = [one for place in nest.places if (one := _counted(outputs, nest.part, place)) is not None]
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


def _between_tables(outputs: Sequence[Published], names: Sequence[Names], at_hand: frozenset[int]) -> Pairs:
    holders: dict[Conditions, list[tuple[int, Place]]] = {}
    groups: dict[tuple[int, Conditions, int], list[tuple[Place, str]]] = {}
    for number, named in enumerate(names):
        for place, conditions in named.items():
            holders.setdefault(conditions, []).append((number, place))
            for attribute, value in conditions:
                rest = conditions - {(attribute, value)}
                groups.setdefault((number, rest, attribute), []).append((place, value))
    found: Pairs = {}
    for (part, rest, _), members in groups.items():
        for whole, place in holders.get(rest, ()):
            if whole == part or (whole not in at_hand and part not in at_hand) or rest in names[part].values():
                continue
            total = _counted(outputs, whole, place)
            for own, value in members if total is not None else ():
                one = _counted(outputs, part, own)
                if total is None or one is None or _may_fill(outputs, part, members, own, total.value - one.value):
                    continue
                found.setdefault((whole, part, value), []).append((total, one))
    return found


def _may_fill(
    outputs: Sequence[Published], number: int, members: Sequence[tuple[Place, str]], own: Place, left: int
) -> bool:
    """Return whether the other members of a group may be what is left over, or show that the whole is of others."""
    others = [outputs[number].cell(place) for place, _ in members if place != own]
    if not others or left < 0:
        return False
    low = sum(int(cell.lower or 0) for cell in others if cell is not None)
    if low > left and len({place[1] for place, _ in members}) == 1:
        return True  # rows of one column are no parts of what is less than their sum
    high = [None if cell is None or cell.upper is None else int(cell.upper) for cell in others]
    return low <= left and (None in high or sum(end or 0 for end in high) >= left)


def _counted(outputs: Sequence[Published], number: int, place: Place) -> Counted | None:
    output = outputs[number]
    cell = output.cell(place)
    if cell is None or cell.mark != "exact" or not isinstance(cell.value, int) or output.grid is None:
        return None
    row = label(output.grid.rows[place[0]]) if output.is_labelled else ""
    column = label(output.grid.columns[place[1]])
    shown = (row, "" if row and says_only_people(column) else column)
    return Counted(number, place, tuple(filter(None, shown)), cell.value)


def _with_words(outputs: Sequence[Published], names: Sequence[Names], at_hand: frozenset[int]) -> Pairs:
    """Return the same for numbers in words: "50 participants" beside women 47, "47 women" beside everyone 50."""
    stated = [(o, n) for o, output in enumerate(outputs) for n in output.numbers[:MOST_NUMBERS] if n.is_exact]
    if not stated:
        return {}
    found: Pairs = {}
    values = {value for named in names for conditions in named.values() for _, value in conditions}
    for number, said in stated:
        spoken = spoken_of(said)
        told = {value for value in values if names_all(spoken, frozenset({(0, value)}))}
        own = Counted(number, None, (said.words,), said.value)
        for other, named in enumerate(names):
            if other == number or (number not in at_hand and other not in at_hand):
                continue
            _beside_table(outputs, (own, said, spoken, told), other, named, found)
        for other, part in stated if said.is_whole and not told else ():
            if part.part and other != number and (number in at_hand or other in at_hand):
                counted = Counted(other, None, (part.words,), part.value)
                found.setdefault((number, other, part.part), []).append((own, counted))
    return found


def _beside_table(
    outputs: Sequence[Published], said: tuple[Counted, Number, str, set[str]], other: int, named: Names, found: Pairs
) -> None:
    own, number, spoken, told = said
    for place, conditions in named.items():
        cell = _counted(outputs, other, place)
        if cell is None:
            continue
        if not conditions and number.part and told <= {number.part}:
            found.setdefault((other, own.output, number.part), []).append((cell, own))
        for attribute, value in conditions:
            rest = conditions - {(attribute, value)}
            is_whole = number.is_whole and not told if not rest else names_all(spoken, rest) and value not in told
            alone = rest not in named.values()
            members = [(p, "") for p, c in named.items() if _is_beside(c, rest, attribute)]
            if is_whole and alone and not _may_fill(outputs, other, members, place, own.value - cell.value):
                found.setdefault((own.output, other, value), []).append((own, cell))


def _is_beside(conditions: Conditions, rest: Conditions, attribute: int) -> bool:
    """Return whether a cell is named by a rest and one value of an attribute."""
    return rest < conditions and [a for a, _ in conditions - rest] == [attribute]
