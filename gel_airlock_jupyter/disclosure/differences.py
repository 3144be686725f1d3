"""Two outputs whose difference is a small group of people: nested filters, and nearly equal tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gel_airlock_jupyter.disclosure.grids import Grid, label
from gel_airlock_jupyter.disclosure.keys import CellKey, Condition
from gel_airlock_jupyter.disclosure.system import Key, Relation, System, Variable, system


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell printed in two tables with values that differ by few people."""

    where: str
    first: int
    second: int
    people: int


def nested_differences(given: System, most: int = 20_000) -> System:
    """Add the people who are in one published group but not in a group within it.

    For every pair of keys where one group lies within the other, and exactly one condition is tighter, the difference
    ``D = larger - smaller >= 0`` becomes a protected number: 1 to 4 people must not be calculable. A pair that the
    relations already explain as parts of one printed total is left out, because its parts are audited themselves.

    Parameters
    ----------
    given : System
        Joined system of several outputs, keyed by :class:`~gel_airlock_jupyter.disclosure.keys.CellKey`.
    most : int
        Largest number of pairs examined.
    """
    keys = [key for key in given.variables if isinstance(key, CellKey)]
    explained = {(r.total, part) for r in given.relations if r.is_equation for part in r.parts}
    variables: list[Variable] = list(given.variables.values())
    relations: list[Relation] = list(given.relations)
    for smaller, larger in _nested_pairs(keys, most):
        if (larger, smaller) not in explained:
            name = ("difference", larger, smaller)
            where = f"people in {_words(larger)} but not in {_words(smaller)}"
            variables.append(Variable(name, 0, None, True, "", where))
            relations.append(Relation(larger, (smaller, name), words=f"{where} are what is left", certain=True))
    return system(variables, relations, None, given.sensitive)


def _nested_pairs(keys: list[CellKey], most: int) -> Iterable[tuple[CellKey, CellKey]]:
    """Yield (smaller, larger) groups that differ in one condition; index by all but one attribute."""
    by_rest: dict[tuple[str, str, str, frozenset[Condition]], list[CellKey]] = {}
    plain: dict[tuple[str, str, frozenset[Condition]], list[CellKey]] = {}
    for key in keys:
        plain.setdefault((key.population, key.measure, key.conditions), []).append(key)
        for one in key.conditions:
            rest = key.conditions - {one}
            by_rest.setdefault((key.population, key.measure, one[0], rest), []).append(key)
    count = 0
    for (population, measure, _, rest), group in by_rest.items():
        larger = [*plain.get((population, measure, rest), []), *group]
        for smaller in group:
            for other in larger:
                count += 1
                if count > most:
                    return
                if smaller.is_within(other):
                    yield smaller, other


def _words(key: CellKey) -> str:
    parts = [f"{name} = {' or '.join(sorted(values))}" for name, values in sorted(key.conditions, key=lambda c: c[0])]
    return f"({', '.join(parts) or 'all'})"


def nearly_equal(first: Grid, second: Grid, sensitive: tuple[int, int] = (1, 4)) -> tuple[Difference, ...]:
    """Return the cells of two tables with the same labels that differ by 1 to 4 people.

    Such tables usually count the same thing before and after a few people left; their difference describes those.
    An empty result when the tables do not share labels.
    """
    cells: dict[tuple[Key, Key], int] = {}
    for i, row in enumerate(first.cells):
        for j, cell in enumerate(row):
            if cell is not None and cell.unit == "count" and isinstance(cell.value, int):
                cells[first.rows[i], first.columns[j]] = cell.value
    found, shared = [], 0
    for i, row in enumerate(second.cells):
        for j, cell in enumerate(row):
            known = cells.get((second.rows[i], second.columns[j]))
            if known is None or cell is None or cell.unit != "count" or not isinstance(cell.value, int):
                continue
            shared += 1
            people = abs(known - cell.value)
            if sensitive[0] <= people <= sensitive[1]:
                where = f"row {label(second.rows[i])!r}, column {label(second.columns[j])!r}"
                found.append(Difference(where, known, cell.value, people))
    return tuple(found) if shared >= min(2, len(cells)) else ()
