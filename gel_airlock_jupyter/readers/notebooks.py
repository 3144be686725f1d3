"""Notebooks (ipynb): sources as scripts and text, every output as an output, and what the file keeps unseen (SC-01)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.errors import AirlockError, Unreadable
from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.plain_text import unstyled
from gel_airlock_jupyter.readers import images
from gel_airlock_jupyter.readers.dialect import text_of
from gel_airlock_jupyter.readers.grids import grid_of, table_of
from gel_airlock_jupyter.readers.held import HeldFile
from gel_airlock_jupyter.readers.html.embedded import figure_of, views_in
from gel_airlock_jupyter.readers.html.page import views_of_html
from gel_airlock_jupyter.readers.parts import with_tables, within
from gel_airlock_jupyter.readers.scripts import rows_in, text_view
from gel_airlock_jupyter.registry import plural
from gel_airlock_jupyter.subjects import FigureView, FileView, PlacedText, TextView, Unseen, View

RULE = "SC-01"
MEDIA_TYPE = "application/x-ipynb+json"
LARGEST = 100_000_000  # bytes
CLEAR = "`gel-airlock clear NOTEBOOK` (or `airlock.fix`) writes a copy without outputs and metadata."
KEPT = ("kernelspec", "language_info", "language", "orig_nbformat")
PLAIN = ("text/plain", "text/markdown", "text/latex")
SCRIPTS = ("application/javascript", "text/javascript")
BOKEH_LOADS = "application/vnd.bokehjs_load.v0+json"  # the library itself, beside nothing that is drawn
BOKEH = (BOKEH_LOADS, "application/vnd.bokehjs_exec.v0+json")
OWN_REPORT = "application/vnd.gel-airlock.report+json"


def read(path: Path, name: str) -> tuple[View, ...]:
    """Return the views of a notebook.

    Raises
    ------
    Unreadable
        If it is no notebook, older than format 4, or too large.
    """
    if path.stat().st_size > LARGEST:
        raise Unreadable(f"'{path.name}' is larger than {LARGEST:,} bytes.", CLEAR)
    notebook = content_of(path)
    language = language_of(notebook)
    views: list[View] = []
    unseen: list[Unseen] = []
    texts = list(_metadata(notebook.get("metadata") or {}, "the notebook"))
    with_outputs = 0
    for number, cell in enumerate(notebook["cells"], 1):
        kind = str(cell.get("cell_type"))
        source = _joined(cell.get("source"))
        if source.strip():
            spoken = magic_language(source) or language if kind == "code" else "markdown"
            text = text_view(source, name, spoken, f"cell {number}")
            views += with_tables(text) if kind != "code" else (text,)
        texts += _metadata(cell.get("metadata") or {}, f"cell {number}")
        outputs = cell.get("outputs") or []
        with_outputs += bool(outputs)
        for at, output in enumerate(outputs, 1):
            part = f"cell {number}, output" + (f" {at}" if len(outputs) > 1 else "")
            found, trouble = _output(output, name, part)
            views += found
            unseen += trouble
        attached, trouble = _attachments(cell, name, number)
        views += attached
        unseen += trouble
    unseen += _kept(notebook, with_outputs)
    return (FileView(path.name, MEDIA_TYPE, path.stat().st_size, tuple(texts), unseen=tuple(unseen)), *views)


def content_of(path: Path) -> dict[str, Any]:
    """Return the JSON of a notebook of format 4; raises Unreadable for anything else."""
    try:
        notebook = json.loads(text_of(path))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"'{path.name}' is no notebook.", "Save it anew in Jupyter.") from error
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or not all(map(_is_cell, cells)):
        raise Unreadable(f"'{path.name}' is no notebook of format 4.", "Open it in Jupyter and save it.")
    return dict(notebook)


def _is_cell(cell: Any) -> bool:
    """Return whether a cell is built as the format says; what is not would be passed over."""
    if not isinstance(cell, dict) or not isinstance(cell.get("attachments") or {}, dict):
        return False
    outputs = cell.get("outputs") or []
    return isinstance(outputs, list) and all(
        isinstance(output, dict) and isinstance(output.get("traceback") or [], list) for output in outputs
    )


def language_of(notebook: Mapping[str, Any]) -> str:
    """Return the language of a notebook's code: "python", "r", or "" where it is not known."""
    metadata = notebook.get("metadata")
    info = metadata.get("language_info") if isinstance(metadata, dict) else None
    spec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    named = [entry.get(key) for entry, key in ((info, "name"), (spec, "language")) if isinstance(entry, dict)]
    return next((str(name).casefold() for name in named if name), "python")


