"""The shape of a table: crosstab, describe, correlation, counts by label."""

from __future__ import annotations

import re

import numpy as np

from gel_airlock_jupyter.columns import asked_once
from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles.bands import are_bands
from gel_airlock_jupyter.roles.statistic_rows import MOST_QUANTILES, statistic_names
from gel_airlock_jupyter.subjects import Column, TableView

DESCRIBE = frozenset({"count", "mean", "std", "min", "max"})
MASKED = re.compile(r"\s*(<|≤|<=)\s*\d+\s*")
# What people write for a count that they do not show.
WITHHELD = (
    r"[*†‡#~^.…\-–—]{1,3}|[\[(]?(?:c|x|s|ds|n/?a|nan|none|null|suppressed|redacted|masked|hidden|withheld|not shown|"
    r"confidential|low|small|missing)[\])]?|n?\s*(?:<|≤|<=)\s*\d+\s*\*?|"
    r"(?:fewer than|less than|under|below) (?:\d+|five|ten)"
)
COUNT_TEXT = re.compile(
    r"\s*((<|≤|<=|>=|≥|>)?\s*[\d,]+(\.0+)?(\s*[-–]\s*[\d,]+)?|[\d,]+\s*\([\d.]+\s*%?\)|\d+\s*/\s*\d+|n\s*=\s*\d+|"
    rf"(?:<|≤|<=)\s*\d+\s*\(\s*<?\s*[\d.]+\s*%?\s*\)|{WITHHELD})?\s*",
    re.IGNORECASE,
)
SAMPLE = 2000
DECIMALS = 8
QUANTILE = re.compile(r"0?\.\d{1,4}|0|1|[01]\.0")


@asked_once
def is_masked(column: Column) -> bool:
    """Return whether a text column holds masked counts such as `<5`, and no words as a column of bands does."""
    tally = column.tally(SAMPLE) if column.kind in ("text", "other") else {}
    if not any(MASKED.fullmatch(text) for text in tally):
        return False
    if are_bands(tally.items()):
        return False
    told = [(bool(COUNT_TEXT.fullmatch(text)), times) for text, times in tally.items() if text]
    return sum(times for read, times in told if read) * 2 > sum(times for _, times in told)


WITH_SHARE = re.compile(r"\s*[\d,]+\s*\(\s*(<\s*)?\d+(\.\d+)?\s*%\s*\)\s*")
OF_ALL = re.compile(r"\s*(\d[\d,]*)\s*/\s*(\d[\d,]*)\s*|\s*n\s*=\s*[\d,]+\s*", re.IGNORECASE)


def has_shares(column: Column) -> bool:
    """Return whether a text column has cells such as `12 (3.4%)`, as the first table of a paper has."""
    return column.kind in ("text", "other") and any(WITH_SHARE.fullmatch(text) for text in column.tally(SAMPLE))


def has_parts(column: Column) -> bool:
    """Return whether all cells are such as `3/44` or `n=3`, a part of a whole that is at least as large."""
    cells = [text for text in column.tally(SAMPLE) if text]
    return column.kind == "text" and bool(cells) and all(_is_part(text) for text in cells)


def _is_part(text: str) -> bool:
    match = OF_ALL.fullmatch(text)
    if match is None or match[1] is None:
        return match is not None
    return int(match[1].replace(",", "")) <= int(match[2].replace(",", ""))


@asked_once
def is_count_like(column: Column) -> bool:
    """Return whether all cells could be counts: whole numbers from 0, masks, ranges, `12 (3.4%)`, `3/44`."""
    if column.kind in ("boolean", "date"):
        return False
    profile = column.profile
    if profile is not None:
        return profile.whole and profile.minimum >= 0
    if column.kind not in ("text", "other"):
        return False
    tally = column.tally(SAMPLE)
    cells = [text for text in tally if text]
    if are_bands(tally.items()):
        return False
    if not any(any(c.isdigit() for c in text) for text in cells):
        return False
    return all(text.isdecimal() or COUNT_TEXT.fullmatch(text) for text in cells)


def shape_of(view: TableView, policy: Policy) -> str:
    """Return "describe", "correlation", "crosstab", "normalised crosstab", "counts by label", "empty" or "table"."""
    if not view.n_rows or not view.body or all(is_blank(column) for column in view.columns):
        return "empty"
    if _is_describe(view, policy):
        return "describe"
    if _is_matrix(view):
        return "correlation" if not _counts_both(view) else "crosstab"
    body = view.body
    if any(view.row_axis) and any(view.column_axis) and not any(c.kind in ("boolean", "date") for c in body):
        if all(is_count_like(c) for c in body):
            return "crosstab"
        if _is_normalised(body):
            return "normalised crosstab"
    return "counts by label" if _is_counts_by_label(view, policy) else "table"


