"""Sizes of groups that a table tells elsewhere than beside a statistic: in headers, a row `n`, counts of groups."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.disclosure.quantities import Quantity, parse
from gel_airlock_jupyter.disclosure.reading import SIZE
from gel_airlock_jupyter.policy.model import fold
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.subjects import TableView

Told = tuple[NDArray[np.float64], NDArray[np.float64], str]
MOST_ROWS = 5_000


def told_size(column: Column, view: TableView, context: Context, threshold: int) -> Told | None:
    """Return (least, most, words) of the people behind a statistic, arrays of shape (rows,); None where nothing tells.

    What compares groups (a p-value, an odds ratio) is of all of them together: of at least as many people as the groups
    that are counted in its row, or in the headers.
    """
    own = size_in(column.label)
    if own is not None:
        return _everywhere(view, own, own, f"the header '{column.label}'")
    if not _compares(column, context):
        return None
    groups = [size for other in view.body if (size := size_in(other.label)) is not None]
    groups = groups or list(_row_of_sizes(view))
    if groups and sum(groups) >= threshold:
        return _everywhere(view, sum(groups), np.inf, "the sizes of the groups it compares")
    return _from_counts(view, context, threshold)


def size_in(header: str) -> int | None:
    """Return the number of a header such as `Cases (n=120)`."""
    match = SIZE.search(header)
    return int(match[1].replace(",", "")) if match else None


def _compares(column: Column, context: Context) -> bool:
    names = ("p_value_names", "effect_names", "model_names", "comparison_names")
    name = fold(column.path[-1])
    return any(name in context.policy.words(vocabulary) for vocabulary in names)


def _everywhere(view: TableView, least: float, most: float, words: str) -> Told:
    return np.full(view.n_rows, float(least)), np.full(view.n_rows, float(most)), words


def _row_of_sizes(view: TableView) -> Iterator[int]:
    """Yield the sizes of the row called `n`, as tableone puts it first."""
    labels = [c for c in view.columns if c.is_index or c.kind == "text"][:1]
    rows = [row for row, text in enumerate(labels[0].texts[:5]) if text.strip() in ("n", "N")] if labels else []
    for column in view.body if rows else ():
        size = _exact(column.texts[rows[0]])
        if size is not None:
            yield int(size.lower or 0)


def _from_counts(view: TableView, context: Context, threshold: int) -> Told | None:
    """Return what the counts in the same row add up to: cases and controls of an odds ratio."""
    counts = [view.columns[role.position] for role in context.reading.having(Role.COUNT, Role.SAMPLE_SIZE)]
    if len(counts) < 2 or view.n_rows > MOST_ROWS:
        return None
    read = [[_exact(text) for text in column.texts] for column in counts]
    least = np.array([sum(float(q.lower or 0) if q else 0.0 for q in row) for row in zip(*read, strict=True)])
    if not len(least) or least.min() < threshold:
        return None
    return least, np.full(view.n_rows, np.inf), "the counts beside it"


def _exact(text: str) -> Quantity | None:
    found = parse(text, "count") if text and any(c.isdigit() for c in text) else None
    return found if found is not None and found.unit == "count" and found.value is not None else None
