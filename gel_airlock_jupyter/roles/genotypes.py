"""Tables of genotypes: one column, or one row, for each person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles.signature import Field, FieldAt
from gel_airlock_jupyter.roles.variant_texts import (
    SAMPLE_HEADER,
    VARIANT_HEADER,
    holds_genotypes,
    holds_variants,
    mostly,
)
from gel_airlock_jupyter.subjects import Column, TableView

CODES = (0, 1, 2, -9, -1)
FEWEST = 4
WIDE = 8  # coded columns without any telling name
LONG = 10  # and rows of them


@dataclass(frozen=True)
class Genotypes:
    """The genotype columns of a table, why they are thought so, and whether that is sure."""

    columns: tuple[Column, ...]
    reason: str
    sure: bool = True

    @property
    def fields(self) -> tuple[FieldAt, ...]:
        """Return them as fields."""
        return tuple(FieldAt(c.position, c.label, Field.GENOTYPE) for c in self.columns)


def genotypes_in(view: TableView, fields: tuple[FieldAt, ...], policy: Policy) -> Genotypes | None:
    """Return the genotype columns of a table, or None.

    Parameters
    ----------
    view : TableView
        The table.
    fields : tuple of FieldAt
        Columns already known by name, which are not looked at; a column called `GT` or `genotype` is.
    policy : Policy
        Gives the names of genotype columns and counts.
    """
    known = {at.position for at in fields}
    rest = [c for c in view.body if c.position not in known]
    written = tuple(c for c in rest if holds_genotypes(c))
    if len(written) >= FEWEST:
        return Genotypes(written, f"{len(written)} columns hold genotypes such as `0/1`")
    coded = tuple(c for c in rest if _is_coded(c))
    if len(coded) >= FEWEST and _is_matrix(view, coded, known, policy) is not None:
        reason = _is_matrix(view, coded, known, policy) or ""
        return Genotypes(coded, reason, sure=not reason.startswith("cells"))
    dosed = tuple(c for c in rest if VARIANT_HEADER.fullmatch(c.label) and _is_dosed(c))
    if len(dosed) >= FEWEST:
        return Genotypes(dosed, f"{len(dosed)} columns are called like variants and hold doses from 0 to 2")
    if written:
        return Genotypes(written, f"column '{written[0].label}' holds genotypes", sure=False)
    return None


def _is_coded(column: Column) -> bool:
    """Return whether all cells are 0, 1, 2 or a code for missing."""
    profile = column.profile
    if profile is None or not profile.whole or profile.minimum < min(CODES) or profile.maximum > max(CODES):
        return False
    numbers = np.asarray(column.numbers)
    present = numbers[~np.isnan(numbers)] if numbers.dtype.kind == "f" else numbers
    return bool(np.isin(present, CODES).all())


def _is_dosed(column: Column) -> bool:
    profile = column.profile
    return profile is not None and profile.minimum >= 0 and profile.maximum <= 2


def _is_matrix(view: TableView, coded: tuple[Column, ...], known: set[int], policy: Policy) -> str | None:
    """Return why coded columns are genotypes, or None where they more likely count something."""
    labels = [column.label for column in coded]
    if mostly(labels, VARIANT_HEADER):
        return f"{len(coded)} columns are called like variants and hold 0, 1 and 2"
    counts = policy.words("count_names") | policy.words("genetic_count_names") | policy.words("weak_count_names")
    if any(view.column_axis) and any(view.row_axis) and not _names_people(view):
        return None
    if any(fold(label) in counts for label in labels) or len({*labels}) < len(labels):
        return None
    variants = any(holds_variants(column) for column in view.columns)
    if (variants or known) and mostly(labels, SAMPLE_HEADER):
        return f"rows are variants and {len(coded)} columns are called like samples and hold 0, 1 and 2"
    if variants and len(coded) >= WIDE:
        return f"rows are variants and {len(coded)} columns hold 0, 1 and 2"
    largest = [column.profile.maximum for column in coded if column.profile is not None]
    others = [c for c in view.body if c not in coded and c.numbers is not None]
    if len(coded) >= WIDE and view.n_rows >= LONG and largest.count(2) * 2 > len(coded) and not others and not known:
        return f"cells of {len(coded)} columns are all 0, 1 or 2"
    return None


def _names_people(view: TableView) -> bool:
    names = [name for name in (*view.column_axis, *view.row_axis) if name]
    return mostly(names, SAMPLE_HEADER) or bool({fold(n) for n in names} & {"sample", "iid", "participantid", "platekey"})
