"""Canonical names of cells, so that the same people counted in two tables are one variable."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gel_airlock_jupyter.disclosure.grids import Grid
from gel_airlock_jupyter.disclosure.labels import is_total
from gel_airlock_jupyter.disclosure.system import Key

Condition = tuple[str, frozenset[str]]
PEOPLE = frozenset({"n", "0", "count", "counts", "size", "people", "participants", "patients", "persons"})
"""Labels of a column that simply counts people."""


@dataclass(frozen=True, slots=True)
class CellKey:
    """A count of people by what they have in common.

    Parameters
    ----------
    population : str
        Data set and version the people come from.
    measure : str
        What is counted; empty for people.
    conditions : frozenset of (attribute, values)
        Filters and row and column categories alike. A total has no condition on its attribute.
    """

    population: str
    measure: str
    conditions: frozenset[Condition]

    def is_within(self, other: CellKey) -> bool:
        """Return True when everyone counted here is also counted there."""
        if self == other or (self.population, self.measure) != (other.population, other.measure):
            return False
        own = dict(self.conditions)
        return all(name in own and own[name] <= values for name, values in other.conditions)


def condition(attribute: str, *values: str) -> Condition:
    """Return one condition: the attribute has one of these values."""
    return attribute.strip().casefold(), frozenset(value.strip().casefold() for value in values)


def cell_keys(
    grid: Grid,
    population: str,
    row_names: tuple[str, ...],
    column_names: tuple[str, ...] = (),
    filters: Iterable[Condition] = (),
) -> Callable[[int, int], Key]:
    """Return the key of each cell of a grid.

    Parameters
    ----------
    grid : Grid
        The table.
    population : str
        Data set and version.
    row_names, column_names : tuple of str
        Name of each level of the row and of the column labels ("sex", "age band"). Without column names the columns
        are measures, and their labels name them.
    filters : iterable of (attribute, values)
        Conditions that hold for the whole table, such as ``condition("sex", "female")``.
    """
    common = list(filters)

    def key(row: int, column: int) -> CellKey:
        conditions = [*common, *_of_path(grid.rows[row], row_names)]
        measure = ""
        if column_names:
            conditions += _of_path(grid.columns[column], column_names)
        else:
            measure = " / ".join(part.strip().casefold() for part in grid.columns[column])
            measure = "" if measure in PEOPLE else measure
        return CellKey(population, measure, _merged(conditions))

    return key


def _of_path(path: tuple[str, ...], names: tuple[str, ...]) -> list[Condition]:
    """Return the conditions of a label path; totals and empty labels set none."""
    found = []
    for level, text in enumerate(path):
        name = names[level] if level < len(names) and names[level] else f"level {level + 1}"
        if text.strip() and not is_total(text):
            found.append(condition(name, text))
    return found


def _merged(conditions: list[Condition]) -> frozenset[Condition]:
    """Join conditions on one attribute: all of them must hold."""
    joined: dict[str, frozenset[str]] = {}
    for name, values in conditions:
        joined[name] = joined[name] & values if name in joined else values
    return frozenset(joined.items())
