"""Roles and readings as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a column holds."""

    COUNT = "count of people"
    UNKNOWN_COUNT = "count of unknown kind"
    GENETIC_COUNT = "genetic count"
    PERCENTAGE = "percentage"
    STATISTIC = "statistic"
    LABEL = "label"
    IDENTIFIER = "identifier"
    AGE = "age"
    DATE = "date"
    PERSON = "attribute of a person"
    CHROMOSOME = "chromosome"
    POSITION = "position"
    VARIANT = "variant"
    GENE = "gene"
    ALLELE = "allele"
    ALLELE_COUNT = "allele count"
    ALLELE_NUMBER = "allele number"
    FREQUENCY = "allele frequency"
    P_VALUE = "p-value"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """The role of one column, and why."""

    position: int
    label: str
    role: Role
    reason: str


@dataclass(frozen=True)
class Reading:
    """How a table was understood.

    `level` is "aggregate", "individual", "variant" (a row is a variant or gene), "unsure" or "none" (nothing to
    read); `evidence` says why; `questions` are what only the researcher knows.
    """

    columns: tuple[ColumnRole, ...] = ()
    shape: str = "table"
    level: str = "none"
    evidence: tuple[str, ...] = ()
    questions: tuple[str, ...] = field(default=())

    def of(self, position: int) -> Role:
        """Return the role of the column at a position."""
        return next((column.role for column in self.columns if column.position == position), Role.TEXT)

    def having(self, *roles: Role) -> tuple[ColumnRole, ...]:
        """Return the columns that have one of the roles."""
        return tuple(column for column in self.columns if column.role in roles)
