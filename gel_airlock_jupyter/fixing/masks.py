"""Primary and complementary suppression of tables: `<5` for small counts, and the least that keeps them hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from gel_airlock_jupyter.fixing.linked import Linked, Posed, Table, protected
from gel_airlock_jupyter.fixing.merged import suggestion
from gel_airlock_jupyter.fixing.percentages import masked_percentages
from gel_airlock_jupyter.fixing.plan import Plan, Written
from gel_airlock_jupyter.fixing.watch import Watch
from gel_airlock_jupyter.joint.published import Place
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.registry import plural, some
from gel_airlock_jupyter.roles.grid import marks_of
from gel_airlock_jupyter.subjects import TableView

COUNT_AND_SHARE = re.compile(r"\s*(\d[\d,]*)\s*\(\s*[\d.]+\s*%?\s*\)\s*")


def masks(
    tables: Sequence[Table], posed: Posed | None, policy: Policy, watch: Watch, *, ranges: bool = False
) -> list[Plan]:
    """Return the cells to write in each table, with what is lost in words.

    Parameters
    ----------
    tables : sequence of Table
        Tables that are published together: a number that stands in several is masked in all of them.
    posed : Posed, optional
        The tables with what stands beside them; None where nothing counts people.
    policy : Policy
        Threshold, marks and need (CT-01, CT-02).
    watch : Watch
        Told how far the choice is.
    ranges : bool
        Hide nothing but totals, as ranges such as `20-24`; cells are masked only where that is not enough.
    """
    linked = None
    said: list[str] = []
    if posed is not None:
        linked = protected(posed, policy, watch, totals_only=ranges)
        if ranges and not linked.protection.holds:
            linked = protected(posed, policy, watch)
            said.append("ranges of totals alone do not keep the small counts hidden: cells are masked too")
    plans = [_plan(number, table, linked, policy) for number, table in enumerate(tables)]
    if linked is not None:
        said += _cost(linked)
        if not ranges:
            watch.at("looking for two categories that could be one")
            said += _fewer(tables, plans, linked)
        plans[0] = replace(plans[0], words=(*plans[0].words, *said))
    return plans


def _plan(number: int, table: Table, linked: Linked | None, policy: Policy) -> Plan:
    marks = marks_of(policy)
    mark = mark_of(policy)
    cells: dict[Place, Written] = dict.fromkeys(table.small, marks.primary)
    words = [_in_words(table.view, list(cells), marks.primary)] if cells else []
    if linked is None or table.counts is None:
        return Plan(cells=cells, words=tuple(words))
    extra = linked.of(number, table.counts, mark)
    cells.update(extra)
    words += _explained(table.view, extra, mark)
    texts = {place: str(text) for place, text in cells.items()}
    percentages = masked_percentages(table.counts, texts, marks, table.declared, mark)
    bare = {place: text for place in percentages if place not in cells and (text := _count_alone(table.view, place))}
    percentages.update(bare)
    hidden = [place for place in percentages if place not in bare]
    words += [_in_words(table.view, hidden, mark) + ": percentages beside masks"] * bool(hidden)
    words += [f"left out the percentage in {plural(len(bare), 'cell')}: beside masks it gives counts back"] * bool(bare)
    return Plan(cells={**percentages, **cells}, words=tuple(words))


def _count_alone(view: TableView, place: Place) -> str | None:
    """Return the count of a cell such as `100 (83.3%)`, None for a cell that is only a percentage."""
    match = COUNT_AND_SHARE.fullmatch(view.columns[place[1]].texts[place[0]])
    return match[1] if match else None


def mark_of(policy: Policy) -> str:
    """Return the complementary mark."""
    return str(policy.settings("CT-02").get("complementary_mark", "*"))


def _explained(view: TableView, extra: Mapping[Place, str], mark: str) -> list[str]:
    """Say what was hidden besides the small counts: one line for marks, one for ranges."""
    marked = [place for place, text in extra.items() if text == mark]
    ranges = sorted(place for place, text in extra.items() if text != mark)
    words = [_in_words(view, marked, mark)] if marked else []
    texts = [extra[place] for place in ranges]
    return words + [_in_words(view, ranges, some(texts, 6).replace(", ", "`, `"))] * bool(ranges)


def _cost(linked: Linked) -> list[str]:
    """Say what is lost, and what cannot be protected."""
    words = []
    protection, variables = linked.protection, linked.posed.system.variables
    hidden = len(protection.masked) + len(protection.ranges)
    if hidden:
        published = sum(1 for variable in variables.values() if variable.is_fixed)
        best = "proven to be the least" if protection.gap == 0 else "the least found in time"
        words.append(
            f"complementary suppression costs {hidden} of {published} published numbers ({hidden / published:.0%})"
            f"{_people(linked)}, {best}"
        )
    for key, reason in protection.infeasible.items():
        name = variables[key].name or str(key)
        words.append(f"cannot protect {name}: {reason}. Merge two rows or columns, or leave it out.")
    return words


def _people(linked: Linked) -> str:
    """Return the share of the people in cells, totals apart, that the marks hide; a range still says how many."""
    variables = linked.posed.system.variables
    totals = {relation.total for relation in linked.posed.system.relations if relation.is_equation}
    shown = sum(v.lower for key, v in variables.items() if v.is_fixed and key not in totals)
    hidden = sum(variables[key].lower for key in linked.protection.masked if key not in totals)
    return f" and hides {hidden / shown:.1%} of the people in them" if hidden and shown else ""


def _fewer(tables: Sequence[Table], plans: Sequence[Plan], linked: Linked) -> list[str]:
    """Return which categories could be one, where masks besides the small counts themselves are needed."""
    if not linked.protection.masked and not linked.protection.ranges and not linked.protection.infeasible:
        return []
    words = [suggestion(table, len(plan.cells)) for table, plan in zip(tables, plans, strict=True)]
    named = len(tables) > 1
    return [f"'{table.name}': {said}" if named else said for table, said in zip(tables, words, strict=True) if said]


def _in_words(view: TableView, cells: list[Place], mark: str) -> str:
    places = [view.cell(row, view.columns[position]).label for row, position in cells]
    return f"wrote `{mark}` in {plural(len(cells), 'cell')} ({some(places, 6)})"
