"""The whole sketch of a figure: its axes one by one, its texts, and what cannot be drawn in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gel_airlock_jupyter.checks.identifiers import blanked
from gel_airlock_jupyter.drawn import AxesInfo, Mark, Points
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.registry import plural
from gel_airlock_jupyter.sketched import Sketch, Spot, Word
from gel_airlock_jupyter.sketching.named import Wanted, label_in, of_points, row_of, wanted_in
from gel_airlock_jupyter.sketching.panel import Content, Panel, panel_of
from gel_airlock_jupyter.sketching.plane import Box
from gel_airlock_jupyter.sketching.points import outline
from gel_airlock_jupyter.sketching.texts import Texts, texts_of
from gel_airlock_jupyter.subjects import FigureView

WIDE = 360
LEFT, RIGHT, ABOVE, BELOW = 46, 8, 20, 30
HIGH, HIGH_OF_MANY = 170, 110
MOST_AXES = 12
MOST_SPOTS = 100
MOST_SKETCHES = 5
BUDGET = 2_000
"""Marks drawn in the sketches of one report: what keeps it under 100 kB."""


def sketches_of(views: Iterable[object], findings: Sequence[Finding], policy: Policy) -> tuple[Sketch, ...]:
    """Return the sketches of the figures in a file, at most five: those with findings first to be kept.

    Parameters
    ----------
    views : iterable of views
        Of which figures are drawn.
    findings : sequence of Finding
        As they are reported, with the part of the file in their places.
    policy : Policy
        Whose identifiers are blanked.
    """
    figures = [view for view in views if isinstance(view, FigureView) and (view.marks or view.points or view.texts)]
    named = {place.part for finding in findings for place in finding.where}
    kept = sorted(figures, key=lambda view: view.part not in named)[:MOST_SKETCHES]
    budget = BUDGET // max(1, len(kept))
    chosen = (view for view in figures if any(view is one for one in kept))
    drawn = (sketch_of(view, findings, policy, budget) for view in chosen)
    return tuple(sketch for sketch in drawn if sketch.inks or sketch.words)


def sketch_of(view: FigureView, findings: Iterable[Finding], policy: Policy, budget: int = BUDGET) -> Sketch:
    """Draw what was read of a figure, with the marks and texts that findings name outlined.

    Everything in it comes from the view: nothing is computed anew, and what a reader of the figure does not see is
    dashed and said. Identifiers are blanked.

    Parameters
    ----------
    view : FigureView
        Figures of all libraries.
    findings : iterable of Finding
        What their places name.
    policy : Policy
        Whose identifiers are blanked.
    budget : int
        How many marks are drawn at most; more are thinned out evenly, and that is noted.
    """
    wanted = wanted_in(findings, view.part)
    chosen = _axes_of(view, wanted)
    texts = texts_of(view, [info.index for info in chosen], wanted)
    panels, bottom = _panels(view, chosen, wanted, texts, budget)
    inks = tuple(ink for panel in panels.values() for ink in panel.inks)
    words = [word for panel in panels.values() for word in panel.words]
    placed = texts.placed(panels, WIDE, bottom)
    spots = [spot for one in wanted for spot in _spots(one, view, panels)] + list(placed.spots)
    safe = {text: _shown(text, policy) for text in {word.text for word in (*words, *placed.words)}}
    return Sketch(
        WIDE,
        placed.bottom,
        tuple(ink for ink in inks if ink.d),
        tuple(Word(w.x, w.y, safe[w.text], w.look, w.anchor, w.turned) for w in (*words, *placed.words)),
        tuple(_named(spot, policy) for spot in spots[:MOST_SPOTS]),
        tuple(_shown(note, policy, 200) for note in _notes(view, panels, len(spots), placed.left_out)),
        view.part,
    )


def _axes_of(view: FigureView, wanted: Sequence[Wanted]) -> list[AxesInfo]:
    """Return the axes to draw: those that hold something, named ones first to be kept."""
    used = {mark.axes for mark in view.marks} | {points.axes for points in view.points}
    known = {info.index: info for info in view.axes}
    held = [known.get(index, AxesInfo(index)) for index in sorted(used)]
    labels = " ".join(label_in(one.place) for one in wanted)
    kept = sorted(held, key=lambda info: f"axes {info.index + 1}" not in labels)[:MOST_AXES]
    return sorted(kept, key=lambda info: info.index)


def _panels(
    view: FigureView, chosen: Sequence[AxesInfo], wanted: Sequence[Wanted], texts: Texts, budget: int
) -> tuple[dict[int, Panel], int]:
    """Return the drawn axes by index, two beside each other where there are several, and where they end."""
    names = frozenset(label_in(one.place) for one in wanted if one.place.kind == "mark")
    columns = 1 if len(chosen) < 2 else 2
    wide, high = WIDE // columns, HIGH if len(chosen) < 3 else HIGH_OF_MANY
    marks: dict[int, list[Mark]] = {info.index: [] for info in chosen}
    for mark in view.marks:
        if mark.axes in marks:
            marks[mark.axes].append(mark)
    found = {}
    top = texts.above
    for at, info in enumerate(chosen):
        left, above = wide * (at % columns) + LEFT, top + (ABOVE + high + BELOW) * (at // columns) + ABOVE
        box: Box = left, above, wide * (at % columns + 1) - RIGHT, above + high
        points = [one for one in view.points if one.axes == info.index]
        content = Content(info, marks[info.index], points, names, max(20, budget // len(chosen)))
        found[info.index] = panel_of(content, box, texts.carrying)
    rows = -(-len(chosen) // columns)
    return found, top + rows * (ABOVE + high + BELOW)


def _spots(one: Wanted, view: FigureView, panels: dict[int, Panel]) -> Iterator[Spot]:
    """Yield the outlines of a mark or of axes that a finding names, as one."""
    label, place = label_in(one.place), one.place
    found: list[tuple[str, str]] = []
    if place.kind == "axes":
        found = [(panel.plane.frame, "") for index, panel in panels.items() if label == f"axes {index + 1}"]
    elif place.kind == "mark":
        for panel in panels.values():
            found += panel.outlines.get(label, ())
        if not found:
            found = list(_of_points(label, view, panels))
    d = "".join(outline for outline, _ in found)
    if d:
        note = ", ".join(dict.fromkeys(said for _, said in found if said)) if len(found) < 4 else ""
        yield Spot(place.label, one.tone, d, note, row_of(place))


def _of_points(label: str, view: FigureView, panels: dict[int, Panel]) -> Iterator[tuple[str, str]]:
    for points, at in of_points(label, view.points):
        panel = panels.get(points.axes)
        if panel is None:
            continue
        base = points.path.removesuffix(", sizes")
        lying = next((one for one in panel.laid if one.points is points or one.points.path == base), None)
        d = outline(lying, panel.plane, at) if lying else ""
        if d:
            yield d, _said_of_points(points, at)


def _said_of_points(points: Points, at: int | None) -> str:
    said = f"{points.values[at]:g}" if at is not None and at < len(points.values) else ""
    outside = points.outside if at is None else 0
    unseen = "" if points.visible else "hidden"
    return ", ".join(part for part in (said, unseen, f"{outside:,} outside the axes" if outside else "") if part)


def _notes(view: FigureView, panels: dict[int, Panel], spots: int, texts_left: int) -> Iterator[str]:
    """Yield what the sketch does not show as the figure does."""
    hidden = sum(not mark.visible for mark in view.marks) + sum(p.count for p in view.points if not p.visible)
    outside = sum(mark.visible and not mark.inside for mark in view.marks)
    outside += sum(points.outside for points in view.points if points.visible)
    if hidden:
        yield f"{plural(hidden, 'mark')} {'is' if hidden == 1 else 'are'} hidden in the figure: dashed here."
    if outside:
        yield f"{plural(outside, 'mark')} {'lies' if outside == 1 else 'lie'} outside the axes."
    left_out = sum(panel.left_out for panel in panels.values())
    if left_out:
        yield f"{plural(left_out, 'mark')} {'is' if left_out == 1 else 'are'} not drawn here; all were checked."
    used = len({mark.axes for mark in view.marks} | {points.axes for points in view.points})
    if used > len(panels):
        yield f"Drawn here: {len(panels)} of {used} axes."
    if spots > MOST_SPOTS:
        yield f"Outlined here: the first {MOST_SPOTS} of {spots:,} places."
    if any(not one.is_placed and len(one.x) > 1 for panel in panels.values() for one in panel.laid):
        yield "Marks without a place of their own stand in the order they were read."
    for table in view.embedded[:3]:
        fields = ", ".join(table.fields[:6])
        yield f"Carried but not drawn mark by mark: {plural(table.rows, 'row')} ({fields})."
    if texts_left:
        yield f"{plural(texts_left, 'text')} {'is' if texts_left == 1 else 'are'} not shown here; all were checked."
    for part in view.unread[:3]:
        yield f"Not read: {part}."


def _shown(text: str, policy: Policy, most: int = 80) -> str:
    flat = blanked(" ".join(text.split()), policy)
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def _named(spot: Spot, policy: Policy) -> Spot:
    return Spot(blanked(spot.label, policy), spot.tone, spot.d, blanked(spot.note, policy), spot.row)
