"""The shape of a long text column, from its bytes in memory: no text is made, no pattern is run."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.readers.cells import cell_text
from gel_airlock_jupyter.text_shapes import TextShape

LONG = 20_000  # shorter columns are searched as fast
CHUNK = 1 << 16
SHORT = 6  # of texts so short, the characters do not matter
DIGITS = "0123456789"
NUMBERED = re.compile(r"([A-Za-z]{2})\d+")
BLOCK = 1024  # words that are put together at once
NO_LETTERS = "".join(map(chr, range(1, 64)))  # what has no bit of a letter: digits, blanks, most signs
INLINE = 12  # bytes that a string view holds itself


def shape_of_arrow(column: Any) -> TextShape | None:
    """Return the shape of a pyarrow array or chunked array of strings; None where it has none worth knowing."""
    import pyarrow as pa

    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    if sum(map(len, chunks)) < LONG:
        return None
    if pa.types.is_string_view(column.type):
        return _joined([_of_views(chunk) for chunk in chunks if len(chunk)])
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return None
    return _joined([_of_offsets(chunk) for chunk in chunks if len(chunk)])


def numbers_of_arrow(column: Any) -> NDArray[Any] | None:
    """Return the numbers of a pyarrow column as they lie in memory; None where that needs a copy."""
    import pyarrow as pa

    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    if (
        len(chunks) != 1
        or chunks[0].null_count
        or not (
            pa.types.is_integer(column.type) or pa.types.is_float32(column.type) or pa.types.is_float64(column.type)
        )
    ):
        return None
    numbers: NDArray[Any] = chunks[0].to_numpy(zero_copy_only=True)
    return numbers


def shape_of_polars(series: Any) -> TextShape | None:
    """Return the shape of a polars series of strings."""
    import polars as pl

    if series.dtype != pl.String or len(series) < LONG:
        return None
    if series.null_count():
        series = series.drop_nulls()
        if not len(series):
            return TextShape(texts=("",))
    return shape_of_arrow(series.to_arrow(compat_level=pl.CompatLevel.newest()))


def shape_of_objects(values: NDArray[Any]) -> TextShape | None:
    """Return the shape of a numpy array of Python objects; where few are distinct, only those are looked at."""
    if len(values) < LONG:
        return None
    few = _few_objects(values)
    if few is not None:
        return TextShape(texts=tuple(dict.fromkeys(cell_text(value) for value in few)))
    head = NUMBERED.fullmatch(values[0]) if isinstance(values[0], str) else None
    return _shape_of_blocks(values, head.group(1) if head else "")


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


def _shape_of_blocks(values: NDArray[Any], prefix: str) -> TextShape | None:
    """Return the shape of distinct Python strings: `prefix` + digits where every text has it, else their alphabet."""
    shortest, longest = 1 << 62, 0
    letters: set[str] | None = set()
    for start in range(0, len(values), CHUNK):
        block = values[start : start + CHUNK].tolist()
        try:
            joined = "\n".join(block)
        except TypeError:
            return None
        if not joined.isascii():
            return None
        if not prefix and joined == "\n".join([block[0]] * len(block)) and "\n" not in block[0]:
            shortest, longest = min(shortest, len(block[0])), max(longest, len(block[0]))
            letters = None if letters is None else letters | set(block[0])
            continue
        data = np.frombuffer(joined.encode(), dtype=np.uint8)
        ends = np.append(np.flatnonzero(data == ord("\n")), len(data))
        if len(ends) != len(block):
            return None
        lengths = np.diff(ends, prepend=-1) - 1
        shortest, longest = min(shortest, int(lengths.min())), max(longest, int(lengths.max()))
        if prefix:
            if not _all_numbered(joined, data, prefix, len(block)):
                return None
            continue
        found = _alphabet(data)
        letters = None if found is None or letters is None else letters | set(found)
        if letters is None and longest > SHORT:
            return None
    if prefix:
        return TextShape(prefix=prefix, alphabet=DIGITS, shortest=shortest, longest=longest)
    if longest <= SHORT or letters is None:
        return TextShape(shortest=0, longest=longest)
    return TextShape(alphabet="".join(sorted(letters - {"\n"})), shortest=shortest, longest=longest)


def _all_numbered(joined: str, data: NDArray[np.uint8], prefix: str, rows: int) -> bool:
    begun = joined.startswith(prefix) and joined.count("\n" + prefix) == rows - 1
    return begun and _digits(data) == len(data) - (len(prefix) + 1) * rows + 1


def _digits(data: NDArray[np.uint8]) -> int:
    total = 0
    for start in range(0, len(data), CHUNK):
        total += int(np.count_nonzero((data[start : start + CHUNK] - np.uint8(48)) < 10))
    return total


def _of_offsets(chunk: Any) -> TextShape | None:
    """Return the shape of an Arrow array with offsets into one buffer of bytes."""
    import pyarrow as pa

    _, where, content = chunk.buffers()
    kind = np.dtype(np.int64 if pa.types.is_large_string(chunk.type) else np.int32)
    offsets = np.frombuffer(where, dtype=kind)[chunk.offset : chunk.offset + len(chunk) + 1]
    shortest, longest = _lengths(offsets)
    if longest <= SHORT or content is None:
        return TextShape(shortest=0, longest=longest)
    data = np.frombuffer(content, dtype=np.uint8)[int(offsets[0]) : int(offsets[-1])]
    first = NUMBERED.fullmatch(str(chunk[0]))
    if first is not None and not chunk.null_count and shortest > 2:
        prefix = first.group(1)
        starts = offsets[:-1] - offsets[0]
        if _begin(data, starts, prefix) and _digits(data) == len(data) - 2 * len(chunk):
            return TextShape(prefix=prefix, alphabet=DIGITS, shortest=shortest, longest=longest)
    alphabet = _alphabet(data)
    return TextShape(alphabet=alphabet, shortest=0, longest=longest) if alphabet is not None else None


def _lengths(offsets: NDArray[Any]) -> tuple[int, int]:
    shortest, longest = 1 << 62, 0
    for start in range(0, len(offsets) - 1, CHUNK):
        lengths = np.diff(offsets[start : start + CHUNK + 1])
        shortest, longest = min(shortest, int(lengths.min())), max(longest, int(lengths.max()))
    return shortest, longest


def _begin(data: NDArray[np.uint8], starts: NDArray[Any], prefix: str) -> bool:
    first, second = prefix.encode()
    for start in range(0, len(starts), CHUNK):
        block = starts[start : start + CHUNK]
        if not ((data[block] == first).all() and (data[block + 1] == second).all()):
            return False
    return True


def _alphabet(data: NDArray[np.uint8]) -> str | None:
    """Return the ASCII characters that occur, or None where others do or where they are many."""
    seen = np.zeros(256, dtype=bool)
    known = b""
    for start in range(0, len(data), CHUNK):
        rest = data[start : start + CHUNK].tobytes().translate(None, known)
        if rest:
            seen[list(set(rest))] = True
            known = bytes(np.flatnonzero(seen).tolist())
            if len(known) > 24 or known[-1] > 127:
                return None
    return known.decode()


def _of_views(chunk: Any) -> TextShape | None:
    """Return the shape of an Arrow array of string views: short texts lie in the views themselves."""
    views = chunk.buffers()[1]
    words = np.frombuffer(views, dtype=np.uint32).reshape(-1, 4)[chunk.offset : chunk.offset + len(chunk)]
    rough = None if chunk.null_count else _roughly(words)
    if rough is not None:
        return rough
    shortest, longest, total = 1 << 62, 0, 0
    for start in range(0, len(words), CHUNK):
        lengths = np.ascontiguousarray(words[start : start + CHUNK, 0])
        shortest, longest = min(shortest, int(lengths.min())), max(longest, int(lengths.max()))
        total += int(lengths.sum(dtype=np.int64))
    if chunk.null_count:
        return _of_offsets(chunk.cast("large_string"))
    if longest <= SHORT:
        return TextShape(shortest=0, longest=longest)
    first = NUMBERED.fullmatch(str(chunk[0]))
    if first is None or longest > INLINE or shortest <= 2:
        return _of_offsets(chunk.cast("large_string"))
    prefix = first.group(1)
    wanted = np.frombuffer(prefix.encode(), dtype="<u2")[0]
    digits = 0
    for start in range(0, len(words), CHUNK):
        block = np.ascontiguousarray(words[start : start + CHUNK])
        if not ((block[:, 1] & np.uint32(0xFFFF)) == wanted).all():
            return _of_offsets(chunk.cast("large_string"))
        digits += int(np.count_nonzero((block.view(np.uint8) - np.uint8(48)) < 10))
    if digits != total - 2 * len(words):
        return _of_offsets(chunk.cast("large_string"))
    return TextShape(prefix=prefix, alphabet=DIGITS, shortest=shortest, longest=longest)


def _roughly(words: NDArray[np.uint32]) -> TextShape | None:
    """Return a shape from the bits that all views, and any view, have set: one pass, a little wider than the truth.

    A view holds the length in its first word, then up to 12 bytes of text padded with zeros.
    """
    flat = words.reshape(-1).view(np.uint64)
    wide = len(flat) // BLOCK * BLOCK
    if not wide:
        return None
    every, some = np.full(BLOCK, ~np.uint64(0)), np.zeros(BLOCK, dtype=np.uint64)
    for start in range(0, wide, CHUNK * 2):
        block = flat[start : min(start + CHUNK * 2, wide)].reshape(-1, BLOCK)
        some |= np.bitwise_or.reduce(block, axis=0)
        every &= np.bitwise_and.reduce(block, axis=0)
    rest = flat[wide:].reshape(-1, 2)
    low = int(np.bitwise_or.reduce([*some[0::2], *rest[:, 0]]))
    high = int(np.bitwise_or.reduce([*some[1::2], *rest[:, 1]]))
    all_low = int(np.bitwise_and.reduce([*every[0::2], *rest[:, 0]]))
    longest = low & 0xFFFFFFFF  # no length has a bit that this has not
    if longest <= SHORT:
        return TextShape(shortest=0, longest=longest)
    prefix = (low >> 32 & 0xFFFF).to_bytes(2, "little")
    if longest > INLINE or low >> 32 & 0xFFFF != all_low >> 32 & 0xFFFF or not prefix.isalpha():
        return None
    behind = (low >> 48 | high << 16).to_bytes(10, "little")
    if any(byte >= 64 for byte in behind):
        return None
    return TextShape(prefix=prefix.decode(), alphabet=NO_LETTERS, shortest=2, longest=longest)


def _joined(shapes: list[TextShape | None]) -> TextShape | None:
    """Return one shape for the chunks of a column."""
    known = [shape for shape in shapes if shape is not None]
    if len(known) < len(shapes) or not known:
        return None
    shortest, longest = min(shape.shortest for shape in known), max(shape.longest for shape in known)
    if len({shape.prefix for shape in known}) == 1 and all(shape.alphabet is not None for shape in known):
        alphabet = "".join(sorted({character for shape in known for character in shape.alphabet or ""}))
        return TextShape(prefix=known[0].prefix, alphabet=alphabet, shortest=shortest, longest=longest)
    return TextShape(shortest=0, longest=longest) if longest <= SHORT else None