def magic_language(source: str) -> str:
    """Return the language of a cell that begins with a cell magic such as `%%bash`; "" without."""
    match = re.match(r"\s*%%\s*(\w+)", source)
    return {"bash": "shell", "sh": "shell", "r": "r", "sql": "sql"}.get(match[1].casefold(), "") if match else ""


def _joined(source: Any) -> str:
    return "".join(map(str, source)) if isinstance(source, list) else str(source or "")


def _metadata(metadata: Any, where: str) -> Iterator[PlacedText]:
    """Yield every text in metadata, keys included."""
    if isinstance(metadata, Mapping):
        for key, value in metadata.items():
            yield PlacedText(str(key), Location("metadata", f"metadata of {where}"))
            yield from _metadata(value, where)
    elif isinstance(metadata, list):
        for value in metadata:
            yield from _metadata(value, where)
    elif metadata is not None:
        yield PlacedText(str(metadata), Location("metadata", f"metadata of {where}"))


def _kept(notebook: Mapping[str, Any], with_outputs: int) -> Iterator[Unseen]:
    metadata = notebook.get("metadata") or {}
    if with_outputs:
        message = f"{plural(with_outputs, 'cell')} {'has' if with_outputs == 1 else 'have'} outputs, judged as outputs."
        yield Unseen(RULE, "outputs", message, CLEAR, "warn")
    if isinstance(metadata, Mapping):
        if "widgets" in metadata:
            yield Unseen(RULE, "widget state", "The notebook keeps the state of widgets, which nobody sees.", CLEAR)
        other = [str(key)[:40] for key in metadata if key not in (*KEPT, "widgets")]
        if other:
            message = f"The notebook's metadata hold {plural(len(other), 'entry', 'entries')} ({', '.join(other[:5])})."
            yield Unseen(RULE, "metadata", message, CLEAR, "warn")


@dataclass(frozen=True)
class Displayed:
    """What a cell displayed: representations by media type, of an object that is not known any more."""

    data: Mapping[str, Any]


def views_of_displayed(displayed: Displayed, name: str) -> tuple[View, ...]:
    """Return the views of a displayed output."""
    return views_of_output({"output_type": "display_data", "data": displayed.data}, name)


def views_of_output(output: Mapping[str, Any], name: str) -> tuple[View, ...]:
    """Return the views of an output as cells keep them; what cannot be read is a figure that a person looks at."""
    views, unseen = _output(output, name, "")
    trouble = tuple(one.message for one in unseen)
    return (*views, *((FigureView(name, "display", unread=trouble),) if trouble else ()))


def _output(output: Mapping[str, Any], name: str, part: str) -> tuple[list[View], list[Unseen]]:
    kind = output.get("output_type")
    if kind == "stream":
        return list(with_tables(TextView(name, unstyled(_joined(output.get("text"))), part=part))), []
    if kind == "error":
        lines = [_joined(output.get("ename")), _joined(output.get("evalue")), *map(str, output.get("traceback") or ())]
        return [TextView(name, unstyled("\n".join(lines)), part=part)], []
    data = output.get("data")
    if not isinstance(data, Mapping):
        return [], [Unseen(RULE, "unknown output", f"{part} is of an unknown kind.", CLEAR)]
    found: list[View] = []
    unseen: list[Unseen] = []
    if set(data) <= set(PLAIN):  # elsewhere the plain text only repeats the table or figure beside it
        texts = (TextView(name, unstyled(_joined(content)), part=part) for content in data.values())
        return [view for text in texts for view in with_tables(text)], []
    for media_type, content in data.items():
        if media_type in BOKEH or (media_type in SCRIPTS and BOKEH_LOADS in data):
            continue  # the library itself, and the number of a plot in the script beside it
        try:
            views = _of_type(str(media_type), content, name)
        except AirlockError as error:
            unseen.append(Unseen(RULE, "unreadable output", f"{part} cannot be judged: {error.message}", CLEAR))
            continue
        if views is None:
            unseen.append(
                Unseen(RULE, "unknown output", f"{part} holds {str(media_type)[:60]}, which is not read.", CLEAR)
            )
            continue
        found += within(part, views, name)
    return found, unseen


