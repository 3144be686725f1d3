"""The order of work: a first valid choice, its clean-up, better choices nearby, a proof that none is better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gel_airlock_jupyter.disclosure.greedy import Choice, clean_up, extend
from gel_airlock_jupyter.disclosure.memory import Memory
from gel_airlock_jupyter.disclosure.moves import Mover
from gel_airlock_jupyter.disclosure.problem import Problem
from gel_airlock_jupyter.disclosure.witnesses import Clock

Progress = Callable[[str, float, float], None]


@dataclass(frozen=True)
class Plan:
    """Chosen options, columns that no option protects, the proven bound, and whether the work was finished."""

    chosen: frozenset[int]
    hopeless: set[int]
    bound: float
    complete: bool


def plan(problem: Problem, clock: Clock, progress: Progress | None = None) -> Plan:
    """Choose options with the least loss that time permits."""
    memory = Memory(problem)
    mover = Mover(problem)
    first = extend(problem, Choice(), mover, memory, clock)
    _tell(progress, "first valid choice", first.loss(problem), 0.0)
    best = clean_up(problem, first, memory, clock)
    _tell(progress, "cleaned up", best.loss(problem), 0.0)
    return Plan(frozenset(best.chosen), best.hopeless, 0.0, complete=False)


def _tell(progress: Progress | None, stage: str, loss: float, bound: float) -> None:
    if progress is not None:
        progress(stage, loss, bound)
