"""What kind of values a column of texts holds: for files, and for tables that are turned."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
WHOLE = re.compile(r"[+-]?\d{1,18}")
DATE = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?|\d\d/\d\d/\d{4}")
ABSENT = frozenset({"", "NA", "NaN", "nan", "NULL", "None", "."})


def kind_of(texts: Sequence[str]) -> str:
    """Return "whole", "number", "boolean", "date" or "text"; "other" where nothing is present."""
    present = [text.strip() for text in texts if text.strip() not in ABSENT]
    if not present:
        return "other"
    if all(WHOLE.fullmatch(text) for text in present):
        return "whole"
    if all(NUMBER.fullmatch(text) for text in present):
        return "number"
    if all(text in ("True", "False", "TRUE", "FALSE") for text in present):
        return "boolean"
    return "date" if all(DATE.fullmatch(text) for text in present) else "text"


def numbers_of(texts: Sequence[str], kind: str) -> NDArray[np.float64] | None:
    """Return the numbers of a column of a kind, NaN where missing; None for a kind that has none."""
    if kind not in ("whole", "number"):
        return None
    return np.array([float(text) if text.strip() not in ABSENT else np.nan for text in texts], dtype=float)
