"""Roles and readings as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from gel_airlock_jupyter.roles.role import Role
from gel_airlock_jupyter.roles.signature import Signature

__all__ = ["ColumnRole", "Reading", "Role"]


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """The role of one column, and why.

    `other_rows` are those of a column of counts whose cells count nobody; `is_sized` says that they are statistics of
    the people whom its other cells count.
    """

    position: int
    label: str
    role: Role
    reason: str
    other_rows: frozenset[int] = frozenset()
    is_sized: bool = False


@dataclass(frozen=True)
class Reading:
    """How a table was understood.

    `level` is "aggregate", "individual", "variant" (a row is a variant or gene), "unsure" or "none" (nothing to
    read); `evidence` says why; `questions` are what only the researcher knows; `genetics` is set for tables of
    variants, genes or genotypes.
    """

    columns: tuple[ColumnRole, ...] = ()
    shape: str = "table"
    level: str = "none"
    evidence: tuple[str, ...] = ()
    questions: tuple[str, ...] = field(default=())
    genetics: Signature | None = None

    def of(self, position: int) -> Role:
        """Return the role of the column at a position."""
        return self._roles.get(position, Role.TEXT)

    @cached_property
    def _roles(self) -> dict[int, Role]:
        return {column.position: column.role for column in self.columns}

    def having(self, *roles: Role) -> tuple[ColumnRole, ...]:
        """Return the columns that have one of the roles."""
        if roles not in self._having:
            self._having[roles] = tuple(column for column in self.columns if column.role in roles)
        return self._having[roles]

    @cached_property
    def _having(self) -> dict[tuple[Role, ...], tuple[ColumnRole, ...]]:
        return {}
