"""Counts and tests per gene."""

from __future__ import annotations

from collections.abc import Iterator

from gel_airlock_jupyter.checks.rare import derived_count, folded_frequency, shown_count
from gel_airlock_jupyter.checks.variants import is_curated, measures_of, under_filter, unreadable
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.roles.role import Role
from gel_airlock_jupyter.roles.signature import Field
from gel_airlock_jupyter.subjects import TableView


@rule("VR-05", TableView, title="Gene burden table that names the variants behind it")
def burden_with_variants(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for gene burden tables that carry the identities of their variants.

    What it looks for: rows are genes with p-values, and a column names variants (chrom-pos-ref-alt, rs numbers). Then
    the filters of VR-02 to VR-04 apply to the counts and frequencies beside them, lists of them included.

    Why it matters: burden tests collapse rare variants; their names bring back what the collapsing hid.

    What to do: drop the column that names the variants, or the rows under the filter.

    Limits: without any count or frequency the rarity is unknown, and a reviewer must look.
    """
    measures = measures_of(view, context)
    signature = measures.signature
    if signature is None or signature.kind != "gene burden" or is_curated(measures, context):
        return
    named = signature.having(Field.MARKERS, Field.VARIANT)
    if not named:
        return
    figures = [v for v in measures.all if v.at.field in (Field.COUNT, Field.FREQUENCY)]
    if not figures:
        column = view.columns[named[0].position]
        yield context.finding(
            f"Column '{named[0].label}' names the variants of {plural(measures.size, 'gene')}, "
            "and nothing tells how rare they are.",
            (view.whole_column(column),),
            f"Drop '{named[0].label}', or show allele counts so that rare variants can be dropped.",
            severity=context.setting("unknown_severity", "review"),
        )
        return
    fewest = context.setting("minimum_allele_count", 20, rule="VR-02")
    rarest = context.setting("minimum_frequency", 0.005, rule="VR-03")
    for values in figures:
        if not values.is_readable:
            yield unreadable(values, context)
        elif values.at.field is Field.COUNT:
            yield from under_filter(shown_count(measures, values), fewest, "allele count beside their names", context)
        else:
            folded = folded_frequency(values, measures.size)
            yield from under_filter(folded, rarest, "allele frequency beside their names", context)
    derived = derived_count(measures, "")
    if derived is not None:
        yield from under_filter(derived, fewest, "allele count beside their names", context)


@rule("CT-06", TableView, title="Counts per gene need no mask")
def counts_per_gene(view: TableView, context: Context) -> Iterator[Finding]:
    """Note counts per gene, or at any higher genetic level.

    What it looks for: rows are genes and nothing beside them describes people: no disease, sex, age or other
    phenotype. Small counts in such a table may be shown.

    Why it matters: a count per gene says little about any one person; per gene and disease it does.

    What to do: nothing. Where the columns do split people by phenotype, name them so, or declare `counts=[...]`.

    Limits: a column whose name says nothing is not taken for a count per gene.
    """
    signature = context.reading.genetics
    if signature is None or signature.kind not in ("gene table", "gene burden"):
        return
    if signature.having(Field.MARKERS, Field.VARIANT):
        return
    counts = [c for c in context.reading.having(Role.GENETIC_COUNT, Role.ALLELE_COUNT) if "declared" not in c.reason]
    if counts:
        yield context.finding(
            f"{plural(len(counts), 'column')} ({some((c.label for c in counts), 5)}) "
            f"{'counts' if len(counts) == 1 else 'count'} per gene: no mask is needed.",
            [view.whole_column(view.columns[c.position]) for c in counts],
        )
