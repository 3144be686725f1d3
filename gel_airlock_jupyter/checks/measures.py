"""The figures of a table of variants, by field and group, whichever way the table is turned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.checks.long_form import LongForm
from gel_airlock_jupyter.checks.variant_numbers import INFO_FIELDS, info_numbers, numbers_in, triple_numbers
from gel_airlock_jupyter.columns import Column, Profile, profile_of
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles.model import Reading
from gel_airlock_jupyter.roles.role import Role
from gel_airlock_jupyter.roles.signature import CASES, CONTROLS, OVERALL, Field, FieldAt, Signature
from gel_airlock_jupyter.subjects import TableView

MASKED_BY = {Field.COUNT: "VR-02", Field.FREQUENCY: "VR-03"}
HEAD = 200
BY_ROLE = {Role.ALLELE_COUNT: Field.COUNT, Role.ALLELE_NUMBER: Field.ALLELES, Role.FREQUENCY: Field.FREQUENCY}


@dataclass(frozen=True, eq=False)
class Values:
    """The numbers of one field, loaded only where the profile does not settle the question.

    Parameters
    ----------
    at : FieldAt
        The field.
    load : callable
        Gives an array of shape (n,) with NaN where missing, None where the cells cannot be read.
    profile : Profile or None
        Their aggregates; None where there is no number.
    is_readable : bool
        Whether every cell is a number or missing.
    place, whole : callable, Location
        The place of the figure of one variant, and of all.
    scale : float
        Turns them into the field's own unit (0.01 for a frequency in percent).
    """

    at: FieldAt
    load: Callable[[], NDArray[Any] | None]
    profile: Profile | None
    is_readable: bool
    place: Callable[[int], Location]
    whole: Location
    scale: float = 1.0

    @cached_property
    def numbers(self) -> NDArray[Any] | None:
        """Return the numbers as stored."""
        return self.load()

    @property
    def label(self) -> str:
        """Return the header."""
        return self.at.label

    @cached_property
    def tolerance(self) -> float:
        """Return how far a number may be off by its storage alone; more where all fit into 32 bits."""
        if self.numbers is None:
            return 1e-9
        head = np.asarray(self.numbers[:HEAD], dtype=np.float64)
        single = head.astype(np.float32).astype(np.float64)
        return 1e-6 if bool(((head == single) | np.isnan(head)).all()) else 1e-9

    def chunk(self, rows: slice) -> NDArray[np.float64]:
        """Return some of the numbers, in the field's own unit."""
        if self.numbers is None:
            return np.full(rows.stop - rows.start, np.nan)
        part = np.asarray(self.numbers[rows], dtype=np.float64)
        return part if self.scale == 1.0 else part * self.scale

    @property
    def least(self) -> float:
        """Return the smallest number, infinity where there is none."""
        return self.profile.minimum * self.scale if self.profile else np.inf

    @property
    def most(self) -> float:
        """Return the largest number, minus infinity where there is none."""
        return self.profile.maximum * self.scale if self.profile else -np.inf


