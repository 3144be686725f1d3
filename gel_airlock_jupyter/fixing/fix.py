"""`airlock.fix`: the offered way out, checked again before it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gel_airlock_jupyter import engine, together
from gel_airlock_jupyter.checks.effects import effects_of
from gel_airlock_jupyter.declarations import with_known
from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.fixing.apply import applied
from gel_airlock_jupyter.fixing.by_hand import left_by_hand
from gel_airlock_jupyter.fixing.complements import left_over_ranges
from gel_airlock_jupyter.fixing.elsewhere import Printed, Shown, grid_of_shares, merged_shares, settled
from gel_airlock_jupyter.fixing.fixed import Fixed
from gel_airlock_jupyter.fixing.how import How
from gel_airlock_jupyter.fixing.in_memory import in_memory, unsaid
from gel_airlock_jupyter.fixing.linked import Table, pose
from gel_airlock_jupyter.fixing.masks import mark_of, masks
from gel_airlock_jupyter.fixing.merged import MOST_MERGES, Choice, both_or_none, least, merged, twin
from gel_airlock_jupyter.fixing.models import offered
from gel_airlock_jupyter.fixing.percentages import masked_effects
from gel_airlock_jupyter.fixing.plan import Plan, drops
from gel_airlock_jupyter.fixing.rounded import rounded
from gel_airlock_jupyter.fixing.statistics import hidden_statistics
from gel_airlock_jupyter.joint.published import Earlier
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.registry import plural, some
from gel_airlock_jupyter.roles.level import read_table
from gel_airlock_jupyter.subjects import FigureView, ModelView, TableView, TextView, View
from gel_airlock_jupyter.together import Part


@dataclass
class _Work:
    """One output on its way: what became of it so far, and in words."""

    name: str
    output: Any
    words: list[str]
    table: Table | None = None
    session: Any = None
    model: ModelView | None = None  # whose table it is, with the groups that no mask in a table hides

    def views(self) -> tuple[View, ...]:
        """Return the views of what it has become."""
        found = views_of(self.output, self.name)
        return found if self.model is None else (self.model, *found)


def fix(
    obj: Any,
    name: str,
    policy: Policy,
    declared: Mapping[str, Any],
    earlier: Earlier | None = None,
    how: How | None = None,
) -> Fixed:
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
    how : How, optional
        Method, and who is told how far it is; masks by default.

    Raises
    ------
    InputError
        For kinds of output that cannot be fixed.
    """
    before, how = earlier or Earlier(), how or How()
    with how.watch.telling():
        work = _started(name, obj, policy, declared, how)
        if how.method == "merge":
            _merge([work], policy, how)
        said = _protected([work], [], policy, before, how)
        how.watch.at("checking the result")
        views = work.views()
        meant, live = how.known(views, {**declared, **said}, [obj, work.output])
        part = Part(name, views, meant)
        report = engine.run(views, policy, meant, live)
        if together.has_several([part], before):
            report = together.added(report, together.judge(name, [part], policy, before))
    return Fixed(work.output, report, (*work.words, *left_by_hand(report)), said)


