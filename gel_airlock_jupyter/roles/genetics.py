"""Tables of variants, genes and genotypes, known by their columns whatever program wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles.fields import fields_at
from gel_airlock_jupyter.roles.gene_sets import gene_sets
from gel_airlock_jupyter.roles.genotypes import FEWEST, genotypes_in
from gel_airlock_jupyter.roles.melted import melted
from gel_airlock_jupyter.roles.programs import program_of
from gel_airlock_jupyter.roles.role import Role
from gel_airlock_jupyter.roles.shape import is_count_like, shape_of
from gel_airlock_jupyter.roles.signature import CASES, CONTROLS, OVERALL, ROLES, Field, FieldAt, Signature
from gel_airlock_jupyter.roles.variant_texts import (
    holds_alleles,
    holds_genotypes,
    holds_info,
    holds_triples,
    holds_variant_lists,
    holds_variants,
)
from gel_airlock_jupyter.subjects import Column, TableView

FIGURES = (Field.COUNT, Field.FREQUENCY, Field.HOMOZYGOTES, Field.HETEROZYGOTES, Field.TRIPLE)
TESTS = (Field.P_VALUE, Field.EFFECT, Field.SCORE, Field.ERROR)
OBSERVED_ALLELES = "obsct"  # PLINK 2: people in association results, alleles in frequency reports
FEWEST_TESTED = 50  # beside variants without a test, a smaller `n` counts carriers
KEY_ROWS = 100_000
TURNED_ROWS = 64


def signature_of(view: TableView, policy: Policy, declared: Mapping[str, Any]) -> Signature | None:
    """Return what makes a table one about variants, genes or genotypes; None for any other table.

    Parameters
    ----------
    view : TableView
        The table.
    policy : Policy
        Gives the vocabularies.
    declared : mapping
        `roles` and `counts` take columns out of the signature or put them in.
    """
    if not view.n_rows or not view.body or shape_of(view, policy) in ("describe", "correlation"):
        return None
    found = _melted(view, policy) or _signature(view, policy) or _turned(view, policy)
    return _corrected(found, view, declared) if found else None


def _signature(view: TableView, policy: Policy) -> Signature | None:
    fields = _fields(view, policy)
    labels = {fold(part) for column in view.columns for part in (column.label, column.path[-1])}
    people = labels & policy.words("pedigree_person_names") and labels & policy.words("pedigree_names")
    genotypes = genotypes_in(view, tuple(at for at in fields if at.field not in (*TESTS, Field.DETAIL)), policy)
    if people:
        more = genotypes.fields if genotypes else ()
        return Signature("plink pedigree", more, ("columns FID and IID name families and people, as PLINK does",))
    has = {at.field for at in fields}
    found = _vcf(view, fields, has) or gene_sets(view, fields, policy) or _by_fields(view, fields, has)
    if genotypes is None:
        return found
    if found and found.has_variants:
        if found.kind == "vcf" or Field.FORMAT in has:
            return replace(
                found,
                kind="vcf with samples",
                fields=(*found.fields, *genotypes.fields),
                evidence=(*found.evidence, genotypes.reason),
            )
        if genotypes.people < FEWEST:
            return replace(found, fields=(*found.fields, *genotypes.fields))
    if genotypes.people < FEWEST:
        return found
    return Signature("genotype matrix", (*fields, *genotypes.fields), (genotypes.reason,), sure=genotypes.sure)


def _fields(view: TableView, policy: Policy) -> tuple[FieldAt, ...]:
    """Return the fields told by headers, kept where the cells do not contradict; and columns of variant names."""
    named = {at.position: at for at in fields_at([(c.position, c.path, c.label) for c in view.columns], policy)}
    found = []
    for column in view.columns:
        at = named.get(column.position)
        if at and not _contradicts(column, at.field):
            if at.field is Field.VARIANT and not holds_variants(column) and holds_variant_lists(column):
                at = replace(at, field=Field.MARKERS)
            found.append(at)
        elif fold(column.path[-1]) == "format" and column.kind == "text":
            found.append(FieldAt(column.position, column.label, Field.FORMAT))
        elif holds_triples(column):
            found.append(FieldAt(column.position, column.label, Field.TRIPLE, _group_of(column, policy)))
        elif holds_info(column):
            found.append(FieldAt(column.position, column.label, Field.INFO))
        elif holds_variants(column):
            found.append(FieldAt(column.position, column.label, Field.VARIANT))
        elif fold(column.path[-1]) not in policy.words("genotype_names") and holds_variant_lists(column):
            found.append(FieldAt(column.position, column.label, Field.MARKERS))
    return tuple(found)


def _group_of(column: Column, policy: Policy) -> str:
    name = fold(column.path[-1])
    if name in policy.words("case_words"):
        return CASES
    return CONTROLS if name in policy.words("control_words") else OVERALL


def _contradicts(column: Column, field: Field) -> bool:
    """Return whether the cells cannot be what the header says."""
    if field is Field.DETAIL:
        return holds_info(column)
    if field in (Field.MARKERS, Field.GENE):
        return column.kind not in ("text", "other") or is_count_like(column)
    if field in (Field.EFFECT, Field.SCORE, Field.ERROR, Field.PEOPLE, Field.POSITION):
        return column.kind in ("text", "date", "boolean") and not _reads_as_numbers(column)
    return column.kind in ("date", "boolean") or (field is not Field.ALLELE and holds_genotypes(column))


def _reads_as_numbers(column: Column) -> bool:
    texts = [text for text in column.texts[:50] if text.strip() not in ("", ".", "NA", "nan")]
    return bool(texts) and all(any(character.isdigit() for character in text) for text in texts)


def _vcf(view: TableView, fields: tuple[FieldAt, ...], has: set[Field]) -> Signature | None:
    headers = {fold(column.path[-1]) for column in view.columns}
    placed = {"ref", "alt"} <= headers and {Field.CHROMOSOME, Field.POSITION} <= has and Field.P_VALUE not in has
    if placed and (Field.FORMAT in has or Field.INFO in has or {"qual", "filter"} & headers):
        return Signature("vcf", _without_tests(fields), ("columns CHROM, POS, REF and ALT as in a VCF",))
    return None


def _by_fields(view: TableView, fields: tuple[FieldAt, ...], has: set[Field]) -> Signature | None:
    placed = Field.POSITION in has and Field.CHROMOSOME in has
    tested = Field.P_VALUE in has or {Field.SCORE, Field.PEOPLE} <= has
    sized = bool(has & {Field.EFFECT, Field.SCORE, Field.ERROR})
    named = _is_named(view, fields)
    nucleotides = Field.ALLELE in has and all(
        holds_alleles(view.columns[at.position]) for at in fields if at.field is Field.ALLELE
    )
    per_gene = Field.GENE in has or Field.MARKERS in has or (Field.ALLELE in has and not nucleotides)
    if tested and per_gene and not (nucleotides and (placed or named)):
        what = "burden tests" if Field.MARKERS not in has else "burden tests with the variants of each gene"
        return Signature("gene burden", _of_genes(fields, view), (f"rows are genes with p-values: {what}",))
    if tested and sized and (named or Field.VARIANT in has or placed) and (nucleotides or placed):
        program = program_of(view.columns)
        return Signature("gwas", fields, (f"columns {_listed(fields)} as in GWAS summary statistics{program}",))
    if named or (placed and not (Field.GENE in has and not nucleotides and not has & set(FIGURES))):
        fields = _without_tests(_read_people(fields, view, has))
        return Signature("variant list", fields, ("rows are variants",))
    if nucleotides and has & set(FIGURES) and Field.VARIANT in has:
        return Signature("variant list", _without_tests(_read_people(fields, view, has)), ("rows are variants",))
    if Field.GENE in has:
        kind: Any = "gene table" if _is_unique(view, fields) or not has & set(FIGURES) else "variant list"
        # Without a p-value nothing was tested: an `n` beside genes counts their carriers, whatever else is shown.
        fields = _without_tests(_read_people(fields, view, has - set(TESTS)))
        return Signature(kind, fields, ("rows are genes",))
    return None


def _of_genes(fields: tuple[FieldAt, ...], view: TableView) -> tuple[FieldAt, ...]:
    """Return the fields of a burden table: an `ID` names genes, and an `n` that varies counts carriers."""
    found = []
    for at in fields:
        column = view.columns[at.position]
        if at.field is Field.VARIANT and not holds_variants(column):
            at = replace(at, field=Field.GENE)
        if at.field is not Field.PEOPLE or _is_sample_size(column):
            found.append(at)
    return tuple(found)


def _is_named(view: TableView, fields: tuple[FieldAt, ...]) -> bool:
    return any(at.field is Field.VARIANT and holds_variants(view.columns[at.position]) for at in fields)


def _is_unique(view: TableView, fields: tuple[FieldAt, ...]) -> bool:
    genes = [view.columns[at.position] for at in fields if at.field is Field.GENE]
    return view.n_rows <= KEY_ROWS and all(len(set(gene.texts)) == view.n_rows for gene in genes[:1])


def _without_tests(fields: tuple[FieldAt, ...]) -> tuple[FieldAt, ...]:
    """Return the fields without what only a test makes sure of: `effect` may be a consequence."""
    return tuple(at for at in fields if at.field not in (Field.EFFECT, Field.SCORE, Field.ERROR))


def _read_people(fields: tuple[FieldAt, ...], view: TableView, has: set[Field]) -> tuple[FieldAt, ...]:
    """Return the fields with `n` left out where it counts carriers, and read as alleles where PLINK means that."""
    kept = []
    for at in fields:
        if at.field is Field.PEOPLE and not has & set(TESTS):
            if fold(at.label) == OBSERVED_ALLELES:
                at = replace(at, field=Field.ALLELES)
            elif not _is_sample_size(view.columns[at.position]):
                continue
        kept.append(at)
    return tuple(kept)


def _is_sample_size(column: Column) -> bool:
    profile = column.profile
    return profile is not None and profile.minimum >= FEWEST_TESTED and profile.minimum * 2 >= profile.maximum


def _listed(fields: tuple[FieldAt, ...]) -> str:
    return ", ".join(at.label for at in fields[:4])


def _turned(view: TableView, policy: Policy) -> Signature | None:
    """Return the signature of a table whose rows are the fields and whose columns are variants."""
    if view.n_rows > TURNED_ROWS:
        return None
    labels = next((c for c in view.columns if c.kind == "text" and len(set(c.texts)) == view.n_rows), None)
    if labels is None:
        return None
    fields = fields_at([(row, (text,), text) for row, text in enumerate(labels.texts)], policy)
    has = {at.field for at in fields}
    named = Field.VARIANT in has or {Field.CHROMOSOME, Field.POSITION} <= has
    named = named or any(holds_variants_header(c) for c in view.body)
    if len(has) < 3 or not named or not has & {Field.ALLELE, Field.CHROMOSOME} or not has & {*FIGURES, Field.P_VALUE}:
        return None
    kind: Any = "gwas" if has & {Field.P_VALUE, Field.SCORE} and has & {Field.EFFECT, Field.ERROR} else "variant list"
    return Signature(kind, fields, (f"rows {_listed(fields)} describe variants, one in each column",), turned=True)


def _melted(view: TableView, policy: Policy) -> Signature | None:
    """Return the signature of a table in long form."""
    long = melted(view, policy)
    if long is None:
        return None
    names = tuple(
        FieldAt(c.position, c.label, Field.VARIANT) for c in view.columns if c is not long.names and holds_variants(c)
    )
    evidence = f"'{long.names.label}' names figures of variants and '{long.values.label}' gives them"
    where = (long.names.position, long.values.position)
    return Signature("variant list", (*names, *long.fields), (evidence,), melted=where)


def holds_variants_header(column: Column) -> bool:
    """Return whether a header is the name of a variant."""
    from gel_airlock_jupyter.roles.variant_texts import VARIANT

    return VARIANT.fullmatch(column.path[-1]) is not None


def _corrected(found: Signature, view: TableView, declared: Mapping[str, Any]) -> Signature:
    """Return the signature with declared roles put in and other declared columns taken out."""
    roles = {str(label): str(role) for label, role in (declared.get("roles") or {}).items()}
    taken = {*roles, *(declared.get("counts") or ())}
    kept = [at for at in found.fields if at.label not in taken or str(at.role) == roles.get(at.label)]
    known = {at.position for at in kept}
    if not found.turned:
        for column in view.columns:
            field = FIELD_OF.get(roles.get(column.label, ""))
            if field and column.position not in known:
                kept.append(FieldAt(column.position, column.label, field))
    return replace(found, fields=tuple(kept))


FIELD_OF = {str(ROLES[field]): field for field in (Field.COUNT, Field.ALLELES, Field.FREQUENCY, Field.PEOPLE)}


def role_in(found: Signature, column: Column) -> tuple[Role, str] | None:
    """Return the role of a column by the signature of its table, and why."""
    if found.turned:
        return None if column.kind == "text" else (Role.NUMBER, "each column is a variant")
    if found.melted is not None and column.position == found.melted[1]:
        return Role.NUMBER, f"{found.evidence[0]}"
    at = next((at for at in found.fields if at.position == column.position), None)
    return (at.role, f"the {at.words}, by its name or cells, in a table of kind {found.kind}") if at else None


def is_per_gene(view: TableView, found: Signature, policy: Policy) -> bool:
    """Return whether rows are genes and nothing but genes and genetic categories, so that counts need no mask (CT-06).

    A count per gene and disease, sex or age band is one of people with a phenotype.
    """
    if found.kind not in ("gene table", "gene burden") or found.turned:
        return False
    known = {at.position for at in found.fields}
    allowed = policy.words("genetic_level_names") | policy.words("gene_names")
    axes = [fold(name) for name in view.column_axis if name]
    labels = [
        c
        for c in view.columns
        if c.position not in known
        and (c.is_index or c.kind in ("date", "boolean") or (c.kind == "text" and not is_count_like(c)))
    ]
    return all(fold(column.path[-1]) in allowed for column in labels) and all(axis in allowed for axis in axes)
