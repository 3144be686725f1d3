"""Texts of a figure that state a count of 1-4 people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gel_airlock_jupyter.checks.figure_counts import groups_of
from gel_airlock_jupyter.checks.figure_units import Unit, declared_measure, info_of, measure_of, words_of
from gel_airlock_jupyter.checks.figure_words import SPELT, Stated, stated_counts
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.subjects import FigureText, FigureView

ROUNDED = 0.5
UNSEEN = ("gid", "link", "label of a mark", "tick label", "name")
ON_MARKS = ("bar label", "cell label", "pie label", "table cell", "diagram label")
AROUND = ("title", "figure title", "x label", "y label", "colour bar label", "legend title", "legend entry")
WITHOUT_BRACKETS = ("title", "figure title", "x label", "y label", "colour bar label")


@dataclass(frozen=True, slots=True)
class SmallText:
    """A text with the small counts it states; `known` is False where nothing says that they are people."""

    text: FigureText
    counts: tuple[Stated, ...]
    known: bool


def small_texts(view: FigureView, context: Context, threshold: int) -> Iterator[SmallText]:
    """Yield the visible texts that state a count of 1 to threshold - 1 people."""
    declared = declared_measure(context)
    broken = _axes_of_broken_numbers(view, context)
    sizes: Mapping[str, float] | None = None
    units: dict[tuple[int | None, str], Unit] = {}
    may_be_small = _small_number(threshold)
    around: set[str] | None = None
    for text in view.texts:
        if not text.visible or text.role in UNSEEN or not may_be_small.search(text.text):
            continue
        if sizes is None:
            sizes = {mark.path: mark.value for mark in view.marks if mark.value is not None}
        place = text.axes, text.role
        unit = units[place] if place in units else units.setdefault(place, _unit_of(view, text, context))
        bare = unit is not Unit.OTHER and (text.role in ON_MARKS or _is_point_label(view, text, unit))
        bare = bare and not (text.axes in broken and _repeats(text, sizes))
        other = declared is not None and declared.unit is Unit.OTHER
        brackets = text.role not in WITHOUT_BRACKETS and not other
        states_known = True
        counts = stated_counts(text.text, context.policy, bare=bare, brackets=brackets)
        if other:
            counts = tuple(stated for stated in counts if stated.how in ("with noun", "spelt out", "outcome"))
        if any(stated.how == "state" for stated in counts):
            around = _words_around(view) if around is None else around
            genetic = around & context.policy.words("genetic_words")
            if not around & context.policy.words("people_words"):
                kept = tuple(stated for stated in counts if stated.how != "state")
                counts = kept if genetic else counts
                states_known = False
        small = tuple(stated for stated in counts if 1 <= stated.value < threshold)
        if small and not _is_at_risk(text):
            sure = any(stated.how not in ("bare", "state") for stated in small)
            known = sure or (unit is not Unit.UNKNOWN and any(stated.how == "bare" for stated in small))
            yield SmallText(text, small, known or (states_known and any(s.how == "state" for s in small)))


def _words_around(view: FigureView) -> set[str]:
    """Return the words of the titles, labels and legends that are seen."""
    return {word for text in view.texts if text.visible and text.role in AROUND for word in words_of(text.text)}


def _small_number(threshold: int) -> re.Pattern[str]:
    """Return a pattern that every text with a count below the threshold holds; most texts of a figure do not."""
    digits = len(str(threshold - 1))
    return re.compile(rf"(?<!\d)0*\d{{1,{digits}}}(?!\d)|{'|'.join(SPELT)}", re.IGNORECASE)


def _unit_of(view: FigureView, text: FigureText, context: Context) -> Unit:
    if text.axes is None:
        measure = declared_measure(context)
        return measure.unit if measure else Unit.PEOPLE
    if text.role == "cell label":
        return measure_of(view, text.axes, context, info_of(view, text.axes).colour_label).unit
    if text.role in ("pie label", "table cell", "diagram label"):
        return measure_of(view, text.axes, context, "").unit
    return measure_of(view, text.axes, context).unit


def _axes_of_broken_numbers(view: FigureView, context: Context) -> set[int]:
    """Return the axes whose sizes are no counts: shares, means, correlations."""
    return {group.axes for group in groups_of(view, context) if not group.is_whole or group.measure.unit is Unit.SHARE}


def _repeats(text: FigureText, sizes: Mapping[str, float]) -> bool:
    """Return whether a number only repeats the size it is printed on, rounded; a cell's label always does."""
    size = sizes.get(text.beside)
    if size is None:
        return True
    return text.text.strip().isdecimal() and abs(abs(size) - int(text.text)) <= ROUNDED


def _is_point_label(view: FigureView, text: FigureText, unit: Unit) -> bool:
    """A bare number among points counts people only where the axis says so; else it may name a panel or cluster."""
    labelled = text.axes is not None and bool(info_of(view, text.axes).value_label)
    return text.role == "annotation" and unit is Unit.PEOPLE and labelled and bool(text.beside)


def _is_at_risk(text: FigureText) -> bool:
    """Return whether a tick label is a column of an at-risk table, which is FG-05's matter."""
    return text.role == "category" and text.text.count("\n") >= 2


@rule("FG-02", FigureView, title="A text in a figure gives a count of 1-4 people")
def counts_in_texts(view: FigureView, context: Context) -> Iterator[Finding]:
    """Look for texts that state a count of 1 to 4 people.

    What it looks for: numbers printed on bars, cells and slices; `n=3`, `3 patients`, `3/44`, `3 (6.8%)` anywhere;
    `Leigh (3)` in categories and legends; cells of tables. Tick labels of a scale, years, panel numbers, p-values,
    percentages and masks such as `<5` are no counts.

    Why it matters: a printed number is as good as a table cell.

    What to do: write `<5`: `airlock.fix` rewrites the texts. If the numbers count something else: `unit="variants"`.

    Limits: a number whose meaning stands only in another text (a caption outside the figure) is not understood.
    """
    threshold = int(context.setting("threshold", 5))
    found = list(small_texts(view, context, threshold))
    for known in (True, False):
        texts = [small.text for small in found if small.known is known]
        if not texts:
            continue
        places = some(dict.fromkeys(_place(view, text) for text in texts))
        count = f"{plural(len(texts), 'text')} {'gives' if len(texts) == 1 else 'give'} 1-{threshold - 1}"
        where = tuple(view.place_of(text) for text in texts[: context.limits.places])
        if known:
            hint = f"Write `<{threshold}`: `%airlock_fix {view.name}`."
            yield context.finding(f"{count} people ({places}).", where, hint, places=len(texts))
        else:
            hint = 'Say what they count, such as unit="participants" or unit="variants".'
            message = f"{count} ({places}), and nothing says of what."
            severity = context.setting("unknown_severity", "review")
            yield context.finding(message, where, hint, severity=severity, places=len(texts))


def _place(view: FigureView, text: FigureText) -> str:
    mark = next((mark for mark in view.marks if text.beside and mark.path == text.beside), None)
    return f"{text.role} of '{mark.label}'" if mark and mark.label else text.where.label