def fix_several(
    outputs: Mapping[str, Any],
    name: str,
    policy: Policy,
    declared: Mapping[str, Any],
    earlier: Earlier | None = None,
    how: How | None = None,
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
    policy, declared, earlier, how
        As in `fix`.
    """
    before, how = earlier or Earlier(), how or How()
    with how.watch.telling():
        works = [_started(label, obj, policy, declared, how, texts_stay=True) for label, obj in outputs.items()]
        if how.method == "merge":
            _merge(works, policy, how)
        kept = [Part(work.name, views_of(work.output, work.name), declared) for work in works if work.table is None]
        said = _protected(works, kept, policy, before, how)
        how.watch.at("checking the result")
        apart = [*outputs.values(), *(work.output for work in works)]
        parts, reports = [], []
        for work in works:
            views = work.views()
            meant, live = how.known(views, {**declared, **said}, apart)
            parts.append(Part(work.name, views, meant))
            reports.append(engine.run(views, policy, meant, live))
        report = engine.joint(name, reports, together.judge(name, parts, policy, before))
    changes = [f"{work.name}: {words}" for work in works for words in work.words]
    return Fixed({work.name: work.output for work in works}, report, (*changes, *left_by_hand(report)), said)


def _started(
    name: str, obj: Any, policy: Policy, declared: Mapping[str, Any], how: How, *, texts_stay: bool = False
) -> _Work:
    """Fix what concerns one output alone: figures whole, tables up to the columns and rows that have to go."""
    views = views_of(obj, name)
    view = views[0]
    if (model := offered(obj, views, policy)) is not None:
        declared = with_known(declared, [model.left] if model.left else [])
        work = _started(name, model.frame, policy, declared, how)
        return replace(work, words=[*model.words, *work.words], model=model.left)
    if isinstance(view, FigureView) and view.library != "image":
        from gel_airlock_jupyter.fixing.figures import fix_figure

        known, live = how.known([view], declared, [obj])
        figure, words = fix_figure(obj, name, policy, known, bars=declared.get("bars", "hide"), session=live)
        return _Work(name, figure, list(words))
    if texts_stay and isinstance(view, TextView):
        return _Work(name, obj, [])
    if not isinstance(view, TableView):
        raise InputError(f"'{name}' cannot be fixed automatically.", "Mend it where it was made, then check it again.")
    table = in_memory(obj, view, policy)
    view = _view(table, name)
    known, live = how.known([view], declared, [obj])
    reading = read_table(view, policy, known)
    plan = drops(view, reading if live is None else live.judged(view, reading), policy, known, live)
    work = _Work(name, applied(table, plan), [*plan.words, *unsaid(obj)], session=live)
    _read(work, policy, known)
    return work


def _read(work: _Work, policy: Policy, declared: Mapping[str, Any]) -> Table:
    """Read the table that a work has become."""
    view = _view(work.output, work.name)
    reading = read_table(view, policy, declared)
    reading = reading if work.session is None else work.session.judged(view, reading)
    work.table = Table(work.name, view, reading, policy, declared)
    return work.table


def _merge(works: Sequence[_Work], policy: Policy, how: How) -> None:
    """Add categories up, alike in all tables, until no count is small or there is nothing left to add up."""
    for _ in range(MOST_MERGES):
        how.watch.at("looking for categories to add up")
        tables = [work.table for work in works if work.table is not None]
        choice = next(filter(None, (_choice(table, tables) for table in tables)), None)
        if choice is None:
            return
        for work in works:
            if work.table is None:
                continue
            own = twin(work.table, choice)
            plan = merged(work.table, own, mark_of(policy)) if own else merged_shares(work.table, choice)
            if plan.words:
                work.output = applied(work.output, plan)
                work.words += plan.words
                _read(work, policy, work.table.declared)


def _choice(table: Table, tables: Sequence[Table]) -> Choice | None:
    """Return the two categories of a table that are best added up, of those that all linked tables have or have not."""
    others = [other for other in tables if other is not table]
    choice = least(table, lambda names: all(both_or_none(other, names) for other in others))
    return choice if choice is None or twin(table, choice) else replace(choice, called=choice.name)


def _view(table: Any, name: str) -> TableView:
    view = views_of(table, name)[0]
    if not isinstance(view, TableView):
        raise InputError(f"'{name}' is no table any more.", "Mend it where it was made, then check it again.")
    return view


def _protected(
    works: Sequence[_Work], kept: Sequence[Part], policy: Policy, earlier: Earlier, how: How
) -> dict[str, Any]:
    """Mask or round the tables together; return what is to be declared of the result."""
    tables = [(work, work.table) for work in works if work.table is not None]
    if not tables:
        return {}
    how.watch.at("looking for what adds up")
    words = [Part(work.name, (), {}, {"title": table.view.title}) for work, table in tables if table.view.title]
    shares = [Part(work.name, (table.view,), table.declared) for work, table in tables if grid_of_shares(table)]
    others, _ = together.publish([*kept, *words, *(shares if how.method != "round" else ())], policy)
    given = [table for _, table in tables]
    posed = pose(given, others, earlier.outputs, policy) if any(table.counts for table in given) else None
    rounding = None
    if how.method == "round" and posed is not None and any(table.small for table in given):
        how.watch.at("rounding")
        rounding = rounded(given, posed, policy)
    if rounding is not None and not rounding.exposed:
        plans, said = rounding.plans, {"rounded": rounding.base}
    else:
        plans, said = masks(given, posed, policy, how.watch, ranges=how.method == "range"), {}
    for (work, table), plan in zip(tables, plans, strict=True):
        few = hidden_statistics(table, plan.cells.keys(), work.session)
        left = left_over_ranges(table, plan.cells.keys())
        work.output = applied(work.output, replace(plan, cells={**left.cells, **few.cells, **plan.cells}))
        work.words += (*plan.words, *left.words, *few.words)
        _mask_effects(work, table, policy)
    if posed is not None:
        everything = posed
        if how.method == "round" and shares:
            everything = pose(given, together.publish([*kept, *shares], policy)[0], (), policy)
        printed = Printed.of(everything, [(work.name, table) for work, table in tables])
        _shares_elsewhere(tables, printed, plans, policy, earlier)
    if rounding is not None and rounding.exposed:
        works[0].words.append(f"masked, not rounded: {some(rounding.exposed, 3)} could be worked back after rounding")
    return said


def _shares_elsewhere(
    tables: Sequence[tuple[_Work, Table]], printed: Printed, plans: Sequence[Plan], policy: Policy, earlier: Earlier
) -> None:
    """Change tables of percentages whose counts stand in other tables and changed; say what is to be done by hand."""
    shown = {work.name: Shown(work.output, table) for work, table in tables}
    found, by_hand = settled(shown, printed, plans, policy, earlier)
    tables[0][0].words.extend(by_hand)
    for work, _ in tables:
        if plan := found.get(work.name):
            work.output = applied(work.output, plan)
            work.words += plan.words


def _mask_effects(work: _Work, table: Table, policy: Policy) -> None:
    """Mask odds and risk ratios that give a masked count back, or stand in the row of a rounded one."""
    columns = effects_of(table.view)
    if not columns:
        return
    view, mark = _view(work.output, work.name), mark_of(policy)
    cells = masked_effects(view, read_table(view, policy, table.declared), policy, table.declared, mark)
    shown = {position: view.columns[position].texts for _, position in table.small if position < len(view.columns)}
    for row, position in table.small:
        if position in shown and "<" not in shown[position][row]:
            cells |= {(row, column.position): mark for column in columns}
    if cells:
        work.output = applied(work.output, Plan(cells=cells))
        names = some([column.label for column in columns])
        work.words.append(f"wrote `{mark}` in {plural(len(cells), 'cell')} of {names}, which would give a count back")
