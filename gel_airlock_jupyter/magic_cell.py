"""Running the cell of `%%airlock_check` and keeping what it shows: result, printed text, displayed objects."""

from __future__ import annotations

import io
import logging
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from gel_airlock_jupyter.errors import AirlockError, Unreadable
from gel_airlock_jupyter.readers import altair, bokeh, matplotlib, plotly, widgets
from gel_airlock_jupyter.readers.held import HeldFile
from gel_airlock_jupyter.readers.images import decoded
from gel_airlock_jupyter.readers.notebooks import BOKEH_LOADS, Displayed
from gel_airlock_jupyter.readers.open import views_of

PICTURE = "let the figure itself be the cell's last line, or check it by its name"
IMAGES = {"image/png": ".png", "image/jpeg": ".jpg", "image/svg+xml": ".svg"}
ECHO = re.compile(r"^Out\[\d+\]:.*", re.MULTILINE | re.DOTALL)  # a terminal prints the result too
WORDED = ("text/html", "text/markdown", "text/latex")
NUMBER = re.compile(r"\d+")
PLAIN = "text/plain"
WIDGET = "application/vnd.jupyter.widget-view+json"
LOADING = re.compile(r"<(?:iframe|embed|object|audio|video|img|svg|canvas|frame|link)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Ran:
    """What a cell showed.

    Parameters
    ----------
    success : bool
        Whether it ran without error.
    outputs : mapping
        Results and texts by a name for messages.
    pictures : tuple of str
        Names of displayed pictures whose figure is not known: a reviewer has to look at their pixels.
    """

    success: bool
    outputs: Mapping[str, Any]
    pictures: tuple[str, ...] = ()


def run_and_capture(shell: Any, cell: str) -> Ran:
    """Run a cell; what it prints and displays is kept, then shown as usual.

    Parameters
    ----------
    shell : IPython InteractiveShell
        The user's.
    cell : str
        Its source.
    """
    from IPython.core import displaypub
    from IPython.utils import capture

    untyped: Any = capture
    publisher, formatter = shell.display_pub, shell.display_formatter.format
    kept: Any = vars(displaypub)["CapturingDisplayPublisher"]()
    drawn: list[tuple[Any, Any]] = []  # what was displayed as which data

    def formatted(obj: Any, *args: Any, **options: Any) -> Any:
        made = formatter(obj, *args, **options)
        drawn.append((obj, made[0]))
        return made

    shell.display_pub, shell.display_formatter.format = kept, formatted
    try:
        with (
            _overheard() as warned,
            untyped.capture_output(stdout=True, stderr=False, display=False) as printed,
        ):
            result = shell.run_cell(cell)
    finally:
        shell.display_pub, shell.display_formatter.format = publisher, formatter
    printed.show()
    for entry in kept.outputs:
        untyped.RichOutput(entry["data"], entry.get("metadata")).display()
    outputs, unknown = _result(result.result, drawn)
    text = ECHO.sub("", printed.stdout)
    if text.strip():
        outputs["printed text"] = text
    if warned.getvalue().strip():
        outputs["messages"] = warned.getvalue()
    error = result.error_before_exec or result.error_in_exec
    if error is not None:
        outputs["error"] = f"{type(error).__name__}: {error}"
    unknown += _add_displayed(outputs, kept.outputs, drawn)
    return Ran(bool(result.success), outputs, tuple(unknown))


class _Overhearing(io.TextIOBase):
    """A stream that writes where it always did, and keeps a copy: messages are seen while the cell runs."""

    def __init__(self, stream: Any, copy: io.StringIO) -> None:
        self._stream, self._copy = stream, copy

    def write(self, text: str) -> int:
        self._copy.write(text)
        return int(self._stream.write(text) or 0)

    def flush(self) -> None:
        self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def _overheard() -> Iterator[io.StringIO]:
    """Keep what goes to the standard error stream: messages of `logging`, warnings, progress bars."""
    copy, stream = io.StringIO(), sys.stderr
    overhearing = _Overhearing(stream, copy)
    known = [
        logging.root,
        *(log for log in logging.root.manager.loggerDict.values() if isinstance(log, logging.Logger)),
    ]
    handlers = [one for log in known for one in log.handlers if getattr(one, "stream", None) is stream]
    sys.stderr = overhearing
    for handler in handlers:
        handler.stream = overhearing  # type: ignore[attr-defined]
    try:
        yield copy
    finally:
        sys.stderr = stream if sys.stderr is overhearing else sys.stderr
        for handler in handlers:
            handler.stream = stream  # type: ignore[attr-defined]


def _result(value: Any, drawn: Sequence[tuple[Any, Any]]) -> tuple[dict[str, Any], list[str]]:
    """Return what the last expression of a cell gave, and the names of mere pictures.

    What no reader knows (a page, a picture, an object with a display of its own) is judged as what it was displayed as.
    """
    if value is None:
        return {}, []
    if isinstance(value, int | float):
        return {"result": str(value)}, []
    made = next((made for obj, made in reversed(drawn) if obj is value and made), None)
    if made is None or is_figure(value) or _is_known(value):
        return {"result": value}, []
    return _displayed(made, value, "result", "result")


def _is_known(obj: Any) -> bool:
    """Return whether there is a reader for an object."""
    try:
        return bool(views_of(obj, "result"))
    except Unreadable:
        return False
    except AirlockError:
        return True  # said in words when it is judged


def _add_displayed(
    outputs: dict[str, Any], entries: Sequence[Mapping[str, Any]], drawn: Sequence[tuple[Any, Any]]
) -> list[str]:
    """Add what a cell displayed to its outputs, figures as themselves; return the names of mere pictures."""
    unknown = []
    seen = {id(_figure_of(outputs.get("result")))}
    for number, entry in enumerate(entries, 1):
        data = entry["data"]
        source = next((obj for obj, made in drawn if made is data or (made and made == data)), None)
        if is_figure(source):
            if id(_figure_of(source)) not in seen:
                outputs[f"display {number}"] = source
            seen.add(id(_figure_of(source)))
            continue
        found, pictures = _displayed(data, source, f"display {number}", f"picture {number}")
        outputs |= found
        unknown += pictures
    return unknown


def _displayed(data: Mapping[str, Any], source: Any, name: str, picture: str) -> tuple[dict[str, Any], list[str]]:
    """Return what a display holds, by a name for messages, and the name of a mere picture."""
    image = next((kind for kind in IMAGES if kind in data), "")
    if image:
        return {picture: _held(picture, image, data[image])}, [picture]
    if drawing := {kind: data[kind] for kind in data if is_drawing(kind)}:
        return {name: Displayed(drawing)}, []
    if any("script" in kind for kind in data) or "<script" in str(data.get("text/html", "")):
        return {} if _is_library(data) else {name: Displayed(data)}, []
    if WIDGET in data and widgets.handles(source):
        return {name: source}, []
    return _said(data, name), []


def _said(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return what the media types of a display say: its texts, and all else as what it is, for a person if unknown."""
    worded = {kind: data[kind] for kind in WORDED if isinstance(data.get(kind), str) and data[kind]}
    other = {kind: data[kind] for kind in data if kind not in worded and kind != PLAIN}
    other |= {kind: worded.pop(kind) for kind in tuple(worded) if LOADING.search(worded[kind])}
    found: dict[str, Any] = {name: Displayed(other)} if other else {}
    texts = list(worded.values())
    plain = data.get(PLAIN)
    if isinstance(plain, str) and plain and not other and not _repeats(plain, texts):
        texts.append(plain)
    for text in texts:
        found[name if name not in found else f"{name} ({len(found) + 1})"] = text
    return found


def _repeats(plain: str, texts: Sequence[str]) -> bool:
    """Return whether a plain text has no number besides those of what stands beside it."""
    told = set(NUMBER.findall(" ".join(texts)))
    return bool(texts) and set(NUMBER.findall(plain)) <= told


def _is_library(data: Mapping[str, Any]) -> bool:
    """Return whether a display only brings the script of a drawing library with it."""
    page = str(data.get("text/html", ""))
    return BOKEH_LOADS in data or ("plotly.js v" in page and "Plotly.newPlot(" not in page)


def is_drawing(kind: str) -> bool:
    """Return whether a media type holds an interactive figure as JSON; the page beside it only repeats it."""
    return kind.endswith("+json") and any(library in kind for library in ("plotly", "vega"))


def is_figure(obj: Any) -> bool:
    """Return whether a displayed object is a figure that can be read."""
    return any(reader.handles(obj) for reader in (matplotlib, plotly, altair, bokeh))


def _figure_of(obj: Any) -> Any:
    """Return the figure of axes and grids, which is drawn whichever of them is shown; else the object."""
    return matplotlib.figure_of(obj) if matplotlib.handles(obj) and hasattr(obj, "figure") else obj


def _held(name: str, kind: str, data: Any) -> Any:
    """Return the bytes of a displayed picture as a file to read."""
    if kind == "image/svg+xml":
        data = data.encode()
    return HeldFile.of(f"{name}{IMAGES[kind]}", decoded(data) if isinstance(data, str) else data)