class Measures:
    """The figures of a table.

    Parameters
    ----------
    view : TableView
        The table.
    reading : Reading
        Its roles and signature.
    policy : Policy
        Says which texts are masks.
    declared : mapping
        `n` is the number of people where the table does not give it.
    """

    def __init__(self, view: TableView, reading: Reading, policy: Policy, declared: Mapping[str, Any]) -> None:
        self.view, self.reading, self.policy, self.declared = view, reading, policy, declared

    @cached_property
    def signature(self) -> Signature | None:
        """Return the table's signature; columns with the role of an allele count or frequency are enough for one."""
        if self.reading.genetics is not None:
            return self.reading.genetics
        fields = tuple(FieldAt(c.position, c.label, BY_ROLE[c.role]) for c in self.reading.having(*BY_ROLE))
        wanted = {Field.COUNT, Field.FREQUENCY}
        if not any(at.field in wanted for at in fields):
            return None
        return Signature("variant list", fields, ("a column holds allele counts or frequencies",))

    @property
    def size(self) -> int:
        """Return the number of variants: rows, or columns of a turned table."""
        if self.long is not None:
            return self.long.size
        turned = self.signature is not None and self.signature.turned
        return len(self.turned_columns) if turned else self.view.n_rows

    @cached_property
    def long(self) -> LongForm | None:
        """Return the table's long form, where it has one."""
        where = self.signature.melted if self.signature is not None else None
        return LongForm(self.view, *where) if where is not None else None

    @cached_property
    def turned_columns(self) -> tuple[Column, ...]:
        """Return the columns of a turned table that are variants."""
        labels = next((c for c in self.view.columns if c.kind == "text"), None)
        return tuple(column for column in self.view.body if column is not labels)

    @cached_property
    def all(self) -> tuple[Values, ...]:
        """Return the figures of every field that has any."""
        if self.signature is None:
            return ()
        wanted: tuple[Field, ...] = (
            Field.COUNT,
            Field.ALLELES,
            Field.FREQUENCY,
            Field.PEOPLE,
            Field.HOMOZYGOTES,
            Field.HETEROZYGOTES,
            Field.REFERENCE,
        )
        if self.long is not None and not self.long.is_aligned:
            wanted = (Field.COUNT, Field.FREQUENCY)
        found = [self._values(at) for at in self.signature.having(*wanted)]
        for at in self.signature.having(Field.INFO):
            found += self._in_info(at)
        for at in self.signature.having(Field.TRIPLE):
            found += self._in_triples(at)
        return tuple(found)

    def of(self, field: Field, group: str = OVERALL) -> tuple[Values, ...]:
        """Return the columns with a field of a group."""
        return tuple(values for values in self.all if values.at.field is field and values.at.group == group)

    def first(self, field: Field, group: str = OVERALL) -> Values | None:
        """Return the first readable column with a field of a group."""
        return next((values for values in self.of(field, group) if values.is_readable), None)

    @property
    def groups(self) -> tuple[str, ...]:
        """Return everybody and the populations: cases and controls are judged apart."""
        named = {values.at.group for values in self.all} - {CASES, CONTROLS, OVERALL}
        return (OVERALL, *sorted(named))

    @property
    def frequency_groups(self) -> tuple[str, ...]:
        """Return the groups whose frequencies are judged: cases and controls only where nothing else is shown."""
        for group in self.groups:
            if self.of(Field.FREQUENCY, group) or self.of(Field.COUNT, group):
                return self.groups
        return (*self.groups, CASES, CONTROLS)

    def _mask(self, field: Field) -> str:
        if field in (Field.PEOPLE, Field.ALLELES):
            return ""
        settings = self.policy.settings(MASKED_BY.get(field, "VR-07"))
        masking = settings.get("fix", "mask") == "mask"
        return str(settings.get("mask", "")) if masking else ""

    def _values(self, at: FieldAt) -> Values:
        if self.signature is not None and self.signature.turned:
            return self._turned(at)
        if self.long is not None:
            return self._long(at, self.long)
        column = self.view.columns[at.position]
        whole, place = self.view.whole_column(column), lambda row: self.view.cell(row, column)
        if column.kind in ("whole", "number"):
            scale = _scale(at, column.profile, written=False)
            return Values(at, lambda: column.numbers, column.profile, True, place, whole, scale)
        stored = column.numbers
        numbers = numbers_in(column.texts, at.field, self._mask(at.field)) if stored is None else stored
        written = stored is None and any("%" in text for text in column.texts[:HEAD])
        return _written(at, numbers, place, whole, written)

    def _turned(self, at: FieldAt) -> Values:
        columns = self.turned_columns
        numbers = numbers_in((column.texts[at.position] for column in columns), at.field, self._mask(at.field))
        whole = Location("row", f"row '{at.label}'", at.position)
        place = lambda variant: self.view.cell(at.position, columns[variant])  # noqa: E731 - closes over the columns
        written = any("%" in column.texts[at.position] for column in columns[:HEAD])
        return _written(at, numbers, place, whole, written)

    def _long(self, at: FieldAt, long: LongForm) -> Values:
        rows = long.rows[at.label]
        column = long.values
        numbers = column.numbers
        texts = [column.texts[row] for row in rows.tolist()] if numbers is None else []
        found = numbers_in(texts, at.field, self._mask(at.field)) if numbers is None else numbers[rows].astype(float)
        if found is not None:
            found = np.append(found, np.full(long.size - len(found), np.nan))
        written = any("%" in text for text in texts[:HEAD])
        whole = Location("column", f"column '{column.label}', rows '{at.label}'", None, column.position)
        return _written(at, found, lambda variant: self.view.cell(int(rows[variant]), column), whole, written)

    def _in_triples(self, at: FieldAt) -> list[Values]:
        column = self.view.columns[at.position]
        numbers = triple_numbers(column.texts)
        found = []
        for part, field in enumerate((Field.HOMOZYGOTES, Field.HETEROZYGOTES, Field.REFERENCE)):
            inner = FieldAt(at.position, at.label, field, at.group)
            values = None if numbers is None else np.ascontiguousarray(numbers[:, part])
            whole = self.view.whole_column(column)
            found.append(_written(inner, values, lambda row: self.view.cell(row, column), whole, written=False))
        return found

    def _in_info(self, at: FieldAt) -> list[Values]:
        if self.signature is None or self.signature.turned:
            return []
        column = self.view.columns[at.position]
        found = []
        for key, numbers in info_numbers(column.texts).items():
            inner = FieldAt(at.position, f"{at.label}, {key}", INFO_FIELDS[key])
            whole = self.view.whole_column(column)
            found.append(_written(inner, numbers, lambda row: self.view.cell(row, column), whole, written=False))
        return found


def _written(
    at: FieldAt, numbers: NDArray[Any] | None, place: Callable[[int], Location], whole: Location, written: bool
) -> Values:
    """Return the figures of cells that had to be read already; `written` says that they carry percent signs."""
    profile = profile_of(numbers)
    return Values(at, lambda: numbers, profile, numbers is not None, place, whole, _scale(at, profile, written))


def _scale(at: FieldAt, profile: Profile | None, written: bool) -> float:
    """Return 0.01 for a frequency in percent: called so, or beyond 1; cells with a percent sign are read already."""
    if at.field is not Field.FREQUENCY or profile is None:
        return 1.0
    name = fold(at.label)
    named = not written and ("%" in name or name.endswith(("pct", "percent")))
    return 0.01 if (named or profile.maximum > 1 + 1e-9) and profile.maximum <= 100 else 1.0
