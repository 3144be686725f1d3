"""Data in the scripts of a page: figures of Plotly, Vega-Lite and Bokeh, and tables in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gel_airlock_jupyter.readers import altair, bokeh, plotly
from gel_airlock_jupyter.readers.grids import grid_of, table_of
from gel_airlock_jupyter.readers.scripts import rows_in
from gel_airlock_jupyter.subjects import FigureView, View

SHORTEST = 24  # characters of JSON worth a look
MOST_VALUES = 400
MOST_TRIES = 20_000  # places that look like the beginning of JSON
MOST_DEEP = 5  # of them too deep to be followed
DEEPEST = 40
PLOTLY = re.compile(r"Plotly\s*\.\s*(?:newPlot|react|plot)\s*\(")
PARTS_OF_TRACES = (  # what some trace of Plotly is drawn of
    *("x", "y", "z", "values", "labels", "lat", "lon", "locations", "r", "theta", "node", "link", "a", "b", "q1"),
    *("dimensions", "cells", "header", "value", "line", "geojson", "open", "close", "u", "i", "parents", "source"),
)
OPENING = re.compile(r"\{(?=\s*[\"}])|\[(?=\s*[\[{\"\d\]tfn-])")


def values_in(script: str) -> tuple[list[Any], bool]:
    """Return the JSON objects and arrays that stand in a script, outermost first, and whether all of it was searched.

    Code is passed over; a script that has too much that looks like JSON and is none is not searched to its end.
    """
    decoder = json.JSONDecoder()
    found: list[Any] = []
    at = tries = deep = 0
    while match := OPENING.search(script, at):
        tries += 1
        if len(found) >= MOST_VALUES or tries > MOST_TRIES or deep > MOST_DEEP:
            return found, False
        try:
            value, end = decoder.raw_decode(script, match.start())
        except (ValueError, RecursionError) as error:
            deep += isinstance(error, RecursionError)
            at = match.start() + 1
            continue
        if end - match.start() >= SHORTEST:
            found.append(value)
        at = end
    return found, True


def views_in(script: str, name: str, part: str) -> tuple[list[View], bool]:
    """Return the figures and tables in a script, and whether all of it was searched.

    Parameters
    ----------
    script : str
        Its text, or JSON.
    name, part : str
        Name of the file, and which script of it.
    """
    values, complete = values_in(script)
    if PLOTLY.search(script):
        spec = _plotly_call(values)
        if spec is not None:
            return [_figure(plotly.read_spec, spec, name, part)], complete
    return [view for value in values for view in _of_value(value, name, part, 0)], complete


def _plotly_call(values: list[Any]) -> Mapping[str, Any] | None:
    """Return the figure of a call that draws one: a list of traces, then a layout."""
    for at, value in enumerate(values):
        if isinstance(value, list) and value and all(isinstance(trace, dict) for trace in value):
            layout = next((later for later in values[at + 1 :] if isinstance(later, dict)), {})
            return {"data": value, "layout": layout}
    return None


def figure_of(value: Any, name: str, part: str) -> View | None:
    """Return a JSON value as a figure, where it is one of a library that is known."""
    if not isinstance(value, dict):
        return None
    if "vega-lite" in str(value.get("$schema", "")) or _is_chart(value):
        return _figure(altair.read_spec, value, name, part)
    traces = value.get("data")
    if isinstance(traces, list) and traces and all(isinstance(t, dict) and _is_trace(t) for t in traces):
        return _figure(plotly.read_spec, value, name, part)
    if "vega.github.io/schema/vega/" in str(value.get("$schema", "")):
        return FigureView(name, "vega", unread=("a Vega specification",), part=part)
    document = value.get("doc", value)  # an item for embedding holds its document
    if isinstance(document, dict) and "roots" in document and "version" in document:
        return _bokeh(document, name, part)
    return None


def _is_chart(value: Mapping[str, Any]) -> bool:
    """Return whether a specification without its schema is one of Vega-Lite: a mark, or views put together."""
    if "mark" in value and "encoding" in value:
        return True
    several = next((value[key] for key in ("layer", "hconcat", "vconcat", "concat") if key in value), None)
    parts = several if isinstance(several, list) else [value["spec"]] if isinstance(value.get("spec"), dict) else []
    return bool(parts) and all(isinstance(part, dict) and ("mark" in part or _is_chart(part)) for part in parts)


def _is_trace(trace: Mapping[str, Any]) -> bool:
    return "type" in trace and any(key in trace for key in PARTS_OF_TRACES)


def _figure(read: Any, spec: Mapping[str, Any], name: str, part: str) -> View:
    """Read a figure; what its reader chokes on is a figure that cannot be read, never nothing."""
    try:
        view: FigureView = read(spec, name)
    except Exception:  # noqa: BLE001 - JSON by strangers; FG-10 says that it could not be read
        return FigureView(name, "json", unread=("a figure whose data could not be read",), part=part)
    return replace(view, part=part)


def _bokeh(document: Mapping[str, Any], name: str, part: str) -> View:
    """Read a Bokeh document with Bokeh itself, where it is installed."""
    try:
        from bokeh.document import Document

        roots = Document.from_json(dict(document)).roots  # type: ignore[arg-type]
        views = [bokeh.read(root, name) for root in roots]
    except Exception:  # noqa: BLE001 - not installed, or not a document it can read
        views = []
    if len(views) != 1:
        return FigureView(name, "bokeh", unread=("a Bokeh document",), part=part)
    return replace(views[0], part=part)


def _of_value(value: Any, name: str, part: str, depth: int) -> list[View]:
    if depth > DEEPEST:
        return []
    figure = figure_of(value, name, part)
    if figure is not None:
        return [figure]
    rows = rows_in(value)
    if rows is not None and len(rows) > 1:
        return [table_of(grid_of(rows), name, part)]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found: list[View] = []
    for each in inner:
        if isinstance(each, dict | list):
            found += _of_value(each, name, part, depth + 1)
        if len(found) > MOST_VALUES:
            break
    return found
