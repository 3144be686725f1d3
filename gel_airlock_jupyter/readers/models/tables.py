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
