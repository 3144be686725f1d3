"""The rows of a melted table that belong together: one variant, several figures."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.subjects import TableView


class LongForm:
    """A table in long form.

    Parameters
    ----------
    view : TableView
        The table.
    names, values : int
        Positions of the columns that name the figure and give it.
    """

    def __init__(self, view: TableView, names: int, values: int) -> None:
        self.view = view
        self.names, self.values = view.columns[names], view.columns[values]

    @cached_property
    def keys(self) -> list[tuple[str, ...]]:
        """Return what names the variant of each row: the texts of all other columns."""
        others: list[Column] = [c for c in self.view.columns if c is not self.names and c is not self.values]
        return list(zip(*(c.texts for c in others), strict=True)) if others else [()] * self.view.n_rows

    @cached_property
    def rows(self) -> dict[str, NDArray[np.int64]]:
        """Return the rows of each figure, in the order of the variants' names."""
        found: dict[str, list[int]] = {}
        for row, name in enumerate(self.names.texts):
            found.setdefault(name, []).append(row)
        return {
            name: np.array(sorted(rows, key=lambda row: self.keys[row]), dtype=np.int64) for name, rows in found.items()
        }

    @cached_property
    def is_aligned(self) -> bool:
        """Return whether every figure is given for the same variants, so that figures can be put together."""
        lists = [[self.keys[row] for row in rows.tolist()] for rows in self.rows.values()]
        return all(keys == lists[0] for keys in lists)

    @property
    def size(self) -> int:
        """Return the number of variants: the most rows that any figure has."""
        return max((len(rows) for rows in self.rows.values()), default=0)

    def rows_behind(self, variants: Iterable[int]) -> frozenset[int]:
        """Return all rows of some variants; where figures are not aligned, the rows of each figure at these places."""
        wanted = list(variants)
        found: set[int] = set()
        for rows in self.rows.values():
            found.update(int(rows[variant]) for variant in wanted if variant < len(rows))
        return frozenset(found)
