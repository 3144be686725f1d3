"""Lists of variants: how long a curated one may be, and the bare ones that may leave."""

from __future__ import annotations

from collections.abc import Iterator

from gel_airlock_jupyter.checks.variants import is_bulk, measures_of
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, plural, rule
from gel_airlock_jupyter.roles.role import Role
from gel_airlock_jupyter.roles.signature import Field
from gel_airlock_jupyter.subjects import TableView


@rule("VR-01", TableView, title="A curated list of 300 variants or more")
def curated_lists(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for lists declared as curated for significance that are as long as bulk data.

    What it looks for: `selected=True` with 300 variants or more and counts or frequencies. Under 300 the filters of
    VR-02 to VR-05 do not apply; from 300 they do.

    Why it matters: a short list of significant variants tells little about any one person; a long one is bulk data.

    What to do: shorten the list, or justify it and filter rare variants.

    Limits: that the variants were selected for significance is the researcher's word; the reviewer may ask.
    """
    measures = measures_of(view, context)
    if not context.declared.get("selected") or not is_bulk(measures, context):
        return
    if any(values.at.field in (Field.COUNT, Field.FREQUENCY) for values in measures.all):
        yield context.finding(
            f"The list was declared as selected for significance, but {measures.size:,} variants with counts or "
            f"frequencies are bulk data (from {context.setting('bulk_rows', 300):,}).",
            (Location("whole", "the table"),),
            "Justify the length, and drop variants under the filters for rare variants.",
        )


@rule("VR-06", TableView, title="A list of variants without counts, frequencies or identifiers")
def bare_lists(view: TableView, context: Context) -> Iterator[Finding]:
    """Note lists of variants that say nothing of how many people carry them.

    What it looks for: rows are variants, and no column gives an allele count, a frequency or carriers.

    Why it matters: such a list may leave as it is; the note spares the reviewer the search.

    What to do: nothing.

    Limits: identifiers are looked for by the rules ID-01 to ID-11.
    """
    measures = measures_of(view, context)
    signature = measures.signature
    if signature is None or signature.kind not in ("variant list", "vcf") or measures.all:
        return
    if context.reading.level != "variant" or context.reading.having(Role.COUNT, Role.UNKNOWN_COUNT, Role.IDENTIFIER):
        return
    yield context.finding(
        f"{plural(measures.size, 'variant')} without allele counts, frequencies or identifiers.",
        (Location("whole", "the table"),),
    )
