"""Files of JSON: figures that Plotly, Altair and Bokeh saved are judged as figures, others as tables and text."""

from __future__ import annotations

import json
from pathlib import Path

from gel_airlock_jupyter.readers import scripts
from gel_airlock_jupyter.readers.dialect import text_of
from gel_airlock_jupyter.readers.html.embedded import figure_of
from gel_airlock_jupyter.subjects import TableView, View


def read(path: Path, name: str) -> tuple[View, ...]:
    """Return the views of a JSON file: the figure in it, if it is one, then its text, or its tables and text.

    Raises
    ------
    Unreadable
        If it is no JSON, no UTF-8 text, or too large.
    """
    views = scripts.read(path, name)
    figure = figure_of(json.loads(text_of(path)), name, "")
    return views if figure is None else (figure, *(view for view in views if not isinstance(view, TableView)))
