"""Tables whose rows are figures: describe(), agg([...]) turned, counts turned, and their long forms."""

from __future__ import annotations

import re

from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles import names
from gel_airlock_jupyter.subjects import Column, TableView

AVERAGES = frozenset({"mean", "median", "average", "50%"})
MOST_ROWS = 500
MOST_QUANTILES = 25
FIGURE = re.compile(r"\s*[-+\u2212]?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?\s*")
VEILED = re.compile(r"\s*(?:n?\s*[<\u2264]=?\s*\d+|\*)\s*", re.IGNORECASE)
# "3 (1-5)", "3 [1, 5]", "3 ± 1": a statistic with its spread; "3 (5%)" and "3/44" are counts.
SPREAD = re.compile(
    r"\s*[-\d.,]+\s*(?:[(\[]\s*[-\d.]+\s*(?:(?:-|\u2013|,|;|to)\s*[-\d.]+\s*)?[)\]]|(?:\u00b1|\+/-)\s*[\d.]+)\s*"
)


def statistic_names(view: TableView, policy: Policy) -> Column | None:
    """Return the column that names the statistic of each row, an average among them; None where none does."""
    if not 1 < view.n_rows <= MOST_ROWS:
        return None
    for column in view.columns:
        if column.is_index and names_quantiles(column, policy):
            return column
        if column.kind != "text":
            continue
        texts = set(column.texts)
        if len(texts) > 1 and all(_is_one(text, policy) for text in texts) and any(map(_is_average, texts)):
            return column
    return None


def names_quantiles(column: Column, policy: Policy) -> bool:
    """Return whether an index is that of quantile(): shares between 0 and 1 in order."""
    profile = column.profile
    if profile is None or column.numbers is None or profile.minimum < 0 or profile.maximum > 1 or profile.missing:
        return False
    shares = [float(number) for number in column.numbers[:MOST_QUANTILES]]
    if column.length > MOST_QUANTILES or shares != sorted(set(shares)) or len(shares) < 2:
        return False
    named = bool(names.words_of(column.label) & policy.words("statistic_words"))
    return named or (not column.label and not profile.whole)


def count_rows(view: TableView, policy: Policy) -> dict[int, int]:
    """Return for every row of a statistic the row that counts the values behind it, where there is one.

    Rows belong together when all their other labels are the same.
    """
    column = statistic_names(view, policy)
    if column is None:
        return {}
    kept = [c for c in view.columns if c is not column and not is_spread(c)]
    others = [c for c in kept if c.is_index or c.kind in ("text", "boolean")]
    keys = [tuple(c.texts[row] for c in others) for row in range(view.n_rows)]
    counted = {keys[row]: row for row in reversed(range(view.n_rows)) if names_size(column.texts[row], policy)}
    return {row: counted[key] for row, key in enumerate(keys) if key in counted}


def is_spread(column: Column) -> bool:
    """Return whether cells are figures, with their spread beside some of them: `4`, then `42 (30-55)`."""
    cells = {text for text in column.texts if text} if column.kind == "text" and column.length <= MOST_ROWS else set()
    known = (FIGURE, SPREAD, VEILED)
    return any(FIGURE.fullmatch(text) or SPREAD.fullmatch(text) for text in cells) and all(
        any(pattern.fullmatch(text) for pattern in known) for text in cells
    )


def people_names(view: TableView, policy: Policy) -> Column | None:
    """Return the column whose cells say that each row counts people (women, men, cases), once for every group.

    A column that repeats without telling rows apart is an attribute of people, not the name of a count; so is one
    beside another that names each row by itself.
    """
    if not 1 < view.n_rows <= MOST_ROWS:
        return None
    labels = [c for c in view.columns if c.kind == "text"]
    totals = policy.words("total_labels")
    for column in labels:
        texts = set(column.texts)
        if all(names.is_plain_count_name((text,), policy) or fold(text) in totals for text in texts) and len(texts) > 1:
            keys = set(zip(*(c.texts for c in labels), strict=True))
            others = [c for c in labels if c is not column]
            named = any(len(set(c.texts)) == view.n_rows for c in others) and len(texts) < view.n_rows
            return column if len(keys) == view.n_rows and not named else None
    return None


def _is_average(text: str) -> bool:
    return fold(text) in AVERAGES or bool(names.words_of(text) & AVERAGES)


def names_size(text: str, policy: Policy) -> bool:
    """Return whether the label of a row names a number of people: "N", "Patients, n"."""
    return fold(text) in policy.words("group_size_names") or names.is_plain_count_name((text,), policy)


def _is_one(text: str, policy: Policy) -> bool:
    return names.is_statistic_name((text,), policy) or names_size(text, policy) or text.endswith("%")
