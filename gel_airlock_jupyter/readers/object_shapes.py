"""The shape of a long column of Python strings, from where they lie and from their bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.readers.cells import cell_text
from gel_airlock_jupyter.readers.text_bytes import CHUNK, Alphabet, digits
from gel_airlock_jupyter.text_shapes import TextShape

LONG = 20_000  # shorter columns are searched as fast
LINES = 1 << 14  # a block of texts on lines stays in the cache of the processor
COMPARED = 12  # known objects that a block is compared with one by one
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

    if len(set(addresses_of(values[: 4 * most]).tolist())) > most:
        return None
    seen: dict[int, Any] = {}
    for start in range(0, len(values), CHUNK):
        addresses = addresses_of(values[start : start + CHUNK])
        if 0 < len(seen) <= COMPARED and _all_known(addresses, seen):
            continue
        fresh = set(pd.unique(addresses).tolist()) - seen.keys()
        if len(fresh) + len(seen) > most:
            return None
        for address in fresh:
            seen[address] = values[start + int(np.argmax(addresses == address))]
    return list(seen.values())


def _all_known(addresses: NDArray[np.int64], seen: Iterable[int]) -> bool:
    """Return whether all addresses are among a few known ones; comparing with each is faster than sorting out."""
    known = np.zeros(len(addresses), dtype=bool)
    for address in seen:
        known |= addresses == address
    return bool(known.all())


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
        ends = _ends(data, len(block))
        if not _all_begin(data, ends, prefix):
            return None
        if digits(data) != len(data) - (len(prefix) + 1) * len(block) + 1:
            return None
        short, long = _lengths(ends)
        shortest, longest = min(shortest, short), max(longest, long)
    return TextShape(prefix=prefix, alphabet=DIGITS, shortest=shortest, longest=longest)


def _lettered(values: NDArray[Any], prefix: str) -> TextShape | None:
    """Return the shape of texts of few characters behind a prefix."""
    shortest, longest = 1 << 62, 0
    alphabet = Alphabet(prefix.encode(), b"\n")
    for block, joined in _blocks(values):
        if not prefix and "\n" not in block[0] and joined == block[0] + f"\n{block[0]}" * (len(block) - 1):
            short = long = len(block[0])
            alphabet.add(block[0].encode())
        else:
            data = np.frombuffer(joined.encode(), dtype=np.uint8)
            ends = _ends(data, len(block))
            if prefix and not _all_begin(data, ends, prefix):
                return None
            short, long = _lengths(ends)
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
    for start in range(0, len(values), LINES):
        block = values[start : start + LINES].tolist()
        try:
            joined = "\n".join(block)
        except TypeError:
            raise _NoText from None
        if not joined.isascii():
            raise _NoText
        yield block, joined


def _ends(data: NDArray[np.uint8], rows: int) -> NDArray[np.intp]:
    """Return where the lines of a block end."""
    ends = np.append(np.flatnonzero(data == ord("\n")), len(data))
    if len(ends) != rows:
        raise _NoText
    return ends


def _all_begin(data: NDArray[np.uint8], ends: NDArray[np.intp], prefix: str) -> bool:
    """Return whether every line begins with a prefix."""
    last = len(data) - (int(ends[-2]) + 1 if len(ends) > 1 else 0)
    if last < len(prefix) or data[: len(prefix)].tobytes() != prefix.encode():
        return False
    starts = ends[:-1] + 1
    return all(bool((data[starts + place] == letter).all()) for place, letter in enumerate(prefix.encode()))


def _lengths(ends: NDArray[np.intp]) -> tuple[int, int]:
    between = np.diff(ends, prepend=-1) - 1
    return int(between.min()), int(between.max())
