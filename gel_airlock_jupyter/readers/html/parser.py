"""From HTML to its visible lines, tables, hidden texts, scripts, comments and addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.readers.grids import Span

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
BLOCKS = frozenset(["p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "section", "article", "hr",
                    "ul", "ol", "dl", "dt", "dd", "table", "title", "caption", "figcaption", "header", "footer", "main",
                    "blockquote", "summary", "details", "option", "button", "label"])  # fmt: skip
UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0?\.?0+\s*(?:;|$)|font-size\s*:\s*0(?!\.?[1-9])|"
    r"(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
NOT_SHOWN = frozenset(["template", "noscript", "datalist"])
RAW = frozenset(["script", "style"])
ADDRESSES = (
    "src",
    "href",
    "srcset",
    "data",
    "action",
    "formaction",
    "poster",
    "background",
    "xlink:href",
    "ping",
    "manifest",
)
WORDED = ("title", "alt", "value", "content", "placeholder", "summary", "label", "name", "id", "class", "aria-label")
LOADING = frozenset(["img", "script", "link", "iframe", "frame", "embed", "object", "video", "audio", "source", "track",
                     "input", "use", "image", "body", "base", "form", "button", "area"])  # fmt: skip
MOST_NODES = 3_000_000
MOST_CELLS = 3_000_000
DEEPEST = 500


@dataclass
class HtmlTable:
    """Rows of cells of one table, its merged cells and caption, and whether it is hidden."""

    rows: list[list[str]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    caption: str = ""
    hidden: bool = False


@dataclass
class _Cell:
    """An open cell: the table it belongs to (how deep that lies), its place and size, and its text so far."""

    depth: int
    row: int
    column: int
    rows: int
    columns: int
    texts: list[str] = field(default_factory=list)


@dataclass
class Page:
    """What a page holds."""

    lines: list[str] = field(default_factory=list)
    tables: list[HtmlTable] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str]] = field(default_factory=list)
    scripts: list[tuple[str, str]] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    addresses: list[tuple[str, str]] = field(default_factory=list)
    handlers: int = 0
    drawings: int = 0
    canvases: int = 0


def page_of(text: str) -> Page:
    """Read HTML.

    Raises
    ------
    Unreadable
        If it has more than three million elements or nests deeper than 500, or what stands between its brackets is
        no HTML.
    """
    parser = _Parser()
    try:
        parser.feed(text)
        parser.close()
    except AssertionError as error:  # `<![- a`: how html.parser says that it cannot go on
        raise Unreadable("The page is damaged.", "Open it in a browser and save it, or export a PDF.") from error
    parser.finish()
    return parser.page


class _Parser(HTMLParser):
    """Follows the elements; a table inside a table is a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[tuple[str, bool]] = []
        self._line: list[str] = []
        self._tables: list[tuple[HtmlTable, dict[tuple[int, int], str]]] = []
        self._cell: list[_Cell] = []
        self._raw: list[str] | None = None
        self._raw_kind = ""
        self._caption: list[str] | None = None
        self._nodes = 0

    @property
    def _hidden(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES or len(self._open) > DEEPEST:
            raise Unreadable("The page has too many elements, or they nest too deep.", "Save it as PDF.")
        attributes = {key: value or "" for key, value in attrs}
        self._note(tag, attributes)
        if tag in BLOCKS:
            self._break()
        if tag not in VOID:
            self._open.append((tag, self._hidden or _is_hidden(tag, attributes)))
        if tag in RAW:
            self._raw, self._raw_kind = [], attributes.get("type", "")
        elif tag == "table":
            self._tables.append((HtmlTable(hidden=self._hidden), {}))
        elif tag == "tr" and self._tables:
            self._end_cells()
            self._tables[-1][0].rows.append([])
        elif tag in ("td", "th") and self._tables:
            self._start_cell(attributes)
        elif tag == "caption":
            self._caption = []
        self.page.drawings += tag == "svg"
        self.page.canvases += tag == "canvas"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in RAW and self._raw is not None:
            text = "".join(self._raw)
            if tag == "script":
                self.page.scripts.append((self._raw_kind, text))
            else:
                self.page.styles.append(text)
            self._raw = None
        if tag in BLOCKS:
            self._break()
        if tag in ("td", "th", "tr"):
            self._end_cells()
        elif tag == "table":
            self._end_table()
        elif tag == "caption" and self._caption is not None and self._tables:
            self._tables[-1][0].caption = _squeezed("".join(self._caption))
            self._caption = None
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                break

    def handle_data(self, data: str) -> None:
        if self._raw is not None:
            self._raw.append(data)
        elif self._hidden and not self._cell:
            if data.strip():
                self.page.hidden.append(_squeezed(data))
        elif self._caption is not None:
            self._caption.append(data)
        elif self._cell:
            self._cell[-1].texts.append(data)
            if self._hidden and data.strip():
                self.page.hidden.append(_squeezed(data))
        else:
            self._line.append(data)
            if self._open and any(tag in ("pre", "textarea") for tag, _ in self._open[-4:]) and "\n" in data:
                self._break(keep=True)

    def handle_comment(self, data: str) -> None:
        if data.strip():
            self.page.comments.append(data.strip())

    def unknown_decl(self, data: str) -> None:
        self.page.comments.append(data)

    def handle_pi(self, data: str) -> None:
        self.page.comments.append(data)

    def _note(self, tag: str, attributes: dict[str, str]) -> None:
        for key, value in attributes.items():
            if key.startswith("on"):
                self.page.handlers += 1
                self.page.scripts.append(("handler", value))
            elif key in ADDRESSES and tag in LOADING:
                self.page.addresses.append((tag, value))
            elif key == "style" and "url(" in value:
                self.page.styles.append(value)
            if key == "srcdoc" and value:
                self.page.hidden.append(value)
            if value and (key in WORDED or key in ADDRESSES or key.startswith("data-") or key == "style"):
                self.page.attributes.append((key, value))
        if tag == "input" and attributes.get("type", "").lower() == "hidden":
            self.page.hidden.append(attributes.get("value", ""))
        if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            self.page.addresses.append(("meta", attributes.get("content", "")))

    def _break(self, *, keep: bool = False) -> None:
        text = "".join(self._line)
        self._line = []
        if self._cell:
            self._cell[-1].texts.append(" ")
        for line in text.split("\n") if keep else [text]:
            if line.strip():
                self.page.lines.append(line.rstrip() if keep else _squeezed(line))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._end_cells()
        table, taken = self._tables[-1]
        if not table.rows:
            table.rows.append([])
        row = len(table.rows) - 1
        column = 0
        while (row, column) in taken:
            column += 1
        rows, columns = (_size(attributes.get(key, "1")) for key in ("rowspan", "colspan"))
        self._cell.append(_Cell(len(self._tables), row, column, rows, columns))
        for r in range(row, row + rows):
            for c in range(column, column + columns):
                taken.setdefault((r, c), "")
        if len(taken) > MOST_CELLS:
            raise Unreadable(f"A table of the page has more than {MOST_CELLS:,} cells.", "Export it as csv.")

    def _end_cells(self) -> None:
        """End the open cells of the innermost table; their end tags may be left out."""
        while self._cell and self._cell[-1].depth >= len(self._tables) > 0:
            cell = self._cell.pop()
            table, taken = self._tables[-1]
            taken[cell.row, cell.column] = _squeezed("".join(cell.texts))
            if cell.rows > 1 or cell.columns > 1:
                table.spans.append(Span(cell.row, cell.column, cell.rows, cell.columns))

    def _end_table(self) -> None:
        if not self._tables:
            return
        self._end_cells()
        table, taken = self._tables.pop()
        width = max((column for _, column in taken), default=-1) + 1
        height = max(len(table.rows), max((row for row, _ in taken), default=-1) + 1)
        table.rows = [[taken.get((row, column), "") for column in range(width)] for row in range(height)]
        if width:
            self.page.tables.append(table)

    def finish(self) -> None:
        """Close what the page left open."""
        if self._raw is not None:  # html.parser keeps what follows an open script to itself
            self.page.scripts.append((self._raw_kind, "".join([*self._raw, self.rawdata])))
        while self._tables:
            self._end_table()
        self._break()


def _is_hidden(tag: str, attributes: dict[str, str]) -> bool:
    return (
        tag in NOT_SHOWN
        or "hidden" in attributes
        or (attributes.get("aria-hidden") == "true" and tag not in ("svg", "i", "span", "a"))
        or bool(UNSEEN.search(attributes.get("style", "")))
    )


def _size(text: str) -> int:
    return min(max(int(text), 1), 1000) if text.strip().isascii() and text.strip().isdigit() else 1


def _squeezed(text: str) -> str:
    return " ".join(text.split())
