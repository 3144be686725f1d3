"""Kaplan-Meier figures: cohort and arms below 5, at-risk tables, censor ticks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gel_airlock_jupyter.checks.figure_at_risk import recovered
from gel_airlock_jupyter.checks.figure_totals import totals_in
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.subjects import FigureText, FigureView, Points

NUMBER_AT_END = re.compile(r"(?:^|\s)(\d+)\s*$")
ARM_SIZE = re.compile(r"\bn\s*[=:]\s*(\d+)(?![\d.,]*\d)", re.IGNORECASE)
AT_RISK = re.compile(r"\b(?:n(?:o|umbers?)?\.? )?at[ -]risk\b|unter risiko|à risque", re.IGNORECASE)
NEAR = 1e-9
ROUNDED = 5e-3  # how far a level may lie from the exact one, for curves written with two decimals


@dataclass(frozen=True, slots=True)
class AtRisk:
    """One number of an at-risk table written into a tick label: its value, line, and where its digits stand."""

    value: int
    row: str
    start: int
    end: int


def survival_curves(view: FigureView) -> tuple[Points, ...]:
    """Return the curves that fall in steps from 1 (or 100 %) and never rise."""
    return tuple(points for points in view.points if points.visible and _falls_from_one(points))


def _falls_from_one(points: Points) -> bool:
    y = points.y
    if points.kind not in ("steps", "line") or len(y) < 2 or not any(abs(y[0] - top) < NEAR for top in (1, 100)):
        return False
    falls = all(after <= before + NEAR for before, after in pairwise(y))
    steps = points.kind == "steps" or all(
        before[0] == after[0] or before[1] == after[1] for before, after in pairwise(zip(points.x, y, strict=True))
    )
    return falls and steps and y[-1] >= 0 and y[-1] < y[0]


def at_risk_numbers(text: str) -> tuple[AtRisk, ...]:
    """Return the numbers at the line ends of a tick label that holds a column of an at-risk table."""
    found = []
    offset = 0
    for line in text.split("\n"):
        match = NUMBER_AT_END.search(line)
        if match:
            row = line[: match.start(1)].strip()
            found.append(AtRisk(int(match[1]), row, offset + match.start(1), offset + match.end(1)))
        offset += len(line) + 1
    return tuple(found)


def arm_sizes(text: str) -> tuple[AtRisk, ...]:
    """Return the sizes that the names of arms beside an at-risk table give: `B (n=4)`."""
    return tuple(AtRisk(int(size[1]), "", size.start(1), size.end(1)) for size in ARM_SIZE.finditer(text))


def at_risk_columns(view: FigureView) -> Iterator[tuple[FigureText, tuple[AtRisk, ...]]]:
    """Yield the tick labels that are columns of an at-risk table, with their numbers."""
    for text in view.texts:
        if text.visible and text.role == "category" and text.text.count("\n") >= 1:
            numbers = at_risk_numbers(text.text)
            if numbers:
                yield text, numbers


def blocks_of(numbers: Sequence[AtRisk], text: str) -> tuple[tuple[AtRisk, ...], ...]:
    """Return the numbers of one column arm by arm: blank lines stand between arms."""
    blocks: list[list[AtRisk]] = [[]]
    for before, number in zip((None, *numbers), numbers, strict=False):
        if before is not None and text[before.end : number.start].count("\n") > 1:
            blocks.append([])
        blocks[-1].append(number)
    return tuple(tuple(block) for block in blocks)


@rule("FG-05", FigureView, title="Survival figure: cohort, arm or at-risk table below 5")
def survival(view: FigureView, context: Context) -> Iterator[Finding]:
    """Look at Kaplan-Meier figures.

    What it looks for: at-risk, censored and event tables, as tick labels or notes, with 1 to 4; a cohort of fewer
    than 5 (declared with `n=`, or written in the figure); arms whose few steps say that fewer than 5 people may be in
    them, and censor ticks on them.

    Why it matters: a step of a small arm is one person's event, at an exact time.

    What to do: mask the table (`airlock.fix` does, and hides a second number where rows add up); leave small arms out.

    Limits: an arm's size is not in its curve when several events fall on one time; declare `n=` or show the table.
    """
    threshold = int(context.setting("threshold", 5))
    curves = survival_curves(view)
    yield from _tables(view, context, threshold, bool(curves))
    if curves:
        yield from _cohort(view, context, curves, threshold)
        yield from _arms(view, context, curves, threshold)


def _tables(view: FigureView, context: Context, threshold: int, has_curves: bool) -> Iterator[Finding]:
    columns = [(text, [n for n in numbers if 1 <= n.value < threshold]) for text, numbers in at_risk_columns(view)]
    sizes = [
        text for text, _ in at_risk_columns(view) if any(1 <= size.value < threshold for size in arm_sizes(text.text))
    ]
    if sizes:
        yield context.finding(
            f"{plural(len(sizes), 'name')} of arms beside the at-risk table give 1-{threshold - 1} people.",
            tuple(map(view.place_of, sizes)),
            f"Write `n<{threshold}`: `%airlock_fix {view.name}`.",
            places=len(sizes),
        )
    small = sum(len(numbers) for _, numbers in columns)
    if small:
        where = tuple(view.place_of(text) for text, numbers in columns if numbers)
        yield context.finding(
            f"{plural(small, 'number')} of the at-risk table {'is' if small == 1 else 'are'} 1-{threshold - 1}.",
            where,
            f"Write `<{threshold}`, and hide what gives it back: `%airlock_fix {view.name}`.",
            places=small,
        )
    back = list(recovered(view, threshold))
    if back:
        yield context.finding(
            f"{plural(len(back), 'masked number')} of the at-risk table can be worked back: "
            "the rows of an arm add up to its size at every time.",
            tuple(view.place_of(one.text) for one in back),
            f"Hide a second number at those times: `%airlock_fix {view.name}`.",
            places=len(back),
        )
    if has_curves or _speaks_of_risk(view):
        yield from _in_table(view, context, threshold)
    notes = small_notes(view, threshold) if has_curves else []
    if notes:
        yield context.finding(
            f"{plural(len(notes), 'number')} written beside survival curves, as in an at-risk table, "
            f"{'is' if len(notes) == 1 else 'are'} 1-{threshold - 1}.",
            tuple(view.place_of(note) for note in notes),
            f"Write `<{threshold}`.",
            places=len(notes),
        )


def _speaks_of_risk(view: FigureView) -> bool:
    return any(text.visible and AT_RISK.search(text.text) for text in view.texts)


def _in_table(view: FigureView, context: Context, threshold: int) -> Iterator[Finding]:
    """Find small numbers in tables drawn below survival curves."""
    small = [t for t in view.texts if t.visible and t.role == "table cell" and _is_small(t.text, threshold)]
    if small:
        yield context.finding(
            f"{plural(len(small), 'number')} of the at-risk table {'is' if len(small) == 1 else 'are'} "
            f"1-{threshold - 1}.",
            tuple(view.place_of(text) for text in small),
            f"Write `<{threshold}`, and hide what gives it back: `%airlock_fix {view.name}`.",
            places=len(small),
        )


def small_notes(view: FigureView, threshold: int) -> list[FigureText]:
    """Return bare numbers of 1 to threshold - 1 written into the figure: beside curves they are an at-risk table."""
    return [t for t in view.texts if t.visible and t.role == "annotation" and _is_small(t.text, threshold)]


def _is_small(text: str, threshold: int) -> bool:
    return text.strip().isdecimal() and 1 <= int(text) < threshold


def _cohort(view: FigureView, context: Context, curves: Sequence[Points], threshold: int) -> Iterator[Finding]:
    declared = context.declared.get("n")
    stated = [stated.value for axes in {curve.axes for curve in curves} for _, stated in totals_in(view, axes, context)]
    sizes = [int(declared)] if declared else stated if len(curves) == 1 else []
    if any(1 <= size < threshold for size in sizes):
        yield context.finding(
            f"The survival curve is of a cohort of fewer than {threshold} people.",
            [Location("mark", curves[0].path)],
            "Leave the figure out: it shows single people's times.",
        )


def _arms(view: FigureView, context: Context, curves: Sequence[Points], threshold: int) -> Iterator[Finding]:
    small = [curve for curve in curves if fits_fewer(curve, threshold)]
    severity = context.setting("arm_severity", "warn")
    if small and len(curves) == 1:
        yield context.finding(
            f"The survival curve {_name(small[0])} falls in steps that fewer than {threshold} people make: "
            "the whole cohort is that small.",
            [Location("mark", _name(small[0]))],
            "Leave the figure out: it shows single people's times.",
        )
        return
    if small:
        yield context.finding(
            f"{plural(len(small), 'survival curve')} ({some(_name(curve) for curve in small)}) may be of fewer than "
            f"{threshold} people: its first step and number of steps say so.",
            [Location("mark", _name(curve)) for curve in small],
            "Say how many people each arm holds, or leave the arm out.",
            severity=severity,
        )
    ticks = [tick for tick in view.points if tick.visible and any(_lies_on(tick, curve) for curve in small)]
    if ticks:
        count = sum(tick.count for tick in ticks)
        yield context.finding(
            f"{plural(count, 'censor tick')} on small arms {'shows' if count == 1 else 'show'} single people's times.",
            [Location("mark", tick.path) for tick in ticks],
            "Draw small arms without censor ticks (show_censors=False).",
            severity=severity,
            places=count,
        )


def fits_fewer(curve: Points, threshold: int) -> bool:
    """Return whether a survival curve can be that of fewer people than the threshold.

    At each step the curve is multiplied by (1 - events / people at risk), and those at risk become fewer by the events
    at least; so the levels of a curve of at most 4 people are few, and others prove that there are more.

    Parameters
    ----------
    curve : Points
        Falls from 1 or 100.
    threshold : int
        Smallest number of people that may be shown.
    """
    top, left, level = curve.y[0], threshold - 1, 1.0
    for value in curve.y:
        below = value / top
        if below > level - ROUNDED:
            continue
        ways = [at_risk - events for at_risk in range(left, 0, -1) for events in range(1, at_risk + 1)
                if abs(level * (1 - events / at_risk) - below) <= ROUNDED]  # fmt: skip
        if not ways:
            return False
        left, level = max(ways), below
    return level < 1


def _name(curve: Points) -> str:
    return f"'{curve.series}'" if curve.series else curve.path


def is_censor_ticks(points: Points, view: FigureView) -> bool:
    """Return whether markers lie on a survival curve: censored people, which are part of such a figure."""
    return any(_lies_on(points, curve) for curve in survival_curves(view))


def _lies_on(points: Points, curve: Points) -> bool:
    if points.kind != "points" or points.axes != curve.axes or not points.count:
        return False
    levels = {round(y, 9) for y in curve.y}
    return all(round(y, 9) in levels for y in points.y)
