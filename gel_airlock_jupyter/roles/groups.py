"""Evidence that the rows of a table are groups."""

from __future__ import annotations

import numpy as np

from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles import names
from gel_airlock_jupyter.roles.model import ColumnRole, Role
from gel_airlock_jupyter.roles.shape import has_shares, is_masked
from gel_airlock_jupyter.subjects import Column, TableView

AGGREGATE_SHAPES = ("crosstab", "normalised crosstab", "describe", "correlation")
KEY_ROWS = 100_000
LABELS = (Role.LABEL, Role.GENE, Role.PERSON, Role.AGE, Role.VARIANT, Role.CHROMOSOME)
DAY = len("2020-01-31")
CALENDAR = ((1, 1), (7, 7), (14, 14), (28, 31), (89, 92), (365, 366))  # days from one bin to the next
DECIMALS = 6  # measurements are written with fewer, averages with about fifteen


def evidence_of_groups(view: TableView, columns: tuple[ColumnRole, ...], shape: str, policy: Policy) -> list[str]:
    """Return what shows that rows are groups; empty where nothing does.

    Names alone never do: the labels beside a count or statistic must name each row once.
    """
    found = [f"its shape is that of a {shape}"] if shape in AGGREGATE_SHAPES else []
    found += _limits(columns, view, policy)
    keys = label_columns(view, columns)
    plain = [c for c in columns if c.role in (Role.COUNT, Role.GENETIC_COUNT) and _is_plain_count(view, c, policy)]
    if plain and not (keys and is_key(view, keys)):
        keys = _number_keys(view, columns, plain[0].position)
    if not keys or not is_key(view, keys):
        return found
    masked = next((c.label for c in columns if c.role is Role.COUNT and is_masked(view.columns[c.position])), None)
    if masked is not None:
        found.append(f"cells of '{masked}' are masked")
    shared = next((c.label for c in columns if c.role is Role.COUNT and has_shares(view.columns[c.position])), None)
    if shared is not None:
        found.append(f"column '{shared}' has cells of count and percentage")
    if plain:
        found.append(f"column '{plain[0].label}' counts and the labels beside it are unique")
    found += _statistics(view, columns, keys, policy)
    total = _adds_up(view, keys, policy)
    if total is not None:
        found.append(f"'{total}' is the sum of the other rows or columns")
    return found


def _limits(columns: tuple[ColumnRole, ...], view: TableView, policy: Policy) -> list[str]:
    """Return evidence of confidence limits: statistics with a lower and an upper one."""
    paths = [view.columns[c.position].path for c in columns if c.role is Role.STATISTIC]
    told = [names.words_of(" ".join(path)) for path in paths if names.is_plain_statistic_name(path, policy)]
    both = any("lower" in words for words in told) and any("upper" in words for words in told)
    return ["columns are confidence limits of a statistic"] if both else []


def _names_statistics(column: Column, policy: Policy) -> bool:
    """Return whether the cells of a label column are mostly names of statistics: AUC, accuracy, mean age."""
    texts = column.texts[:KEY_ROWS]
    words = policy.words("statistic_words")
    return column.kind == "text" and sum(bool(names.words_of(text) & words) for text in texts) * 2 > len(texts)


def _is_plain_count(view: TableView, column: ColumnRole, policy: Policy) -> bool:
    if any(words in column.reason for words in ("declared", "groupby", "rows count people")):
        return True
    return names.is_plain_count_name(view.columns[column.position].path, policy)


def _statistics(view: TableView, columns: tuple[ColumnRole, ...], keys: list[Column], policy: Policy) -> list[str]:
    statistics = [c for c in columns if c.role in (Role.STATISTIC, Role.PERCENTAGE)]
    sure = [c for c in statistics if names.is_plain_statistic_name(view.columns[c.position].path, policy)]
    indexed = any(column.is_index for column in keys)
    found = []
    if sure and (len(statistics) >= 2 or indexed):
        found.append(f"column '{sure[0].label}' is a statistic and the labels beside it are unique")
    shares = next(
        (c.label for c in columns if c.role is Role.PERCENTAGE and _sums_to_one(view.columns[c.position])), None
    )
    if shares is not None:
        found.append(f"column '{shares}' adds up to a whole")
    told = next((c.label for c in keys if _names_statistics(c, policy)), None)
    if told is not None:
        found.append(f"rows of '{told or 'the index'}' are statistics")
    numbers = [c for c in view.body if c not in keys and c.kind == "number"]
    if any(c.is_index and c.label for c in keys) and numbers and all(is_averaged(column) for column in numbers):
        found.append("its numbers have the decimals of averages")
    return found


def is_averaged(column: Column) -> bool:
    """Return whether most numbers of a column have more decimals than anybody measures."""
    if column.kind != "number" or column.profile is None:
        return False
    numbers = np.asarray(column.numbers[:KEY_ROWS] if column.numbers is not None else [], dtype=float)
    present = numbers[np.isfinite(numbers) & (numbers != 0)]
    scaled = np.abs(present) * 10.0**DECIMALS
    return len(present) > 0 and float(np.mean(np.abs(scaled - np.round(scaled)) > 1e-3)) > 0.5


def _sums_to_one(column: Column) -> bool:
    if column.numbers is None:
        return False
    total = float(np.nansum(np.asarray(column.numbers, dtype=float)))
    return any(abs(total - whole) < 0.006 * whole for whole in (1.0, 100.0))


def _number_keys(view: TableView, columns: tuple[ColumnRole, ...], count: int) -> list[Column]:
    """Return the one to three columns left of a count when they can be keys written as numbers."""
    summary = (Role.STATISTIC, Role.PERCENTAGE, Role.COUNT, Role.GENETIC_COUNT)
    left = [view.columns[c.position] for c in columns if c.position < count and c.role not in summary]
    if not 1 <= len(left) <= 3 or any(column.kind == "date" or _is_measured(column) for column in left):
        return []
    return left


def _is_measured(column: Column) -> bool:
    """Return whether a column has numbers with decimals; keys are whole, also where a program stores them as floats."""
    return column.kind == "number" and not (column.profile is not None and column.profile.whole)


def label_columns(view: TableView, columns: tuple[ColumnRole, ...]) -> list[Column]:
    """Return the columns that can name groups: index levels, and text, categories or bands among the rest."""
    return [
        view.columns[i]
        for i, c in enumerate(columns)
        if (c.role in LABELS and _names_groups(view.columns[i]))
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


def _adds_up(view: TableView, keys: list[Column], policy: Policy) -> str | None:
    """Return the label of a total row or column that is the exact sum of the others."""
    body = [column for column in view.body if column.profile is not None and column not in keys]
    totals = policy.words("total_labels")
    for column in body:
        others = [c for c in body if c is not column]
        if fold(column.path[-1]) in totals and len(others) > 1:
            parts = sum(np.asarray(c.numbers, dtype=float) for c in others)
            if np.array_equal(parts, np.asarray(column.numbers, dtype=float)):
                return column.label
    for key in keys:
        for row, text in enumerate(key.texts[:KEY_ROWS]):
            if fold(text) in totals and body and view.n_rows > 2:
                values = np.column_stack([np.asarray(c.numbers, dtype=float) for c in body])
                if np.array_equal(values[row] * 2, np.nansum(values, axis=0)):
                    return text
    return None
