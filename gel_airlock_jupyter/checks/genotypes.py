"""Genotypes of single people, and groups so small that their figures are nearly that."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.checks.measures import Measures
from gel_airlock_jupyter.checks.rare import Rarity
from gel_airlock_jupyter.checks.variants import cells, measures_of, unreadable
from gel_airlock_jupyter.columns import distinct
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.roles.signature import CASES, CONTROLS, OVERALL, Field
from gel_airlock_jupyter.subjects import TableView

OF_GENOTYPE = (Field.HOMOZYGOTES, Field.HETEROZYGOTES, Field.REFERENCE)


@rule("VR-07", TableView, title="Case or control group below 5")
def small_groups(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for groups of fewer than 5 people behind the figures of variants.

    What it looks for: the number of cases, controls or people tested, per variant or constant, shown, as half the
    number of alleles, as the difference of all and one group, or declared as `n=`; and the number of people with one
    genotype of one variant (`N_case_hom` and the like), which is 1 to 4 people even in a large group.

    Why it matters: a frequency among three people is three genotypes.

    What to do: do not export results of so small a group; write `<5` for the number of people with a genotype
    (`airlock.fix` does), or drop these columns.

    Limits: a group whose size neither the table nor a declaration gives is not seen.
    """
    measures = measures_of(view, context)
    if measures.signature is None or measures.signature.kind == "gene table":
        return
    declared = measures.declared.get("n")
    smallest = context.setting("minimum_group", 5)
    if declared and 0 < declared < smallest:
        yield context.finding(
            f"The figures describe {declared} people (declared).", (Location("whole", "the table"),), NO_SMALL_GROUPS
        )
    for group in dict.fromkeys((OVERALL, *measures.groups, CASES, CONTROLS)):
        yield from _group(measures, group, smallest, context)
        yield from _genotype_counts(measures, group, context)


NO_SMALL_GROUPS = "Leave results of this group out: fewer than 5 people stand behind them."


def _group(measures: Measures, group: str, smallest: int, context: Context) -> Iterator[Finding]:
    for values in measures.of(Field.PEOPLE, group):
        if not values.is_readable:
            yield unreadable(values, context)
    size = _group_size(measures, group)
    if size is None:
        return
    total, rows = size.between(1, smallest - 1, context.limits.places)
    if total:
        who = group or "people tested"
        yield context.finding(
            f"{plural(total, 'variant')}: the {who} number 1-{smallest - 1} ({size.words}).",
            cells(size.values, rows),
            NO_SMALL_GROUPS,
            places=total,
        )


def _group_size(measures: Measures, group: str) -> Rarity | None:
    """Return the number of people in a group for every variant, shown or worked out."""
    people = measures.first(Field.PEOPLE, group)
    if people is not None:
        return Rarity(people, measures.size, people.chunk, people.least, words=f"'{people.label}'")
    alleles = measures.first(Field.ALLELES, group)
    if alleles is not None:
        words = f"half of '{alleles.label}'"
        return Rarity(alleles, measures.size, lambda r: alleles.chunk(r) / 2, alleles.least / 2, words=words)
    everybody = measures.first(Field.PEOPLE, OVERALL)
    other = measures.first(Field.PEOPLE, CONTROLS if group == CASES else CASES)
    if group not in (CASES, CONTROLS) or everybody is None or other is None:
        return None
    words = f"'{everybody.label}' - '{other.label}'"
    lowest = everybody.least - other.most
    return Rarity(everybody, measures.size, lambda r: everybody.chunk(r) - other.chunk(r), lowest, words=words)


def genotype_rarities(measures: Measures, group: str) -> list[Rarity]:
    """Return the numbers of people with each genotype of each variant in a group."""
    found = [values for field in OF_GENOTYPE for values in measures.of(field, group) if values.is_readable]
    return [Rarity(values, measures.size, values.chunk, values.least) for values in found]


