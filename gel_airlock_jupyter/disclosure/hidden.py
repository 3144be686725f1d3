"""Audits one table by its hidden numbers alone: what is shown is a constant of the sums that name it.

A table of a thousand rows with a hundred masks has thousands of numbers that are known. They matter for the words of
an equation only, so they are put in only where there is an equation to tell.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from gel_airlock_jupyter.disclosure.audit import audit
from gel_airlock_jupyter.disclosure.grids import Grid
from gel_airlock_jupyter.disclosure.quantities import Marks, Quantity
from gel_airlock_jupyter.disclosure.system import Key, Relation, System, Variable
from gel_airlock_jupyter.disclosure.tables import is_doubtful, system_of, variable_of
from gel_airlock_jupyter.disclosure.verdicts import Audit, Verdict
from gel_airlock_jupyter.disclosure.witnesses import Need

LEAST = 1.0
"""Seconds that finding the words of equations may take at least."""


def audit_grid(grid: Grid, relations: Sequence[Relation], marks: Marks, need: Need, seconds: float) -> Audit:
    """Audit a table; the same verdicts and equations as of its whole system, sooner.

    Parameters
    ----------
    grid : Grid
        The table as printed.
    relations : sequence of Relation
        Sums and ratios by position ``(row, column)``, and titles.
    marks : Marks
        Meaning of the labels.
    need : {"exact", "band"}
        As in :func:`~gel_airlock_jupyter.disclosure.audit.audit`.
    seconds : float
        Time limit; what is not decided by then is ``unproven``.
    """
    started = time.monotonic()
    own = dict.fromkeys(relations)
    reduced = _reduced(grid, tuple(own), marks)
    if reduced is None:
        return audit(system_of(grid, own, marks, needed_only=True), need, seconds)
    system, origin = reduced
    found = audit(system, need, seconds, explain=False)
    dropped = tuple(each for one in found.dropped for each in origin[one])
    told = {key for key, verdict in found.verdicts.items() if verdict.status == "calculable"}
    verdicts = dict(found.verdicts)
    if told:
        left = max(LEAST, seconds - (time.monotonic() - started))
        verdicts |= _told(system_of(grid, own, marks, needed_only=True), told, need, left)
    return replace(found, verdicts=verdicts, dropped=dropped)


def _told(whole: System, keys: set[Key], need: Need, seconds: float) -> Mapping[Key, Verdict]:
    """Return the verdicts on calculable numbers with their equations."""
    only = {key: replace(v, protected=False) if v.protected else v for key, v in whole.variables.items()}
    only |= {key: whole.variables[key] for key in keys}
    found = audit(replace(whole, variables=only), need, seconds).verdicts
    return {key: verdict for key, verdict in found.items() if key in keys and verdict.status == "calculable"}


def _reduced(
    grid: Grid, relations: Sequence[Relation], marks: Marks
) -> tuple[System, Mapping[Relation, list[Relation]]] | None:
    """Return the system of the hidden numbers, and of which relations each of its relations is what is left.

    None where a relation names what is no count of the table, or is certain and does not hold: the whole is needed.
    """
    hidden: set[Key] = set()
    origin: dict[Relation, list[Relation]] = {}
    for relation in relations:
        rest = _rest(grid, relation)
        if rest is None:
            return None
        terms, constant = rest
        low, high = _less(relation.lower, constant), _less(relation.upper, constant)
        if terms:
            (total, scale), *parts = terms
            left = Relation(
                total,
                tuple(key for key, _ in parts),
                tuple(-c for _, c in parts),
                relation.words,
                low,
                high,
                scale,
                relation.certain,
            )
            origin.setdefault(left, []).append(relation)
            hidden.update(key for key, _ in terms)
        elif relation.certain and ((low is not None and low > 0) or (high is not None and high < 0)):
            return None
    variables = _variables(grid, hidden, marks)
    for key in _doubted(grid, relations, marks):
        variables[key] = replace(variables[key], lower=marks.smallest_hidden)
    return System(variables, tuple(origin), sensitive=(1, marks.threshold - 1)), origin


def _doubted(grid: Grid, relations: Sequence[Relation], marks: Marks) -> set[Key]:
    """Return the complementary marks that hide small counts, since "at least five" would contradict a sum."""
    found: set[Key] = set()
    likely = {cell for cell in grid.coded.cells if cell is not None and is_doubtful(cell, marks)}
    for relation in relations if likely else ():
        total = _count(grid, relation.total)
        if total is None or total.upper is None or not relation.is_plain_sum:
            continue
        parts = {key: cell for key in relation.parts if (cell := _count(grid, key)) is not None}
        low = sum(marks.smallest_hidden if key in found else int(cell.lower or 0) for key, cell in parts.items())
        if low > total.upper:
            found.update(key for key, cell in parts.items() if cell in likely)
    return found


def _count(grid: Grid, key: Key) -> Quantity | None:
    """Return the count that stands at a position."""
    match key:
        case (int(row), int(column)):
            cell = grid.cells[row][column]
            return cell if cell is not None and cell.unit == "count" and isinstance(cell.lower, int) else None
        case _:
            return None


def _rest(grid: Grid, relation: Relation) -> tuple[list[tuple[Key, int]], int] | None:
    """Return the hidden terms of a relation and the sum of its known ones."""
    terms: list[tuple[Key, int]] = []
    constant, cells = 0, grid.cells
    for name, c in relation.terms:
        if not isinstance(name, tuple) or len(name) != 2:
            return None
        first, second = name
        if isinstance(first, int):
            cell = cells[first][second]
            if cell is None or cell.lower != cell.upper:
                terms.append((name, c))
            elif cell.unit == "count" and isinstance(cell.lower, int):
                constant += c * cell.lower
            else:
                return None
        elif first == "title":
            constant += c * int(second)
        else:
            return None
    return terms, constant


def _less(end: int | None, constant: int) -> int | None:
    return None if end is None else end - constant


def _variables(grid: Grid, hidden: set[Key], marks: Marks) -> dict[Key, Variable]:
    """Return the hidden numbers, row by row: those that relations name, and all that must stay hidden."""
    found: dict[Key, Variable] = {}
    latent: dict[Key, Variable] = {}
    is_open = [cell is None or cell.lower != cell.upper for cell in grid.coded.cells]
    for i, row in enumerate(grid.coded.number.tolist()):
        for j, number in enumerate(row):
            if not is_open[number]:
                continue
            cell = grid.coded.cells[number]
            if cell is not None and cell.unit == "count" and isinstance(cell.lower, int):
                variable = variable_of((i, j), cell, marks, grid.where(i, j))
                if variable.protected or (i, j) in hidden:
                    found[i, j] = variable
            elif (i, j) in hidden:
                latent[i, j] = Variable((i, j), 0, None, True, "", "a cell with nothing printed")
    return found | latent
