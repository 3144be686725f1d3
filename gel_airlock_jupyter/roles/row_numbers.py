"""Columns that only count the rows through."""

from __future__ import annotations

import numpy as np

from gel_airlock_jupyter.policy.model import fold
from gel_airlock_jupyter.roles.role import Role
from gel_airlock_jupyter.subjects import Column, TableView

ROW_NUMBERS = frozenset({"index", "level0", "unnamed0", "row", "rownumber", "rownum", "rowid", "rowno"})


def numbered(column: Column, view: TableView) -> tuple[Role, str] | None:
    """Return the role of a column that only counts the rows through, as reset_index() leaves one, and why."""
    profile = column.profile
    if fold(column.path[-1]) not in ROW_NUMBERS or profile is None or profile.missing or not profile.whole:
        return None
    span = profile.maximum - profile.minimum + 1
    if column.numbers is None or profile.minimum not in (0, 1) or span != view.n_rows:
        return None
    return (Role.NUMBER, "it counts the rows through") if len(np.unique(column.numbers)) == view.n_rows else None
