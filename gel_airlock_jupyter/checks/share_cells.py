"""Cells such as `<5 (3.4%)`: a masked count beside the percentage that gives it back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.disclosure.quantities import Quantity, parse_all
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.registry import Context, plural, some
from gel_airlock_jupyter.roles.grid import marks_of
from gel_airlock_jupyter.subjects import TableView

Pair = tuple[Quantity, Quantity]


def in_text_cells(view: TableView, context: Context, threshold: int) -> Iterator[Finding]:
    """Look for masked counts with a percentage; cells such as `12 (27.3%)` in the same column tell the whole."""
    for column in view.body:
        if column.kind not in ("text", "other"):
            continue
        pairs = _pairs(column, context)
        low, high = _whole(list(pairs.values()), context)
        if high is None:
            continue
        left = {
            row: _values_left(percent, low, high, threshold)
            for row, (count, percent) in pairs.items()
            if count.is_hidden
        }
        exact = [row for row, values in left.items() if values <= 1]
        fewer = [row for row, values in left.items() if 1 < values < threshold - 1]
        if exact:
            severity = context.setting("masked_severity", "fail")
            yield _found(view, context, column, exact, "gives the count back", severity)
        if fewer:
            yield _found(view, context, column, fewer, "leaves fewer than all of the values the mask allows", None)


def _pairs(column: Column, context: Context) -> dict[int, Pair]:
    """Return the cells that hold a count and its percentage, by row."""
    marks = marks_of(context.policy)
    found: dict[int, Pair] = {}
    for row, text in enumerate(column.texts):
        parts = parse_all(text, None, marks) if "(" in text or "[" in text else ()
        if len(parts) == 2 and parts[0].unit == "count" and parts[1].unit == "percent":
            found[row] = (parts[0], parts[1])
    return found


def _values_left(percent: Quantity, low: int, high: int, threshold: int) -> int:
    """Return how many of 1 to threshold - 1 people fit the percentage of a whole between two limits."""
    if percent.lower is None or percent.upper is None:
        return threshold - 1
    least = math.ceil(Fraction(percent.lower) * low / 100)
    most = math.floor(Fraction(percent.upper) * high / 100)
    return len(range(max(least, 1), min(most, threshold - 1) + 1))


def _whole(pairs: Sequence[Pair], context: Context) -> tuple[int, int | None]:
    """Return the smallest and largest number of people that all shown counts and percentages allow."""
    if context.declared.get("n") is not None:
        return int(context.declared["n"]), int(context.declared["n"])
    low, high = 1, None
    for count, percent in pairs:
        if count.value and percent.lower and percent.upper:
            low = max(low, math.ceil(Fraction(count.value) * 100 / Fraction(percent.upper)))
            most = math.floor(Fraction(count.value) * 100 / Fraction(percent.lower))
            high = most if high is None else min(high, most)
    return low, high


def _found(
    view: TableView, context: Context, column: Column, rows: list[int], words: str, severity: str | None
) -> Finding:
    return context.finding(
        f"Beside {plural(len(rows), 'masked count')} of '{column.label}' the percentage {words} "
        f"(rows {some(view.row_label(row) for row in rows[:50])}).",
        [view.cell(row, column) for row in rows[: context.limits.places]],
        f"Write `{marks_of(context.policy).primary}` without the percentage.",
        severity=severity,
        places=len(rows),
    )
