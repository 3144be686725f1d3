"""The cells of a long column as texts, made only where somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import overload

AT_ONCE = 5_000  # a short column is made at once
KEPT = 100_000  # of a longer one what was made is kept, of a very long one the head alone
CHUNK = 1 << 16
HEAD = 5_000
FEW = 32


class LazyTexts(Sequence[str]):
    """A sequence of texts that a loader makes slice by slice; the first of them, which many rules look at, are kept.

    Parameters
    ----------
    length : int
        Number of cells.
    load : callable
        Gives the texts of a slice with a positive step.
    """

    __slots__ = ("_head", "_kept", "_length", "_load")

    def __init__(self, length: int, load: Callable[[slice], list[str]]) -> None:
        self._length = length
        self._load = load
        self._head: list[str] = []
        self._kept = length if length <= KEPT else HEAD

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            start, stop, step = at.indices(self._length)
            if step > 0 and stop <= self._kept:
                return self._first(stop)[start:stop:step]
            if step > 0:
                return self._load(slice(start, max(start, stop), step))
            return [self[row] for row in range(start, stop, step)]
        row = at + self._length if at < 0 else at
        if not 0 <= row < self._length:
            raise IndexError(at)
        return self._first(row + 1)[row] if row < self._kept else self._load(slice(row, row + 1))[0]

    def _first(self, count: int) -> list[str]:
        """Return at least so many of the first texts."""
        known = len(self._head)
        if known < count:
            more = min(max(count, 2 * known, FEW), self._kept, self._length)
            self._head = [*self._head, *self._load(slice(known, more))]
        return self._head

    def __iter__(self) -> Iterator[str]:
        for start in range(0, self._length, CHUNK):
            yield from self[start : start + CHUNK]


def texts_by(length: int, load: Callable[[slice], list[str]]) -> Sequence[str]:
    """Return a short column as a list, a long one as lazy texts."""
    return load(slice(0, length)) if length <= AT_ONCE else LazyTexts(length, load)
