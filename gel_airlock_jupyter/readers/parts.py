"""Views of the parts of a file: each says where in the file it lies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gel_airlock_jupyter.readers.printed import tables_in
from gel_airlock_jupyter.subjects import FigureView, FileView, TableView, TextView, View


def within(part: str, views: Iterable[View], name: str) -> tuple[View, ...]:
    """Return views of something that lies in a part of a file.

    Parameters
    ----------
    part : str
        Such as "results/table.csv" or "cell 3"; put before what the views say already.
    views : iterable of View
        What was read there.
    name : str
        Name of the whole file, which the views get too; a file inside keeps its own.
    """
    return tuple(_placed(part, view, name) for view in views)


def with_tables(text: TextView) -> tuple[View, ...]:
    """Return a text, and the tables that are printed or written in it."""
    tables = tables_in(text.prose, text.name)
    return (text, *(within(text.part, tables, text.name) if text.part else tables))


def _placed(part: str, view: View, name: str) -> View:
    if isinstance(view, TableView | FigureView | TextView):
        return replace(view, name=name, part=_joined(part, view.part))
    if isinstance(view, FileView):
        return replace(view, part=_joined(part, view.part))
    return view


def _joined(outer: str, inner: str) -> str:
    return f"{outer}, {inner}" if inner else outer
