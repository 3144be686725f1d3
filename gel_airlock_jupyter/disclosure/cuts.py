"""Inequalities that every valid choice meets: the attacker's programme, solved at a trial choice, read backwards.

For a trial choice (options may be chosen in part) the attacker's linear programme asks how far a protected number can
move. Where it cannot move far enough, the programme's multipliers bound the move by a weighted sum of the options;
that sum must reach what is needed (capacity cuts of Fischetti and Salazar, with the bounds of the printed marks).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gel_airlock_jupyter.disclosure.attack import matrix_of
from gel_airlock_jupyter.disclosure.compiled import NO_LIMIT
from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.problem import Problem
from gel_airlock_jupyter.disclosure.solver import Floats, Matrix, Program, program

SLACK = 1e-6


@dataclass(frozen=True)
class Requirement:
    """Protected ``column`` must be able to move by each of ``steps`` together (``either``: the sizes are added)."""

    column: int
    steps: tuple[int, ...]
    either: bool


@dataclass(frozen=True)
class Cut:
    """``sum(weight * option) >= 1``."""

    options: Ints
    weights: Floats


class Attacker:
    """The attacker's programme at one trial choice."""

    def __init__(self, problem: Problem, share: Floats, reach: float) -> None:
        self._p = problem
        options = problem.options
        base = problem.base
        lower, upper = problem.compiled.lower, problem.compiled.upper
        self._up_hidden = np.where(
            problem.hidden, np.minimum(np.where(upper >= NO_LIMIT, reach, upper - base), reach), 0.0
        )
        self._down_hidden = np.where(problem.hidden, np.minimum(base - lower, reach), 0.0)
        own = base[options.column]
        self._up_option = np.minimum(np.where(options.upper >= NO_LIMIT, reach, options.upper - own), reach)
        self._down_option = np.minimum(own - options.lower, reach).astype(np.float64)
        up, down = self._up_hidden.copy(), self._down_hidden.copy()
        np.add.at(up, options.column, share * self._up_option)
        np.add.at(down, options.column, share * self._down_option)
        self._up, self._down = up, down
        self._support = np.flatnonzero((up > SLACK) | (down > SLACK))
        self._place = {int(column): n for n, column in enumerate(self._support)}
        self._rows, self._matrix = self._programme()
        self._linear: Program = program(self._matrix)

    def _programme(self) -> tuple[Ints, Matrix]:
        compiled = self._p.compiled
        inside = np.zeros(len(self._p.base), dtype=np.bool_)
        inside[self._support] = True
        rows = np.unique(compiled.entry_row[inside[compiled.entry_column]])
        part = compiled.restricted(self._support.tolist(), rows.tolist())
        plain, whole = matrix_of(part), matrix_of(compiled)
        here = compiled.activity(self._p.base).astype(np.float64)
        self._low, self._high = whole.row_low - here, whole.row_high - here
        down, up = self._down[self._support], self._up[self._support]
        return rows, Matrix(plain.start, plain.column, plain.value, self._low[rows], self._high[rows], -down, up)

    def cuts(self, requirement: Requirement, seconds: float) -> list[Cut]:
        """Return inequalities that the trial choice breaks; none when it meets the requirement."""
        place = self._place.get(requirement.column)
        if place is None:
            return []
        sides = [self._side(place, requirement.column, step, seconds) for step in requirement.steps]
        found = [side for side in sides if side is not None]
        if len(found) < len(sides):
            return []
        if not requirement.either:
            pairs = zip(requirement.steps, found, strict=True)
            broken = [(w, abs(step) - c) for step, (value, w, c) in pairs if value < abs(step) - SLACK]
        elif sum(value for value, _, _ in found) < 1.0 - SLACK:
            weights = np.sum([w for _, w, _ in found], axis=0)
            broken = [(weights, 1.0 - sum(c for _, _, c in found))]
        else:
            broken = []
        made = [self._as_cut(weights, needed) for weights, needed in broken]
        return [cut for cut in made if cut is not None]

    def _side(self, place: int, column: int, step: int, seconds: float) -> tuple[float, Floats, float] | None:
        """Return how far the number can move, the weight of each option, and the constant part of the bound."""
        side = 1.0 if step > 0 else -1.0
        room = float((self._up if step > 0 else self._down)[column])
        if room < SLACK:
            return 0.0, np.zeros(len(self._p.options)), 0.0
        costs = np.zeros(len(self._support))
        costs[place] = -side
        self._linear.set_costs(costs)
        pair = np.array([place], dtype=np.int64)
        limit = min(room, float(abs(step)))
        self._linear.set_bounds(pair, np.array([min(0.0, side * limit)]), np.array([max(0.0, side * limit)]))
        solution = self._linear.solve(seconds)
        self._linear.set_bounds(pair, np.array([-self._down[column]]), np.array([self._up[column]]))
        if solution.status != "optimal":
            return None
        weights, constant = self._read(column, side, float(abs(step)), solution.duals)
        return -solution.objective, weights, constant

    def _read(self, column: int, side: float, size: float, duals: Floats) -> tuple[Floats, float]:
        """Turn multipliers into the weights of options and a constant."""
        compiled = self._p.compiled
        weight = np.zeros(compiled.rows)
        weight[self._rows] = -np.where(np.abs(duals) < 1e-9, 0.0, duals)
        rest = -np.bincount(
            compiled.entry_column,
            weights=compiled.entry_coefficient * weight[compiled.entry_row],
            minlength=len(self._p.base),
        )
        rest[column] += side
        own = abs(float(rest[column])) * size
        rest[column] = 0.0
        rest[np.abs(rest) < 1e-9] = 0.0
        used = weight != 0
        ends = np.where(weight > 0, self._high, self._low)
        constant = own + float((weight[used] * ends[used]).sum())
        raising, falling = np.maximum(rest, 0.0), np.maximum(-rest, 0.0)
        constant += float((raising * self._up_hidden + falling * self._down_hidden).sum())
        at = self._p.options.column
        return raising[at] * self._up_option + falling[at] * self._down_option, constant

    @staticmethod
    def _as_cut(weights: Floats, needed: float) -> Cut | None:
        if not np.isfinite(needed) or needed < 1e-5:
            return None
        scaled = np.minimum(weights / needed, 1.0)
        options = np.flatnonzero(scaled > 1e-7)
        return Cut(options, scaled[options])
