"""What may be one mark per person: points, ticks of rugs, lines, and bars that stand for one person each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from gel_airlock_jupyter.checks.figure_order import is_in_order, is_matrix
from gel_airlock_jupyter.checks.figure_survival import is_censor_ticks
from gel_airlock_jupyter.checks.figure_units import names_several, words_of
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.subjects import AxesInfo, FigureView, Mark, Points

MANY_POINTS = 10
FEW_COLUMNS = 5
IN_ROWS = ("cells", "spans", "segments")  # heat-maps, spans of time, dendrograms
GENE = re.compile(r"[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)?|C\d+orf\d+")
NUMBERED = re.compile(r"^\W*([^\W\d_]+)\W*\d+\W*$")


@dataclass(frozen=True, slots=True)
class Cloud:
    """The points of one pair of axes, or its lines, and how they are drawn."""

    axes: int
    what: str
    parts: tuple[Points, ...]

    @property
    def count(self) -> int:
        """Return the number of marks within the axes, each of which may be a person."""
        return len(self.parts) if self.what == "line" else sum(part.count - part.outside for part in self.parts)


def clouds_of(view: FigureView, context: Context) -> Iterator[Cloud]:
    """Yield what may be one mark per person, by axes; censor ticks and estimates with error bars are not."""
    known = context.memo.get("figure clouds")
    if known is None or known[0] is not view:
        known = context.memo["figure clouds"] = (view, tuple(_clouds_of(view, context)))
    yield from known[1]


def _clouds_of(view: FigureView, context: Context) -> Iterator[Cloud]:
    least_lines = int(context.setting("lines", 10, "FG-06"))
    for info in view.axes:
        here = [p for p in view.points if p.axes == info.index and p.visible and p.drawn and p.count > p.outside]
        boxes = any(p.kind == "box" for p in here)
        points = tuple(p for p in here if p.kind == "points" and not is_censor_ticks(p, view))
        points += tuple(p for p in here if p.kind == "estimates" and p.count >= MANY_POINTS and not is_in_order(p))
        if points and not (is_matrix(points) and "words" in (info.x_kind, info.y_kind)):
            yield Cloud(info.index, "flier" if boxes else "point", points)
        rugs = tuple(
            p for p in here if p.kind == "segments" and 1 in (len(set(_rounded(p.x))), len(set(_rounded(p.y))))
        )
        if sum(p.count for p in rugs) >= MANY_POINTS:
            yield Cloud(info.index, "tick of a rug", rugs)
        bars = _bars_of_people(view, info, context)
        if bars:
            yield Cloud(info.index, "bar", bars)
        columns = _columns_of_people(view, here, info, context)
        if columns:
            yield Cloud(info.index, "column", columns)
        lines = tuple(p for p in here if p.kind in ("line", "line with points"))
        if len(lines) >= least_lines:
            yield Cloud(info.index, "line", lines)


def _bars_of_people(view: FigureView, info: AxesInfo, context: Context) -> tuple[Points, ...]:
    """Return bars that stand for one person each: swimmer and waterfall plots."""
    marks = [
        m
        for m in view.marks
        if m.axes == info.index and "bar" in m.kind and m.visible and m.inside and m.value == m.value
    ]
    if not marks or not (
        _axis_names_one(info, context) or _named_one_by_one(marks, context) or _ranked(marks, info, context)
    ):
        return ()
    values = tuple(float(mark.value or 0) for mark in marks)
    return (Points("bar", info.index, f"bars of axes {info.index + 1}", (), values),)


def _columns_of_people(
    view: FigureView, here: Sequence[Points], info: AxesInfo, context: Context
) -> tuple[Points, ...]:
    """Return the rows or columns of a drawing called "Patient 1", "Patient 2"; beside genes they show no phenotype."""
    people, genetic = _people_in_rows(view, here, info, context)
    if not people or genetic:
        return ()
    return (Points("column", info.index, f"axes {info.index + 1}", (), tuple(float(at) for at in range(people))),)


def people_beside_genes(view: FigureView, info: AxesInfo, context: Context) -> int:
    """Return how many rows or columns of a grid are people, each beside genes; 0 for any other drawing."""
    here = [p for p in view.points if p.axes == info.index and p.visible]
    people, genetic = _people_in_rows(view, here, info, context)
    return people if genetic else 0


def _people_in_rows(view: FigureView, here: Sequence[Points], info: AxesInfo, context: Context) -> tuple[int, bool]:
    """Return how many rows or columns of a drawing are called as people, and whether it is about genes."""
    if not any(points.kind in IN_ROWS for points in here):
        return 0, False
    names = {text.text for text in view.texts if text.axes == info.index and text.role == "category"}
    people = _numbered(names, context)
    others = names - people
    genes = sum(GENE.fullmatch(name) is not None for name in others) * 2 > len(others)
    words = {word for label in (info.x_label, info.y_label, info.colour_label) for word in words_of(label)}
    genetic = genes or bool(words & context.policy.words("genetic_words"))
    return (len(people), genetic) if len(people) >= FEW_COLUMNS else (0, genetic)


def _people_on_axis(info: AxesInfo, context: Context) -> set[str]:
    """Return the words for people in the label of the axis along which bars stand side by side."""
    sideways = info.value_label == info.x_label and info.x_label != info.y_label
    return set(words_of(info.y_label if sideways else info.x_label)) & context.policy.words("people_words")


def _axis_names_one(info: AxesInfo, context: Context) -> bool:
    return any(not names_several({name}) for name in _people_on_axis(info, context))


def _named_one_by_one(marks: Sequence[Mark], context: Context) -> bool:
    """Return whether most bars are called "Patient 1", "P02", "Case 3"."""
    names = {mark.label for mark in marks}
    return len(names) > 1 and len(_numbered(names, context)) * 2 > len(names)


def _numbered(names: Collection[str], context: Context) -> set[str]:
    """Return the names that are a word for a person and a number."""
    people = context.policy.words("people_words") | {"p", "pt", "id"}
    worded = (name for name in names if not name[:1].isdigit())
    return {name for name in worded if (found := NUMBERED.match(name)) and found[1].casefold() in people}


def _ranked(marks: Sequence[Mark], info: AxesInfo, context: Context) -> bool:
    """Return whether many unnamed bars along an axis of people show measurements, as a waterfall plot does."""
    if len(marks) < MANY_POINTS or not _people_on_axis(info, context):
        return False
    unnamed = all(re.fullmatch(r"-?[\d.]+", mark.label) for mark in marks)
    return unnamed and any(float(mark.value or 0) != round(float(mark.value or 0)) for mark in marks)


def _rounded(values: Sequence[float]) -> list[float]:
    return [float(f"{value:.6g}") for value in values]
