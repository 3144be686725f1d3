"""A table of coefficients made from plain arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.cells import number_texts
from gel_airlock_jupyter.subjects import Column, TableView


def table_of(name: str, labels: Sequence[str], columns: Mapping[str, Any], title: str = "term") -> TableView:
    """Return a table with one row per term.

    Parameters
    ----------
    name : str
        Name of the model.
    labels : sequence of str
        Name of each term.
    columns : mapping of str to array_like
        Numbers of shape (terms,).
    title : str
        Header of the labels.
    """
    texts = [str(label) for label in labels]
    made = [_column(0, title, "text", texts, None)]
    for header, values in columns.items():
        numbers = np.asarray(values, dtype=float)
        made.append(_column(len(made), header, "number", list(number_texts(numbers)), numbers))
    return TableView(name=name, columns=tuple(made), n_rows=len(texts), row_axis=(title,))


def features_of(obj: Any, count: int) -> list[str]:
    """Return the names of the features an estimator was fitted to, numbered where it has not kept them."""
    named = getattr(obj, "feature_names_in_", None)
    return [str(one) for one in named] if named is not None and len(named) == count else [f"x{n}" for n in range(count)]


def joined(name: str, tables: Sequence[tuple[str, TableView]]) -> TableView:
    """Return several tables as one, below each other: rows are named after their table, columns are those of all."""
    labels = [f"{title}: {label}" for title, table in tables for label in table.columns[0].texts]
    headers = list(dict.fromkeys(column.label for _, table in tables for column in table.columns[1:]))
    columns = {header: np.full(len(labels), np.nan) for header in headers}
    at = 0
    for _, table in tables:
        for column in table.columns[1:]:
            columns[column.label][at : at + table.n_rows] = np.asarray(column.numbers, dtype=float)
        at += table.n_rows
    return table_of(name, labels, columns, "member and term")


def _column(position: int, label: str, kind: str, texts: list[str], numbers: Any) -> Column:
    return Column(
        position=position,
        label=label,
        path=(label,),
        is_index=position == 0,
        kind=kind,
        length=len(texts),
        load_numbers=partial(_same, numbers),
        load_texts=partial(_same, texts),
    )


def _same(value: Any) -> Any:
    return value
