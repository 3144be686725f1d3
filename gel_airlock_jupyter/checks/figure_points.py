"""One mark per person: scatter, strip, swarm, rug, fliers, a line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from gel_airlock_jupyter.checks.figure_boxes import violin_ends, whiskers
from gel_airlock_jupyter.checks.figure_clouds import MANY_POINTS, Cloud, clouds_of, people_beside_genes
from gel_airlock_jupyter.checks.figure_order import is_in_order, times_differ
from gel_airlock_jupyter.checks.figure_proof import Proof, proof_of
from gel_airlock_jupyter.checks.figure_survival import survival_curves
from gel_airlock_jupyter.checks.figure_told import ages_told, few_named
from gel_airlock_jupyter.checks.figure_units import info_of, names_several, terms_of, words_of
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, plural, rule
from gel_airlock_jupyter.subjects import AxesInfo, FigureView, Points

FEW_POINTS = 3
MANY_GROUPS = 40  # more marks than a figure shows groups
GROUPS = frozenset(  # what nobody is or has several of
    {"participants", "patients", "people", "persons", "individuals", "probands", "subjects", "cases", "controls"}
)
PROVABLE = ("point", "flier", "tick of a rug")
PEOPLE_ROWS = ("participant", "person")
STEP_SLACK = 1e-6


def axis_words(info: AxesInfo) -> tuple[set[str], set[str]]:
    """Return the words of the x and of the y label."""
    return terms_of(info.x_label), terms_of(info.y_label)


def is_genetic(info: AxesInfo, context: Context) -> bool:
    """Return whether an axis names components, positions, effects or other quantities without phenotype."""
    words = context.policy.words("genetic_axis_words")
    sides = [_names(side, words) for side in axis_words(info)]
    one_each = any(sides) and all(
        named or _names_one(side, context) for named, side in zip(sides, axis_words(info), strict=True)
    )
    return all(sides) or one_each or _names(set(words_of(info.title)), {"manhattan", "volcano"})


def _names(side: set[str], words: frozenset[str] | set[str]) -> bool:
    return any(word in words or word.rstrip("0123456789") in words for word in side)


def is_summary(info: AxesInfo, context: Context) -> bool:
    """Return whether an axis names a statistic, so that a point is a group and not a person."""
    if all(side & {"quantile", "quantiles"} for side in axis_words(info)):  # each point is one person's value
        return False
    if "autocorrelation" in words_of(info.title):  # statsmodels labels no axis of it
        return True
    statistics = context.policy.words("statistic_names") - {"n", "p", "t", "z", "r", "q", "or", "k"}
    statistics |= context.policy.words("statistic_words")
    both = axis_words(info)
    counting = any(side & (context.policy.words("count_label_words") - {"total"}) for side in both)
    groups = any(side & context.policy.words("people_words") and not _names_one(side, context) for side in both)
    return any(side & statistics for side in both) or counting or groups


def _contradicts(cloud: Cloud, info: AxesInfo, context: Context) -> bool:
    """Return whether marks are too many and too scattered for groups, whatever a label names: "Mean arterial pressure".

    A group has one point at its place, and groups stand in regular order; where they do not, points beside an axis of a
    phenotype are people, and so are very many.
    """
    both = axis_words(info)
    words = context.policy.words("genetic_axis_words") | context.policy.words("genetic_words")
    if cloud.what == "tick of a rug":
        return True
    if any(side & GROUPS for side in both):
        return False
    if any(_names(side, words) for side in both):
        return _scattered(cloud) >= MANY_POINTS and cloud.what == "point" and _phenotype_alone(info, context)
    if cloud.what == "line":
        return cloud.count >= MANY_GROUPS
    scattered = _scattered(cloud)
    return scattered >= MANY_GROUPS or (scattered >= MANY_POINTS and _phenotype_alone(info, context))


def _scattered(cloud: Cloud) -> int:
    return sum(part.count for part in cloud.parts if not is_in_order(part))


def _phenotype_alone(info: AxesInfo, context: Context) -> bool:
    """Return whether an axis shows a phenotype itself and not a statistic of it: "Age", not "Mean age"."""
    sides = (replace(info, x_label="", colour_label=""), replace(info, y_label="", colour_label=""))
    return any(names_phenotype(side, context) and not is_summary(side, context) for side in sides)


def _names_one(side: set[str], context: Context) -> bool:
    """Return whether a label names one person or sample at a time ("Patient"), not how many ("Patients")."""
    people = side & context.policy.words("people_words")
    return bool(people) and not names_several(people)


def _phenotype_of_colour(cloud: Cloud, info: AxesInfo, context: Context) -> str:
    """Return the label of the colour bar where it shows each point's age, date or other phenotype."""
    names = (context.policy.words(name) for name in ("person_names", "age_names", "date_names"))
    terms = terms_of(info.colour_label) if any(part.values for part in cloud.parts) else set()
    return info.colour_label if any(terms & words for words in names) else ""


