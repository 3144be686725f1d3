"""Texts of an interactive figure to be written otherwise: totals as ranges, numbers beside survival curves."""

from __future__ import annotations

from gel_airlock_jupyter.checks.figure_survival import small_notes, survival_curves
from gel_airlock_jupyter.checks.figure_totals import open_totals
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
    for note in small_notes(view, threshold) if survival_curves(view) else ():
        found[note.text] = f"<{threshold}"
    return found
