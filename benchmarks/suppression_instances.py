"""Tables for the suppression benchmark: random, skewed, and a project's history of requests."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from gel_airlock_jupyter.disclosure.keys import CellKey, condition
from gel_airlock_jupyter.disclosure.system import Relation, System, Variable, join, system

Table = np.ndarray


def with_margins(inner: Table) -> Table:
    """Return the table with a total appended on every axis."""
    for axis in range(inner.ndim):
        inner = np.concatenate([inner, inner.sum(axis=axis, keepdims=True)], axis=axis)
    return inner


def rand(shape: tuple[int, ...], seed: int) -> Table:
    """Return log-normal counts of which 7 % are 1..4 and 3 % are zero, with margins."""
    rng = np.random.default_rng(seed)
    inner = np.floor(np.exp(rng.normal(4.2, 1.2, shape))).astype(np.int64) + 5
    draw = rng.random(shape)
    inner[draw < 0.07] = rng.integers(1, 5, int((draw < 0.07).sum()))
    inner[(draw >= 0.07) & (draw < 0.10)] = 0
    return with_margins(inner)


def skewed(shape: tuple[int, ...], seed: int) -> Table:
    """Return counts with log-normal row and column effects, scaled so that about 8 % are 1..4, with margins."""
    rng = np.random.default_rng(seed)
    effect = rng.normal(0, 0.3, shape)
    for axis, size in enumerate(shape):
        effect = effect + rng.normal(0, 1.2, size).reshape([size if a == axis else 1 for a in range(len(shape))])
    low, high = 0.0, 12.0
    for _ in range(40):
        middle = (low + high) / 2
        counts = np.floor(np.exp(effect + middle))
        low, high = (middle, high) if ((counts >= 1) & (counts <= 4)).mean() > 0.08 else (low, middle)
    return with_margins(np.floor(np.exp(effect + high)).astype(np.int64))


KINDS = {"rand": rand, "skewed": skewed}


def masked(table: Table) -> System:
    """Return the system of a table whose counts of 1..4 print as ``<5``."""
    shape = tuple(n - 1 for n in table.shape)
    truth = {place: int(table[place]) for place in np.ndindex(*table.shape)}
    variables = [
        Variable(place, 1, 4, True, "<5") if 1 <= value <= 4 else Variable(place, value, value, False, str(value))
        for place, value in truth.items()
    ]
    return system(variables, list(sums(shape)), truth)


def sums(shape: tuple[int, ...]) -> Iterator[Relation]:
    """Yield the sums of a table with all its margins."""
    for axis, size in enumerate(shape):
        for place in itertools.product(*(range(n + 1) for n in shape)):
            if place[axis] == size:
                parts = tuple((*place[:axis], k, *place[axis + 1 :]) for k in range(size))
                yield Relation(place, parts, words=f"sum over axis {axis}", certain=True)


SIZES = (2, 3, 4, 5, 6, 8)


def history(releases: int, people: int = 20_000, seed: int = 1) -> System:
    """Return the joined attacker's system of many requests: crosstabs of two of six attributes, some filtered."""
    rng = np.random.default_rng(seed)
    columns = [rng.choice(size, people, p=rng.dirichlet(np.full(size, 1.2))) for size in SIZES]
    return join(*(_release(rng, columns) for _ in range(releases)))


def _release(rng: np.random.Generator, columns: list[np.ndarray]) -> System:
    first, second, third = rng.choice(len(SIZES), 3, replace=False)
    rows = np.ones(len(columns[0]), dtype=bool)
    filters = []
    if rng.random() < 0.4:
        value = int(rng.integers(SIZES[third]))
        rows = columns[third] == value
        filters = [condition(f"attribute {third}", str(value))]
    table = np.zeros((SIZES[first], SIZES[second]), dtype=np.int64)
    np.add.at(table, (columns[first][rows], columns[second][rows]), 1)
    full = with_margins(table)

    def key(place: tuple[int, ...]) -> CellKey:
        conditions = list(filters)
        for attribute, value in ((first, place[0]), (second, place[1])):
            if value < SIZES[attribute]:
                conditions.append(condition(f"attribute {attribute}", str(value)))
        return CellKey("release 18", "", frozenset(conditions))

    variables = []
    for place in np.ndindex(*full.shape):
        value = int(full[place])
        small = 1 <= value <= 4
        variables.append(Variable(key(place), 1 if small else value, 4 if small else value, small))
    relations = [Relation(key(r.total), tuple(key(p) for p in r.parts), certain=True) for r in sums(table.shape)]
    return system(variables, relations)
