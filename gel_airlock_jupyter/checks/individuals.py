"""Individual-level data: one row per person."""

from __future__ import annotations

from collections.abc import Iterator

from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, rule, some
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.subjects import TableView


@rule("IL-01", TableView, title="One row per person")
def individual_rows(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for tables whose rows are people.

    What it looks for: identifiers, dates, ages and attributes of people, yes/no columns and repeated labels, against
    evidence of groups (counts, statistics, totals, unique labels). What lacks evidence on both sides is asked about.

    Why it matters: only results may leave. Individual-level data needs a justification and goes to the committee; what
    looks like raw data is rejected.

    What to do: aggregate. If a row is not a person, declare `row_is="variant"`, `"gene"`, `"site"` or `"group"`.

    Limits: a conclusion from the table alone; the report says on what evidence.
    """
    reading = context.reading
    if reading.level == "unsure":
        yield context.finding(
            "It is not clear what a row is" + (f" ({some(reading.evidence, 3)})." if reading.evidence else "."),
            (Location("whole", "the table"),),
            'Declare row_is="participant", "variant", "gene", "site", "group" or "other".',
            severity="review",
        )
    if reading.level != "individual":
        return
    raw = _looks_raw(view, context)
    yield context.finding(
        f"Each of {view.n_rows:,} rows looks like one person: {some(reading.evidence, 3)}."
        + (" It looks like raw data." if raw else ""),
        (Location("whole", "the table"),),
        "Export a summary instead (counts, means of groups of 5 or more). If single people are needed, justify it; "
        "where fewer than 5 participants share a description, raise a Clinical Collaboration Request.",
        severity=context.setting("raw_severity", "fail") if raw else None,
    )


def _looks_raw(view: TableView, context: Context) -> bool:
    rows, columns = context.setting("raw_rows", 50), context.setting("raw_columns", 8)
    if context.reading.having(Role.IDENTIFIER) and not context.declared.get("public_ids"):
        return True
    return bool(view.n_rows >= rows and len(view.columns) >= columns)
