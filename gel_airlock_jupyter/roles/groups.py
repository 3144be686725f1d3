"""Evidence that the rows of a table are groups."""

from __future__ import annotations

import re

import numpy as np

from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles import names
from gel_airlock_jupyter.roles.averages import is_averaged
from gel_airlock_jupyter.roles.bands import lie_side_by_side
from gel_airlock_jupyter.roles.keys import KEY_ROWS, is_key, label_columns, number_keys
from gel_airlock_jupyter.roles.model import ColumnRole, Role
from gel_airlock_jupyter.roles.person_labels import NUMBERED, is_numbered
from gel_airlock_jupyter.roles.shape import has_shares, is_masked
from gel_airlock_jupyter.roles.weighing import is_outweighed, sizes_groups
from gel_airlock_jupyter.subjects import Column, TableView

AGGREGATE_SHAPES = ("crosstab", "normalised crosstab", "describe", "correlation")
SMALL = 500
FIRST_TABLE = re.compile(r"\bn\s*\(\s*%\s*\)|\b(?:mean|median)\s*[(\[,]", re.IGNORECASE)
LARGE = 10


def evidence_of_groups(view: TableView, columns: tuple[ColumnRole, ...], shape: str, policy: Policy) -> list[str]:
    """Return what shows that rows are groups; empty where nothing does.

    Names alone never do: the labels beside a count or statistic must name each row once.
    """
    found = [f"its shape is that of a {shape}"] if shape in AGGREGATE_SHAPES else []
    found += _limits(columns, view, policy)
    found += _at_risk(columns)
    found += _of_a_test(view, policy)
    keys = label_columns(view, columns, policy)
    counts = [c for c in columns if c.role in (Role.COUNT, Role.GENETIC_COUNT) or "kinds of variants" in c.reason]
    plain = [c for c in counts if _is_plain_count(view, c, columns, policy)] or _sizes(view, columns, policy)
    if (plain or _large(view, counts, policy)) and not (keys and is_key(view, keys)):
        keys = number_keys(view, columns, (plain or counts)[0].position, policy)
    if not keys or not is_key(view, keys):
        return found
    plain = [c for c in plain if sizes_groups(c, view, columns, keys, policy)]
    few = not is_outweighed(view, columns, keys)
    masked = next((c.label for c in columns if c.role is Role.COUNT and is_masked(view.columns[c.position])), None)
    if masked is not None and few:
        found.append(f"cells of '{masked}' are masked")
    shared = next((c.label for c in columns if c.role is Role.COUNT and has_shares(view.columns[c.position])), None)
    if shared is not None:
        found.append(f"column '{shared}' has cells of count and percentage")
    if plain:
        found.append(f"column '{plain[0].label}' counts and the labels beside it are unique")
    elif few and (large := _large(view, counts, policy)):
        found.append(
            f"column '{large[0].label}' has counts too large to be about one person, and its labels are unique"
        )
    elif few and counts and any(lie_side_by_side(key.texts) for key in keys if view.n_rows <= SMALL):
        found.append("its rows are bands that lie side by side")
    if few:
        found += _statistics(view, columns, keys, policy)
    total = _adds_up(view, keys, policy)
    if total is not None:
        found.append(f"'{total}' is the sum of the other rows or columns")
    return found


def _of_a_test(view: TableView, policy: Policy) -> list[str]:
    """Return evidence of tests and estimates: p-values beside standard errors or test statistics, or a first table."""
    headers = {fold(column.path[-1]) for column in view.body}
    p_values = headers & (policy.words("p_value_names") | {"prf", "pt", "pz", "pchi2"})
    errors = policy.words("standard_error_names") | policy.words("test_statistic_names")
    if p_values and headers & (errors | {"sumsq", "meansq", "teststatistic", "statistic", "t", "f", "q", "h"}):
        return ["p-values stand beside errors or statistics of a test"]
    if p_values and any("ci" in names.words_of(column.label) for column in view.body):
        return ["p-values stand beside confidence intervals"]
    for column in view.columns:
        texts = column.texts[:SMALL] if column.kind == "text" and column.length <= SMALL else ()
        if texts and 2 * sum(bool(FIRST_TABLE.search(text)) for text in texts) > len(texts):
            return ["its labels say n (%), mean (SD) or median [IQR] as in the first table of a paper"]
    return []


