"""Running the cell of `%%airlock_check` and keeping what it shows: result, printed text, displayed objects."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gel_airlock_jupyter.readers import altair, bokeh, matplotlib, plotly
from gel_airlock_jupyter.readers.held import HeldFile
from gel_airlock_jupyter.readers.images import decoded
from gel_airlock_jupyter.readers.notebooks import Displayed

PICTURE = "let the figure itself be the cell's last line, or check it by its name"
IMAGES = {"image/png": ".png", "image/jpeg": ".jpg", "image/svg+xml": ".svg"}
ECHO = re.compile(r"^Out\[\d+\]:.*", re.MULTILINE | re.DOTALL)  # a terminal prints the result too
LOADS = "application/vnd.bokehjs_load.v0+json"
READ_FIRST = ("text/html", "text/markdown", "text/latex", "text/plain")


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
        with untyped.capture_output(stdout=True, stderr=False, display=False) as printed:
            result = shell.run_cell(cell)
    finally:
        shell.display_pub, shell.display_formatter.format = publisher, formatter
    printed.show()
    for entry in kept.outputs:
        untyped.RichOutput(entry["data"], entry.get("metadata")).display()
    outputs: dict[str, Any] = {}
    if result.result is not None:
        outputs["result"] = str(result.result) if isinstance(result.result, int | float) else result.result
    text = ECHO.sub("", printed.stdout)
    if text.strip():
        outputs["printed text"] = text
    pictures = _add_displayed(outputs, kept.outputs, drawn)
    return Ran(bool(result.success), outputs, pictures)


def _add_displayed(
    outputs: dict[str, Any], entries: Sequence[Mapping[str, Any]], drawn: Sequence[tuple[Any, Any]]
) -> tuple[str, ...]:
    """Add what a cell displayed to its outputs, figures as themselves; return the names of mere pictures."""
    unknown = []
    seen = {id(_figure_of(outputs.get("result")))}
    for number, entry in enumerate(entries, 1):
        data = entry["data"]
        source = next((obj for obj, made in drawn if made is data or (made and made == data)), None)
        image = next((kind for kind in IMAGES if kind in data), "")
        if is_figure(source):
            if id(_figure_of(source)) not in seen:
                outputs[f"display {number}"] = source
            seen.add(id(_figure_of(source)))
        elif image:
            outputs[f"picture {number}"] = _held(f"picture {number}", image, data[image])
            unknown.append(f"picture {number}")
        elif drawing := {kind: data[kind] for kind in data if is_drawing(kind)}:
            outputs[f"display {number}"] = Displayed(drawing)
        elif any("script" in kind for kind in data) or "<script" in str(data.get("text/html", "")):
            if not _is_library(data):
                outputs[f"display {number}"] = Displayed(data)
        else:
            shown = next((data[kind] for kind in READ_FIRST if isinstance(data.get(kind), str)), None)
            outputs |= {f"display {number}": shown} if shown else {}
    return tuple(unknown)


def _is_library(data: Mapping[str, Any]) -> bool:
    """Return whether a display only brings the script of a drawing library with it."""
    page = str(data.get("text/html", ""))
    return LOADS in data or ("plotly.js v" in page and "Plotly.newPlot(" not in page)


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
