"""Controlled rounding: every count becomes a neighbouring multiple of five, and all sums still add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from gel_airlock_jupyter.disclosure.attack import matrix_of
from gel_airlock_jupyter.disclosure.audit import audit
from gel_airlock_jupyter.disclosure.compiled import NO_LIMIT, Compiled, compile_system
from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.solver import Floats, Matrix, Solution, program
from gel_airlock_jupyter.disclosure.system import Key, System, Variable
from gel_airlock_jupyter.disclosure.verdicts import Audit
from gel_airlock_jupyter.disclosure.witnesses import Need

WHOLE = 1e-6


@dataclass(frozen=True)
class Rounding:
    """Rounded counts (people) by key, and what they cost.

    ``mean_change`` is the mean absolute change (people) over all counts. ``audit`` is the audit of the rounded numbers
    under the meaning "within base - 1 of what is printed", made when first asked for. ``additive`` is False when no
    rounding keeps every sum; then each count is rounded to the nearest multiple on its own, and ``broken`` counts the
    sums that no longer hold.
    """

    values: Mapping[Key, int]
    base: int
    mean_change: float
    additive: bool
    broken: int
    system: System = field(repr=False)
    need: Need = "exact"
    seconds: float = 10.0

    @cached_property
    def audit(self) -> Audit:
        """What a reader can still not rule out."""
        return audit(self.system, self.need, seconds=max(5.0, self.seconds))

    @property
    def holds(self) -> bool:
        """True when no small count can be worked back."""
        return self.audit.holds


def round_counts(
    system: System, truth: Mapping[Key, int] | None = None, base: int = 5, need: Need = "exact", seconds: float = 10.0
) -> Rounding:
    """Round every count to a multiple of ``base`` next to it, keeping every sum and multiples as they are.

    Parameters
    ----------
    system : System
        Numbers and relations; only equations are kept.
    truth : mapping of key to int, optional
        The true counts (people); ``system.truth`` by default.
    base : int
        Rounding base (people).
    need : {"exact", "band"}
        For the audit of the result.
    seconds : float
        Time limit of the search for an additive rounding.

    Raises
    ------
    ValueError
        When the true counts are not known.
    """
    truth = truth if truth is not None else system.truth
    if truth is None:
        raise ValueError("rounding needs the true counts: pass truth=")
    equations = tuple(r for r in system.relations if r.is_equation)
    opened = {key: replace(v, lower=0, upper=None) for key, v in system.variables.items()}
    compiled = compile_system(replace(system, variables=opened, relations=equations, truth=None))
    true = np.array([truth[key] for key in compiled.keys], dtype=np.int64)
    floor = true - true % base
    ups = _additive(compiled, true, floor, base, seconds)
    rounded = np.where(2 * (true - floor) >= base, floor + base, floor) if ups is None else floor + base * ups
    values = {key: truth[key] for key in system.variables}
    values |= dict(zip(compiled.keys, rounded.tolist(), strict=True))
    for key in system.variables.keys() - set(compiled.keys):
        values[key] = (truth[key] + base // 2) // base * base
    change = float(np.abs(rounded - true).mean()) if len(true) else 0.0
    printed = _printed(system, truth, values, base)
    broken = sum(sum(c * values[key] for key, c in r.terms) != r.lower for r in equations)
    return Rounding(values, base, change, broken == 0, broken, printed, need, seconds)


def _additive(compiled: Compiled, true: Ints, floor: Ints, base: int, seconds: float) -> Ints | None:
    """Return 0 or 1 steps up for each count so that all sums hold; None when there is none in time.

    In two-way tables the linear programme is whole by itself.
    """
    rest = true - floor
    plain = matrix_of(compiled)
    low, high = compiled.row_low - compiled.activity(floor), compiled.row_high - compiled.activity(floor)
    matrix = Matrix(
        plain.start,
        plain.column,
        plain.value,
        _scaled(low, base),
        _scaled(high, base),
        np.zeros(len(true)),
        (rest > 0).astype(np.float64),
    )
    costs = (base - 2 * rest).astype(np.float64)
    linear = program(matrix)
    linear.set_costs(costs)
    solution = linear.solve(seconds)
    if solution.status == "optimal" and not _is_whole(solution):
        model = program(matrix, np.ones(len(true), dtype=np.bool_))
        model.set_costs(costs)
        solution = model.solve(seconds)
    if solution.status not in ("optimal", "limit") or not len(solution.values) or not _is_whole(solution):
        return None
    ups = np.rint(solution.values).astype(np.int64)
    sums = compiled.activity(floor + base * ups)
    return ups if bool(((sums >= compiled.row_low) & (sums <= compiled.row_high)).all()) else None


def _scaled(limits: Ints, base: int) -> Floats:
    scaled = limits / base
    scaled[limits >= NO_LIMIT // 2] = np.inf
    scaled[limits <= -(NO_LIMIT // 2)] = -np.inf
    return scaled


def _is_whole(solution: Solution) -> bool:
    return bool(np.abs(solution.values - np.rint(solution.values)).max(initial=0.0) < WHOLE)


def _printed(system: System, truth: Mapping[Key, int], values: Mapping[Key, int], base: int) -> System:
    """Return what a reader knows of the rounded numbers: each true count lies within base - 1 of its print."""
    first, last = system.sensitive
    variables = {}
    for key, variable in system.variables.items():
        low, high = max(0, values[key] - base + 1), values[key] + base - 1
        is_small = first <= truth[key] <= last
        variables[key] = Variable(key, low, high, is_small, str(values[key]), variable.name)
    return replace(system, variables=variables, truth=dict(truth))
