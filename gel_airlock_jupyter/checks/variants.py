"""Variants: allele counts and frequencies of bulk lists and GWAS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from numpy.typing import NDArray

from gel_airlock_jupyter.checks.measures import Measures, Values
from gel_airlock_jupyter.checks.rare import Rarity, derived_count, folded_frequency, shown_count
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, plural, rule
from gel_airlock_jupyter.roles.signature import CASES, CONTROLS, Field
from gel_airlock_jupyter.subjects import TableView

PER_GENE = ("gene table", "gene burden")


def measures_of(view: TableView, context: Context) -> Measures:
    """Return the figures of a table."""
    return Measures(view, context.reading, context.policy, context.declared)


def is_curated(measures: Measures, context: Context) -> bool:
    """Return whether the list is declared as curated for significance and short enough to be no bulk data."""
    return bool(context.declared.get("selected")) and measures.size < context.setting("bulk_rows", 300, rule="VR-01")


def is_bulk(measures: Measures, context: Context) -> bool:
    """Return whether the filters for rare variants apply: rows are variants, and not a short curated list."""
    signature = measures.signature
    return signature is not None and signature.kind not in PER_GENE and not is_curated(measures, context)


def cells(values: Values, rows: NDArray[Any]) -> list[Location]:
    """Return the places of some rows of a column."""
    return [values.place(int(row)) for row in rows]


def under_filter(rarity: Rarity, limit: float, what: str, context: Context) -> Iterator[Finding]:
    """Yield a finding for the variants under a filter, and one for those exactly at it."""
    total, at_limit, rows = rarity.under(limit, context.limits.places)
    derived = f" ({rarity.words})" if rarity.words else ""
    if total:
        yield context.finding(
            f"{plural(total, 'variant')} of '{rarity.values.label}' {'has' if total == 1 else 'have'} "
            f"{article(what)}{derived} below {limit:g}.",
            cells(rarity.values, rows),
            "Drop these rows: `airlock.fix` does. A list curated for significance: declare selected=True.",
            places=total,
        )
    if at_limit:
        yield context.finding(
            f"{plural(at_limit, 'variant')} of '{rarity.values.label}' {'is' if at_limit == 1 else 'are'} "
            f"exactly at {limit:g}{derived}.",
            (rarity.values.whole,),
            "Allowed; say in the description that the filter is inclusive.",
            severity=context.setting("at_limit_severity", "warn"),
            places=at_limit,
        )


def article(noun: str) -> str:
    """Return a noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def unreadable(values: Values, context: Context) -> Finding:
    """Return the finding for a column that should hold numbers but does not: fail closed."""
    return context.finding(
        f"Column '{values.label}' should hold numbers but has other text.",
        (values.whole,),
        "Write plain numbers, or drop the column.",
        severity="review",
    )


