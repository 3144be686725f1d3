"""What findings call the marks of a figure, and which mark such a name means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gel_airlock_jupyter.checks.figure_counts import sized
from gel_airlock_jupyter.drawn import Mark, Points
from gel_airlock_jupyter.findings import Finding, Location

ONE_OF_MANY = re.compile(r"(point|cell|hexagon) (\d+)(.*) of axes (\d+)", re.DOTALL)
KINDS = ("mark", "axes", "text")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place that a finding names: as its rule wrote it, and its severity."""

    place: Location
    tone: str


def wanted_in(findings: Iterable[Finding], part: str) -> tuple[Wanted, ...]:
    """Return the places in a part of the file that findings name, each once with its heaviest severity."""
    found: dict[tuple[str, str, int | None], Wanted] = {}
    for finding in sorted(findings, key=lambda finding: finding.severity.rank):
        for place in finding.where:
            if place.kind in KINDS and place.part == part:
                bare = label_in(place)
                found.setdefault((place.kind, bare, row_of(place)), Wanted(place, str(finding.severity)))
    return tuple(found.values())


def label_in(place: Location) -> str:
    """Return a place's label without the part of the file before it."""
    return place.label.removeprefix(f"{place.part}: ") if place.part else place.label


def row_of(place: Location) -> int | None:
    """Return the number that tells texts of one role apart."""
    return place.at[0] if place.at is not None else place.row


def names_of(mark: Mark) -> tuple[str, str]:
    """Return what findings may call a mark."""
    return sized(mark).name, mark.path


def candidates(names: Iterable[str]) -> frozenset[str]:
    """Return the paths and labels that a name may hold: of 10,000 marks few need theirs made."""
    found = set(names)
    for name in names:
        start = name.find("'") + 1
        ends = (at for at, letter in enumerate(name) if letter == "'" and at >= start)
        found |= {name[start:end] for end in ends} if start else set()
    return frozenset(found)


def said_of(mark: Mark) -> str:
    """Return what a mark stands for, and whether a reader sees it."""
    value = "" if mark.value is None or mark.value != mark.value else f"{mark.value:g}"
    if mark.measure == "share" and value:
        value = f"{100 * (mark.value or 0):.3g} %"
    unseen = "hidden" if not mark.visible else "" if mark.inside else "outside the axes"
    return ", ".join(part for part in (value, unseen) if part)


def of_points(label: str, many: Iterable[Points]) -> Iterator[tuple[Points, int | None]]:
    """Yield the artist that a name means, with the place of the mark in it, or None for all its marks."""
    parsed = ONE_OF_MANY.fullmatch(label)
    for points in many:
        if label == points.path or (points.series and label == f"'{points.series}'"):
            yield points, None
        elif parsed and points.axes == int(parsed[4]) - 1 and _is_one_of(points, parsed[1], parsed[3]):
            yield points, int(parsed[2]) - 1


def _is_one_of(points: Points, kind: str, name: str) -> bool:
    if kind != "point":
        return points.kind.removesuffix("s") == kind
    series = points.series
    return name in (f" of {points.kind} '{series}'", f" of {points.path.split(', ')[-1]}", f" of '{series}'", "")
