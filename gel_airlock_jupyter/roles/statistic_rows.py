"""Tables whose rows are statistics: describe(), agg([...]) turned, and their long form."""

from __future__ import annotations

from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.subjects import Column, TableView

AVERAGES = frozenset({"mean", "median", "average", "50%"})
MOST_ROWS = 500


def statistic_names(view: TableView, policy: Policy) -> Column | None:
    """Return the column that names the statistic of each row, an average among them; None where none does."""
    if not 1 < view.n_rows <= MOST_ROWS:
        return None
    known = policy.words("statistic_names") | policy.words("statistic_words") | policy.words("group_size_names")
    for column in view.columns:
        if column.kind != "text":
            continue
        texts = set(column.texts)
        if len(texts) > 1 and {fold(text) for text in texts} & AVERAGES and all(_is_one(t, known) for t in texts):
            return column
    return None


def count_rows(view: TableView, policy: Policy) -> dict[int, int]:
    """Return for every row of a statistic the row that counts the values behind it, where there is one.

    Rows belong together when all their other labels are the same.
    """
    names = statistic_names(view, policy)
    if names is None:
        return {}
    sizes = policy.words("group_size_names")
    others = [c for c in view.columns if c is not names and (c.is_index or c.kind in ("text", "boolean"))]
    keys = [tuple(column.texts[row] for column in others) for row in range(view.n_rows)]
    counted = {keys[row]: row for row in reversed(range(view.n_rows)) if fold(names.texts[row]) in sizes}
    return {row: counted[key] for row, key in enumerate(keys) if key in counted}


def _is_one(text: str, known: frozenset[str]) -> bool:
    return fold(text) in known or text.endswith("%")