@rule("VR-02", TableView, title="Bulk variants: allele count below 20")
def allele_counts(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for allele counts under the filter in bulk variant lists and GWAS.

    What it looks for: rows with an allele count below the policy's minimum, folded with the number of alleles where
    the table shows it (`min(AC, AN - AC)`), also in the INFO column of a VCF. Exactly at the limit is a warning. The
    counts of cases and of controls may be smaller, but not 1 to 4.

    Why it matters: rare variants in bulk can point to people.

    What to do: drop the rows under the filter; `airlock.fix` does and says how many. A list of fewer than 300 variants
    curated for significance may be declared `selected=True`.

    Limits: counts derivable from frequencies are VR-04's matter; counts per gene are not looked at (CT-06).
    """
    measures = measures_of(view, context)
    if not is_bulk(measures, context):
        return
    limit = context.setting("minimum_allele_count", 20)
    for group in measures.groups:
        for values in measures.of(Field.COUNT, group):
            if not values.is_readable:
                yield unreadable(values, context)
            else:
                yield from under_filter(shown_count(measures, values), limit, "minor allele count", context)
    for group in (CASES, CONTROLS):
        for values in measures.of(Field.COUNT, group):
            if not values.is_readable:
                yield unreadable(values, context)
            else:
                yield from _few_in_group(values, measures.size, context)


def _few_in_group(values: Values, size: int, context: Context) -> Iterator[Finding]:
    most = context.setting("group_minimum", 5) - 1
    rarity = Rarity(values, size, values.chunk, values.least)
    total, rows = rarity.between(1, most, context.limits.places)
    if total:
        yield context.finding(
            f"{plural(total, 'variant')} of '{values.label}' {'has' if total == 1 else 'have'} "
            f"1-{most} alleles among the {values.at.group}.",
            cells(values, rows),
            f"Drop the column '{values.label}' or these rows: `airlock.fix` drops the rows.",
            severity=context.setting("group_severity", "fail"),
            places=total,
        )


@rule("VR-03", TableView, title="Bulk variants: minor allele frequency below 0.005")
def frequencies(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for minor allele frequencies under the filter in bulk variant lists and GWAS.

    What it looks for: `min(af, 1 - af)` below the policy's minimum; exactly at the limit is a warning. Percent and
    text such as `0.3 %` or `4e-3` are read. A column called minor allele frequency that goes beyond 0.5 is none, and
    is said so. Frequencies of cases and controls count only where there is none of everybody.

    Why it matters: rare variants in bulk can point to people.

    What to do: drop the rows under the filter; `airlock.fix` does and says how many. A list of fewer than 300 variants
    curated for significance may be declared `selected=True`.

    Limits: a frequency column is known by its name.
    """
    measures = measures_of(view, context)
    if not is_bulk(measures, context):
        return
    limit = context.setting("minimum_frequency", 0.005)
    for group in measures.frequency_groups:
        for values in measures.of(Field.FREQUENCY, group):
            yield from _frequency(values, limit, measures.size, context)
    yield from _unknown_frequency(measures, context)


def _frequency(values: Values, limit: float, size: int, context: Context) -> Iterator[Finding]:
    if not values.is_readable or values.most > 1 + 1e-9 or values.least < 0:
        yield unreadable(values, context)
        return
    if is_called_minor(values) and values.most > 0.5 and values.most > 0.5 + values.tolerance:
        yield context.finding(
            f"'{values.label}' is called a minor allele frequency but goes up to {values.most:.3g}.",
            (values.whole,),
            "A minor allele frequency is at most 0.5; rename the column, or fold it with min(af, 1 - af).",
            severity=context.setting("not_minor_severity", "warn"),
        )
    yield from under_filter(folded_frequency(values, size), limit, "minor allele frequency", context)


def is_called_minor(values: Values) -> bool:
    """Return whether a header says that the frequency is that of the rarer allele."""
    label = values.label.casefold()
    return "maf" in label or "minor" in label


def _unknown_frequency(measures: Measures, context: Context) -> Iterator[Finding]:
    """Yield a finding for bulk variants that neither a frequency nor a count tells anything about."""
    signature = measures.signature
    shown = [v for v in measures.all if v.at.field in (Field.FREQUENCY, Field.COUNT)]
    columns = [v for v in shown if v.profile is not None]
    if signature is None or any(not v.is_readable for v in shown) or (not columns and signature.kind != "gwas"):
        return
    missing = measures.size
    if columns:
        missing = min(_missing(values, measures.size) for values in columns)
    if missing:
        yield context.finding(
            f"{plural(missing, 'variant')} {'shows' if missing == 1 else 'show'} neither allele count nor frequency.",
            (columns[0].whole,) if columns else (Location("whole", "the table"),),
            "Say in the description which filter for rare variants was applied.",
            severity=context.setting("missing_severity", "warn"),
            places=missing,
        )


def _missing(values: Values, size: int) -> int:
    return values.profile.missing if values.profile is not None else size


@rule("VR-04", TableView, title="Bulk variants: an allele count below 20 can be worked out")
def derived_counts(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for small allele counts that follow from other columns.

    What it looks for: AF x AN, 2N x AF (N from a column, per variant or constant, or declared as `n=`), 2 hom + het,
    and cases and controls added up, folded, where no column shows the count itself. Alleles among cases or controls
    that come out as 1 to 4 are a warning.

    Why it matters: who can multiply knows the count.

    What to do: drop the rows under the filter; `airlock.fix` does.

    Limits: two alleles a person are assumed, also on X, Y and MT, where that overstates the count.
    """
    measures = measures_of(view, context)
    if not is_bulk(measures, context):
        return
    limit = context.setting("minimum_allele_count", 20, rule="VR-02")
    for group in measures.groups:
        rarity = derived_count(measures, group)
        if rarity is not None:
            yield from under_filter(rarity, limit, "minor allele count", context)
    most = context.setting("group_minimum", 5, rule="VR-02") - 1
    for group in (CASES, CONTROLS):
        rarity = derived_count(measures, group)
        if rarity is None:
            continue
        total, rows = rarity.between(1, most, context.limits.places)
        if total:
            yield context.finding(
                f"{plural(total, 'variant')}: the alleles among the {group} can be worked out as 1-{most} "
                f"({rarity.words}).",
                cells(rarity.values, rows),
                f"Drop '{rarity.values.label}', or say why it is needed.",
                severity=context.setting("group_severity", "warn"),
                places=total,
            )
