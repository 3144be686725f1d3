"""Pictures: JPEG, GIF, TIFF, WebP and BMP are walked through for what they carry beside pixels (FG-09)."""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.readers import png, svg
from gel_airlock_jupyter.subjects import FigureView, FileView, PlacedText, View

MEDIA_TYPES: Mapping[str, str] = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".webp": "image/webp",
    ".bmp": "image/bmp",
}
EXTENSIONS: Mapping[str, str] = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
}
LARGEST = 100_000_000  # bytes
MOST_TAGS = 2_000
Found = tuple[str, bytes]  # what is carried, and its bytes
JPEG_NEEDED = frozenset([0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xDB, 0xDD, 0xDA, 0xCC])
# Of a TIFF what the pixels need; anything else may hold words.
TIFF_NEEDED = frozenset(
    tag
    for first, last in (
        (254, 259),
        (262, 263),
        (266, 266),
        (273, 274),
        (277, 284),
        (296, 297),
        (317, 325),
        (338, 341),
        (529, 532),
    )
    for tag in range(first, last + 1)
)
TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8}
CUT = "is cut short or damaged"


def read(path: Path, name: str) -> tuple[View, ...]:
    """Return the views of a picture: what it carries, and its pixels, which a person has to look at.

    Raises
    ------
    Unreadable
        If it is damaged, too large, or not of the kind its name says.
    """
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"'{path.name}' is larger than {LARGEST:,} bytes.", "Save it at a lower resolution.")
    data = path.read_bytes()
    suffix = path.suffix.lower()
    walk = WALKS[MEDIA_TYPES[suffix]]
    try:
        carried = list(walk(data))
    except (struct.error, IndexError, ValueError) as error:
        raise Unreadable(f"'{path.name}' {CUT}, or no {suffix[1:]} image.", "Save it anew, as PNG.") from error
    problems = tuple(
        (what, f"The image carries {what} ({len(body):,} bytes) beside its pixels.") for what, body in carried
    )
    texts = tuple(PlacedText(printable(body), Location("metadata", what)) for what, body in carried)
    file = FileView(path.name, MEDIA_TYPES[suffix], len(data), texts, problems)
    return (file, FigureView(name, "image", unread=("the pixels of the image file",)))


def views_of_picture(path: Path, name: str) -> tuple[View, ...]:
    """Return the views of a picture of any kind that is read, by its extension."""
    suffix = path.suffix.lower()
    if suffix == ".png":
        return (png.read(path, path.name), FigureView(name, "image", unread=("the pixels of the image file",)))
    if suffix == ".svg":
        return (svg.read(path, path.name), svg.picture_of(path, name))
    return read(path, name)


def decoded(text: str) -> bytes:
    """Return the bytes of base64, which may be broken into lines and percent-escaped.

    Raises
    ------
    ValueError
        If it is no base64.
    """
    from urllib.parse import unquote

    try:
        return base64.b64decode("".join(unquote(text).split()), validate=True)
    except binascii.Error as error:
        raise ValueError("base64") from error


def printable(data: bytes) -> str:
    """Return what can be read in bytes, in ASCII and in UTF-16."""
    plain = "".join(chr(byte) if 32 <= byte < 127 else " " for byte in data[:1_000_000])
    wide = "".join(chr(byte) if 32 <= byte < 127 else "" if byte == 0 else " " for byte in data[:1_000_000])
    return " ".join(f"{plain} {wide}".split())


def _jpeg(data: bytes) -> Iterator[Found]:
    """Walk the segments (ITU-T T.81, annex B): whatever is no table, frame or scan is carried."""
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("marker")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            break
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        body = data[at + 4 : at + 2 + length]
        if len(body) != length - 2:
            raise ValueError("cut")
        if marker == 0xDA:
            at = _after_scan(data, at + 2 + length)
            continue
        harmless = (marker == 0xE0 and body[:5] == b"JFIF\0" and length == 16) or (
            marker == 0xEE and body[:5] == b"Adobe" and length == 14
        )
        if marker not in JPEG_NEEDED and not harmless:
            yield ("a comment" if marker == 0xFE else f"a segment APP{marker - 0xE0}" if marker & 0xF0 == 0xE0 else
                   f"a segment {marker:02X}"), body  # fmt: skip
        at += 2 + length
    if data[at + 2 :]:
        yield "bytes after the end of the image", data[at + 2 :]


