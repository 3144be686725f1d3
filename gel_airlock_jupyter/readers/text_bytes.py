"""What the bytes of many texts have in common, one pass over them at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
CHUNK = 1 << 16
MOST_CHARACTERS = 24  # of more, hardly anything can be ruled out


@dataclass
class Alphabet:
    """The ASCII characters of texts that all begin with a prefix, gathered block by block.

    Parameters
    ----------
    prefix : bytes
        How every text begins; the caller makes sure of that. Its characters count once for each text, so that it is
        known in the end whether they stand anywhere else.
    ignored : bytes
        Characters between the texts that are no part of them.
    """

    prefix: bytes = b""
    ignored: bytes = b""
    known: bytes = b""
    elsewhere: int = field(default=0)
    fails: bool = False

    def add(self, data: bytes) -> bool:
        """Note the characters of a block; return False once they are too many, or not ASCII."""
        rest = data.translate(None, self.known + self.ignored)
        fresh = rest.translate(None, self.prefix) if self.prefix else rest
        if fresh:
            self.known = bytes(sorted({*self.known, *fresh}))
            rest = rest.translate(None, self.known)
            self.fails = self.fails or len(self.known) > MOST_CHARACTERS or self.known[-1] > 127
        self.elsewhere += len(rest)
        return not self.fails

    def add_all(self, data: Bytes) -> bool:
        """Note the characters of a whole buffer."""
        return all(self.add(data[start : start + CHUNK].tobytes()) for start in range(0, len(data), CHUNK))

    def behind(self, texts: int) -> tuple[str, str] | None:
        """Return (prefix, characters behind it) of so many texts; no prefix where its characters recur."""
        if self.fails:
            return None
        if self.elsewhere == texts * len(self.prefix):
            return self.prefix.decode(), self.known.decode()
        return "", "".join(sorted({*self.known.decode(), *self.prefix.decode()}))


def digits(data: Bytes) -> int:
    """Return how many bytes are digits."""
    total = 0
    for start in range(0, len(data), CHUNK):
        total += int(np.count_nonzero((data[start : start + CHUNK] - np.uint8(48)) < 10))
    return total


def lengths(offsets: NDArray[Any]) -> tuple[int, int]:
    """Return the shortest and the longest length between offsets."""
    shortest, longest = 1 << 62, 0
    for start in range(0, len(offsets) - 1, CHUNK):
        between = np.diff(offsets[start : start + CHUNK + 1])
        shortest, longest = min(shortest, int(between.min())), max(longest, int(between.max()))
    return shortest, longest


def all_begin(data: Bytes, starts: NDArray[Any], prefix: str, first: int = 0) -> bool:
    """Return whether a prefix stands at every start; starts count from `first`."""
    for start in range(0, len(starts), CHUNK):
        block = starts[start : start + CHUNK].astype(np.intp) - first
        for place, letter in enumerate(prefix.encode()):
            if not (data[block + place] == letter).all():
                return False
    return True
