"""A figure made fit for export: a changed copy, and the list of changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gel_airlock_jupyter.checks.figure_counts import Group, groups_of
from gel_airlock_jupyter.checks.figure_survival import small_notes, survival_curves
from gel_airlock_jupyter.checks.figure_tables import given_back
from gel_airlock_jupyter.checks.figure_texts import small_texts
from gel_airlock_jupyter.checks.figure_totals import open_totals, told_totals
from gel_airlock_jupyter.checks.figure_units import Unit
from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.fixing.figure_altair import fix_altair
from gel_airlock_jupyter.fixing.figure_bars import How, mask_bars
from gel_airlock_jupyter.fixing.figure_bokeh import fix_bokeh
from gel_airlock_jupyter.fixing.figure_cumulative import coarser_counts
from gel_airlock_jupyter.fixing.figure_pies import merge_slices
from gel_airlock_jupyter.fixing.figure_plotly import fix_plotly
from gel_airlock_jupyter.fixing.figure_shapes import add_note, mask_points, mask_shapes
from gel_airlock_jupyter.fixing.figure_shares import mask_shares
from gel_airlock_jupyter.fixing.figure_single import without_single_people
from gel_airlock_jupyter.fixing.figure_survival import mask_at_risk
from gel_airlock_jupyter.fixing.figure_texts import masked_text, replaced, rewrite
from gel_airlock_jupyter.fixing.figure_unseen import without_unseen
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers import altair, bokeh, matplotlib, plotly
from gel_airlock_jupyter.readers.matplotlib import figure_of, read
from gel_airlock_jupyter.readers.matplotlib.layout import Panel, panels_of
from gel_airlock_jupyter.readers.matplotlib.texts import Written, written_in
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.subjects import FigureText
from gel_airlock_jupyter.writers.figure_copy import copied


def fix_figure(
    obj: Any,
    name: str,
    policy: Policy,
    declared: Mapping[str, Any] | None = None,
    bars: How = "hide",
    session: Any = None,
) -> tuple[Any, tuple[str, ...]]:
    """Return a copy of a figure that shows no count of 1-4 people, and what was changed.

    Parameters
    ----------
    obj : object
        A matplotlib, Plotly, Altair or Bokeh figure, axes or what else the readers accept; it is left as it is.
    name : str
        Name for messages.
    policy : Policy
        Its threshold and mask are used.
    declared : mapping, optional
        Validated declarations, such as `unit`.
    bars : str
        "hide" draws no bar where 1-4 people are, "floor" draws it at the threshold; the label says `<5` either way.
    session : Session, optional
        Live evidence, which says what boxes and points were drawn from.

    Raises
    ------
    InputError
        If the figure cannot be copied, or `bars` is neither word.
    """
    if bars not in ("hide", "floor"):
        raise InputError(f"bars={bars!r} is not known.", "Use bars='hide' or bars='floor'.")
    context = Context("FG-01", policy, declared or {}, session=session)
    threshold = int(context.setting("threshold", 5))
    if plotly.handles(obj):
        return fix_plotly(obj, name, context, threshold, floor=bars == "floor")
    if altair.handles(obj):
        return fix_altair(obj, name, context, threshold, floor=bars == "floor")
    if bokeh.handles(obj):
        return fix_bokeh(obj, name, context, threshold, floor=bars == "floor")
    if not matplotlib.handles(obj):
        raise InputError(
            f"'{name}' ({type(obj).__name__}) cannot be fixed automatically.", "Aggregate, then draw again."
        )
    copy = copied(figure_of(obj))
    changes = without_unseen(copy) + without_single_people(copy, name, context, threshold)
    changes += coarser_counts(copy, name, context, threshold)
    changes += _mask_marks(copy, name, context, threshold, bars)
    changes += mask_shares(copy, name, context, threshold)
    changes += merge_slices(copy, name, context, threshold)
    changes += mask_at_risk(copy, threshold)
    changes += _mask_texts(copy, name, context, threshold)
    changes += _open_to_ranges(copy, name, context, threshold)
    return copy, tuple(changes)


def _mask_marks(figure: Any, name: str, context: Context, threshold: int, how: How) -> list[str]:
    view = read(figure, name)
    panels = panels_of(figure)
    written = written_in(figure, panels)
    labels_on_cells = [one for one in written if one.text.role == "cell label"]
    labels = _labels_by_path(figure)
    changes: list[str] = []
    for group in groups_of(view, context):
        paths, places = _to_mask(group, threshold)
        if not paths:
            continue
        panel = panels[group.axes]
        floor = how == "floor"
        changes += mask_bars(panel, paths, labels, threshold, how)
        unlabelled = mask_shapes(panel, paths, threshold, floor) + mask_points(panel, places, threshold, floor)
        if unlabelled:
            add_note(panel, threshold, floor)
            _darken_labels(labels_on_cells, panel)
        changes += unlabelled
    return changes


def _darken_labels(labels: Sequence[Written], panel: Panel) -> None:
    """Print the labels of cells so that they can be read on a blank cell too."""
    for written in labels:
        if written.text.axes == panel.index:
            written.artist.set_bbox({"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 1})
            written.artist.set_color("black")


def _to_mask(group: Group, threshold: int) -> tuple[set[str], dict[str, list[int]]]:
    """Return paths of small marks, and the places within artists of many; nothing where they count something else."""
    if not group.is_whole or group.measure.unit in (Unit.OTHER, Unit.SHARE):
        return set(), {}
    places: dict[str, list[int]] = {}
    for mark in group.small(threshold):
        places.setdefault(mark.path, []).append(mark.place)
    return set(places), places


def _labels_by_path(figure: Any) -> dict[str, list[Written]]:
    labels: dict[str, list[Written]] = {}
    for written in written_in(figure, panels_of(figure)):
        if written.text.beside:
            labels.setdefault(written.text.beside, []).append(written)
    return labels


def _mask_texts(figure: Any, name: str, context: Context, threshold: int) -> list[str]:
    view = read(figure, name)
    found = {small.text: small.counts for small in small_texts(view, context, threshold)}
    changes = []
    notes = small_notes(view, threshold) if survival_curves(view) else []
    for written in _matching(figure, notes):
        rewrite(written, f"<{threshold}")
        changes.append(f"number beside the survival curves replaced by <{threshold}")
    for written in _matching(figure, found):
        rewrite(written, masked_text(written.text.text, found[written.text], f"<{threshold}"))
        changes.append(f"count in the {written.text.where.label} replaced by <{threshold}")
    return changes


def _open_to_ranges(figure: Any, name: str, context: Context, threshold: int) -> list[str]:
    """Replace totals that give a masked bar back by ranges that leave 1 to threshold - 1 open."""
    changes = []
    view = read(figure, name)
    totals = {total.text: total for total in open_totals(view, context, threshold) if total.is_narrowing(threshold)}
    for written in _matching(figure, totals):
        total = totals[written.text]
        rewrite(written, replaced(written.text.text, total.stated, total.range(threshold)))
        changes.append(f"total in the {written.text.where.label} written as {total.range(threshold)}")
    told = {text: count for one in told_totals(view, context, threshold) for text, count in one.texts.items()}
    for written in _matching(figure, told):
        rewrite(written, told[written.text])
        changes.append(
            f"percentage in the {written.text.where.label} left out, since it tells how many there are in all"
        )
    cells = {one.total: one.range(threshold) for one in given_back(view, threshold)}
    for written in _matching(figure, cells):
        rewrite(written, cells[written.text])
        changes.append(f"total in the {written.text.where.label} written as {cells[written.text]}")
    return changes


def _matching(figure: Any, texts: Mapping[FigureText, Any] | Sequence[FigureText]) -> list[Written]:
    return [written for written in written_in(figure, panels_of(figure)) if written.text in texts]
