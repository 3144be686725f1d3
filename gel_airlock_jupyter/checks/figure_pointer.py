"""What a figure carries that says nothing of single people: names of genes, and what a pointer shows of groups."""

from __future__ import annotations

from gel_airlock_jupyter.checks.figure_clouds import clouds_of
from gel_airlock_jupyter.checks.figure_counts import NEAR, is_whole
from gel_airlock_jupyter.checks.figure_points import GROUPS, is_genetic, is_summary, said_of_rows
from gel_airlock_jupyter.checks.figure_proof import proof_of
from gel_airlock_jupyter.checks.figure_units import Unit, info_of, measure_by_label, terms_of
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.subjects import AxesInfo, Embedded, FigureView, Points

FEWEST = 5  # rows below which a table is read as one of groups


def harmless(view: FigureView, table: Embedded, context: Context) -> str:
    """Return why the rows that a figure carries are those of no person, "" where they may be.

    Parameters
    ----------
    view : FigureView
        The figure.
    table : Embedded
        What it carries.
    context : Context
        Declarations, evidence of the session, vocabularies and the threshold.
    """
    if table.axes is None:
        return ""
    rows = [points for points in view.points if points.axes == table.axes and not points.drawn]
    if any(proof_of([points], info_of(view, table.axes), context) for points in rows):
        return ""
    if said_of_rows(context) == "other":
        return f"declared to be of {context.declared.get('row_is') or context.declared.get('unit') or 'genes'}"
    info = info_of(view, table.axes)
    if table.drawn_as:
        return "quantities of variants or genes" if _bins_variants(info, context) and not table.unused else ""
    if set(table.unused) <= set(table.coded) and _shows_variants(info, context):
        return "names of genes or variants"
    if not set(table.unused) <= set(table.hovered) or _may_be_people(view, info, context):
        return ""
    named = {points.series: points for points in view.points if points.kind == "sizes" and points.axes == table.axes}
    shown = [named[name] for name in table.unused if name in named]
    return "" if any(_may_count(points, context) for points in shown) else "a pointer shows them of groups"


def lists_people(table: Embedded, context: Context) -> bool:
    """Return whether a table in a figure has one row a person: ages, dates or phenotypes, and no count of anybody."""
    terms = [terms_of(name) for name in table.fields]
    names = [context.policy.words(name) for name in ("age_names", "date_names", "person_names")]
    several = context.policy.words("count_label_words") | GROUPS
    personal = any(side & words for side in terms for words in names)
    return personal and table.rows >= FEWEST and not any(side & several for side in terms)


def _shows_variants(info: AxesInfo, context: Context) -> bool:
    """Return whether a point on some axes is a gene or variant, and no sample."""
    words = terms_of(info.x_label) | terms_of(info.y_label)
    return is_genetic(info, context) and not _stripped(words) & context.policy.words("sample_axis_words")


def _bins_variants(info: AxesInfo, context: Context) -> bool:
    """Return whether a histogram, or boxes, are of effects, positions or p-values; the other axis counts them."""
    sides = [terms_of(label) for label in (info.x_label, info.y_label)]
    counting = context.policy.words("count_label_words") | context.policy.words("share_words")
    measured = [side for side in sides if side and not side & counting]
    genetic, samples = (context.policy.words(name) for name in ("genetic_axis_words", "sample_axis_words"))
    people = context.policy.words("people_words")
    return bool(measured) and all(
        _stripped(side) & genetic and not _stripped(side) & samples and not side & people for side in measured
    )


def _stripped(words: set[str]) -> set[str]:
    return words | {word.rstrip("0123456789") for word in words}


def _may_be_people(view: FigureView, info: AxesInfo, context: Context) -> bool:
    """Return whether the marks of some axes may be one person each."""
    clouds = [cloud for cloud in clouds_of(view, context) if cloud.axes == info.index]
    return any(cloud.what in ("bar", "flier") or not is_summary(info, context) for cloud in clouds)


def _may_count(points: Points, context: Context) -> bool:
    """Return whether numbers that a pointer shows may be counts of 1 to threshold - 1 people."""
    threshold = int(context.setting("threshold", 5, "FG-01"))
    values = [value for value in points.values if value == value]
    small = any(1 - NEAR <= value < threshold - NEAR for value in values) and all(map(is_whole, values))
    return small and measure_by_label(points.series, context).unit is not Unit.OTHER
