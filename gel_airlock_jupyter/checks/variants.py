"""Variants: allele counts and frequencies of bulk lists and GWAS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.registry import Context, plural, rule
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.subjects import Column, TableView


def _numbers(column: Column) -> NDArray[Any] | None:
    if column.numbers is not None:
        return np.asarray(column.numbers)
    try:
        return np.array([float(text) if text else np.nan for text in column.texts])
    except ValueError:
        return None


def _is_curated(view: TableView, context: Context) -> bool:
    """Return whether the list is declared as curated for significance and short enough to be no bulk data."""
    return bool(context.declared.get("selected")) and view.n_rows < context.setting("bulk_rows", 300)


def _verb(number: int, one: str, many: str) -> str:
    return one if number == 1 else many


def _below(
    column: Column, context: Context, view: TableView, values: NDArray[Any], limit: float, what: str
) -> Iterator[Finding]:
    rows, at_limit = np.flatnonzero(values < limit), int((values == limit).sum())
    if len(rows):
        yield context.finding(
            f"{plural(len(rows), 'variant')} of '{column.label}' "
            f"{_verb(len(rows), 'has', 'have')} a {what} below {limit:g}.",
            [view.cell(int(row), column) for row in rows[: context.limits.places]],
            f"Drop these rows: `%airlock_fix {view.name}`. A list curated for significance: declare selected=True.",
            places=len(rows),
        )
    if at_limit:
        yield context.finding(
            f"{plural(at_limit, 'variant')} of '{column.label}' {_verb(at_limit, 'is', 'are')} exactly at {limit:g}.",
            (view.whole_column(column),),
            "Allowed; say in the description that the filter is inclusive.",
            severity=context.setting("at_limit_severity", "warn"),
            places=at_limit,
        )


@rule("VR-02", TableView, title="Bulk variants: allele count below 20")
def allele_counts(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for allele counts under the filter in bulk variant lists and GWAS.

    What it looks for: rows with an allele count below the policy's minimum, folded with the allele number where the
    table shows it (`min(AC, AN - AC)`). Exactly at the limit is a warning.

    Why it matters: rare variants in bulk can point to people.

    What to do: drop the rows under the filter; `airlock.fix` does and says how many. A list of fewer than 300 variants
    curated for significance may be declared `selected=True`.

    Limits: counts derivable from frequencies are VR-04's matter.
    """
    if context.reading.level not in ("variant", "unsure", "aggregate") or _is_curated(view, context):
        return
    number = next((_numbers(view.columns[c.position]) for c in context.reading.having(Role.ALLELE_NUMBER)), None)
    for role in context.reading.having(Role.ALLELE_COUNT):
        column = view.columns[role.position]
        counts = _numbers(column)
        if counts is not None:
            folded = np.fmin(counts, number - counts) if number is not None else counts
            yield from _below(
                column, context, view, folded, context.setting("minimum_allele_count", 20), "minor allele count"
            )
        else:
            yield unreadable(view, column, context)


@rule("VR-03", TableView, title="Bulk variants: minor allele frequency below 0.005")
def frequencies(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for minor allele frequencies under the filter in bulk variant lists and GWAS.

    What it looks for: `min(af, 1 - af)` below the policy's minimum; exactly at the limit is a warning.

    Why it matters: rare variants in bulk can point to people.

    What to do: drop the rows under the filter; `airlock.fix` does and says how many. A list of fewer than 300 variants
    curated for significance may be declared `selected=True`.

    Limits: a frequency column is known by its name.
    """
    if _is_curated(view, context):
        return
    for role in context.reading.having(Role.FREQUENCY):
        column = view.columns[role.position]
        values = _numbers(column)
        if values is None:
            yield unreadable(view, column, context)
            continue
        folded = np.round(np.fmin(values, 1 - values), 12)
        yield from _below(
            column, context, view, folded, context.setting("minimum_frequency", 0.005), "minor allele frequency"
        )


def unreadable(view: TableView, column: Column, context: Context) -> Finding:
    """Return the finding for a column that should hold numbers but does not: fail closed."""
    return context.finding(
        f"Column '{column.label}' should hold numbers but has other text.",
        (view.whole_column(column),),
        "Write plain numbers, or drop the column.",
        severity="review",
    )
