"""Texts of a Plotly figure: what is printed, and what only a mouse pointer shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gel_airlock_jupyter.readers.coded import long_numbers
from gel_airlock_jupyter.readers.plotly.hovered import rendered
from gel_airlock_jupyter.readers.plotly.trace import BARS, CARRIED, SLICES, Trace
from gel_airlock_jupyter.readers.plotly.values import leaves, listed, numbers, plain, words
from gel_airlock_jupyter.subjects import FigureText

ROLES = (  # beginning of a path in the layout, role of the text there
    ("title", "title"),
    ("annotations", "annotation"),
    ("legend", "legend title"),
    ("coloraxis", "colour bar label"),
    ("xaxis", "x label"),
    ("yaxis", "y label"),
)
STYLE = ("family", "color", "anchor", "mode", "type", "side", "ref", "dash", "colorscale", "symbol", "uid")
MOST_PRINTED = 20_000  # marks whose labels are worked out; more of them cannot be read
SHOWN = {"name": "legend entry", "labels": "category", "x": "category", "y": "category", "theta": "category"}


def texts_in(layout: Mapping[str, Any], traces: Sequence[Trace]) -> Iterator[FigureText]:
    """Yield every text of the layout and of all traces, once each."""
    seen: set[FigureText] = set()
    for text in (*_of_layout(layout), *(text for trace in traces for text in _of_trace(trace))):
        if text.text and text not in seen:
            seen.add(text)
            yield text


def _of_layout(layout: Mapping[str, Any]) -> Iterator[FigureText]:
    for path, value in leaves(layout.get("template") or {}):
        if isinstance(value, str) and not path.casefold().endswith((*STYLE, "align", "mode", "ticks", "numbers")):
            yield FigureText(plain(value), "hover text", None, False)
    for path, value in leaves({key: part for key, part in layout.items() if key != "template"}):
        last = path.rpartition(".")[2]
        if last in ("ticktext", "categoryarray"):
            for word in words(value):
                yield FigureText(plain(word), "category", 0)
        elif isinstance(value, str) and not last.casefold().endswith(STYLE):
            role = next((role for start, role in ROLES if path.startswith(start)), "hover text")
            is_main = last in ("text", "title", "label", "name")
            yield FigureText(plain(value), role if is_main else "hover text", 0, is_main)
        elif not isinstance(value, str):
            for word in words(value):
                yield FigureText(plain(word), "hover text", 0, False)


def _of_trace(trace: Trace) -> Iterator[FigureText]:
    printed = _printed_role(trace)
    for path, value in leaves({key: part for key, part in trace.data.items() if key not in ("type", "uid")}):
        first, last = path.split(".")[0].split("[")[0], path.rpartition(".")[2]
        if path == "texttemplate":
            yield from _by_template(trace, printed)
        elif path == "text" or (trace.kind == "table" and last == "values"):
            yield from _printed(trace, value, printed)
        elif path in SHOWN:
            for word in [value] if isinstance(value, str) else words(value):
                yield FigureText(plain(word), SHOWN[path], trace.axes, trace.visible)
        elif last == "text" and first in ("colorbar", "marker", "title"):
            yield FigureText(plain(value), "colour bar label", trace.axes, trace.visible)
        elif isinstance(value, str):
            if not last.casefold().endswith(STYLE) and first not in ("xaxis", "yaxis", "orientation"):
                yield FigureText(plain(value), "hover text", trace.axes, False)
        else:
            for word in words(value):
                yield FigureText(plain(word), "hover text", trace.axes, False)
            if first in CARRIED:
                yield from (FigureText(word, "hover text", trace.axes, False) for word in long_numbers(numbers(value)))


def _printed_role(trace: Trace) -> str:
    """Return the role of texts that a trace prints on its marks, or only shows on hover."""
    if trace.kind in BARS or trace.kind == "histogram":
        return "hover text" if trace.data.get("textposition") == "none" else "bar label"
    if trace.kind in SLICES:
        return "pie label"
    if trace.kind == "table":
        return "table cell"
    if trace.kind.startswith(("heatmap", "contour", "histogram2d")):
        return "cell label" if trace.data.get("texttemplate") else "hover text"
    return "annotation" if "text" in str(trace.data.get("mode") or "") else "hover text"


def _by_template(trace: Trace, role: str) -> Iterator[FigureText]:
    """Yield what a template prints, mark by mark: `text_auto=True` prints the sizes themselves."""
    names = ("x", "y", "z", "r", "theta", "text", "label", "value")
    places = {name: listed(trace.data.get(name if name not in ("label", "value") else f"{name}s")) for name in names}
    count = max(map(len, places.values()), default=0)
    known = rendered(trace.data, places, count) if count <= MOST_PRINTED else []
    if known:
        yield from _printed(trace, known if role == "bar label" else list(dict.fromkeys(known)), role)
    else:
        yield FigureText(plain(str(trace.data["texttemplate"])), role, trace.axes, trace.visible)


def _printed(trace: Trace, value: Any, role: str) -> Iterator[FigureText]:
    entries = [value] if isinstance(value, str) else listed(value)
    for place, entry in enumerate(entries):
        beside = f"{trace.path}, bar {place + 1}" if role == "bar label" and len(entries) > 1 else ""
        yield FigureText(plain(str(entry)), role, trace.axes, trace.visible and role != "hover text", beside)
