"""Says in words how a hidden number follows from the printed ones: "22 - 8 - 11 = 3"."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from gel_airlock_jupyter.disclosure.certificates import Bounds, Combination, Deduction
from gel_airlock_jupyter.disclosure.share_words import of_share, shares_in
from gel_airlock_jupyter.disclosure.system import Key, Relation, System

MOST_TERMS = 8
MOST_CLAUSES = 8
Factor = int | Fraction


def of_deductions(system: System, deductions: Sequence[Deduction]) -> str:
    """Return the arithmetic of single-row deductions, one clause for each step that matters."""
    bounds = Bounds(system)
    shares = shares_in(system)
    clauses: list[str] = []
    for number, one in enumerate(deductions):
        low, high = bounds[one.key]
        after = (low, one.bound) if one.side > 0 else (one.bound, high)
        if number >= len(deductions) - MOST_CLAUSES:
            final = after[0] == after[1]
            told = of_share(system, shares, bounds, one, one.bound if final else None) if shares else ""
            clauses.append(told or _clause(system, bounds, one, final))
        bounds[one.key] = after
    unique = list(dict.fromkeys(clauses))
    unique = [one for k, one in enumerate(unique) if not any(other.startswith(f"{one},") for other in unique[k + 1 :])]
    return ", then ".join(unique[-MOST_CLAUSES // 2 :])


def _clause(system: System, bounds: Bounds, one: Deduction, final: bool) -> str:
    """Return one deduction as "22 - 8 - 11 = 3" or "at most 4 - 1 - 1 = 2"."""
    relation = system.relations[one.relation]
    own = sum(c for k, c in relation.terms if k == one.key)
    from_above = (own > 0) == (one.side > 0)
    limit = (relation.upper if from_above else relation.lower) or 0
    numbers: list[tuple[Factor, str]] = []
    assumed = False
    exact_value = _ratio(limit, own)
    for k, c in relation.terms:
        if k == one.key:
            continue
        low, high = bounds[k]
        end = low if (c > 0) == from_above else high
        assumed |= low != high
        numbers.append((_ratio(-c, own), str(end)))
        exact_value += _ratio(-c, own) * (end or 0)
    text = _signed(numbers, _ratio(limit, own), in_percent=own % 100 == 0)
    words = f"{text} = {one.bound}" if exact_value == one.bound else f"{text}, that is {one.bound}"
    if not assumed and relation.is_equation:
        return words
    side = "at most" if one.side > 0 else "at least"
    if not assumed:
        return f"{side} {words}"
    more = f", so it is {one.bound}" if final else ""
    return f"{side} {words} ({_limits(relation, bounds, one, from_above)}){more}"


def _limits(relation: Relation, bounds: Bounds, one: Deduction, from_above: bool) -> str:
    """Say how the other masked counts were taken: those that are subtracted as small as can be, or as large."""
    ranged = [(key, c) for key, c in relation.terms if key != one.key and bounds[key][0] != bounds[key][1]]
    small = {(c > 0) == from_above for _, c in ranged}
    if len(small) == 1:
        return f"the other masked counts as {'small' if small.pop() else 'large'} as their marks allow"
    return "the other masked counts at the ends that their marks allow"


def of_combination(system: System, bounds: Bounds, proof: Combination, value: int) -> str:
    """Return the arithmetic of a weighted sum of relations."""
    rest: dict[Key, Fraction] = {}
    constant: Fraction = Fraction(0)
    for number, weight in proof.multipliers.items():
        relation = system.relations[number]
        constant += weight * Fraction((relation.upper if weight > 0 else relation.lower) or 0)
        for key, c in relation.terms:
            rest[key] = rest.get(key, Fraction(0)) - weight * c
    rest[proof.key] = rest.get(proof.key, Fraction(0)) + proof.side
    numbers: list[tuple[Factor, str]] = []
    assumed = False
    for key, factor in rest.items():
        if factor:
            low, high = bounds[key]
            assumed |= low != high
            numbers.append((factor * proof.side, str(high if factor > 0 else low)))
    exact_value = constant * proof.side + sum(factor * int(number) for factor, number in numbers)
    text = _signed(numbers, constant * proof.side, in_percent=True)
    words = f"{text} = {value}" if exact_value == value else f"{text} is {_decimal(exact_value)}, so {value}"
    return f"{'at most' if proof.side > 0 else 'at least'} {words}" if assumed else words


def _ratio(number: int, divisor: int) -> Factor:
    return number * divisor if abs(divisor) == 1 else Fraction(number, divisor)


def of_search(value: int) -> str:
    """Return the words for a value that only a complete search shows."""
    return f"only {value} is left: every other whole number was tried and contradicts a printed number"


def _signed(numbers: list[tuple[Factor, str]], constant: Factor, in_percent: bool = False) -> str:
    """Return numbers with their signs; long lists are added up by sign, fractions read as percentages of a count."""
    if constant:
        numbers = [(1, str(constant)), *numbers]
    ordered = sorted((n for n in numbers if n[1] != "0"), key=lambda n: n[0] < 0)
    if len(ordered) > MOST_TERMS:
        ordered = _added_up(ordered)
    text = ""
    for factor, number in ordered:
        size = factor if factor > 0 else -factor
        term = number if size == 1 else _times(size, number, in_percent)
        text += f" {'-' if factor < 0 else '+'} {term}" if text else (f"-{term}" if factor < 0 else term)
    return text or "0"


def _times(factor: Factor, number: str, in_percent: bool) -> str:
    if isinstance(factor, int) or factor.denominator == 1:
        return f"{factor} x {number}"
    return f"{_decimal(100 * factor)} % of {number}" if in_percent and factor < 1 else f"{_decimal(factor)} x {number}"


def _decimal(number: Factor) -> str:
    return f"{float(number):.4f}".rstrip("0").rstrip(".")


def _added_up(numbers: list[tuple[Factor, str]]) -> list[tuple[Factor, str]]:
    """Return the sum of the positive and of the negative terms; single terms stay as they are."""
    short = []
    for sign in (1, -1):
        group = [n for n in numbers if (n[0] > 0) == (sign > 0)]
        if len(group) <= 1:
            short += group
        elif group:
            total = sum((factor if factor > 0 else -factor) * int(number) for factor, number in group)
            short.append((sign, f"{total} (the sum of {len(group)} numbers)"))
    return short
