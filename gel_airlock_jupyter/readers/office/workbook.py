"""Workbooks (xlsx): every sheet as tables, hidden ones too, and what else the file holds (FT-07)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.readers.grids import TextGrid, blocks_of, letters, table_of
from gel_airlock_jupyter.readers.office.cells import Looks, looks_of
from gel_airlock_jupyter.readers.office.formulas import troubles
from gel_airlock_jupyter.readers.office.package import (
    REMEDY,
    RULE,
    Package,
    opened,
    other_texts,
    properties,
    unseen_parts,
)
from gel_airlock_jupyter.readers.office.sheet import Sheet, read_sheet
from gel_airlock_jupyter.readers.office.xml import Element
from gel_airlock_jupyter.registry import plural
from gel_airlock_jupyter.subjects import FileView, PlacedText, TextView, Unseen, View

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OWN_NAMES = ("_xlnm.Print_Area", "_xlnm.Print_Titles", "_xlnm._FilterDatabase")
REFERENCE = re.compile(r"(?:(?:'[^'\[\]]+'|[\w.]+)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?")
MOST_SHEETS = 300


@dataclass(frozen=True)
class Workbook:
    """A workbook as read: its sheets in order, with their state ("visible", "hidden", "veryHidden")."""

    package: Package
    sheets: tuple[tuple[Sheet, str], ...]
    unseen: tuple[Unseen, ...]
    texts: tuple[PlacedText, ...]


def read(path: Path, name: str) -> tuple[View, ...]:
    """Return the views of a workbook: the file, then each table of each sheet.

    Raises
    ------
    Unreadable
        If it is damaged, encrypted, too large, or no workbook.
    """
    book = workbook_of(path, name)
    views: list[View] = []
    for sheet, _ in book.sheets:
        for grid, part in tables_in(sheet):
            views.append(TextView(name, grid.rows[0][0], part=part) if _is_text(grid) else table_of(grid, name, part))
    file = FileView(name, MEDIA_TYPE, path.stat().st_size, book.texts, unseen=book.unseen)
    return (file, *views)


def _is_text(grid: TextGrid) -> bool:
    return len(grid.rows) == 1 and len(grid.rows[0]) == 1


def tables_in(sheet: Sheet) -> list[tuple[TextGrid, str]]:
    """Return the tables of a sheet with the place of each in words."""
    blocks = blocks_of(sheet.cells, sheet.spans)
    if len(blocks) == 1:
        return [(blocks[0][0], f"sheet '{sheet.name}'")]
    return [(grid, f"sheet '{sheet.name}', from {letters(left)}{top + 1}") for grid, top, left in blocks]


def workbook_of(path: Path, name: str) -> Workbook:
    """Read a workbook; raises like `read`."""
    package = opened(path, name)
    if "xl/workbook.xml" not in package.parts:
        raise Unreadable(f"'{name}' is no xlsx workbook.", "Save it as xlsx or csv.")
    root = package.xml("xl/workbook.xml")
    shared = _shared_texts(package)
    from_1904 = any(entry.get("date1904") in ("1", "true") for entry in root.iter("workbookPr"))
    looks = looks_of(package, from_1904=from_1904)
    read_parts: set[str] = {"xl/workbook.xml", "xl/sharedStrings.xml"}
    sheets = tuple(_sheets(package, root, shared, looks, read_parts))
    if not sheets:
        raise Unreadable(f"'{name}' has no sheet.", "Save it anew.")
    stray = [part for part in package.names if part.startswith("xl/worksheets/sheet") and part not in read_parts]
    personal, texts = properties(package)
    unseen = [*unseen_parts(package), *personal, *_names(root)]
    if left := _left_over(shared, sheets):
        message = f"The file still holds {plural(len(left), 'text')} that no cell shows."
        unseen.append(Unseen(RULE, "left-over text", message, REMEDY))
        texts += [PlacedText(text, Location("text", "left-over text")) for text in left]
    unseen += [Unseen(RULE, "stray sheet", f"The part '{part}' belongs to no sheet.", REMEDY) for part in stray]
    for sheet, state in sheets:
        unseen += _hidden_in(sheet, state)
        unseen += troubles(sheet)
        texts += [PlacedText(text, Location("text", f"sheet '{sheet.name}', {what}")) for what, text in sheet.words]
        texts.append(PlacedText(sheet.name, Location("text", "name of a sheet")))
    texts += [PlacedText(code, Location("text", "number format")) for code in _formats(package)]
    texts += other_texts(package, frozenset(read_parts))
    return Workbook(package, sheets, tuple(unseen), tuple(texts))


def _sheets(
    package: Package, root: Element, shared: Mapping[int, str], looks: Looks, read_parts: set[str]
) -> Iterator[tuple[Sheet, str]]:
    targets = package.targets("xl/workbook.xml")
    for number, entry in enumerate(root.iter("sheet")):
        if number >= MOST_SHEETS:
            raise Unreadable(f"The workbook has more than {MOST_SHEETS} sheets.", "Only results leave.")
        _, part, outside = targets.get(entry.get("r:id", ""), ("", "", True))
        if outside or part not in package.parts:
            raise Unreadable(f"Sheet {number + 1} is missing from the workbook.", "Save it anew.")
        if not part.startswith("xl/worksheets/"):
            continue  # a sheet of nothing but a chart, which its part reports
        read_parts.add(part)
        yield read_sheet(package.parts[part], entry.get("name", ""), shared, looks), entry.get("state", "visible")


def _shared_texts(package: Package) -> dict[int, str]:
    if "xl/sharedStrings.xml" not in package.parts:
        return {}
    root = package.xml("xl/sharedStrings.xml")
    return {n: "".join(t.text or "" for t in item.iter("t")) for n, item in enumerate(root.findall("si"))}


def _formats(package: Package) -> list[str]:
    if "xl/styles.xml" not in package.parts:
        return []
    return [entry.get("formatCode", "") for entry in package.xml("xl/styles.xml").iter("numFmt")]


def _left_over(shared: Mapping[int, str], sheets: tuple[tuple[Sheet, str], ...]) -> list[str]:
    """Return texts that a deleted cell left in the file."""
    shown = {text for sheet, _ in sheets for text in sheet.cells.values()}
    return [text for text in shared.values() if text and text not in shown]


def _names(root: Element) -> Iterator[Unseen]:
    for entry in root.iter("definedName"):
        name, text = entry.get("name", ""), (entry.text or "").strip()
        if name in OWN_NAMES:
            continue
        if "[" in text or "://" in text or "\\" in text or "|" in text:
            yield Unseen(RULE, "external name", "A defined name points outside the file.", REMEDY)
        elif entry.get("hidden") in ("1", "true"):
            yield Unseen(RULE, "hidden name", "The workbook has a hidden name.", REMEDY)
        elif not REFERENCE.fullmatch(text):
            message = "A defined name holds a value or formula, which no cell shows."
            yield Unseen(RULE, "name with content", message, REMEDY)


def _hidden_in(sheet: Sheet, state: str) -> Iterator[Unseen]:
    place = f"Sheet '{sheet.name}'"
    if state != "visible":
        yield Unseen(RULE, "hidden sheet", f"{place} is hidden ({plural(len(sheet.cells), 'cell')}).", REMEDY)
    rows = {row for row, _ in sheet.cells if row in sheet.hidden_rows}
    if rows:
        yield Unseen(RULE, "hidden row", f"{place} has {plural(len(rows), 'hidden row')} with something in.", REMEDY)
    columns = {c for _, c in sheet.cells if any(first <= c <= last for first, last in sheet.hidden_columns)}
    if columns:
        yield Unseen(
            RULE, "hidden column", f"{place} has {plural(len(columns), 'hidden column')} with something in.", REMEDY
        )
    if sheet.blanked:
        yield Unseen(
            RULE, "blanked cell", f"{place} has {plural(sheet.blanked, 'cell')} whose format shows nothing.", REMEDY
        )
    if sheet.white:
        yield Unseen(RULE, "white text", f"{place} has {plural(sheet.white, 'cell')} in white on white.", REMEDY)
    if covered := _covered(sheet):
        yield Unseen(RULE, "covered cell", f"{place} has {plural(covered, 'value')} under merged cells.", REMEDY)
    for kind, number in sheet.features.items():
        yield Unseen(RULE, kind, f"{place} has {plural(number, kind)}.", REMEDY)


def _covered(sheet: Sheet) -> int:
    """Return how many values lie under merged cells, where no reader sees them."""
    covered = 0
    for span in sheet.spans:
        if span.rows * span.columns > 1_000_000:
            return 1
        covered += sum(
            (row, column) in sheet.cells
            for row in range(span.row, span.row + span.rows)
            for column in range(span.column, span.column + span.columns)
            if (row, column) != (span.row, span.column)
        )
    return covered
