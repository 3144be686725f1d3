"""Rows that count people among rows of statistics, as the first table of a paper has them."""

from __future__ import annotations

import re

from gel_airlock_jupyter.disclosure.quantities import parse
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.roles import names
from gel_airlock_jupyter.roles.shape import has_parts, has_shares, is_count_like
from gel_airlock_jupyter.roles.statistic_rows import SPREAD, names_size
from gel_airlock_jupyter.subjects import Column, TableView

MOST_ROWS = 500
ALONE = re.compile(r"[^(\[]*[(\[]\s*[-\d.]+\s*[)\]]\s*")  # "4 (1)": mean and deviation, or count and share
OF_COUNTS = re.compile(r"\bn\s*\(|%|\bn\s*/|\b(?:no|number|count)\b", re.IGNORECASE)


def size_rows(labels: list[str], policy: Policy) -> frozenset[int]:
    """Return the rows whose label names a number of people ("N", "Patients, n"), where others name statistics."""
    if not any(_is_statistic(text, policy) for text in labels):
        return frozenset()
    return frozenset(row for row, text in enumerate(labels) if names_size(text, policy))


def counts_in(column: Column, rows: frozenset[int]) -> bool:
    """Return whether the cells of a column in these rows are counts, shown or hidden."""
    cells = [column.texts[row] for row in sorted(rows) if column.texts[row]]
    found = [parse(cell, "count") for cell in cells]
    return bool(found) and all(q is not None and q.unit == "count" and (q.lower or 0) >= 0 for q in found)


def reads_as_counts(column: Column) -> bool:
    """Return whether every cell that says anything leads with a count, however it is written: `+3`, `3 of 44`."""
    cells = [text for text in column.tally(MOST_ROWS) if text]
    found = [parse(text) for text in cells]
    return bool(found) and all(q is not None and q.unit == "count" for q in found)


def may_mix(column: Column) -> bool:
    """Return whether some cells of a text column are counts with shares, or statistics with their spread."""
    return column.kind in ("text", "other") and (
        has_shares(column) or any(SPREAD.fullmatch(text) for text in column.tally(MOST_ROWS))
    )


def statistic_rows(column: Column, labels: list[str], policy: Policy) -> frozenset[int]:
    """Return the rows of a column of `12 (3.4%)` that show a statistic: "Stay, median (IQR)" with `3 (1-5)`."""
    if has_parts(column):
        return frozenset()
    return frozenset(row for row, text in enumerate(labels) if _shows_statistic(text, column.texts[row], policy))


def _shows_statistic(label: str, cell: str, policy: Policy) -> bool:
    if OF_COUNTS.search(label) or "%" in cell or names_size(label, policy):
        return False
    return _is_statistic(label, policy) or (SPREAD.fullmatch(cell) is not None and ALONE.fullmatch(cell) is None)


def row_labels(view: TableView) -> list[str]:
    """Return the labels of the rows of a small table; none where they are no words."""
    if not 1 < view.n_rows <= MOST_ROWS:
        return []
    texts = [c for c in view.index if c.kind == "text"] or [c for c in view.body if c.kind == "text"][:1]
    if not texts or any(is_count_like(c) or has_shares(c) for c in texts):
        return []
    return [" ".join(parts) for parts in zip(*(c.texts for c in texts), strict=True)]


def _is_statistic(text: str, policy: Policy) -> bool:
    return bool(names.words_of(text) & policy.words("average_words"))
