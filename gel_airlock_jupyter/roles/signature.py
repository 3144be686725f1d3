"""What a table of variants, genes or genotypes is, as a plain value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from gel_airlock_jupyter.roles.role import Role

Kind = Literal[
    "gwas", "variant list", "vcf", "vcf with samples", "plink pedigree", "genotype matrix", "gene burden", "gene table"
]
VARIANT_KINDS: frozenset[Kind] = frozenset({"gwas", "variant list", "vcf", "vcf with samples"})
PERSON_KINDS: frozenset[Kind] = frozenset({"plink pedigree", "genotype matrix", "vcf with samples"})

OVERALL, CASES, CONTROLS = "", "cases", "controls"


class Field(StrEnum):
    """Canonical fields of tables about variants, whatever a program calls them."""

    CHROMOSOME = "chromosome"
    POSITION = "position"
    VARIANT = "variant"
    MARKERS = "variants of a gene"
    ALLELE = "allele"
    P_VALUE = "p-value"
    EFFECT = "effect size"
    ERROR = "standard error"
    SCORE = "test statistic"
    FREQUENCY = "allele frequency"
    COUNT = "allele count"
    ALLELES = "number of alleles"
    PEOPLE = "number of people tested"
    HOMOZYGOTES = "homozygous carriers"
    HETEROZYGOTES = "heterozygous carriers"
    REFERENCE = "people without the allele"
    TRIPLE = "people with two, one and no copies"
    GENE = "gene"
    DETAIL = "detail of the test"
    INFO = "VCF INFO"
    FORMAT = "VCF FORMAT"
    GENOTYPE = "genotype of one person"


ROLES: dict[Field, Role] = {
    Field.CHROMOSOME: Role.CHROMOSOME,
    Field.POSITION: Role.POSITION,
    Field.VARIANT: Role.VARIANT,
    Field.MARKERS: Role.VARIANT,
    Field.ALLELE: Role.ALLELE,
    Field.P_VALUE: Role.P_VALUE,
    Field.EFFECT: Role.STATISTIC,
    Field.ERROR: Role.STATISTIC,
    Field.SCORE: Role.STATISTIC,
    Field.FREQUENCY: Role.FREQUENCY,
    Field.COUNT: Role.ALLELE_COUNT,
    Field.ALLELES: Role.ALLELE_NUMBER,
    Field.PEOPLE: Role.SAMPLE_SIZE,
    Field.HOMOZYGOTES: Role.GENETIC_COUNT,
    Field.HETEROZYGOTES: Role.GENETIC_COUNT,
    Field.REFERENCE: Role.GENETIC_COUNT,
    Field.TRIPLE: Role.GENETIC_COUNT,
    Field.GENE: Role.GENE,
    Field.DETAIL: Role.NUMBER,
    Field.INFO: Role.TEXT,
    Field.FORMAT: Role.TEXT,
    Field.GENOTYPE: Role.GENOTYPE,
}


@dataclass(frozen=True, slots=True)
class FieldAt:
    """One canonical field of a table.

    `position` is that of the column (of the row, in a turned table); `group` is "" for everybody, "cases", "controls",
    or the name of a population.
    """

    position: int
    label: str
    field: Field
    group: str = OVERALL

    @property
    def role(self) -> Role:
        """Return the role a column with this field has."""
        return ROLES[self.field]

    @property
    def words(self) -> str:
        """Return what it holds, in words."""
        return f"{self.field} of {self.group}" if self.group else str(self.field)


@dataclass(frozen=True, slots=True)
class Signature:
    """What makes a table one about variants, genes or genotypes.

    Parameters
    ----------
    kind : str
        What the table is.
    fields : tuple of FieldAt
        The canonical field of every column that has one.
    evidence : tuple of str
        Why, in words for the report.
    turned : bool
        Whether the fields are the rows, and each column is a variant.
    melted : (int, int) or None
        In long form, the columns that name the figure and give it.
    sure : bool
        False where only the values point to it (cells of 0, 1, 2 without any name that says genotype).
    """

    kind: Kind
    fields: tuple[FieldAt, ...]
    evidence: tuple[str, ...]
    turned: bool = False
    sure: bool = True
    melted: tuple[int, int] | None = None

    def having(self, *fields: Field, group: str | None = None) -> tuple[FieldAt, ...]:
        """Return the columns with one of the fields, of one group or of all."""
        return tuple(at for at in self.fields if at.field in fields and group in (None, at.group))

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the groups that have any figure, everybody first."""
        return tuple(sorted({at.group for at in self.fields}))

    @property
    def has_variants(self) -> bool:
        """Return whether a row is a variant."""
        return self.kind in VARIANT_KINDS

    @property
    def has_people(self) -> bool:
        """Return whether it gives data of single people."""
        return self.kind in PERSON_KINDS
