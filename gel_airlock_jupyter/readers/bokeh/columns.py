"""Values behind the properties of a glyph: a column of its data source, a fixed value, or a stack of columns."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

import numpy as np


def column(source: Mapping[str, Any], glyph: Any, name: str) -> list[Any]:
    """Return the values of a glyph's property, one a row; empty where the glyph has no such property.

    Parameters
    ----------
    source : mapping
        Column name to values.
    glyph : bokeh Glyph
        Its property may name a column, hold a value, or stack columns.
    name : str
        Property, such as "top".
    """
    if name not in glyph.properties():
        return []
    said = getattr(glyph, name)
    rows = rows_of(source)
    fields = stacked_fields(said)
    if type(getattr(said, "expr", None)).__name__ == "Stack" and not fields:
        return [0.0] * rows
    if fields:
        return [
            sum(column_values) for column_values in zip(*(numbers(source.get(key, ())) for key in fields), strict=False)
        ]
    if type(getattr(said, "expr", None)).__name__ == "CumSum":
        sums = np.cumsum(numbers(source.get(said.expr.field, ()))).tolist()
        return [0.0, *sums][: len(sums)] if said.expr.include_zero else sums
    field = field_of(said)
    if field is not None:
        return listed(source.get(field, ()))
    value = getattr(said, "value", said)
    return [] if value is None or hasattr(value, "properties") else [value] * rows


def field_of(said: Any) -> str | None:
    """Return the column that a property names, if it names one."""
    if isinstance(said, str):
        return said
    field = getattr(said, "field", None)
    return field if isinstance(field, str) else None


def stacked_fields(said: Any) -> list[str]:
    """Return the columns that a property adds up."""
    fields = getattr(getattr(said, "expr", said), "fields", None)
    return [] if fields is None else [str(field) for field in fields]


def rows_of(source: Mapping[str, Any]) -> int:
    """Return the number of rows of a data source."""
    return max((len(values) for values in source.values()), default=0)


def listed(values: Any) -> list[Any]:
    """Return a column as a list."""
    return list(values.tolist()) if hasattr(values, "tolist") else list(values)


def holds_numbers(values: Any) -> bool:
    """Return whether a column is an array of numbers, so that nothing else can be in it."""
    return isinstance(values, np.ndarray) and values.dtype.kind in "iuf"


def numbers(values: Any) -> list[float]:
    """Return a column as numbers, NaN where it holds something else."""
    if holds_numbers(values):
        return list(values.astype(float).ravel().tolist())
    return [_number(value) for value in listed(values)]


def places(values: list[Any]) -> list[float]:
    """Return coordinates as numbers; categories by their order of appearance."""
    order: dict[str, float] = {}
    found = [_number(value) for value in values]
    if all(
        n == n or value is None or (isinstance(value, float) and value != value)
        for n, value in zip(found, values, strict=True)
    ):
        return found
    return [order.setdefault(str(value), float(len(order))) for value in values]


def _number(value: Any) -> float:
    if type(value) is float:
        return value
    if type(value) is int:
        return float(value)
    if isinstance(value, dt.date | np.datetime64):  # milliseconds, as Bokeh counts them
        return float(np.asarray(value, dtype="datetime64[ms]").astype(float)) if value == value else math.nan
    try:
        return math.nan if isinstance(value, str | bool | tuple) or value is None else float(value)
    except (TypeError, ValueError):
        return math.nan


def fields_used(glyph: Any) -> set[str]:
    """Return every column that any property of a glyph names."""
    used: set[str] = set()
    for name in glyph.dataspecs():
        said = getattr(glyph, name)
        if said is not None:
            field = field_of(said)
            used |= {field} if field else set()
            used |= {str(getattr(getattr(said, "expr", None), "field", ""))}
            used |= set(stacked_fields(said))
    return used
