"""What texts say of tables: the number of all or of a part, and percentages of people who are numbered elsewhere."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from gel_airlock_jupyter.joint.naming import fold
from gel_airlock_jupyter.joint.published import Number, Place, Published, Spoken
from gel_airlock_jupyter.joint.same import Names
from gel_airlock_jupyter.joint.stating import names_all, says
from gel_airlock_jupyter.joint.sums import POSSIBLE_BITS, SURE_BITS, Margin, Sum, can_be_one, weigh


def stated_totals(
    outputs: Sequence[Published], names: Sequence[Names], margined: Sequence[Sequence[Margin]]
) -> Iterator[Sum]:
    """Yield tables whose whole, or whose part that the words name, is a number stated in a text."""
    stated = [(o, k, n) for o, output in enumerate(outputs) for k, n in enumerate(output.numbers)]
    if not stated:
        return
    for number, named in enumerate(names):
        for other, position, said in stated:
            yield from _stated(outputs, number, named, margined[number], (other, position, said), len(stated))


def _stated(
    outputs: Sequence[Published],
    number: int,
    named: Names,
    found: Sequence[Margin],
    stated: tuple[int, int, Number],
    tested: int,
) -> Iterator[Sum]:
    other, position, said = stated
    total = said.quantity
    key = (other, "number", position)
    read = f"read '{said.words}' ({said.where} of {outputs[other].called})"
    spoken = _folded(said.words)
    for place, conditions in named.items():
        cell = outputs[number].cell(place)
        if not conditions or cell is None or cell.is_exact or weigh(total, [cell]) is None:
            continue
        if names_all(spoken, conditions):
            words = f"{read} as the number masked in {outputs[number].called}"
            yield Sum(key, ((number, *place),), False, words)
    own = {conditions: place for place, conditions in named.items()}
    for margin in found:
        for rest, places in margin.groups.items():
            if rest in own and not can_be_one(outputs[number].cell(own[rest]), total):
                continue  # the table prints another total itself
            weight = weigh(total, [outputs[number].cell(p) for p in places])
            if weight is None or not names_all(spoken, rest):
                continue
            words = f"{read} as the sum of {len(places)} cells of {outputs[number].called}"
            sure = weight >= SURE_BITS + math.log2(tested)
            if weight > POSSIBLE_BITS or sure:
                yield Sum(key, tuple((number, *p) for p in places), sure, words)


def spoken_shares(
    outputs: Sequence[Published], names: Sequence[Names], margined: Sequence[Sequence[Margin]]
) -> Iterator[Sum]:
    """Yield percentages in words of counts in tables: "7.5 % of women had a relapse" beside `women` and `relapse`.

    The words have to name all that the count counts, and the whole all of it but one thing. Only labels tell so; what
    follows is possible, never sure.
    """
    for number, output in enumerate(outputs):
        for one in output.spoken:
            for other, named in enumerate(names):
                yield from _spoken(outputs, number, one, other, named, margined[other])


def _spoken(
    outputs: Sequence[Published], number: int, one: Spoken, other: int, named: Names, found: Sequence[Margin]
) -> Iterator[Sum]:
    own = {conditions: place for place, conditions in named.items()}
    spoken, of = _folded(one.words), _folded(one.whole)
    for place, conditions in named.items():
        cell = outputs[other].cell(place)
        if not conditions or cell is None or cell.is_exact or not names_all(spoken, conditions):
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
