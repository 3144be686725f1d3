"""The shape of a long column of Python strings, from where they lie and from their bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.readers.cells import cell_text
from gel_airlock_jupyter.readers.text_bytes import CHUNK, Alphabet, digits
from gel_airlock_jupyter.text_shapes import TextShape

LONG = 20_000  # shorter columns are searched as fast
SHORT = 6  # of texts so short, the characters do not matter
DIGITS = "0123456789"
NUMBERED = re.compile(r"([A-Za-z]{2})\d+")
NAMED = re.compile(r"([A-Za-z]{2,4})[0-9XYM]")  # chr1:12345:A:G


class _NoText(Exception):
    """A block holds something else than lines of ASCII."""


def shape_of_objects(values: NDArray[Any]) -> TextShape | None:
    """Return the shape of a numpy array of Python objects; where few are distinct, only those are looked at."""
    if len(values) < LONG:
        return None
    few = _few_objects(values)
    if few is not None:
        return TextShape(texts=tuple(dict.fromkeys(cell_text(value) for value in few)))
    head = values[0] if isinstance(values[0], str) else ""
    try:
        if numbered := NUMBERED.fullmatch(head):
            return _numbered(values, numbered[1])
        named = NAMED.match(head)
        return (_lettered(values, named[1]) if named else None) or _lettered(values, "")
    except _NoText:
        return None


def _few_objects(values: NDArray[Any], most: int = 64) -> list[Any] | None:
    """Return the distinct objects of an array, or None where there are more than a few."""
    import pandas as pd

    seen: dict[int, Any] = {}
    for start in range(0, len(values), CHUNK):
        addresses = addresses_of(values[start : start + CHUNK])
        fresh = set(pd.unique(addresses).tolist()) - seen.keys()
        if len(fresh) + len(seen) > most:
            return None
        for address in fresh:
            seen[address] = values[start + int(np.argmax(addresses == address))]
    return list(seen.values())


def addresses_of(values: NDArray[Any]) -> NDArray[np.int64]:
    """Return where the objects of an array lie in memory: equal numbers are one and the same object."""
    import ctypes

    if not values.flags.c_contiguous:
        return np.array([id(value) for value in values], dtype=np.int64)
    memory: Any = (ctypes.c_int64 * len(values)).from_address(values.ctypes.data)
    addresses: NDArray[np.int64] = np.frombuffer(memory, dtype=np.int64)
    return addresses


def _numbered(values: NDArray[Any], prefix: str) -> TextShape | None:
    """Return the shape of texts that are all a prefix and digits."""
    shortest, longest = 1 << 62, 0
    for block, joined in _blocks(values):
        data = np.frombuffer(joined.encode(), dtype=np.uint8)
        if not _all_begin(joined, prefix, len(block)):
            return None
        if digits(data) != len(data) - (len(prefix) + 1) * len(block) + 1:
            return None
        short, long = _lengths(data, len(block))
        shortest, longest = min(shortest, short), max(longest, long)
    return TextShape(prefix=prefix, alphabet=DIGITS, shortest=shortest, longest=longest)


def _lettered(values: NDArray[Any], prefix: str) -> TextShape | None:
    """Return the shape of texts of few characters behind a prefix."""
    shortest, longest = 1 << 62, 0
    alphabet = Alphabet(prefix.encode(), b"\n")
    for block, joined in _blocks(values):
        if not prefix and "\n" not in block[0] and joined == "\n".join([block[0]] * len(block)):
            short = long = len(block[0])
            alphabet.add(block[0].encode())
        elif prefix and not _all_begin(joined, prefix, len(block)):
            return None
        else:
            data = np.frombuffer(joined.encode(), dtype=np.uint8)
            short, long = _lengths(data, len(block))
            if not alphabet.fails:
                alphabet.add_all(data)
        shortest, longest = min(shortest, short), max(longest, long)
        if alphabet.fails and longest > SHORT:
            return None
    found = alphabet.behind(len(values)) if longest > SHORT else None
    if found is None:
        return TextShape(shortest=0, longest=longest)
    return TextShape(prefix=found[0], alphabet=found[1], shortest=shortest, longest=longest)


def _blocks(values: NDArray[Any]) -> Iterator[tuple[list[str], str]]:
    """Yield the texts block by block, with the block on lines."""
    for start in range(0, len(values), CHUNK):
        block = values[start : start + CHUNK].tolist()
        try:
            joined = "\n".join(block)
        except TypeError:
            raise _NoText from None
        if not joined.isascii():
            raise _NoText
        yield block, joined


def _all_begin(joined: str, prefix: str, rows: int) -> bool:
    return joined.startswith(prefix) and joined.count("\n" + prefix) == rows - 1


def _lengths(data: NDArray[np.uint8], rows: int) -> tuple[int, int]:
    ends = np.append(np.flatnonzero(data == ord("\n")), len(data))
    if len(ends) != rows:
        raise _NoText
    between = np.diff(ends, prepend=-1) - 1
    return int(between.min()), int(between.max())
