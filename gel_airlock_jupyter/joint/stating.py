"""Numbers in words that differ by a few people from the total of a table, or from a number in other words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gel_airlock_jupyter.joint.naming import Conditions, fold
from gel_airlock_jupyter.joint.published import Number, Published
from gel_airlock_jupyter.joint.same import Names

NEED = 3.5
"""Bits asked: that numbers of n people differ by at most 4 by chance has a chance of about 9 in n."""
NAMED = 3.0
"""Bits for words that name what a cell counts."""
MOST_NUMBERS = 60


@dataclass(frozen=True)
class Slip:
    """A number in words and another number that differ by few people; `first` and `second` are their outputs.

    `place` says what the other number is of; "" for the whole of a table.
    """

    first: int
    second: int
    stated: Number
    value: int
    place: str

    @property
    def words(self) -> str:
        """Return the arithmetic, such as "120 - 119 = 1"."""
        a, b = sorted((self.stated.value, self.value), reverse=True)
        return f"{a:,} - {b:,} = {a - b}"


def slips(
    outputs: Sequence[Published], names: Sequence[Names], at_hand: frozenset[int], most: int = 4
) -> Iterator[Slip]:
    """Yield numbers in words that are `most` people or fewer off what another output prints.

    The whole of a table is compared with numbers of which the words name no part; a cell with numbers whose words name
    all that it counts; words with words that say the same but for the number. A number that some output prints as well
    is explained by that, and no slip.
    """
    stated = [(o, n) for o, output in enumerate(outputs) for n in output.numbers[:MOST_NUMBERS] if n.is_exact]
    if not stated:
        return
    values = values_in(names)
    wholes = [(o, total) for o, output in enumerate(outputs) if (total := _whole(output, names[o])) is not None]
    printed = {total for _, total in wholes}
    said = {number.value for _, number in stated}
    tried = math.log2(max(1, len({n.value for _, n in stated}) * max(1, len(printed))))
    for first, number in stated:
        spoken = spoken_of(number)
        part = bool(told_by(spoken, values))
        for second, total in wholes:
            near = 1 <= abs(number.value - total) <= most and number.value not in printed and total not in said
            if not part and near and _counts(first, second, at_hand) and _bits(number.value, total) - tried >= NEED:
                yield Slip(first, second, number, total, "")
        yield from _cells(outputs, names, at_hand, (first, number, spoken), most)
    yield from _alike(stated, at_hand, most)


def _counts(first: int, second: int, at_hand: frozenset[int]) -> bool:
    return first != second and (first in at_hand or second in at_hand)


def _bits(one: int, other: int) -> float:
    return math.log2((1 + max(one, other)) / 9)


def _whole(output: Published, named: Names) -> int | None:
    """Return the people in a table: its printed grand total, or the sum of its cells where it prints no totals."""
    if output.grid is None or not named:
        return None
    for place, conditions in named.items():
        cell = output.cell(place)
        if not conditions and cell is not None:
            return int(cell.value) if isinstance(cell.value, int) else None
    cells = [cell.value for _, cell in output.counts()]
    if any(relation.is_equation for relation in output.relations) or len({j for (_, j), _ in output.counts()}) != 1:
        return None
    whole = [value for value in cells if isinstance(value, int)]
    return sum(whole) if len(whole) == len(cells) and len(cells) > 1 else None


def spoken_of(number: Number) -> str:
    """Return the words about one number, folded: up to the next number or the end of the clause on either side."""
    digits = re.search(rf"(?<![\d,.]){number.value:,}(?!\d)|(?<!\d){number.value}(?!\d)", number.words)
    if digits is None:
        return " "
    before = re.split(r"[\d;.!?(]", number.words[: digits.start()])[-1]
    after = re.split(r"[\d;.!?)]", number.words[digits.end() :])[0]
    plain = re.sub(r"[^\w%<>]+", " ", f"{before} NUMBER {after}")
    return f" {fold(plain)} "


def _cells(
    outputs: Sequence[Published],
    names: Sequence[Names],
    at_hand: frozenset[int],
    said: tuple[int, Number, str],
    most: int,
) -> Iterator[Slip]:
    first, number, spoken = said
    for second, named in enumerate(names):
        if not _counts(first, second, at_hand):
            continue
        for place, conditions in named.items():
            cell = outputs[second].cell(place)
            if not conditions or cell is None or not isinstance(cell.value, int):
                continue
            near = 1 <= abs(cell.value - number.value) <= most
            if near and _bits(cell.value, number.value) + NAMED >= NEED and names_all(spoken, conditions):
                yield Slip(first, second, number, cell.value, outputs[second].named[place])


def says(spoken: str, value: str) -> bool:
    """Return whether folded words between blanks name a value, singular or plural."""
    return f" {value} " in spoken or f" {value}s " in spoken


def values_in(names: Sequence[Names]) -> set[str]:
    """Return every value in the name of some cell."""
    return {value for named in names for conditions in named.values() for _, value in conditions}


def told_by(spoken: str, values: Iterable[str]) -> frozenset[str]:
    """Return the values that folded words name; what names none of them names no cell."""
    return frozenset(value for value in values if says(spoken, value))


def names_all(spoken: str, conditions: Conditions) -> bool:
    """Return whether words name every value of some conditions; see `says`."""
    return all(says(spoken, value) for _, value in conditions)


def _alike(stated: Sequence[tuple[int, Number]], at_hand: frozenset[int], most: int) -> Iterator[Slip]:
    """Yield numbers of which two outputs say the same in words."""
    by_words: dict[str, list[tuple[int, Number]]] = {}
    for output, number in stated:
        spoken = spoken_of(number)
        if len(spoken.split()) >= 2:
            by_words.setdefault(spoken, []).append((output, number))
    for same in by_words.values():
        for at, (first, number) in enumerate(same):
            for second, other in same[at + 1 :]:
                near = 1 <= abs(number.value - other.value) <= most
                if near and _counts(first, second, at_hand) and _bits(number.value, other.value) + NAMED >= NEED:
                    yield Slip(first, second, number, other.value, f"'{other.words}'")
