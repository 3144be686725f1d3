"""`airlock.fix`: the offered way out, checked again before it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gel_airlock_jupyter import engine, together
from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.findings import Report, Severity
from gel_airlock_jupyter.fixing.apply import applied
from gel_airlock_jupyter.fixing.fixed import Fixed
from gel_airlock_jupyter.fixing.in_memory import in_memory
from gel_airlock_jupyter.fixing.linked import Table
from gel_airlock_jupyter.fixing.masks import masks
from gel_airlock_jupyter.fixing.plan import drops
from gel_airlock_jupyter.joint.published import Earlier
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.roles.level import read_table
from gel_airlock_jupyter.subjects import FigureView, TableView, TextView
from gel_airlock_jupyter.together import Part


@dataclass
class _Work:
    """One output on its way: what became of it so far, and in words."""

    name: str
    output: Any
    words: list[str]
    table: Table | None = None


def fix(obj: Any, name: str, policy: Policy, declared: Mapping[str, Any], earlier: Earlier | None = None) -> Fixed:
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
    earlier : Earlier, optional
        What earlier requests published; it stays as it is.

    Raises
    ------
    InputError
        For kinds of output that cannot be fixed.
    """
    before = earlier or Earlier()
    work = _started(name, obj, policy, declared)
    _mask([work], [], policy, before)
    part = Part(name, views_of(work.output, name), declared)
    report = engine.run(part.views, policy, declared)
    if together.has_several([part], before):
        report = together.added(report, together.judge(name, [part], policy, before))
    return Fixed(work.output, report, (*work.words, *_left(report)))


def fix_several(
    outputs: Mapping[str, Any],
    name: str,
    policy: Policy,
    declared: Mapping[str, Any],
    earlier: Earlier | None = None,
) -> Fixed:
    """Return masked copies of outputs that are published together; `.output` is a dict by their names.

    A number that stands in several tables is masked in all of them. Texts stay as they are; tables are masked so that
    nothing follows from them.

    Parameters
    ----------
    outputs : mapping
        Outputs by name.
    name : str
        Name of the report.
    policy, declared, earlier
        As in `fix`.
    """
    before = earlier or Earlier()
    works = [_started(label, obj, policy, declared, texts_stay=True) for label, obj in outputs.items()]
    kept = [Part(work.name, views_of(work.output, work.name), declared) for work in works if work.table is None]
    _mask(works, kept, policy, before)
    parts = [Part(work.name, views_of(work.output, work.name), declared) for work in works]
    reports = [engine.run(part.views, policy, declared) for part in parts]
    report = engine.joint(name, reports, together.judge(name, parts, policy, before))
    changes = [f"{work.name}: {words}" for work in works for words in work.words]
    return Fixed({work.name: work.output for work in works}, report, (*changes, *_left(report)))


def _started(name: str, obj: Any, policy: Policy, declared: Mapping[str, Any], *, texts_stay: bool = False) -> _Work:
    """Fix what concerns one output alone: figures whole, tables up to the columns and rows that have to go."""
    view = views_of(obj, name)[0]
    if isinstance(view, FigureView) and view.library != "image":
        from gel_airlock_jupyter.fixing.figures import fix_figure

        figure, words = fix_figure(obj, name, policy, declared, bars=declared.get("bars", "hide"))
        return _Work(name, figure, list(words))
    if texts_stay and isinstance(view, TextView):
        return _Work(name, obj, [])
    if not isinstance(view, TableView):
        raise InputError(f"'{name}' cannot be fixed automatically.", "Mend it where it was made, then check it again.")
    table = in_memory(obj, view, policy)
    view = _view(table, name)
    plan = drops(view, read_table(view, policy, declared), policy, declared)
    output = applied(table, plan)
    left = _view(output, name)
    reading = read_table(left, policy, declared)
    return _Work(name, output, list(plan.words), Table(name, left, reading, policy, declared))


def _view(table: Any, name: str) -> TableView:
    view = views_of(table, name)[0]
    if not isinstance(view, TableView):
        raise InputError(f"'{name}' is no table any more.", "Mend it where it was made, then check it again.")
    return view


def _mask(works: Sequence[_Work], kept: Sequence[Part], policy: Policy, earlier: Earlier) -> None:
    """Mask the tables together, in place of the ones they were made from."""
    masked = [(work, work.table) for work in works if work.table is not None]
    if not masked:
        return
    words = [Part(work.name, (), {}, {"title": table.view.title}) for work, table in masked if table.view.title]
    others, _ = together.publish([*kept, *words], policy)
    plans = masks([table for _, table in masked], policy, others, earlier.outputs)
    for (work, _), plan in zip(masked, plans, strict=True):
        work.output = applied(work.output, plan)
        work.words += plan.words


def _left(report: Report) -> list[str]:
    """Return what could not be fixed: only the researcher can."""
    fatal = [finding for finding in report.findings if finding.severity is Severity.FAIL]
    return [f"could not fix {finding.rule}: {finding.message} {finding.fix or ''}".rstrip() for finding in fatal]
