"""The cheapest way to let one hidden number vary: a move through published numbers that would then be masked."""

from __future__ import annotations

import numpy as np

from gel_airlock_jupyter.disclosure.attack import matrix_of, whole
from gel_airlock_jupyter.disclosure.compiled import NO_LIMIT
from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.problem import Problem
from gel_airlock_jupyter.disclosure.solver import Floats, Matrix, program

FAR = 1_000.0
"""Largest change of one number that a move may use (people)."""


class Mover:
    """Linear programme of least-loss moves, kept warm between questions.

    Columns: increases and decreases of every hidden number, then of every option.
    """

    def __init__(self, problem: Problem) -> None:
        self._p = problem
        hidden = np.flatnonzero(problem.hidden)
        options = problem.options
        self._carrier = np.concatenate([hidden, options.column])
        base = problem.base[self._carrier]
        lower = np.concatenate([problem.compiled.lower[hidden], options.lower])
        upper = np.concatenate([problem.compiled.upper[hidden], options.upper])
        self._up = np.minimum(np.where(upper >= NO_LIMIT, FAR, upper - base), FAR).astype(np.float64)
        self._down = np.minimum(base - lower, FAR).astype(np.float64)
        self._hidden_count = len(hidden)
        self._place = {int(column): n for n, column in enumerate(hidden)}
        self._loss = np.concatenate([np.full(len(hidden), 1e-4), options.loss])
        self._matrix = self._rows()
        self._linear = program(self._matrix)

    def _rows(self) -> Matrix:
        """Return the rows over increases and decreases of every carrier."""
        plain = matrix_of(self._p.compiled)
        size = len(self._carrier)
        by_column: list[list[int]] = [[] for _ in range(len(self._p.base))]
        for carrier, column in enumerate(self._carrier.tolist()):
            by_column[column].append(carrier)
        entry_column = plain.column.tolist()
        pieces: list[int] = []
        values: list[float] = []
        start: list[int] = []
        ends = [*plain.start[1:].tolist(), len(entry_column)]
        for first, end in zip(plain.start.tolist(), ends, strict=True):
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
            np.concatenate([self._up, self._down]),
        )

    def cheapest(
        self, column: int, step: int, chosen: set[int], seconds: float, factors: Floats | None = None
    ) -> tuple[float, set[int], Ints] | None:
        """Return (loss, options used, table) of the cheapest move that changes a hidden number by ``step``.

        ``factors`` multiply the losses (to explore other choices). None when there is no such move.
        """
        place = self._place[column]
        if step > self._up[place] or -step > self._down[place]:
            return None
        size = len(self._carrier)
        loss = self._loss.copy()
        if factors is not None:
            loss[self._hidden_count :] *= factors
        if chosen:
            loss[self._hidden_count + np.fromiter(chosen, dtype=np.int64)] = 2e-4
        costs = np.concatenate([loss, loss])
        pair = np.array([place, place + size], dtype=np.int64)
        wanted = np.array([max(step, 0), max(-step, 0)], dtype=np.float64)
        self._linear.set_costs(costs)
        self._linear.set_bounds(pair, wanted, wanted)
        solution = self._linear.solve(seconds)
        self._linear.set_bounds(pair, np.zeros(2), np.array([self._up[place], self._down[place]]))
        if solution.status != "optimal":
            return None
        table = whole(solution)
        if table is None:
            table = self._whole_move(costs, pair, wanted, seconds)
        return None if table is None else self._read(table, chosen)

    def _whole_move(self, costs: Floats, pair: Ints, wanted: Floats, seconds: float) -> Ints | None:
        """Solve for a move in whole numbers."""
        integer = np.ones(len(costs), dtype=np.bool_)
        model = program(self._matrix, integer)
        model.set_costs(costs)
        model.set_bounds(pair, wanted, wanted)
        return whole(model.solve(seconds))

    def _read(self, move: Ints, chosen: set[int]) -> tuple[float, set[int], Ints]:
        size = len(self._carrier)
        change = move[:size] - move[size:]
        table = self._p.base.copy()
        np.add.at(table, self._carrier, change)
        used = {int(n) for n in np.flatnonzero(change[self._hidden_count :])} - chosen
        return float(sum(self._p.options.loss[n] for n in used)), used, table
