"""PNG files: structure, size, and every text they carry besides pixels. Pixels are never decoded here."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.subjects import FileView, PlacedText

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MEDIA_TYPE = "image/png"
LARGEST_FILE = 100_000_000  # bytes
MOST_PIXELS = 200_000_000  # a poster of A0 size at 300 dpi has 139 million
LONGEST_TEXT = 1_000_000  # bytes a compressed text may grow to
DRAWN = (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS")  # what the pixels need
HARMLESS = (b"pHYs", b"sRGB", b"gAMA", b"cHRM", b"sBIT", b"bKGD")  # numbers about display, no room for a message
TEXTS = (b"tEXt", b"zTXt", b"iTXt")
SIGNED = re.compile(
    rb"Software\x00Matplotlib version[\w.+]{1,40}, https://matplotlib\.org/"
)  # says nothing of the data


def read(path: Path, name: str | None = None) -> FileView:
    """Read a PNG file.

    Raises
    ------
    Unreadable
        If it is not a PNG, or is damaged or too large.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise Unreadable(f"'{path.name}' is larger than {LARGEST_FILE:,} bytes.", "Save the figure at a lower dpi.")
    return read_bytes(path.read_bytes(), name or path.name)


def read_bytes(data: bytes, name: str) -> FileView:
    """Read the bytes of a PNG: walk its chunks (RFC 2083), and report what is not picture.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        File name for messages.

    Returns
    -------
    FileView
        `metadata` holds texts found in chunks and after the end; `problems` says what a clean PNG would not have.

    Raises
    ------
    Unreadable
        If it is not a PNG, or is damaged or too large.
    """
    if not data.startswith(SIGNATURE):
        raise Unreadable(f"'{name}' is not a PNG image.", "Export the figure again as PNG.")
    metadata: list[PlacedText] = []
    problems: list[tuple[str, str]] = []
    end = 0
    for kind, body, after in _chunks(data, name):
        end = after
        label = kind.decode("latin-1")
        if kind == b"IHDR":
            _check_size(body, name)
        if kind in DRAWN or kind in HARMLESS:
            continue
        where = Location("metadata", f"{label} chunk")
        metadata += [PlacedText(text, where) for text in _texts(kind, body)]
        if not SIGNED.fullmatch(body):
            message = f"The image carries a {label} chunk of {len(body):,} bytes beside its pixels."
            problems.append((f"{label} chunk", message))
    if end < len(data):
        place = "bytes after the end of the image"
        problems.append((place, f"{len(data) - end:,} bytes follow the end of the image."))
        metadata.append(PlacedText(_printable(data[end : end + LONGEST_TEXT]), Location("metadata", place)))
    return FileView(name, MEDIA_TYPE, len(data), tuple(metadata), tuple(problems))


def _chunks(data: bytes, name: str) -> Iterator[tuple[bytes, bytes, int]]:
    """Yield (type, body, offset of what follows), up to and with IEND; the first must be IHDR."""
    offset = len(SIGNATURE)
    first = True
    while True:
        if offset + 12 > len(data):
            raise Unreadable(f"'{name}' is a PNG cut short.", "Export the figure again.")
        length, kind = struct.unpack(">I4s", data[offset : offset + 8])
        end = offset + 12 + length
        if end > len(data) or first != (kind == b"IHDR"):
            raise Unreadable(f"'{name}' is a damaged PNG.", "Export the figure again.")
        body = data[offset + 8 : end - 4]
        if zlib.crc32(kind + body) != struct.unpack(">I", data[end - 4 : end])[0]:
            raise Unreadable(f"'{name}' is a damaged PNG (checksum of a chunk).", "Export the figure again.")
        yield kind, body, end
        if kind == b"IEND":
            return
        offset, first = end, False


def _check_size(body: bytes, name: str) -> None:
    if len(body) != 13:
        raise Unreadable(f"'{name}' is a damaged PNG (header).", "Export the figure again.")
    width, height = struct.unpack(">II", body[:8])
    if not 0 < width * height <= MOST_PIXELS:
        raise Unreadable(
            f"'{name}' has {width:,} x {height:,} pixels; at most {MOST_PIXELS:,} are read.", "Save it at a lower dpi."
        )


def _texts(kind: bytes, body: bytes) -> list[str]:
    """Return the texts of a chunk; an unknown chunk gives whatever can be read in it."""
    if kind not in TEXTS:
        return [_printable(body)]
    keyword, _, rest = body.partition(b"\0")
    if kind == b"zTXt":
        rest = _inflate(rest[1:])
    if kind == b"iTXt":
        compressed, rest = rest[:1] == b"\x01", rest[2:]
        language, _, rest = rest.partition(b"\0")
        translated, _, rest = rest.partition(b"\0")
        rest = _inflate(rest) if compressed else rest
        extra = [language.decode("latin-1"), translated.decode("utf-8", "replace")]
        return [text for text in (keyword.decode("latin-1"), *extra, rest.decode("utf-8", "replace")) if text]
    return [keyword.decode("latin-1"), rest.decode("latin-1")]


def _inflate(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, LONGEST_TEXT)
    except zlib.error:
        return data


def _printable(data: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else " " for byte in data)
