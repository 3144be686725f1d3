"""From a grid and its relations to the system that the audit reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from gel_airlock_jupyter.disclosure.grids import Grid
from gel_airlock_jupyter.disclosure.quantities import Marks, Quantity
from gel_airlock_jupyter.disclosure.system import Key, Relation, System, Variable


def system_of(
    grid: Grid,
    relations: Iterable[Relation],
    marks: Marks | None = None,
    key: Callable[[int, int], Key] | None = None,
    *,
    needed_only: bool = False,
) -> System:
    """Build the attacker's system of one table.

    Every masked, complementary or withheld count is protected: it must not be calculable as 1..threshold-1. A cell
    that prints nothing takes part only where a relation names it.

    Parameters
    ----------
    grid : Grid
        The table as printed.
    relations : iterable of Relation
        From :func:`~gel_airlock_jupyter.disclosure.relations.find`, plus or minus what the researcher declared.
    marks : Marks, optional
        Meaning of the labels.
    key : callable, optional
        The same as given to ``find``; position ``(i, j)`` by default.
    needed_only : bool
        True leaves out relations among shown numbers only, unless they are certain, and shown numbers that no other
        relation names: an audit learns nothing of them.
    """
    marks = marks or Marks()
    relations = tuple(dict.fromkeys(relations))
    if needed_only and key is None:
        relations = tuple(one for one in relations if one.certain or _is_telling(grid, one))
    named = {name for relation in relations for name, _ in relation.terms}
    variables: dict[Key, Variable] = {}
    read = [_read(cell, marks) for cell in grid.coded.cells]
    for i, j, k in _places(grid, read, named if needed_only and key is None else None):
        if (known := read[k]) is not None:
            own = (i, j) if key is None else key(i, j)
            variables[own] = Variable(own, *known, grid.where(i, j))
    if any(cell is not None and cell.mark == "complementary" for cell in grid.coded.cells):
        _doubt_marks(variables, relations, marks)
    for name in named - variables.keys():
        variables[name] = _latent(name)
    return System(variables, relations, sensitive=(1, marks.threshold - 1))


def _is_telling(grid: Grid, relation: Relation) -> bool:
    """Return whether a relation names a number that is not shown, or one that stands elsewhere than in a cell."""
    for name, _ in relation.terms:
        match name:
            case (int(row), int(column)):
                cell = grid.cells[row][column]
                if cell is None or cell.lower != cell.upper:
                    return True
            case _:
                return True
    return False


Known = tuple[int, int | None, bool, str]
"""What a variable takes from a printed count: lower and upper end (people), whether it is protected, and the text."""


def _places(grid: Grid, read: list[Known | None], named: set[Key] | None) -> Iterable[tuple[int, int, int]]:
    """Yield row, column and number of the cells, row by row: all, or the protected and those ``named``."""
    number = grid.coded.number
    if named is None:
        rows, columns = np.indices(number.shape).reshape(2, -1)
    else:
        wanted = np.array([known is not None and known[2] for known in read], dtype=np.bool_)[number]
        at = [name for name in named if isinstance(name, tuple) and isinstance(name[0], int)]
        if at:
            wanted[tuple(zip(*at, strict=True))] = True
        rows, columns = np.nonzero(wanted)
    return zip(rows.tolist(), columns.tolist(), number[rows, columns].tolist(), strict=True)


def _read(cell: Quantity | None, marks: Marks) -> Known | None:
    """Return what one printed count says; None for what is no count of people."""
    is_count = cell is not None and cell.unit == "count" and isinstance(cell.lower, int)
    return told(cell, marks) if cell is not None and is_count else None


def _doubt_marks(variables: dict[Key, Variable], relations: tuple[Relation, ...], marks: Marks) -> None:
    """Let complementary marks hide small counts where a sum shows that they do.

    ``8, 11, *, total 22``: whoever wrote ``*`` there did not mean "at least five", and 22 - 8 - 11 = 3 all the same.
    """
    for relation in relations:
        total = variables.get(relation.total)
        parts = [variables[key] for key in relation.parts if key in variables]
        if total is None or total.upper is None or not relation.is_plain_sum:
            continue
        if sum(part.lower for part in parts) > total.upper:
            for part in parts:
                if part.protected and part.upper is None and part.lower == marks.threshold:
                    variables[part.key] = replace(part, lower=marks.smallest_hidden)


def is_doubtful(cell: Quantity, marks: Marks) -> bool:
    """Return whether a cell says "at least the threshold" by its mark alone."""
    return cell.is_hidden and cell.unit == "count" and cell.upper is None and cell.lower == marks.threshold


def variable_of(key: Key, cell: Quantity, marks: Marks, name: str = "") -> Variable:
    """Return the whole number behind one printed count."""
    return Variable(key, *told(cell, marks), name)


def told(cell: Quantity, marks: Marks) -> Known:
    """Return what one printed count says of the whole number behind it."""
    lower = int(cell.lower) if cell.lower is not None else 0
    upper = None if cell.upper is None else int(cell.upper)
    small = upper is not None and upper < marks.threshold
    protected = cell.is_hidden or (cell.mark == "range" and small)
    return lower, upper, protected and lower != upper, cell.text


def _latent(name: Key) -> Variable:
    """Return a number that no cell prints: one of a title, or an empty cell that a total shows not to be zero."""
    if isinstance(name, tuple) and len(name) == 2 and name[0] == "title":
        return Variable(name, int(name[1]), int(name[1]), False, f"{name[1]:,}", "the title")
    return Variable(name, 0, None, True, "", "a cell with nothing printed")
