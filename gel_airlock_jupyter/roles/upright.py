"""Tables about people that lie on their side or in long form, stood up again: one row each person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles import names
from gel_airlock_jupyter.subjects import Column, TableView
from gel_airlock_jupyter.typed import kind_of, numbers_of

MOST_CELLS = 20_000
MOST_NAMES = 64
PERSONAL = ("person_names", "age_names", "date_names", "identifier_names")


@dataclass(frozen=True)
class Upright:
    """A table with one row each person, how it lay before, and where its cells lie in the table as it was given."""

    view: TableView
    words: str
    place: Callable[[Location], Location]


def upright(view: TableView, policy: Policy) -> Upright | None:
    """Return a table with its attributes of people as columns; None where rows do not name such attributes.

    Parameters
    ----------
    view : TableView
        A table; larger ones than 20,000 cells are left alone.
    policy : Policy
        Its words for attributes of people say what may have been a header.
    """
    if not view.n_rows or view.n_rows * len(view.columns) > MOST_CELLS:
        return None
    return _turned(view, policy) or _from_long(view, policy)


def _is_personal(text: str, policy: Policy) -> bool:
    folded = fold(text)
    return any(folded in policy.words(words) for words in PERSONAL) or names.is_age_name((text,), policy)


def _attributes(column: Column, policy: Policy) -> list[str]:
    """Return the distinct texts of a column if at least two of them are attributes of people."""
    distinct = list(dict.fromkeys(column.texts)) if column.kind == "text" else []
    if not 2 <= len(distinct) <= MOST_NAMES or sum(_is_personal(text, policy) for text in distinct) < 2:
        return []
    return distinct


def _turned(view: TableView, policy: Policy) -> Upright | None:
    """Stand up a table whose rows are attributes and whose columns are people."""
    labels = next((c for c in view.columns if _attributes(c, policy)), None)
    if labels is None or len(set(labels.texts)) < view.n_rows:
        return None
    people = [column for column in view.body if column is not labels]
    if len(people) < 2 or any(_names_figures(column, policy) for column in people):
        return None
    cells = [[column.texts[row] for column in people] for row in range(view.n_rows)]
    axis = view.column_axis[0] if view.column_axis else ""
    headers = _column(0, axis, [column.label for column in people], is_index=True)
    columns = (headers, *(_column(row + 1, labels.texts[row], texts) for row, texts in enumerate(cells)))

    def place(location: Location) -> Location:
        row = location.column - 1 if location.column else None
        column = None if location.row is None else people[location.row].position
        kind = "cell" if row is not None and column is not None else location.kind
        return Location(kind, f"{location.label} (the table is turned)", row, column)

    stood = TableView(view.name, columns, len(people), row_axis=(axis,))
    return Upright(stood, "its rows are attributes, its columns people", place)


def _names_figures(column: Column, policy: Policy) -> bool:
    """Return whether a header names a statistic, a count or a share, as beside the terms of a model."""
    says = (names.is_statistic_name, names.is_count_name, names.is_percentage_name)
    return any(is_so(column.path, policy) for is_so in says)


def _from_long(view: TableView, policy: Policy) -> Upright | None:
    """Stand up a table of which one column names attributes of people and another gives them."""
    for named in view.columns:
        attributes = _attributes(named, policy)
        others = [c for c in view.columns if c is not named and c.kind != "boolean"]
        if not attributes or len(others) < 2 or view.n_rows < 2 * len(attributes):
            continue
        values, keys = others[-1], others[:-1]
        rows = {(key, text): row for row, (key, text) in enumerate(zip(_keys(keys), named.texts, strict=True))}
        people = list(dict.fromkeys(key for key, _ in rows))
        if len(rows) < view.n_rows or len(people) < 2 or 2 * len(rows) < len(people) * len(attributes):
            continue
        found = {text: [rows.get((key, text)) for key in people] for text in attributes}
        labels = [_column(k, c.label, [key[k] for key in people], is_index=True) for k, c in enumerate(keys)]
        cells = [["" if row is None else values.texts[row] for row in found[text]] for text in attributes]
        columns = (*labels, *(_column(len(keys) + k, attributes[k], texts) for k, texts in enumerate(cells)))
        return Upright(
            TableView(view.name, columns, len(people), row_axis=tuple(c.label for c in keys)),
            f"'{named.label}' names attributes of people and '{values.label}' gives them",
            partial(_in_long, [""] * len(keys) + attributes, found, values.position),
        )
    return None


def _in_long(
    attributes: Sequence[str], found: dict[str, list[int | None]], values: int, location: Location
) -> Location:
    """Return the place in the long table of one in the table that stands; `attributes` are "" for its labels."""
    text = attributes[location.column] if location.column is not None else ""
    row = found[text][location.row] if text and location.row is not None else None
    kind = location.kind if row is not None or location.kind != "cell" else "column"
    return Location(kind, f"{location.label} (in long form)", row, values)


def _keys(columns: Sequence[Column]) -> list[tuple[str, ...]]:
    return list(zip(*(column.texts for column in columns), strict=True))


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
