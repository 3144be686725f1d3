"""A system as integer arrays: published numbers moved to the right-hand side, hidden ones as columns."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.system import Key, Relation, System

NO_LIMIT = 1 << 60
"""Stands for "no limit" in bounds and right-hand sides."""


@dataclass(frozen=True)
class Compiled:
    """Hidden variables and the rows that tie them.

    ``lower`` and ``upper`` have one entry per hidden variable; ``entry_row``, ``entry_column``, ``entry_coefficient``
    list the non-zero terms ordered by row, ``start`` their first index per row; ``row_low`` and ``row_high`` are the
    limits that remain when published numbers are subtracted; ``row_relation`` is the index of the relation.
    ``broken`` lists relations between published numbers only that do not hold.
    """

    keys: tuple[Key, ...]
    lower: Ints
    upper: Ints
    entry_row: Ints
    entry_column: Ints
    entry_coefficient: Ints
    start: Ints
    row_low: Ints
    row_high: Ints
    row_relation: Ints
    broken: tuple[int, ...]

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.start)

    def activity(self, values: Ints) -> Ints:
        """Return the sum of each row; ``values`` has shape (variables,) or (tables, variables)."""
        terms = values[..., self.entry_column] * self.entry_coefficient
        if not self.rows:
            return np.zeros((*values.shape[:-1], 0), dtype=np.int64)
        return np.asarray(np.add.reduceat(terms, self.start, axis=-1), dtype=np.int64)

    def accepts(self, values: Ints) -> bool:
        """Return True when one table meets every bound and row."""
        if (values < self.lower).any() or (values > self.upper).any():
            return False
        sums = self.activity(values)
        return bool((sums >= self.row_low).all() and (sums <= self.row_high).all())

    def within(self, lower: Ints, upper: Ints) -> Compiled:
        """Return the same rows over narrower intervals."""
        return replace(self, lower=lower, upper=upper)

    def restricted(self, columns: list[int], rows: list[int]) -> Compiled:
        """Return the part with these columns and rows, renumbered; other columns are taken as fixed at ``lower``."""
        place = np.full(len(self.lower), -1, dtype=np.int64)
        place[columns] = np.arange(len(columns))
        number = np.full(self.rows, -1, dtype=np.int64)
        number[rows] = np.arange(len(rows))
        entry_row, entry_column = number[self.entry_row], place[self.entry_column]
        kept = (entry_row >= 0) & (entry_column >= 0)
        fixed = (entry_row >= 0) & (entry_column < 0)
        constant = np.zeros(len(rows), dtype=np.int64)
        np.add.at(constant, entry_row[fixed], self.entry_coefficient[fixed] * self.lower[self.entry_column[fixed]])
        low, high = self.row_low[rows], self.row_high[rows]
        return Compiled(
            tuple(self.keys[c] for c in columns),
            self.lower[columns],
            self.upper[columns],
            entry_row[kept],
            entry_column[kept],
            self.entry_coefficient[kept],
            np.searchsorted(entry_row[kept], np.arange(len(rows))),
            np.where(np.abs(low) < NO_LIMIT, low - constant, low),
            np.where(np.abs(high) < NO_LIMIT, high - constant, high),
            self.row_relation[rows],
            (),
        )


def _reduced(relation: Relation, place: dict[Key, int], system: System) -> tuple[dict[int, int], int]:
    """Return a relation's coefficients by column, and the sum of what is known of it."""
    constant = 0
    terms: dict[int, int] = {}
    for key, coefficient in relation.terms:
        column = place.get(key)
        if column is None:
            constant += coefficient * system.variables[key].lower
        else:
            terms[column] = terms.get(column, 0) + coefficient
    return {column: coefficient for column, coefficient in terms.items() if coefficient}, constant


class _Rows:
    """Rows collected one by one."""

    def __init__(self) -> None:
        self.row: list[int] = []
        self.column: list[int] = []
        self.coefficient: list[int] = []
        self.start: list[int] = []
        self.low: list[int] = []
        self.high: list[int] = []
        self.owner: list[int] = []

    def add(self, terms: dict[int, int], low: int, high: int, owner: int) -> None:
        """Add one row."""
        self.start.append(len(self.column))
        self.row.extend([len(self.owner)] * len(terms))
        self.column.extend(terms)
        self.coefficient.extend(terms.values())
        self.low.append(low)
        self.high.append(high)
        self.owner.append(owner)


def compile_system(system: System, skip: frozenset[int] = frozenset()) -> Compiled:
    """Return the arrays of a system without the relations numbered in ``skip``."""
    variables = system.variables
    used = {key for relation in system.relations for key, _ in relation.terms}
    place: dict[Key, int] = {}
    for key, variable in variables.items():
        if variable.lower != variable.upper and (key in used or variable.protected):
            place[key] = len(place)
    rows, broken = _Rows(), []
    for number, relation in enumerate(system.relations):
        if number in skip:
            continue
        constant = 0
        terms: dict[int, int] = {}
        for key, coefficient in relation.terms:
            column = place.get(key)
            if column is None:
                constant += coefficient * variables[key].lower
            else:
                terms[column] = terms.get(column, 0) + coefficient
        low = -NO_LIMIT if relation.lower is None else relation.lower - constant
        high = NO_LIMIT if relation.upper is None else relation.upper - constant
        terms = {column: c for column, c in terms.items() if c}
        if terms:
            rows.add(terms, low, high, number)
        elif low > 0 or high < 0:
            broken.append(number)
    return _as_arrays(system, tuple(place), rows, tuple(broken))


def _as_arrays(system: System, keys: tuple[Key, ...], rows: _Rows, broken: tuple[int, ...]) -> Compiled:
    variables = system.variables
    uppers = [variables[key].upper for key in keys]
    return Compiled(
        keys,
        np.array([variables[key].lower for key in keys], dtype=np.int64),
        np.array([NO_LIMIT if upper is None else upper for upper in uppers], dtype=np.int64),
        np.array(rows.row, dtype=np.int64),
        np.array(rows.column, dtype=np.int64),
        np.array(rows.coefficient, dtype=np.int64),
        np.array(rows.start, dtype=np.int64),
        np.array(rows.low, dtype=np.int64),
        np.array(rows.high, dtype=np.int64),
        np.array(rows.owner, dtype=np.int64),
        broken,
    )
