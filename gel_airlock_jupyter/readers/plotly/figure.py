"""From a Plotly figure to a FigureView."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from gel_airlock_jupyter.readers.plotly.carried import carried_by, dimension_names
from gel_airlock_jupyter.readers.plotly.hovered import names_of
from gel_airlock_jupyter.readers.plotly.states import shown_by_controls, states_of
from gel_airlock_jupyter.readers.plotly.texts import texts_in
from gel_airlock_jupyter.readers.plotly.trace import Trace
from gel_airlock_jupyter.readers.plotly.traces import drawn_by
from gel_airlock_jupyter.readers.plotly.values import kind_of, listed, number, plain
from gel_airlock_jupyter.subjects import AxesInfo, Embedded, FigureView, Mark, Points


def handles(obj: object) -> bool:
    """Return whether `obj` is a Plotly figure or figure widget; plotly is not imported to find out."""
    return any(kind.__module__.startswith("plotly.") for kind in type(obj).__mro__) and hasattr(obj, "to_dict")


def read(obj: Any, name: str) -> FigureView:
    """Read everything a Plotly figure draws or carries.

    Parameters
    ----------
    obj : plotly Figure or FigureWidget
        Left as it is.
    name : str
        Name for messages.
    """
    return read_spec(obj.to_dict(), name)


def read_spec(spec: Mapping[str, Any], name: str) -> FigureView:
    """Read a Plotly figure from its JSON (`{"data", "layout", "frames"}`), as notebooks store it."""
    layout = spec.get("layout") or {}
    panels: dict[tuple[str, str], int] = {}
    traces = traces_of(spec, panels)
    marks: list[Mark] = []
    points: list[Points] = []
    embedded: list[Embedded] = []
    unread: list[str] = []
    for trace in traces:
        drawn, not_read = drawn_by(trace)
        marks += [item for item in drawn if isinstance(item, Mark)]
        points += [item for item in drawn if isinstance(item, Points)]
        unread += not_read
        embedded += carried_by(trace)
    unread += ["a picture laid over the figure"] * len(layout.get("images") or ())
    axes = tuple(_axes(layout, key, index, traces) for key, index in panels.items())
    texts = tuple(texts_in(layout, traces))
    return FigureView(
        name, "plotly", axes, tuple(marks), texts, points=tuple(points), embedded=tuple(embedded), unread=tuple(unread)
    )


def traces_of(spec: Mapping[str, Any], panels: dict[tuple[str, str], int] | None = None) -> list[Trace]:
    """Return the traces of a figure, then those of its animation frames and of its controls.

    Parameters
    ----------
    spec : mapping
        Plotly's JSON.
    panels : dict, optional
        Filled with the number of each pair of axes.
    """
    return list(_traces(spec, {} if panels is None else panels))


def _traces(spec: Mapping[str, Any], panels: dict[tuple[str, str], int]) -> Iterator[Trace]:
    layout = spec.get("layout") or {}
    for path, data in _named(spec):
        key = (str(data.get("xaxis") or data.get("scene") or "x"), str(data.get("yaxis") or "y"))
        index = panels.setdefault(key, len(panels))
        x_limits, y_limits = (_limits(layout.get(f"{side[0]}axis{side[1:]}")) for side in key)
        yield Trace(data, path, index, x_limits, y_limits, _title(layout))


def _named(spec: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    later = shown_by_controls(spec)
    for place, data in enumerate(spec.get("data") or ()):
        yield f"trace {place + 1}", {**data, "visible": True} if place in later else data
    for frame_place, frame in enumerate(spec.get("frames") or ()):
        for place, data in enumerate(frame.get("data") or ()):
            yield f"frame {frame_place + 1}, trace {place + 1}", data
    yield from states_of(spec)


def _limits(axis: Any) -> tuple[float, float] | None:
    """Return the fixed range of an axis of numbers, in data units; None where Plotly chooses it."""
    said = (axis or {}).get("range")
    ends = [number(end) for end in said] if isinstance(said, list | tuple) and len(said) == 2 else []
    if len(ends) != 2 or any(math.isnan(end) for end in ends) or axis.get("autorange") is True:
        return None
    low, high = sorted(10.0**end for end in ends) if axis.get("type") == "log" else sorted(ends)
    return low, high


def _axes(layout: Mapping[str, Any], key: tuple[str, str], index: int, traces: list[Trace]) -> AxesInfo:
    x_axis, y_axis = (layout.get(f"{side[0]}axis{side[1:]}") or {} for side in key)
    here = [trace for trace in traces if trace.axes == index]
    x_label, y_label = (_title(axis) for axis in (x_axis, y_axis))
    said = next((names for trace in here if (names := names_of(trace.data))), {})
    round_axes = [layout.get(str(trace.data.get("subplot") or "polar")) for trace in here if "polar" in trace.kind]
    polar: Mapping[str, Any] = next(filter(None, round_axes), {})
    x_label = x_label or _title(polar.get("angularaxis") or {}) or said.get("theta", said.get("x", ""))
    y_label = y_label or _title(polar.get("radialaxis") or {}) or said.get("r", said.get("y", ""))
    shown = next((trace.data.get("title") or {} for trace in here if trace.kind == "indicator"), {})
    y_label = y_label or _title({"title": shown})
    matrix = next((dimension_names(trace) for trace in here if trace.kind in ("splom", "parcoords")), ())
    if matrix:
        x_label, y_label = matrix[0], ", ".join(matrix[1:])
    sideways = any(trace.data.get("orientation") == "h" for trace in here)
    title = _title(layout) if index == 0 else ""
    return AxesInfo(
        index,
        title,
        x_label,
        y_label,
        x_label if sideways else y_label,
        next(filter(None, (_colour_title(layout, trace) for trace in here)), ""),
        None,
        _kind(x_axis, [value for trace in here for value in listed(trace.data.get("x"))[:100]]),
        _kind(y_axis, [value for trace in here for value in listed(trace.data.get("y"))[:100]]),
    )


def _kind(axis: Mapping[str, Any], values: list[Any]) -> str:
    said = {"category": "words", "date": "dates", "linear": "numbers", "log": "numbers"}.get(str(axis.get("type")))
    return said or kind_of(values)


def _title(holder: Mapping[str, Any]) -> str:
    title = holder.get("title")
    return plain(title.get("text")) if isinstance(title, Mapping) else plain(title)


def _colour_title(layout: Mapping[str, Any], trace: Trace) -> str:
    bars = [trace.data.get("colorbar"), (trace.data.get("marker") or {}).get("colorbar")]
    shared = trace.data.get("coloraxis") or (trace.data.get("marker") or {}).get("coloraxis")
    bars.append((layout.get(shared) or {}).get("colorbar") if shared else None)
    return next((title for bar in bars if bar and (title := _title(bar))), "")
