"""Widgets of ipywidgets: the texts and values that they show, one inside the other; others are for a person to see."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from gel_airlock_jupyter.readers.notebooks import views_of_output
from gel_airlock_jupyter.readers.printed import tables_in
from gel_airlock_jupyter.readers.untagged import untagged
from gel_airlock_jupyter.subjects import FigureView, TextView, View

WORDED = ("description", "placeholder", "tooltip", "description_tooltip", "title", "titles", "options", "format")
DEEPEST = 20


def handles(obj: Any) -> bool:
    """Return whether an object is a widget that ipywidgets defines, or one that is built from it."""
    return "ipywidgets" in sys.modules and any(kind.__module__.startswith("ipywidgets.") for kind in type(obj).__mro__)


def read(obj: Any, name: str) -> tuple[View, ...]:
    """Return the views of a widget: its texts, the tables in them, and what an output area in it shows.

    Parameters
    ----------
    obj : ipywidgets.Widget
        With its children.
    name : str
        Name for messages.
    """
    lines: list[str] = []
    found: list[View] = []
    unread: list[str] = []
    for widget in _inside(obj, 0):
        if not type(widget).__module__.startswith("ipywidgets."):
            unread.append(f"a widget of the kind {type(widget).__name__}")
        lines += _lines(widget)
        if isinstance(getattr(widget, "value", None), bytes | memoryview):
            unread.append(f"the content of a widget of the kind {type(widget).__name__}")
        for output in getattr(widget, "outputs", None) or ():
            found += views_of_output(output, name)
    text = "\n".join(lines)
    drawn = (FigureView(name, "widget", unread=tuple(dict.fromkeys(unread))),) if unread else ()
    return (TextView(name, text, words=untagged(text)), *tables_in(text, name), *found, *drawn)


def _inside(widget: Any, depth: int) -> Iterator[Any]:
    yield widget
    if depth < DEEPEST:
        for child in getattr(widget, "children", None) or ():
            yield from _inside(child, depth + 1)


def _lines(widget: Any) -> Iterator[str]:
    """Yield what a widget says: its own words, and its value after what describes it."""
    for attribute in WORDED:
        given: Any = getattr(widget, attribute, None)
        entries: list[Any] = list(given.items()) if isinstance(given, Mapping) else [given]
        for entry in entries:
            for text in entry if isinstance(entry, list | tuple) else [entry]:
                if isinstance(text, str | int | float) and str(text).strip() and not isinstance(text, bool):
                    yield str(text)
    value: Any = getattr(widget, "value", None)
    if isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool) and hasattr(widget, "description"):
        yield f"{widget.description}: {value}"
