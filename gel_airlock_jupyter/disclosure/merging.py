"""Suggests two rows (or columns) whose merging leaves nothing to hide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gel_airlock_jupyter.disclosure.audit import audit
from gel_airlock_jupyter.disclosure.system import Key, Relation, System, Variable
from gel_airlock_jupyter.disclosure.witnesses import Clock, Need

MOST_PAIRS = 300


@dataclass(frozen=True, slots=True)
class Merge:
    """Merge lines number ``first`` and ``second``: ``people`` stand in both together; ``masks`` small counts remain."""

    first: int
    second: int
    people: int
    masks: int


def suggest_merge(
    system: System,
    lines: Sequence[Sequence[Key]],
    truth: Mapping[Key, int] | None = None,
    need: Need = "exact",
    seconds: float = 2.0,
) -> Merge | None:
    """Return the least merge of two lines after which every remaining mask is safe, or None.

    Parameters
    ----------
    system : System
        The table with its small counts masked.
    lines : sequence of sequence of hashable
        Keys of each line that may be merged, in the same order of positions; no totals.
    truth : mapping of key to int, optional
        True counts (people); ``system.truth`` by default.
    seconds : float
        Time limit.
    """
    truth = truth if truth is not None else system.truth
    if truth is None:
        return None
    clock = Clock(seconds)
    best: Merge | None = None
    for first, second in _pairs(system, lines, truth):
        if clock.over():
            break
        people = sum(truth[key] for key in (*lines[first], *lines[second]))
        merged = _merged(system, lines[first], lines[second], truth)
        masks = sum(v.protected for v in merged.variables.values())
        if best is not None and (masks, people) >= (best.masks, best.people):
            continue
        if audit(merged, need, seconds=max(clock.left, 0.1)).holds:
            best = Merge(first, second, people, masks)
    return best


def _pairs(system: System, lines: Sequence[Sequence[Key]], truth: Mapping[Key, int]) -> list[tuple[int, int]]:
    """Return the pairs worth trying: one line holds a masked count; the smallest first."""
    size = [sum(truth[key] for key in line) for line in lines]
    hidden = [any(system.variables[key].protected for key in line) for line in lines]
    pairs = [(a, b) for a in range(len(lines)) for b in range(a + 1, len(lines)) if hidden[a] or hidden[b]]
    pairs.sort(key=lambda pair: size[pair[0]] + size[pair[1]])
    return pairs[:MOST_PAIRS]


def _merged(system: System, kept: Sequence[Key], gone: Sequence[Key], truth: Mapping[Key, int]) -> System:
    """Return the system in which the second line is added to the first."""
    first, last = system.sensitive
    variables = {key: v for key, v in system.variables.items() if key not in set(gone)}
    values = dict(truth)
    for own, other in zip(kept, gone, strict=True):
        value = truth[own] + truth[other]
        values[own] = value
        is_small = first <= value <= last
        low, high = (first, last) if is_small else (value, value)
        variables[own] = Variable(own, low, high, is_small, name=system.variables[own].name)
    into = dict(zip(gone, kept, strict=True))
    relations = [one for r in system.relations if (one := _renamed(r, into)) is not None]
    named = {key for relation in relations for key, _ in relation.terms}
    for key in named - variables.keys():
        variables[key] = system.variables[key]
    return replace(system, variables=variables, relations=tuple(relations), truth={k: values[k] for k in variables})


def _renamed(relation: Relation, into: Mapping[Key, Key]) -> Relation | None:
    """Return the relation after the merge: a sum over both lines keeps one; a sum within the lost line goes."""
    names = [key for key, _ in relation.terms]
    lost = [key for key in names if key in into]
    if not lost:
        return relation
    if all(into[key] in names for key in lost):
        coefficients = dict(relation.terms[1:])
        if any(coefficients.get(into[key]) != coefficients.get(key) for key in lost):
            return None
        parts = tuple(key for key in relation.parts if key not in into)
        return replace(relation, parts=parts, coefficients=tuple(-coefficients[key] for key in parts))
    return None
