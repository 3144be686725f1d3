"""PDF files: active content, attachments, metadata, earlier versions, and the texts that can be found."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.subjects import FileView, PlacedText

MEDIA_TYPE = "application/pdf"
LARGEST = 100_000_000  # bytes
MOST_INFLATED = 400_000_000  # bytes over all streams
MOST_TEXTS = 20_000
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
LITERAL = re.compile(rb"\(((?:[^()\\]|\\.){2,2000})\)")
UNWANTED = {
    rb"/(?:JavaScript|JS)\b": "a script",
    rb"/(?:OpenAction|AA|Launch)\b": "an action that runs by itself",
    rb"/(?:EmbeddedFile|Filespec)s?\b": "an attached file",
    rb"/RichMedia\b": "embedded media",
    rb"/Annots?\b": "annotations",
    rb"/AcroForm\b": "a form",
    rb"/Metadata\b": "metadata",
    rb"/Info\b": "document information",
    rb"/OCProperties\b": "layers that can be switched off",
    rb"/Encrypt\b": "encryption, which hides its content",
}


def read(path: Path, name: str | None = None) -> FileView:
    """Read a PDF file without drawing it; texts in fonts of their own encoding are not found.

    Raises
    ------
    Unreadable
        If it is too large or no PDF.
    """
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"'{path.name}' is larger than {LARGEST:,} bytes.", "Export the figure at a lower dpi.")
    return read_bytes(path.read_bytes(), name or path.name)


def read_bytes(data: bytes, name: str) -> FileView:
    """Read the bytes of a PDF; see `read`."""
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data:
        raise Unreadable(f"'{name}' is no PDF.", "Export the figure again.")
    parts = [STREAM.sub(b"stream endstream", data), *_inflated(data, name)]
    problems = list(_problems(data, parts))
    metadata: list[PlacedText] = []
    for place, part in enumerate(parts):
        where = Location("metadata", "text of the PDF" if place else "structure of the PDF")
        for match in LITERAL.finditer(part):
            if len(metadata) >= MOST_TEXTS:
                problems.append(("texts", f"The PDF holds more than {MOST_TEXTS:,} texts; not all were read."))
                break
            metadata.append(PlacedText(match[1].decode("latin-1"), where))
    return FileView(name, MEDIA_TYPE, len(data), tuple(metadata), tuple(dict.fromkeys(problems)))


def is_one_picture(data: bytes) -> bool:
    """Return whether a PDF draws pictures only: no font, so no text, and no path."""
    return b"/Font" not in data and b"/ObjStm" not in data and b"/Subtype /Image" in data


def _inflated(data: bytes, name: str) -> Iterator[bytes]:
    """Yield the streams that are compressed; pictures are skipped, they hold no names."""
    total = 0
    for match in STREAM.finditer(data):
        header = data[max(0, match.start() - 600) : match.start()].rpartition(b" obj")[2]
        if b"/Image" in header:
            continue
        try:
            body = zlib.decompressobj().decompress(match[1], MOST_INFLATED)
        except zlib.error:
            body = match[1]
        total += len(body)
        if total > MOST_INFLATED:
            raise Unreadable(f"'{name}' unpacks to more than {MOST_INFLATED:,} bytes.", "Export a simpler figure.")
        yield body


def _problems(data: bytes, parts: list[bytes]) -> Iterator[tuple[str, str]]:
    for pattern, what in UNWANTED.items():
        if any(re.search(pattern, part) for part in parts):
            yield what, f"The PDF holds {what}."
    if data.count(b"%%EOF") > 1:
        yield "earlier version", "The PDF holds an earlier version of itself."
    tail = data.rpartition(b"%%EOF")[2].strip()
    if tail:
        yield "bytes after the end", f"{len(tail):,} bytes follow the end of the PDF."
