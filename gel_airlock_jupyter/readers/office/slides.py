"""PowerPoint slides (pptx): texts and tables slide by slide, hidden slides and notes as what nobody sees (FT-07)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.readers.grids import Span, TextGrid, grid_of, table_of
from gel_airlock_jupyter.readers.office.media import media_views
from gel_airlock_jupyter.readers.office.package import RULE, opened, other_texts, properties, unseen_parts
from gel_airlock_jupyter.readers.office.xml import Element
from gel_airlock_jupyter.readers.parts import with_tables
from gel_airlock_jupyter.registry import plural
from gel_airlock_jupyter.subjects import FileView, TextView, Unseen, View

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
MAIN = "ppt/presentation.xml"
SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
PDF = "Save it as PDF, and export that."
MOST_SLIDES = 1_000


def read(path: Path, name: str) -> tuple[View, ...]:
    """Return the views of slides: the file, then text and tables of each slide.

    Raises
    ------
    Unreadable
        If it is damaged, encrypted, too large, or no PowerPoint file.
    """
    package = opened(path, name)
    if MAIN not in package.parts:
        raise Unreadable(f"'{name}' is no pptx file.", PDF)
    slides = sorted((int(match[1]), part) for part in package.names if (match := SLIDE.fullmatch(part)))
    if len(slides) > MOST_SLIDES:
        raise Unreadable(f"'{name}' has more than {MOST_SLIDES:,} slides.", "Only results leave.")
    personal, texts = properties(package)
    pictures, pictured = media_views(path, package, name, "ppt/media/")
    unseen = [*unseen_parts(package, pictured), *personal]
    views: list[View] = []
    for number, part in slides:
        root = package.xml(part)
        views += _views(root, name, f"slide {number}")
        unseen += _marks(root, number)
    texts += other_texts(package, frozenset(part for _, part in slides))
    file = FileView(name, MEDIA_TYPE, path.stat().st_size, tuple(texts), unseen=tuple(unseen))
    return (file, *views, *pictures)


def _views(root: Element, name: str, label: str) -> Iterator[View]:
    tables = list(root.iter("tbl"))
    for number, table in enumerate(tables, 1):
        grid = grid_in(table)
        if grid.rows:
            yield table_of(grid, name, f"{label}, table {number}")
    inside = {paragraph for table in tables for paragraph in table.iter("p")}
    lines = [line for p in root.iter("p") if p not in inside and (line := _text(p)).strip()]
    lines += [text for e in root.iter("cNvPr") for text in (e.get("descr", ""), e.get("title", "")) if text]
    if lines:
        yield from with_tables(TextView(name, "\n".join(lines), part=f"{label}, text"))


def _text(element: Element) -> str:
    return "".join(each.text or "" if each.tag == "t" else " " for each in element.iter() if each.tag in ("t", "br"))


def grid_in(table: Element) -> TextGrid:
    """Return a table of DrawingML: `gridSpan` and `rowSpan` are its merged cells."""
    rows: list[list[str]] = []
    spans: list[Span] = []
    for row, element in enumerate(table.findall("tr")):
        texts: list[str] = []
        for column, cell in enumerate(element.findall("tc")):
            wide, tall = (_size(cell.get(key, "1")) for key in ("gridSpan", "rowSpan"))
            if wide > 1 or tall > 1:
                spans.append(Span(row, column, tall, wide))
            texts.append(" ".join(filter(None, (_text(p).strip() for p in cell.iter("p")))))
        rows.append(texts)
    return grid_of(rows, spans)


def _size(text: str) -> int:
    return min(max(int(text), 1), 1000) if text.isascii() and text.isdigit() else 1


def _marks(root: Element, number: int) -> Iterator[Unseen]:
    if root.get("show") in ("0", "false"):
        yield Unseen(RULE, "hidden slide", f"Slide {number} is hidden.", f"Remove it. {PDF}")
    hidden = sum(e.get("hidden") in ("1", "true") for e in root.iter("cNvPr"))
    if hidden:
        yield Unseen(
            RULE, "hidden object", f"Slide {number} has {plural(hidden, 'hidden object')}.", f"Remove it. {PDF}"
        )
    moved = sum(e.tag == "timing" for e in root.iter())
    if moved and any(e.tag in ("video", "audio") for e in root.iter()):
        yield Unseen(RULE, "embedded media", f"Slide {number} plays media.", f"Remove it. {PDF}")
