"""Python's own containers, arrays and parts of frames, as frames; and what to do with what is no result yet."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from numbers import Number
from typing import Any

NOT_YET = {
    "GroupBy": "Aggregate it first, for example `.size()`, `.mean()` or `.agg([...])`, and check the result.",
    "Rolling": "Compute something of it first, for example `.mean()`.",
    "Expanding": "Compute something of it first, for example `.mean()`.",
    "Resampler": "Aggregate it first, for example `.size()` or `.mean()`.",
    "Expr": "Select it in a data frame first.",
    "generator": "Make a list of it first.",
}
USUAL = "Give a data frame, a series, a figure, a text, or the path of a file such as csv, xlsx, png or txt."


def remedy(obj: Any) -> str:
    """Return what to do with an object that cannot be read."""
    kind = type(obj).__name__
    if type(obj).__module__.partition(".")[0] == "numpy" and getattr(obj, "ndim", 2) not in (1, 2):
        return "Give an array of one or two dimensions, or a data frame that names what they are."
    return next((words for part, words in NOT_YET.items() if part in kind), USUAL)


def is_result(obj: Any) -> bool:
    """Return whether a list or tuple is the result of a test or a printed table, which has a reader of its own."""
    return type(obj).__module__.partition(".")[0] in ("scipy", "statsmodels")


def is_one_table(obj: Any) -> bool:
    """Return whether a list or dict is one table rather than several outputs.

    It is a table as a list of dicts or of rows of equal length, a dict of equally long lists, or a dict of numbers.
    """
    if is_result(obj):
        return True
    if isinstance(obj, Mapping):
        return _is_dict_of_columns(obj) or _is_dict_of_numbers(obj)
    return isinstance(obj, list | tuple) and (_is_list_of_dicts(obj) or _is_list_of_rows(obj))


def as_frame(obj: Any) -> Any:
    """Return containers of plain values, arrays and parts of frames as a pandas frame; None for anything else."""
    array = _is_array(obj)
    if is_result(obj) or (not array and not is_one_table(obj)):
        return None
    import pandas as pd

    if array and type(obj).__name__ == "MaskedArray":
        return pd.DataFrame(obj.tolist())
    if isinstance(obj, Mapping) and _is_dict_of_numbers(obj):
        return pd.Series(dict(obj)).to_frame("value")
    if _is_list_of_rows(obj) and hasattr(obj[0], "_fields"):
        return pd.DataFrame(list(obj), columns=list(obj[0]._fields))
    return pd.DataFrame(obj if array or isinstance(obj, Mapping) else list(obj))


def _is_array(obj: Any) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(obj, numpy.ndarray) and obj.ndim in (1, 2)


def _is_list_of_dicts(obj: Sequence[Any]) -> bool:
    return len(obj) > 0 and all(isinstance(entry, Mapping) for entry in obj) and not any(map(is_one_table, obj[:3]))


def _is_list_of_rows(obj: Any) -> bool:
    if not isinstance(obj, list | tuple) or hasattr(obj, "_fields") or not obj:
        return False
    rows = all(isinstance(row, list | tuple) and row and _are_plain(row) for row in obj)
    return rows and len({len(row) for row in obj}) == 1


def _is_dict_of_columns(obj: Mapping[Any, Any]) -> bool:
    columns = all(isinstance(column, list | tuple) and _are_plain(column) for column in obj.values())
    return len(obj) > 0 and columns and len({len(column) for column in obj.values()}) == 1


def _is_dict_of_numbers(obj: Mapping[Any, Any]) -> bool:
    return len(obj) > 0 and all(_is_number(value) for value in obj.values())


def _are_plain(values: Iterable[Any]) -> bool:
    return all(value is None or isinstance(value, str | bytes | Number) for value in values)


def _is_number(value: Any) -> bool:
    return isinstance(value, Number) and not isinstance(value, bool)
