"""Rows of an Altair chart: summarised the way Vega-Lite would, or cut down to the fields that are drawn."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.altair.layers import Channel, Layer
from gel_airlock_jupyter.readers.altair.marks import number

Rows = list[dict[str, Any]]
MOST_BINS = 10
STATISTICS: Mapping[str, Callable[[Any], Any]] = {
    "mean": np.mean,
    "average": np.mean,
    "median": np.median,
    "sum": np.sum,
}
START, END = "bin_start", "bin_end"


def aggregated(spec: Mapping[str, Any], layer: Layer, threshold: int) -> dict[str, Any] | None:
    """Return a view drawn from one row per group; None where it does not summarise, or not in a way known here.

    Parameters
    ----------
    spec : mapping
        The view, with its whole encoding.
    layer : Layer
        The same as read.
    threshold : int
        Groups of fewer people are left out of statistics other than counts.
    """
    summaries = {name: channel for name, channel in layer.channels.items() if channel.aggregate}
    binned = {name: channel for name, channel in layer.channels.items() if channel.is_binned}
    known = all(channel.aggregate == "count" or channel.aggregate in STATISTICS for channel in summaries.values())
    if not summaries or not known or len(binned) > 1 or layer.transforms:
        return None
    groups = {c.field for n, c in layer.channels.items() if c.field and not c.aggregate and n not in binned}
    edges = {channel.field: _edges(layer, channel.field) for channel in binned.values()}
    rows = _summarised(layer, sorted(groups), edges, summaries, threshold)
    encoding = dict(spec["encoding"])
    for name, channel in summaries.items():
        plain = {key: value for key, value in encoding[name].items() if key not in ("aggregate", "field")}
        title = {"title": channel.label} if channel.title is None else {}
        encoding[name] = {**plain, "field": _column(channel), "type": "quantitative", **title}
    for name, channel in binned.items():
        plain = {key: value for key, value in encoding[name].items() if key not in ("bin", "field")}
        encoding[name] = {**plain, "field": START, "bin": "binned", "title": channel.title or channel.field}
        encoding[f"{name}2"] = {"field": END}
    return {**spec, "encoding": encoding, "data": {"values": rows}}


def narrowed(layer: Layer) -> tuple[Rows, tuple[str, ...]]:
    """Return the rows with only the fields that are drawn, and the fields left out; all where transforms use them."""
    rows = [dict(row) for row in layer.rows]
    if layer.transforms:
        return rows, ()
    used = layer.drawn_fields
    dropped = tuple(dict.fromkeys(key for row in rows for key in row if key not in used))
    return [{key: value for key, value in row.items() if key in used} for row in rows], dropped


def _column(channel: Channel) -> str:
    return f"{channel.aggregate}_{channel.field}" if channel.field else channel.aggregate


def _edges(layer: Layer, field: str) -> list[float]:
    values = np.array([number(row.get(field)) for row in layer.rows])
    present = values[np.isfinite(values)]
    low, high = float(present.min()), float(present.max())
    raw = (high - low) / MOST_BINS or 1.0
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= raw)
    start = math.floor(low / step) * step
    count = math.floor((high - start) / step) + 1
    return [start + step * place for place in range(count + 1)]


def _summarised(
    layer: Layer,
    groups: Sequence[str],
    edges: Mapping[str, Sequence[float]],
    summaries: Mapping[str, Channel],
    threshold: int,
) -> Rows:
    split: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in layer.rows:
        places = [int(np.searchsorted(steps, number(row.get(field)), "right")) - 1 for field, steps in edges.items()]
        split.setdefault((*(row.get(name) for name in groups), *places), []).append(row)
    rows: Rows = []
    for key, members in split.items():
        new = dict(zip(groups, key, strict=False))
        for (_, steps), place in zip(edges.items(), key[len(groups) :], strict=True):
            new[START], new[END] = steps[place], steps[min(place + 1, len(steps) - 1)]
        statistics = {_column(c): _statistic(c, members, threshold) for c in summaries.values()}
        if all(value is not None for value in statistics.values()):
            rows.append({**new, **statistics})
    return rows


def _statistic(channel: Channel, members: Sequence[Mapping[str, Any]], threshold: int) -> float | None:
    if channel.aggregate == "count":
        return float(len(members))
    values = np.array([number(row.get(channel.field)) for row in members])
    present = values[np.isfinite(values)]
    return float(STATISTICS[channel.aggregate](present)) if len(present) >= threshold else None
