"""`airlock.fix`: the offered way out, checked again before it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gel_airlock_jupyter import engine
from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.findings import Report, Severity
from gel_airlock_jupyter.fixing.apply import applied
from gel_airlock_jupyter.fixing.fixed import Fixed
from gel_airlock_jupyter.fixing.masks import masks
from gel_airlock_jupyter.fixing.plan import drops
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.roles.level import read_table
from gel_airlock_jupyter.subjects import FigureView, TableView


def fix(obj: Any, name: str, policy: Policy, declared: Mapping[str, Any]) -> Fixed:
    """Return a copy that passes the check with the same declarations, or as near to it as can be.

    Parameters
    ----------
    obj : object
        A data frame, series or figure.
    name : str
        Its name, for the report.
    policy : Policy
        Rules and marks.
    declared : mapping
        Validated declarations.

    Raises
    ------
    InputError
        For kinds of output that cannot be fixed.
    """
    view = views_of(obj, name)[0]
    if isinstance(view, FigureView):
        from gel_airlock_jupyter.fixing.figures import fix_figure

        figure, words = fix_figure(obj, name, policy, declared)
        return Fixed(figure, engine.run(views_of(figure, name), policy, declared), words)
    if not isinstance(view, TableView) or view.name == "" or isinstance(obj, str):
        raise InputError(f"'{name}' cannot be fixed automatically.", "Mend it where it was made, then check it again.")
    output, changes = _table(obj, view, name, policy, declared)
    report = engine.run(views_of(output, name), policy, declared)
    return Fixed(output, report, (*changes, *_left(report)))


def _left(report: Report) -> list[str]:
    """Return what could not be fixed: only the researcher can."""
    fatal = [finding for finding in report.findings if finding.severity is Severity.FAIL]
    return [f"could not fix {finding.rule}: {finding.message} {finding.fix or ''}".rstrip() for finding in fatal]


def _table(obj: Any, view: TableView, name: str, policy: Policy, declared: Mapping[str, Any]) -> tuple[Any, list[str]]:
    """Drop what has to go, then mask what is left, each on what the step before made."""
    plan = drops(view, read_table(view, policy, declared), policy, declared)
    output = applied(obj, plan)
    words = list(plan.words)
    left = views_of(output, name)[0]
    if isinstance(left, TableView):
        masked = masks(left, read_table(left, policy, declared), policy, declared)
        output = applied(output, masked)
        words += masked.words
    return output, words
