"""How a value is written: the same text is judged, shown and exported."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.subjects import MISSING

NO_NUMBER = (str, bool, bytes)
HEAD = 100
WHOLE = 1e15  # up to here a float holds every whole number


def cell_text(value: Any) -> str:
    """Return a value as the export writes it: whole floats without a point, missing values as nothing."""
    if value is None:
        return MISSING
    if type(value) is int:  # most cells of a column of Python objects
        return str(value)
    if isinstance(value, str):
        return value if value.isascii() else _encodable(value)
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, float | np.floating):
        number = float(value)
        if math.isnan(number):
            return MISSING
        return str(int(number)) if number.is_integer() and abs(number) < WHOLE else repr(number)
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, dt.datetime) and value == value:  # NaT is not equal to itself
        return value.isoformat(sep=" ") if value.time() != dt.time() else value.date().isoformat()
    text = str(value)
    return MISSING if text in ("NaT", "<NA>", "nan", "None") else text


def _encodable(text: str) -> str:
    """Return a text that UTF-8 can hold: half a surrogate pair becomes "?", here and so in the exported file too."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def cell_texts(values: Iterable[Any]) -> list[str]:
    """Return values as the export writes them; plain text is taken as it is."""
    return [
        value if (kind := type(value)) is str and value.isascii() else str(value) if kind is int else cell_text(value)
        for value in values
    ]


def number_texts(numbers: NDArray[Any]) -> list[str]:
    """Return the texts of a numeric column of shape (n,)."""
    if numbers.dtype.kind in "iu":
        return list(map(str, numbers.tolist()))
    if numbers.dtype.kind != "f":
        return [cell_text(value) for value in numbers.tolist()]
    return [
        (str(int(value)) if value.is_integer() and abs(value) < WHOLE else repr(value)) if value == value else MISSING
        for value in numbers.tolist()
    ]


def numbers_of(values: Iterable[Any]) -> NDArray[Any] | None:
    """Return loose Python values as an array if all are numbers or missing and at least one is a number."""
    # Arrays of pandas are no Sequence; a long one of texts must not become as many Python strings to be told so.
    sliced: Any = values if hasattr(values, "__len__") and hasattr(values, "__getitem__") else ()
    if any(isinstance(value, NO_NUMBER) for value in sliced[:HEAD]):
        return None
    listed = list(values)
    kinds = set(map(type, listed))
    if any(issubclass(kind, NO_NUMBER) for kind in kinds):
        return None
    try:
        plain = kinds <= {int, float}
        numbers = listed if plain else [np.nan if cell_text(v) == MISSING else float(v) for v in listed]
        array = np.array(numbers, dtype=float)
    except (TypeError, ValueError, OverflowError):
        return None
    return array if len(array) and not np.isnan(array).all() else None


def path_text(path: Iterable[Any]) -> str:
    """Return a header of several levels on one line."""
    return " / ".join(text for text in (cell_text(level) for level in path) if text)
