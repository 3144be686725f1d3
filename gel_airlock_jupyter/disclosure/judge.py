"""Turns witness tables and closed sides into verdicts, each with a proof that was checked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.disclosure import certificates, equations
from gel_airlock_jupyter.disclosure.certificates import Bounds, Combination, Deduction
from gel_airlock_jupyter.disclosure.compiled import NO_LIMIT, Compiled
from gel_airlock_jupyter.disclosure.elimination import isolate
from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.propagation import Narrowed, Step, closure
from gel_airlock_jupyter.disclosure.system import Key, System
from gel_airlock_jupyter.disclosure.verdicts import Verdict
from gel_airlock_jupyter.disclosure.witnesses import Need, Witnesses

FINEST = 10_000
"""Largest denominator tried when a solver's multipliers are turned into fractions."""


@dataclass(frozen=True)
class Part:
    """One component: its columns in the whole system and what was seen of them."""

    columns: list[int]
    seen: Witnesses


class Judge:
    """Verdicts of one audit.

    ``keys`` and ``tables`` (shape (tables, keys), people) are the witness tables; table ``n`` joins the n-th table of
    every component, which is permitted because components share no relation.
    """

    def __init__(
        self,
        system: System,
        compiled: Compiled,
        narrowed: Narrowed,
        skip: frozenset[int],
        parts: list[Part],
        need: Need,
        explain: bool,
    ) -> None:
        self._system, self._compiled, self._narrowed = system, compiled, narrowed
        self._skip, self._parts, self._need, self._explain = skip, parts, need, explain
        self.keys = tuple(system.variables)
        self.tables = self._joined_tables()
        self._good = self._checked()

    def verdicts(self, failed: set[int]) -> dict[Key, Verdict]:
        """Return the verdict on each protected key; ``failed`` columns have no table at all."""
        found: dict[Key, Verdict] = {}
        place = {column: (part, k) for part in self._parts for k, column in enumerate(part.columns)}
        hidden = {key: column for column, key in enumerate(self._compiled.keys)}
        for key, variable in self._system.variables.items():
            if not variable.protected:
                continue
            column = hidden.get(key)
            if column is None:
                found[key] = Verdict(key, self._fixed_status(variable.lower), variable.lower, variable.lower)
            elif column in failed:
                found[key] = Verdict(key, "unproven", variable.lower, variable.upper)
            elif column in place:
                found[key] = self._seen_verdict(key, column, *place[column])
            else:
                found[key] = self._narrowed_verdict(key, column)
        return found

    def _fixed_status(self, value: int) -> Literal["safe", "calculable"]:
        first, last = self._system.sensitive
        return "calculable" if first <= value <= last else "safe"

    def _joined_tables(self) -> Ints:
        place = {key: k for k, key in enumerate(self.keys)}
        base = np.array([v.lower for v in self._system.variables.values()], dtype=np.int64)
        own = np.array([place[key] for key in self._compiled.keys], dtype=np.int64)
        base[own] = self._narrowed.lower
        count = max([1, *(len(part.seen.tables) for part in self._parts)])
        tables = np.repeat(base[None, :], count, axis=0)
        for part in self._parts:
            if part.seen.tables:
                block = np.stack(part.seen.tables)
                rows = np.minimum(np.arange(count), len(block) - 1)
                tables[:, own[part.columns]] = block[rows]
        return tables

    def _checked(self) -> NDArray[np.bool_]:
        """Check the witness tables by the independent module; a contradictory part spoils only itself."""
        return certificates.check_tables(self._system, self.tables, self.keys, self._ignored)

    @cached_property
    def _ignored(self) -> frozenset[int]:
        """Relations that no table is asked to meet: dropped ones, and those of parts without any table."""
        covered = {column for part in self._parts if part.seen.tables for column in part.columns}
        free = np.flatnonzero(self._narrowed.lower < self._narrowed.upper).tolist()
        uncovered = set(free) - covered
        compiled = self._compiled
        rows = {int(r) for r, c in zip(compiled.entry_row, compiled.entry_column, strict=True) if int(c) in uncovered}
        return self._skip | {int(compiled.row_relation[row]) for row in rows}

    def _limits(self, column: int) -> tuple[int, int | None]:
        upper = int(self._narrowed.upper[column])
        return int(self._narrowed.lower[column]), None if upper >= NO_LIMIT else upper

    def _narrowed_verdict(self, key: Key, column: int) -> Verdict:
        """Return the verdict on a number that single-row arithmetic fixes."""
        value = int(self._narrowed.lower[column])
        if self._fixed_status(value) == "safe":
            return Verdict(key, "safe", value, value)
        if not self._explain and self._bounds is not None and self._bounds[key] == (value, value):
            return Verdict(key, "calculable", value, value)
        steps = [self._deduction(step) for step in closure(self._narrowed.steps, self._compiled, column)]
        bounds = certificates.replay(self._system, steps)
        if bounds is None or bounds[key] != (value, value):
            return Verdict(key, "unproven", value, value)
        words = equations.of_deductions(self._system, steps) if self._explain else ""
        return Verdict(key, "calculable", value, value, (), words)

    def _seen_verdict(self, key: Key, column: int, part: Part, k: int) -> Verdict:
        seen = part.seen
        low, high = int(seen.seen_low[k]), int(seen.seen_high[k])
        pair = (int(seen.low_table[k]), int(seen.high_table[k]))
        limits = self._limits(column)
        if not all(self._good[n] for n in pair):
            return Verdict(key, "unproven", *limits)
        if seen.is_enough(k):
            status: Literal["safe", "narrowed"] = "narrowed" if self._is_narrowed(column) else "safe"
            return Verdict(key, status, *limits, pair)
        if low < high:
            ends = (low, high) if not seen.sides(k) else limits
            return Verdict(key, "narrowed", *ends, pair)
        if seen.sides(k):
            return Verdict(key, "unproven", *limits)
        equation = self._equation(key, part, k, low)
        return Verdict(key, "calculable" if equation else "unproven", low, high, (), equation)

    def _is_narrowed(self, column: int) -> bool:
        """Return True when fewer of the small values are left than there are: by the mark (``<4``) or by arithmetic."""
        first, last = self._system.sensitive
        low, high = int(self._narrowed.lower[column]), int(self._narrowed.upper[column])
        return high <= last and low >= first and (low > first or high < last)

    def _deduction(self, step: Step) -> Deduction:
        relation = int(self._compiled.row_relation[step.row])
        return Deduction(self._compiled.keys[step.column], step.side, step.bound, relation)

    @cached_property
    def _bounds(self) -> Bounds | None:
        return certificates.replay(self._system, [self._deduction(step) for step in self._narrowed.steps])

    def _equation(self, key: Key, part: Part, k: int, value: int) -> str:
        """Return checked arithmetic for a number with one value left; empty when no proof could be checked."""
        if self._bounds is None:
            return ""
        weights = isolate(part.seen.part, k)
        if weights is None:
            weights = {}
        for upper, lower in ((weights, weights), (self._duals(part, k, 1), self._duals(part, k, -1))):
            above, below = Combination(key, 1, upper), Combination(key, -1, _negated(lower))
            if upper is not weights:
                below = Combination(key, -1, lower)
            ends = [certificates.implied_bound(self._system, self._bounds, proof) for proof in (above, below)]
            if ends == [value, value]:
                return equations.of_combination(self._system, self._bounds, above, value)
        if certificates.no_other_value(self._system, self._bounds, key, value):
            return equations.of_search(value)
        return ""

    def _duals(self, part: Part, k: int, side: int) -> dict[int, Fraction]:
        """Return the solver's multipliers as fractions by relation."""
        duals = part.seen.closed.get((k, side))
        if not isinstance(duals, np.ndarray):
            return {}
        weights: dict[int, Fraction] = {}
        for row in np.flatnonzero(np.abs(duals) > 1e-9):
            relation = int(part.seen.part.row_relation[row])
            weights[relation] = Fraction(-float(duals[row])).limit_denominator(FINEST)
        return weights


def _negated(weights: dict[int, Fraction]) -> dict[int, Fraction]:
    return {relation: -weight for relation, weight in weights.items()}