def is_blank(column: Column) -> bool:
    """Return whether no cell of a column holds anything."""
    if column.profile is not None or column.is_remote:
        return False
    if column.kind in ("whole", "number"):
        return True
    return not any(column.tally(SAMPLE)) and not any(column.texts[SAMPLE:])


def _is_describe(view: TableView, policy: Policy) -> bool:
    """Return whether rows (or columns, turned) are statistics of variables, as describe() and agg([...]) give them."""
    headers = {column.path[-1] for column in view.body}
    if (
        headers >= DESCRIBE
        or _are_quantiles([column.path[-1] for column in view.body])
        or statistic_names(view, policy) is not None
    ):
        return True
    labels = next((column for column in view.columns if column.kind == "text"), None)
    return labels is not None and view.n_rows < 20 and set(labels.texts) >= DESCRIBE


def _are_quantiles(headers: list[str]) -> bool:
    """Return whether headers are quantiles, in order and around the median: 0.25, 0.5, 0.75."""
    if not 2 < len(headers) < MOST_QUANTILES or not all(QUANTILE.fullmatch(header) for header in headers):
        return False
    shares = [float(header) for header in headers]
    around = all(abs(low + high - 1) < 1e-9 for low, high in zip(shares, reversed(shares), strict=True))
    return around and shares == sorted(set(shares))


def _is_matrix(view: TableView) -> bool:
    """Return whether rows and columns have the same names and cells are the same on both sides of the diagonal."""
    body = [column for column in view.body if column.numbers is not None]
    labels = next((c for c in view.columns if c.kind == "text"), None)
    if labels is None or len(body) < 2 or len(body) != view.n_rows:
        return False
    if [column.label for column in body] != list(labels.texts):
        return False
    matrix = np.column_stack([np.asarray(column.numbers, dtype=float) for column in body])
    return bool(np.allclose(matrix, matrix.T, equal_nan=True))


def _counts_both(view: TableView) -> bool:
    """Return whether cells of such a matrix are counts of what has both, as no correlation is: whole and above 1."""
    profiles = [column.profile for column in view.body if column.profile is not None]
    whole = all(profile.whole and profile.minimum >= 0 for profile in profiles)
    return whole and max(profile.maximum for profile in profiles) > 1


def _is_normalised(body: tuple[Column, ...]) -> bool:
    """Return whether cells are parts of their row, their column or of all: means from 0 to 100 are not.

    Sums may miss the whole by the rounding of each cell; margins of a table normalised by all count it four times.
    """
    if any(c.profile is None or c.profile.minimum < 0 or c.profile.maximum > 100 or c.numbers is None for c in body):
        return False
    cells = np.column_stack([np.asarray(c.numbers, dtype=float) for c in body])
    decimals = next((d for d in range(DECIMALS) if np.allclose(cells, np.round(cells, d), 0, 1e-9, True)), DECIMALS)
    for whole in (1.0, 100.0):
        for axis, wholes in ((1, (1,)), (0, (1,)), (None, (1, 4))):
            sums = np.atleast_1d(np.nansum(cells, axis=axis))
            present = sums[sums != 0]
            slack = 0.5 * 10.0**-decimals * (cells.size if axis is None else cells.shape[axis]) + 1e-6
            close = any(bool(np.all(np.abs(present - times * whole) <= slack)) for times in wholes)
            if len(present) and close and slack < whole / 4:
                return True
    return False


def _is_counts_by_label(view: TableView, policy: Policy) -> bool:
    """Text labels that are unique row keys, every other column count-like, and a total or a mask somewhere."""
    labels = [c for c in view.columns if c.kind == "text" and not is_count_like(c)]
    others = [c for c in view.columns if c not in labels and not c.is_index]
    if not labels or not others or not all(is_count_like(c) for c in others) or view.n_rows > SAMPLE:
        return False
    keys = set(zip(*(label.texts for label in labels), strict=True))
    if len(keys) < view.n_rows:
        return False
    if any(is_masked(c) for c in others):
        return True
    totals = policy.words("total_labels")
    return any(fold(part) in totals for c in others for part in c.path) or any(totals & _folded(c) for c in labels)


@asked_once
def _folded(column: Column) -> frozenset[str]:
    return frozenset(map(fold, set(column.texts)))