def _genotype_counts(measures: Measures, group: str, context: Context) -> Iterator[Finding]:
    for values in (v for field in OF_GENOTYPE for v in measures.of(field, group)):
        if not values.is_readable:
            yield unreadable(values, context)
    most = context.setting("genotype_minimum", 5) - 1
    grouped = group in (CASES, CONTROLS)
    key = "genotype_severity" if grouped else "overall_genotype_severity"
    for rarity in genotype_rarities(measures, group):
        total, rows = rarity.between(1, most, context.limits.places)
        if total:
            yield context.finding(
                f"{plural(total, 'cell')} of '{rarity.values.label}' {'gives' if total == 1 else 'give'} "
                f"1-{most} people with one genotype{f' among the {group}' if grouped else ''}.",
                cells(rarity.values, rows),
                f"Write `{context.setting('mask', '<5')}` in the genotype counts of these rows "
                "(`airlock.fix` does), or drop the columns.",
                severity=context.setting(key, "fail" if grouped else "review"),
                places=total,
            )


@rule("VR-08", TableView, title="Genotypes of single people")
def genotypes_of_people(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for genotypes person by person.

    What it looks for: a VCF with sample columns, PLINK's recoded genotypes, a matrix of 0, 1, 2 (missing, -9) or of
    `0/1`, `A/G`, with people in rows or in columns. Genotypes of one to three people beside fewer than 300 variants
    are a case to be justified; cells of 0, 1, 2 without any telling name are asked about.

    Why it matters: a genome identifies its owner. This is raw data and may not leave.

    What to do: count alleles or genotypes per variant, and filter rare variants.

    Limits: genotypes coded in other ways, or spread over several outputs, are not seen.
    """
    signature = context.reading.genetics
    if signature is None or (context.declared.get("row_is") in ("group", "gene", "site") and not signature.sure):
        return
    found = signature.having(Field.GENOTYPE)
    if not found:
        return
    severity = None if signature.sure else context.setting("unnamed_severity", "review")
    people = len(distinct(view.columns[at.position] for at in found))
    few = signature.kind == "variant list" and people < context.setting("columns", 4)
    if few and view.n_rows < context.setting("rows", 300):
        severity = context.setting("few_severity", "review")
    yield context.finding(
        f"{plural(len(found), 'column')} ({some((at.label for at in found), 3)}) "
        f"{'gives' if len(found) == 1 else 'give'} genotypes of single people: {signature.evidence[-1]}.",
        [view.whole_column(view.columns[at.position]) for at in found],
        "Raw genotypes may not leave: count alleles or genotypes per variant instead.",
        severity=severity,
    )


def small_group_rows(measures: Measures, most: int) -> NDArray[np.int64]:
    """Return the variants with 1 to `most` people in any group."""
    sizes = [_group_size(measures, group) for group in dict.fromkeys((OVERALL, *measures.groups, CASES, CONTROLS))]
    rows = [size.between(1, most, measures.size)[1] for size in sizes if size is not None]
    return np.unique(np.concatenate(rows)) if rows else np.empty(0, dtype=np.int64)


def small_genotype_cells(measures: Measures, most: int) -> dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return, by column position, the rows with 1 to `most` people, and the rows that must be hidden together.

    The genotype counts of a group give each other, and where those of everybody are shown the groups do, too.
    """
    groups = {group: genotype_rarities(measures, group) for group in dict.fromkeys((*measures.groups, CASES, CONTROLS))}
    small = {r: r.between(1, most, measures.size)[1] for found in groups.values() for r in found}
    linked = bool(groups[OVERALL])
    masked: dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]] = {}
    for found in groups.values():
        near = [r for other in groups.values() for r in other] if linked else found
        together = np.unique(np.concatenate([small[r] for r in near])) if near else np.empty(0, dtype=np.int64)
        if len(together):
            masked |= {r.values.at.position: (small[r], together) for r in found}
    return masked
