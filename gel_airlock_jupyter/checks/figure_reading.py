"""How a figure was understood, for the report; and the questions that only the researcher can answer."""

from __future__ import annotations

from gel_airlock_jupyter.checks.figure_clouds import clouds_of
from gel_airlock_jupyter.checks.figure_counts import groups_of
from gel_airlock_jupyter.checks.figure_points import is_genetic, is_summary, names_phenotype
from gel_airlock_jupyter.checks.figure_units import Unit, info_of
from gel_airlock_jupyter.findings import ReadAs
from gel_airlock_jupyter.registry import Context, plural
from gel_airlock_jupyter.subjects import FigureView

KINDS = {
    Unit.PEOPLE: "counts of people",
    Unit.SHARE: "shares of people",
    Unit.OTHER: "no counts of people",
    Unit.UNKNOWN: "not said what they count",
}


def read_as(view: FigureView, context: Context) -> tuple[ReadAs, ...]:
    """Return what the marks of each pair of axes were taken for, and why.

    Parameters
    ----------
    view : FigureView
        The figure.
    context : Context
        Policy and declarations.
    """
    lines: dict[tuple[str, str], ReadAs] = {}
    for group in groups_of(view, context):
        what = "sizes" if group.is_whole else "sizes, not whole numbers"
        named = f"(axes {group.axes + 1}, {plural(len(group.values), 'mark')})"
        lines[named, what] = ReadAs(named, KINDS[group.measure.unit], f"{what}; {group.measure.reason}")
    for cloud in clouds_of(view, context):
        named = f"(axes {cloud.axes + 1}, {plural(cloud.count, cloud.what)})"
        lines[named, "points"] = ReadAs(named, *_point(view, cloud.axes, context))
    return tuple(lines.values())


def _point(view: FigureView, axes: int, context: Context) -> tuple[str, str]:
    info = info_of(view, axes)
    labels = f"labels '{info.x_label}' and '{info.y_label}'"
    if context.declared.get("row_is"):
        return f"one {context.declared['row_is']} each", "declared"
    if is_genetic(info, context):
        return "on genetic axes", labels
    if is_summary(info, context):
        return "summaries", labels
    return ("one person each", labels) if names_phenotype(info, context) else ("not said what each is", labels)


def questions(view: FigureView, context: Context) -> tuple[str, ...]:
    """Return at most one question for each pair of axes and kind of mark, with the keyword that answers it."""
    asked: dict[str, None] = {}
    threshold = int(context.setting("threshold", 5, "FG-01"))
    for group in groups_of(view, context):
        if group.measure.unit is Unit.UNKNOWN and group.is_whole and group.small(threshold):
            place = f"axes {group.axes + 1}"
            asked[f'What do the marks of {place} count? Say unit="participants", "variants", "genes" ...'] = None
    for cloud in clouds_of(view, context):
        if _point(view, cloud.axes, context)[0] == "not said what each is":
            place = f"axes {cloud.axes + 1}"
            asked[f'What is one {cloud.what} of {place}? Say row_is="participant", "variant", "gene", "other" ...'] = (
                None
            )
    return tuple(asked)