def _after_scan(data: bytes, at: int) -> int:
    """Return where the next marker stands that is no restart and no stuffed byte."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
            continue
        return at


def _gif(data: bytes) -> Iterator[Found]:
    """Walk the blocks of GIF 89a: comments, plain text, application blocks besides the one for loops."""
    if data[:6] not in (b"GIF87a", b"GIF89a"):
        raise ValueError("no GIF")
    at = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    while data[at] != 0x3B:
        kind = data[at]
        if kind == 0x2C:
            packed = data[at + 9]
            at += 10 + (3 << ((packed & 7) + 1) if packed & 0x80 else 0) + 1
            _, at = _blocks(data, at)
        elif kind == 0x21:
            label = data[at + 1]
            body, at = _blocks(data, at + 2)
            if label == 0xF9 or (label == 0xFF and body[:11] in (b"NETSCAPE2.0", b"ANIMEXTS1.0") and len(body) <= 20):
                continue
            yield {0xFE: "a comment", 0x01: "a text block"}.get(label, "an application block"), body
        else:
            raise ValueError("block")
    if data[at + 1 :]:
        yield "bytes after the end of the image", data[at + 1 :]


def _blocks(data: bytes, at: int) -> tuple[bytes, int]:
    parts = []
    while data[at]:
        parts.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(parts), at + 1


def _tiff(data: bytes) -> Iterator[Found]:
    """Walk the directories of a TIFF: tags that pixels do not need, and further pages, which few viewers show."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
    if order is None:
        raise ValueError("no TIFF")
    (at,) = struct.unpack(f"{order}I", data[4:8])
    seen: set[int] = set()
    while at:
        if at in seen or len(seen) > MOST_TAGS:
            raise ValueError("loop")
        if seen:
            yield "a further page", b""
        seen.add(at)
        (count,) = struct.unpack(f"{order}H", data[at : at + 2])
        for number in range(count):
            tag, kind, length, value = struct.unpack(f"{order}HHII", data[at + 2 + 12 * number : at + 14 + 12 * number])
            size = TIFF_SIZES.get(kind, 1) * length
            if tag not in TIFF_NEEDED:
                place = at + 10 + 12 * number if size <= 4 else value
                yield f"a tag {tag}", data[place : place + size]
        (at,) = struct.unpack(f"{order}I", data[at + 2 + 12 * count : at + 6 + 12 * count])


def _webp(data: bytes) -> Iterator[Found]:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError("no WebP")
    at = 12
    (total,) = struct.unpack("<I", data[4:8])
    if len(data) < total + 8:
        raise ValueError("cut")
    while at < min(len(data), total + 8):
        kind = data[at : at + 4]
        (length,) = struct.unpack("<I", data[at + 4 : at + 8])
        if kind not in (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"):
            yield f"a {kind.decode('latin-1').strip()} chunk", data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    if len(data) > total + 8:
        yield "bytes after the end of the image", data[total + 8 :]


def _bmp(data: bytes) -> Iterator[Found]:
    if data[:2] != b"BM":
        raise ValueError("no BMP")
    (size,) = struct.unpack("<I", data[2:6])
    if len(data) < max(size, 26):
        raise ValueError("cut")
    if len(data) > size:
        yield "bytes after the end of the image", data[size:]


WALKS: Mapping[str, Callable[[bytes], Iterator[Found]]] = {
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/tiff": _tiff,
    "image/webp": _webp,
    "image/bmp": _bmp,
}
