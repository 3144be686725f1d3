"""Asks of one choice of masks whether every protected number is safe, reusing tables found before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.disclosure.attack import Programs, search_small
from gel_airlock_jupyter.disclosure.compiled import Compiled
from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.memory import Memory
from gel_airlock_jupyter.disclosure.moves import Moves
from gel_airlock_jupyter.disclosure.network import Network
from gel_airlock_jupyter.disclosure.problem import Problem
from gel_airlock_jupyter.disclosure.propagation import components, propagate
from gel_airlock_jupyter.disclosure.witnesses import Clock, Witnesses

FEW = 60
"""Up to this many open questions are put to a network one by one."""


def unwitnessed(problem: Problem, chosen: Iterable[int], memory: Memory, asked: list[int] | None = None) -> list[int]:
    """Return the protected columns that the tables in memory do not show to be safe under a choice of options."""
    lower, upper = problem.bounds(chosen)
    own = np.array(problem.required if asked is None else asked, dtype=np.int64)
    low, high = memory.ranges(memory.fitting(lower, upper), memory.places(own))
    waiting: list[int] = own[~_enough(problem, own, low, high)].tolist()
    return waiting


def exposed(
    problem: Problem,
    chosen: Iterable[int],
    memory: Memory,
    clock: Clock,
    asked: list[int] | None = None,
    moves: Moves | None = None,
) -> list[int]:
    """Return the protected columns that are not proven safe under a choice of options.

    Parameters
    ----------
    asked : list of int, optional
        Only these protected columns; all by default.
    moves : Moves, optional
        A network answers few questions faster than linear programmes do.
    """
    chosen = list(chosen)
    waiting = unwitnessed(problem, chosen, memory, asked)
    if not waiting:
        return []
    if isinstance(moves, Network) and len(waiting) <= FEW:
        return _by_paths(problem, problem.widest(chosen), memory, waiting, moves, clock)
    lower, upper = problem.bounds(chosen)
    scene = _scene(problem, lower, upper)
    tables = memory.extremes(memory.fitting(lower, upper), waiting)
    needed = set(waiting)
    bad: list[int] = []
    done: set[int] = set()
    for own, rows in components(scene.part, scene.part.lower, scene.part.upper):
        inside = [k for k in own if int(scene.columns[k]) in needed]
        if inside:
            done |= {int(scene.columns[k]) for k in inside}
            bad += _attack(problem, scene, own, rows, tables, inside, memory, clock)
    return bad + [k for k in waiting if k not in done and not _is_harmless(problem, scene, k)]


def _by_paths(
    problem: Problem, chosen: set[int], memory: Memory, waiting: list[int], moves: Network, clock: Clock
) -> list[int]:
    """Decide numbers of a two-way table one by one, by augmenting paths."""
    bad: list[int] = []
    for column in waiting:
        done = False
        for step in [] if clock.over() else steps(problem, column):
            table = moves.within(column, step, chosen)
            done = table is not None
            if table is not None:
                memory.add([table])
            if done == (problem.need == "exact"):
                break
        if not done:
            bad.append(column)
    return bad


def steps(problem: Problem, column: int) -> list[int]:
    """Return the changes of a hidden number that its need asks for; for ``exact`` either one is enough."""
    value = int(problem.base[column])
    first, last = problem.sensitive
    if problem.need == "exact":
        return [1, -1]
    lower, upper = int(problem.compiled.lower[column]), int(problem.compiled.upper[column])
    if upper > last:
        return [last + 1 - value] if value <= last else []
    return [step for step in (upper - value, max(first, lower) - value) if step]


@dataclass(frozen=True)
class _Scene:
    """The open columns under one choice, with narrowed intervals."""

    part: Compiled
    columns: Ints


def _scene(problem: Problem, lower: Ints, upper: Ints) -> _Scene:
    columns = np.flatnonzero(lower < upper)
    inner = problem.compiled.within(lower, upper)
    rows = np.unique(inner.entry_row[(lower < upper)[inner.entry_column]])
    part = inner.restricted(columns.tolist(), rows.tolist())
    narrowed = propagate(part)
    return _Scene(part.within(narrowed.lower, narrowed.upper), columns)


def _is_harmless(problem: Problem, scene: _Scene, column: int) -> bool:
    """Return True when single-row arithmetic fixes a number outside the small counts."""
    place = int(np.searchsorted(scene.columns, column))
    first, last = problem.sensitive
    return not first <= int(scene.part.lower[place]) <= last


def _enough(problem: Problem, columns: Ints, low: Ints, high: Ints) -> NDArray[np.bool_]:
    """Return for which columns the values seen, from ``low`` to ``high``, satisfy the need."""
    first, last = problem.sensitive
    settled = (high > last) | (high < first)
    if problem.need == "exact":
        return np.asarray(settled | (low < high) | (low < first), dtype=np.bool_)
    top = np.minimum(last, problem.compiled.upper[columns])
    bottom = np.maximum(first, problem.compiled.lower[columns])
    return np.asarray(settled | ((high >= top) & (low <= bottom)), dtype=np.bool_)


def _attack(
    problem: Problem,
    scene: _Scene,
    own: list[int],
    rows: list[int],
    tables: list[Ints],
    inside: list[int],
    memory: Memory,
    clock: Clock,
) -> list[int]:
    """Run the audit's attack on one component; return the protected columns left, and remember new tables."""
    outer = scene.columns[own]
    number = {k: n for n, k in enumerate(own)}
    asked = [number[k] for k in inside]
    printed = problem.compiled.lower[outer], problem.compiled.upper[outer]
    part = scene.part.restricted(own, rows)
    seen = Witnesses(part, *printed, asked, problem.sensitive, problem.need)
    for table in tables:
        seen.add(table[outer])
    known = len(seen.tables)
    if seen.undecided():
        search_small(seen, clock)
    if seen.undecided():
        Programs(seen, clock).run()
    fresh = []
    for found in seen.tables[known:]:
        whole = problem.base.copy()
        whole[outer] = found
        fresh.append(whole)
    memory.add(fresh)
    return [int(outer[k]) for k in asked if not seen.is_enough(k)]
