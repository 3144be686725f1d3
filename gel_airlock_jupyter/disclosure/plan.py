"""The order of work: a first valid choice, its clean-up, then better choices and a proof that none is better."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gel_airlock_jupyter.disclosure.annealing import Annealing, wishes
from gel_airlock_jupyter.disclosure.greedy import Choice, clean_up, extend
from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.memory import Memory
from gel_airlock_jupyter.disclosure.moves import Mover
from gel_airlock_jupyter.disclosure.network import network
from gel_airlock_jupyter.disclosure.optimum import Optimum
from gel_airlock_jupyter.disclosure.pattern import exposed
from gel_airlock_jupyter.disclosure.problem import Problem
from gel_airlock_jupyter.disclosure.witnesses import Clock

Progress = Callable[[str, float, float], None]


@dataclass(frozen=True)
class Plan:
    """Chosen options, columns that no option protects, the proven bound, and whether the choice is proven best."""

    chosen: frozenset[int]
    hopeless: set[int]
    bound: float
    complete: bool


def plan(problem: Problem, clock: Clock, progress: Progress | None = None, known: Iterable[Ints] = ()) -> Plan:
    """Choose options with the least loss that time permits; ``known`` tables print the same from the start."""

    def report(stage: str, loss: float, bound: float) -> None:
        if progress is not None:
            progress(stage, loss, bound)

    memory = Memory(problem)
    memory.add(list(known))
    flat = network(problem)
    moves = flat or Mover(problem, clock.cancelled)
    cubes = None if flat else _cubes(problem, memory, clock)
    afresh = None if cubes is None else lambda: problem.widest(cubes.choice(clock))
    first = extend(problem, Choice(set() if afresh is None else afresh()), moves, memory, clock)
    report("first valid choice", first.loss(problem), 0.0)
    best = clean_up(problem, first, moves, memory, clock)
    report("cleaned up", best.loss(problem), 0.0)
    if best.open or clock.over():
        return Plan(frozenset(best.chosen), best.hopeless, 0.0, complete=False)
    search = Optimum(problem, best, memory, moves, clock, afresh)
    proven = search.run(report)
    return Plan(frozenset(search.best.chosen), search.best.hopeless, search.bound, proven)


def _cubes(problem: Problem, memory: Memory, clock: Clock) -> Annealing | None:
    """Return what makes choices by cubes for a three-way table; None for any other."""
    wanted = wishes(problem, exposed(problem, (), memory, clock))
    return Annealing(problem, wanted) if wanted else None
