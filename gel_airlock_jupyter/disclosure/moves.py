"""The cheapest way to let one hidden number vary: a move through published numbers that would then be masked."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from gel_airlock_jupyter.disclosure.attack import matrix_of, whole
from gel_airlock_jupyter.disclosure.compiled import NO_LIMIT
from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.problem import Problem
from gel_airlock_jupyter.disclosure.solver import Floats, Matrix, Program, program

FAR = 1_000.0
"""Largest change of one number that a move may use (people)."""
FEW_SECONDS = 0.3
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
            free = chosen | {self._range_of[n] for n in chosen if n in self._range_of}
            loss[self.hidden_count + np.fromiter(free, dtype=np.int64)] = 2e-4
        return loss

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

    def __init__(self, problem: Problem) -> None:
        self._p = problem
        self._c = Carriers(problem)
        self._matrix = self._rows()
        self._linear: Program = program(self._matrix, bounds_change=True)

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
        place = self._c.place[column]
        if step > self._c.up[place] or -step > self._c.down[place]:
            return None
        size = len(self._c.column)
        loss = self._c.losses(chosen, factors)
        costs = np.concatenate([loss, loss])
        pair = np.array([place, place + size], dtype=np.int64)
        wanted = np.array([max(step, 0), max(-step, 0)], dtype=np.float64)
        self._linear.set_costs(costs)
        self._linear.set_bounds(pair, wanted, wanted)
        solution = self._linear.solve(seconds)
        self._linear.set_bounds(pair, np.zeros(2), np.array([self._c.up[place], self._c.down[place]]))
        if solution.status != "optimal":
            return None
        table = whole(solution)
        if table is None:
            support = np.flatnonzero(np.abs(solution.values) > 1e-7)
            table = self._whole_move(costs, pair, wanted, support, seconds)
        if table is None:
            return None
        return self._c.read(table[:size] - table[size:], chosen)

    def _whole_move(self, costs: Floats, pair: Ints, wanted: Floats, support: Ints, seconds: float) -> Ints | None:
        """Solve for a move in whole numbers, first among the carriers of the fractional move only."""
        everything = np.arange(len(costs))
        closed = np.setdiff1d(everything, np.concatenate([support, pair]))
        for shut, limit in ((closed, FEW_SECONDS), (closed[:0], seconds)):
            model = program(self._matrix, np.ones(len(costs), dtype=np.bool_), gap=0.2)
            model.set_costs(costs)
            model.set_bounds(shut, np.zeros(len(shut)), np.zeros(len(shut)))
            model.set_bounds(pair, wanted, wanted)
            table = whole(model.solve(min(limit, seconds)))
            if table is not None:
                return table
        return None
