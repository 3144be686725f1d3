"""What adds up within one table: found in labels and numbers, plus and minus what the researcher declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gel_airlock_jupyter.disclosure.cumulative import find_cumulative
from gel_airlock_jupyter.disclosure.grids import Grid, Labels, label
from gel_airlock_jupyter.disclosure.ratios import find_ratios
from gel_airlock_jupyter.disclosure.relations import find
from gel_airlock_jupyter.disclosure.system import Key, Relation
from gel_airlock_jupyter.joint.declared import Declared, parsed


def relations_of(
    grid: Grid, declared: Mapping[str, Any] | None = None, *, hidden_only: bool = False
) -> tuple[Relation, ...]:
    """Return the sums, running sums and percentages of a table; keys are positions `(row, column)`.

    With `hidden_only` sums of numbers that are all shown are left out: enough for an audit. One of each reading stays.
    """
    said = parsed((declared or {}).get("relations") or ())
    found = [*find(grid, hidden_only=hidden_only), *find_cumulative(grid), *find_ratios(grid)]
    taken_back = [one for one in said if not one.is_added]
    kept = [relation for relation in found if not any(_is_of(grid, relation, one) for one in taken_back)]
    added = [relation for one in said if one.is_added for relation in _added(grid, one)]
    return tuple(dict.fromkeys((*added, *kept)))


def unknown_names(grid: Grid, one: Declared) -> tuple[str, ...]:
    """Return the names of a declared relation that are no row of a table, if they are no columns of it either."""
    by_row = [name for name in one.names if _line(grid.rows, name) is None]
    by_column = [name for name in one.names if _line(grid.columns, name) is None]
    return tuple(by_row if len(by_row) <= len(by_column) else by_column)


def line_names(grid: Grid) -> list[str]:
    """Return the names that a declared relation may use."""
    return [label(path) for path in (*grid.rows, *grid.columns)]


def _line(labels: Labels, name: str) -> int | None:
    """Return the one line of a name: its whole label, or its last level where that is unique."""
    wanted = name.strip().casefold()
    for text in (label, lambda path: path[-1].strip() if path else ""):
        found = [k for k, path in enumerate(labels) if text(path).casefold() == wanted]
        if len(found) == 1:
            return found[0]
    return None


def _added(grid: Grid, one: Declared) -> list[Relation]:
    rows = [_line(grid.rows, name) for name in one.names]
    columns = [_line(grid.columns, name) for name in one.names]
    if None not in rows:
        return _expanded(grid, rows, range(grid.shape[1]), lambda line, place: (line, place), one.words)
    if None not in columns:
        return _expanded(grid, columns, range(grid.shape[0]), lambda line, place: (place, line), one.words)
    return []


def _expanded(
    grid: Grid,
    lines: Sequence[int | None],
    places: range,
    position: Callable[[int, int], tuple[int, int]],
    words: str,
) -> list[Relation]:
    found = []
    for place in places:
        keys = [position(line, place) for line in lines if line is not None]
        cells = [grid.cells[i][j] for i, j in keys]
        if all(cell is None or cell.unit == "count" for cell in cells) and any(cell is not None for cell in cells):
            found.append(Relation(keys[0], tuple(keys[1:]), words=words, certain=True))
    return found


def _is_of(grid: Grid, relation: Relation, one: Declared) -> bool:
    """Return whether a relation is the reading that was taken back."""
    for side, labels in ((0, grid.rows), (1, grid.columns)):
        total = _line(labels, one.total)
        parts = {_line(labels, part) for part in one.parts}
        if total is None or None in parts:
            continue
        used = [_place(key, side) for key in relation.parts]
        across = {_place(key, 1 - side) for key in relation.parts} == {_place(relation.total, 1 - side)}
        if _place(relation.total, side) == total and across and (not parts or set(used) == parts):
            return True
    return False


def _place(key: Key, side: int) -> int | None:
    match key:
        case (int(row), int(column)):
            return column if side else row
        case _:
            return None
