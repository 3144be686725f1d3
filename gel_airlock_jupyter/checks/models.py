"""Fitted models: few people behind a coefficient, and training rows that a model carries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.subjects import Group, ModelView, TextView

FREEDOM = re.compile(
    r"residual.{0,40}?\bon\s+(\d+)\s+(?:degrees of freedom|DF)|\bon \d+ and (\d+) (?:degrees of freedom|DF)|"
    r"\bDf\s+Resid(?:uals)?\.?:\s*(\d+)(?!\d)|\bresidual\s+(?:degrees of freedom|df)\s*[:=]\s*(\d+)(?!\d)",
    re.IGNORECASE,
)
LEAF = re.compile(r"\b(?:weights:\s*|value\s*=\s*)(?P<classes>\[[\d., ]+\])|\bsamples\s*=\s*(?P<people>\d+)(?![\d.])")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
WHOLE = (Location("whole", "the model"),)


@rule("MD-01", ModelView, TextView, title="Few residual degrees of freedom, or a saturated fit")
def freedom(view: ModelView | TextView, context: Context) -> Iterator[Finding]:
    """Look at how much freedom a fit leaves.

    What it looks for: fewer residual degrees of freedom than the policy's minimum, also in what statsmodels and R
    print; a fit that is exact.

    Why it matters: with as many terms as people the coefficients are the people's values.

    What to do: leave terms out, or merge categories.

    Limits: of models that do not say their degrees of freedom it needs to know the people they were fitted to (`n=`).
    *(Threshold as in ACRO.)*
    """
    least = float(context.setting("minimum_residual_freedom", 10))
    if isinstance(view, TextView):
        yield from _printed_freedom(view, context, least)
        return
    people = context.declared.get("n")
    if view.residual_freedom is None and view.terms and people is not None:
        view = replace(view, residual_freedom=float(int(people) - view.terms))
    if view.residual_freedom is not None and view.residual_freedom <= 0:
        message = "The fit is saturated: as many terms as people, so coefficients are single people's values."
        yield context.finding(message, WHOLE, "Leave terms out.")
    elif view.fit is not None and view.fit > 1 - 1e-9:
        message = "The fit is exact (R squared is 1): coefficients give people's values back."
        yield context.finding(message, WHOLE, "Leave terms out.")
    elif view.residual_freedom is not None and view.residual_freedom < least:
        yield context.finding(
            f"The model has {view.residual_freedom:g} residual degrees of freedom; {least:g} are asked for.",
            WHOLE,
            "Leave terms out, merge categories, or fit to more people.",
        )


def _lines(view: TextView, pattern: re.Pattern[str], wanted: Callable[[re.Match[str]], bool]) -> list[Location]:
    """Return the lines of a text that hold a match of which something is true."""
    return [line.where for line in view.placed_prose() if any(map(wanted, pattern.finditer(line.text)))]


def _printed_freedom(view: TextView, context: Context, least: float) -> Iterator[Finding]:
    """Yield the lines of a printed fit that give few residual degrees of freedom."""
    found = _lines(view, FREEDOM, lambda match: float(next(filter(None, match.groups()))) < least)
    if found:
        yield context.finding(
            f"{plural(len(found), 'line')} of a fit with fewer than {least:g} residual degrees of freedom.",
            found,
            "Leave terms out, merge categories, or fit to more people.",
        )


@rule("MD-02", ModelView, TextView, title="A level, event or leaf with 1-4 people")
def small_groups(view: ModelView | TextView, context: Context) -> Iterator[Finding]:
    """Look for groups of fewer than 5 people behind a term.

    What it looks for: levels of factors with 1 to 4 people, the reference level too, whichever way they are coded;
    terms that are non-zero for so few people; fewer than 5 events or non-events, or people with one outcome; leaves of
    trees and clusters with fewer than 5, also where a tree is printed; classes of a discriminant analysis whose share
    of `n=` is so few. Events within a level ask for review, and fail
    where the fit has a term for each different row: then the coefficients give them back.

    Why it matters: the coefficient of such a term is a statement about these few people.

    What to do: merge the level with another one, or leave the term out; give trees `min_samples_leaf=5` or more, ask
    for fewer clusters.

    Limits: combinations of several factors are counted only where the model has a term for them; strata of a Cox model
    are not.
    """
    threshold = int(context.setting("threshold", 5, rule="CT-01"))
    if isinstance(view, TextView):
        yield from _printed_leaves(view, context, threshold)
        return
    people = context.declared.get("n")
    told = () if people is None else [Group(name, round(share * int(people))) for name, share in view.shares]
    small = [group for group in (*view.groups, *told) if 0 < group.people < threshold]
    if small:
        yield context.finding(
            f"{plural(len(small), 'group')} of 1-{threshold - 1} people behind the model "
            f"({some(group.name for group in small)}).",
            [Location("whole", group.name) for group in small],
            _way_out(small, threshold),
        )
    few = [group for group in view.crossed if 0 < group.people < threshold]
    if few:
        yield context.finding(
            f"{plural(len(few), 'outcome')} of 1-{threshold - 1} people within a level "
            f"({some(group.name for group in few)}).",
            [Location("whole", group.name) for group in few],
            "Merge levels; if the other terms keep the coefficient from telling their number, say so.",
            severity=context.setting("crossed_severity", "review"),
        )


def _printed_leaves(view: TextView, context: Context, threshold: int) -> Iterator[Finding]:
    """Yield the lines of a printed tree whose leaf holds few people, or few of a class."""

    def is_few(match: re.Match[str]) -> bool:
        return any(0 < float(people) < threshold for people in NUMBER.findall(match["classes"] or match["people"]))

    found = _lines(view, LEAF, is_few)
    if found:
        yield context.finding(
            f"{plural(len(found), 'line')} of a tree whose leaf holds 1-{threshold - 1} people or so many of a class.",
            found,
            f"Fit it again with `min_samples_leaf={threshold}`; `airlock.fix` of the tree gives a table that passes.",
        )


def _way_out(small: Sequence[Group], threshold: int) -> str:
    kinds = {
        "leaf ": f"Fit it again with `min_samples_leaf={threshold}` or more",
        "cluster ": "ask for fewer clusters",
    }
    words = [way for kind, way in kinds.items() if any(kind in group.name for group in small)]
    named = "; ".join(words or ["Merge levels, or leave the term out"])
    return f"{named[0].upper()}{named[1:]}. `airlock.fix` takes out what it can."


@rule("MD-03", ModelView, title="A fitted model that holds training rows, or has no table to export in its place")
def training_rows(view: ModelView, context: Context) -> Iterator[Finding]:
    """Look at what would leave with a model.

    What it looks for: whether a table of coefficients can be exported in its place; attributes that hold rows it was
    fitted to (nearest neighbours, support vectors, Gaussian processes, residuals, fitted values).

    Why it matters: such a model is the data. Model weights may not be exported at all (FT-03).

    What to do: export the coefficients (`%airlock_stage` does), or numbers of its performance.

    Limits: what a model remembers in its weights is not measured.
    """
    held = some(view.holds_rows, 4)
    if not view.has_table:
        why = f": it holds rows it was fitted to ({held})" if held else ""
        members = f"; no table may leave of {some(view.without_table)}" if view.without_table else ""
        yield context.finding(
            f"A fitted {view.model} may not leave{why}{members}.",
            WHOLE,
            "Export a table of its performance or of permutation importances instead.",
        )
    elif view.holds_rows:
        message = f"The {view.model} holds rows it was fitted to ({held}); only the table below is exported."
        yield context.finding(message, WHOLE, severity="info")
