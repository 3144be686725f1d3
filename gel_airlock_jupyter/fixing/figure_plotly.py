"""A Plotly figure rewritten so that it carries aggregates only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gel_airlock_jupyter.checks.figure_points import single_people
from gel_airlock_jupyter.checks.figure_texts import small_texts
from gel_airlock_jupyter.fixing.figure_texts import masked_text
from gel_airlock_jupyter.fixing.open_ranges import open_ranges
from gel_airlock_jupyter.fixing.plotly_notes import without_notes
from gel_airlock_jupyter.fixing.plotly_people import drawn_anew
from gel_airlock_jupyter.fixing.plotly_sizes import mask_sizes
from gel_airlock_jupyter.fixing.plotly_traces import aggregated
from gel_airlock_jupyter.readers.plotly import read_spec
from gel_airlock_jupyter.readers.plotly.carried import are_paths
from gel_airlock_jupyter.readers.plotly.figure import traces_of
from gel_airlock_jupyter.readers.plotly.hovered import names_of
from gel_airlock_jupyter.readers.plotly.trace import CARRIED
from gel_airlock_jupyter.readers.plotly.trace import Trace as Read
from gel_airlock_jupyter.readers.plotly.traces import places_inside
from gel_airlock_jupyter.readers.plotly.values import listed, plain
from gel_airlock_jupyter.registry import Context, plural

Trace = dict[str, Any]
WHISKERS = "box: quartiles; whiskers: percentiles with at least {} people beyond"


def fix_plotly(obj: Any, name: str, context: Context, threshold: int, *, floor: bool) -> tuple[Any, tuple[str, ...]]:
    """Return a new Plotly figure without single people's data, and what was changed.

    Histograms become bars, 2-D histograms and scatters of many points become heat-maps, box plots and violins become
    boxes of quantiles; custom data, hover texts and traces that wait in the legend go.

    Parameters
    ----------
    obj : plotly Figure
        Left as it is.
    name : str
        Name for messages.
    context : Context
        Policy and declarations.
    threshold : int
        Smallest count that may be shown, in people.
    floor : bool
        Whether small bars are drawn at the threshold rather than hidden.
    """
    import plotly.graph_objects as go

    spec = obj.to_dict()
    changes: list[str] = []
    changes += without_notes(spec)
    view = read_spec(spec, name)
    findings = single_people(view, replace(context, rule="FG-06"))
    people = {place.label for finding in findings for place in finding.where}
    if spec.pop("frames", None):
        changes.append("animation frames removed")
    controls = [key for key in ("updatemenus", "sliders") if (spec.get("layout") or {}).pop(key, None)]
    if controls:
        changes.append("buttons, menus and sliders removed, with what they would show")
    anew = drawn_anew(spec, view, replace(context, rule="FG-06"), people, threshold)
    changes += anew.changes
    kept = [
        rewritten
        for place, trace in enumerate(spec.get("data") or ())
        if place not in anew.gone
        and (rewritten := _rewritten(dict(trace), f"trace {place + 1}", threshold, people, changes)) is not None
    ]
    before = spec.get("data") or ()
    spec["data"] = [*kept, *anew.added]
    if not any(trace.get("lowerfence") is not None for trace in before):
        _say_whiskers(spec, threshold)
    changes += _cropped(spec, name)
    changes += mask_sizes(spec, name, context, threshold, floor=floor)
    _mask_texts(spec, name, context, threshold, changes)
    return go.Figure(spec), tuple(changes)


def _rewritten(trace: Trace, path: str, threshold: int, people: Collection[str], changes: list[str]) -> Trace | None:
    if trace.get("visible", True) in (False, "legendonly"):
        changes.append(f"{path} removed: it was not drawn")
        return None
    for key in CARRIED:
        if listed(trace.get(key)) and not (key == "ids" and are_paths(Read(trace, path, 0))):
            del trace[key]
            changes.append(f"{key} of {path} removed")
    sized = names_of(trace).get("marker.size")
    trace.pop("hovertemplate", None)
    if sized:
        trace["hovertemplate"] = f"{sized}=%{{marker.size}}<extra></extra>"
    new = aggregated(trace, threshold, are_people=path in people)
    if new is None:
        return trace
    changes.append(f"{path} ({trace.get('type') or 'scatter'}) drawn from aggregates")
    return new


def _say_whiskers(spec: dict[str, Any], threshold: int) -> None:
    """Write where the whiskers end that were drawn here, since quartiles and whiskers alone do not tell."""
    if any(trace.get("lowerfence") is not None for trace in spec["data"]):
        layout = spec.setdefault("layout", {})
        place = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"}
        note = {**place, "text": WHISKERS.format(threshold), "showarrow": False, "font": {"size": 10}}
        layout["annotations"] = [*(layout.get("annotations") or ()), note]


def _cropped(spec: dict[str, Any], name: str) -> list[str]:
    """Drop points beyond the fixed ranges of the axes, which a click would bring back."""
    outside = {points.path: points.outside for points in read_spec(spec, name).points if points.outside}
    for place, trace in enumerate(traces_of(spec)):
        if trace.path in outside:
            kept = places_inside(trace)
            columns = {key: [listed(trace.data[key])[one] for one in kept] for key in ("x", "y")}
            spec["data"][place] = {**{key: part for key, part in trace.data.items() if key != "marker"}, **columns}
    return [f"{plural(sum(outside.values()), 'point')} outside the axes removed"] if outside else []


def _mask_texts(spec: dict[str, Any], name: str, context: Context, threshold: int, changes: list[str]) -> None:
    view = read_spec(spec, name)
    small = {
        s.text.text: masked_text(s.text.text, s.counts, f"<{threshold}") for s in small_texts(view, context, threshold)
    }
    small |= open_ranges(view, context, threshold)
    if small:
        spec["layout"] = _replaced(spec.get("layout") or {}, small)
        spec["data"] = [_replaced_in_trace(trace, small) for trace in spec["data"]]
        changes.append(f"{plural(len(small), 'text')} with counts or totals rewritten with <{threshold} or a range")


def _replaced(value: Any, small: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: part if key == "template" else _replaced(part, small) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(part, small) for part in value]
    return small.get(plain(value), value) if isinstance(value, str) else value


def _replaced_in_trace(trace: Trace, small: Mapping[str, str]) -> Trace:
    new = dict(trace)
    for key in ("name", "text", "labels", "header", "cells", "colorbar", "title"):
        if new.get(key) is not None:
            new[key] = _texts(new[key], small)
    return {key: _replaced(part, small) if key in ("x", "y") and _is_words(part) else part for key, part in new.items()}


def _texts(value: Any, small: Mapping[str, str]) -> Any:
    """Replace texts, and numbers printed as texts, in a part of a trace that is only text."""
    if isinstance(value, Mapping):
        return {key: _texts(part, small) for key, part in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_texts(part, small) for part in value]
    return small.get(plain(str(value)), value) if isinstance(value, str | int | float) else value


def _is_words(value: Any) -> bool:
    entries: Sequence[Any] = listed(value)
    return any(isinstance(entry, str) for entry in entries)
