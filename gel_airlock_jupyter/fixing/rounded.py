"""Rounding in place of masks: every count of the tables becomes a multiple of five, and all sums still add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gel_airlock_jupyter.disclosure.audit import audit
from gel_airlock_jupyter.disclosure.quantities import Quantity
from gel_airlock_jupyter.disclosure.rounding import Rounding, round_counts
from gel_airlock_jupyter.disclosure.system import Key as AnyKey
from gel_airlock_jupyter.disclosure.system import System, Variable
from gel_airlock_jupyter.disclosure.verdicts import Audit
from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.fixing.linked import Posed, Table, grid_with
from gel_airlock_jupyter.fixing.plan import Plan, of_few
from gel_airlock_jupyter.fixing.recomputed import Cells, rewritten
from gel_airlock_jupyter.joint.assemble import assemble, place_of
from gel_airlock_jupyter.joint.published import Place, Published
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.registry import plural, some
from gel_airlock_jupyter.roles.grid import marks_of


@dataclass(frozen=True)
class Rounded:
    """Tables rounded together, and the audit of what is printed then beside everything else."""

    plans: list[Plan]
    base: int
    audit: Audit
    exposed: tuple[str, ...]


def base_of(policy: Policy) -> int:
    """Return the base that counts are rounded to (people): never below the smallest count that may be shown."""
    return max(marks_of(policy).threshold, int(policy.settings("CT-02").get("round_base", 5)))


def rounded(tables: Sequence[Table], posed: Posed, policy: Policy) -> Rounded:
    """Round every count of tables to a neighbouring multiple of the base.

    Each true count lies less than the base from what is printed, so that a printed 5 may be 1 to 9 and a printed 0
    may be 0 to 4. The tables are rounded as one: a number that stands in several is printed alike in all.

    Raises
    ------
    InputError
        Where a table holds masks already: rounding needs the true numbers.
    """
    base, need = base_of(policy), policy.settings("CT-02").get("need", "exact")
    system, truth = _own(tables, posed)
    seconds = float(policy.settings("CT-02").get("seconds", 5.0))
    result = round_counts(system, truth, base, need, seconds)
    printed = [_printed(table, number, posed, result) for number, table in enumerate(tables)]
    beside = _beside(printed, posed, truth, policy)
    checked = audit(beside, need, seconds=max(seconds, 5.0))
    exposed = tuple(beside.variables[verdict.key].name for verdict in checked.exposed)
    plans = [_plan(table, number, posed, result, policy) for number, table in enumerate(tables)]
    return Rounded([_told(plans[0], result, truth), *plans[1:]], base, checked, exposed)


def _own(tables: Sequence[Table], posed: Posed) -> tuple[System, dict[AnyKey, int]]:
    """Return the counts of the tables and the sums among them, with the true numbers."""
    truth: dict[AnyKey, int] = {}
    for own, key in posed.joint.canonical.items():
        place, number = place_of(own), int(str(own[0]))
        if place is None or number >= len(tables):
            continue
        value = posed.value(own)
        if value is None:
            name = tables[number].name
            raise InputError(
                f"'{name}' holds masks or ranges already; rounding needs its true numbers.",
                'Round the table it was made from: `airlock.fix(table, method="round")`.',
            )
        truth[key] = value
    whole = posed.joint.system
    sums = tuple(r for r in whole.relations if r.is_equation and all(key in truth for key, _ in r.terms))
    variables = {key: replace(whole.variables[key], protected=False) for key in truth}
    return System(variables, sums, truth, whole.sensitive), truth


def _values(number: int, posed: Posed, result: Rounding) -> dict[Place, int]:
    """Return the printed counts of one table by (row, column of its grid)."""
    found = {}
    for own, key in posed.joint.canonical.items():
        place = place_of(own)
        if own[0] == number and place is not None and key in result.values:
            found[place] = result.values[key]
    return found


def _printed(table: Table, number: int, posed: Posed, result: Rounding) -> Published:
    """Return what a table publishes once it is rounded."""
    published = table.published
    if published.grid is None:
        return published
    near: dict[Place, Quantity | None] = {
        place: Quantity(max(0, value - result.base + 1), value + result.base - 1, "count", "rounded", f"{value:,}")
        for place, value in _values(number, posed, result).items()
    }
    sums = tuple(relation for relation in published.relations if relation.is_equation)  # percentages are written anew
    return replace(published, grid=grid_with(published.grid, near), relations=sums)


def _beside(printed: Sequence[Published], posed: Posed, truth: Mapping[AnyKey, int], policy: Policy) -> System:
    """Return the rounded tables beside everything else that is known, with the small counts to be kept hidden."""
    outputs = (*printed, *posed.original[len(printed) :])
    links, sums = posed.ties
    joint = assemble(outputs, links, sums, marks_of(policy)).system
    first, last = joint.sensitive
    variables: dict[AnyKey, Variable] = {}
    for key, variable in joint.variables.items():
        is_small = first <= truth[key] <= last if key in truth else variable.protected
        variables[key] = replace(variable, protected=is_small)
    return replace(joint, variables=variables)


def _plan(table: Table, number: int, posed: Posed, result: Rounding, policy: Policy) -> Plan:
    counts = table.counts
    if counts is None:
        return Plan()
    values = _values(number, posed, result)
    changed = {place: value for place, value in values.items() if value != posed.value((number, *place))}
    mark = str(policy.settings("CT-02").get("complementary_mark", "*"))
    cells: Cells = rewritten(counts, values, changed, mark)
    words = []
    if cells:
        words.append(f"rounded to multiples of {result.base} in {_places(table, cells)}")
    few = of_few(table.view, table.reading, policy, table.declared) - cells.keys()
    if few:
        words.append(f"wrote `{mark}` in {_places(table, few)}: statistics of fewer people than may be shown")
    return Plan(cells={**cells, **dict.fromkeys(few, mark)}, words=tuple(words))


def _places(table: Table, cells: Iterable[Place]) -> str:
    labels = [table.view.cell(row, table.view.columns[position]).label for row, position in sorted(cells)]
    return f"{plural(len(labels), 'cell')} ({some(labels, 6)})"


def _told(plan: Plan, result: Rounding, truth: Mapping[AnyKey, int]) -> Plan:
    """Return the plan with what the rounding costs in words."""
    people = sum(truth.values())
    change = sum(abs(result.values[key] - value) for key, value in truth.items())
    share = f" ({change / people:.1%} of the people shown)" if people else ""
    words = [
        f"rounding moved {plural(sum(result.values[k] != v for k, v in truth.items()), 'number')} of {len(truth)} by "
        f"{change / max(1, len(truth)):.1f} people on average{share}; "
        + ("every sum still adds up" if result.additive else f"{plural(result.broken, 'sum')} no longer add up")
    ]
    words.append(f"say `rounded={result.base}` when you check and stage it: readers and later requests then know")
    return replace(plan, words=(*plan.words, *words))
