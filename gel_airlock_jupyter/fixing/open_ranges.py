"""Texts of an interactive figure to be written otherwise: totals as ranges, numbers beside survival curves."""

from __future__ import annotations

from gel_airlock_jupyter.checks.figure_counts import groups_of
from gel_airlock_jupyter.checks.figure_survival import small_notes, survival_curves
from gel_airlock_jupyter.checks.figure_totals import OpenTotal, open_totals, told_totals, totals_in
from gel_airlock_jupyter.checks.figure_units import Unit
from gel_airlock_jupyter.fixing.figure_texts import replaced
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.subjects import FigureView


def open_ranges(view: FigureView, context: Context, threshold: int) -> dict[str, str]:
    """Return the texts with totals that give masked bars back, and what to write in their place.

    Parameters
    ----------
    view : FigureView
        The figure after its bars were masked.
    context : Context
        Policy and declarations.
    threshold : int
        Smallest count that may be shown, in people.
    """
    found = {}
    for total in open_totals(view, context, threshold):
        if total.is_narrowing(threshold):
            found[total.text.text] = replaced(total.text.text, total.stated, total.range(threshold))
    for told in told_totals(view, context, threshold):
        found |= {text.text: instead for text, instead in told.texts.items()}
    for note in small_notes(view, threshold) if survival_curves(view) else ():
        found[note.text] = f"<{threshold}"
    return found


def hidden_totals(view: FigureView, context: Context, threshold: int) -> dict[str, str]:
    """Return the texts with totals that would give bars back which are about to be hidden, and what to write instead.

    Parameters
    ----------
    view : FigureView
        The figure before its bars are masked, for libraries whose bars keep no mask beside them.
    context : Context
        Policy and declarations.
    threshold : int
        Smallest count that may be shown, in people.
    """
    found = {}
    for group in groups_of(view, context):
        small = tuple(group.small(threshold))
        if group.coloured or not group.is_whole or group.measure.unit is not Unit.PEOPLE or not small:
            continue
        shown = round(sum(mark.value for mark in group.marks if mark not in small))
        for text, stated in totals_in(view, group.axes, context):
            total = OpenTotal(text, stated, group, small, shown, stated.value - shown)
            if len(small) <= total.left <= (threshold - 1) * len(small) and total.is_narrowing(threshold):
                found[text.text] = replaced(text.text, stated, total.range(threshold))
    return found
