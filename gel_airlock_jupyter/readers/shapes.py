"""The shape of a long text column, from its bytes in memory: no text is made, no pattern is run."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.readers.object_shapes import DIGITS, LONG, NAMED, NUMBERED, SHORT, shape_of_objects
from gel_airlock_jupyter.readers.text_bytes import CHUNK, Alphabet, all_begin, digits, lengths
from gel_airlock_jupyter.text_shapes import TextShape

__all__ = ["numbers_of_arrow", "shape_of_arrow", "shape_of_objects", "shape_of_polars"]
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


def _of_offsets(chunk: Any) -> TextShape | None:
    """Return the shape of an Arrow array with offsets into one buffer of bytes."""
    import pyarrow as pa

    _, where, content = chunk.buffers()
    kind = np.dtype(np.int64 if pa.types.is_large_string(chunk.type) else np.int32)
    offsets = np.frombuffer(where, dtype=kind)[chunk.offset : chunk.offset + len(chunk) + 1]
    shortest, longest = lengths(offsets)
    if longest <= SHORT or content is None:
        return TextShape(shortest=0, longest=longest)
    data = np.frombuffer(content, dtype=np.uint8)[int(offsets[0]) : int(offsets[-1])]
    prefix = _prefix_of(chunk)
    if prefix and (shortest <= len(prefix) or not all_begin(data, offsets[:-1], prefix, int(offsets[0]))):
        prefix = ""
    if prefix and digits(data) == len(data) - len(prefix) * len(chunk):
        return TextShape(prefix=prefix, alphabet=DIGITS, shortest=shortest, longest=longest)
    alphabet = Alphabet(prefix.encode())
    alphabet.add_all(data)
    found = alphabet.behind(len(chunk))
    if found is None:
        return None
    shortest = 0 if chunk.null_count else shortest  # what lies where a value is missing is no text
    return TextShape(prefix=found[0], alphabet=found[1], shortest=shortest, longest=longest)


def _prefix_of(chunk: Any) -> str:
    """Return the letters with which the first text begins, where all may begin with them."""
    named = None if chunk.null_count else NAMED.match(str(chunk[0]))
    return named[1] if named else ""


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
        return _of_long_views(chunk, words, shortest, longest) or _of_offsets(chunk.cast("large_string"))
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


def _of_long_views(chunk: Any, words: NDArray[np.uint32], shortest: int, longest: int) -> TextShape | None:
    """Return the shape of texts most of which are too long for the views, from all bytes of the buffers behind."""
    prefix = _prefix_of(chunk).encode()
    alphabet = Alphabet(prefix)
    mask = np.uint32((1 << 8 * len(prefix)) - 1)
    wanted = np.uint32(int.from_bytes(prefix, "little"))
    zeros = room = 0
    for start in range(0, len(words), CHUNK):
        block = words[start : start + CHUNK]
        if prefix and not ((block[:, 1] & mask) == wanted).all():
            return None
        inside = block[block[:, 0] <= INLINE]
        room += INLINE * len(inside) - int(inside[:, 0].sum(dtype=np.int64))
        held = np.ascontiguousarray(inside[:, 1:]).tobytes()
        texts = held.translate(None, b"\0")
        zeros += len(held) - len(texts)
        alphabet.add(texts)
    if zeros != room or shortest <= len(prefix):
        return None
    for buffer in chunk.buffers()[2:]:
        alphabet.add_all(np.frombuffer(buffer, dtype=np.uint8))
    found = alphabet.behind(len(chunk))
    if found is None or found[0] != prefix.decode():
        return None
    return TextShape(prefix=found[0], alphabet=found[1], shortest=shortest, longest=longest)


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
    if any(shape.alphabet is None for shape in known):
        return TextShape(shortest=0, longest=longest) if longest <= SHORT else None
    alphabet = {character for shape in known for character in shape.alphabet or ""}
    prefixes = {shape.prefix for shape in known}
    prefix = prefixes.pop() if len(prefixes) == 1 else ""
    alphabet |= {character for each in prefixes for character in each}
    return TextShape(prefix=prefix, alphabet="".join(sorted(alphabet)), shortest=shortest, longest=longest)
