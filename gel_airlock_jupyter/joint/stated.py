"""What texts say of tables: the number of all or of a part, and percentages of people who are numbered elsewhere."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from gel_airlock_jupyter.disclosure.quantities import Quantity
from gel_airlock_jupyter.joint.naming import Conditions, fold
from gel_airlock_jupyter.joint.published import Number, Place, Published, Spoken
from gel_airlock_jupyter.joint.same import Names
from gel_airlock_jupyter.joint.stating import names_all, says, told_by, values_in
from gel_airlock_jupyter.joint.sums import (
    POSSIBLE_BITS,
    SURE_BITS,
    Margin,
    Sum,
    can_be_one,
    summed,
    weigh,
    weigh_sum,
)


class Added(NamedTuple):
    """Cells that differ in some attributes only: the rest of their name, the total printed for them, and their sum."""

    rest: Conditions
    places: tuple[Place, ...]
    printed: Quantity | None
    summed: Quantity | None


@dataclass(frozen=True)
class Table:
    """An output as stated numbers are compared with it: its hidden cells with their names, and its sums."""

    number: int
    hidden: tuple[tuple[Place, Quantity, Conditions], ...]
    sums: tuple[Added, ...]

    @cached_property
    def wholes(self) -> tuple[Added, ...]:
        """Return the sums of all people."""
        return tuple(one for one in self.sums if not one.rest)


def _table(number: int, output: Published, named: Names, margins: Sequence[Margin]) -> Table:
    cells = [(place, output.cell(place), conditions) for place, conditions in named.items()]
    hidden = tuple((place, cell, c) for place, cell, c in cells if c and cell is not None and not cell.is_exact)
    own = {conditions: cell for _, cell, conditions in cells}
    sums = []
    for margin in margins:
        for rest, places in margin.groups.items():
            parts = [output.cell(place) for place in places]
            total = None if any(part is None for part in parts) else summed(parts)
            sums.append(Added(rest, places, own.get(rest), total))
    return Table(number, hidden, tuple(sums))


def stated_totals(
    outputs: Sequence[Published], names: Sequence[Names], margined: Sequence[Sequence[Margin]]
) -> Iterator[Sum]:
    """Yield tables whose whole, or whose part that the words name, is a number stated in a text."""
    stated = [(o, k, n) for o, output in enumerate(outputs) for k, n in enumerate(output.numbers)]
    if not stated:
        return
    values = values_in(names)
    told = [told_by(_folded(said.words), values) for _, _, said in stated]
    for number, named in enumerate(names):
        table = _table(number, outputs[number], named, margined[number])
        for one, named_in_it in zip(stated, told, strict=True):
            yield from _stated(outputs, table, one, named_in_it, len(stated))


def _stated(
    outputs: Sequence[Published], table: Table, stated: tuple[int, int, Number], told: frozenset[str], tested: int
) -> Iterator[Sum]:
    """Yield what a stated number may be in one table; `told` are the values that its words name."""
    other, position, said = stated
    number, total, called = table.number, said.quantity, outputs[table.number].called
    key = (other, "number", position)
    read = f"read '{said.words}' ({said.where} of {outputs[other].called})"
    for place, cell, conditions in table.hidden if told else ():
        if told.issuperset(value for _, value in conditions) and weigh(total, [cell]) is not None:
            yield Sum(key, ((number, *place),), False, f"{read} as the number masked in {called}")
    for one in table.sums if told else table.wholes:
        if not told.issuperset(value for _, value in one.rest) or not can_be_one(one.printed, total):
            continue  # of others, or the table prints another total itself
        weight = 0.0 if one.summed is None else weigh_sum(total, one.summed)
        if weight is None:
            continue
        sure = weight >= SURE_BITS + math.log2(tested)
        if weight > POSSIBLE_BITS or sure:
            words = f"{read} as the sum of {len(one.places)} cells of {called}"
            yield Sum(key, tuple((number, *place) for place in one.places), sure, words)


def spoken_shares(
    outputs: Sequence[Published], names: Sequence[Names], margined: Sequence[Sequence[Margin]]
) -> Iterator[Sum]:
    """Yield percentages in words of counts in tables: "7.5 % of women had a relapse" beside `women` and `relapse`.

    The words have to name all that the count counts, and the whole all of it but one thing. Only labels tell so; what
    follows is possible, never sure.
    """
    values = values_in(names) if any(output.spoken for output in outputs) else set()
    for number, output in enumerate(outputs):
        for one in output.spoken:
            told = told_by(_folded(one.words), values)
            for other, named in enumerate(names) if told else ():
                yield from _spoken(outputs, number, (one, told), other, named, margined[other])


def _spoken(
    outputs: Sequence[Published],
    number: int,
    spoken: tuple[Spoken, frozenset[str]],
    other: int,
    named: Names,
    found: Sequence[Margin],
) -> Iterator[Sum]:
    one, told = spoken
    own = {conditions: place for place, conditions in named.items()}
    of = _folded(one.whole)
    for place, conditions in named.items():
        cell = outputs[other].cell(place)
        if not conditions or cell is None or cell.is_exact or not told.issuperset(v for _, v in conditions):
            continue
        for condition in conditions:
            rest = conditions - {condition}
            if says(of, condition[1]) or not names_all(of, rest):
                continue
            whole: tuple[Place, ...] = (own[rest],) if rest in own else ()
            if not whole:
                over = frozenset({condition[0]})
                whole = next((margin.groups.get(rest, ()) for margin in found if margin.over == over), ())
            if whole:
                said = f"read '{one.words}' ({one.where} of {outputs[number].called}) as a share of that number"
                keys = tuple((other, *part) for part in whole)
                yield Sum((other, *place), keys, False, said, percent=one.percent, printed=number)


def _folded(words: str) -> str:
    """Return words as labels are compared, between blanks."""
    plain = fold(re.sub(r"[^\w%<>]+", " ", words))
    return f" {plain} "
