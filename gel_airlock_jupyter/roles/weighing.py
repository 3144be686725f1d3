"""Whether counts and statistics make up a table, or are a few among many attributes of what its rows are."""

from __future__ import annotations

from collections.abc import Sequence

from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles import names
from gel_airlock_jupyter.roles.averages import is_averaged
from gel_airlock_jupyter.roles.model import ColumnRole, Role
from gel_airlock_jupyter.roles.shape import is_count_like
from gel_airlock_jupyter.subjects import Column, TableView

SUMMARY = frozenset(
    {
        *(Role.COUNT, Role.GENETIC_COUNT, Role.PERCENTAGE, Role.STATISTIC, Role.SAMPLE_SIZE, Role.P_VALUE),
        *(Role.FREQUENCY, Role.ALLELE_COUNT, Role.ALLELE_NUMBER),
    }
)
MOST_LABELS = 4  # a summary is by few things; with many labels no two rows are alike, whatever they are
ROW_NAMES = frozenset({"rowname", "rownames", "index", "row", "unnamed0", "x", "obs", "pid", "usubjid", "subjid"})


def is_outweighed(view: TableView, columns: Sequence[ColumnRole], keys: Sequence[Column]) -> bool:
    """Return whether more columns of numbers are attributes of the rows than count or summarise anything.

    One more is still a summary, unless it is an age or another attribute of people.
    """
    told = sum(column.role in SUMMARY for column in columns)
    attributes = _attributes(view, columns, keys)
    personal = any(columns[c.position].role in (Role.AGE, Role.PERSON) for c in attributes)
    return len(attributes) > told + (0 if personal else 1)


def sizes_groups(
    column: ColumnRole, view: TableView, columns: Sequence[ColumnRole], keys: Sequence[Column], policy: Policy
) -> bool:
    """Return whether a column of counts is the size of groups, and not one more attribute of each row.

    `n` is, beside a few labels; `platelet_count`, `n_visits` or `children` may be about one person, so the other
    numbers must not outweigh them.
    """
    path = view.columns[column.position].path
    if names.is_size_name(path, policy) and len(keys) <= MOST_LABELS:
        return True
    return not is_outweighed(view, columns, keys)


def numbers_rows(column: Column, policy: Policy) -> bool:
    """Return whether whole numbers only tell rows apart, by the name of their column: `rownames`, `subject`."""
    whole = column.profile is not None and column.profile.whole
    if not whole and not (column.kind == "text" and is_count_like(column)):
        return False
    words = names.words_of(column.path[-1])
    return fold(column.path[-1]) in ROW_NAMES or (bool(words) and words <= policy.words("people_id_words"))


def _attributes(view: TableView, columns: Sequence[ColumnRole], keys: Sequence[Column]) -> list[Column]:
    """Return the columns of numbers that are neither labels nor counts nor statistics nor averages."""
    found = []
    for role in columns:
        column = view.columns[role.position]
        if column.is_index or role.role in SUMMARY or any(column is key for key in keys):
            continue
        numeric = column.profile is not None or role.role is Role.NUMBER or is_count_like(column)
        if numeric and not is_averaged(column):
            found.append(column)
    return found
