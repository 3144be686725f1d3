"""A first valid choice of masks in milliseconds, and its clean-up."""

from __future__ import annotations

from dataclasses import dataclass, field

from gel_airlock_jupyter.disclosure.memory import Memory
from gel_airlock_jupyter.disclosure.moves import Moves
from gel_airlock_jupyter.disclosure.pattern import exposed, steps, unwitnessed
from gel_airlock_jupyter.disclosure.problem import Problem
from gel_airlock_jupyter.disclosure.solver import Floats
from gel_airlock_jupyter.disclosure.witnesses import Clock


@dataclass
class Choice:
    """Chosen options; ``hopeless`` columns cannot be protected by any; ``open`` ones were not reached in time."""

    chosen: set[int] = field(default_factory=set)
    hopeless: set[int] = field(default_factory=set)
    open: set[int] = field(default_factory=set)

    def loss(self, problem: Problem) -> float:
        """Return the total loss."""
        return float(sum(problem.options.loss[n] for n in self.chosen))


def extend(
    problem: Problem, start: Choice, moves: Moves, memory: Memory, clock: Clock, factors: Floats | None = None
) -> Choice:
    """Add options, cheapest move first come first served, until every protected number is safe or hopeless."""
    choice = Choice(set(start.chosen), set(start.hopeless))
    asked = [k for k in unwitnessed(problem, (), memory) if k not in choice.hopeless]
    while not clock.over():
        waiting = exposed(problem, choice.chosen, memory, clock, asked, moves)
        if not waiting:
            return choice
        for column in waiting:
            if clock.over():
                break
            if unwitnessed(problem, choice.chosen, memory, [column]):
                _protect(problem, column, choice, moves, memory, clock, factors)
        asked = [k for k in waiting if k not in choice.hopeless]
    choice.open = set(asked)
    return choice


def _protect(
    problem: Problem,
    column: int,
    choice: Choice,
    moves: Moves,
    memory: Memory,
    clock: Clock,
    factors: Floats | None,
) -> None:
    """Choose the options of the cheapest move for one number; mark it hopeless when there is none."""
    wanted = steps(problem, column)
    if problem.need == "exact":
        found = [moves.either(column, wanted, choice.chosen, clock.left, factors)]
    else:
        found = [moves.cheapest(column, step, choice.chosen, clock.left, factors) for step in wanted]
    if clock.over():
        return
    ways = [move for move in found if move is not None]
    if len(ways) < len(found):
        choice.hopeless.add(column)
        return
    for _, used, table in ways:
        choice.chosen = problem.widest(choice.chosen | used)
        memory.add([table])


def clean_up(problem: Problem, choice: Choice, moves: Moves, memory: Memory, clock: Clock) -> Choice:
    """Take back options that are not needed, the dearest first."""
    kept = Choice(set(choice.chosen), set(choice.hopeless), set(choice.open))
    needy = unwitnessed(problem, (), memory)  # what is safe without any option stays so
    asked = [k for k in needy if k not in kept.hopeless]
    for option in sorted(choice.chosen, key=lambda n: -problem.options.loss[n]):
        if clock.over():
            break
        trial = kept.chosen - {option}
        if not exposed(problem, trial, memory, clock, asked, moves):
            kept.chosen = trial
    return kept
