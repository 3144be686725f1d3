"""The linear and whole-number programmes behind audit and suppression: highspy where installed, else scipy."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
INFINITY = float("inf")
Stop = Callable[[], bool]
DUAL, PRIMAL = 1, 4
"""Simplex strategies by their numbers in HiGHS."""
SLICE = 0.2
"""Seconds that a linear programme runs before Python may act on an interrupt."""


@dataclass(frozen=True)
class Solution:
    """``status`` is optimal, infeasible, unbounded or limit; ``bound`` is a proven bound on the objective."""

    status: str
    values: Floats
    duals: Floats
    objective: float
    bound: float


@dataclass(frozen=True)
class Matrix:
    """Rows in compressed form with their limits; columns with their bounds."""

    start: NDArray[np.int64]
    column: NDArray[np.int64]
    value: Floats
    row_low: Floats
    row_high: Floats
    lower: Floats
    upper: Floats


class Program(Protocol):
    """A linear (or whole-number) programme whose costs, bounds and rows can change between solves."""

    def set_costs(self, costs: Floats) -> None:
        """Replace the objective (minimised)."""

    def set_bounds(self, columns: NDArray[np.int64], lower: Floats, upper: Floats) -> None:
        """Replace bounds of columns."""

    def add_row(self, low: float, high: float, columns: NDArray[np.int64], values: Floats) -> None:
        """Add a row."""

    def start_from(self, values: Floats) -> None:
        """Hand over a known solution, where the solver can use it."""

    def solve(self, seconds: float = 60.0) -> Solution:
        """Minimise."""


def program(
    matrix: Matrix,
    integer: NDArray[np.bool_] | None = None,
    gap: float = 0.999,
    bounds_change: bool = False,
    stop: Stop | None = None,
) -> Program:
    """Return a programme for the matrix; ``integer`` marks columns that must be whole, to within ``gap`` of the best.

    The default gap is right for objectives that are whole numbers. ``bounds_change`` says that bounds change between
    solves more than costs do (dual simplex keeps the basis then, primal simplex otherwise). A solve ends soon after
    ``stop`` returns True, as at its time limit.
    """
    try:
        import highspy  # noqa: F401
    except ImportError:
        return ScipyProgram(matrix, integer)
    return HighsProgram(matrix, integer, gap, DUAL if bounds_change else PRIMAL, stop)


class HighsProgram:
    """Programme on highspy: primal simplex keeps the basis between solves (measured 5 to 10 times faster).

    The first solve has no basis to keep and goes by dual simplex, which a table of bounded counts suits much better
    (the rounding of a 100 x 100 table takes 0.01 s in place of 0.7 s).

    The solver is native code, which Python cannot interrupt. So a whole-number programme calls back at every look at
    its limits, where Python raises KeyboardInterrupt; a linear one runs in slices and keeps its basis between them.
    """

    def __init__(
        self,
        matrix: Matrix,
        integer: NDArray[np.bool_] | None = None,
        gap: float = 0.999,
        strategy: int = PRIMAL,
        stop: Stop | None = None,
    ) -> None:
        import highspy

        self._lib: Any = highspy
        self._h: Any = self._lib.Highs()
        self._whole = integer is not None and bool(integer.any())
        options: dict[str, Any] = {"output_flag": False, "threads": 1}
        if not self._whole:
            options |= {"presolve": "off", "simplex_strategy": DUAL}
        else:
            options |= {"mip_rel_gap": 0.0, "mip_abs_gap": gap}
        for name, value in options.items():
            self._h.setOptionValue(name, value)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(matrix.lower), len(matrix.row_low)
        lp.col_cost_ = np.zeros(len(matrix.lower))
        lp.col_lower_, lp.col_upper_ = matrix.lower, matrix.upper
        lp.row_lower_, lp.row_upper_ = matrix.row_low, matrix.row_high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.append(matrix.start, len(matrix.column)).astype(np.int32)
        lp.a_matrix_.index_ = matrix.column.astype(np.int32)
        lp.a_matrix_.value_ = matrix.value
        if self._whole and integer is not None:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[int(k)] for k in integer]
        self._h.passModel(lp)
        self._stop = stop
        self._strategy, self._is_new = strategy, True
        if self._whole:
            self._h.setCallback(_looker(stop), None)
            self._h.startCallback(highspy.cb.HighsCallbackType.kCallbackMipInterrupt)
        self._all = np.arange(len(matrix.lower), dtype=np.int32)

    def set_costs(self, costs: Floats) -> None:
        """Replace the objective (minimised)."""
        self._h.changeColsCost(len(self._all), self._all, np.ascontiguousarray(costs, dtype=np.float64))

    def set_bounds(self, columns: NDArray[np.int64], lower: Floats, upper: Floats) -> None:
        """Replace bounds of columns."""
        self._h.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def add_row(self, low: float, high: float, columns: NDArray[np.int64], values: Floats) -> None:
        """Add a row."""
        self._h.addRow(low, high, len(columns), columns.astype(np.int32), values)

    def start_from(self, values: Floats) -> None:
        """Hand a known solution to a whole-number programme."""
        solution = self._lib.HighsSolution()
        solution.col_value = values.tolist()
        self._h.setSolution(solution)

    def solve(self, seconds: float = 60.0) -> Solution:
        """Minimise; a whole-number programme stops at the time limit with the best table and bound."""
        status = self._lib.HighsModelStatus
        reached = self._run(seconds)
        if reached == status.kUnboundedOrInfeasible:
            self._h.setOptionValue("presolve", "off")
            reached = self._run(seconds)
        if self._is_new and not self._whole:
            self._is_new = False
            self._h.setOptionValue("simplex_strategy", self._strategy)
        names = {status.kOptimal: "optimal", status.kInfeasible: "infeasible", status.kUnbounded: "unbounded"}
        info = self._h.getInfo()
        solution = self._h.getSolution()
        name = names.get(reached, "limit")
        objective = float(info.objective_function_value)
        bound = float(info.mip_dual_bound) if self._whole else (objective if name == "optimal" else -INFINITY)
        return Solution(name, np.array(solution.col_value), np.array(solution.row_dual), objective, bound)

    def _run(self, seconds: float) -> Any:
        """Run to the end or the time limit, and return the solver's status."""
        end = self._h.getRunTime() + max(seconds, 0.01)
        while True:
            now = self._h.getRunTime()
            self._h.setOptionValue("time_limit", end if self._whole else min(end, now + SLICE))
            self._h.run()
            reached = self._h.getModelStatus()
            is_over = self._h.getRunTime() >= end or (self._stop is not None and self._stop())
            if self._whole or is_over or reached != self._lib.HighsModelStatus.kTimeLimit:
                return reached


