"""Arrays of a Plotly figure as lists: typed arrays written as base64 are decoded, since a text search misses them."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

TAGS = re.compile(r"<br\s*/?>|</?(?:b|i|u|s|sub|sup|em|span|a)\b[^>]*>", re.IGNORECASE)
PLAIN = frozenset({int, float, str, bool, type(None)})  # a list of these is flat
MOST_BYTES = 1_000_000_000


def listed(value: Any) -> list[Any]:
    """Return an array as a flat list; None, missing and single values as an empty list.

    Parameters
    ----------
    value : object
        A list, tuple, numpy array, series, or a mapping `{"dtype", "bdata", "shape"}`.
    """
    if value is None or isinstance(value, str | int | float | bool):
        return []
    if isinstance(value, Mapping):
        return decoded(value).ravel().tolist() if "bdata" in value else []
    if hasattr(value, "tolist"):
        value = value.ravel().tolist() if hasattr(value, "ravel") else value.tolist()
    if PLAIN.issuperset(map(type, value)):
        return list(value)
    return [entry for part in value for entry in (listed(part) if _is_array(part) else [part])]


def decoded(value: Mapping[str, Any]) -> np.ndarray[Any, np.dtype[Any]]:
    """Return the numbers of a typed array written as base64; an empty array where it does not hold."""
    try:
        data = base64.b64decode(str(value["bdata"])[:MOST_BYTES])
        numbers = np.frombuffer(data, dtype=np.dtype(str(value["dtype"])))
        shape = [int(size) for size in str(value.get("shape") or len(numbers)).split(",")]
        return numbers.reshape(shape)
    except (KeyError, TypeError, ValueError, binascii.Error):
        return np.empty(0)


def width_of(value: Any) -> int:
    """Return the number of columns of a two-dimensional array, 1 otherwise."""
    if isinstance(value, Mapping) and "bdata" in value:
        shape = decoded(value).shape
        return int(shape[1]) if len(shape) > 1 else 1
    rows = value.tolist() if hasattr(value, "tolist") else value
    first = next(iter(rows), None) if isinstance(rows, list | tuple) else None
    return len(first) if isinstance(first, list | tuple) else 1


def _is_array(value: Any) -> bool:
    return isinstance(value, list | tuple | Mapping) or hasattr(value, "tolist")


def number(value: Any) -> float:
    """Return a value as a number; NaN for words, dates and missing values."""
    if type(value) is float:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        try:
            return float(value) if isinstance(value, str) or hasattr(value, "__float__") else math.nan
        except (TypeError, ValueError):
            return math.nan
    return float(value)


def numbers(value: Any) -> list[float]:
    """Return an array as numbers, NaN where it holds something else."""
    held = decoded(value) if isinstance(value, Mapping) and "bdata" in value else value
    if isinstance(held, np.ndarray) and held.dtype.kind in "iuf":
        return list(held.ravel().astype(float).tolist())
    return [number(entry) for entry in listed(value)]


def words(value: Any) -> list[str]:
    """Return the texts in an array."""
    return [entry for entry in listed(value) if isinstance(entry, str)]


def kind_of(values: list[Any]) -> str:
    """Return "words", "dates" or "numbers" for what an array holds."""
    present = [value for value in values[:1000] if value is not None]
    if not present:
        return "numbers"
    if all(isinstance(value, dt.date | np.datetime64) or _is_date(value) for value in present):
        return "dates"
    return "numbers" if all(not math.isnan(number(value)) for value in present) else "words"


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?", value) is not None


def plain(text: Any) -> str:
    """Return a text without Plotly's markup."""
    if not isinstance(text, str):
        return ""
    return TAGS.sub(" ", text).strip() if "<" in text else text.strip()


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every leaf of nested mappings with its path; an array is a leaf, an array of mappings is not."""
    if isinstance(value, Mapping) and "bdata" not in value:
        for key, entry in value.items():
            yield from leaves(entry, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple) and any(isinstance(entry, Mapping) for entry in value):
        for place, entry in enumerate(value):
            yield from leaves(entry, f"{path}[{place}]")
    else:
        yield path, value
