"""Labels that hold other labels: `40-59` is `40-49` and `50-59`, `Leigh or Barth` both, `cases` the `female cases`."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gel_airlock_jupyter.joint.naming import Axis, Conditions
from gel_airlock_jupyter.joint.published import Place, Published
from gel_airlock_jupyter.joint.same import Names
from gel_airlock_jupyter.joint.sums import POSSIBLE_BITS, SURE_BITS, Sum, weigh

BAND = re.compile(r"(?P<low>\d+)\s*(?:-|\u2013|to)\s*(?P<high>\d+)|(?P<from>\d+)\s*(?:\+|and over|or more|or over)")
UNDER = re.compile(r"(?:<|under|below|younger than)\s*(?P<high>\d+)")
WORD = re.compile(r"[^\W_]+")
JOINED = re.compile(r"\s*(?:\bor\b|\band\b|/|\+|&|,)\s*")
ENDLESS = 10_000
Band = tuple[int, int]


@dataclass(frozen=True)
class Nest:
    """A cell whose label holds those of cells of another output; `is_whole` where they are all of it."""

    output: int
    place: Place
    part: int
    places: tuple[Place, ...]
    value: str
    is_whole: bool


def nests(names: Sequence[Names], axes: Mapping[int, str], at_hand: frozenset[int]) -> Iterator[Nest]:
    """Yield cells that hold cells of other outputs, by their labels; `axes` are the names of the attributes.

    The two labels have to be of one attribute or of attributes with one name, or both be bands; all other conditions
    have to be the same.
    """
    narrow: dict[Conditions, list[tuple[int, Place, int, str]]] = {}
    for number, named in enumerate(names):
        for place, conditions in named.items():
            for attribute, value in conditions:
                rest = conditions - {(attribute, value)}
                narrow.setdefault(rest, []).append((number, place, attribute, value))
    labels = Labels(value for held in narrow.values() for _, _, _, value in held)
    for held in narrow.values():
        if len(held) < 2 or not any(one[0] in at_hand for one in held):
            continue
        standing: dict[str, list[int]] = {}
        for position, (_, _, _, value) in enumerate(held):
            standing.setdefault(value, []).append(position)
        for number, place, attribute, value in held:
            parts, near = labels.within(value)
            found: dict[int, list[tuple[Place, str]]] = {}
            for position in sorted(position for part in parts for position in standing.get(part, ())):
                other, at, own, part = held[position]
                if other == number or (number not in at_hand and other not in at_hand):
                    continue
                if not near or own == attribute or axes.get(own, "") == axes.get(attribute, ""):
                    found.setdefault(other, []).append((at, part))
            for other, inside in found.items():
                whole = _is_all(value, [part for _, part in inside])
                yield Nest(number, place, other, tuple(at for at, _ in inside), value, whole)


class Labels:
    """Which of some labels hold others. Each is taken apart once: comparing all pairs of long tables takes minutes.

    Parameters
    ----------
    texts : iterable of str
        The labels, folded.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._bands: dict[str, Band] = {}
        self._words: dict[str, frozenset[str]] = {}
        self._with_word: dict[str, set[str]] = {}
        for text in dict.fromkeys(texts):
            band = _band(text)
            if band is not None:
                self._bands[text] = band
                continue
            self._words[text] = frozenset(WORD.findall(text))
            if not JOINED.search(text):
                for word in self._words[text]:
                    self._with_word.setdefault(word, set()).add(text)
        self._known: dict[str, tuple[Collection[str], bool]] = {}

    def within(self, wide: str) -> tuple[Collection[str], bool]:
        """Return the labels that one holds, and whether only those of an attribute of the same name count."""
        if wide not in self._known:
            self._known[wide] = self._within(wide)
        return self._known[wide]

    def _within(self, wide: str) -> tuple[Collection[str], bool]:
        one = self._bands.get(wide)
        if one is not None:
            return [text for text, b in self._bands.items() if one[0] <= b[0] and b[1] <= one[1] and b != one], False
        pieces = JOINED.split(wide)
        if len(pieces) > 1:
            return self._words.keys() & set(pieces), True
        words = self._words[wide]
        having = [self._with_word.get(word, set()) for word in words] or [set().union(*self._with_word.values())]
        common = set.intersection(*sorted(having, key=len))
        return [text for text in common if words < self._words[text]], True


def _is_all(wide: str, parts: Sequence[str]) -> bool:
    """Return whether parts make up all of a label."""
    one = _band(wide)
    if one is None:
        pieces = JOINED.split(wide)
        return len(pieces) > 1 and set(pieces) == set(parts)
    bands = sorted(band for part in parts if (band := _band(part)))
    if len(bands) < len(parts) or bands[0][0] != one[0] or bands[-1][1] != one[1]:
        return False
    return all(after[0] - before[1] in (0, 1) for before, after in itertools.pairwise(bands))


def _band(text: str) -> Band | None:
    if (match := BAND.fullmatch(text)) is not None:
        return (int(match["from"]), ENDLESS) if match["from"] else (int(match["low"]), int(match["high"]))
    match = UNDER.fullmatch(text)
    return None if match is None else (0, int(match["high"]) - 1)


def sums_of(outputs: Sequence[Published], found: Sequence[Nest]) -> Iterator[Sum]:
    """Yield the cells that are the sum of all that their labels hold in another output."""
    tested = math.log2(max(1, len(found)))
    for nest in found:
        total = outputs[nest.output].cell(nest.place)
        weight = weigh(total, [outputs[nest.part].cell(place) for place in nest.places]) if nest.is_whole else None
        if weight is None or len(nest.places) < 2:
            continue
        words = (
            f"read `{nest.value}` in {outputs[nest.output].called} as the sum of {len(nest.places)} cells of "
            f"{outputs[nest.part].called}"
        )
        if weight >= POSSIBLE_BITS:
            parts = tuple((nest.part, *place) for place in nest.places)
            yield Sum((nest.output, *nest.place), parts, weight >= SURE_BITS + tested, words)


def names_of(axes: Sequence[Axis], attribute: Mapping[tuple[int, str, int], int]) -> dict[int, str]:
    """Return the name of each attribute, "" where nobody says."""
    found: dict[int, str] = {}
    for axis in axes:
        found[attribute[axis.id]] = found.get(attribute[axis.id], "") or axis.name
    return found
