"""Tables that lie on their side or are in long form, stood up again: attributes as columns, one row each unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.roles.lying import Long, Turned, in_long_form, turned
from gel_airlock_jupyter.subjects import Column, TableView
from gel_airlock_jupyter.typed import kind_of, numbers_of

MOST_CELLS = 20_000


@dataclass(frozen=True)
class Upright:
    """A table that stands, how it lay before, and where its cells lie in the table as it was given.

    `sure` says that it certainly lay, so that nothing that is said of the table as it lies counts.
    """

    view: TableView
    words: str
    place: Callable[[Location], Location]
    sure: bool = False


def upright(view: TableView, policy: Policy, declared: Mapping[str, Any] | None = None) -> Upright | None:
    """Return a table with its attributes as columns; None where it stands already.

    Parameters
    ----------
    view : TableView
        A table; larger ones than 20,000 cells are left alone.
    policy : Policy
        Its words say what may have been a header.
    declared : mapping, optional
        Who says what the columns are as they lie (`counts`, `roles`, `index`), or what a row is, says that it stands.
    """
    said = declared or {}
    named = {
        *map(str, said.get("counts") or ()),
        *map(str, said.get("roles") or ()),
        *map(str, said.get("index") or ()),
    }
    if said.get("row_is") or any(column.label in named for column in view.columns):
        return None
    if not view.n_rows or view.n_rows * len(view.columns) > MOST_CELLS or any(c.is_remote for c in view.columns):
        return None
    side = turned(view, policy)
    if side is not None:
        return _stood(view, side)
    long = in_long_form(view, policy)
    return None if long is None else _widened(view, long)


def _stood(view: TableView, side: Turned) -> Upright:
    """Stand up a table whose rows are attributes and whose columns are units."""
    axis = next((name for name in reversed(view.column_axis) if name), "")
    headers = [] if side.numbered else [_column(0, axis, [unit.label for unit in side.units], is_index=True)]
    cells = [[unit.texts[row] for unit in side.units] for row in range(view.n_rows)]
    first = len(headers)
    columns = (*headers, *(_column(row + first, side.names.texts[row], texts) for row, texts in enumerate(cells)))

    def place(location: Location) -> Location:
        row = location.column - first if location.column is not None and location.column >= first else None
        column = None if location.row is None else side.units[location.row].position
        kind = "cell" if row is not None and column is not None else location.kind
        return Location(kind, f"{location.label} (the table is turned)", row, column)

    stood = _like(view, columns, len(side.units), (axis,) if headers else ())
    return Upright(stood, "its rows are attributes, its columns what they describe", place, side.sure)


def _widened(view: TableView, long: Long) -> Upright:
    """Stand up a table of which one column names attributes and another gives them."""
    keys = list(zip(*(key.texts for key in long.keys), strict=True))
    rows = {pair: row for row, pair in enumerate(zip(keys, long.names.texts, strict=True))}
    units = list(dict.fromkeys(keys))
    found = {text: [rows.get((unit, text)) for unit in units] for text in long.attributes}
    labels = [
        _column(k, key.label, [unit[k] for unit in units], is_index=key.is_index) for k, key in _kept(long, units)
    ]
    cells = [["" if row is None else long.values.texts[row] for row in found[text]] for text in long.attributes]
    columns = [*labels, *(_column(0, text, texts) for text, texts in zip(long.attributes, cells, strict=True))]
    columns = [replace(column, position=position) for position, column in enumerate(columns)]
    names = [""] * len(labels) + list(long.attributes)
    axis = tuple(column.label for column in labels if column.is_index)
    return Upright(
        _like(view, columns, len(units), axis),
        f"'{long.names.label}' names attributes and '{long.values.label}' gives them",
        partial(_in_long, names, found, long.values.position),
        long.sure,
    )


def _kept(long: Long, units: Sequence[tuple[str, ...]]) -> list[tuple[int, Column]]:
    """Return the keys of a long table without a number of each row, which says nothing."""
    numbers = {str(k) for k in range(len(units))}
    kept = [(k, key) for k, key in enumerate(long.keys) if {unit[k] for unit in units} != numbers]
    return kept if kept or long.attributes[1:] else list(enumerate(long.keys))


def _like(view: TableView, columns: Sequence[Column], rows: int, axis: tuple[str, ...]) -> TableView:
    return replace(view, columns=tuple(columns), n_rows=rows, row_axis=axis, column_axis=())


def _in_long(
    attributes: Sequence[str], found: dict[str, list[int | None]], values: int, location: Location
) -> Location:
    """Return the place in the long table of one in the table that stands; `attributes` are "" for its labels."""
    text = attributes[location.column] if location.column is not None else ""
    row = found[text][location.row] if text and location.row is not None else None
    kind = location.kind if row is not None or location.kind != "cell" else "column"
    return Location(kind, f"{location.label} (in long form)", row, values)


def _column(position: int, label: str, texts: Sequence[str], *, is_index: bool = False) -> Column:
    kind = kind_of(texts)
    return Column(
        position=position,
        label=label,
        path=(label,),
        is_index=is_index,
        kind=kind,
        length=len(texts),
        load_numbers=partial(numbers_of, texts, kind),
        load_texts=partial(list, texts),
    )
