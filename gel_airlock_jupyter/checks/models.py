"""Fitted models: few people behind a coefficient, and training rows that a model carries."""

from __future__ import annotations

from collections.abc import Iterator

from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.subjects import ModelView

WHOLE = (Location("whole", "the model"),)


@rule("MD-01", ModelView, title="Few residual degrees of freedom, or a saturated fit")
def freedom(view: ModelView, context: Context) -> Iterator[Finding]:
    """Look at how much freedom a fit leaves.

    What it looks for: fewer residual degrees of freedom than the policy's minimum; a fit that is exact.

    Why it matters: with as many terms as people the coefficients are the people's values.

    What to do: leave terms out, or merge categories.

    Limits: models that do not say their degrees of freedom are not judged by this rule. *(Threshold as in ACRO.)*
    """
    least = float(context.setting("minimum_residual_freedom", 10))
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


@rule("MD-02", ModelView, title="A level, event or leaf with 1-4 people")
def small_groups(view: ModelView, context: Context) -> Iterator[Finding]:
    """Look for groups of fewer than 5 people behind a term.

    What it looks for: dummies with 1 to 4 ones (or zeros), terms that are non-zero for so few people, fewer than 5
    events or non-events, leaves of trees with fewer than 5.

    Why it matters: the coefficient of such a term is a statement about these few people.

    What to do: merge the level with another one, or leave the term out; give trees `min_samples_leaf=5` or more.

    Limits: combinations of several dummies are not counted.
    """
    threshold = int(context.setting("threshold", 5, rule="CT-01"))
    small = [group for group in view.groups if 0 < group.people < threshold]
    if small:
        yield context.finding(
            f"{plural(len(small), 'group')} of 1-{threshold - 1} people behind the model "
            f"({some(group.name for group in small)}).",
            [Location("whole", group.name) for group in small],
            "Merge levels, leave the term out, or set a larger smallest leaf.",
        )


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
        yield context.finding(
            f"A fitted {view.model} may not leave" + (f": it holds rows it was fitted to ({held})." if held else "."),
            WHOLE,
            "Export a table of its performance or of feature importances instead.",
        )
    elif view.holds_rows:
        message = f"The {view.model} holds rows it was fitted to ({held}); only its table of coefficients is exported."
        yield context.finding(message, WHOLE, severity="info")
