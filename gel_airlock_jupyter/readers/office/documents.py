"""Word documents (docx): paragraphs, tables, notes, and what a printed page would not show (FT-07)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.readers.grids import Span, TextGrid, grid_of, table_of
from gel_airlock_jupyter.readers.office.media import media_views
from gel_airlock_jupyter.readers.office.package import RULE, opened, other_texts, properties, unseen_parts
from gel_airlock_jupyter.readers.office.xml import Element
from gel_airlock_jupyter.readers.parts import with_tables
from gel_airlock_jupyter.registry import plural
from gel_airlock_jupyter.subjects import FileView, PlacedText, TextView, Unseen, View

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAIN = "word/document.xml"
OTHER_TEXT = re.compile(r"word/(?:footnotes|endnotes|header\d+|footer\d+)\.xml")
PDF = "Save it as PDF, and export that."
# Elements that stand for something a reader does not see, or that is worked out when the file is opened.
MARKS = {
    "ins": "tracked insertion",
    "del": "tracked deletion",
    "moveFrom": "tracked move",
    "moveTo": "tracked move",
    "rPrChange": "tracked format",
    "commentReference": "comment",
    "object": "embedded object",
    "altChunk": "embedded document",
    "ruby": "ruby text",
    "fldSimple": "field",
    "instrText": "field",
    "sdt": "content control",
}
TOLD_ONLY = ("field", "content control", "ruby text", "tracked format")  # shown as the text they hold, which is judged
LIVE = re.compile(r"\b(?:INCLUDETEXT|INCLUDEPICTURE|LINK|DDE\w*|DATABASE|HYPERLINK|IMPORT)\b", re.IGNORECASE)


def read(path: Path, name: str) -> tuple[View, ...]:
    """Return the views of a document: the file, its text, and each table.

    Raises
    ------
    Unreadable
        If it is damaged, encrypted, too large, or no Word document.
    """
    package = opened(path, name)
    if MAIN not in package.parts:
        raise Unreadable(f"'{name}' is no docx document.", PDF)
    parts = [MAIN, *(part for part in package.names if OTHER_TEXT.fullmatch(part))]
    personal, texts = properties(package)
    pictures, pictured = media_views(path, package, name, "word/media/")
    unseen = [*unseen_parts(package, pictured), *personal]
    views: list[View] = []
    for part in parts:
        root = package.xml(part)
        label = "" if part == MAIN else part.removeprefix("word/").removesuffix(".xml")
        views += _views(root, name, label)
        unseen += _marks(root)
        texts += [PlacedText(text, Location("text", "field code")) for text in _codes(root)]
    texts += other_texts(package, frozenset(parts))
    file = FileView(name, MEDIA_TYPE, path.stat().st_size, tuple(texts), unseen=tuple(unseen))
    return (file, *views, *pictures)


def _views(root: Element, name: str, label: str) -> Iterator[View]:
    prefix = f"{label}, " if label else ""
    for number, table in enumerate(root.iter("tbl"), 1):
        grid = grid_in(table)
        if grid.rows:
            yield table_of(grid, name, f"{prefix}table {number}")
    inside = {paragraph for table in root.iter("tbl") for paragraph in table.iter("p")}
    lines = [text for paragraph in root.iter("p") if paragraph not in inside and (text := text_in(paragraph)).strip()]
    if lines:
        yield from with_tables(TextView(name, "\n".join(lines), part=f"{prefix}text"))


def text_in(element: Element) -> str:
    """Return the text of a paragraph or cell, deleted and hidden text included."""
    pieces = []
    for each in element.iter():
        if each.tag in ("t", "delText"):
            pieces.append(each.text or "")
        elif each.tag in ("tab", "br", "cr", "noBreakHyphen"):
            pieces.append("-" if each.tag == "noBreakHyphen" else " ")
        elif each.tag == "p" and pieces:
            pieces.append(" ")
    return "".join(pieces)


def grid_in(table: Element) -> TextGrid:
    """Return a table of WordprocessingML: `gridSpan` and `vMerge` are its merged cells."""
    rows: list[list[str]] = []
    spans: list[Span] = []
    below: dict[int, Span] = {}
    for row, element in enumerate(table.findall("tr")):
        texts: list[str] = []
        for cell in element.findall("tc"):
            column, wide = len(texts), 1
            properties_of = cell.find("tcPr")
            span = properties_of.find("gridSpan") if properties_of is not None else None
            if span is not None and span.get("val", "").isdigit():
                wide = min(max(int(span.get("val", "1")), 1), 1000)
            merge = properties_of.find("vMerge") if properties_of is not None else None
            if merge is not None and merge.get("val") != "restart" and column in below:
                start = below[column]
                below[column] = Span(start.row, start.column, row - start.row + 1, start.columns)
            else:
                below[column] = Span(row, column, 1, wide)
            spans = [s for s in spans if (s.row, s.column) != (below[column].row, column)]
            if below[column].rows > 1 or below[column].columns > 1:
                spans.append(below[column])
            texts += [text_in(cell).strip(), *[""] * (wide - 1)]
        rows.append(texts)
    return grid_of(rows, spans)


def _codes(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag == "instrText" and element.text:
            yield element.text
        elif element.tag == "fldSimple":
            yield element.get("instr", "")


def _marks(root: Element) -> Iterator[Unseen]:
    counts: dict[str, int] = {}
    for element in root.iter():
        kind = MARKS.get(element.tag)
        if kind and kind not in TOLD_ONLY:
            counts[kind] = counts.get(kind, 0) + 1
        if element.tag == "vanish" and element.get("val", "true") not in ("0", "false"):
            counts["hidden text"] = counts.get("hidden text", 0) + 1
        if element.tag == "color" and element.get("val", "").upper() == "FFFFFF":
            counts["white text"] = counts.get("white text", 0) + 1
    counts["field that loads something"] = sum(bool(LIVE.search(code)) for code in _codes(root))
    for kind, number in counts.items():
        if number:
            yield Unseen(RULE, kind, f"The document holds {plural(number, kind)}.", f"Remove it. {PDF}")
