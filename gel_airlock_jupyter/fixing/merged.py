"""Fewer categories: a small row (or column of a crosstab) added to another, so that little or nothing is hidden."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from gel_airlock_jupyter.disclosure.grids import label
from gel_airlock_jupyter.disclosure.merging import Merge, suggest_merge
from gel_airlock_jupyter.disclosure.system import Key, System
from gel_airlock_jupyter.disclosure.tables import system_of
from gel_airlock_jupyter.fixing.categories import groups, lines, sides, together
from gel_airlock_jupyter.fixing.linked import Table
from gel_airlock_jupyter.fixing.plan import Plan, Written
from gel_airlock_jupyter.fixing.recomputed import rewritten
from gel_airlock_jupyter.joint.naming import fold
from gel_airlock_jupyter.joint.published import Place
from gel_airlock_jupyter.roles.grid import marks_of

SECONDS = 0.5
MOST_MERGES = 50


@dataclass(frozen=True)
class Choice:
    """Two lines to be added up: which side, their places in the grid, their names, and the counts of each line.

    `people` stand in both together; `masks` small counts remain in the table afterwards; `called` is what they are
    called together, the same in all linked tables.
    """

    side: str
    first: int
    second: int
    names: tuple[str, str]
    cells: int
    people: int
    masks: int
    called: str = ""

    @property
    def name(self) -> str:
        """Return what the two are called together."""
        return self.called or together(*self.names)

    @property
    def words(self) -> str:
        """Return the two lines in words."""
        return f"{self.side}s `{self.names[0]}` and `{self.names[1]}`"


def true_counts(table: Table) -> dict[Key, int] | None:
    """Return the true counts (people) by (row, column) of the grid; None where some count is masked already."""
    found: dict[Key, int] = {}
    for place, cell in table.published.counts():
        if not isinstance(cell.value, int):
            return None
        found[place] = cell.value
    return found


def least(table: Table, allowed: Callable[[tuple[str, str]], bool] = lambda _: True) -> Choice | None:
    """Return the two lines whose merging leaves the fewest small counts; None where there are none to merge.

    `allowed` says which pairs of names may be merged at all.
    """
    return _best(table, lambda system, keys, truth, names: _pairs(system, keys, truth, names, allowed))


def both_or_none(table: Table, names: tuple[str, str]) -> bool:
    """Return whether a table has both categories or neither: with one of them the sum would give the other back."""
    if table.counts is None:
        return True
    grid = table.counts.grid
    shown = {fold(path[-1]) for path in (*grid.rows, *grid.columns) if path}
    return len({fold(name) in shown for name in names}) == 1


def twin(table: Table, choice: Choice) -> Choice | None:
    """Return the same two categories in another table; None where it has them not, or hides one of their counts."""
    truth = true_counts(table)
    if truth is None or table.counts is None:
        return None
    wanted = [fold(name) for name in choice.names]
    for side in sides(table):
        found = lines(table, side, truth)
        labels = table.counts.grid.rows if side == "row" else table.counts.grid.columns
        by_name = {fold(labels[line][-1]): line for line in found if len(labels[line]) == 1}
        if all(name in by_name for name in wanted):
            first, second = sorted(by_name[name] for name in wanted)
            shown = (label(labels[first][-1:]), label(labels[second][-1:]))
            return replace(choice, side=side, first=first, second=second, names=shown, called=choice.name)
    return None


def enough(table: Table) -> Choice | None:
    """Return the two lines after whose merging nothing but small counts themselves has to be hidden, if there are."""

    def suggested(system: System, keys: list[list[Key]], truth: Mapping[Key, int], _: Sequence[str]) -> list[Merge]:
        known = {**{key: variable.lower for key, variable in system.variables.items()}, **truth}
        merge = suggest_merge(system, keys, known, seconds=SECONDS)
        return [] if merge is None else [merge]

    return _best(table, suggested)


Propose = Callable[[System, list[list[Key]], Mapping[Key, int], Sequence[str]], list[Merge]]


def _best(table: Table, propose: Propose) -> Choice | None:
    truth = true_counts(table)
    if truth is None or table.counts is None or not table.small:
        return None
    system = _masked_system(table)
    if any(not variable.is_fixed and key not in truth for key, variable in system.variables.items()):
        return None  # a total shows that an empty cell is not zero
    choices: list[Choice] = []
    for side in sides(table):
        found = lines(table, side, truth)
        labels = table.counts.grid.rows if side == "row" else table.counts.grid.columns
        for group in groups(labels, found):
            keys = [found[line] for line in group]
            shown = [label(labels[line][-1:]) for line in group]
            for one in propose(system, keys, truth, shown):
                first, second = sorted((group[one.first], group[one.second]))
                names = (label(labels[first][-1:]), label(labels[second][-1:]))
                choices.append(Choice(side, first, second, names, len(keys[0]), one.people, one.masks))
    return min(choices, key=lambda one: (one.masks, one.people), default=None)


def _masked_system(table: Table) -> System:
    marks = marks_of(table.policy)
    printed = table.masked(marks)
    sums = [relation for relation in table.published.relations if relation.is_equation]
    return system_of(printed.grid, sums, marks) if printed.grid is not None else System({})


def _pairs(
    system: System,
    keys: list[list[Key]],
    truth: Mapping[Key, int],
    names: Sequence[str],
    allowed: Callable[[tuple[str, str]], bool],
) -> list[Merge]:
    """Return the pair of lines that leaves the fewest small counts in the table, of those the smallest."""
    first, last = system.sensitive
    values = [[truth[key] for key in line] for line in keys]
    small = [sum(first <= value <= last for value in line) for line in values]
    whole = sum(first <= value <= last for value in truth.values())
    found: list[Merge] = []
    for a, b in itertools.combinations(range(len(keys)), 2):
        if (small[a] or small[b]) and allowed((names[a], names[b])):
            left = sum(first <= x + y <= last for x, y in zip(values[a], values[b], strict=True))
            found.append(Merge(a, b, sum(values[a]) + sum(values[b]), whole - small[a] - small[b] + left))
    return [min(found, key=lambda one: (one.masks, one.people))] if found else []


def merged(table: Table, choice: Choice, mark: str) -> Plan:
    """Return the change that adds one line to another and drops it."""
    counts, truth = table.counts, true_counts(table)
    if counts is None or truth is None:
        return Plan()
    found = lines(table, choice.side, truth)
    pairs = list(zip(found[choice.first], found[choice.second], strict=True))
    changed: dict[Place, int] = {own: truth[own] + truth[other] for own, other in pairs}  # type: ignore[misc]
    emptied: dict[Place, int] = {other: 0 for _, other in pairs}  # type: ignore[misc]
    values: dict[Place, int] = {**truth, **emptied, **changed}  # type: ignore[dict-item]
    written = rewritten(counts, values, changed, mark)
    name = choice.name
    words = (f"added {choice.words} up as `{name}`",)
    if choice.side == "column":
        kept, gone = (counts.columns[k].position for k in (choice.first, choice.second))
        cells = {place: text for place, text in written.items() if place[1] == kept}
        return Plan(frozenset({gone}), frozenset(), cells, words, {kept: name})
    cells = {place: text for place, text in written.items() if place[0] == choice.first}
    cells |= _others(table, choice, mark)
    cells[choice.first, counts.labels[-1].position] = name
    return Plan(frozenset(), frozenset({choice.second}), cells, words)


def _others(table: Table, choice: Choice, mark: str) -> dict[Place, Written]:
    """Return the cells of the kept row that say something about it alone, such as a mean: nobody can add these up."""
    counts = table.counts
    known = {column.position for column in (*counts.columns, *counts.labels)} if counts is not None else set()
    return {
        (choice.first, column.position): mark
        for column in table.view.columns
        if column.position not in known and column.texts[choice.first] != column.texts[choice.second]
    }


def suggestion(table: Table, hidden: int) -> str:
    """Return in words which two lines could be one, where that loses less than `hidden` masked numbers; else ""."""
    choice = enough(table)
    if choice is None or choice.cells + choice.masks >= hidden:
        return ""
    left = f"{choice.masks} masked numbers" if choice.masks else "no mask"
    return (
        f"fewer categories would lose less: with {choice.words} as one, {left} would be needed in place of {hidden} "
        f'(`method="merge"`)'
    )
