"""Texts of a Vega-Lite specification: titles, categories, printed labels, and every text in its data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from gel_airlock_jupyter.readers.altair.layers import Layer
from gel_airlock_jupyter.readers.altair.marks import number
from gel_airlock_jupyter.readers.coded import long_numbers
from gel_airlock_jupyter.subjects import FigureText

WRITTEN = ("title", "subtitle", "text", "description", "name", "label", "labelExpr", "url", "href")
ROLES = {"x": "x label", "y": "y label", "color": "legend title", "fill": "legend title", "theta": "legend title"}
PLACES = ("x", "y", "x2", "y2")  # positions on a chromosome have nine digits too
CATEGORIES = ("x", "y", "color", "fill", "column", "row", "facet", "shape", "xOffset", "yOffset")


def texts_in(spec: Mapping[str, Any], layers: Sequence[Layer]) -> Iterator[FigureText]:
    """Yield every text once."""
    seen: set[FigureText] = set()
    of_layers = (text for layer in layers for text in _of_layer(layer))
    for text in (*_written(spec, ()), *of_layers, *_of_data(layers), *_behind(spec)):
        if text.text.strip() and text not in seen:
            seen.add(text)
            yield text


def _written(value: Any, path: tuple[str, ...]) -> Iterator[FigureText]:
    """Yield titles and other texts that someone wrote into the specification; its data come later."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key not in ("datasets", "config", "data", "params", "encoding"):
                yield from _written(part, (*path, str(key)))
    elif isinstance(value, list):
        for part in value:
            yield from _written(part, path)
    elif isinstance(value, str) and path and any(key in WRITTEN for key in path[-2:]):
        yield FigureText(value, "title" if "title" in path[-2:] else "annotation", 0)


def _behind(value: Any) -> Iterator[FigureText]:
    """Yield every other text of the specification: domains, conditions, parameters, notes of its author."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key not in ("datasets", "data", "$schema"):
                yield from _behind(part)
    elif isinstance(value, list):
        for part in value:
            yield from _behind(part)
    elif isinstance(value, str):
        yield FigureText(value, "hover text", None, False)


def _of_layer(layer: Layer) -> Iterator[FigureText]:
    for name, channel in layer.channels.items():
        if channel.label and name in ROLES:
            yield FigureText(channel.label, ROLES[name], layer.axes)
        if name in CATEGORIES and channel.kind in ("nominal", "ordinal", "") and channel.field:
            named = dict.fromkeys(row.get(channel.field) for row in layer.rows)
            yield from (FigureText(value, "category", layer.axes) for value in named if isinstance(value, str))
        if name in ("tooltip", "href", "url", "key"):
            yield FigureText(channel.label, "hover text", layer.axes, False)
    if layer.mark == "text":
        yield from _printed(layer)


def _printed(layer: Layer) -> Iterator[FigureText]:
    channel = layer.channel("text")
    if channel.value is not None:
        yield FigureText(str(channel.value), "annotation", layer.axes)
    if channel.field and not channel.aggregate:
        for row in layer.rows:
            value = row.get(channel.field)
            if value is not None:
                yield FigureText(str(value), "bar label", layer.axes)


def _of_data(layers: Sequence[Layer]) -> Iterator[FigureText]:
    """Yield the field names and distinct texts of the data, drawn or not: they travel with the chart."""
    for rows in {id(layer.carried): layer.carried for layer in layers}.values():
        fields = list(dict.fromkeys(chain.from_iterable(rows)))
        for name in fields:
            yield FigureText(str(name), "data field", None, False)
        for value in dict.fromkeys(value for row in rows for value in row.values() if isinstance(value, str)):
            yield FigureText(value, "hover text", None, False)
        placed = {layer.channel(key).field for layer in layers for key in PLACES}
        for name in dict.fromkeys(name for row in rows[:1000] for name in row if name not in placed):
            for word in long_numbers([number(row.get(name)) for row in rows]):
                yield FigureText(word, "hover text", None, False)
