"""Coordinates of interactive figures as numbers and back: numbers, dates as days, words in order of appearance."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DAY = np.timedelta64(1, "D")
WRITTEN = re.compile(r"\d{4}-\d{2}(-\d{2})?(?:[T ][\d:.]+)?$")


class Places(NamedTuple):
    """Columns of coordinates as numbers, and what turns a number back into what the axis shows (None: it cannot)."""

    columns: tuple[Floats, ...]
    back: Callable[[float], Any]
    kind: str


def plain_column(values: Any) -> list[Any]:
    """Return a column as a list, with dates of an array written out; numpy would give them as nanoseconds."""
    if getattr(getattr(values, "dtype", None), "kind", "") == "M":
        return [None if np.isnat(value) else str(value) for value in np.asarray(values).astype("datetime64[ms]")]
    return list(values.tolist()) if hasattr(values, "tolist") else list(values if values is not None else ())


def places_of(columns: Sequence[Sequence[Any]]) -> Places:
    """Return coordinates of several lines on one axis.

    Parameters
    ----------
    columns : sequence of sequences
        Numbers, dates (as objects or written) or words, None where missing.
    """
    for read, back, kind in ((_number, float, "numbers"), (_date, _written, "dates")):
        try:
            found = tuple(np.array([np.nan if _lacks(v) else read(v) for v in column], float) for column in columns)
        except (TypeError, ValueError):
            continue
        return Places(found, back, kind)
    words = list(dict.fromkeys(str(value) for column in columns for value in column if not _lacks(value)))
    order = {word: float(place) for place, word in enumerate(words)}
    found = tuple(np.array([np.nan if _lacks(v) else order[str(v)] for v in column]) for column in columns)
    return Places(found, lambda place: words[round(place)] if place == round(place) else None, "words")


def _lacks(value: Any) -> bool:
    return value is None or value != value


def _number(value: Any) -> float:
    if isinstance(value, str | bool | np.datetime64) or hasattr(value, "isoformat"):
        raise TypeError
    return float(value)


def _date(value: Any) -> float:
    if not isinstance(value, str | np.datetime64) and not hasattr(value, "isoformat"):
        raise TypeError
    text = str(value) if isinstance(value, np.datetime64 | str) else value.isoformat()
    if not WRITTEN.match(text):
        raise ValueError
    return float((np.datetime64(text) - np.datetime64("1970-01-01")) / DAY)


def _written(days: float) -> str:
    return str(np.datetime64("1970-01-01") + np.timedelta64(round(days), "D"))
