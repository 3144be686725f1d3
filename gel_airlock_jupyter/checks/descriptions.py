"""Descriptions of single people: shared by enough participants, and shown to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.policy.model import fold
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.roles.person_labels import labels_people
from gel_airlock_jupyter.subjects import TableView

DESCRIBING = (Role.PERSON, Role.AGE, Role.LABEL, Role.DATE)
MOST_ROWS = 100_000
WAY_OUT = (
    "Show that at least {minimum} participants share it (`%airlock_evidence`, then evidence=), make the description "
    "broader, or reach the clinician with a Clinical Collaboration Request: `.draft()` of the evidence writes it."
)


def documents(context: Context) -> list[Mapping[str, Any]]:
    """Return the supporting documents that are declared with the output."""
    given = context.declared.get("evidence") or ()
    return [entry for entry in given if isinstance(entry, Mapping) and "least" in entry]


def is_supported(context: Context) -> bool:
    """Return whether supporting counts show enough people; whether it is enough is judged by this policy."""
    minimum = int(context.setting("threshold", 5, rule="IL-02"))
    found = documents(context)
    return bool(found) and all(int(entry["least"]) >= minimum for entry in found)


def describing_columns(view: TableView, context: Context) -> list[Column]:
    """Return the columns that describe a person: attributes, ages and bands, labels of few values.

    What only labels a person, or is at a genetic level, describes nobody.
    """
    found = []
    genetic = context.policy.words("genotype_names") | context.policy.words("genetic_level_names")
    for role in context.reading.having(*DESCRIBING):
        column = view.columns[role.position]
        if fold(column.path[-1]) in genetic or labels_people(column, context.policy):
            continue
        different = len(set(column.texts)) if view.n_rows <= MOST_ROWS else view.n_rows
        if role.role is not Role.LABEL or 1 < different < max(view.n_rows, 2):
            found.append(column)
    return found


@rule("IL-02", TableView, title="An individual description shared by fewer than 5 people")
def rare_descriptions(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for descriptions of single people that few share.

    What it looks for: in individual-level tables, combinations of the describing columns (phenotype, sex, age band,
    ethnicity ...) that fewer than five rows share, unless supporting counts show that five participants of the library
    do.

    Why it matters: whoever knows the person finds the row.

    What to do: attach supporting counts (`%airlock_evidence`, then `evidence=`), make the description broader, or raise
    a Clinical Collaboration Request through the recruiting clinician.

    Limits: without supporting counts only the table's own rows can be counted, and the library has more people.
    """
    if context.reading.level != "individual" or is_supported(context):
        return
    minimum = int(context.setting("threshold", 5))
    columns = describing_columns(view, context)
    if not columns or view.n_rows > MOST_ROWS:
        return
    combinations = list(zip(*(column.texts for column in columns), strict=True))
    often = Counter(combinations)
    rows = [row for row, combination in enumerate(combinations) if often[combination] < minimum and any(combination)]
    shown = [entry for entry in documents(context) if int(entry["least"]) < minimum]
    if not rows and not shown:
        return
    told = "; supporting counts say so too" if shown else ""
    names = some([f"'{column.label}'" for column in columns], 5)
    yield context.finding(
        f"{plural(len(rows), 'row')} describe people in a way that fewer than {minimum} rows share ({names}){told}.",
        [view.cell(row, columns[0]) for row in rows[: context.limits.places]],
        WAY_OUT.format(minimum=minimum),
        places=len(rows),
    )


@rule("IL-03", TableView, title="Individual-level output without supporting counts")
def without_support(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for individual-level output to which no supporting document is attached.

    What it looks for: a table of people without `evidence=`: search terms, query and resulting counts.

    Why it matters: reviewers ask how many participants fit each description, and wait for the answer.

    What to do: `%airlock_evidence` counts in a frame or in LabKey and keeps the document.

    Limits: whether the counted description is that of the table is the reviewer's judgement.
    """
    if context.reading.level == "individual" and not documents(context):
        yield context.finding(
            "One row per person, and no supporting counts are attached.",
            (Location("whole", "the table"),),
            "Count the participants who share the descriptions: `%airlock_evidence FRAME --query ...`, then evidence=.",
        )
