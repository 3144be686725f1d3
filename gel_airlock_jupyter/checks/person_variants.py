"""Variants of single people: one each, or several."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.roles.person_labels import labels_people
from gel_airlock_jupyter.roles.variant_texts import holds_variant_lists, holds_variants
from gel_airlock_jupyter.subjects import TableView

MOST_ROWS = 100_000
BETWEEN = re.compile(r"[;,|]\s*|\s+")
PLACE = (Role.CHROMOSOME, Role.POSITION, Role.ALLELE)
Variants = dict[str, set[str]]


def variants_of_people(view: TableView, context: Context) -> tuple[Column | None, Variants] | None:
    """Return the column that labels people, and the variants of each; None where nothing tells whose they are.

    Without such a column, every row is a person where it is declared or read so.
    """
    if context.reading.level != "individual" or not 0 < view.n_rows <= MOST_ROWS:
        return None
    columns = [column for column in view.columns if holds_variants(column) or holds_variant_lists(column)]
    place = [view.columns[role.position] for role in context.reading.having(*PLACE)]
    if not columns and not {Role.CHROMOSOME, Role.POSITION} <= {role.role for role in context.reading.having(*PLACE)}:
        return None
    people = next((column for column in view.columns if _names_people(column, context)), None)
    found: Variants = {}
    for row in range(view.n_rows):
        who = people.texts[row] if people is not None else str(row)
        known = found.setdefault(who, set())
        if columns:
            known.update(part for column in columns for part in BETWEEN.split(column.texts[row].strip()) if part)
        else:
            known.add(":".join(column.texts[row] for column in place))
    return people, found


def _names_people(column: Column, context: Context) -> bool:
    role = context.reading.of(column.position)
    return role is Role.IDENTIFIER or (role is not Role.VARIANT and labels_people(column, context.policy))


@rule("IL-04", TableView, title="Several variants of one person")
def several_variants(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for people of whom more than one variant is given.

    What it looks for: a table of people and variants, in long form, in several columns or as lists in cells, in which
    somebody has two variants or more, and which is not declared as selected for significance.

    Why it matters: few variants together are nobody else's; several are a piece of a genome.

    What to do: keep the one that matters, or declare `selected=True` for variants chosen for their significance (the
    two of a compound heterozygote, say) and justify it.

    Limits: people are known by a column of identifiers or labels such as Participant 1, or by `row_is="participant"`.
    """
    known = variants_of_people(view, context)
    if known is None or context.declared.get("selected"):
        return
    several = [who for who, variants in known[1].items() if len(variants) > 1]
    if several:
        most = max(len(variants) for variants in known[1].values())
        where = Location("whole", "the table") if known[0] is None else view.whole_column(known[0])
        yield context.finding(
            f"{plural(len(several), 'person', 'people')} of {len(known[1]):,} "
            f"{'has' if len(several) == 1 else 'have'} several variants (up to {most}).",
            (where,),
            "Keep one variant of each person, or declare selected=True where they were chosen for significance.",
        )


@rule("IL-05", TableView, title="De-identified genotype only, one variant of each person")
def one_variant_each(view: TableView, context: Context) -> Iterator[Finding]:
    """Note tables that give one variant of each person and nothing else about them.

    What it looks for: people and variants, one each, without columns that describe people: no disease, sex, age, date.

    Why it matters: this may leave when it is justified why single people are needed; the note spares the search.

    What to do: say in the justification why the individual level is needed.

    Limits: an attribute under a name that the policy does not know is not seen.
    """
    known = variants_of_people(view, context)
    if known is None or any(len(variants) > 1 for variants in known[1].values()):
        return
    described = context.reading.having(Role.PERSON, Role.AGE, Role.DATE, Role.IDENTIFIER)
    if described:
        return
    others = some((f"'{c.label}'" for c in view.columns if c is not known[0]), 5)
    yield context.finding(
        f"One variant of each of {plural(len(known[1]), 'person', 'people')}, and nothing that describes them "
        f"({others}).",
        (Location("whole", "the table"),),
        "Say in the justification why the individual level is needed.",
    )
