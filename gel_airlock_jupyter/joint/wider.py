"""Labels that hold other labels: `40-59` is `40-49` and `50-59`, `Leigh or Barth` both, `cases` the `female cases`."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gel_airlock_jupyter.joint.naming import Axis, Conditions
from gel_airlock_jupyter.joint.published import Place, Published
from gel_airlock_jupyter.joint.same import Names
from gel_airlock_jupyter.joint.sums import POSSIBLE_BITS, SURE_BITS, Sum, weigh

BAND = re.compile(r"(?P<low>\d+)\s*(?:-|\u2013|to)\s*(?P<high>\d+)|(?P<from>\d+)\s*(?:\+|and over|or more|or over)")
UNDER = re.compile(r"(?:<|under|below|younger than)\s*(?P<high>\d+)")
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


def nests(
    outputs: Sequence[Published], names: Sequence[Names], axes: Mapping[int, str], at_hand: frozenset[int]
) -> Iterator[Nest]:
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
    known: dict[tuple[str, str, bool], bool] = {}  # a project's labels are few, and compared with each other often
    for held in narrow.values():
        new = [one for one in held if one[0] in at_hand]
        for number, place, attribute, value in held if new and len(held) > 1 else ():
            found: dict[int, list[tuple[Place, str]]] = {}
            name = axes.get(attribute, "")
            for other, at, own, part in held if number in at_hand else new:
                if other == number or part == value:
                    continue
                pair = (value, part, own == attribute or axes.get(own, "") == name)
                if pair not in known:
                    known[pair] = _holds(value, part, near=pair[2])
                if known[pair]:
                    found.setdefault(other, []).append((at, part))
            for other, parts in found.items():
                whole = _is_all(value, [part for _, part in parts])
                yield Nest(number, place, other, tuple(at for at, _ in parts), value, whole)


def _holds(wide: str, part: str, *, near: bool) -> bool:
    one, other = _band(wide), _band(part)
    if one and other:
        return one[0] <= other[0] and other[1] <= one[1] and one != other
    if one or other or not near:
        return False
    pieces = JOINED.split(wide)
    if len(pieces) > 1:
        return part in pieces
    return set(_words(wide)) < set(_words(part)) and not JOINED.search(part)


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


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


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
