"""The name of a cell: what the people counted in it have in common, whatever table prints it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gel_airlock_jupyter.disclosure.keys import PEOPLE
from gel_airlock_jupyter.disclosure.labels import is_total
from gel_airlock_jupyter.joint.published import Place, Published

Conditions = frozenset[tuple[int, str]]
"""(attribute, value) pairs; a total has no condition on its attribute."""

AxisId = tuple[int, str, int]
"""Output, "row" or "column", level."""

GENERIC = frozenset(
    {"yes", "no", "true", "false", "unknown", "other", "others", "missing", "none", "nan", "na", "n/a", "not known"}
)
FILLERS = PEOPLE | {"of", "number", "no", "num", "total", "the"}
EDGES = " \u00a0\u2003\t.-\u2013\u2514\u251c\u2502\u2500"


def fold(text: str) -> str:
    """Return a label for comparison: without indentation, blanks and case."""
    return " ".join(text.strip(EDGES).split()).casefold()


@dataclass(frozen=True)
class Axis:
    """One level of the labels of one output."""

    id: AxisId
    name: str
    values: frozenset[str]


def axes_of(number: int, output: Published) -> list[Axis]:
    """Return the axes of an output; columns that merely say "n" name nothing."""
    if output.grid is None:
        return []
    found = []
    for side, labels, names in _sides(output):
        for level in range(max((len(path) for path in labels), default=0)):
            values = frozenset(v for path in labels if (v := value_at(path, level, side, labels)))
            name = fold(names[level]) if level < len(names) else ""
            if values:
                found.append(Axis((number, side, level), name, values))
    return found


def _sides(output: Published) -> Iterable[tuple[str, Sequence[tuple[str, ...]], tuple[str, ...]]]:
    grid = output.grid
    if grid is not None:
        if output.is_labelled:
            yield "row", grid.rows, output.row_names
        counted = sorted({j for (_, j), _ in output.counts()})
        yield "column", [grid.columns[j] for j in counted], output.column_names


def value_at(path: tuple[str, ...], level: int, side: str, labels: Sequence[tuple[str, ...]]) -> str:
    """Return the value of one label on one level; "" for totals, blanks, and a lone column of plain counts."""
    text = path[level] if level < len(path) else ""
    value = fold(text)
    if not value or is_total(text):
        return ""
    if side == "column" and _is_plain(value) and sum(_is_plain(fold(p[level])) for p in labels if level < len(p)) == 1:
        return ""
    return value


def says_only_people(value: str) -> bool:
    """Return whether a label says no more than that people are counted: "n", "number of participants"."""
    return _is_plain(fold(value))


def _is_plain(value: str) -> bool:
    return set(re.findall(r"[^\W_]+", value)) <= FILLERS


def attributes(axes: Sequence[Axis]) -> dict[AxisId, int]:
    """Return which axes are the same attribute, as a number for each.

    Axes are joined when they have the same name and share a value, or share two values of which one says something
    (`yes` and `1` do not). Two axes of one output are never the same attribute: a stage before and after treatment has
    the same values.
    """
    parent = {axis.id: axis.id for axis in axes}
    members = {axis.id: {axis.id[0]} for axis in axes}

    def root(one: AxisId) -> AxisId:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for _, first, second in sorted(_alike(axes), key=lambda found: found[0], reverse=True):
        a, b = root(first), root(second)
        if a != b and members[a].isdisjoint(members[b]):
            parent[b] = a
            members[a] |= members.pop(b)
    numbers: dict[AxisId, int] = {}
    return {axis.id: numbers.setdefault(root(axis.id), len(numbers)) for axis in axes}


def _alike(axes: Sequence[Axis]) -> Iterable[tuple[tuple[bool, float], AxisId, AxisId]]:
    """Yield pairs of axes that may be one attribute, with how much speaks for it."""
    holders: dict[str, list[int]] = {}
    for k, axis in enumerate(axes):
        for value in axis.values:
            holders.setdefault(value, []).append(k)
    shared: Counter[tuple[int, int]] = Counter()
    telling: Counter[tuple[int, int]] = Counter()
    for value, found in holders.items():
        says = value not in GENERIC and not value.isdigit()
        for at, first in enumerate(found):
            for second in found[at + 1 :]:
                shared[first, second] += 1
                telling[first, second] += says
    for (a, b), count in shared.items():
        one, other = axes[a], axes[b]
        named = one.name == other.name != ""
        unnamed = not one.name or not other.name
        whole = count == len(one.values) or count == len(other.values)
        if named or (telling[a, b] and (count >= 2 or whole)) or (count >= 2 and unnamed and whole):
            yield (named, count / max(len(one.values), len(other.values))), one.id, other.id


def conditions(number: int, output: Published, attribute: dict[AxisId, int]) -> dict[Place, Conditions]:
    """Return the conditions of every count of an output; cells whose name is not theirs alone are left out."""
    if output.grid is None:
        return {}
    rows: dict[int, Conditions] = {}
    columns: dict[int, Conditions] = {}
    counted = sorted({j for (_, j), _ in output.counts()})
    column_labels = [output.grid.columns[j] for j in counted]
    for i, path in enumerate(output.grid.rows if output.is_labelled else ()):
        rows[i] = _named(number, path, "row", output.grid.rows, attribute)
    if not output.is_labelled and len(output.grid.rows) == 1:
        rows[0] = frozenset()  # a single row without a label is the whole
    for j in counted:
        columns[j] = _named(number, output.grid.columns[j], "column", column_labels, attribute)
    found = {place: rows[place[0]] | columns[place[1]] for place, _ in output.counts() if place[0] in rows}
    times = Counter(found.values())
    return {place: named for place, named in found.items() if times[named] == 1}


def _named(
    number: int, path: tuple[str, ...], side: str, labels: Sequence[tuple[str, ...]], attribute: dict[AxisId, int]
) -> Conditions:
    return frozenset(
        (attribute[number, side, level], value)
        for level in range(len(path))
        if (value := value_at(path, level, side, labels))
    )
