"""Small random systems and their brute-force enumeration: the oracle of the audit and of suppression."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

from gel_airlock_jupyter.disclosure.system import Key, Relation, System, Variable, system

HEADROOM = 20
"""A number without a printed upper limit is enumerated this far above its lower one."""


def margins(shape: tuple[int, ...]) -> tuple[list[tuple[int, ...]], list[Relation]]:
    """Return the keys of a table with all margins (the last index of each axis is the total) and its sums."""
    axes = [range(n + 1) for n in shape]
    keys = list(itertools.product(*axes))
    relations = []
    for axis, size in enumerate(shape):
        for key in keys:
            if key[axis] == size:
                parts = tuple((*key[:axis], k, *key[axis + 1 :]) for k in range(size))
                relations.append(Relation(key, parts, words=f"sum over axis {axis}", certain=True))
    return keys, relations


def true_table(rng: random.Random, shape: tuple[int, ...], largest: int = 7) -> dict[Key, int]:
    """Return random inner counts with all their margins."""
    table: dict[Key, int] = {}
    for key in itertools.product(*(range(n) for n in shape)):
        table[key] = 0 if rng.random() < 0.1 else rng.randint(0, largest)
    for axis, size in enumerate(shape):
        for key in itertools.product(*(range(n + (a < axis)) for a, n in enumerate(shape))):
            if key[axis] == 0:
                total = (*key[:axis], size, *key[axis + 1 :])
                table[total] = sum(table[(*key[:axis], k, *key[axis + 1 :])] for k in range(size))
    return table


def masked_system(
    rng: random.Random, shape: tuple[int, ...], share: float, with_truth: bool, neutral: bool = False
) -> System:
    """Return a table in which small counts are masked, and other counts masked or turned into ranges at random."""
    keys, relations = margins(shape)
    table = true_table(rng, shape)
    variables = []
    for key in keys:
        value = table[key]
        lower: int = value
        upper: int | None = value
        if 1 <= value <= 4:
            lower, upper = 1, None if neutral else 4
        elif value >= 5 and rng.random() < share:
            lower, upper = (1 if neutral else 5), None
        elif value >= 5 and rng.random() < share / 2:
            lower = value - value % 5
            upper = lower + 4
        variables.append(Variable(key, lower, upper, lower != upper and (lower < 5), name=str(key)))
    return system(variables, relations, table if with_truth else None)


def rounded_system(rng: random.Random, shape: tuple[int, ...], base: int = 5) -> System:
    """Return a table of which every number is printed as the nearest multiple of ``base``."""
    keys, relations = margins(shape)
    table = true_table(rng, shape)
    reach = base // 2
    variables = []
    for key in keys:
        shown = (table[key] + reach) // base * base
        variables.append(Variable(key, max(0, shown - reach), shown + reach, 1 <= table[key] <= 4, name=str(key)))
    return system(variables, relations, table if rng.random() < 0.5 else None)


def all_tables(given: System, shape: tuple[int, ...]) -> Iterator[dict[Key, int]]:
    """Yield every table that prints the same: inner cells by plain enumeration, margins added up and compared."""
    inner = list(itertools.product(*(range(n) for n in shape)))
    totals = [key for key in given.variables if key not in set(inner)]
    covers = {
        key: [t for t in totals if all(b in (a, n) for a, b, n in zip(key, t, shape, strict=False))] for key in inner
    }
    left = {t: sum(t in covers[key] for key in inner) for t in totals}
    values: dict[Key, int] = dict.fromkeys(given.variables, 0)

    def extend(position: int) -> Iterator[dict[Key, int]]:
        if position == len(inner):
            yield dict(values)
            return
        key = inner[position]
        variable = given.variables[key]
        upper = variable.lower + HEADROOM if variable.upper is None else variable.upper
        for total in covers[key]:
            left[total] -= 1
        for value in range(variable.lower, upper + 1):
            values[key] = value
            for total in covers[key]:
                values[total] += value
            if all(fits(total) for total in covers[key]):
                yield from extend(position + 1)
            for total in covers[key]:
                values[total] -= value
        for total in covers[key]:
            left[total] += 1

    def fits(total: Key) -> bool:
        variable = given.variables[total]
        if variable.upper is not None and values[total] > variable.upper:
            return False
        return left[total] > 0 or values[total] >= variable.lower

    yield from extend(0)
