"""Shares of a known whole that stand for few people, or leave few over."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.disclosure.quantities import parse
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.registry import Context, plural, some
from gel_airlock_jupyter.roles.grid import marks_of
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.subjects import TableView


class Share(NamedTuple):
    """A percentage or rate of one cell as part of a whole: the interval it stands for, and whether it is exact."""

    row: int
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Whole:
    """People that a share is of, for every row, and how that is known; `counts` is the column of their parts."""

    people: Sequence[int | None]
    source: str
    counts: Column | None = None


def given_back(
    column: Column, shares: list[Share], whole: Whole, view: TableView, context: Context, threshold: int
) -> Iterator[Finding]:
    """Yield shares that stand for 1 to threshold - 1 people of a known whole, or leave so many over."""
    found: dict[str, list[int]] = {}
    for share in shares:
        size = whole.people[share.row]
        if not size:
            continue
        low, high = math.ceil(share.low * size), math.floor(share.high * size)
        if low <= high and low >= threshold and 1 <= size - high <= size - low < threshold:
            found.setdefault("left over", []).append(share.row)
        if low > high or low < 1 or high >= threshold:
            continue
        beside = _beside(share.row, whole, view, context)
        if beside == "shown":
            found["left over"] = []
            continue  # CT-01 reports the count itself
        found.setdefault(beside, []).append(share.row)
    if len(found) > 1:
        found.pop("left over", None)  # other rows are what is left over, and are told
    for beside, rows in found.items():
        if not rows:
            continue
        masked = beside == "masked"
        verb = ("leave" if beside == "left over" else "give") + "s" * (len(rows) == 1)
        yield context.finding(
            f"{plural(len(rows), 'cell')} of '{column.label}' {verb} {'over' if beside == 'left over' else 'back'} "
            f"1-{threshold - 1} people{' whose count is masked' if masked else ''}: {whole.source} "
            f"(rows {some(view.row_label(row) for row in rows[:50])}).",
            [view.cell(row, column) for row in rows[: context.limits.places]],
            "Mask the percentage too, or round it until five people would fit as well.",
            severity=context.setting("masked_severity", "fail") if masked else None,
            places=len(rows),
        )


def _beside(row: int, whole: Whole, view: TableView, context: Context) -> str:
    """Return "masked" or "shown" for the count that belongs to a share, "" where there is none."""
    marks = marks_of(context.policy)
    columns = [whole.counts] if whole.counts else [view.columns[r.position] for r in context.reading.having(Role.COUNT)]
    quantities = [parse(column.texts[row], "count", marks) for column in columns if column.texts[row]]
    if any(quantity is not None and quantity.is_hidden for quantity in quantities):
        return "masked"
    return "shown" if whole.counts is not None and any(q is not None and q.is_exact for q in quantities) else ""
