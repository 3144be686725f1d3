"""Altair layers of single people drawn anew: lines as bands, bars as histograms, fits worked out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gel_airlock_jupyter.checks.figure_clouds import clouds_of
from gel_airlock_jupyter.checks.figure_points import single_people
from gel_airlock_jupyter.fixing.altair_fits import FITTED, fitted
from gel_airlock_jupyter.fixing.axis_values import places_of
from gel_airlock_jupyter.fixing.bands import banded
from gel_airlock_jupyter.fixing.counted import COUNT_LABEL, counted
from gel_airlock_jupyter.fixing.round_numbers import settled
from gel_airlock_jupyter.readers.altair import read_spec
from gel_airlock_jupyter.readers.altair.layers import PARTS, Layer, layers_of
from gel_airlock_jupyter.readers.altair.marks import LINE_MARKS, number
from gel_airlock_jupyter.registry import Context

REPLACED = ("mark", "encoding", "data", "transform", "params")
Spec = dict[str, Any]


def mend_people(spec: Spec, name: str, context: Context, threshold: int, had_points: bool) -> list[str]:
    """Change the layers of a specification that draw single people, and return what was done.

    Parameters
    ----------
    spec : dict
        Vega-Lite's JSON, with the rows of each layer in it; changed.
    name : str
        Name for messages.
    context : Context
        Policy and declarations.
    threshold : int
        Fewest people behind a mark.
    had_points : bool
        Whether points of single people were taken out, so that lines may be fitted to them.
    """
    view, context = read_spec(spec, name), replace(context, rule="FG-06")
    flagged = {place.label for finding in single_people(view, context) for place in finding.where}
    clouds = [cloud for cloud in clouds_of(view, context) if any(part.path in flagged for part in cloud.parts)]
    found = {(cloud.axes, cloud.what) for cloud in clouds}
    changes: list[str] = []
    leaves = list(_leaves(spec))
    layers = layers_of(spec)
    for leaf, layer in zip(leaves, layers, strict=True):
        is_fit = bool(leaf.pop(FITTED, False))
        new, words = (None, "") if is_fit else _anew(leaf, layer, threshold, found, had_points)
        if new is not None:
            kept = {key: part for key, part in leaf.items() if key not in REPLACED}
            leaf.clear()
            leaf.update({**kept, **new})
        changes += [words] if words else []
    return changes


def _leaves(spec: Spec) -> list[Spec]:
    """Return the views that draw, in the order in which the reader numbers them."""
    if "mark" in spec:
        return [spec]
    if "spec" in spec:
        return _leaves(spec["spec"])
    return [leaf for part in PARTS for entry in spec.get(part, ()) for leaf in _leaves(entry)]


def _anew(
    leaf: Spec, layer: Layer, threshold: int, found: Collection[tuple[int, str]], had_points: bool
) -> tuple[Spec | None, str]:
    if (layer.axes, "bar") in found and layer.mark == "bar":
        new = _histogram(leaf, layer, threshold)
        return new, "bars of single people drawn as a histogram" if new else ""
    if layer.mark in LINE_MARKS and (layer.axes, "line") in found and not layer.transforms:
        return _bands(leaf, layer, threshold)
    if had_points and layer.mark in LINE_MARKS and not layer.is_aggregated and not layer.transforms:
        return fitted(leaf, layer, threshold)
    return None, ""


def _bands(leaf: Spec, layer: Layer, threshold: int) -> tuple[Spec | None, str]:
    x, y, colour = layer.channel("x"), layer.channel("y"), layer.channel("color").field
    split = [layer.channel(name).field for name in ("color", "detail", "strokeDash")]
    split += [channel.field for channel in layer.details]
    lines: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in layer.rows:
        lines.setdefault(tuple(str(row.get(key)) for key in split if key), []).append(row)
    found = places_of([[row.get(x.field) for row in rows] for rows in lines.values()])
    pairs = [
        (places, np.array([number(row.get(y.field)) for row in rows]))
        for places, rows in zip(found.columns, lines.values(), strict=True)
    ]
    colours = [str(rows[0].get(colour)) if colour else "" for rows in lines.values()]
    rows: list[dict[str, Any]] = []
    drawn = banded([_ordered(*pair) for pair in pairs], colours, threshold)
    for group, bands in drawn.groups:
        for number_of, band in enumerate(bands):
            for place, low, middle, high in zip(*(part.tolist() for part in band[:4]), strict=True):
                named = {"stretch": number_of, **({"group": colours[group[0]]} if drawn.by_colour else {})}
                rows.append({"x": found.back(place), "low": low, "middle": middle, "high": high, **named})
    if not rows or any(row["x"] is None for row in rows):
        return None, ""
    words = "; ".join(drawn.words(f"axes {layer.axes + 1}", threshold))
    return _band_layers(leaf, layer, rows, drawn.by_colour), words


def _ordered(x: Any, y: Any) -> tuple[Any, Any]:
    """Return a line in rising order of x: Vega-Lite draws it so, whatever the order of its rows."""
    order = np.argsort(x, kind="stable")
    return x[order], y[order]


def _band_layers(leaf: Spec, layer: Layer, rows: list[dict[str, Any]], by_colour: bool) -> Spec:
    encoding = leaf["encoding"]
    along = {key: part for key, part in encoding["x"].items() if key not in ("field", "timeUnit", "sort", "bin")}
    scale = {key: encoding["y"][key] for key in ("scale", "axis") if key in encoding["y"]}
    along, scale = _rounded(along), _rounded(scale)
    title = f"{layer.channel('y').label} (median and quartiles)"
    shared: Spec = {"x": {**along, "field": "x", "title": layer.channel("x").label}}
    shared["detail"] = {"field": "stretch", "type": "nominal"}
    if by_colour:
        shared["color"] = {**encoding["color"], "field": "group", "title": layer.channel("color").label}
    value = {"type": "quantitative", "title": title, **scale}
    area = {"y": {**value, "field": "low"}, "y2": {"field": "high"}}
    return {
        "data": {"values": rows},
        "layer": [
            {"mark": {"type": "area", "opacity": 0.25}, "encoding": {**shared, **area}},
            {"mark": "line", "encoding": {**shared, "y": {**value, "field": "middle"}}},
        ],
    }


def _rounded(channel: Spec) -> Spec:
    """Return a channel whose limits, where somebody set them, are round numbers."""
    scale = channel.get("scale") or {}
    domain = scale.get("domain")
    ends = [number(end) for end in domain] if isinstance(domain, list) and len(domain) == 2 else []
    if not ends or any(end != end for end in ends):
        return channel
    return {**channel, "scale": {**scale, "domain": list(settled(*ends))}}


def _histogram(leaf: Spec, layer: Layer, threshold: int) -> Spec | None:
    """Count bars of one person each along their axis of values; None where they do not begin at 0."""
    lying = layer.channel("x").kind == "quantitative"
    along, across = ("x", "y") if lying else ("y", "x")
    if layer.is_aggregated or layer.transforms or f"{along}2" in leaf["encoding"] or not layer.channel(across).field:
        return None
    totals: dict[str, float] = {}
    for row in layer.rows:
        value, who = number(row.get(layer.channel(along).field)), str(row.get(layer.channel(across).field))
        totals[who] = totals.get(who, 0.0) + (value if value == value else 0.0)
    bins = counted(np.array(list(totals.values())), threshold)
    if bins is None:
        return None
    edges = bins.edges.tolist()
    rows = [
        {"from": low, "to": high, "people": people}
        for low, high, people in zip(edges[:-1], edges[1:], bins.people.tolist(), strict=True)
    ]
    kind = {"type": "quantitative"}
    encoding = {
        along: {"field": "from", "bin": "binned", "title": layer.channel(along).label, **kind},
        f"{along}2": {"field": "to"},
        across: {"field": "people", "title": COUNT_LABEL, **kind},
    }
    return {"mark": "bar", "encoding": encoding, "data": {"values": rows}}
