"""What live evidence says, as plain values that checks can read without knowing where it came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.roles.model import Reading
from gel_airlock_jupyter.subjects import TableView, View

IDENTIFIERS = "search for identifiers of the session"
PARTS = "search for parts of identifiers"
COUNTING = frozenset({"", "size", "count", "share", "nunique"})
BoxNumbers = tuple[float, float, float, float, float]  # low end, lower quartile, median, upper quartile, high end


@dataclass(frozen=True, eq=False)
class Recount:
    """An aggregate recomputed from a frame.

    Parameters
    ----------
    frame : str
        Name of the frame in the session.
    by : tuple of str
        The frame's columns that the table groups by.
    matched, compared : int
        Cells whose value was reproduced, and cells that were compared.
    people : mapping of int to array
        For a column's position in the view, the people behind each cell, shape (rows,), NaN where not known. People
        are distinct values of the frame's person identifier where it has one, else rows; only those for whom the
        statistic's variable is not missing are counted.
    rows : mapping of int to array
        The same, counting rows.
    statistics : mapping of int to tuple of str
        What each cell proved to be, such as "mean"; "" where not reproduced.
    where : str
        The sub-cohort that had to be taken for the values to match, such as "sex = F"; "" for the whole frame.
    top : callable or None
        `top(position, k)` gives for each cell the sum of all contributions and its k largest, shape (rows, 1 + k).
    """

    frame: str
    by: tuple[str, ...]
    matched: int
    compared: int
    people: Mapping[int, NDArray[Any]]
    rows: Mapping[int, NDArray[Any]]
    statistics: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    where: str = ""
    top: Callable[[int, int], NDArray[Any] | None] | None = None

    @property
    def is_proof(self) -> bool:
        """Return whether values were reproduced; otherwise the group sizes are only upper bounds."""
        return self.matched > 0

    @property
    def is_whole(self) -> bool:
        """Return whether every value was reproduced."""
        return self.matched == self.compared

    @property
    def least(self) -> float:
        """Return the smallest number of people behind any cell; NaN where none is known."""
        known = [array[~np.isnan(array)] for array in self.people.values()]
        present = [array.min() for array in known if len(array)]
        return float(min(present)) if present else float("nan")

    @property
    def is_of_counts(self) -> bool:
        """Return whether it counts, and shows no value of anybody."""
        return {word for words in self.statistics.values() for word in words} <= COUNTING

    @property
    def is_of_single_people(self) -> bool:
        """Return whether values of one person each stand in at least half of the cells: rows, not groups.

        A count of 1 is a count; a mean of one person is that person's value.
        """
        if self.is_of_counts:
            return False
        known = [array[~np.isnan(array)] for array in self.people.values()]
        sizes = np.concatenate(known) if known else np.array([])
        sizes = sizes[sizes > 0]
        return bool(len(sizes)) and bool(np.median(sizes) <= 1)

    @property
    def words(self) -> str:
        """Return the evidence as a report shows it."""
        part = f" where {self.where}" if self.where else ""
        by = f" by {', '.join(self.by)}" if self.by else ""
        if not self.is_proof:
            return f"upper bound from `{self.frame}`{by}: its values were not reproduced"
        return f"recounted from `{self.frame}`{part}{by}: matches {self.matched:,} of {self.compared:,} values"


@dataclass(frozen=True, eq=False)
class RowMatch:
    """Rows of an output that are rows of a frame.

    `matched` of `total` rows agree in all of `columns`; `chance` bounds the probability of that by accident;
    `frame_rows` says which row of the frame each row is, -1 where none. `is_run` tells that the rows stand in the frame
    one after the other.
    """

    frame: str
    matched: int
    total: int
    columns: tuple[str, ...]
    chance: float
    certain: bool
    frame_rows: NDArray[Any]
    transposed: bool = False
    is_run: bool = False
    is_sample: bool = False

    @property
    def words(self) -> str:
        """Return the evidence as a report shows it."""
        what = "columns" if self.transposed else "sampled rows" if self.is_sample else "rows"
        shown = ", ".join(self.columns[:4]) + (f" +{len(self.columns) - 4} more" if len(self.columns) > 4 else "")
        return f"{self.matched:,} of {self.total:,} {what} are rows of `{self.frame}` (compared: {shown})"


@dataclass(frozen=True, eq=False)
class Seen:
    """Identifiers of the session found in an output: how many and where, never which."""

    frame: str
    column: str
    where: tuple[Location, ...]
    places: int
    how: str = "exact"
    shown_in: str = ""


@dataclass(frozen=True, eq=False)
class Spread:
    """The values that a box of a box plot stands for.

    Parameters
    ----------
    frame, column : str
        Where the values stand.
    by : tuple of str
        The frame's columns that make the group; the group's own label is not kept.
    values : array of float, shape (n,)
        In rising order, without missing ones.
    who : array of int, shape (n,), optional
        The person of each value, where the frame has an identifier that repeats; otherwise rows are people.
    """

    frame: str
    column: str
    by: tuple[str, ...]
    values: NDArray[Any]
    who: NDArray[Any] | None = None

    @property
    def people(self) -> int:
        """Return how many people the values are of."""
        return self._counted(slice(None))

    def behind(self, end: float, low_side: bool) -> int:
        """Return how many people lie beyond an end, or share its value where that is more."""
        left, right = (int(np.searchsorted(self.values, end, side)) for side in ("left", "right"))
        beyond = slice(0, left) if low_side else slice(right, None)
        return max(self._counted(beyond), self._counted(slice(left, right)))

    def _counted(self, part: slice) -> int:
        return len(self.values[part]) if self.who is None else len(np.unique(self.who[part]))

    @property
    def words(self) -> str:
        """Return the evidence as a report shows it."""
        return f"`{self.column}` of `{self.frame}`" + (f" by {', '.join(self.by)}" if self.by else "")


class Session(Protocol):
    """What a check may ask of the live session."""

    @property
    def used(self) -> tuple[str, ...]:
        """Return what was found and from which frames, in words for the record."""
        ...

    @property
    def stopped(self) -> tuple[str, ...]:
        """Return which searches ran out of time."""
        ...

    def recount(self, view: TableView) -> Recount | None:
        """Return the table recomputed from a frame."""
        ...

    def rows(self, view: TableView) -> RowMatch | None:
        """Return that the table's rows are rows of a frame."""
        ...

    def spreads(self, boxes: tuple[BoxNumbers, ...], names: tuple[str, ...]) -> tuple[Spread | None, ...]:
        """Return the values behind each box of a box plot."""
        ...

    def identifiers(self, view: View, reading: Reading) -> tuple[Seen, ...]:
        """Return identifiers of the session's frames that stand in the output."""
        ...

    def pseudo_identifiers(self, view: TableView) -> tuple[Seen, ...]:
        """Return columns made from the session's identifiers."""
        ...

    def judged(self, view: TableView, reading: Reading) -> Reading:
        """Return the reading with what the session proves about it."""
        ...
