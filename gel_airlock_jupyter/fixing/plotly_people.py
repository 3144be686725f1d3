"""Plotly traces of single people drawn anew: lines as bands, bars as histograms, fits between percentiles."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gel_airlock_jupyter.checks.figure_clouds import Cloud, clouds_of
from gel_airlock_jupyter.fixing.axis_values import places_of
from gel_airlock_jupyter.fixing.bands import Band, banded
from gel_airlock_jupyter.fixing.fits import fitted_anew, told
from gel_airlock_jupyter.fixing.plotly_bars import histogram_of
from gel_airlock_jupyter.fixing.plotly_traces import shown_column
from gel_airlock_jupyter.fixing.round_numbers import are_round, settled
from gel_airlock_jupyter.readers.plotly.figure import traces_of
from gel_airlock_jupyter.readers.plotly.trace import Trace as Read
from gel_airlock_jupyter.readers.plotly.values import numbers
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.subjects import FigureView

Trace = dict[str, Any]
NOTE = "line: median; band: quartiles"


@dataclass
class Anew:
    """Places of traces that go, traces that come, and what was done."""

    gone: set[int] = field(default_factory=set)
    added: list[Trace] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)


def drawn_anew(spec: Trace, view: FigureView, context: Context, people: Collection[str], threshold: int) -> Anew:
    """Return what becomes of traces of single people that no trace by itself tells how to draw; axes are changed.

    Parameters
    ----------
    spec : dict
        Plotly's JSON; limits and labels of its axes are changed.
    view : FigureView
        What was read of it.
    context : Context
        Policy and declarations.
    people : collection of str
        Paths of marks that may be one person each.
    threshold : int
        Fewest people behind a mark.
    """
    anew = Anew()
    traces = [trace for trace in traces_of(spec) if trace.path.startswith("trace ")]
    for cloud in clouds_of(view, context):
        if not any(part.path in people for part in cloud.parts):
            continue
        here = {place: trace for place, trace in enumerate(traces) if trace.axes == cloud.axes}
        if cloud.what == "line":
            _lines(anew, spec, here, cloud, threshold)
        elif cloud.what == "bar" and (found := histogram_of(spec, list(here.values()), threshold)):
            anew.gone |= set(here)
            anew.added.append(found)
            anew.changes.append(f"bars of single people in axes {cloud.axes + 1} drawn as a histogram")
        elif cloud.what == "point":
            _fits(anew, here, cloud, threshold)
        _settle(spec, list(here.values()))
    return anew


def _lines(anew: Anew, spec: Trace, here: Mapping[int, Read], cloud: Cloud, threshold: int) -> None:
    paths = {part.path for part in cloud.parts}
    drawn = {place: trace for place, trace in here.items() if trace.path in paths}
    order = list(drawn)
    colours = [_colour(trace, f"of line {place}") for place, trace in drawn.items()]
    x = places_of([shown_column(trace.data.get("x")) for trace in drawn.values()])
    lines = [(a, np.array(numbers(t.data.get("y")), float)) for a, t in zip(x.columns, drawn.values(), strict=True)]
    if any(len(a) != len(b) for a, b in lines):
        return
    found = banded(lines, colours, threshold)
    back = [[x.back(float(place)) for place in band.x] for _, bands in found.groups for band in bands]
    if not back or any(place is None for places in back for place in places):
        return
    places = iter(back)
    for group, bands in found.groups:
        first = drawn[order[group[0]]].data
        for number, band in enumerate(bands):
            anew.added += _band(first, band, next(places), named=number == 0 and found.by_colour)
    anew.gone |= set(drawn)
    anew.changes += found.words(f"axes {cloud.axes + 1}", threshold)
    notes = (spec.setdefault("layout", {})).setdefault("annotations", [])
    place = {"xref": "paper", "yref": "paper", "x": 1, "y": 1, "xanchor": "right", "yanchor": "bottom"}
    if not any(note.get("text") == NOTE for note in notes):
        spec["layout"]["annotations"] = [*notes, {**place, "text": NOTE, "showarrow": False, "font": {"size": 10}}]


def _colour(trace: Read, otherwise: str) -> str:
    return str(
        (trace.data.get("line") or {}).get("color") or (trace.data.get("marker") or {}).get("color") or otherwise
    )


def _band(first: Mapping[str, Any], band: Band, x: Sequence[Any], *, named: bool) -> list[Trace]:
    """Return a filled outline and the median line; an outline without a stroke is no line of its own."""
    colour = (first.get("line") or {}).get("color")
    shared = {key: first[key] for key in ("xaxis", "yaxis", "legendgroup") if first.get(key) is not None}
    outline = {"x": [*x, *reversed(x)], "y": [*band.high.tolist(), *reversed(band.low.tolist())]}
    fill = {"fill": "toself", "mode": "none", "opacity": 0.25, "showlegend": False, "hoverinfo": "skip"}
    line = {"mode": "lines", "x": list(x), "y": band.middle.tolist()}
    name = {"name": first["name"]} if named and first.get("name") else {"showlegend": False}
    tint = {"fillcolor": colour} if colour else {}
    return [
        {"type": "scatter", **shared, **outline, **fill, **tint},
        {"type": "scatter", **shared, **line, **name, **({"line": {"color": colour}} if colour else {})},
    ]


def _fits(anew: Anew, here: Mapping[int, Read], cloud: Cloud, threshold: int) -> None:
    """Draw lines through points that are binned anew, or take them out."""
    points = {trace.path: trace for trace in here.values()}
    shades = {part.path: _colour(points[part.path], "") for part in cloud.parts if part.path in points}
    done = {True: 0, False: 0}
    for place, trace in here.items():
        if trace.kind not in ("scatter", "scattergl") or "lines" not in str(trace.data.get("mode") or "lines"):
            continue
        if any(part.path == trace.path for part in cloud.parts):
            continue
        same = [part for part in cloud.parts if shades.get(part.path) == _colour(trace, "none")]
        behind = np.array([pair for part in same or cloud.parts for pair in zip(part.x, part.y, strict=False)], float)
        x, y = (places_of([shown_column(trace.data.get(key))]) for key in ("x", "y"))
        plain = x.kind == y.kind == "numbers" and len(x.columns[0]) == len(y.columns[0])
        fits = plain and len(behind) and not trace.data.get("fill")
        found = fitted_anew(x.columns[0], y.columns, behind, threshold) if fits else None
        anew.gone.add(place)
        done[found is not None] += 1
        if found is not None:
            kept = {key: part for key, part in trace.data.items() if key not in ("customdata", "hovertemplate", "text")}
            anew.added.append({**kept, "x": found[0].tolist(), "y": found[1].tolist()})
    anew.changes += told(done[True], done[False], f"axes {cloud.axes + 1}")


def _settle(spec: Trace, here: Sequence[Read]) -> None:
    """Round limits, and free ticks, that somebody set at the values of the data."""
    layout = spec.get("layout") or {}
    for side in ("x", "y"):
        for key in {str(trace.data.get(f"{side}axis") or side) for trace in here}:
            axis = layout.get(f"{side}axis{key[1:]}")
            limits = (axis or {}).get("range")
            ends = numbers(limits) if limits is not None else []
            if axis and len(ends) == 2 and ends[0] == ends[0] and ends[1] == ends[1] and axis.get("type") != "date":
                axis["range"] = list(settled(*ends))
            ticks = numbers(axis.get("tickvals")) if axis else []
            if axis and ticks and not are_round(ticks, max(ticks) - min(ticks)):
                for name in ("tickvals", "ticktext", "tickmode"):
                    axis.pop(name, None)
