"""The columns whose cells can name the groups of a summary, each combination once."""

from __future__ import annotations

import numpy as np

from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.roles.model import ColumnRole, Role
from gel_airlock_jupyter.roles.weighing import numbers_rows
from gel_airlock_jupyter.subjects import Column, TableView

KEY_ROWS = 100_000
LABELS = (Role.LABEL, Role.GENE, Role.PERSON, Role.AGE, Role.VARIANT, Role.CHROMOSOME)
DAY = len("2020-01-31")
CALENDAR = ((1, 1), (7, 7), (14, 14), (28, 31), (89, 92), (365, 366))  # days from one bin to the next


def number_keys(view: TableView, columns: tuple[ColumnRole, ...], count: int, policy: Policy) -> list[Column]:
    """Return the one to three columns beside a count that can be keys written as numbers: left of it, else right."""
    summary = (Role.STATISTIC, Role.PERCENTAGE, Role.COUNT, Role.GENETIC_COUNT)
    others = [view.columns[c.position] for c in columns if c.role not in summary]
    others = [column for column in others if not numbers_rows(column, policy)]
    left = [column for column in others if column.position < count]
    beside = left or others
    if not 1 <= len(beside) <= 3 or any(column.kind == "date" or is_measured(column) for column in beside):
        return []
    return beside


def is_measured(column: Column) -> bool:
    """Return whether a column has numbers with decimals, mostly different ones; doses and thresholds come again."""
    if column.kind != "number" or (column.profile is not None and column.profile.whole):
        return False
    return 2 * len(set(column.texts[:KEY_ROWS])) > min(column.length, KEY_ROWS)


def label_columns(view: TableView, columns: tuple[ColumnRole, ...], policy: Policy) -> list[Column]:
    """Return the columns that can name groups: index levels, and text, categories or bands among the rest.

    What numbers the rows (`rownames`, `subject`) names none.
    """
    return [
        view.columns[i]
        for i, c in enumerate(columns)
        if (c.role in LABELS and _names_groups(view.columns[i]) and not numbers_rows(view.columns[i], policy))
        or (c.role is Role.DATE and is_calendar(view.columns[i]))
    ]


def is_calendar(column: Column) -> bool:
    """Return whether the dates of a column are days, weeks, months, quarters or years without a gap, as bins are."""
    texts = sorted(set(column.texts[:KEY_ROWS]))
    if column.kind != "date" or len(texts) < 3 or any(len(text) != DAY for text in texts):
        return False
    steps = np.diff(np.array(texts, dtype="datetime64[D]")).astype(int)
    return any(low <= steps.min() and steps.max() <= high for low, high in CALENDAR)


def _names_groups(column: Column) -> bool:
    numbered = column.is_index and not column.label and column.kind in ("whole", "number")
    return (column.is_index and not numbered) or column.kind in ("text", "boolean")


def is_key(view: TableView, keys: list[Column]) -> bool:
    """Return whether no two rows have the same labels, as in every aggregate."""
    if view.n_rows > KEY_ROWS:
        return False
    return len(set(zip(*(column.texts for column in keys), strict=True))) == view.n_rows
