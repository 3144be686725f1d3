"""Columns of numbers held as texts, as a csv shows them; some cells hidden behind a mark: `n<5` for a mean of few."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.readers.cells import cell_text
from gel_airlock_jupyter.subjects import MISSING
from gel_airlock_jupyter.typed import NUMBER

OF_FEW = re.compile(r"n\s*[<≤]=?\s*\d+", re.IGNORECASE)
OTHER = frozenset({"*", "c", "[c]", "x", "[x]"})
HEAD = 200
MOST = 100_000


def marked_numbers(values: Any) -> NDArray[np.float64] | None:
    """Return the numbers of a column of texts, NaN where a mark stands; None where they are no numbers.

    Texts without a mark are numbers where one has decimals: whole ones may be names or identifiers. A mark that people
    also write for a count (`*`, `c`) is one of a statistic only beside `n<5` or decimals.

    Parameters
    ----------
    values : array or sequence of shape (n,)
        Numbers, texts, or both, as they lie in the column.
    """
    if not 0 < len(values) <= MOST or not all(_fits(value) for value in values[:HEAD]):
        return None
    if set(map(type, values)) <= {int, float}:
        return None
    texts = [cell_text(value).strip() for value in values]
    marks = {text for text in set(texts) if _is_mark(text)}
    rest = [text for text in set(texts) - marks if text != MISSING]
    if not rest or not all(NUMBER.fullmatch(text) for text in rest):
        return None
    if not any(OF_FEW.fullmatch(mark) for mark in marks) and not any("." in text for text in rest):
        return None
    return np.array([np.nan if text == MISSING or text in marks else float(text) for text in texts])


def _is_mark(text: str) -> bool:
    return text in OTHER or OF_FEW.fullmatch(text) is not None


def _fits(value: Any) -> bool:
    if isinstance(value, str):
        text = value.strip()
        return not text or _is_mark(text) or NUMBER.fullmatch(text) is not None
    if isinstance(value, bool | np.bool_):
        return False
    return isinstance(value, int | float | np.number) or cell_text(value) == MISSING