def _looker(stop: Stop | None) -> Callable[..., None]:
    """Return what the solver calls at every look at its limits; it must not hold the programme, which holds it."""

    def look(_kind: Any, _message: str, _told: Any, asked: Any, _data: Any) -> None:
        """Ask the solver to end when it is told to; a pending KeyboardInterrupt is raised on the way in."""
        if stop is not None and stop():
            asked.user_interrupt = True

    return look


class ScipyProgram:
    """The same on scipy, without warm starts: slower, same answers."""

    def __init__(self, matrix: Matrix, integer: NDArray[np.bool_] | None = None) -> None:
        self._m = matrix
        self._costs = np.zeros(len(matrix.lower))
        self._lower, self._upper = matrix.lower.copy(), matrix.upper.copy()
        self._integer = integer if integer is not None and integer.any() else None
        self._extra: list[tuple[float, float, NDArray[np.int64], Floats]] = []

    def set_costs(self, costs: Floats) -> None:
        """Replace the objective (minimised)."""
        self._costs = np.asarray(costs, dtype=np.float64)

    def set_bounds(self, columns: NDArray[np.int64], lower: Floats, upper: Floats) -> None:
        """Replace bounds of columns."""
        self._lower[columns], self._upper[columns] = lower, upper

    def add_row(self, low: float, high: float, columns: NDArray[np.int64], values: Floats) -> None:
        """Add a row."""
        self._extra.append((low, high, columns, values))

    def start_from(self, values: Floats) -> None:
        """Ignore a known solution: scipy has no warm start."""

    def _rows(self) -> tuple[Any, Floats, Floats]:
        from scipy.sparse import csr_array

        sizes = np.diff(np.append(self._m.start, len(self._m.column)))
        start = np.concatenate([[0], np.cumsum([*sizes.tolist(), *(len(c) for _, _, c, _ in self._extra)])])
        column = np.concatenate([self._m.column, *(c for _, _, c, _ in self._extra)])
        value = np.concatenate([self._m.value, *(v for _, _, _, v in self._extra)])
        low = np.concatenate([self._m.row_low, [r[0] for r in self._extra]])
        high = np.concatenate([self._m.row_high, [r[1] for r in self._extra]])
        shape = (len(low), len(self._lower))
        return csr_array((value, column.astype(np.int64), start.astype(np.int64)), shape=shape), low, high

    def solve(self, seconds: float = 60.0) -> Solution:
        """Minimise."""
        from scipy.optimize import Bounds, LinearConstraint, linprog, milp

        matrix, low, high = self._rows()
        names = {0: "optimal", 1: "limit", 2: "infeasible", 3: "unbounded"}
        empty = np.zeros(0)
        if self._integer is not None:
            result = milp(
                self._costs,
                integrality=self._integer.astype(int),
                bounds=Bounds(self._lower, self._upper),
                constraints=LinearConstraint(matrix, low, high),
                options={"time_limit": max(seconds, 0.01), "mip_rel_gap": 0.0},
            )
            values = empty if result.x is None else np.asarray(result.x)
            bound = getattr(result, "mip_dual_bound", None)
            objective = math.nan if result.fun is None else float(result.fun)
            return Solution(
                names.get(result.status, "limit"), values, empty, objective, -INFINITY if bound is None else bound
            )
        same = low == high
        upper_rows, lower_rows = ~same & np.isfinite(high), ~same & np.isfinite(low)
        from scipy.sparse import vstack

        result = linprog(
            self._costs,
            A_eq=matrix[same] if same.any() else None,
            b_eq=low[same] if same.any() else None,
            A_ub=vstack([matrix[upper_rows], -matrix[lower_rows]]) if (upper_rows | lower_rows).any() else None,
            b_ub=np.concatenate([high[upper_rows], -low[lower_rows]]) if (upper_rows | lower_rows).any() else None,
            bounds=np.column_stack([self._lower, self._upper]),
            method="highs",
            options={"time_limit": max(seconds, 0.01)},
        )
        if result.status != 0:
            return Solution(names.get(result.status, "limit"), empty, empty, math.nan, -INFINITY)
        duals = np.zeros(len(low))
        duals[same] = result.eqlin.marginals if same.any() else 0.0
        if (upper_rows | lower_rows).any():
            split = int(upper_rows.sum())
            duals[upper_rows] += result.ineqlin.marginals[:split]
            duals[lower_rows] -= result.ineqlin.marginals[split:]
        return Solution("optimal", np.asarray(result.x), duals, float(result.fun), float(result.fun))
