"""Marks whose size is a count of 1-4 people: bars, steps, cells, areas, lines; and shares that give one back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.checks.figure_units import Measure, Unit, info_of, measure_of, names_several, terms_of
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.subjects import AxesInfo, FigureView, Mark, Points

NEAR = 1e-6  # how far from a whole number a drawn height may be, relative to 1
COLOURED = ("cells", "hexagons")
ALONG_AXIS = ("line", "line with points", "points", "steps", "area", "stems", "sideways stems")


@dataclass(frozen=True, slots=True)
class Sized:
    """A mark with a size: its value, kind and axes, and what names it; `place` counts within the artist at `path`."""

    value: float
    kind: str
    axes: int
    path: str = ""
    place: int = 0
    label: str = ""
    series: str = ""

    @property
    def name(self) -> str:
        """Return how a person would name the mark: "bar 'Leigh' of axes 1"."""
        kind = self.kind.removeprefix("sideways ")
        if self.kind in COLOURED or self.kind == "point":
            return f"{kind.removesuffix('s')} {self.place + 1}{self.label} of axes {self.axes + 1}"
        if not self.label:
            return self.path
        series = f" ({self.series})" if self.series and self.series != self.label else ""
        return f"{kind} '{self.label}'{series} of axes {self.axes + 1}"


@dataclass(frozen=True, eq=False)
class Group:
    """Marks of one pair of axes that say the same kind of thing.

    `values` are their sizes, shape (marks,); `named` gives one of them with its name, made only when it is reported.
    """

    axes: int
    measure: Measure
    values: NDArray[np.float64]
    named: Callable[[int], Sized]
    coloured: bool = False

    @cached_property
    def marks(self) -> tuple[Sized, ...]:
        """Return all marks."""
        return tuple(map(self.named, range(len(self.values))))

    @cached_property
    def is_whole(self) -> bool:
        """Return whether every mark's size is a whole number."""
        away = np.abs(self.values - np.round(self.values))
        return bool((away <= NEAR * np.maximum(1.0, np.abs(self.values))).all())

    def small(self, threshold: int) -> tuple[Sized, ...]:
        """Return the marks that stand for 1 to threshold - 1."""
        found = np.flatnonzero((self.values >= 1 - NEAR) & (self.values < threshold - NEAR))
        return tuple(self.named(int(place)) for place in found)


def is_whole(value: float) -> bool:
    """Return whether a drawn size is a whole number."""
    return abs(value - round(value)) <= NEAR * max(1.0, abs(value))


def groups_of(view: FigureView, context: Context) -> Iterator[Group]:
    """Yield the visible marks with sizes, by axes, with what they count."""
    known = context.memo.get("figure groups")
    if known is None or known[0] is not view:
        known = context.memo["figure groups"] = (view, tuple(_groups_of(view, context)))
    yield from known[1]


def _groups_of(view: FigureView, context: Context) -> Iterator[Group]:
    for axes, seen in view.sized_by_axes.items():
        marks = [mark for mark in seen if not mark.measure]
        if marks:
            values = np.abs(np.fromiter((mark.value or 0.0 for mark in marks), dtype=float, count=len(marks)))
            yield Group(axes, measure_of(view, axes, context), values, partial(_sized_at, marks))
    for points in view.points:
        if not points.visible or not points.drawn:
            continue
        if points.kind in COLOURED:
            yield _coloured(view, points, context)
        elif points.kind == "points" and points.values and info_of(view, points.axes).colour_label:
            yield _coloured(view, points, context)
            yield from _along_axis(view, points, context)
        elif points.kind in ALONG_AXIS:
            yield from _along_axis(view, points, context)
        elif points.kind == "sizes" and _counts(points.series, context):
            yield _of_sizes(view, points, context)


def _of_sizes(view: FigureView, points: Points, context: Context) -> Group:
    """Return what the sizes of points say, whose name is the series."""
    measure = measure_of(view, points.axes, context, points.series)
    values = np.nan_to_num(np.array(points.values, dtype=float))
    return Group(points.axes, measure, values, partial(_point_at, points, points.values, f" of '{points.series}'"))


def sized(mark: Mark) -> Sized:
    """Return a mark with its size, whichever way it grows."""
    return Sized(abs(mark.value or 0), mark.kind, mark.axes, mark.path, 0, mark.label, mark.series)


def _coloured(view: FigureView, points: Points, context: Context) -> Group:
    info = info_of(view, points.axes)
    values = np.nan_to_num(np.array(points.values, dtype=float))
    measure = measure_of(view, points.axes, context, info.colour_label)
    if "no label" in measure.reason and _names_samples(info, context):
        measure = Measure(Unit.OTHER, f"a grid of '{info.y_label}' and '{info.x_label}'")
    return Group(points.axes, measure, values, partial(_cell_at, points), True)


