"""Decides moves of two-way tables among hidden numbers only: augmenting paths over bit sets of neighbours.

The same arcs as :mod:`~.network`, without losses: the question is only whether a move exists.
"""

from __future__ import annotations

from collections.abc import Iterable

from gel_airlock_jupyter.disclosure.grids import Ints
from gel_airlock_jupyter.disclosure.moves import Carriers
from gel_airlock_jupyter.disclosure.problem import Problem


class Reach:
    """Moves of one problem through hidden numbers and chosen options.

    Carrier ``k`` is arc ``k`` when it grows and arc ``k + size`` when it falls; ``head`` and ``tail`` are the sums
    that the arc raises and lowers.
    """

    def __init__(self, problem: Problem, carriers: Carriers, tail: Ints, head: Ints, nodes: int) -> None:
        self._p, self._c = problem, carriers
        self._size = len(carriers.column)
        self._tail: list[int] = tail.tolist()
        self._head: list[int] = head.tolist()
        self._room: list[int] = [*carriers.up.astype(int).tolist(), *carriers.down.astype(int).tolist()]
        self._between: dict[tuple[int, int], list[int]] = {}
        self._neighbours = [0] * nodes
        self._open: set[int] = set()
        self._opened(range(carriers.hidden_count))

    def within(self, column: int, step: int, chosen: Iterable[int]) -> Ints | None:
        """Return a table that changes a hidden number by ``step`` and needs chosen options only; None if none exists.

        Flows along augmenting paths are exact, so None is a proof.
        """
        self._use(set(chosen))
        place, size = self._c.place[column], self._size
        own = place if step > 0 else place + size
        if self._room[own] < abs(step):
            return None
        saved = {arc: self._room[arc] for arc in (place, place + size)}
        for arc in saved:
            self._set(arc, 0)
        left = abs(step)
        change: dict[int, int] = {place: step}
        while left:
            path = self._path(self._head[own], self._tail[own])
            if path is None:
                break
            much = min(left, *(self._room[arc] for arc in path))
            for arc in path:
                opposite = arc - size if arc >= size else arc + size
                saved.setdefault(arc, self._room[arc])
                saved.setdefault(opposite, self._room[opposite])
                self._set(arc, self._room[arc] - much)
                self._set(opposite, self._room[opposite] + much)
                carrier, sign = (arc, 1) if arc < size else (arc - size, -1)
                change[carrier] = change.get(carrier, 0) + sign * much
            left -= much
        for arc, room in saved.items():
            self._set(arc, room)
        return None if left else self._c.table(change)

    def _use(self, chosen: set[int]) -> None:
        """Open the arcs of what is chosen, and close those of what no longer is."""
        wanted = self._c.freed(chosen)
        first = self._c.hidden_count
        self._opened(first + n for n in wanted - self._open)
        for n in self._open - wanted:
            for arc in (first + n, first + n + self._size):
                pair = self._tail[arc], self._head[arc]
                self._between[pair].remove(arc)
                self._refresh(*pair)
        self._open = wanted

    def _opened(self, carriers: Iterable[int]) -> None:
        for carrier in carriers:
            for arc in (carrier, carrier + self._size):
                pair = self._tail[arc], self._head[arc]
                self._between.setdefault(pair, []).append(arc)
                self._refresh(*pair)

    def _set(self, arc: int, room: int) -> None:
        was, self._room[arc] = self._room[arc], room
        if (was > 0) != (room > 0):
            self._refresh(self._tail[arc], self._head[arc])

    def _refresh(self, tail: int, head: int) -> None:
        """Note whether any arc leads from one sum to the other."""
        if any(self._room[arc] > 0 for arc in self._between[tail, head]):
            self._neighbours[tail] |= 1 << head
        else:
            self._neighbours[tail] &= ~(1 << head)

    def _path(self, source: int, target: int) -> list[int] | None:
        """Return the arcs of a shortest path; None when there is none."""
        goal, seen = 1 << target, 1 << source
        parent: dict[int, int] = {}
        queue = [source]
        for node in queue:
            fresh = self._neighbours[node] & ~seen
            if fresh & goal:
                parent[target] = node
                return self._arcs(source, target, parent)
            seen |= fresh
            while fresh:
                low = fresh & -fresh
                found = low.bit_length() - 1
                parent[found] = node
                queue.append(found)
                fresh ^= low
        return None

    def _arcs(self, source: int, target: int, parent: dict[int, int]) -> list[int]:
        path: list[int] = []
        node = target
        while node != source:
            before = parent[node]
            path.append(max(self._between[before, node], key=self._room.__getitem__))
            node = before
        return path[::-1]