def _at_risk(columns: tuple[ColumnRole, ...]) -> list[str]:
    """Return evidence of a survival table: nobody's own attribute is a number of people at risk."""
    counted = (c.label for c in columns if c.role is Role.COUNT and {"at", "risk"} <= names.words_of(c.label))
    return [f"column '{label}' counts people at risk" for label in list(counted)[:1]]


def _sizes(view: TableView, columns: tuple[ColumnRole, ...], policy: Policy) -> list[ColumnRole]:
    """Return counts with a name such as `size` where a statistic stands beside them, as agg() gives both."""
    statistics = (view.columns[c.position].path for c in columns if c.role is Role.STATISTIC)
    if not any(names.is_plain_statistic_name(path, policy) for path in statistics):
        return []
    sizes = policy.words("group_size_names")
    return [c for c in columns if c.role is Role.COUNT and fold(view.columns[c.position].path[-1]) in sizes]


def _large(view: TableView, counts: list[ColumnRole], policy: Policy) -> list[ColumnRole]:
    """Return counts of what one person has few of (samples, episodes, tests), in numbers that only groups have."""
    found = []
    for count in counts:
        column = view.columns[count.position]
        if fold(column.path[-1]) not in policy.words("many_of_groups_names"):
            continue
        if column.numbers is not None:
            numbers = np.asarray(column.numbers[:KEY_ROWS], dtype=float)
        else:  # some are masked
            numbers = np.array([float(text) for text in column.texts[:KEY_ROWS] if text.isdecimal()])
        if len(numbers) and np.nanmedian(numbers) >= LARGE:
            found.append(count)
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
    told: set[str] = set()
    left = (len(texts) - 1) // 2 if column.kind == "text" else -1  # of so many nothing may be told
    for text in texts if left >= 0 else ():
        found = names.words_of(text) & words
        left -= not found
        if left < 0:
            break
        told |= found
    return left >= 0 and len(told) > 1  # "average" alone is a grade


def _is_plain_count(view: TableView, column: ColumnRole, columns: tuple[ColumnRole, ...], policy: Policy) -> bool:
    if column.is_sized or any(words in column.reason for words in ("declared", "groupby", "rows count people")):
        return True
    path = view.columns[column.position].path
    if column.role is Role.GENETIC_COUNT and fold(path[-1]) in policy.words("genetic_count_names"):
        labels = [view.columns[c.position] for c in columns if c.role is Role.LABEL]
        return not any(is_numbered(label, NUMBERED) for label in labels)  # variants of sample 1, sample 2
    return names.is_plain_count_name(path, policy) and not names.may_be_of_one(path, policy)


def _statistics(view: TableView, columns: tuple[ColumnRole, ...], keys: list[Column], policy: Policy) -> list[str]:
    statistics = [c for c in columns if c.role in (Role.STATISTIC, Role.PERCENTAGE)]
    sure = [c for c in statistics if names.is_plain_statistic_name(view.columns[c.position].path, policy)]
    indexed = any(column.is_index for column in keys)
    found = []
    alone = len(view.body) - len([key for key in keys if not key.is_index]) == len(statistics)
    if sure and (len(statistics) >= 2 or indexed or alone or _sizes(view, columns, policy)):
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


def _sums_to_one(column: Column) -> bool:
    if column.numbers is None:
        return False
    total = float(np.nansum(np.asarray(column.numbers, dtype=float)))
    return any(abs(total - whole) < 0.006 * whole for whole in (1.0, 100.0))


def _adds_up(view: TableView, keys: list[Column], policy: Policy) -> str | None:
    """Return the label of a total row or column that is the exact sum of the others."""
    body = [column for column in view.body if column.profile is not None and column not in keys]
    totals = policy.words("total_labels")
    for column in body if len(body) > 2 else ():
        if fold(column.path[-1]) in totals:
            parts = sum(np.asarray(c.numbers, dtype=float) for c in body if c is not column)
            if np.array_equal(parts, np.asarray(column.numbers, dtype=float)):
                return column.label
    for key in keys:
        for row, text in enumerate(key.texts[:KEY_ROWS]):
            if fold(text) in totals and body and view.n_rows > 2:
                values = np.column_stack([np.asarray(c.numbers, dtype=float) for c in body])
                if np.array_equal(values[row] * 2, np.nansum(values, axis=0)):
                    return text
    return None
