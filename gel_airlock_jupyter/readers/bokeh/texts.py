"""Texts of Bokeh models: titles, labels, legends, categories, printed and hovered texts, and texts in the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gel_airlock_jupyter.readers.bokeh.carried import cells_of
from gel_airlock_jupyter.readers.bokeh.columns import column, field_of, fields_used, holds_numbers, listed, numbers
from gel_airlock_jupyter.readers.bokeh.glyphs import Drawn
from gel_airlock_jupyter.readers.coded import long_numbers
from gel_airlock_jupyter.subjects import FigureText

WRITTEN = {  # property of any model, role of the text in it
    "title": "title",
    "text": "annotation",
    "axis_label": "x label",
    "group_label": "x label",
    "major_label_overrides": "category",
    "tooltips": "hover text",
    "name": "gid",
    "tags": "gid",
    "factors": "category",
}

MOST_CELLS = 2_000  # of a column of a table; longer ones are no table of results
WIDGETS = ("options", "labels", "placeholder", "html")  # properties of widgets that are seen


def texts_in(models: Sequence[Any], parts: Sequence[Sequence[Any]], glyphs: Sequence[Drawn]) -> Iterator[FigureText]:
    """Yield every text once; `parts` are the models of each plot."""
    seen: set[FigureText] = set()
    for text in (*_of_models(models, parts), *_of_glyphs(glyphs), *_of_data(models, glyphs)):
        if text.text.strip() and text not in seen:
            seen.add(text)
            yield text


def label_of(said: Any) -> str:
    """Return the text of a legend label that is fixed; a column's name stands for what it holds."""
    value = getattr(said, "value", None)
    return str(value) if value is not None else str(field_of(said) or "")


def _of_models(models: Sequence[Any], parts: Sequence[Sequence[Any]]) -> Iterator[FigureText]:
    places = {id(part): index for index, own in enumerate(parts) for part in own}
    for model in models:
        known = model.properties()
        for name, role in WRITTEN.items():
            if name in known:
                for word in _words(getattr(model, name)):
                    visible = role not in ("gid", "hover text") and getattr(model, "visible", True) is not False
                    yield FigureText(word, role, places.get(id(model)), visible)
        yield from _behind(model)
        if type(model).__name__ == "LegendItem":
            yield FigureText(label_of(model.label), "legend entry", places.get(id(model)))


def _behind(model: Any) -> Iterator[FigureText]:
    """Yield every other text of a model: scripts, what widgets hold, links."""
    own = getattr(model, "_property_values", None)  # what was set; asking for every default takes ten times as long
    for name, value in (model.properties_with_values(include_defaults=False) if own is None else own).items():
        if name not in WRITTEN and name != "data":
            for word in _words(value):
                yield FigureText(word, "annotation" if name in WIDGETS else "hover text", None, name in WIDGETS)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, int | float) or value is None:
        return
    elif isinstance(value, dict):
        for part in value.values():
            yield from _words(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _words(part)


def _of_glyphs(glyphs: Sequence[Drawn]) -> Iterator[FigureText]:
    """Yield texts that glyphs print: counts on bars, names of points."""
    for drawn in glyphs:
        if drawn.kind == "Text":
            yield from _on_bars(drawn.source, drawn.glyph, glyphs, drawn.axes, drawn.visible)


def _on_bars(source: Any, printed: Any, glyphs: Sequence[Drawn], axes: int, visible: bool) -> Iterator[FigureText]:
    """Yield printed texts; those that share a data source with bars stand on them, row by row."""
    bars = next((d.path for d in glyphs if d.source is source and d.kind in ("VBar", "HBar", "Quad")), "")
    for place, value in enumerate(column(source, printed, "text"), 1):
        yield FigureText(str(value), "bar label", axes, visible, f"{bars}, bar {place}" if bars else "")


def _of_data(models: Sequence[Any], glyphs: Sequence[Drawn]) -> Iterator[FigureText]:
    """Yield column names and texts of all data sources, drawn or not: they travel with the plot."""
    drawn = {field for glyph in glyphs for field in fields_used(glyph.glyph)}
    for source, name in cells_of(models):
        for value in listed(source.get(name, ()))[:MOST_CELLS]:
            yield FigureText(str(value), "table cell", None)
    for model in models:
        if type(model).__name__ == "LabelSet":
            axes = next((d.axes for d in glyphs if d.source is model.source.data), 0)
            yield from _on_bars(model.source.data, model, glyphs, axes, model.visible is not False)
        if type(model).__name__ != "ColumnDataSource":
            continue
        for name, values in model.data.items():
            yield FigureText(str(name), "data field", None, False)
            words = () if holds_numbers(values) else (word for value in listed(values) for word in _words(value))
            yield from (FigureText(word, "hover text", None, False) for word in dict.fromkeys(words))
            if str(name) not in drawn:
                yield from (FigureText(word, "hover text", None, False) for word in long_numbers(numbers(values)))