def _of_type(media_type: str, content: Any, name: str) -> tuple[View, ...] | None:
    """Return one representation of an output as views; None for a kind that is not read."""
    if media_type in PLAIN:
        return (TextView(name, unstyled(_joined(content)), part=""),)
    if media_type == "text/html":
        views, file = views_of_html(_joined(content), name)
        return (*views, replace(file, name="output"))
    if media_type == "image/svg+xml":
        return images.views_of_picture(HeldFile.of("output.svg", _joined(content).encode()), name)
    if media_type in images.EXTENSIONS:
        try:
            data = images.decoded(_joined(content))
        except ValueError as error:
            raise Unreadable("The picture is damaged.", CLEAR) from error
        return images.views_of_picture(HeldFile.of(f"output{images.EXTENSIONS[media_type]}", data), name)
    if media_type == OWN_REPORT:
        return ()  # counts and positions only; its text is beside it
    if "json" in media_type and isinstance(content, dict | list):
        return _of_json(content, name)
    if media_type in SCRIPTS:
        found, complete = views_in(_joined(content), name, "")
        unread = () if found and complete else (FigureView(name, "javascript", unread=("a script",)),)
        return (TextView(name, _joined(content)), *found, *unread)
    return None


def _of_json(content: Any, name: str) -> tuple[View, ...] | None:
    figure = figure_of(content, name, "")
    if figure is not None:
        return (figure,)
    rows = rows_in(content)
    if rows is not None:
        return (table_of(grid_of(rows), name),)
    if isinstance(content, dict) and "model_id" in content:
        return None  # a widget: its state lies elsewhere
    return (TextView(name, json.dumps(content, indent=1, ensure_ascii=False)),)


def _attachments(cell: Mapping[str, Any], name: str, number: int) -> tuple[list[View], list[Unseen]]:
    found: list[View] = []
    unseen: list[Unseen] = []
    for file, bundle in (cell.get("attachments") or {}).items():
        part = f"cell {number}, attachment '{str(file)[:60]}'"
        views, trouble = _output({"output_type": "display_data", "data": bundle}, name, part)
        found += views
        unseen += trouble
        found.append(FileView(str(file), "application/octet-stream", 0, part=part))
    return found, unseen


def cleared(notebook: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return a notebook without outputs, attachments, execution counts and metadata, and what was taken out.

    Parameters
    ----------
    notebook : mapping
        Its JSON; left as it is.
    """
    counts = {"output": 0, "attachment": 0, "entry of metadata": 0}
    cells = []
    for cell in notebook["cells"]:
        kept = {key: cell[key] for key in ("id", "cell_type", "source") if key in cell}
        counts["output"] += len(cell.get("outputs") or ())
        counts["attachment"] += len(cell.get("attachments") or ())
        counts["entry of metadata"] += len(cell.get("metadata") or {})
        kept["metadata"] = {}
        if cell.get("cell_type") == "code":
            kept |= {"outputs": [], "execution_count": None}
        cells.append(kept)
    metadata = notebook.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    said = {key: _named_only(metadata[key]) for key in ("kernelspec", "language_info") if key in metadata}
    counts["entry of metadata"] += len(metadata) - len(said)
    words = tuple(
        f"removed {plural(number, what, 'entries of metadata' if 'entry' in what else None)}"
        for what, number in counts.items()
        if number
    )
    formats = {key: notebook.get(key, default) for key, default in (("nbformat", 4), ("nbformat_minor", 5))}
    return {"cells": cells, "metadata": said, **formats}, words


def _named_only(entry: Any) -> dict[str, Any]:
    kept = ("name", "language", "display_name", "file_extension", "mimetype", "version")
    return {key: entry[key] for key in kept if isinstance(entry, Mapping) and isinstance(entry.get(key), str)}


def clear(path: Path, write: Callable[[bytes], object]) -> tuple[str, ...]:
    """Hand the bytes of a cleared copy of a notebook to a writer, and return what was taken out."""
    notebook, words = cleared(content_of(path))
    write((json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode())
    return words