def _names_samples(info: AxesInfo, context: Context) -> bool:
    """Return whether a grid has a sample on one side and a gene on the other, so that a colour is a kind of variant."""
    sides = [terms_of(label) for label in (info.x_label, info.y_label)]
    genetic, people = context.policy.words("genetic_words"), context.policy.words("people_words")
    return any(sides[i] & genetic and sides[1 - i] & people for i in (0, 1))


def _sized_at(marks: Sequence[Mark], place: int) -> Sized:
    return sized(marks[place])


def _cell_at(points: Points, place: int) -> Sized:
    return Sized(points.values[place], points.kind, points.axes, points.path, place)


def _point_at(points: Points, values: Sequence[float], name: str, place: int) -> Sized:
    return Sized(values[place], "point", points.axes, points.path, place, name)


def _along_axis(view: FigureView, points: Points, context: Context) -> Iterator[Group]:
    """Yield a line's corners where its axis counts people, and an area's too where nothing is labelled."""
    info = info_of(view, points.axes)
    for label, values in ((info.y_label, points.values or points.y), (info.x_label, points.x)):
        is_band = points.kind == "area"
        if (not label and not is_band) or (is_band and values is points.x):
            continue
        measure = measure_of(view, points.axes, context, label)
        if measure.unit is Unit.PEOPLE and (not label or _counts(label, context)):
            name = f" of {points.kind} '{points.series}'" if points.series else f" of {points.path.split(', ')[-1]}"
            found = np.array(values, dtype=float)
            yield Group(points.axes, measure, found, partial(_point_at, points, values, name))


def _counts(label: str, context: Context) -> bool:
    """Return whether a label says how many people: "Patients", "n"; "Patient number" names one."""
    terms = terms_of(label)
    people = terms & context.policy.words("people_words")
    return names_several(people) or (not people and bool(terms & context.policy.words("count_label_words")))


@rule("FG-01", FigureView, title="A bar or other count mark shows 1-4 people")
def small_marks(view: FigureView, context: Context) -> Iterator[Finding]:
    """Look for bars, steps, cells, hexagons, areas and points whose size is a count of 1 to 4 people.

    What it looks for: visible marks with whole-number sizes between 1 and threshold - 1. That they count people is read
    from the labels of the value axis or the colour bar ("Number of participants", "count"), from `unit=`, or, where
    nothing is labelled, from all sizes being whole.

    Why it matters: a reader takes the number off the axis. A figure with such a mark is rejected.

    What to do: hide the bar and write `<5`, or draw it at 5: `airlock.fix` does either. If the marks count variants,
    genes or something else, say so: `unit="variants"`.

    Limits: where a label says neither people nor anything else, the severity is review, and one question is asked.
    """
    threshold = int(context.setting("threshold", 5))
    for group in groups_of(view, context):
        small = group.small(threshold)
        if not small or not group.is_whole or group.measure.unit in (Unit.OTHER, Unit.SHARE):
            continue
        codes = group.coloured and group.values.max() < threshold and "no label" in group.measure.reason
        yield _small_marks(
            view, context, group, small, threshold, is_known=group.measure.unit is Unit.PEOPLE and not codes
        )


def _small_marks(
    view: FigureView, context: Context, group: Group, small: tuple[Sized, ...], threshold: int, *, is_known: bool
) -> Finding:
    kinds = dict.fromkeys(mark.kind.removeprefix("sideways ").removesuffix("s") for mark in small)
    count = plural(len(small), next(iter(kinds)) if len(kinds) == 1 else "mark")
    verb = "stands" if len(small) == 1 else "stand"
    names = some(mark.name for mark in small)
    where = locations(small, context)
    if is_known:
        message = f"{count} {verb} for 1-{threshold - 1} people ({names}; read as people: {group.measure.reason})."
        return context.finding(message, where, f"%airlock_fix {view.name}", places=len(small))
    message = f"{count} {verb} for 1-{threshold - 1} ({names}), and nothing says of what: {group.measure.reason}."
    hint = 'Say what a mark counts, such as unit="participants" or unit="variants".'
    severity = context.setting("unknown_severity", "review")
    return context.finding(message, where, hint, severity=severity, places=len(small))


def locations(marks: Iterable[Sized], context: Context) -> tuple[Location, ...]:
    """Return places of marks, as many as are kept."""
    return tuple(Location("mark", mark.name) for mark in tuple(marks)[: context.limits.places])
