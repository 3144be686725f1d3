"""The choice before us: which published numbers may be masked or turned into a range, at what loss."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.disclosure.compiled import NO_LIMIT, Compiled, compile_system
from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.solver import Floats
from gel_airlock_jupyter.disclosure.system import Key, System, Variable
from gel_airlock_jupyter.disclosure.witnesses import Need

RANGE_WIDTH = 5
"""Number of whole numbers in a published range such as 20-24 (people)."""


@dataclass(frozen=True)
class Options:
    """Ways to print less, one entry each: the column, the printed interval (people), the loss, and whether a range."""

    column: Ints
    lower: Ints
    upper: Ints
    loss: Floats
    is_range: NDArray[np.bool_]

    def __len__(self) -> int:
        """Return the number of options."""
        return len(self.column)


@dataclass(frozen=True)
class Problem:
    """A system whose published numbers are columns too, with a table that prints the same as base.

    ``hidden`` marks columns hidden from the start; ``required`` lists protected ones; ``base`` has one value (people)
    for each column.
    """

    compiled: Compiled
    base: Ints
    hidden: NDArray[np.bool_]
    required: list[int]
    options: Options
    sensitive: tuple[int, int]
    need: Need

    @cached_property
    def has_ranges(self) -> bool:
        """True when some number may become a range."""
        return bool(self.options.is_range.any())

    @property
    def keys(self) -> tuple[Key, ...]:
        """Key of each column."""
        return self.compiled.keys

    def witnesses(self, keys: tuple[Key, ...], tables: Ints | None) -> list[Ints]:
        """Return those tables (one value for each of ``keys``) that print the same before anything more is hidden."""
        if tables is None:
            return []
        place = {key: n for n, key in enumerate(keys)}
        own = tables[:, [place[key] for key in self.keys]]
        now = self.compiled.within(*self.bounds(()))
        return [table for table in own if now.accepts(table)]

    def widest(self, chosen: Iterable[int]) -> set[int]:
        """Return the options without ranges of numbers that are masked anyway."""
        picked = set(chosen)
        if not self.has_ranges:
            return picked
        masked = {int(self.options.column[n]) for n in picked if not self.options.is_range[n]}
        return {n for n in picked if not self.options.is_range[n] or int(self.options.column[n]) not in masked}

    def bounds(self, chosen: Iterable[int]) -> tuple[Ints, Ints]:
        """Return the printed intervals when these options are chosen."""
        lower = np.where(self.hidden, self.compiled.lower, self.base)
        upper = np.where(self.hidden, self.compiled.upper, self.base)
        picked = np.fromiter(self.widest(chosen), dtype=np.int64)
        columns = self.options.column[picked]
        lower[columns] = self.options.lower[picked]
        upper[columns] = self.options.upper[picked]
        return lower, upper


def default_loss(value: int, is_total: bool) -> float:
    """Return the loss of masking one number: large counts and totals are worth more."""
    return (1.0 + math.log2(1 + value) / 8.0) * (10.0 if is_total else 1.0)


def range_loss(value: int) -> float:
    """Return the loss of printing a range of five in place of a number: half of masking an inner count."""
    return 0.5 * (1.0 + math.log2(1 + value) / 8.0)


def totals_of(system: System) -> frozenset[Key]:
    """Return the keys that some relation reads as a total."""
    return frozenset(relation.total for relation in system.relations if relation.is_equation)


def build(
    system: System,
    base: Mapping[Key, int],
    need: Need,
    weights: Mapping[Key, float] | None,
    ranges: frozenset[Key],
    fixed: frozenset[Key],
    neutral: bool,
) -> Problem:
    """Return the problem of a system.

    Candidates are published numbers of at least the threshold that a relation names, are not in ``fixed``, and whose
    weight is finite.
    """
    threshold = system.sensitive[1] + 1
    totals = totals_of(system)
    named = {key for relation in system.relations for key, _ in relation.terms}
    loosened = {}
    rows: list[tuple[Key, int, int, float, bool]] = []
    for key, variable in system.variables.items():
        loosened[key] = variable
        if not variable.is_fixed or key not in named or key in fixed or variable.lower < threshold:
            continue
        value = variable.lower
        loss = default_loss(value, key in totals) if weights is None else weights.get(key, math.inf)
        if math.isfinite(loss):
            rows.append((key, system.sensitive[0] if neutral else threshold, NO_LIMIT, loss, False))
        if key in ranges:
            low = value - value % RANGE_WIDTH
            rows.append((key, low, low + RANGE_WIDTH - 1, min(range_loss(value), loss / 2), True))
        if math.isfinite(loss) or key in ranges:
            loosened[key] = Variable(key, 0, None, variable.protected, variable.text, variable.name)
    compiled = compile_system(replace(system, variables=loosened, truth=None))
    place = {key: column for column, key in enumerate(compiled.keys)}
    options = Options(
        np.array([place[row[0]] for row in rows], dtype=np.int64),
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=np.int64),
        np.array([row[3] for row in rows], dtype=np.float64),
        np.array([row[4] for row in rows], dtype=np.bool_),
    )
    hidden = np.array([not system.variables[key].is_fixed for key in compiled.keys], dtype=np.bool_)
    required = [k for k, key in enumerate(compiled.keys) if system.variables[key].protected and hidden[k]]
    start = np.array([base[key] for key in compiled.keys], dtype=np.int64)
    return Problem(compiled, start, hidden, required, options, system.sensitive, need)