def _sized_by_people(view: FigureView, cloud: Cloud, context: Context) -> bool:
    """Return whether the sizes of points are numbers of participants, so that each is a group."""
    sizes = (p for p in view.points if p.kind == "sizes" and p.axes == cloud.axes and p.path.endswith(", sizes"))
    return any(
        terms_of(p.series) & context.policy.words("people_words") & GROUPS and p.count == cloud.count for p in sizes
    )


def exact_axes(info: AxesInfo, context: Context) -> tuple[str, ...]:
    """Return the axes that show ages or dates of single people."""
    found = []
    exact = context.policy.words("age_names") | context.policy.words("date_names")
    for side, label, kind in (("x", info.x_label, info.x_kind), ("y", info.y_label, info.y_kind)):
        terms = terms_of(label) | {"".join(words_of(label))}
        if terms & (exact | {"dob", "birth"}) or kind == "dates":
            found.append(side)
    return tuple(found)


def _exact_names(columns: Sequence[str], context: Context) -> tuple[str, ...]:
    """Return the columns of a frame that hold ages or dates."""
    exact = context.policy.words("age_names") | context.policy.words("date_names")
    return tuple(name for name in columns if {"".join(words_of(name)), *words_of(name)} & exact)


def names_phenotype(info: AxesInfo, context: Context) -> bool:
    """Return whether an axis is about people: age, sex, height, disease."""
    names = (
        context.policy.words("person_names") | context.policy.words("age_names") | context.policy.words("date_names")
    )
    return any(side & names or "".join(sorted(side)) in names for side in axis_words(info))


@rule("FG-06", FigureView, title="One mark per person on a phenotypic axis")
def single_people(view: FigureView, context: Context) -> Iterator[Finding]:
    """Look for figures in which a mark may be one person.

    What it looks for: scatter, strip, swarm and rug marks, fliers of box plots, ten or more lines. Estimates with
    error bars, axes that name a statistic or a count, genetic axes and censor ticks of survival curves are left out.

    Why it matters: a point on two phenotypic axes is an individual description; with an exact age or date it is close
    to an identifier.

    What to do: bin the points (hexagons, 2-D histogram with at least 5 each), leave fliers and rugs out, draw bands in
    place of single lines and histograms in place of bars: `airlock.fix` does. If a point is something else:
    `row_is="gene"`. Whiskers at percentiles are fine where a frame of the session proves that 5 people lie beyond them.

    Limits: whether a point is a person is only known when it is said, or when the session's data prove it.
    """
    said = said_of_rows(context)
    for cloud in clouds_of(view, context):
        info = info_of(view, cloud.axes)
        proof = proof_of(cloud.parts, info, context) if cloud.what in PROVABLE else Proof()
        if said == "other" and not proof:  # a declaration answers a question, it does not outweigh a proof
            continue
        is_plain = not said and not proof and cloud.what not in ("flier", "bar")
        shade = _phenotype_of_colour(cloud, info, context)
        if is_genetic(info, context) and not _exact_names(proof.columns, context) and not shade:
            yield from few_named(cloud, info, context)
            continue
        summary = is_summary(info, context) and not _contradicts(cloud, info, context)
        if is_plain and (summary or _sized_by_people(view, cloud, context)):
            continue
        proof = proof or Proof("declared" if said else "", (shade,) if shade else ())
        finding = _judged(view, context, cloud, info, proof)
        if finding:
            yield finding
    if said != "other":
        yield from _extremes(view, context)
    yield from ages_told(view, context)


def said_of_rows(context: Context) -> str:
    """Return "people" or "other" for what the researcher declared a mark to be, "" where nothing was said."""
    row = str(context.declared.get("row_is") or "")
    if row:
        return "people" if row in PEOPLE_ROWS else "other"
    unit = words_of(str(context.declared.get("unit") or ""))
    people = any(word in context.policy.words("people_words") for word in unit)
    return "other" if context.declared.get("genetic") or (unit and not people) else ""


