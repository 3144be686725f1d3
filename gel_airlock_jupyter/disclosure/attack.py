"""The attacker's two tools: complete search for small components, linear and whole-number programmes for the rest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gel_airlock_jupyter.disclosure.compiled import NO_LIMIT, Compiled
from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.search import GaveUpError, Search
from gel_airlock_jupyter.disclosure.solver import INFINITY, Floats, Matrix, Program, Solution, program
from gel_airlock_jupyter.disclosure.witnesses import Clock, Witnesses

SMALL = 40
"""Components up to this many numbers are searched before a solver is loaded."""
TOLERANCE = 1e-6
HEADROOM = 5
"""How far above what was seen an endless number may grow in one step (people)."""


def search_small(seen: Witnesses, clock: Clock) -> None:
    """Answer what a bounded complete search can answer."""
    if len(seen.part.lower) > SMALL:
        return
    search = Search(seen.part)
    try:
        if not seen.tables:
            table = search.table(None)
            if table is None:
                return
            seen.add(np.array(table, dtype=np.int64))
        failures = 0
        for column in seen.protected:
            while not seen.is_enough(column) and (sides := seen.sides(column)) and not clock.over():
                try:
                    _search_side(seen, search, column, sides[0])
                except GaveUpError:
                    failures += 1
                    break
            if failures > 2:
                return
    except GaveUpError:
        return


def _search_side(seen: Witnesses, search: Search, column: int, side: int) -> None:
    """Look for the goal, then for any more extreme value; close the side when there is none."""
    reached = int(seen.seen_high[column] if side > 0 else seen.seen_low[column])
    guide = seen.tables[int(seen.high_table[column] if side > 0 else seen.low_table[column])].tolist()
    for value in dict.fromkeys((seen.goal(column, side), reached + side)):
        if (value - reached) * side <= 0:
            continue
        low, high = (value, NO_LIMIT) if side > 0 else (-NO_LIMIT, value)
        table = search.table(guide, column, low, high)
        if table is not None:
            seen.add(np.array(table, dtype=np.int64))
            return
    seen.closed[column, side] = None


def matrix_of(part: Compiled) -> Matrix:
    """Return the component as floating-point arrays for a solver."""

    def open_ended(values: Ints) -> Floats:
        floats = values.astype(np.float64)
        floats[values >= NO_LIMIT // 2] = INFINITY
        floats[values <= -(NO_LIMIT // 2)] = -INFINITY
        return floats

    return Matrix(
        part.start,
        part.entry_column,
        part.entry_coefficient.astype(np.float64),
        open_ended(part.row_low),
        open_ended(part.row_high),
        part.lower.astype(np.float64),
        open_ended(part.upper),
    )


def whole(solution: Solution) -> Ints | None:
    """Return the table of a solution when all its values are whole."""
    if solution.status not in ("optimal", "limit") or not len(solution.values):
        return None
    rounded = np.rint(solution.values)
    return rounded.astype(np.int64) if np.abs(solution.values - rounded).max(initial=0.0) < TOLERANCE else None


class Programs:
    """Linear and whole-number programmes over one component, built when first needed."""

    def __init__(self, seen: Witnesses, clock: Clock) -> None:
        self._seen = seen
        self._clock = clock
        self._matrix = matrix_of(seen.part)
        self._linear: Program | None = None
        self._whole: Program | None = None

    def run(self) -> bool:
        """Decide every protected number as far as time allows; False when no table exists at all."""
        if not self._seen.tables and not self._first_table():
            return False
        self._bundle()
        for column in self._seen.undecided():
            while not self._seen.is_enough(column) and not self._clock.over():
                sides = self._seen.sides(column)
                if not sides or not self._push(column, sides[0]):
                    break
        return True

    def _solve(self, costs: Floats) -> Solution:
        if self._linear is None:
            self._linear = program(self._matrix, stop=self._clock.cancelled)
        self._linear.set_costs(costs)
        solution = self._linear.solve(self._clock.left)
        return self._capped(np.flatnonzero(costs)) if solution.status == "unbounded" else solution

    def _capped(self, columns: Ints) -> Solution:
        """Solve again with a ceiling on endless numbers; the optimum proves nothing then, but the table is one."""
        endless = columns[np.isinf(self._matrix.upper[columns])]
        lower, upper = self._matrix.lower[endless], self._matrix.upper[endless]
        ceiling = np.maximum(self._seen.seen_high[endless], self._seen.sensitive[1]) + HEADROOM
        if self._linear is None:
            raise RuntimeError("no programme to cap")
        self._linear.set_bounds(endless, lower, ceiling.astype(np.float64))
        solution = self._linear.solve(self._clock.left)
        self._linear.set_bounds(endless, lower, upper)
        return replace(solution, status="limit") if solution.status == "optimal" else solution

    def _solve_whole(self, costs: Floats, seconds: float) -> Solution:
        if self._whole is None:
            kinds = np.ones(len(self._matrix.lower), dtype=np.bool_)
            self._whole = program(self._matrix, kinds, stop=self._clock.cancelled)
        self._whole.set_costs(costs)
        return self._whole.solve(seconds)

    def _first_table(self) -> bool:
        costs = np.zeros(len(self._matrix.lower))
        table = whole(self._solve(costs))
        if table is None or not self._seen.add(table):
            solution = self._solve_whole(costs, self._clock.left)
            table = whole(solution)
            return table is not None and self._seen.add(table)
        return True

    def _bundle(self) -> None:
        """Push all undecided numbers at once, up and down in turn; each vertex is one more table."""
        seen, idle, side = self._seen, 0, 1
        while idle < 2 and not self._clock.over():
            open_columns = seen.open_columns(side)
            gained = False
            if open_columns:
                costs = np.zeros(len(self._matrix.lower))
                costs[open_columns] = -side
                table = whole(self._solve(costs))
                gained = table is not None and seen.add(table)
            idle = 0 if gained else idle + 1
            side = -side

    def _push(self, column: int, side: int) -> bool:
        """Seek a more extreme value of one number on one side, or close that side; False when time ran out."""
        costs = np.zeros(len(self._matrix.lower))
        costs[column] = -side
        solution = self._solve(costs)
        reached = int(self._seen.seen_high[column] if side > 0 else self._seen.seen_low[column])
        if solution.status == "optimal":
            best = -solution.objective * side
            best = np.floor(best + TOLERANCE) if side > 0 else np.ceil(best - TOLERANCE)
            if (best - reached) * side <= 0:
                self._seen.closed[column, side] = solution.duals
                return True
            table = whole(solution)
            if table is not None and self._seen.add(table):
                return True
        elif solution.status == "infeasible":
            return False
        elif (table := whole(solution)) is not None and self._seen.add(table):
            return True
        if self._nearby(column, side, reached):
            return True
        return self._push_whole(column, side, reached)

    def _nearby(self, column: int, side: int, reached: int) -> bool:
        """Move from a known table to the nearest one in which the number is more extreme (least total change)."""
        seen = self._seen
        base = seen.tables[int(seen.high_table[column] if side > 0 else seen.low_table[column])]
        value = seen.goal(column, side) if seen.need == "band" else reached + side
        matrix = moves_matrix(seen.part, base, column, value - int(base[column]))
        moves = program(matrix, stop=self._clock.cancelled)
        moves.set_costs(np.ones(len(matrix.lower)))
        table = whole(moves.solve(self._clock.left))
        if table is None:
            return False
        size = len(base)
        return seen.add(base + table[:size] - table[size:])

    def _push_whole(self, column: int, side: int, reached: int) -> bool:
        """Decide the side by whole-number programming."""
        costs = np.zeros(len(self._matrix.lower))
        costs[column] = -side
        solution = self._solve_whole(costs, self._clock.left)
        table = whole(solution)
        if table is not None and self._seen.add(table):
            if solution.status != "optimal":
                return False
            if (int(table[column]) - reached) * side > 0:
                return True
        if solution.status == "optimal":
            self._seen.closed[column, side] = None
            return True
        return False


def moves_matrix(part: Compiled, base: Ints, column: int, step: int) -> Matrix:
    """Return the programme of moves ``up - down`` that keep every row and change one number by ``step``."""
    plain = matrix_of(part)
    size, entries = len(base), len(part.entry_row)
    here = part.activity(base).astype(np.float64)
    ends = np.append(plain.start[1:], entries)
    pieces, values, start = [], [], []
    for row in range(part.rows):
        span = slice(int(plain.start[row]), int(ends[row]))
        start.append(2 * int(plain.start[row]))
        pieces += [plain.column[span], plain.column[span] + size]
        values += [plain.value[span], -plain.value[span]]
    upper = np.concatenate([plain.upper - base, base - plain.lower])
    lower = np.zeros(2 * size)
    place, opposite = (column, column + size) if step > 0 else (column + size, column)
    lower[place] = upper[place] = abs(step)
    upper[opposite] = 0.0
    return Matrix(
        np.array(start, dtype=np.int64),
        np.concatenate(pieces),
        np.concatenate(values),
        plain.row_low - here,
        plain.row_high - here,
        lower,
        upper,
    )
