"""Altair charts of single people drawn anew: points as cells of at least 5, boxes and strips from quantiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gel_airlock_jupyter.fixing.cells import cells_of
from gel_airlock_jupyter.fixing.percentiles import summary_of
from gel_airlock_jupyter.readers.altair.layers import Layer
from gel_airlock_jupyter.readers.altair.marks import POINT_MARKS, number


def summarised(spec: Mapping[str, Any], layer: Layer, threshold: int, *, people: bool) -> dict[str, Any] | None:
    """Return a view that draws a box plot from quantiles, or a cloud of people as cells; None for anything else.

    Parameters
    ----------
    spec : mapping
        The view, with its whole encoding.
    layer : Layer
        The same as read.
    threshold : int
        Fewest people of a cell, and half of the fewest of a box.
    people : bool
        Whether its points may be one person each.
    """
    x, y = layer.channel("x"), layer.channel("y")
    if x.is_binned and y.is_binned and not layer.transforms and _counts(layer):
        return _cells(spec, layer, threshold)
    if layer.transforms or (layer.mark != "boxplot" and not (people and layer.mark in POINT_MARKS)):
        return None
    numeric = [channel.kind == "quantitative" for channel in (x, y)]
    if all(numeric) and layer.mark != "boxplot":
        return _cells(spec, layer, threshold)
    if (sum(numeric) == 1 and not layer.is_aggregated) or layer.mark == "boxplot":
        return _boxes(spec, layer, threshold, sideways=numeric[0])
    return None


def _counts(layer: Layer) -> bool:
    """Return whether a layer summarises its rows by counting them and in no other way."""
    summaries = {channel.aggregate for channel in layer.channels.values() if channel.aggregate}
    grouped = [layer.channel(key).field for key in ("color", "row", "column", "facet", "detail")]
    return summaries == {"count"} and not any(grouped)


def _kept(spec: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in spec.items() if key not in ("mark", "encoding", "data", "transform", "params")}


def _cells(spec: Mapping[str, Any], layer: Layer, threshold: int) -> dict[str, Any] | None:
    names = layer.channel("x").field, layer.channel("y").field
    x, y = (np.array([number(row.get(name)) for row in layer.rows]) for name in names)
    cells = cells_of(x, y, threshold)
    if cells is None:
        return None
    counts, x_edges, y_edges = cells
    rows = [
        {"x": x_edges[i], "x2": x_edges[i + 1], "y": y_edges[j], "y2": y_edges[j + 1], "people": float(counts[i, j])}
        for i, j in zip(*np.nonzero(counts >= threshold), strict=True)
    ]
    encoding = {
        "x": {"field": "x", "type": "quantitative", "bin": "binned", "title": layer.channel("x").label},
        "y": {"field": "y", "type": "quantitative", "bin": "binned", "title": layer.channel("y").label},
        "x2": {"field": "x2"},
        "y2": {"field": "y2"},
        "color": {"field": "people", "type": "quantitative", "title": f"Participants (at least {threshold})"},
    }
    values = [{key: float(value) for key, value in row.items()} for row in rows]
    return {**_kept(spec), "mark": "rect", "encoding": encoding, "data": {"values": values}}


def _boxes(spec: Mapping[str, Any], layer: Layer, threshold: int, *, sideways: bool) -> dict[str, Any]:
    """Draw quartiles, and whiskers to percentiles beyond which as many people lie as a group must have."""
    along, across = ("x", "y") if sideways else ("y", "x")
    measured, grouping = layer.channel(along), layer.channel(across)
    groups: dict[str, list[float]] = {}
    for row in layer.rows:
        value = number(row.get(measured.field))
        if value == value:
            groups.setdefault(str(row.get(grouping.field, "")), []).append(value)
    boxes = {name: summary_of(values, threshold) for name, values in groups.items()}
    rows = [{"group": name, **box.numbers} for name, box in boxes.items() if box]
    place = {across: {"field": "group", "type": "nominal", "title": grouping.label}}
    shown = f"{measured.label} (median and quartiles; whiskers at percentiles)"
    title = {"type": "quantitative", "title": shown, "scale": {"zero": False}}

    def part(mark: Mapping[str, Any], low: str, high: str = "") -> dict[str, Any]:
        ends = {f"{along}2": {"field": high}} if high else {}
        return {"mark": dict(mark), "encoding": {**place, along: {"field": low, **title}, **ends}}

    layers = [
        part({"type": "rule"}, "low", "high"),
        part({"type": "bar", "size": 14}, "q1", "q3"),
        part({"type": "tick", "color": "white", "size": 14}, "median"),
    ]
    return {**_kept(spec), "data": {"values": rows}, "layer": layers}
