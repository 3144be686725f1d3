"""One sheet of a workbook, read cell by cell without building its tree: cells, merged cells, and what is hidden."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.readers.grids import Span
from gel_airlock_jupyter.readers.office.cells import Looks, place_of, text_of
from gel_airlock_jupyter.readers.office.xml import heard

MOST_CELLS = 3_000_000
MOST_TEXT = 32_767  # characters a cell may hold, by the format
WORDED = frozenset(["oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter",
                    "formula1", "formula2", "formula"])  # fmt: skip
FEATURES: Mapping[str, str] = {
    "conditionalFormatting": "conditional format",
    "sparkline": "sparkline",
    "oleObject": "embedded object",
    "control": "form control",
    "webPublishItem": "publishing target",
    "scenario": "scenario",
    "customSheetView": "view of its own",
    "dataConsolidate": "consolidation",
}


@dataclass
class Sheet:
    """What a sheet holds: texts by (row, column), formulas, merged cells, hidden rows and columns, other features.

    `formulas` maps a cell to its formula and whether a value is stored with it; columns are ranges.
    """

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], tuple[str, bool]] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    blanked: int = 0
    white: int = 0
    features: dict[str, int] = field(default_factory=dict)
    words: list[tuple[str, str]] = field(default_factory=list)

    def is_hidden(self, row: int, column: int) -> bool:
        """Return whether a cell lies in a hidden row or column."""
        return row in self.hidden_rows or any(first <= column <= last for first, last in self.hidden_columns)


def without_hidden(sheet: Sheet) -> Sheet:
    """Return a sheet without its hidden rows and columns; what lay below and beside them moves up."""
    columns = sorted({at for _, at in sheet.cells if any(first <= at <= last for first, last in sheet.hidden_columns)})
    rows = sorted(sheet.hidden_rows)

    def moved(row: int, column: int) -> tuple[int, int]:
        return row - bisect_left(rows, row), column - bisect_left(columns, column)

    kept = {moved(*at): text for at, text in sheet.cells.items() if not sheet.is_hidden(*at)}
    spans = []
    for span in sheet.spans:
        if not sheet.is_hidden(span.row, span.column):
            end = moved(span.row + span.rows, span.column + span.columns)
            row, column = moved(span.row, span.column)
            spans.append(Span(row, column, max(end[0] - row, 1), max(end[1] - column, 1)))
    return Sheet(sheet.name, kept, spans=spans)


def read_sheet(data: bytes, name: str, shared: Mapping[int, str], looks: Looks) -> Sheet:
    """Read a sheet's XML.

    Raises
    ------
    Unreadable
        If it is damaged or has more than three million cells.
    """
    reader = _Reader(name, shared, looks)
    heard(data, name, reader)
    return reader.sheet


class _Reader:
    """Listens to the XML of a sheet."""

    def __init__(self, name: str, shared: Mapping[int, str], looks: Looks) -> None:
        self.sheet = Sheet(name)
        self._shared = shared
        self._looks = looks
        self._row = -1
        self._at: tuple[int, int] | None = None
        self._next = 0
        self._kind = ""
        self._style = 0
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._text: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._cell(attributes)
        elif tag == "row":
            self._start_row(attributes)
        elif tag in ("v", "t"):
            self._text = []
        elif tag == "f":
            self._text = []
            self._formula = []
        elif tag in WORDED:
            self._text = []
        elif tag == "col":
            self._columns(attributes)
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif tag in FEATURES:
            kind = FEATURES[tag]
            self.sheet.features[kind] = self.sheet.features.get(kind, 0) + 1
        elif tag == "hyperlink":
            self._say("hyperlink", attributes, ("display", "tooltip", "location"))
        elif tag == "dataValidation":
            self._say("input hint", attributes, ("prompt", "error", "promptTitle", "errorTitle"))
        elif tag == "sheetFormatPr" and attributes.get("zeroHeight") in ("1", "true"):
            self.sheet.features["rows hidden by default"] = 1

    def end(self, tag: str) -> None:
        text = "".join(self._text) if self._text is not None else ""
        if tag in ("v", "t"):
            self._value.append(text)
        elif tag == "f":
            self._formula = [text]
        elif tag in WORDED:
            self.sheet.words.append((tag, text))
        elif tag == "c":
            self._end_cell()
        if tag in ("v", "t", "f") or tag in WORDED:
            self._text = None

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _say(self, what: str, attributes: dict[str, str], keys: tuple[str, ...]) -> None:
        self.sheet.words += [(what, attributes[key]) for key in keys if key in attributes]

    def _start_row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r", "")
        self._row = int(given) - 1 if given.isascii() and given.isdigit() else self._row + 1
        self._next = 0
        flat = attributes.get("ht") in ("0", "0.0") and attributes.get("customHeight") in ("1", "true")
        if attributes.get("hidden") in ("1", "true") or flat:
            self.sheet.hidden_rows.add(self._row)

    def _columns(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        flat = attributes.get("width") in ("0", "0.0")
        if (attributes.get("hidden") in ("1", "true") or flat) and first.isdigit() and last.isdigit():
            self.sheet.hidden_columns.append((int(first) - 1, int(last) - 1))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = place_of(first), place_of(last or first)
        if start is None or end is None:
            raise Unreadable(f"Sheet '{self.sheet.name}' has a merged cell at '{reference[:40]}'.", "Save it anew.")
        rows, columns = end[0] - start[0] + 1, end[1] - start[1] + 1
        self.sheet.spans.append(Span(*start, max(rows, 1), max(columns, 1)))

    def _cell(self, attributes: dict[str, str]) -> None:
        self._at = place_of(attributes["r"]) if "r" in attributes else (self._row, self._next)
        if self._at is None:
            raise Unreadable(f"Sheet '{self.sheet.name}' has a cell at '{attributes['r'][:40]}'.", "Save it anew.")
        self._next = self._at[1] + 1
        self._kind = attributes.get("t", "")
        style = attributes.get("s", "0")
        self._style = int(style) if style.isascii() and style.isdigit() else 0
        self._value, self._formula = [], None

    def _end_cell(self) -> None:
        at, self._at = self._at, None
        if at is None:
            return
        text = text_of(self._kind, "".join(self._value), self._style, self._shared, self._looks)
        if self._formula is not None:
            self.sheet.formulas[at] = ("".join(self._formula), bool("".join(self._value)))
        if not text:
            return
        if at in self.sheet.cells:
            raise Unreadable(f"Sheet '{self.sheet.name}' says twice what is in one cell.", "Save it anew.")
        if len(self.sheet.cells) >= MOST_CELLS or len(text) > MOST_TEXT * 4:
            raise Unreadable(f"Sheet '{self.sheet.name}' is too large.", "Only results leave: aggregate it first.")
        self.sheet.cells[at] = text
        self.sheet.blanked += self._style in self._looks.blank
        self.sheet.white += self._style in self._looks.white
