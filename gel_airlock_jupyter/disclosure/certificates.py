"""Checks the proofs of an audit in exact whole numbers; shares no code with the solver or the propagation.

A cell is *safe* because of witness tables: complete tables that print the same and differ in that cell. A cell is
*calculable* because of an equation: single-row deductions, a weighted sum of relations, or an exhausted search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.disclosure.system import Key, Relation, System


class Bounds(dict[Key, tuple[int, int | None]]):
    """Known interval of each key; a key without an entry has its printed one."""

    def __init__(self, system: System) -> None:
        super().__init__()
        self._system = system

    def __missing__(self, key: Key) -> tuple[int, int | None]:
        """Return the printed interval."""
        variable = self._system.variables[key]
        return variable.lower, variable.upper


Trial = dict[Key, tuple[int, int | None]]


@dataclass(frozen=True, slots=True)
class Deduction:
    """Relation number ``relation`` shows that ``key`` is at least (``side`` -1) or at most (+1) ``bound``."""

    key: Key
    side: int
    bound: int
    relation: int


@dataclass(frozen=True)
class Combination:
    """Relations times these multipliers, added up, bound ``key`` from above (``side`` +1) or below (-1)."""

    key: Key
    side: int
    multipliers: Mapping[int, Fraction]


def check_tables(
    system: System, tables: NDArray[np.int64], keys: Sequence[Key], skip: frozenset[int] = frozenset()
) -> NDArray[np.bool_]:
    """Return for each table (shape (tables, keys), people) whether it meets every printed mark and relation."""
    place = {key: k for k, key in enumerate(keys)}
    printed = [system.variables[key] for key in keys]
    low = np.array([v.lower for v in printed], dtype=np.int64)
    high = np.array([np.iinfo(np.int64).max if v.upper is None else v.upper for v in printed], dtype=np.int64)
    good: NDArray[np.bool_] = np.asarray(((tables >= low) & (tables <= high)).all(axis=1), dtype=np.bool_)
    largest = int(np.abs(tables).max(initial=0))
    by_key = np.ascontiguousarray(tables.T)
    for number, relation in enumerate(system.relations):
        if number in skip:
            continue
        terms = relation.terms
        values = by_key[[place[key] for key, _ in terms]]
        coefficients = [c for _, c in terms]
        if largest * sum(map(abs, coefficients)) < 1 << 62:
            sums = np.array(coefficients, dtype=np.int64) @ values
        else:
            sums = np.array(coefficients, dtype=object) @ values.astype(object)
        if relation.lower is not None:
            good &= np.asarray(sums >= relation.lower, dtype=np.bool_)
        if relation.upper is not None:
            good &= np.asarray(sums <= relation.upper, dtype=np.bool_)
    return good


def replay(system: System, deductions: Sequence[Deduction]) -> Bounds | None:
    """Return the bounds that the deductions establish; None when one of them does not follow."""
    bounds = Bounds(system)
    for one in deductions:
        implied = _implied(system, bounds, one)
        if implied is None:
            return None
        low, high = bounds[one.key]
        if one.side > 0:
            if implied > one.bound:
                return None
            bounds[one.key] = (low, one.bound if high is None else min(high, one.bound))
        else:
            if implied < one.bound:
                return None
            bounds[one.key] = (max(low, one.bound), high)
    return bounds


def _implied(system: System, bounds: Bounds, one: Deduction) -> int | None:
    """Return the bound that one relation puts on the key, given the bounds of all other keys."""
    relation = system.relations[one.relation]
    total: dict[Key, int] = {}
    for key, c in relation.terms:
        total[key] = total.get(key, 0) + c
    own = total.pop(one.key, 0)
    if own == 0:
        return None
    from_above = (own > 0) == (one.side > 0)
    limit = relation.upper if from_above else relation.lower
    if limit is None:
        return None
    rest = 0
    for key, c in total.items():
        low, high = bounds[key]
        end = low if (c > 0) == from_above else high
        if end is None:
            return None
        rest += c * end
    value = Fraction(limit - rest, own)
    return value.__floor__() if one.side > 0 else value.__ceil__()


def implied_bound(system: System, bounds: Bounds, proof: Combination) -> int | None:
    """Return the whole-number bound that a weighted sum of relations puts on a key; None when it gives none."""
    rest: dict[Key, Fraction] = {proof.key: Fraction(proof.side)}
    constant: Fraction = Fraction(0)
    for number, weight in proof.multipliers.items():
        relation = system.relations[number]
        limit = relation.upper if weight > 0 else relation.lower
        if weight == 0:
            continue
        if limit is None:
            return None
        constant += weight * limit
        for key, c in relation.terms:
            rest[key] = rest.get(key, Fraction(0)) - weight * c
    for key, factor in rest.items():
        if factor == 0:
            continue
        end = bounds[key][1] if factor > 0 else bounds[key][0]
        if end is None:
            return None
        constant += factor * end
    return constant.__floor__() if proof.side > 0 else (-constant).__ceil__()


def no_other_value(system: System, bounds: Bounds, key: Key, value: int, nodes: int = 3000) -> bool:
    """Return True when a complete search finds no table in which ``key`` differs from ``value``."""
    near = _reachable(system, bounds, key)
    relations = [r for r in system.relations if any(k in near for k, _ in r.terms)]
    low, high = bounds[key]
    budget = [nodes]
    for window in ((value + 1, high), (low, value - 1)):
        if window[1] is not None and window[0] > window[1]:
            continue
        trial = {k: bounds[k] for r in relations for k, _ in r.terms} | {key: window}
        if _possible(relations, trial, budget):
            return False
    return True


def _reachable(system: System, bounds: Bounds, key: Key) -> set[Key]:
    """Return the undecided keys tied to ``key`` through relations."""
    by_key: dict[Key, list[int]] = {}
    for number, relation in enumerate(system.relations):
        for k, _ in relation.terms:
            if bounds[k][0] != bounds[k][1]:
                by_key.setdefault(k, []).append(number)
    seen, stack = {key}, [key]
    while stack:
        for number in by_key.get(stack.pop(), []):
            for k, _ in system.relations[number].terms:
                if k in by_key and k not in seen:
                    seen.add(k)
                    stack.append(k)
    return seen


def _possible(relations: Sequence[Relation], bounds: Trial, budget: list[int]) -> bool:
    """Return True when a table may exist; running out of budget counts as "may exist"."""
    budget[0] -= 1
    if budget[0] < 0:
        return True
    bounds = dict(bounds)
    changed = True
    while changed:
        changed = False
        for relation in relations:
            outcome = _tighten(relation, bounds)
            if outcome is None:
                return False
            changed |= outcome
    open_keys = [(k, b) for k, b in bounds.items() if b[0] != b[1]]
    if not open_keys:
        return True
    key, (low, high) = min(open_keys, key=lambda item: 10**15 if item[1][1] is None else item[1][1] - item[1][0])
    if high is None:
        return True
    middle = (low + high) // 2
    return _possible(relations, bounds | {key: (low, middle)}, budget) or _possible(
        relations, bounds | {key: (middle + 1, high)}, budget
    )


def _tighten(relation: Relation, bounds: Trial) -> bool | None:
    """Tighten the bounds of one relation's keys; True when something changed, None when it cannot hold."""
    terms: dict[Key, int] = {}
    for key, c in relation.terms:
        terms[key] = terms.get(key, 0) + c
    changed = False
    for key, c in terms.items():
        low, high = bounds[key]
        for limit, sign in ((relation.upper, 1), (relation.lower, -1)):
            if limit is None:
                continue
            ends = [(bounds[k][0] if (a > 0) == (sign > 0) else bounds[k][1], a) for k, a in terms.items() if k != key]
            if any(end is None for end, _ in ends):
                continue
            value = Fraction(limit - sum(a * (end or 0) for end, a in ends), c)
            if (c > 0) == (sign > 0):
                high = value.__floor__() if high is None else min(high, value.__floor__())
            else:
                low = max(low, value.__ceil__())
        if high is not None and low > high:
            return None
        if (low, high) != bounds[key]:
            bounds[key] = (low, high)
            changed = True
    return changed
