"""Counts in tables whose rows are genes, variants or kinds of variants: what they count is not settled by `n`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles import names
from gel_airlock_jupyter.roles.genetics import is_per_gene
from gel_airlock_jupyter.roles.model import ColumnRole, Role
from gel_airlock_jupyter.roles.signature import Signature
from gel_airlock_jupyter.subjects import TableView

BARE = frozenset({"n", "count", "counts", "freq", "frequency", "number", "total"})


def at_genetic_levels(
    view: TableView,
    roles: tuple[ColumnRole, ...],
    policy: Policy,
    declared: Mapping[str, Any],
    genetics: Signature | None,
) -> tuple[ColumnRole, ...]:
    """Return roles with counts per gene, and of a curated list of variants, as genetic ones (CT-06, VR-01).

    A bare `n` or `count` per kind of variant (`consequence`, `sv_type`) may be of variants or of people: it is asked
    about (CT-07).
    """
    if genetics is not None and genetics.has_variants and declared.get("selected"):
        why = "declared: selected=True, a curated list of variants"
        return tuple(_replaced(role, Role.GENETIC_COUNT, why, view, policy) for role in roles)
    if genetics is not None and is_per_gene(view, genetics, policy):
        why = "rows are genes: a count per gene"
        return tuple(_replaced(role, Role.GENETIC_COUNT, why, view, policy) for role in roles)
    if _are_kinds_of_variants(view, roles, policy):
        why = "rows are kinds of variants: it may count variants or people"
        return tuple(
            _replaced(role, Role.UNKNOWN_COUNT, why, view, policy) if fold(role.label) in BARE else role
            for role in roles
        )
    return roles


def _replaced(role: ColumnRole, new: Role, why: str, view: TableView, policy: Policy) -> ColumnRole:
    """Return the role of a count of people changed, unless it was declared or names people by sex, age or fate."""
    of_people = names.words_of(" ".join(view.columns[role.position].path)) & policy.words("phenotype_count_words")
    if role.role is not Role.COUNT or of_people or role.reason.startswith("declared"):
        return role
    return replace(role, role=new, reason=f"{role.reason}, and {why}")


def _are_kinds_of_variants(view: TableView, roles: tuple[ColumnRole, ...], policy: Policy) -> bool:
    """Return whether all labels of the rows are called as kinds of variants are, and no axis by anything else."""
    words = policy.words("variant_kind_names")
    labels = [view.columns[role.position] for role in roles if role.role is Role.LABEL]
    axes = [name for name in view.column_axis if name]
    return bool(labels) and all(fold(label.path[-1]) in words for label in labels) and not axes
