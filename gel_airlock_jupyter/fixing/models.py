"""The table that leaves in place of a fitted model, with what it says of few people masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers.loose import is_result
from gel_airlock_jupyter.readers.models.composed import final_of
from gel_airlock_jupyter.readers.models.trees import leaf_table
from gel_airlock_jupyter.registry import plural, some
from gel_airlock_jupyter.subjects import ModelView, TableView, View

SHOWN = ("scikit-learn",)
"""Libraries whose tables show, and then mask, the people of every leaf, cluster and class themselves."""


@dataclass(frozen=True)
class Offered:
    """A table in place of a model; `left` is the model with the groups that no mask in the table hides."""

    frame: Any
    left: ModelView | None
    words: tuple[str, ...]


def offered(obj: Any, views: Sequence[View], policy: Policy) -> Offered | None:
    """Return the table of a model with the terms of few people masked; None for what is no model or result of one.

    Raises
    ------
    InputError
        If no table of it may leave.
    """
    model = next((view for view in views if isinstance(view, ModelView)), None)
    tables = [view for view in views if isinstance(view, TableView)]
    if model is None and (len(tables) != 1 or len(views) != 1 or not is_result(obj)):
        return None
    if not tables:
        raise InputError(
            f"'{views[0].name}' is a fitted {model.model if model else ''}; no table of it may leave in its place.",
            "Export a table of its performance or of permutation importances.",
        )
    if model is None:
        return Offered(_frame(tables[0]), None, (f"took the table of the {type(obj).__name__}",))
    threshold = int(policy.settings("CT-01").get("threshold", 5))
    words = []
    table = leaf_table(final_of(obj), model.name, threshold) or tables[0]
    if table.n_rows < tables[0].n_rows:
        few = f"1-{threshold - 1} people on a side"
        words.append(f"took splits back that leave {few}: {tables[0].n_rows} leaves became {table.n_rows}")
    frame = _frame(table)
    small = {group.name for group in model.groups if 0 < group.people < threshold}
    rows = [row for row, label in enumerate(table.columns[0].texts) if label in small]
    if model.without_table:
        words.append(f"left out {some(model.without_table)}, which have no table")
    if rows:
        frame = frame.astype(object)
        frame.iloc[rows, :] = f"n<{threshold}"
        words.append(f"masked {plural(len(rows), 'term')} of 1-{threshold - 1} people")
    masked = {table.columns[0].texts[row] for row in rows}
    groups = () if model.library in SHOWN else tuple(group for group in model.groups if group.name not in masked)
    left = replace(model, groups=groups, without_table=(), has_table=True)
    return Offered(frame, left, (f"took the table of the {model.model} in its place", *words))


def _frame(table: TableView) -> Any:
    import pandas as pd

    index = [column for column in table.columns if column.is_index]
    columns = {column.label: _values(column) for column in table.columns if not column.is_index}
    if len(index) == 1:
        return pd.DataFrame(columns, index=pd.Index(list(index[0].texts), name=index[0].label or None))
    labels = [list(column.texts) for column in index]
    names = [column.label for column in index]
    return pd.DataFrame(columns, index=pd.MultiIndex.from_arrays(labels, names=names) if labels else None)


def _values(column: Any) -> Any:
    if column.numbers is None:
        return list(column.texts)
    whole = [value == value and float(value).is_integer() for value in column.numbers]
    return [int(value) for value in column.numbers] if whole and all(whole) else column.numbers
