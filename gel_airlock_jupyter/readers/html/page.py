"""An HTML file to views: its text, its tables, the figures in its scripts, and what it hides (FT-04)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

from gel_airlock_jupyter.errors import AirlockError, Unreadable
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.readers import images
from gel_airlock_jupyter.readers.dialect import text_of
from gel_airlock_jupyter.readers.grids import grid_of, table_of
from gel_airlock_jupyter.readers.held import HeldFile
from gel_airlock_jupyter.readers.html.embedded import views_in
from gel_airlock_jupyter.readers.html.parser import Page, page_of
from gel_airlock_jupyter.readers.parts import with_tables, within
from gel_airlock_jupyter.registry import plural
from gel_airlock_jupyter.subjects import FigureView, FileView, PlacedText, TextView, Unseen, View

RULE = "FT-04"
MEDIA_TYPE = "text/html"
LARGEST = 60_000_000  # bytes
LONG_SCRIPT = 60_000  # characters; a library, of which only the text literals are looked through
NEWLINE = "\n"
PDF = "Print it to a PDF, and export that."
INLINE = (
    "Of a figure, stage the object itself (`%airlock_stage fig --as figure.png`), which needs no page. Or write the "
    "library into the page: fig.write_html(path, include_plotlyjs=True) of Plotly, chart.save(path, inline=True) of "
    "Altair, save(plot, path, resources=INLINE) of Bokeh; a reviewer then looks at it."
)
DATA = re.compile(r"data:([\w/+.-]*)((?:;[\w=.+-]+)*),(.*)", re.DOTALL)
STYLE_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", re.IGNORECASE)
SCRIPT = re.compile(r"<(script|style)\b.*?</\1", re.DOTALL | re.IGNORECASE)
TELLING = re.compile(r"\d{5}|-\d+-\d|by_date|DNA_", re.IGNORECASE)  # what no identifier is without
SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL | re.IGNORECASE)
FONTS = ("font/", "application/font", "application/x-font")
MOST_PICTURES = 500


def read(path: Path, name: str) -> tuple[View, ...]:
    """Return the views of an HTML file; nothing it refers to is loaded.

    Raises
    ------
    Unreadable
        If it is no UTF-8 text or too large.
    """
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"'{path.name}' is larger than {LARGEST:,} bytes.", PDF)
    text = text_of(path)
    views, file = views_of_html(text, name)
    page = Unseen(RULE, "html", "It is an HTML page: what a browser makes of it, a check cannot see.", PDF, "warn")
    unseen = (page, *file.unseen)
    return (FileView(path.name, MEDIA_TYPE, path.stat().st_size, file.metadata, unseen=unseen), *views)


def views_of_html(text: str, name: str) -> tuple[tuple[View, ...], FileView]:
    """Return the views of HTML, and a file view with what it carries and hides."""
    page = page_of(text)
    views: list[View] = []
    unseen: list[Unseen] = []
    if page.lines:
        views += with_tables(TextView(name, "\n".join(page.lines), part="text"))
    for number, table in enumerate(page.tables, 1):
        views.append(table_of(grid_of(table.rows, table.spans, table.caption), name, f"table {number}"))
    hidden = [*page.hidden, *page.comments]
    hidden += [value for key, value in page.attributes if key in ("title", "alt", "content")]
    if hidden:
        views.append(TextView(name, "\n".join(hidden), part="hidden text"))
    read_scripts, unread = _scripts(page, name)
    views += read_scripts
    views += _pictures(page, text, name, unseen)
    unseen += _hidden(page, unread)
    file = FileView(name, MEDIA_TYPE, len(text), tuple(_metadata(page, text)), unseen=tuple(unseen))
    return tuple(views), file


def _short(match: re.Match[str]) -> str:
    """Return a script, of a long one only its line ends."""
    return NEWLINE * match[0].count(NEWLINE) if len(match[0]) > LONG_SCRIPT else match[0]


def _metadata(page: Page, text: str) -> Iterator[PlacedText]:
    """Yield the source line by line, of long scripts their literals only, and what character references stand for."""
    for match in SCRIPT.finditer(text):
        if len(match[0]) > LONG_SCRIPT:
            where = Location("metadata", f"source, line {text.count(NEWLINE, 0, match.start()) + 1}")
            pieces = re.split(r"[\s\"']+", match[0])
            yield from (PlacedText(piece, where) for piece in dict.fromkeys(filter(TELLING.search, pieces)))
    source = SCRIPT.sub(_short, text)
    for number, line in enumerate(source.split(NEWLINE), 1):
        if line.strip():
            yield PlacedText(line, Location("metadata", f"source, line {number}"))
    for key, value in page.attributes:
        if "&" in text and not value.startswith("data:"):
            yield PlacedText(value, Location("metadata", f"attribute {key}"))


def _scripts(page: Page, name: str) -> tuple[list[View], int]:
    """Return the figures and tables in scripts, and the number of scripts in which none was found."""
    found: list[View] = []
    unread = 0
    for number, (kind, script) in enumerate(page.scripts, 1):
        if not script.strip():
            continue
        views, complete = views_in(script, name, f"script {number}")
        if len(script) > LONG_SCRIPT and not any(isinstance(view, FigureView) for view in views) and "json" not in kind:
            views, complete = [], False  # a library, with tables of its own
        found += views
        unread += not complete or (not views and "json" not in kind)
    return found, unread


def _hidden(page: Page, unread: int) -> Iterator[Unseen]:
    if page.hidden or any(table.hidden for table in page.tables):
        number = len(page.hidden) + sum(table.hidden for table in page.tables)
        message = f"The page hides {plural(number, 'text or table', 'texts or tables')}."
        yield Unseen(RULE, "hidden element", message, PDF, "fail")
    if page.comments:
        yield Unseen(RULE, "comment", f"The page holds {plural(len(page.comments), 'comment')}.", PDF, "review")
    outside = [where for where, address in page.addresses if _is_outside(address)]
    urls = [match[1] or match[2] for style in page.styles for match in STYLE_URL.finditer(style)]
    outside += ["style" for url in urls if _is_outside(url)]
    if outside:
        kinds = ", ".join(dict.fromkeys(outside))
        message = f"The page loads {plural(len(outside), 'thing')} from elsewhere ({kinds})."
        yield Unseen(RULE, "address outside", message, INLINE if "script" in outside else PDF, "fail")
    if unread:
        message = f"The page runs {plural(unread, 'script')} that could not be read as a figure or table."
        yield Unseen(RULE, "script", message, PDF, "review")
    if page.canvases:
        yield Unseen(RULE, "canvas", "The page draws on a canvas, which only a browser can show.", PDF, "review")


def _is_outside(address: str) -> bool:
    bare = address.strip()
    return bool(bare) and not bare.startswith(("#", "data:", "about:blank"))


def _pictures(page: Page, text: str, name: str, unseen: list[Unseen]) -> list[View]:
    """Return the pictures inside the page; what is embedded and is no picture is a finding."""
    found: list[View] = []
    addresses = [address for _, address in page.addresses]
    addresses += [match[1] or match[2] for style in page.styles for match in STYLE_URL.finditer(style)]
    addresses += [value for key, value in page.attributes if key == "href" and value.startswith("data:")]
    embedded = list(dict.fromkeys(address.strip() for address in addresses if address.strip().startswith("data:")))
    for number, address in enumerate(embedded, 1):
        part = f"embedded {number}"
        picture = _picture(address, name, part) if number <= MOST_PICTURES else None
        if picture is None:
            message = f"The page embeds a file ({part}) that is no picture that can be read."
            unseen.append(Unseen(RULE, "embedded file", message, PDF, "fail"))
        else:
            found += picture
    if page.drawings:
        for number, match in enumerate(SVG.finditer(text), 1):
            picture = images.views_of_picture(HeldFile.of("drawing.svg", match[0].encode()), name)
            found += within(f"drawing {number}", picture, name)
        if len(SVG.findall(text)) < page.drawings:
            found.append(FigureView(name, "svg", unread=("a drawing in the page",), part="drawing"))
    return found


def _picture(address: str, name: str, part: str) -> tuple[View, ...] | None:
    match = DATA.match(address)
    if match is None:
        return None
    extension = images.EXTENSIONS.get(match[1].lower())
    if extension is None:
        return () if match[1].lower().startswith(FONTS) else None
    try:
        data = images.decoded(match[3]) if "base64" in match[2] else unquote_to_bytes(match[3])
        return within(part, images.views_of_picture(HeldFile.of(f"picture{extension}", data), name), name)
    except (AirlockError, ValueError):
        return None
