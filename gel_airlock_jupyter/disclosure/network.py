"""Cheapest moves in two-way tables: rows and columns are nodes, numbers are arcs, a move is a cycle of arcs.

Every number of a two-way table with margins (one side may be a hierarchy) stands in at most two sums, so that
least-loss moves are shortest paths. This is some fifty times faster than the general programme of :mod:`moves`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.disclosure.compiled import Compiled
from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.moves import Carriers, Move
from gel_airlock_jupyter.disclosure.problem import Problem
from gel_airlock_jupyter.disclosure.reach import Reach
from gel_airlock_jupyter.disclosure.solver import Floats

NEVER = np.inf
MOST_NODES = 1500


def ends_of(compiled: Compiled) -> tuple[Ints, Ints] | None:
    """Return for each column the row it raises and the row it lowers when it grows; None if this is no network.

    Rows may change sign; a column in one row only gets the outside, numbered ``rows``, as its other end.
    """
    if (compiled.row_low != compiled.row_high).any() or (np.abs(compiled.entry_coefficient) != 1).any():
        return None
    times = np.bincount(compiled.entry_column, minlength=len(compiled.keys))
    if compiled.rows > MOST_NODES or (times < 1).any() or (times > 2).any():
        return None
    order = np.argsort(compiled.entry_column, kind="stable")
    row, sign = compiled.entry_row[order], compiled.entry_coefficient[order]
    first = np.cumsum(times) - times
    pairs = first[times == 2]
    signs = _signs(compiled.rows, row[pairs], row[pairs + 1], -sign[pairs] * sign[pairs + 1])
    if signs is None:
        return None
    raised = np.full(len(times), compiled.rows, dtype=np.int64)
    lowered = raised.copy()
    for entry, column in ((first, times > 0), (pairs + 1, times == 2)):
        up = sign[entry] * signs[row[entry]] > 0
        own = np.flatnonzero(column)
        raised[own[up]] = row[entry[up]]
        lowered[own[~up]] = row[entry[~up]]
    return raised, lowered


def _signs(rows: int, one: Ints, other: Ints, relative: Ints) -> Ints | None:
    """Return signs of rows that give every column one positive and one negative entry; None when there are none.

    Rows ``one`` and ``other`` share a column, which says that their signs differ by the factor ``relative``.
    """
    signs = np.ones(rows, dtype=np.int64)
    signs[one] = signs[other] = 0
    while len(waiting := np.flatnonzero(signs == 0)):
        signs[waiting[0]] = 1
        grows = True
        while grows:
            there, back = (signs[one] != 0) & (signs[other] == 0), (signs[one] == 0) & (signs[other] != 0)
            signs[other[there]] = signs[one[there]] * relative[there]
            signs[one[back]] = signs[other[back]] * relative[back]
            grows = bool(there.any() or back.any())
    return signs if bool((signs[other] == signs[one] * relative).all()) else None


class Network:
    """Shortest-path moves; the same questions and answers as :class:`~.moves.Mover`."""

    def __init__(self, problem: Problem, raised: Ints, lowered: Ints) -> None:
        self._c = Carriers(problem)
        column = self._c.column
        size = len(column)
        self._nodes = problem.compiled.rows + 1
        up, down = raised[column], lowered[column]
        self._tail = np.concatenate([down, up])
        self._head = np.concatenate([up, down])
        self._pair = self._tail * self._nodes + self._head
        order = np.argsort(self._pair, kind="stable")
        self._by_pair = order
        self._first = np.searchsorted(self._pair[order], np.arange(self._nodes * self._nodes + 1))
        self._room = np.concatenate([self._c.up, self._c.down])
        self._size = size
        self._factors: Floats | None = None
        self._chosen: frozenset[int] | None = None
        self._reach = Reach(problem, self._c, self._tail, self._head, self._nodes)
        self._cost: Floats = np.zeros(2 * size)
        self._best: Floats = np.full(self._nodes * self._nodes, NEVER)
        self._arc: Ints = np.full(self._nodes * self._nodes, -1, dtype=np.int64)

    def cheapest(
        self, column: int, step: int, chosen: set[int], seconds: float, factors: Floats | None = None
    ) -> Move | None:
        """Return the cheapest path after path that changes a hidden number by ``step``; None if there is none."""
        place = self._c.place[column]
        if step > self._c.up[place] or -step > self._c.down[place]:
            return None
        self._prepare(chosen, factors)
        size = self._size
        own = place if step > 0 else place + size
        source, target = int(self._head[own]), int(self._tail[own])
        change = np.zeros(size, dtype=np.int64)
        change[place] = step
        closed = (place, place + size)
        touched = set(closed)
        saved_cost, saved_room = self._cost[list(closed)].copy(), self._room.copy()
        self._cost[list(closed)] = NEVER
        self._refresh(touched)
        left = abs(step)
        while left and (path := self._path(source, target)) is not None:
            much = min(left, int(self._room[path].min()))
            for arc in path:
                carrier, sign = (arc, 1) if arc < size else (arc - size, -1)
                change[carrier] += sign * much
                self._room[arc] -= much
                self._room[arc - size if arc >= size else arc + size] += much
                touched |= {carrier, carrier + size}
            left -= much
            self._refresh(touched)
        self._cost[list(closed)] = saved_cost
        self._room = saved_room
        self._refresh(touched)
        return None if left else self._c.read(change, chosen)

    def either(
        self, column: int, steps: list[int], chosen: set[int], seconds: float, factors: Floats | None = None
    ) -> Move | None:
        """Return the cheapest move by any of ``steps``; None when there is none."""
        found = [self.cheapest(column, step, chosen, seconds, factors) for step in steps]
        return min((move for move in found if move is not None), key=lambda move: move[0], default=None)

    def within(self, column: int, step: int, chosen: set[int]) -> Ints | None:
        """Return a table that changes a hidden number by ``step`` through chosen options; None if there is none."""
        return self._reach.within(column, step, chosen)

    def _prepare(self, chosen: set[int], factors: Floats | None) -> None:
        """Bring the costs of arcs up to date with what is chosen."""
        now = frozenset(chosen)
        size = self._size
        if self._chosen is None or factors is not self._factors:
            loss = self._c.losses(chosen, factors)
            self._cost = np.concatenate([loss, loss])
            usable = np.where(self._room >= 1, self._cost, NEVER)
            order = np.argsort(-usable, kind="stable")
            self._best[self._pair[order]] = usable[order]
            self._arc[self._pair[order]] = order
        elif now != self._chosen:
            loss = self._c.losses(chosen, factors)
            changed = np.flatnonzero(loss != self._cost[:size])
            self._cost[changed] = self._cost[changed + size] = loss[changed]
            self._refresh({*changed.tolist(), *(changed + size).tolist()})
        self._chosen, self._factors = now, factors

    def _refresh(self, arcs: set[int]) -> None:
        """Find the cheapest usable arc again between the nodes of these arcs."""
        room, cost = self._room, self._cost
        for pair in set(self._pair[list(arcs)].tolist()):
            chosen, least = -1, NEVER
            for arc in self._by_pair[self._first[pair] : self._first[pair + 1]].tolist():
                price = cost[arc] if room[arc] >= 1 else NEVER
                if chosen < 0 or price < least:
                    chosen, least = arc, price
            self._best[pair], self._arc[pair] = least, chosen

    def _path(self, source: int, target: int) -> list[int] | None:
        """Return the arcs of the cheapest path (Bellman-Ford on the matrix of cheapest arcs)."""
        matrix = self._best.reshape(self._nodes, self._nodes)
        distance: NDArray[np.float64] = np.full(self._nodes, NEVER)
        distance[source] = 0.0
        parent = np.full(self._nodes, -1, dtype=np.int64)
        active = np.array([source])
        while len(active):
            through = distance[active, None] + matrix[active]
            nearest = through.argmin(axis=0)
            reach = through[nearest, np.arange(self._nodes)]
            better = reach < distance - 1e-12
            better &= reach < distance[target] - 1e-12
            distance = np.where(better, reach, distance)
            parent[better] = active[nearest[better]]
            active = np.flatnonzero(better)
        if not np.isfinite(distance[target]):
            return None
        path, node = [], target
        while node != source:
            before = int(parent[node])
            path.append(int(self._arc[before * self._nodes + node]))
            node = before
        return path[::-1]


def network(problem: Problem) -> Network | None:
    """Return the network of a problem, or None when its table is not two-way."""
    ends = ends_of(problem.compiled)
    return None if ends is None else Network(problem, *ends)
