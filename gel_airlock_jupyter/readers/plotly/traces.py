"""Traces of a Plotly figure as marks."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from gel_airlock_jupyter.readers.plotly.carried import combinations
from gel_airlock_jupyter.readers.plotly.hovered import names_of, numbers_of
from gel_airlock_jupyter.readers.plotly.trace import BARS, BINNED, GRIDS, LINES, PERSON_BY_PERSON, SLICES, Trace
from gel_airlock_jupyter.readers.plotly.values import listed, number, numbers, plain
from gel_airlock_jupyter.subjects import Mark, Points


def drawn_by(trace: Trace) -> tuple[list[Mark | Points], list[str]]:
    """Return the marks of a trace, and its name where no reader understands it."""
    drawn, unread = _drawn_by(trace)
    return [*drawn, *_shown(trace), *_rows(trace)], unread


def _drawn_by(trace: Trace) -> tuple[list[Mark | Points], list[str]]:
    if trace.kind in BARS:
        return list(_bars(trace)), []
    if trace.kind in SLICES:
        return list(_slices(trace)), []
    if trace.kind in GRIDS and (trace.data.get("z") is not None or trace.kind != "image"):
        return [_cells(trace)], []
    if trace.kind in LINES:
        return list(_lines(trace)), []
    if trace.kind in ("splom", "parcoords"):
        return list(_matrix(trace)), []
    if trace.kind == "parcats":
        return list(_ribbons(trace)), []
    if trace.kind == "histogram":
        return list(_histogram(trace)), []
    if trace.kind in ("box", "violin"):
        return list(_boxes(trace)), []
    if trace.kind in BINNED or trace.kind in PERSON_BY_PERSON or trace.kind in ("table", "indicator", "sankey"):
        return list(_links(trace)), []
    return [], [f"the {trace.kind} plot ({trace.path})"]


def _rows(trace: Trace) -> Iterator[Points]:
    """Yield the rows behind a summary, which are carried and not drawn: evidence of the session may know them."""
    x, y = (tuple(numbers(trace.data.get(key))) if trace.kind in BINNED else () for key in ("x", "y"))
    if any(value == value for value in (*x, *y)):
        yield Points("carried", trace.axes, f"{trace.path}, rows", x, y, drawn=False)


def _ribbons(trace: Trace) -> Iterator[Mark]:
    """Read the ribbons of parallel categories: as wide as the number of rows with that combination."""
    counts = numbers(trace.data.get("counts"))
    single = counts[0] if len(counts) == 1 else number(trace.data.get("counts") or 1)
    held: Counter[tuple[str, ...]] = Counter()
    for place, row in enumerate(combinations(trace)):
        held[row] += counts[place] if place < len(counts) > 1 else single  # type: ignore[assignment]
    for place, (row, count) in enumerate(held.items(), 1):
        yield Mark(
            "flow", trace.axes, f"{trace.path}, flow {place}", count, label=", ".join(row), visible=trace.visible
        )


def _matrix(trace: Trace) -> Iterator[Points]:
    """Read a matrix of scatters: every row is drawn, in each column against the first."""
    columns = [tuple(_places(part.get("values"))) for part in trace.data.get("dimensions") or ()]
    for place, column in enumerate(columns[1:] or columns, 2):
        path = trace.path if place == 2 else f"{trace.path}, column {place}"
        yield Points("points", trace.axes, path, columns[0], column, (), trace.name, trace.visible)


def _bars(trace: Trace) -> Iterator[Mark]:
    sideways = trace.data.get("orientation") == "h" or (trace.kind == "funnel" and "orientation" not in trace.data)
    along, places = ("x", "y") if sideways else ("y", "x")
    if trace.kind == "barpolar":
        along, places = "r", "theta"
    labels = listed(trace.data.get(places))
    name, visible, limited = trace.name, trace.visible, trace.x_limits is not None or trace.y_limits is not None
    for place, value in enumerate(numbers(trace.data.get(along))):
        label = str(labels[place]) if place < len(labels) else str(place)
        x = number(labels[place]) if place < len(labels) else float(place)
        yield Mark(
            kind="sideways bar" if sideways else "bar",
            axes=trace.axes,
            path=f"{trace.path}, bar {place + 1}",
            value=value,
            x=None if math.isnan(x) else x,
            label=plain(label),
            series=name,
            visible=visible,
            inside=not (limited and _is_bar_outside(trace, x, value, sideways)),
        )


def _is_bar_outside(trace: Trace, place: float, value: float, sideways: bool) -> bool:
    """Return whether no part of a bar, which stands on zero, lies within fixed ranges of the axes."""
    along, across = (trace.x_limits, trace.y_limits) if sideways else (trace.y_limits, trace.x_limits)
    if across is not None and not math.isnan(place) and not across[0] <= place <= across[1]:
        return True
    return along is not None and (max(value, 0.0) < along[0] or min(value, 0.0) > along[1])


def _slices(trace: Trace) -> Iterator[Mark]:
    """Read slices; a pie without values counts how often each label occurs."""
    labels = [plain(str(label)) for label in listed(trace.data.get("labels"))]
    values = numbers(trace.data.get("values"))
    if not values:
        counted = Counter(labels)
        labels, values = list(counted), [float(count) for count in counted.values()]
    total = sum(value for value in values if value == value)
    whole = all(value == round(value) for value in values if value == value)
    for place, value in enumerate(values):
        shown, measure = (value, "") if whole and total > 1 else (value / total if total else 0.0, "share")
        label = labels[place] if place < len(labels) else ""
        path = f"{trace.path}, slice {place + 1}"
        yield Mark("wedge", trace.axes, path, shown, label=label, visible=trace.visible, measure=measure)


def _cells(trace: Trace) -> Points:
    values = tuple(value for value in numbers(trace.data.get("z")) if value == value)
    return Points("cells", trace.axes, trace.path, (), (), values, trace.name, trace.visible)


def _lines(trace: Trace) -> Iterator[Points]:
    first, second = ("r", "theta") if "polar" in trace.kind else ("a", "b") if "ternary" in trace.kind else ("x", "y")
    if "geo" in trace.kind or "map" in trace.kind:
        first, second = "lon", "lat"
    x, y = (_places(trace.data.get(key)) for key in (first, second))
    if not x:
        x = [float(place) for place in range(len(y))]
    pairs = [(a, b) for a, b in zip(x, y, strict=False) if a == a and b == b]
    mode = str(trace.data.get("mode") or ("lines+markers" if len(pairs) < 20 else "lines"))
    errors = any(listed((trace.data.get(key) or {}).get("array")) for key in ("error_x", "error_y"))
    shape = str((trace.data.get("line") or {}).get("shape") or "")
    if errors:
        kind = "estimates"
    elif "lines" in mode:
        kind = "steps" if shape in ("hv", "vh") else "line with points" if "markers" in mode else "line"
    else:
        kind = "points" if "markers" in mode else "texts"
    filled = trace.data.get("stackgroup")
    kind = "area" if filled else kind
    values = tuple(b for _, b in pairs) if filled else _shades(trace, len(pairs)) if kind == "points" else ()
    columns = tuple(a for a, _ in pairs), tuple(b for _, b in pairs)
    outside = sum(trace.is_outside(*pair) for pair in pairs) if trace.x_limits or trace.y_limits else 0
    yield Points(kind, trace.axes, trace.path, *columns, values, trace.name, trace.visible, outside)
    yield from _sizes(trace)


def places_inside(trace: Trace) -> list[int]:
    """Return the places of the points that lie within the fixed ranges of the axes."""
    x, y = (_places(trace.data.get(key)) for key in ("x", "y"))
    return [place for place, pair in enumerate(zip(x, y, strict=False)) if not trace.is_outside(*pair)]


def _shades(trace: Trace, count: int) -> tuple[float, ...]:
    """Return the numbers that colour the points of a trace, one a point."""
    found = numbers((trace.data.get("marker") or {}).get("color"))
    return tuple(found) if len(found) == count and all(value == value for value in found) else ()


def _sizes(trace: Trace) -> Iterator[Points]:
    """Yield what the sizes of points stand for: named by a template, or scaled by area under a title that names it."""
    found = tuple(numbers((trace.data.get("marker") or {}).get("size")))
    names = names_of(trace.data)
    printed = names.get("text", "") if found and found == tuple(numbers(trace.data.get("text"))) else ""
    scaled = (trace.data.get("marker") or {}).get("sizemode") == "area"
    named = names.get("marker.size") or printed or (trace.title if scaled else "")
    if found and named:
        yield Points("sizes", trace.axes, f"{trace.path}, sizes", (), (), found, named.strip(), trace.visible)


def _shown(trace: Trace) -> Iterator[Points]:
    """Yield the numbers that a pointer shows, or a template prints, under their names."""
    sizes = tuple(numbers((trace.data.get("marker") or {}).get("size")))
    for name, values in numbers_of(trace.data).items():
        if values != sizes:
            yield Points("sizes", trace.axes, f"{trace.path}, shown", (), (), values, name, trace.visible)


def _boxes(trace: Trace) -> Iterator[Points]:
    """Read a box plot or violin, and the single points it draws."""
    yield Points("box", trace.axes, trace.path, (0.0,), (0.0,), series=trace.name, visible=trace.visible)
    shown = trace.data.get("boxpoints" if trace.kind == "box" else "points")
    values = [
        value
        for value in numbers(trace.data.get("y") if trace.data.get("y") is not None else trace.data.get("x"))
        if value == value
    ]
    if shown == "all" and values:
        path = f"{trace.path}, points"
        yield Points("points", trace.axes, path, (), tuple(values), series=trace.name, visible=trace.visible)


def _places(value: Any) -> list[float]:
    """Return coordinates as numbers; words and dates by their order of appearance."""
    found = listed(value)
    order: dict[Any, float] = {}
    plain_numbers = [number(entry) for entry in found]
    if all(n == n or entry is None or entry != entry for n, entry in zip(plain_numbers, found, strict=True)):
        return plain_numbers
    return [order.setdefault(str(entry), float(len(order))) for entry in found]


def _histogram(trace: Trace) -> Iterator[Mark]:
    """Count what a histogram of words, or one with fixed bins, draws; Plotly chooses other bins while drawing."""
    sideways = trace.data.get("orientation") == "h" or (trace.data.get("x") is None and trace.data.get("y") is not None)
    values = listed(trace.data.get("y" if sideways else "x"))
    bins = trace.data.get("ybins" if sideways else "xbins") or {}
    if trace.data.get("histfunc") not in (None, "count") or trace.data.get("histnorm"):
        return
    if any(isinstance(value, str) for value in values):
        counted = {str(label): count for label, count in Counter(values).items()}
    elif bins.get("size") and bins.get("start") is not None:
        start, size = number(bins["start"]), number(bins["size"])
        places = Counter(
            math.floor((number(value) - start) / size) for value in values if number(value) == number(value)
        )
        counted = {f"{start + i * size:g} to {start + (i + 1) * size:g}": count for i, count in sorted(places.items())}
    else:
        return
    kind = "sideways bar" if sideways else "bar"
    for place, (label, count) in enumerate(counted.items()):
        path = f"{trace.path}, bar {place + 1}"
        yield Mark(kind, trace.axes, path, float(count), label=label, series=trace.name, visible=trace.visible)


def _links(trace: Trace) -> Iterator[Mark]:
    """Read the flows of a Sankey diagram and the number of an indicator; other kinds draw no mark with a size."""
    if trace.kind == "indicator":
        shown = number(trace.data.get("value"))
        title = trace.data.get("title") or {}
        label = plain(title.get("text") if isinstance(title, Mapping) else title)
        yield Mark("number", trace.axes, f"{trace.path}, number", shown, label=label, visible=trace.visible)
    for place, value in enumerate(numbers((trace.data.get("link") or {}).get("value"))):
        yield Mark("flow", trace.axes, f"{trace.path}, flow {place + 1}", value, label=f"flow {place + 1}")
