"""Tables of genotypes: one column, or one row, for each person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gel_airlock_jupyter.columns import distinct
from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles.signature import Field, FieldAt
from gel_airlock_jupyter.roles.variant_texts import (
    SAMPLE_HEADER,
    VARIANT_HEADER,
    head_of,
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
    def people(self) -> int:
        """Return how many columns of them are not the same as another one."""
        return len(distinct(self.columns))

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
    samples = _behind_format(view, fields, known)
    if samples:
        return Genotypes(samples, f"column '{samples[0].label}' stands behind FORMAT, where a VCF has its samples")
    if len(distinct(written)) >= FEWEST:
        return Genotypes(written, f"{len(written)} columns hold genotypes such as `0/1`")
    coded = tuple(c for c in rest if _is_coded(c))
    reason, sure = _why_matrix(view, coded, known, policy) if len(distinct(coded)) >= FEWEST else ("", False)
    if reason:
        return Genotypes(_alike(coded), reason, sure)
    dosed = tuple(c for c in rest if VARIANT_HEADER.fullmatch(c.path[-1]) and _is_dosed(c))
    if len(distinct(dosed)) >= FEWEST:
        doubled = any(c.profile is not None and c.profile.maximum > 1 for c in dosed)
        return Genotypes(dosed, f"{len(dosed)} columns are called like variants and hold doses from 0 to 2", doubled)
    if written:
        return Genotypes(written, f"column '{written[0].label}' holds genotypes", sure=False)
    return None


def _behind_format(view: TableView, fields: tuple[FieldAt, ...], known: set[int]) -> tuple[Column, ...]:
    """Return the sample columns of a VCF, whatever their cells: those behind FORMAT, or written like genotypes."""
    at = next((at.position for at in fields if at.field is Field.FORMAT), None)
    if at is None or not {Field.CHROMOSOME, Field.POSITION} <= {field.field for field in fields}:
        return ()
    return tuple(c for c in view.body if c.position not in known and (c.position > at or holds_genotypes(c)))


def _alike(coded: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the coded columns that are called like most of them are: a sex of 1 and 2 is no genotype."""
    for pattern in (VARIANT_HEADER, SAMPLE_HEADER):
        named = tuple(column for column in coded if pattern.fullmatch(column.path[-1]))
        if len(named) * 2 > len(coded):
            return named
    return coded


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


def _why_matrix(view: TableView, coded: tuple[Column, ...], known: set[int], policy: Policy) -> tuple[str, bool]:
    """Return why coded columns are genotypes, and whether that is sure; "" where they more likely count something."""
    labels = [column.path[-1] for column in coded]
    held = f"{len(coded)} columns hold 0, 1 and 2"
    if mostly(labels, VARIANT_HEADER):
        return f"{held} and are called like variants", True
    counts = policy.words("count_names") | policy.words("genetic_count_names") | policy.words("weak_count_names")
    crossed = any(view.column_axis) and any(view.row_axis) and not _names_people(view)
    if crossed or any(fold(label) in counts for label in labels):
        return "", False
    variants = any(_names_variants(column) for column in view.columns)
    if (variants or known) and mostly(labels, SAMPLE_HEADER):
        return f"rows are variants, and {held} and are called like samples", True
    others = [c for c in view.body if c not in coded and c.numbers is not None]
    doubled = sum(column.profile is not None and column.profile.maximum == 2 for column in coded)
    if others or not doubled:
        return "", False
    if variants:
        return f"rows are variants and {held}", len(coded) >= WIDE
    without = sum(column.profile is not None and column.profile.minimum <= 0 for column in coded)
    mixed = doubled * 2 > len(coded) and without * 2 > len(coded)
    if len(coded) >= WIDE and view.n_rows >= LONG and mixed and not known:
        return f"{held} and nothing else", False
    return "", False


def _names_variants(column: Column) -> bool:
    return holds_variants(column) or (column.kind == "text" and mostly(head_of(column), VARIANT_HEADER))


def _names_people(view: TableView) -> bool:
    names = [name for name in (*view.column_axis, *view.row_axis) if name]
    return mostly(names, SAMPLE_HEADER) or bool(
        {fold(n) for n in names} & {"sample", "iid", "participantid", "platekey"}
    )
