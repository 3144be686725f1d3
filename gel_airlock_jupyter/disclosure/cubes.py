"""Moves of three-way tables: two rows, two columns and two layers, eight numbers that go up and down in turn.

Every number of a three-way table with all its margins stands in three sums, and two sums share one number at most. The
eight corners are found from that alone, without knowing rows, columns or layers: three neighbours of a number, the
number that two neighbours lead to, and the last corner, to which all three of those lead. Such moves are whole by
construction, where linear programmes are often not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.disclosure.compiled import Compiled
from gel_airlock_jupyter.disclosure.grids import Ints

MOST_ROWS = 2000
WAYS = 3


@dataclass(frozen=True)
class Cubes:
    """Corner columns (shape (moves, 8)) and their change, 1 or -1, when the first corner grows by one person."""

    columns: Ints
    change: Ints


class Corners:
    """Finds the cubes around a number; ``fits`` is False where the system is not three-way."""

    def __init__(self, compiled: Compiled) -> None:
        size = len(compiled.keys)
        count = np.bincount(compiled.entry_column, minlength=size)
        self.fits = bool(
            0 < compiled.rows <= MOST_ROWS
            and (compiled.row_low == compiled.row_high).all()
            and (np.abs(compiled.entry_coefficient) == 1).all()
            and (count == WAYS).any()
        )
        if not self.fits:
            return
        inside = (count == WAYS)[compiled.entry_column]
        column, row = compiled.entry_column[inside], compiled.entry_row[inside]
        order = np.argsort(column, kind="stable")
        self._rows = np.full((size + 1, WAYS), -1, dtype=np.int64)
        self._signs = np.zeros((size + 1, WAYS), dtype=np.int64)
        self._rows[column[order][::WAYS]] = row[order].reshape(-1, WAYS)
        self._signs[column[order][::WAYS]] = compiled.entry_coefficient[inside][order].reshape(-1, WAYS)
        self._meet = np.full((compiled.rows + 1, compiled.rows + 1), -1, dtype=np.int64)
        for first in range(WAYS):
            for second in range(WAYS):
                if first != second:
                    own = self._rows[:-1]
                    known = own[:, 0] >= 0
                    self._meet[own[known, first], own[known, second]] = np.flatnonzero(known)
        self._members = [column[row == number] for number in range(compiled.rows)]

    def around(self, column: int) -> Cubes:
        """Return every cube with this number as its first corner."""
        empty = Cubes(np.zeros((0, 8), dtype=np.int64), np.zeros((0, 8), dtype=np.int64))
        own = self._rows[column]
        if own[0] < 0:
            return empty
        near = [self._members[row][self._members[row] != column] for row in own]
        if not all(len(one) for one in near):
            return empty
        a, b, c = (one.reshape([-1 if k == axis else 1 for k in range(WAYS)]) for axis, one in enumerate(near))
        ab, ab_row = self._across(a, own[0], b, own[1])
        ac, ac_row = self._across(a, own[0], c, own[2])
        bc, bc_row = self._across(b, own[1], c, own[2])
        last = self._meet[ab_row, ac_row]
        good = (last >= 0) & (last == self._meet[ab_row, bc_row]) & (ab >= 0) & (ac >= 0) & (bc >= 0)
        corners = np.stack([np.broadcast_to(x, good.shape)[good] for x in (a, b, c, ab, ac, bc, last)], axis=1)
        corners = np.concatenate([np.full((len(corners), 1), column), corners], axis=1)
        return self._with_signs(corners)

    def _across(self, first: Ints, first_row: int, second: Ints, second_row: int) -> tuple[Ints, Ints]:
        """Return the number that both lead to by other sums than those named, and its sum that names neither."""
        found: Ints = np.full(np.broadcast_shapes(first.shape, second.shape), -1, dtype=np.int64)
        used = np.zeros_like(found)
        for i in range(WAYS):
            for j in range(WAYS):
                one, other = self._rows[first, i], self._rows[second, j]
                met = np.where((one != first_row) & (other != second_row), self._meet[one, other], -1)
                used = np.where(met >= 0, one + other, used)
                found = np.where(met >= 0, met, found)
        return found, np.where(found >= 0, self._rows[found].sum(axis=-1) - used, -1)

    def _with_signs(self, corners: Ints) -> Cubes:
        """Give each corner its change; leave out what does not balance in every sum."""
        change = np.zeros_like(corners)
        change[:, 0] = 1
        for corner, neighbour in ((1, 0), (2, 0), (3, 0), (4, 1), (5, 1), (6, 2), (7, 4)):
            change[:, corner] = -change[:, neighbour] * self._ratio(corners[:, neighbour], corners[:, corner])
        pairs = ((4, 2), (5, 3), (6, 3), (7, 5), (7, 6))
        good: NDArray[np.bool_] = (change != 0).all(axis=1)
        for corner, neighbour in pairs:
            expected = -change[:, neighbour] * self._ratio(corners[:, neighbour], corners[:, corner])
            good &= change[:, corner] == expected
        return Cubes(corners[good], change[good])

    def _ratio(self, first: Ints, second: Ints) -> Ints:
        """Return the product of the signs of two numbers in the sum that both stand in; 0 when there is none."""
        product = np.zeros(len(first), dtype=np.int64)
        for i in range(WAYS):
            for j in range(WAYS):
                same = self._rows[first, i] == self._rows[second, j]
                product = np.where(same, self._signs[first, i] * self._signs[second, j], product)
        return product
