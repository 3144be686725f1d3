"""Primary and complementary suppression of tables: `<5` for small counts, and the least that keeps them hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gel_airlock_jupyter.fixing.linked import Linked, Table, protected
from gel_airlock_jupyter.fixing.percentages import masked_percentages
from gel_airlock_jupyter.fixing.plan import Plan
from gel_airlock_jupyter.joint.published import Place, Published
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.registry import plural, some
from gel_airlock_jupyter.roles.grid import marks_of
from gel_airlock_jupyter.subjects import TableView


def masks(
    tables: Sequence[Table], policy: Policy, others: Sequence[Published] = (), earlier: Sequence[Published] = ()
) -> list[Plan]:
    """Return the cells to write in each table, with what is lost in words.

    Parameters
    ----------
    tables : sequence of Table
        Tables that are published together: a number that stands in several is masked in all of them.
    policy : Policy
        Threshold, marks and need (CT-01, CT-02).
    others, earlier : sequence of Published
        What stands beside them and is not changed: figures, texts, the tables of earlier requests.
    """
    marks = marks_of(policy)
    mark = str(policy.settings("CT-02").get("complementary_mark", "*"))
    linked = protected(tables, others, earlier, policy) if any(table.counts for table in tables) else None
    plans = []
    for number, table in enumerate(tables):
        cells = dict.fromkeys(table.small, marks.primary)
        words = [_in_words(table.view, list(cells), marks.primary)] if cells else []
        if linked is not None and table.counts is not None:
            extra = linked.of(number, table.counts, mark)
            cells.update(extra)
            words += _explained(table.view, extra)
            percentages = masked_percentages(table.counts, cells, marks, table.declared, mark)
            words += [_in_words(table.view, list(percentages), mark) + ": percentages beside masks"] * bool(percentages)
            cells = {**percentages, **cells}
        plans.append(Plan(cells=cells, words=tuple(words)))
    if linked is not None:
        plans[0] = Plan(cells=plans[0].cells, words=(*plans[0].words, *_cost(linked)))
    return plans


def _explained(view: TableView, extra: Mapping[Place, str]) -> list[str]:
    """Say what was hidden besides the small counts: one line for each mark or range."""
    return [
        _in_words(view, [place for place, text in extra.items() if text == mark], mark)
        for mark in sorted(set(extra.values()))
    ]


def _cost(linked: Linked) -> list[str]:
    """Say what is lost, and what cannot be protected."""
    words = []
    protection, variables = linked.protection, linked.system.variables
    hidden = len(protection.masked) + len(protection.ranges)
    if hidden:
        published = sum(1 for variable in variables.values() if variable.is_fixed)
        best = "proven to be the least" if protection.gap == 0 else "the least found in time"
        words.append(f"complementary suppression costs {hidden} of {published} published numbers, {best}")
    for key, reason in protection.infeasible.items():
        name = variables[key].name or str(key)
        words.append(f"cannot protect {name}: {reason}. Merge two rows or columns, or leave it out.")
    return words


def _in_words(view: TableView, cells: list[Place], mark: str) -> str:
    places = [view.cell(row, view.columns[position]).label for row, position in cells]
    return f"wrote `{mark}` in {plural(len(cells), 'cell')} ({some(places, 6)})"
