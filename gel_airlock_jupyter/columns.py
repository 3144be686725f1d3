"""A column as the checks see it: aggregates first, single cells where they are needed, all texts only when small."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.plain_text import search
from gel_airlock_jupyter.text_shapes import TextShape, lacks

Answer = TypeVar("Answer")
PLACES = 200
CHUNK = 1 << 16
NUMERIC = ("whole", "number", "boolean", "date")


@dataclass(frozen=True, slots=True)
class Profile:
    """Aggregates of a numeric column: enough for most rules to be settled without touching cells."""

    minimum: float
    maximum: float
    missing: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Hits:
    """How many cells were found, and the rows of the first of them."""

    total: int
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Column:
    """One column, or one index level, of a table.

    Parameters
    ----------
    position : int
        0-based among all columns, index levels first.
    label : str
        The header as shown.
    path : tuple of str
        The header's levels (one for a flat header).
    is_index : bool
        Whether it labels rows.
    kind : str
        "whole", "number", "text", "date", "boolean" or "other", by storage type.
    length : int
        Number of rows.
    load_numbers : callable
        Gives a numeric array of shape (length,), NaN where missing, without a copy where the library allows.
    load_texts : callable
        Gives the cells as shown, `""` where missing, as a sequence that makes them as they are looked at.
    carried : tuple of str
        Texts it carries beyond its cells, such as unused categories.
    load_search : callable, optional
        Given a pattern, finds the cells that hold it faster than cell by cell; None where the library cannot.
    load_profile : callable, optional
        Gives the profile where the data live; by default it is taken from the numbers.
    load_between : callable, optional
        Given two limits, counts the numbers between them where the data live.
    load_members : callable, optional
        Given some texts, counts the cells that are one of them, or hold one as a word, where the data live.
    load_shape : callable, optional
        Gives what all texts have in common, so that patterns that cannot occur are not searched for.
    """

    position: int
    label: str
    path: tuple[str, ...]
    is_index: bool
    kind: str
    length: int
    load_numbers: Callable[[], NDArray[Any] | None]
    load_texts: Callable[[], Sequence[str]]
    carried: tuple[str, ...] = ()
    load_search: Callable[[re.Pattern[str]], Hits | None] | None = None
    load_profile: Callable[[], Profile | None] | None = None
    load_between: Callable[[float, float], Hits] | None = None
    load_shape: Callable[[], TextShape | None] | None = None
    load_members: Callable[[frozenset[str]], Hits] | None = None

    @property
    def is_remote(self) -> bool:
        """Return whether its cells live elsewhere, and only questions about all of them are answered."""
        return self.load_between is not None

    @cached_property
    def numbers(self) -> NDArray[Any] | None:
        """Return the numeric values, or None for a column that is not stored as numbers."""
        return self.load_numbers()

    @cached_property
    def texts(self) -> Sequence[str]:
        """Return the cells as shown; look at slices of it, not at all of it, unless the table is small."""
        return self.load_texts()

    @cached_property
    def profile(self) -> Profile | None:
        """Return aggregates of the numbers; None where there is no number at all."""
        return self.load_profile() if self.load_profile else profile_of(self.numbers)

    def search(self, pattern: re.Pattern[str]) -> Hits:
        """Return the cells that hold a pattern; distinct texts are searched once."""
        if self.kind in NUMERIC:
            return Hits(0)
        if self.load_search is not None:
            found = self.load_search(pattern)
            if found is not None:
                return found
        if self.shape is not None and not self.shape.may_hold(pattern):
            return Hits(0)
        return self._searched(pattern)

    @cached_property
    def shape(self) -> TextShape | None:
        """Return what all texts have in common, or None."""
        return self.load_shape() if self.load_shape else None

    def _searched(self, pattern: re.Pattern[str]) -> Hits:
        """Search a block of cells at once; only a block with a hit is looked at cell by cell."""
        if self.length <= CHUNK and self._is_absent(pattern):
            return Hits(0)
        rows: list[int] = []
        total = 0
        for start in range(0, self.length, CHUNK):
            block = self.texts[start : start + CHUNK]
            joined = "\n".join(block)
            if joined.isascii() and pattern.search(joined) is None:
                continue
            found = [row for row, text in enumerate(block, start) if search(pattern, text)]
            total += len(found)
            rows += found[: PLACES - len(rows)]
        return Hits(total, tuple(rows))

    def _is_absent(self, pattern: re.Pattern[str]) -> bool:
        """Return True where none of the different texts of a short column holds a pattern, or is long enough for it."""
        lines, lengths = self._lines
        if not lines.isascii():
            return False
        return lacks(lines, pattern) or not lengths.may_hold(pattern) or pattern.search(lines) is None

    @cached_property
    def _lines(self) -> tuple[str, TextShape]:
        texts = dict.fromkeys(self.texts)
        return "\n".join(texts), TextShape(longest=max(map(len, texts), default=0))

    def tally(self, rows: int) -> Mapping[str, int]:
        """Return the distinct texts of the first rows, and how often each stands there: ask of each only once."""
        if rows not in self._tallies:
            self._tallies[rows] = Counter(self.texts[:rows])
        return self._tallies[rows]

    @cached_property
    def _tallies(self) -> dict[int, Mapping[str, int]]:
        return {}

    def once(self, ask: Callable[[Column], Answer]) -> Answer:
        """Return what a function says of this column; it is asked the first time only."""
        if ask not in self._answers:
            self._answers[ask] = ask(self)
        answer: Answer = self._answers[ask]
        return answer

    @cached_property
    def _answers(self) -> dict[Callable[[Column], Any], Any]:
        return {}

    def cells_where(self, wanted: Callable[[str], bool], most: int = PLACES) -> Hits:
        """Return the cells whose text is wanted, the first `most` places; distinct texts are asked about once."""
        known: dict[str, bool] = {}
        rows: list[int] = []
        total = 0
        for row, text in enumerate(self.texts):
            hit = known.get(text)
            if hit is None:
                hit = known[text] = wanted(text)
            if hit:
                total += 1
                if total <= most:
                    rows.append(row)
        return Hits(total, tuple(rows))

    def between(self, low: float, high: float, most: int = PLACES) -> Hits:
        """Return the cells with a number from `low` up to, not including, `high`."""
        profile = self.profile
        if profile is None or profile.minimum >= high or profile.maximum < low:
            return Hits(0)
        if self.load_between is not None:
            return self.load_between(low, high)
        if self.numbers is None:
            return Hits(0)
        return hits_of((self.numbers >= low) & (self.numbers < high), most)


def asked_once(ask: Callable[[Column], Answer]) -> Callable[[Column], Answer]:
    """Make a question about a column one whose answer is kept with the column."""

    @wraps(ask)
    def answer(column: Column) -> Answer:
        return column.once(ask)

    return answer


def distinct(columns: Iterable[Column]) -> list[Column]:
    """Return columns without those that repeat one of the same name: they say nothing more."""
    found: dict[str, list[Column]] = {}
    for column in columns:
        alike = found.setdefault(column.label, [])
        if not any(list(column.texts[:PLACES]) == list(other.texts[:PLACES]) for other in alike):
            alike.append(column)
    return [column for alike in found.values() for column in alike]


def hits_of(wanted: NDArray[np.bool_], most: int = PLACES) -> Hits:
    """Return how many are True, and the first places."""
    total = int(np.count_nonzero(wanted))
    return Hits(total, tuple(np.flatnonzero(wanted)[:most].tolist())) if total else Hits(0)


def profile_of(numbers: NDArray[Any] | None) -> Profile | None:
    """Return the aggregates of a numeric array in one pass over chunks that fit the cache."""
    if numbers is None or not len(numbers):
        return None
    if numbers.dtype.kind in "iub":
        return Profile(float(numbers.min()), float(numbers.max()), 0, True)
    low, high, missing, whole = np.inf, -np.inf, 0, True
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK]
        least = chunk.min()
        if np.isnan(least):
            present = chunk[~np.isnan(chunk)]
            missing += len(chunk) - len(present)
            if not len(present):
                continue
            chunk, least = present, present.min()
        low, high = min(low, least), max(high, chunk.max())
        whole = whole and bool((chunk == np.floor(chunk)).all())
    if missing == len(numbers):
        return None
    return Profile(float(low), float(high), missing, whole and np.isfinite(low) and np.isfinite(high))
