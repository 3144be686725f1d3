"""Tables whose rows are people: exact ages become bands of ten years."""

from __future__ import annotations

import re

from gel_airlock_jupyter.subjects import Column

FIRST_YEAR = 1850  # from here on a number under an age's name is a year of birth
NUMBER = re.compile(r"\d+(\.\d+)?")


def band(text: str) -> str:
    """Return the ten-year band of an age or of a year of birth: 34 gives 31-40, 1957 gives 1950-1959.

    The guide's own example bands ages as 31-40, 41-50. What is no number becomes empty.
    """
    match = NUMBER.search(text)
    if match is None:
        return ""
    number = int(float(match[0]))
    if number >= FIRST_YEAR:
        return f"{number // 10 * 10}-{number // 10 * 10 + 9}"
    if number <= 10:
        return "0-10"
    low = (number - 1) // 10 * 10 + 1
    return f"{low}-{low + 9}"


def banded(column: Column) -> dict[tuple[int, int], str]:
    """Return the cells to write, by (row, position), for a column of exact ages."""
    return {(row, column.position): band(text) for row, text in enumerate(column.texts) if text}
