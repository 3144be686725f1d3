"""One door for everything that can be checked: an object of any known library, or a path."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.errors import AirlockError, UnknownName, Unreadable, short_traceback
from gel_airlock_jupyter.readers import (
    altair,
    bokeh,
    delimited,
    figure_json,
    matplotlib,
    models,
    narwhals,
    pandas,
    pdf,
    plotly,
    png,
    refused,
    svg,
)
from gel_airlock_jupyter.subjects import FigureView, FileView, TextView, View

TEXT_TYPES = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".py": "text/x-python",
    ".r": "text/plain",
    ".sql": "text/plain",
    ".sh": "text/x-shellscript",
    ".log": "text/plain",
}
LONGEST_PATH = 1000  # bytes
FILE_NAME = re.compile(r"\S+\.[A-Za-z][A-Za-z0-9]{0,9}")
FILE_TYPES = (*delimited.MEDIA_TYPES, ".png", ".svg", ".pdf", *TEXT_TYPES)


def views_of(obj: Any, name: str) -> tuple[View, ...]:
    """Return the views of an object or of a file.

    Raises
    ------
    Unreadable
        If it is of no known kind, with what can be given instead.
    UnknownName
        If a path does not exist.
    """
    for reader in (pandas, narwhals, matplotlib, plotly, altair, bokeh):
        if reader.handles(obj):
            return (_read(reader.read, obj, name),)
    found = models.views_of(obj, name)
    if found:
        return found
    if isinstance(obj, os.PathLike) or (isinstance(obj, str) and looks_like_path(obj)):
        return views_of_file(Path(obj), name)
    if isinstance(obj, str):
        return (TextView(name, obj),)
    table = as_frame(obj)
    if table is not None:
        return (pandas.read(table, name),)
    raise Unreadable(
        f"'{name}' is a {type(obj).__name__}; it cannot be checked.",
        "Give a data frame, a series, a figure, a text, or the path of a csv, tsv, png or txt file.",
    )


def _read(read: Callable[[Any, str], View], obj: Any, name: str) -> View:
    """Read an object; what its library throws becomes one clear error without the data it choked on."""
    try:
        return read(obj, name)
    except AirlockError:
        raise
    except Exception as error:
        raise Unreadable(
            f"'{name}' ({type(obj).__name__}) could not be read ({short_traceback()}).", "Report this as a bug."
        ) from error


def looks_like_path(text: str) -> bool:
    """Return whether a string names a file: one short line that exists, or ends as file names do.

    "model.pkl" must never be judged as the harmless text it would be.
    """
    if not text.strip() or not text.isprintable() or len(text.encode("utf-8", "replace")) > LONGEST_PATH:
        return False
    return text.lower().endswith(FILE_TYPES) or bool(FILE_NAME.fullmatch(text)) or os.path.lexists(text)


def views_of_file(path: Path, name: str | None = None, figure: Path | None = None) -> tuple[View, ...]:
    """Return the views of a file: what it shows, and what it carries.

    Parameters
    ----------
    path : Path
        The file.
    name : str, optional
        Name for the report; the file's own by default.
    figure : Path, optional
        The marks that the kernel says the image shows (JSON): a claim that stands beside the pixels.
    """
    shown = name or path.name
    if not path.is_file():
        siblings = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
        raise UnknownName.among("file", str(path), siblings, "Check the path.")
    suffix = path.suffix.lower()
    size = path.stat().st_size
    never = refused.read(path, shown)
    if never is not None:
        return (never,)
    if suffix in delimited.MEDIA_TYPES:
        return (delimited.read(path, shown), FileView(path.name, delimited.MEDIA_TYPES[suffix], size))
    if suffix == ".png":
        if figure is None:  # pixels alone cannot be judged: a person has to look
            return (png.read(path, shown), FigureView(shown, "image", unread=("the pixels of the image file",)))
        return (figure_json.load(figure, shown), png.read(path, shown))
    if suffix == ".pdf":
        shows = (FigureView(shown, "pdf", unread=("the pages of the PDF file",)),)
        if figure is not None and pdf.is_one_picture(path.read_bytes()):
            shows = (figure_json.load(figure, shown),)
        return (*shows, pdf.read(path, shown)) if figure is not None else (pdf.read(path, shown), *shows)
    if suffix == ".svg":
        drawn = svg.picture_of(path, shown) if figure is None else figure_json.load(figure, shown)
        carries = svg.read(path, shown)
        return (drawn, carries) if figure is not None else (carries, drawn)
    if suffix in TEXT_TYPES:
        return (TextView(shown, _text(path)), FileView(path.name, TEXT_TYPES[suffix], size))
    raise Unreadable(
        f"'{path.name}' is of a type that cannot be checked ({suffix or 'no extension'}).",
        "Export tables as csv, figures as png, text as txt; binary files may not leave.",
    )


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise Unreadable(f"'{path.name}' is not UTF-8 text.", "Save it as UTF-8.") from error


def as_frame(obj: Any) -> Any:
    """Return lists of dicts, dicts of lists and arrays as a pandas frame; None for anything else."""
    listed = isinstance(obj, Sequence) and len(obj) > 0 and all(isinstance(entry, dict) for entry in obj)
    array = type(obj).__module__ == "numpy" and type(obj).__name__ == "ndarray" and obj.ndim in (1, 2)
    if not listed and not array:
        return None
    import pandas as pd

    return pd.DataFrame(obj)
