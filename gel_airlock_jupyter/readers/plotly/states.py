"""What buttons, menus and sliders of a Plotly figure turn its traces into: one click away, so as good as drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

DATA = (
    "x",
    "y",
    "z",
    "r",
    "theta",
    "values",
    "labels",
    "text",
    "hovertext",
    "customdata",
    "name",
    "marker",
    "lat",
    "lon",
)
Json = Mapping[str, Any]


def states_of(spec: Json) -> Iterator[tuple[str, Json]]:
    """Yield the traces that controls make of the figure's, each with the words of its control.

    Parameters
    ----------
    spec : mapping
        Plotly's JSON. Controls that animate name frames, which are read as such.
    """
    traces: Sequence[Json] = spec.get("data") or ()
    for name, changes, touched in _changes(spec.get("layout") or {}):
        written = {key: value for key, value in changes.items() if key.partition(".")[0] in DATA}
        if written:
            for place, index in enumerate(touched if touched is not None else range(len(traces))):
                if 0 <= index < len(traces):
                    yield f"{name}, trace {index + 1}", _changed(traces[index], written, place)


def shown_by_controls(spec: Json) -> frozenset[int]:
    """Return the places of traces that some control makes visible."""
    traces = spec.get("data") or ()
    found: set[int] = set()
    for _, changes, touched in _changes(spec.get("layout") or {}):
        if "visible" in changes:
            for place, index in enumerate(touched if touched is not None else range(len(traces))):
                if _own(changes["visible"], place) is True:
                    found.add(index)
    return frozenset(found)


def _changes(layout: Json) -> Iterator[tuple[str, Json, Sequence[int] | None]]:
    """Yield the name of each button and step, what it writes into traces, and into which (None: all)."""
    for kind, entries, steps in (("menu", "updatemenus", "buttons"), ("slider", "sliders", "steps")):
        for number, control in enumerate(layout.get(entries) or (), 1):
            for step in control.get(steps) or ():
                method = step.get("method") or "restyle"
                name = f"{kind} {number} '{step.get('label') or ''}'"
                for args in (step.get("args"), step.get("args2")):
                    if args and method in ("restyle", "update") and isinstance(args[0], Mapping):
                        yield name, args[0], _touched(args[1 if method == "restyle" else 2 :])
                    elif args and method == "restyle" and isinstance(args[0], str) and len(args) > 1:
                        yield name, {args[0]: args[1]}, _touched(args[2:])


def _touched(rest: Sequence[Any]) -> Sequence[int] | None:
    named = rest[0] if rest else None
    if isinstance(named, int):
        return (named,)
    return [int(index) for index in named] if isinstance(named, list | tuple) else None


def _changed(trace: Json, written: Json, place: int) -> Json:
    """Return a trace with some attributes replaced; a dotted name reaches into a part of it."""
    new = dict(trace)
    for key, value in written.items():
        first, _, rest = key.partition(".")
        if rest:
            new[first] = {**(new.get(first) or {}), rest: _own(value, place)}
        else:
            new[first] = _own(value, place)
    return {**new, "visible": True}


def _own(value: Any, place: int) -> Any:
    """Return what a list of values, one a trace, says for one of them; Plotly begins anew where it is too short."""
    if isinstance(value, list | tuple) and value:
        return value[place % len(value)]
    return value
