"""One door for files: by what it is called and what it begins with, each goes to its reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from gel_airlock_jupyter.errors import UnknownName, Unreadable
from gel_airlock_jupyter.readers import (
    archives,
    delimited,
    figure_json,
    images,
    notebooks,
    pdf,
    png,
    refused,
    scripts,
    svg,
)
from gel_airlock_jupyter.readers.html import figure_files, page
from gel_airlock_jupyter.readers.office import documents, slides, workbook
from gel_airlock_jupyter.subjects import FigureView, FileView, Unseen, View

Reader = Callable[[Path, str], tuple[View, ...]]


def _table(path: Path, name: str) -> tuple[View, ...]:
    media_type = delimited.MEDIA_TYPES[path.suffix.lower()]
    return (delimited.read(path, name), FileView(path.name, media_type, path.stat().st_size))


def _png(path: Path, name: str) -> tuple[View, ...]:
    # Pixels alone cannot be judged: a person has to look.
    return (png.read(path, name), FigureView(name, "image", unread=("the pixels of the image file",)))


def _pdf(path: Path, name: str) -> tuple[View, ...]:
    return (pdf.read(path, name), FigureView(name, "pdf", unread=("the pages of the PDF file",)))


def _svg(path: Path, name: str) -> tuple[View, ...]:
    return (svg.read(path, name), svg.picture_of(path, name))


READERS: Mapping[str, Reader] = {
    **dict.fromkeys(delimited.MEDIA_TYPES, _table),
    ".png": _png,
    ".pdf": _pdf,
    ".svg": _svg,
    **dict.fromkeys(images.MEDIA_TYPES, images.read),
    ".xlsx": workbook.read,
    ".docx": documents.read,
    ".pptx": slides.read,
    **dict.fromkeys((".html", ".htm", ".xhtml"), page.read),
    ".ipynb": notebooks.read,
    **dict.fromkeys(scripts.TYPES, scripts.read),
    ".json": figure_files.read,
}
FOREIGN = (".xlsx", ".docx", ".pptx", ".html", ".htm", ".xhtml", ".ipynb", ".json", ".jsonl", *images.MEDIA_TYPES)
SHEET = "Save it as xlsx or csv."
# Kinds that are not read, with the way out.
OTHERS: Mapping[str, str] = {
    ".xls": SHEET,
    ".xlsb": SHEET,
    ".ods": "OpenDocument keeps hidden sheets, notes and changes in ways that are not searched here. " + SHEET,
    ".numbers": SHEET,
    ".doc": "Save it as PDF or docx.",
    ".odt": "Save it as PDF or docx.",
    ".rtf": "Save it as PDF or docx.",
    ".pages": "Save it as PDF or docx.",
    ".ppt": "Save it as PDF or pptx.",
    ".odp": "Save it as PDF or pptx.",
    ".key": "Save it as PDF or pptx.",
    ".eps": "Save it as PDF or PNG.",
    ".ps": "Save it as PDF or PNG.",
    ".emf": "Save it as PDF or PNG.",
    ".wmf": "Save it as PDF or PNG.",
    ".heic": "Save it as PNG.",
    ".avif": "Save it as PNG.",
}
WITH_MACROS = (".xlsm", ".xltm", ".xlam", ".docm", ".dotm", ".pptm", ".potm", ".ppsm")
TYPES = (*READERS, *archives.SUFFIXES, *OTHERS, *WITH_MACROS)


def is_foreign(path: Path) -> bool:
    """Return whether a file is of a kind that can be made to exhaust or crash its reader."""
    return archives.is_archive(path) or path.suffix.lower() in FOREIGN


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

    Raises
    ------
    Unreadable
        If it is of a kind that cannot be judged, damaged or too large, with what to do.
    UnknownName
        If there is no such file.
    """
    shown = name or path.name
    if not path.is_file():
        siblings = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
        raise UnknownName.among("file", str(path), siblings, "Check the path.")
    if figure is not None:
        return _of_figure(path, shown, figure)
    return _opened(path, shown, 0)


def _opened(path: Path, name: str, depth: int) -> tuple[View, ...]:
    if archives.is_archive(path):
        return archives.read(path, name, _opened, max(depth, 1))
    never = refused.read(path, name)
    if never is not None:
        return (never,)
    suffix = path.suffix.lower()
    reader = READERS.get(suffix)
    if reader is not None:
        return reader(path, name)
    if suffix in WITH_MACROS:
        message = "A file with macros runs programs of its own."
        macro = Unseen("FT-07", "macro", message, f"Save it as {suffix[:-1]}x, or as csv or PDF.")
        return (FileView(name, "application/octet-stream", path.stat().st_size, unseen=(macro,)),)
    if suffix in OTHERS:
        raise Unreadable(f"'{path.name}' is of a type that cannot be checked ({suffix}).", OTHERS[suffix])
    return scripts.read_unknown(path, name)


def _of_figure(path: Path, name: str, figure: Path) -> tuple[View, ...]:
    """Return the views of an image or PDF beside what the kernel says it shows."""
    suffix = path.suffix.lower()
    never = refused.read(path, name)
    if never is not None:
        return (never,)
    if suffix == ".png":
        return (figure_json.load(figure, name), png.read(path, name))
    if suffix == ".pdf":
        unread = FigureView(name, "pdf", unread=("the pages of the PDF file",))
        shows = figure_json.load(figure, name) if pdf.is_one_picture(path.read_bytes()) else unread
        return (shows, pdf.read(path, name))
    if suffix == ".svg":
        return (figure_json.load(figure, name), svg.read(path, name))
    return _opened(path, name, 0)
