"""Primary and complementary suppression of a table: `<5` for small counts, and the least that keeps them hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gel_airlock_jupyter.disclosure.grids import Grid
from gel_airlock_jupyter.disclosure.quantities import Marks, masked
from gel_airlock_jupyter.disclosure.relations import find
from gel_airlock_jupyter.disclosure.suppression import Protection, protect
from gel_airlock_jupyter.disclosure.system import Key, System
from gel_airlock_jupyter.disclosure.tables import system_of
from gel_airlock_jupyter.fixing.plan import Plan, primary_cells
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.registry import plural, some
from gel_airlock_jupyter.roles.grid import CountGrid, count_grid, marks_of
from gel_airlock_jupyter.roles.model import Reading
from gel_airlock_jupyter.subjects import TableView


def masks(view: TableView, reading: Reading, policy: Policy, declared: Mapping[str, Any]) -> Plan:
    """Return the cells to write, with what is lost in words.

    Parameters
    ----------
    view, reading : TableView, Reading
        The table and how it was read.
    policy : Policy
        Threshold, marks and need (CT-01, CT-02).
    declared : mapping
        Validated declarations.
    """
    marks = marks_of(policy)
    small = primary_cells(view, reading, policy)
    cells = dict.fromkeys(small, marks.primary)
    words = [_in_words(view, list(cells), marks.primary)] if cells else []
    counts = count_grid(view, reading, policy, declared)
    if counts is None:
        return Plan(cells=cells, words=tuple(words))
    system = _system(counts, small, marks)
    protection = protect(
        system,
        need=policy.settings("CT-02").get("need", "exact"),
        seconds=float(policy.settings("CT-02").get("seconds", 5.0)),
        allow_ranges=bool(policy.settings("CT-02").get("ranges", True)),
    )
    extra = _complementary(counts, protection, str(policy.settings("CT-02").get("complementary_mark", "*")))
    cells.update(extra)
    words += _explained(view, extra, system, protection)
    return Plan(cells=cells, words=tuple(words))


def _system(counts: CountGrid, small: tuple[tuple[int, int], ...], marks: Marks) -> System:
    """Return what a reader of the masked table knows, with relations found while the numbers were still there."""
    column_of = {column.position: j for j, column in reversed(list(enumerate(counts.columns)))}
    places = {(row, column_of[position]) for row, position in small}
    relations = find(counts.grid)
    hidden = tuple(
        tuple(masked(marks) if (i, j) in places else cell for j, cell in enumerate(row))
        for i, row in enumerate(counts.grid.cells)
    )
    system = system_of(replace(counts.grid, cells=hidden), relations, marks)
    return replace(system, truth=_truth(counts.grid, system))


def _truth(grid: Grid, system: System) -> dict[Key, int] | None:
    """Return the true table if every number of it is at hand; cells masked before are not."""
    truth: dict[Key, int] = {}
    for key, variable in system.variables.items():
        match key:
            case (int(i), int(j)) if grid.cells[i][j] is not None:
                cell = grid.cells[i][j]
                if cell is None or not isinstance(cell.value, int):
                    return None
                truth[key] = cell.value
            case _:
                if not variable.is_fixed:
                    return None
                truth[key] = variable.lower
    return truth


def _complementary(counts: CountGrid, protection: Protection, mark: str) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    for key in protection.masked:
        match key:
            case (int(i), int(j)):
                found[i, counts.columns[j].position] = mark
    for key, (low, high) in protection.ranges.items():
        match key:
            case (int(i), int(j)):
                found[i, counts.columns[j].position] = f"{low}-{high}"
    return found


def _explained(
    view: TableView, extra: Mapping[tuple[int, int], str], system: System, protection: Protection
) -> list[str]:
    words = []
    for mark in sorted(set(extra.values())):
        words += [_in_words(view, [place for place, text in extra.items() if text == mark], mark)]
    if extra:
        published = sum(1 for variable in system.variables.values() if variable.is_fixed)
        best = "proven to be the least" if protection.gap == 0 else "the least found in time"
        words.append(f"complementary suppression costs {len(extra)} of {published} published numbers, {best}")
    for key, reason in protection.infeasible.items():
        name = system.variables[key].name or str(key)
        words.append(f"cannot protect {name}: {reason}. Merge two rows or columns, or leave it out.")
    return words


def _in_words(view: TableView, cells: list[tuple[int, int]], mark: str) -> str:
    places = [view.cell(row, view.columns[position]).label for row, position in cells]
    return f"wrote `{mark}` in {plural(len(cells), 'cell')} ({some(places, 6)})"
