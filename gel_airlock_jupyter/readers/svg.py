"""SVG files: every text they hold, seen or not, and what a picture has no need of."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.errors import AirlockError, Unreadable
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.readers import png
from gel_airlock_jupyter.subjects import FigureText, FigureView, FileView, PlacedText

MEDIA_TYPE = "image/svg+xml"
LARGEST = 100_000_000  # bytes
DRAWN = frozenset(
    [
        "svg",
        "g",
        "defs",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "use",
        "clipPath",
        "text",
        "tspan",
        "image",
        "style",
        "linearGradient",
        "radialGradient",
        "stop",
        "pattern",
        "mask",
        "symbol",
    ]
)
PICTURE = "data:image/png;base64,"
UNSEEN = re.compile(r"(?:^|[;\s])(?:display:\s*none|visibility:\s*hidden|(?:fill-)?opacity:\s*0(?:\.0*)?(?:;|$))")
OUTSIDE = re.compile(r"@import|expression\s*\(|url\(\s*['\"]?(?!['\"]?#)", re.IGNORECASE)
ENCODING = re.compile(r"\s*<\?xml[^>]*encoding=['\"]([^'\"]*)")
COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
SHORT = 80


def read(path: Path, name: str | None = None) -> FileView:
    """Read an SVG file: texts, comments and embedded pictures as metadata, everything active or hidden as problems.

    Raises
    ------
    Unreadable
        If it is too large, or no XML, or declares entities.
    """
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"'{path.name}' is larger than {LARGEST:,} bytes.", "Draw fewer marks, or export as PNG.")
    return read_bytes(path.read_bytes(), name or path.name)


def read_bytes(data: bytes, name: str) -> FileView:
    """Read the bytes of an SVG file; see `read`."""
    root = parsed(data, name)
    metadata = [PlacedText(text, Location("metadata", where)) for text, where in _texts(root)]
    problems = list(_problems(root))
    for comment in COMMENT.findall(data.decode("utf-8", "replace")):
        metadata.append(PlacedText(comment.strip(), Location("metadata", "comment")))
        problems.append(("comment", "The image holds a comment, which no reader sees."))
    for place, picture in enumerate(_pictures(root), 1):
        label = f"embedded picture {place}"
        try:
            inner = png.read_bytes(picture, label)
        except AirlockError:
            problems.append((label, f"The {label} is not a clean PNG."))
            continue
        metadata += inner.metadata
        problems += inner.problems
    return FileView(name, MEDIA_TYPE, len(data), tuple(metadata), tuple(dict.fromkeys(problems)))


def picture_of(path: Path, name: str) -> FigureView:
    """Return what can be judged of an SVG without the figure it was made from: its texts; its shapes are unread."""
    root = parsed(path.read_bytes(), path.name)
    texts = tuple(FigureText(text, "annotation") for text, where in _texts(root) if where == "text")
    return FigureView(name, "svg", texts=texts, unread=("the shapes of the SVG file",))


def parsed(data: bytes, name: str) -> Any:
    """Return the root element.

    Raises
    ------
    Unreadable
        If it is no well-formed XML, holds entities, or its root is not `svg`.
    """
    import xml.etree.ElementTree as ET

    try:
        text = data.decode("utf-8-sig")
        declared = ENCODING.match(text)
        if "<!ENTITY" in text or (declared and declared[1].casefold() not in ("utf-8", "ascii", "us-ascii")):
            raise ValueError("entities")
        root = ET.fromstring(text)  # noqa: S314 - entities, the way to blow XML up, were refused above
    except (ET.ParseError, ValueError) as error:
        raise Unreadable(f"'{name}' is no SVG that can be read safely.", "Export the figure again.") from error
    if local(root.tag) != "svg":
        raise Unreadable(f"'{name}' is no SVG image.", "Export the figure again.")
    return root


def local(tag: Any) -> str:
    """Return a name without its XML namespace."""
    return str(tag).rpartition("}")[2]


def _texts(root: Any) -> Iterator[tuple[str, str]]:
    """Yield texts in elements and in attributes that may carry words."""
    for element in root.iter():
        kind = local(element.tag)
        if kind != "style":
            for text in (element.text, element.tail):
                if text and text.strip():
                    yield text.strip(), "text" if kind in ("text", "tspan") else kind
        for key, value in element.attrib.items():
            if local(key) in ("id", "title", "label", "class", "desc") or local(key).startswith("data-"):
                yield value, f"attribute {local(key)}"


def _problems(root: Any) -> Iterator[tuple[str, str]]:
    for element in root.iter():
        kind = local(element.tag)
        if kind not in DRAWN:
            yield kind, f"The image holds a '{kind[:SHORT]}' element, which a picture has no need of."
        if kind == "style" and OUTSIDE.search(element.text or ""):
            yield kind, "The image's style sheet reaches outside the file."
        for key, value in element.attrib.items():
            yield from _of_attribute(kind, local(key), value)


def _of_attribute(kind: str, key: str, value: str) -> Iterator[tuple[str, str]]:
    if key.startswith("on"):
        yield key, f"The image holds a script in '{key[:SHORT]}'."
    if key in ("href", "src") and not value.startswith(("#", PICTURE)):
        yield key, "The image refers to something outside the file."
    if key == "style" and OUTSIDE.search(value):
        yield key, "A style of the image reaches outside the file."
    hidden = (key == "style" and UNSEEN.search(value)) or (key == "display" and value == "none")
    if kind in ("text", "tspan", "g", "image", "use", "path") and (
        hidden or (key == "opacity" and value in ("0", "0.0")) or (key == "visibility" and value == "hidden")
    ):
        yield kind, f"The image holds a hidden '{kind}' element."


def _pictures(root: Any) -> Iterator[bytes]:
    for element in root.iter():
        for key, value in element.attrib.items():
            if local(key) == "href" and value.startswith(PICTURE):
                try:
                    yield base64.b64decode(value[len(PICTURE) :])
                except (ValueError, binascii.Error):
                    yield b""
