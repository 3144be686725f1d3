"""Proves how little must be hidden: cutting planes over the choice of options, then whole-number programmes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gel_airlock_jupyter.disclosure.cuts import Attacker, Cut, Requirement
from gel_airlock_jupyter.disclosure.greedy import Choice, clean_up, extend
from gel_airlock_jupyter.disclosure.memory import Memory
from gel_airlock_jupyter.disclosure.moves import Moves
from gel_airlock_jupyter.disclosure.network import Network
from gel_airlock_jupyter.disclosure.pattern import exposed, steps
from gel_airlock_jupyter.disclosure.problem import Problem
from gel_airlock_jupyter.disclosure.solver import Floats, Matrix, Program, Solution, program
from gel_airlock_jupyter.disclosure.witnesses import Clock

Report = Callable[[str, float, float], None]
ENOUGH = 1e-6
FAR_OFF = 0.8
"""In tables of three ways and more a bound below this share of the loss is too weak for whole-number programmes to
settle; nearby choices come first then."""
MANY_OPTIONS = 150
"""Whole-number programmes settle tables of three ways with fewer options at once."""
PATIENT = 4
"""Invalid choices of the whole-number programme after which half as much time goes into nearby choices."""
LONGEST_LOOK = 6.0
"""Seconds at most for nearby choices before the first whole-number programme, which may settle the matter."""
FIRST_SLICE = 2.0
"""Seconds of the first whole-number programme; doubled when it does not finish, with twice that for exploring."""


class Optimum:
    """Search for the least loss; keeps the best valid choice and a proven bound at all times."""

    def __init__(
        self,
        problem: Problem,
        best: Choice,
        memory: Memory,
        moves: Moves,
        clock: Clock,
        afresh: Callable[[], set[int]] | None = None,
    ) -> None:
        self._afresh = afresh
        self._p, self.best, self._memory, self._moves, self._clock = problem, best, memory, moves, clock
        self.bound = 0.0
        self._cuts: list[Cut] = []
        self._asked = [k for k in problem.required if k not in best.hopeless]
        either = problem.need == "exact"
        waiting = exposed(problem, [], memory, clock, self._asked)
        self._requirements = [Requirement(k, tuple(steps(problem, k)), either) for k in waiting]
        largest = max([1, *(abs(s) for r in self._requirements for s in r.steps)])
        self._slice = FIRST_SLICE
        self._share: Floats = np.zeros(len(problem.options))
        self._random = np.random.default_rng(5)
        self._reach = float(largest if isinstance(moves, Network) else 4 * largest)

    def run(self, report: Report) -> bool:
        """Improve until proven or out of time; return True when the best choice is proven."""
        if not self._best_loss() or not self._requirements:
            self.bound = self._best_loss()
            return True
        if not self._relax(report):
            return False
        is_hard = not isinstance(self._moves, Network) and len(self._p.options) > MANY_OPTIONS
        if is_hard and self.bound < FAR_OFF * self._best_loss():
            self._explore(report, min(0.6 * self._clock.left, LONGEST_LOOK))
        turns = 0
        while not self._clock.over():
            if self.bound >= self._best_loss() - ENOUGH:
                return True
            before, slice_ = self._clock.left, self._slice
            if not self._branch(report):
                return self.bound >= self._best_loss() - ENOUGH
            turns += 1
            if turns >= PATIENT and slice_ == self._slice:
                self._explore(report, 0.5 * (before - self._clock.left))
        return False

    def _explore(self, report: Report, seconds: float) -> None:
        """Take back a random part of the best choice and complete it again with shifted losses, for a while.

        Where whole choices come cheap, a new one is tried whenever that did not help, and the other way round.
        """
        end = self._clock.left - seconds
        near, last = False, self._best_loss()
        while self._clock.left > max(end, 0.0) and not self._clock.over():
            options = np.array(sorted(self.best.chosen), dtype=np.int64)
            if not len(options) or self.bound >= self._best_loss() - ENOUGH:
                return
            near ^= self._afresh is not None and self._best_loss() >= last
            last = self._best_loss()
            if self._afresh is not None and not near:
                self._try(self._afresh())
                report("afresh", self._best_loss(), self.bound)
                continue
            kept = options[self._random.random(len(options)) > self._random.uniform(0.15, 0.5)]
            shift = self._random.uniform(0.6, 1.4, len(self._p.options)) * (1.0 - 0.8 * np.minimum(self._share, 1.0))
            self._try(set(kept.tolist()), factors=shift)
            report("nearby", self._best_loss(), self.bound)

    def _best_loss(self) -> float:
        return self.best.loss(self._p)

    def _master(self, whole: bool) -> Program:
        """Return the programme over options with all cuts so far."""
        size = len(self._p.options)
        rows = [(1.0, np.inf, cut.options, cut.weights) for cut in self._cuts] + self._one_each()
        start = np.cumsum([0, *(len(row[2]) for row in rows)])[:-1]
        matrix = Matrix(
            start.astype(np.int64),
            np.concatenate([row[2] for row in rows]) if rows else np.zeros(0, dtype=np.int64),
            np.concatenate([row[3] for row in rows]) if rows else np.zeros(0),
            np.array([row[0] for row in rows]),
            np.array([row[1] for row in rows]),
            np.zeros(size),
            np.ones(size),
        )
        kinds = np.ones(size, dtype=np.bool_) if whole else None
        model = program(matrix, kinds, gap=ENOUGH / 2, bounds_change=True, stop=self._clock.cancelled)
        model.set_costs(self._p.options.loss)
        return model

    def _one_each(self) -> list[tuple[float, float, np.ndarray[tuple[int], np.dtype[np.int64]], Floats]]:
        """Return rows that choose at most one way to print each number."""
        order = np.argsort(self._p.options.column, kind="stable")
        columns = self._p.options.column[order]
        pairs = np.flatnonzero(columns[1:] == columns[:-1])
        return [(-np.inf, 1.0, np.array([order[n], order[n + 1]], dtype=np.int64), np.ones(2)) for n in pairs]

    def _relax(self, report: Report) -> bool:
        """Add cuts at partial choices until there are none; False when time ran out."""
        model = self._master(whole=False)
        stalled, last = 0, -1.0
        while not self._clock.over():
            solution = model.solve(self._clock.left)
            if solution.status != "optimal":
                return False
            self.bound = max(self.bound, solution.objective)
            stalled = stalled + 1 if solution.objective < last + 1e-4 * (1 + abs(last)) else 0
            last = solution.objective
            report("bound", self._best_loss(), self.bound)
            fresh = self._violated(solution.values, [r.column for r in self._requirements])
            for cut in fresh:
                model.add_row(1.0, np.inf, cut.options, cut.weights)
            if not fresh or stalled >= 6 or self.bound >= self._best_loss() - ENOUGH:
                self._round_off(solution.values)
                return True
        return False

    def _violated(self, share: Floats, columns: list[int]) -> list[Cut]:
        attacker = Attacker(self._p, np.where(share > 1e-7, share, 0.0), self._reach)
        wanted = set(columns)
        fresh: list[Cut] = []
        for requirement in self._requirements:
            if requirement.column in wanted and not self._clock.over():
                fresh += attacker.cuts(requirement, self._clock.left)
        self._cuts += fresh
        return fresh

    def _round_off(self, share: Floats) -> None:
        """Complete the large shares of a partial choice to a valid one; keep it when it is better."""
        self._share = share
        for level in (0.99, 0.5, 0.2) if isinstance(self._moves, Network) else (0.15,):
            self._try({int(n) for n in np.flatnonzero(share >= level)}, 1.0 - 0.9 * np.minimum(share, 1.0))

    def _try(self, chosen: set[int], factors: Floats | None = None) -> None:
        """Complete a choice to a valid one, clean it up, and keep it when it is better."""
        if self._clock.over():
            return
        start = Choice(self._p.widest(chosen), set(self.best.hopeless))
        whole = extend(self._p, start, self._moves, self._memory, self._clock, factors)
        if whole.open or whole.hopeless != self.best.hopeless:
            return
        whole = clean_up(self._p, whole, self._moves, self._memory, self._clock)
        if whole.loss(self._p) < self._best_loss() - ENOUGH:
            self.best = whole

    def _branch(self, report: Report) -> bool:
        """Solve the whole-number programme once and cut off its choice when it is not valid; False to stop."""
        model = self._master(whole=True)
        start = np.zeros(len(self._p.options))
        start[list(self.best.chosen)] = 1.0
        model.start_from(start)
        solution: Solution = model.solve(min(self._clock.left, self._slice))
        if np.isfinite(solution.bound):
            self.bound = max(self.bound, min(solution.bound, self._best_loss()))
        if not len(solution.values):
            return False
        chosen = {int(n) for n in np.flatnonzero(solution.values > 0.5)}
        waiting = exposed(self._p, chosen, self._memory, self._clock, self._asked, self._moves)
        if self._clock.over():
            return False
        if solution.status != "optimal":
            self._explore(report, 2 * self._slice)
            self._slice *= 2
        if not waiting:
            if self._loss(chosen) < self._best_loss():
                self.best = Choice(chosen, set(self.best.hopeless))
            report("proven" if solution.status == "optimal" else "better", self._best_loss(), self.bound)
            return solution.status != "optimal"
        self._try(chosen)
        report("bound", self._best_loss(), self.bound)
        known = {r.column for r in self._requirements}
        either = self._p.need == "exact"
        self._requirements += [Requirement(k, tuple(steps(self._p, k)), either) for k in waiting if k not in known]
        if not self._violated((solution.values > 0.5).astype(np.float64), waiting):
            self._cuts.append(self._no_good(chosen))
        return True

    def _no_good(self, chosen: set[int]) -> Cut:
        """Return the cut "something outside this choice": whatever hides less than an invalid choice is invalid."""
        masked = {int(self._p.options.column[n]) for n in chosen if not self._p.options.is_range[n]}
        outside = [
            n
            for n in range(len(self._p.options))
            if n not in chosen and not (self._p.options.is_range[n] and int(self._p.options.column[n]) in masked)
        ]
        return Cut(np.array(outside, dtype=np.int64), np.ones(len(outside)))

    def _loss(self, chosen: set[int]) -> float:
        return float(sum(self._p.options.loss[n] for n in chosen))
