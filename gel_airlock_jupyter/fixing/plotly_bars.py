"""Waterfalls and swimmer plots of Plotly counted in bins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gel_airlock_jupyter.fixing.counted import COUNT_LABEL, counted
from gel_airlock_jupyter.readers.plotly.trace import Trace as Read
from gel_airlock_jupyter.readers.plotly.values import listed, numbers

OF_PEOPLE = (
    *("type", "categoryorder", "categoryarray", "matches", "range", "autorange"),
    *("tickvals", "ticktext", "tickmode", "tickangle", "dtick", "tick0"),
)  # what is said of an axis with a person at each place


def histogram_of(spec: dict[str, Any], traces: Sequence[Read], threshold: int) -> dict[str, Any] | None:
    """Return a trace that counts people along the axis of values in place of bars; None where that cannot be right.

    The axis of values stays; that of people becomes one of counts. Bars that do not begin at 0, or stand side by side
    for one person, are left alone.

    Parameters
    ----------
    spec : dict
        Plotly's JSON; the axis of people is changed.
    traces : sequence of Trace
        All traces of one pair of axes.
    threshold : int
        Fewest people of a bin.
    """
    layout = spec.setdefault("layout", {})
    bars = [trace for trace in traces if trace.kind == "bar"]
    beside = len(bars) > 1 and str(layout.get("barmode") or "group") not in ("stack", "relative")
    based = any(trace.data.get("base") is not None for trace in bars)
    sideways = {trace.data.get("orientation") == "h" for trace in bars}
    if not bars or beside or based or len(sideways) != 1:
        return None
    lying = sideways.pop()
    along, across = ("x", "y") if lying else ("y", "x")
    totals: dict[str, float] = {}
    for trace in bars:
        labels, values = listed(trace.data.get(across)), numbers(trace.data.get(along))
        for place, value in enumerate(values):
            label = str(labels[place]) if place < len(labels) else str(place)
            totals[label] = totals.get(label, 0.0) + (value if value == value else 0.0)
    bins = counted(np.array(list(totals.values())), threshold)
    if bins is None:
        return None
    first = bars[0].data
    _recount_axis(layout, across, str(first.get(f"{across}axis") or across))
    middles, widths = ((bins.edges[:-1] + bins.edges[1:]) / 2).tolist(), np.diff(bins.edges).tolist()
    shared = {key: first[key] for key in ("xaxis", "yaxis") if first.get(key) is not None}
    new = {"type": "bar", **shared, "width": widths, "showlegend": False, "orientation": "v" if lying else "h"}
    return {**new, along: middles, across: bins.people.tolist()}


def _recount_axis(layout: dict[str, Any], side: str, key: str) -> None:
    """Make the axis of people one of counts, and take out what was written at single people."""
    name = f"{side}axis{key[1:]}"
    axis = {entry: value for entry, value in (layout.get(name) or {}).items() if entry not in OF_PEOPLE}
    layout[name] = {**axis, "title": {"text": COUNT_LABEL}, "rangemode": "tozero"}
    for kind in ("annotations", "shapes"):
        kept = [one for one in layout.get(kind) or () if one.get(f"{side}ref") != key]
        if kind in layout:
            layout[kind] = kept
