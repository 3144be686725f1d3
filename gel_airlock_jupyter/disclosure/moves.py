"""The cheapest way to let one hidden number vary: a move through published numbers that would then be masked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.disclosure.attack import matrix_of, whole
from gel_airlock_jupyter.disclosure.compiled import NO_LIMIT
from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.problem import Problem
from gel_airlock_jupyter.disclosure.solver import Floats, Matrix, Program, Stop, program

FAR = 1_000.0
"""Largest change of one number that a move may use (people)."""
FEW_SECONDS = 0.5
TINY = 1e-7
SHIFTS = (0.03, 0.1, 0.3, 1.0, 3.0)
"""Loss added to every step of a move, in usual losses: short moves are whole more often than long ones."""
CHOSEN = 2e-4
"""Loss of a step through what is chosen already: next to nothing, but more than through hidden numbers."""
Move = tuple[float, set[int], Ints]
"""Loss of a move, the options it needs beyond the chosen ones, and the table it leads to."""


class Moves(Protocol):
    """Anything that answers which move is the cheapest."""

    def cheapest(
        self, column: int, step: int, chosen: set[int], seconds: float, factors: Floats | None = None
    ) -> Move | None:
        """Return the cheapest move that changes a hidden number by ``step``; None when there is none.

        ``factors`` multiply the losses of options, to explore other choices.
        """

    def either(
        self, column: int, steps: list[int], chosen: set[int], seconds: float, factors: Floats | None = None
    ) -> Move | None:
        """Return the cheapest move by any of ``steps``; None when there is none."""


class Carriers:
    """What a move may change: every hidden number, then every option, with the room up and down (people).

    Where a number may become a range or be masked, the mask carries only what goes beyond the range, so that both
    together never move the number further than the mask permits.
    """

    def __init__(self, problem: Problem) -> None:
        self._p = problem
        hidden = np.flatnonzero(problem.hidden)
        options = problem.options
        self.column: Ints = np.concatenate([hidden, options.column])
        base = problem.base[self.column]
        lower = np.concatenate([problem.compiled.lower[hidden], options.lower])
        upper = np.concatenate([problem.compiled.upper[hidden], options.upper])
        self.up: Floats = np.minimum(np.where(upper >= NO_LIMIT, FAR, upper - base), FAR).astype(np.float64)
        self.down: Floats = np.minimum(base - lower, FAR).astype(np.float64)
        self.hidden_count = len(hidden)
        self._range_of = _siblings(problem)
        for mask, other in self._range_of.items():
            self.up[len(hidden) + mask] -= self.up[len(hidden) + other]
            self.down[len(hidden) + mask] -= self.down[len(hidden) + other]
        self.place = {int(column): n for n, column in enumerate(hidden)}
        self._loss: Floats = np.concatenate([np.full(len(hidden), 1e-4), options.loss])

    def losses(self, chosen: set[int], factors: Floats | None) -> Floats:
        """Return the loss of using each carrier; next to nothing for hidden and chosen ones."""
        loss = self._loss.copy()
        if factors is not None:
            loss[self.hidden_count :] *= factors
        if chosen:
            loss[self.hidden_count + np.fromiter(self.freed(chosen), dtype=np.int64)] = CHOSEN
        return loss

    def freed(self, chosen: set[int]) -> set[int]:
        """Return the options that chosen ones open: a mask opens the range of the same number too."""
        return chosen | {self._range_of[n] for n in chosen if n in self._range_of} if self._range_of else chosen

    def table(self, change: Mapping[int, int]) -> Ints:
        """Return the table in which these carriers have changed by so much."""
        table = self._p.base.copy()
        for carrier, amount in change.items():
            table[self.column[carrier]] += amount
        return table

    def read(self, change: Ints, chosen: set[int]) -> Move:
        """Return the move that changes each carrier by so much."""
        table = self._p.base.copy()
        np.add.at(table, self.column, change)
        used = self._p.widest(chosen | {int(n) for n in np.flatnonzero(change[self.hidden_count :])}) - chosen
        return float(sum(self._p.options.loss[n] for n in used)), used, table


def _siblings(problem: Problem) -> dict[int, int]:
    """Return the range option of each mask option that has one on the same number."""
    ranges = {int(problem.options.column[n]): int(n) for n in np.flatnonzero(problem.options.is_range)}
    masks = np.flatnonzero(~problem.options.is_range)
    return {int(n): ranges[c] for n in masks if (c := int(problem.options.column[n])) in ranges}


class Mover:
    """Linear programme of least-loss moves for any system, kept warm between questions.

    Its columns are the increases, then the decreases, of every carrier.
    """

    def __init__(self, problem: Problem, stop: Stop | None = None) -> None:
        self._p, self._stop = problem, stop
        self._c = Carriers(problem)
        self._matrix = self._rows()
        self._random = np.random.default_rng(3)
        self._linear: Program = program(self._matrix, bounds_change=True, stop=stop)

    def _rows(self) -> Matrix:
        """Return the rows over increases and decreases of every carrier."""
        plain = matrix_of(self._p.compiled)
        size = len(self._c.column)
        by_column: list[list[int]] = [[] for _ in range(len(self._p.base))]
        for carrier, column in enumerate(self._c.column.tolist()):
            by_column[column].append(carrier)
        entry_column = plain.column.tolist()
        pieces: list[int] = []
        values: list[float] = []
        start: list[int] = []
        starts = plain.start.tolist()
        ends = [*starts[1:], len(entry_column)][: len(starts)]  # a table without relations has no row at all
        for first, end in zip(starts, ends, strict=True):
            start.append(len(pieces))
            for entry in range(first, end):
                for carrier in by_column[entry_column[entry]]:
                    pieces += (carrier, carrier + size)
                    values += (plain.value[entry], -plain.value[entry])
        here = self._p.compiled.activity(self._p.base).astype(np.float64)
        return Matrix(
            np.array(start, dtype=np.int64),
            np.array(pieces, dtype=np.int64),
            np.array(values, dtype=np.float64),
            plain.row_low - here,
            plain.row_high - here,
            np.zeros(2 * size),
            np.concatenate([self._c.up, self._c.down]),
        )

    def cheapest(
        self, column: int, step: int, chosen: set[int], seconds: float, factors: Floats | None = None
    ) -> Move | None:
        """Return the cheapest move that changes a hidden number by ``step``; None when there is none."""
        return self.either(column, [step], chosen, seconds, factors)

    def either(
        self, column: int, steps: list[int], chosen: set[int], seconds: float, factors: Floats | None = None
    ) -> Move | None:
        """Return the cheapest move by any of ``steps``; None when there is none.

        The linear programmes rank the steps, so that a search in whole numbers is needed for one of them at most.
        """
        place = self._c.place[column]
        size = len(self._c.column)
        loss = self._c.losses(chosen, factors)
        costs = np.concatenate([loss, loss])
        pair = np.array([place, place + size], dtype=np.int64)
        self._linear.set_costs(costs)
        found = []
        for step in steps:
            if step > self._c.up[place] or -step > self._c.down[place]:
                continue
            wanted = np.array([max(step, 0), max(-step, 0)], dtype=np.float64)
            self._linear.set_bounds(pair, wanted, wanted)
            solution = self._linear.solve(seconds)
            if solution.status == "optimal":
                found.append((solution.objective, step, wanted, solution))
        self._linear.set_bounds(pair, np.zeros(2), np.array([self._c.up[place], self._c.down[place]]))
        for _, _, wanted, solution in sorted(found, key=lambda one: one[:2]):
            table = whole(solution)
            if table is not None:
                return self._c.read(table[:size] - table[size:], chosen)
            move = self._whole_move(costs, pair, wanted, solution.values, chosen, seconds)
            if move is not None:
                return move
        return None

    def _whole_move(
        self, costs: Floats, pair: Ints, wanted: Floats, first: Floats, chosen: set[int], seconds: float
    ) -> Move | None:
        """Find a move in whole numbers after the linear programme gave a fractional one.

        Shifted losses give other vertices, which are often whole; then a search among the carriers of all of them. When
        that fails the carriers are opened without a table, and whether they are enough is asked again later; only
        when there is nothing new to open are all carriers searched.
        """
        size = len(self._c.column)
        support = np.abs(first) > TINY
        self._linear.set_bounds(pair, wanted, wanted)
        table: Ints | None = None
        usual = float(np.median(self._p.options.loss))
        for length in SHIFTS:
            self._linear.set_costs((costs + length * usual) * self._random.uniform(0.8, 1.2, len(costs)))
            solution = self._linear.solve(seconds)
            table = whole(solution)
            if table is not None:
                break
            if solution.status == "optimal":
                support |= np.abs(solution.values) > TINY
        place = pair[0]
        self._linear.set_bounds(pair, np.zeros(2), np.array([self._c.up[place], self._c.down[place]]))
        if table is None:
            table = self._among(support, costs, pair, wanted, seconds)
        if table is not None:
            return self._c.read(table[:size] - table[size:], chosen)
        loss, used, _ = self._c.read((support[:size] | support[size:]).astype(np.int64), chosen)
        if used:
            return loss, used, self._p.base.copy()
        table = self._among(np.ones_like(support), costs, pair, wanted, seconds)
        return None if table is None else self._c.read(table[:size] - table[size:], chosen)

    def _among(
        self, support: NDArray[np.bool_], costs: Floats, pair: Ints, wanted: Floats, seconds: float
    ) -> Ints | None:
        """Search for a whole move that uses these carriers only."""
        closed = np.flatnonzero(~support)
        closed = closed[~np.isin(closed, pair)]
        model = program(self._matrix, np.ones(len(costs), dtype=np.bool_), gap=1.0, stop=self._stop)
        model.set_costs(costs)
        model.set_bounds(closed, np.zeros(len(closed)), np.zeros(len(closed)))
        model.set_bounds(pair, wanted, wanted)
        return whole(model.solve(min(FEW_SECONDS, seconds)))
