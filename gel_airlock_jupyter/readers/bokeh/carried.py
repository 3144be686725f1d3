"""What the data sources of a Bokeh plot hold besides what is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from gel_airlock_jupyter.readers.bokeh.columns import fields_used, listed, numbers, rows_of
from gel_airlock_jupyter.readers.bokeh.glyphs import Drawn
from gel_airlock_jupyter.readers.coded import are_names_of_genes
from gel_airlock_jupyter.subjects import Embedded, Points

MOST_ROWS = 10_000_000  # beyond are identifiers, which have nine digits
FIELD = re.compile(r"@(?:\{([^{}]+)\}|(\w+))")


def carried_by(models: Sequence[Any], glyphs: Sequence[Drawn]) -> Iterator[Embedded]:
    """Yield data sources with columns that nothing draws, rows that a view leaves out, and tables of widgets."""
    hovered = hovered_fields(models)
    for source, number, unused in unused_in(models, glyphs):
        path, fields = f"data source {number}", tuple(map(str, source.data))
        axes = next((drawn.axes for drawn in glyphs if drawn.held is source.data), None)
        shown = tuple(name for name in unused if name in hovered)
        coded = tuple(name for name in shown if are_names_of_genes(listed(source.data[name])))
        yield Embedded(path, rows_of(source.data), fields, unused, "", axes, shown, coded)
    for drawn in glyphs:
        left_out = rows_of(drawn.held or {}) - rows_of(drawn.source)
        if left_out > 0:
            fields = tuple(map(str, drawn.source))
            yield Embedded(f"rows that a view of {drawn.path} leaves out", left_out, fields, fields)
    for model in models:
        if type(model).__name__ == "DataTable" and rows_of(model.source.data) > 1:
            names = tuple(str(part.field) for part in model.columns)
            yield Embedded("a table", rows_of(model.source.data), names, (), "table")


def unused_in(models: Sequence[Any], glyphs: Sequence[Drawn]) -> Iterator[tuple[Any, int, tuple[str, ...]]]:
    """Yield data sources that carry more than is drawn, with their number and the fields that nothing draws."""
    used: dict[int, set[str]] = {}
    for drawn in glyphs:
        used.setdefault(id(drawn.held), set()).update(fields_used(drawn.glyph))
    for model in models:  # whiskers, bands, sets of labels and tables draw columns of a source too
        if "source" in model.properties() and hasattr(model.source, "data"):
            columns = {str(part.field) for part in getattr(model, "columns", ())}
            used.setdefault(id(model.source.data), set()).update(fields_used(model) | columns)
    printed = {field for model in models for field in _printed_fields(model)}
    for number, model in enumerate([m for m in models if type(m).__name__ == "ColumnDataSource"], 1):
        drawn_here = used.get(id(model.data), set()) | printed
        unused = tuple(
            name for name in map(str, model.data) if name not in drawn_here and not _is_counter(name, model.data[name])
        )
        if rows_of(model.data) > 1 and unused and listed(model.data[unused[0]]):
            yield model, number, unused


def hovered_fields(models: Sequence[Any]) -> set[str]:
    """Return the columns that a pointer shows."""
    said = [str(model.tooltips) for model in models if type(model).__name__ == "HoverTool"]
    return {first or second for text in said for first, second in FIELD.findall(text)}


def hovered_numbers(models: Sequence[Any], glyphs: Sequence[Drawn]) -> Iterator[Points]:
    """Yield the numbers that a pointer shows of the rows of a plot, column by column."""
    hovered = hovered_fields(models)
    known: dict[int, Drawn] = {id(drawn.held): drawn for drawn in reversed(glyphs)}
    for drawn in known.values():
        for name in hovered & set(drawn.source) - fields_used(drawn.glyph):
            values = tuple(numbers(drawn.source[name]))
            if any(value == value for value in values):
                yield Points("sizes", drawn.axes, f"{drawn.path}, shown", (), (), values, name, drawn.visible)


def _is_counter(name: str, values: Any) -> bool:
    """Return whether a column only numbers the rows, as the index of a frame does, some of whose rows were chosen."""
    places = numbers(values) if name in ("index", "level_0") else []
    counts = all(place == round(place) and 0 <= place < MOST_ROWS for place in places if place == place)
    return bool(places) and counts and all(after > before for before, after in pairwise(places))


def _printed_fields(model: Any) -> Iterator[str]:
    """Yield columns that annotations and legends print."""
    for name in ("text", "label"):
        said = getattr(model, name, None) if name in model.properties() else None
        field = getattr(said, "field", None)
        if isinstance(field, str):
            yield field


def cells_of(models: Sequence[Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Yield the columns that tables of widgets show, by name."""
    for model in models:
        if type(model).__name__ == "DataTable":
            for part in model.columns:
                yield model.source.data, str(part.field)
