"""Plotly traces drawn anew from aggregates: bars for histograms, cells for clouds, quantiles for boxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.fixing.axis_values import places_of, plain_column
from gel_airlock_jupyter.fixing.cells import cells_of, coarse_steps
from gel_airlock_jupyter.fixing.coarse import rounded
from gel_airlock_jupyter.fixing.percentiles import summary_of
from gel_airlock_jupyter.fixing.plotly_rows import of_rows
from gel_airlock_jupyter.fixing.round_numbers import edges_of
from gel_airlock_jupyter.readers.plotly.values import listed, number, numbers

MOST_BINS = 20
MILLISECONDS = 86_400_000  # of a day: the unit in which Plotly takes a width on an axis of dates
Trace = dict[str, Any]


def aggregated(trace: Trace, threshold: int, *, are_people: bool) -> Trace | None:
    """Return a trace that carries aggregates only; None where it need not, or cannot, be rewritten.

    Parameters
    ----------
    trace : dict
        Plotly's JSON of one trace.
    threshold : int
        Fewest people a cell or box stands for.
    are_people : bool
        Whether the points of the trace may be one person each; others stay points.
    """
    kind = trace.get("type") or "scatter"
    points = are_people and kind in ("scatter", "scattergl") and "markers" in str(trace.get("mode") or "")
    if kind == "histogram":
        return _bars(trace)
    if kind in ("histogram2d", "histogram2dcontour") or points:
        return _cells(trace, threshold)
    if kind in ("splom", "parcoords", "parcats"):
        return of_rows(trace, threshold) if are_people or kind != "splom" else None
    if kind in ("box", "violin") and not listed(trace.get("q1")):
        return _boxes(trace, threshold)
    if are_people and (trace.get("line") or {}).get("shape") in ("hv", "vh"):
        return _coarser(trace, threshold)
    if kind == "pie" and not listed(trace.get("values")):
        counted = Counter(str(label) for label in listed(trace.get("labels")))
        return {**trace, "labels": list(counted), "values": [float(count) for count in counted.values()]}
    return None


def _coarser(trace: Mapping[str, Any], threshold: int) -> Trace | None:
    """Return a cumulative curve with steps of at least the threshold each, at round numbers or days."""
    x, y = places_of([shown_column(trace.get("x"))]), listed(trace.get("y"))
    kept = coarse_steps(len(x.columns[0]), threshold)
    places = [x.back(place) for place in rounded([float(x.columns[0][place]) for place in kept])]
    return {**trace, "x": places, "y": [y[place] for place in kept]} if kept and None not in places else None


def shown_column(values: Any) -> list[Any]:
    """Return coordinates as Plotly would show them."""
    return listed(values) if isinstance(values, Mapping) else plain_column(values)


def _kept(trace: Mapping[str, Any], *keys: str) -> Trace:
    """Return what a new trace takes over: name, axes, colour."""
    shared = ("name", "xaxis", "yaxis", "legendgroup", "showlegend", *keys)
    return {key: trace[key] for key in shared if trace.get(key) is not None}


def _bars(trace: Mapping[str, Any]) -> Trace:
    sideways = trace.get("x") is None or trace.get("orientation") == "h"
    axis = places_of([shown_column(trace.get("y" if sideways else "x"))])
    colour = (trace.get("marker") or {}).get("color")
    new = {
        "type": "bar",
        **_kept(trace, "offsetgroup", "alignmentgroup"),
        **({"marker": {"color": colour}} if isinstance(colour, str) else {}),
    }
    found = axis.columns[0][np.isfinite(axis.columns[0])]
    if axis.kind == "words":
        counted = Counter(found.tolist())
        labels, counts = [axis.back(place) for place in counted], [float(count) for count in counted.values()]
    else:
        counts_array, edges = np.histogram(found, bins=_edges(trace, found, sideways, dates=axis.kind == "dates"))
        labels = [axis.back(place) for place in ((edges[:-1] + edges[1:]) / 2).tolist()]
        counts = counts_array.astype(float).tolist()
        new["width"] = float(edges[1] - edges[0]) * (MILLISECONDS if axis.kind == "dates" else 1)
    return {**new, **({"x": counts, "y": labels, "orientation": "h"} if sideways else {"x": labels, "y": counts})}


def _edges(
    trace: Mapping[str, Any], present: NDArray[np.float64], sideways: bool, *, dates: bool
) -> NDArray[np.float64]:
    bins = trace.get("ybins" if sideways else "xbins") or {}
    if not dates and bins.get("size") and bins.get("start") is not None:
        start, size = number(bins["start"]), number(bins["size"])
        return np.arange(start, float(present.max()) + size, size)
    wanted = trace.get("nbinsy" if sideways else "nbinsx") or 0
    count = int(wanted) or len(np.histogram_bin_edges(present, bins="auto")) - 1
    return edges_of(present, max(1, min(count, MOST_BINS)))


def _cells(trace: Mapping[str, Any], threshold: int) -> Trace | None:
    x, y = (np.array(numbers(trace.get(key))) for key in ("x", "y"))
    cells = cells_of(x, y, threshold) if len(x) == len(y) else None
    if cells is None:
        return None
    shown = np.where(cells.counts >= threshold, cells.counts, np.nan).T
    z = [[None if np.isnan(value) else value for value in row] for row in shown.tolist()]
    middles = [((edges[:-1] + edges[1:]) / 2).tolist() for edges in cells[1:]]
    bar = {"title": {"text": f"Participants per cell (at least {threshold})"}}
    return {"type": "heatmap", **_kept(trace), "x": middles[0], "y": middles[1], "z": z, "colorbar": bar}


def _boxes(trace: Mapping[str, Any], threshold: int) -> Trace:
    sideways = trace.get("y") is None
    values = np.array(numbers(trace.get("x" if sideways else "y")))
    groups = [str(value) for value in listed(trace.get("y" if sideways else "x"))]
    if len(groups) != len(values):
        groups = [str(trace.get("name") or "")] * len(values)
    new = {"type": "box", **_kept(trace, "offsetgroup", "alignmentgroup", "fillcolor"), "boxpoints": False}
    columns: dict[str, list[Any]] = {key: [] for key in ("place", "q1", "median", "q3", "lowerfence", "upperfence")}
    for group in dict.fromkeys(groups):
        box = summary_of(values[[one == group for one in groups]], threshold)
        if box is None:
            continue
        row = (group, *box.numbers.values())
        for key, value in zip(columns, row, strict=True):
            columns[key].append(value)
    places = columns.pop("place")
    return {**new, **columns, ("y" if sideways else "x"): places, "orientation": "h" if sideways else "v"}
