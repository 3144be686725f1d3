"""Masked bars that a total in the figure gives back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gel_airlock_jupyter.checks.figure_counts import Group, Sized, groups_of, is_whole
from gel_airlock_jupyter.checks.figure_tables import given_back
from gel_airlock_jupyter.checks.figure_texts import UNSEEN
from gel_airlock_jupyter.checks.figure_units import Unit, declared_measure, info_of, measure_of, terms_of
from gel_airlock_jupyter.checks.figure_words import Stated, stated_counts
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.subjects import FigureText, FigureView

MASK = re.compile(
    r"(?:<|&lt;|≤|less than|fewer than|under|weniger als|unter|moins de)\s*(\d+)|(?<![\d.])1\s*[-–]\s*4(?![\d.])",
    re.IGNORECASE,
)
ON_BAR = re.compile(r"\s*(?:\d[\d,]*(?:\s*\(|\s+)\s*)?\(?\s*(?P<percent>\d+(?:\.(?P<digits>\d+))?)\s*%\s*\)?\s*")
SPEAKS = ("named", "with noun")
NEAR = 1e-9
RISING = ("line", "line with points", "points", "steps")


@dataclass(frozen=True, slots=True)
class OpenTotal:
    """A total that narrows masked bars: `left` is what the masked bars add up to."""

    text: FigureText
    stated: Stated
    group: Group
    masked: tuple[Sized, ...]
    shown: int
    left: int

    def is_exact(self, threshold: int) -> bool:
        """Return whether one value is left for some masked bar."""
        count = len(self.masked)
        return count == 1 or self.left in (count, (threshold - 1) * count)

    def is_narrowing(self, threshold: int) -> bool:
        """Return whether some of 1 .. threshold - 1 is ruled out for the masked bars."""
        others = len(self.masked) - 1
        return self.left - others < threshold - 1 or self.left - (threshold - 1) * others > 1

    def range(self, threshold: int) -> str:
        """Return a range in steps of the threshold that leaves every value of every masked bar possible."""
        lowest = self.shown + len(self.masked)
        highest = self.shown + (threshold - 1) * len(self.masked)
        start = lowest // threshold * threshold
        end = start + threshold - 1
        while end < highest:
            end += threshold
        return f"{start:,}-{end:,}"


@dataclass(frozen=True, slots=True)
class ToldTotal:
    """Percentages beside the counts of bars, from which the number of all follows and so the masked bar.

    `left` are the numbers that the masked bar can still be; `texts` says what to write in the place of each text.
    """

    group: Group
    masked: Sized
    texts: Mapping[FigureText, str]
    left: int


def told_totals(view: FigureView, context: Context, threshold: int) -> Iterator[ToldTotal]:
    """Yield the axes where `10 (50%)` on one bar and `8 (40%)` on another tell what a third, masked one is."""
    for group in groups_of(view, context):
        if group.coloured or not group.is_whole or group.measure.unit is not Unit.PEOPLE:
            continue
        paths = masked_paths(view, group)
        masked = (*(mark for mark in group.marks if mark.path in paths), *masks_without_bar(view, group))
        sizes = {mark.path: mark.value for mark in group.marks if mark.path not in paths and mark.value}
        if len(masked) != 1:
            continue
        told = {t: ON_BAR.fullmatch(t.text) for t in view.texts if t.visible and t.beside in sizes and t.beside}
        low, high = 0.0, float("inf")
        for text, match in told.items():
            if match:
                half = 0.5 * 10 ** -len(match["digits"] or "")
                low = max(low, 100 * sizes[text.beside] / (float(match["percent"]) + half))
                high = min(high, 100 * sizes[text.beside] / max(float(match["percent"]) - half, NEAR))
        shown = round(sum(mark.value for mark in group.marks if mark.path not in paths))
        left = sum(low - NEAR <= shown + value <= high + NEAR for value in range(1, threshold))
        if 0 < left < threshold - 1:
            instead = {text: f"{sizes[text.beside]:g}" for text, match in told.items() if match}
            yield ToldTotal(group, masked[0], instead, left)


def open_totals(view: FigureView, context: Context, threshold: int) -> Iterator[OpenTotal]:
    """Yield the totals in texts that the masked bars of some axes, with the shown ones, add up to."""
    for group in groups_of(view, context):
        if group.coloured or not group.is_whole or group.measure.unit is not Unit.PEOPLE:
            continue
        paths = masked_paths(view, group)
        masked = tuple(mark for mark in group.marks if mark.path in paths) if paths else ()
        masked += masks_without_bar(view, group)
        if not masked:
            continue
        shown = round(sum(mark.value for mark in group.marks if mark.path not in paths))
        for text, stated in totals_in(view, group.axes, context):
            left = stated.value - shown
            if len(masked) <= left <= (threshold - 1) * len(masked):
                yield OpenTotal(text, stated, group, masked, shown, left)


def small_rises(view: FigureView, context: Context, threshold: int) -> Iterator[tuple[str, int]]:
    """Yield lines of cumulative counts of people, and how many of their steps are 1 to threshold - 1."""
    cumulative = context.policy.words("cumulative_words")
    for points in view.points:
        label = info_of(view, points.axes).y_label
        if not points.visible or points.kind not in RISING or not terms_of(label) & cumulative:
            continue
        measure = measure_of(view, points.axes, context, label)
        rises = [after - before for before, after in pairwise(points.y)]
        small = _small(rises, threshold)
        if measure.unit is Unit.PEOPLE and small:
            yield points.path, small
    yield from _rising_bars(view, context, threshold)


def _rising_bars(view: FigureView, context: Context, threshold: int) -> Iterator[tuple[str, int]]:
    """Yield the bars and steps of cumulative histograms, series by series."""
    cumulative = context.policy.words("cumulative_words")
    for group in groups_of(view, context):
        label = info_of(view, group.axes).value_label
        if group.coloured or group.measure.unit is not Unit.PEOPLE or not terms_of(label) & cumulative:
            continue
        for series in dict.fromkeys(mark.series for mark in group.marks):
            values = [mark.value for mark in group.marks if mark.series == series and mark.kind != "point"]
            small = _small([after - before for before, after in pairwise(values)], threshold)
            if small:
                yield f"bars of axes {group.axes + 1}", small


def _small(rises: Sequence[float], threshold: int) -> int:
    """Return how many rises are of 1 to threshold - 1; none where anything falls."""
    small = sum(1 <= rise < threshold and is_whole(rise) for rise in rises)
    return small if all(rise >= 0 for rise in rises) else 0


def masked_paths(view: FigureView, group: Group) -> frozenset[str]:
    """Return the paths of marks that carry a mask (`<5`), beside them or in their category."""
    beside = {text.beside for text in view.texts if text.beside and MASK.search(text.text)}
    masked_words = {text.text for text in view.texts if text.role == "category" and MASK.search(text.text)}
    if not beside and not masked_words:
        return frozenset()
    paths = {mark.path for mark in group.marks}
    labelled = {mark.path for mark in view.marks if mark.label in masked_words}
    return frozenset((beside | labelled) & paths)


def masks_without_bar(view: FigureView, group: Group) -> tuple[Sized, ...]:
    """Return a mark for each mask (`<5`) that stands where no bar is drawn: one left out, or one without a height."""
    here = [text for text in view.texts if text.axes == group.axes and text.role in ("annotation", "bar label")]
    masks = [text for text in here if text.visible and MASK.fullmatch(text.text.strip())]
    paths = {mark.path for mark in group.marks} if masks else set()
    left = [text for text in masks if text.beside not in paths]
    return tuple(Sized(0.0, "bar", group.axes, text.beside, label=text.text.strip()) for text in left)


def totals_in(view: FigureView, axes: int, context: Context) -> Iterator[tuple[FigureText, Stated]]:
    """Yield numbers of people stated in titles, labels, legends and notes of some axes or of the whole figure."""
    for text in view.texts:
        if (
            not text.visible
            or text.role in (*UNSEEN, "bar label", "cell label", "category")
            or text.axes not in (None, axes)
        ):
            continue
        for stated in stated_counts(text.text, context.policy, brackets=False):
            if stated.how in SPEAKS:
                yield text, stated


def _may_count_people(context: Context) -> bool:
    measure = declared_measure(context)
    return measure is None or measure.unit is Unit.PEOPLE


@rule("FG-03", FigureView, title="A masked bar can be worked back from a total")
def recoverable_bars(view: FigureView, context: Context) -> Iterator[Finding]:
    """Look for masked bars that a total in a text gives back.

    What it looks for: bars labelled `<5`, the bars that are shown, and every "N=22" or "22 patients" in titles, labels,
    legends and notes; lines of cumulative counts that rise by 1-4. One masked bar is the total minus the rest; several
    are known when the remainder is the least or the most they can hold. "10 (50%)" on a bar tells the total as well.

    Why it matters: a mask that can be subtracted away is no mask.

    What to do: write the total as a range such as `20-24`, leave it out, or mask one more bar: `airlock.fix` writes the
    range.

    Limits: totals outside the figure (a caption in the paper, another output) are not seen here.
    """
    threshold = int(context.setting("threshold", 5))
    for total in open_totals(view, context, threshold):
        exact = total.is_exact(threshold)
        if not exact and not total.is_narrowing(threshold):
            continue
        count = plural(len(total.masked), "masked bar")
        names = some(mark.name for mark in total.masked)
        what = "can be worked back exactly from" if exact else "can be narrowed with"
        yield context.finding(
            f"{count} ({names}) {what} the total in the {total.text.where.label}: total minus the bars shown.",
            (view.place_of(total.text),),
            f"Write the total as {total.range(threshold)}, or mask one more bar: `%airlock_fix {view.name}`.",
            severity=None if exact else "warn",
        )
    for told in told_totals(view, context, threshold):
        exact = told.left == 1
        yield context.finding(
            f"1 masked bar ({told.masked.name}) can be {'worked back' if exact else 'narrowed'}: percentages beside "
            f"{plural(len(told.texts), 'bar')} tell how many people there are in all.",
            tuple(map(view.place_of, told.texts)),
            f"Leave the percentages out, or mask one more bar: `%airlock_fix {view.name}`.",
            severity=None if exact else "warn",
        )
    tables = list(given_back(view, threshold)) if _may_count_people(context) else []
    if tables:
        yield context.finding(
            f"{plural(len(tables), 'masked cell')} of a table in the figure can be worked back from a total.",
            tuple(view.place_of(one.cell) for one in tables),
            f"Write the total as a range, or mask a second cell of that row or column: `%airlock_fix {view.name}`.",
            places=len(tables),
        )
    for path, small in small_rises(view, context, threshold):
        yield context.finding(
            f"{plural(small, 'step')} of the cumulative count ({path}) {'is' if small == 1 else 'are'} "
            f"1-{threshold - 1} people: neighbouring points give them back.",
            (Location("mark", path),),
            "Draw it over a coarser grid, so that it rises by at least 5 from point to point.",
            severity="review",
            places=small,
        )
