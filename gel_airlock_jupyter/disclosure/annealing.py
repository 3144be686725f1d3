"""A good first choice for three-way tables: one cube for each masked number, exchanged until they share corners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gel_airlock_jupyter.disclosure.compiled import NO_LIMIT
from gel_airlock_jupyter.disclosure.cubes import Corners
from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.pattern import steps
from gel_airlock_jupyter.disclosure.problem import Problem
from gel_airlock_jupyter.disclosure.solver import Floats
from gel_airlock_jupyter.disclosure.witnesses import Clock

WARM, COLD = 0.5, 0.02
"""Temperatures at first and at last, in median losses: how much dearer a cube may be and still be taken."""
EXCHANGES = 150
"""Exchanges for each masked number: about half a second for seventy of them."""
BETWEEN_LOOKS = 20


@dataclass(frozen=True)
class Wish:
    """One thing a masked number needs: any one of these cubes, each given by the options it uses (shape (cubes, 7)).

    Places that cost nothing hold the number of options.
    """

    cubes: Ints


def wishes(problem: Problem, asked: list[int]) -> list[Wish]:
    """Return the cubes that would let each number vary; none when the table is not three-way."""
    corners = Corners(problem.compiled)
    if not corners.fits:
        return []
    found = []
    for column in asked:
        cubes = corners.around(column)
        ways = [_permitted(problem, cubes.columns, step * cubes.change) for step in steps(problem, column)]
        groups = [np.concatenate(ways)] if problem.need == "exact" and ways else ways
        found += [Wish(group) for group in groups if len(group)]
    return found


def _permitted(problem: Problem, columns: Ints, change: Ints) -> Ints:
    """Return the options of the cubes whose corners may all change so far."""
    if not len(columns):
        return np.zeros((0, 7), dtype=np.int64)
    size = len(problem.options)
    ways = np.full((len(problem.base), 2 * int(np.abs(change).max()) + 1), -1, dtype=np.int64)
    middle = ways.shape[1] // 2
    for amount in np.unique(change).tolist():
        after = problem.base + amount
        inside = (after >= problem.compiled.lower) & (after <= problem.compiled.upper)
        ways[problem.hidden & inside, middle + amount] = size
        options, at = problem.options, problem.options.column
        room = (after[at] >= options.lower) & ((after[at] <= options.upper) | (options.upper >= NO_LIMIT))
        dearest = np.argsort(-options.loss, kind="stable")
        usable = dearest[room[dearest]]
        ways[at[usable], middle + amount] = usable  # the last written is the cheapest
    used = ways[columns, middle + change]
    return np.asarray(used[(used >= 0).all(axis=1)][:, 1:], dtype=np.int64)


class Annealing:
    """Exchanges cubes at random, ever less often for dearer ones (simulated annealing)."""

    def __init__(self, problem: Problem, wanted: list[Wish], seed: int = 11) -> None:
        self._wanted = wanted
        self._loss: Floats = np.append(problem.options.loss, 0.0)
        self._usual = float(np.median(problem.options.loss)) if len(problem.options) else 1.0
        self._random = np.random.default_rng(seed)

    def choice(self, clock: Clock) -> set[int]:
        """Return options that give every wish one of its cubes; each call returns another choice."""
        uses = np.zeros(len(self._loss), dtype=np.int64)
        taken: list[list[int]] = [[] for _ in self._wanted]
        for number in self._random.permutation(len(self._wanted)).tolist():
            self._take(number, taken, uses, COLD)
        best, least = taken.copy(), self._total(uses)
        rounds = EXCHANGES * len(self._wanted)
        for turn, number in enumerate(self._random.integers(len(self._wanted), size=rounds).tolist()):
            self._take(number, taken, uses, COLD + (WARM - COLD) * (1 - turn / rounds))
            if turn % BETWEEN_LOOKS == 0:
                if clock.over():
                    break
                if (total := self._total(uses)) < least:
                    best, least = taken.copy(), total
        return {option for cube in best for option in cube} - {len(self._loss) - 1}

    def _take(self, number: int, taken: list[list[int]], uses: Ints, temperature: float) -> None:
        """Give one wish another cube: the cheapest beside all others, with some noise."""
        uses[taken[number]] -= 1
        price = np.where(uses > 0, 0.0, self._loss)
        cubes = self._wanted[number].cubes
        noise = self._random.gumbel(size=len(cubes))
        pick = int((price[cubes].sum(axis=1) - temperature * self._usual * noise).argmin())
        taken[number] = list(set(cubes[pick].tolist()))
        uses[taken[number]] += 1

    def _total(self, uses: Ints) -> float:
        return float(self._loss[uses > 0].sum())