def _judged(view: FigureView, context: Context, cloud: Cloud, info: AxesInfo, proof: Proof) -> Finding | None:
    axes = exact_axes(info, context)
    exact = axes or _exact_names(proof.columns, context)
    sure = bool(proof or proof.columns) or names_phenotype(info, context) or cloud.what in ("flier", "bar")
    if not sure and cloud.count < FEW_POINTS:
        return None
    severity = None if sure or cloud.count >= MANY_POINTS else "warn"
    about = ""
    if exact and sure and (cloud.what != "line" or times_differ(cloud)):
        severity = context.setting("exact_severity", "fail")
        about = f", with exact ages or dates on the {' and '.join(axes)} axis" if axes else ", with exact ages or dates"
    noun, many = cloud.what, cloud.what.replace("tick of", "ticks of") if " of " in cloud.what else None
    return context.finding(
        f"{plural(cloud.count, noun, many)} in axes {cloud.axes + 1} {'are' if proof else 'may be'} one person each"
        f"{about}{f' ({proof.words})' if proof else ''}.",
        [Location("mark", part.path) for part in cloud.parts[: context.limits.places]],
        f'Show groups of at least 5 (`%airlock_fix {view.name}`), or say what a mark is, such as row_is="gene".',
        severity=severity,
        places=cloud.count,
    )


def _extremes(view: FigureView, context: Context) -> Iterator[Finding]:
    """Warn of whiskers, of ends of violins, and of curves with one step per person."""
    for axes in sorted({p.axes for p in view.points if p.kind == "box" and p.visible}):
        yield from whiskers(view, axes, context)
    yield from violin_ends(view, context)
    survival = set(survival_curves(view))
    for curve in view.points:
        if curve.kind == "steps" and curve.visible and curve.count >= MANY_POINTS and curve not in survival:
            info = info_of(view, curve.axes)
            equal = steps_of_one(curve) and not is_genetic(info, context)
            exact = equal and exact_axes(info, context)
            yield context.finding(
                f"The step curve {curve.path} {'has' if equal else 'may have'} one step per person"
                f"{', at exact ages or dates' if exact else ''}.",
                (Location("mark", curve.path),),
                "Draw it over a coarser grid, such as every tenth percentile.",
                severity=context.setting("exact_severity", "fail") if exact else None if equal else "warn",
            )


def steps_of_one(curve: Points) -> bool:
    """Return whether a curve rises to 1 (or 100, or a number of people) in whole multiples of one smallest step.

    Such a curve is a cumulative distribution of people: each of them puts a step at their own value.

    Parameters
    ----------
    curve : Points
        A step curve.
    """
    heights = np.array(curve.y)
    heights = heights.max() - heights[::-1] if heights[0] > heights[-1] else heights
    rises = np.diff(heights)
    rises = rises[rises != 0]
    if len(rises) < MANY_POINTS - 1 or rises.min() <= 0:
        return False
    ratios = rises / rises.min()
    whole = np.abs(ratios - np.round(ratios)) < STEP_SLACK
    return bool(whole.all() and ratios.sum() < 2 * len(ratios))


@rule("FG-07", FigureView, title="One mark per person on genetic axes only")
def genetic_points(view: FigureView, context: Context) -> Iterator[Finding]:
    """Note figures with one mark per person, or per variant, on genetic axes: PCA, UMAP, signatures, Manhattan.

    What it looks for: many points on axes that name components, positions, effect sizes or the like, and grids of
    genes with a row or column called "Patient 1" each.

    Why it matters: such figures are allowed; a reviewer wants to know that no phenotype is on them.

    What to do: nothing, unless colours or labels carry a phenotype of few people.

    Limits: what a colour stands for is read from the legend by the reviewer.
    """
    for info in view.axes:
        people = people_beside_genes(view, info, context)
        if people:
            yield context.finding(
                f"{plural(people, 'row or column', 'rows or columns')} of axes {info.index + 1} are one person each, "
                "beside genes.",
                (Location("axes", f"axes {info.index + 1}"),),
            )
    for cloud in clouds_of(view, context):
        if is_genetic(info_of(view, cloud.axes), context) and cloud.count >= MANY_POINTS:
            yield context.finding(
                f"{plural(cloud.count, cloud.what)} in axes {cloud.axes + 1} on genetic axes.",
                (Location("axes", f"axes {cloud.axes + 1}"),),
            )
