"""One door for everything that can be checked: an object of any known library, or a path."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from gel_airlock_jupyter.disclosure.pausing import uncollected
from gel_airlock_jupyter.errors import AirlockError, Unreadable, short_traceback
from gel_airlock_jupyter.plain_text import unstyled
from gel_airlock_jupyter.readers import altair, bokeh, matplotlib, models, narwhals, pandas, plotly, widgets
from gel_airlock_jupyter.readers.files import TYPES
from gel_airlock_jupyter.readers.files import views_of_file as views_of_file
from gel_airlock_jupyter.readers.held import HeldFile
from gel_airlock_jupyter.readers.loose import as_frame, remedy
from gel_airlock_jupyter.readers.notebooks import Displayed, views_of_displayed
from gel_airlock_jupyter.readers.printed import tables_in
from gel_airlock_jupyter.readers.untagged import untagged
from gel_airlock_jupyter.subjects import TextView, View

LONGEST_PATH = 1000  # bytes
FILE_NAME = re.compile(r"\S+\.[A-Za-z][A-Za-z0-9]{0,9}")


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
    if widgets.handles(obj):
        return widgets.read(obj, name)
    found = models.views_of(obj, name)
    if found:
        return found
    if isinstance(obj, HeldFile):
        return views_of_file(cast("Path", obj), name)
    if isinstance(obj, Displayed):
        return views_of_displayed(obj, name)
    if isinstance(obj, os.PathLike) or (isinstance(obj, str) and looks_like_path(obj)):
        return views_of_file(Path(obj), name)
    if isinstance(obj, str):
        text = unstyled(obj)
        return (TextView(name, text, words=untagged(text)), *tables_in(text, name))
    table = as_frame(obj)
    if table is not None:
        return (pandas.read(table, name),)
    raise Unreadable(
        f"'{name}' is a {type(obj).__name__}; it cannot be checked.",
        remedy(obj),
    )


def _read(read: Callable[[Any, str], View], obj: Any, name: str) -> View:
    """Read an object; what its library throws becomes one clear error without the data it choked on."""
    try:
        with uncollected():
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
    return text.lower().endswith(TYPES) or bool(FILE_NAME.fullmatch(text)) or os.path.lexists(text)
