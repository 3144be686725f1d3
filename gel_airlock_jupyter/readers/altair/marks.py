"""The marks of a layer: values as written, or counted the way Vega-Lite will count them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

from gel_airlock_jupyter.readers.altair.layers import Channel, Layer
from gel_airlock_jupyter.subjects import Mark, Points

POINT_MARKS = ("point", "circle", "square", "tick", "rule", "geoshape")
LINE_MARKS = ("line", "trail")
GROUPING = (
    "x",
    "y",
    "color",
    "fill",
    "column",
    "row",
    "facet",
    "xOffset",
    "yOffset",
    "detail",
    "shape",
    "opacity",
    "theta",
)
SIZES = {"bar": ("y", "x"), "area": ("y", "x"), "arc": ("theta", "radius"), "rect": ("color", "fill")}


def drawn_by(layer: Layer) -> tuple[list[Mark | Points], list[str]]:
    """Return the marks of a layer, and its name where the data or the mark cannot be read."""
    if not layer.carried:
        return [], [f"the data of the {layer.mark} chart ({layer.dataset or 'none given'})"]
    drawn, unread = _drawn_by(layer)
    return [*drawn, *_worked_from(layer), *_rows(layer)], unread or [
        f"what the {layer.mark} chart computes"
    ] * _lacks_fields(layer)


def _rows(layer: Layer) -> Iterator[Points]:
    """Yield the numbers that a summary is made of, which are carried and not drawn: the session may know them."""
    names = dict.fromkeys(name for row in layer.carried[:100] for name in row) if layer.leaves_rows_out else ()
    for name in names:
        values = tuple(number(row.get(name)) for row in layer.carried)
        if any(value == value for value in values):
            yield Points("carried", layer.axes, f"{layer.path}, rows", values, drawn=False)


def _lacks_fields(layer: Layer) -> bool:
    """Return whether the chart draws what only a transform unknown here would compute."""
    if not layer.transforms or layer.is_aggregated:
        return False
    present = {name for row in layer.rows[:1000] for name in row}
    return any(channel.field not in present for channel in layer.channels.values() if channel.field)


def _worked_from(layer: Layer) -> Iterator[Points]:
    """Yield the numbers that a chart carries to compute others from them, or for a pointer, field by field."""
    for name in sorted((layer.worked_fields | layer.hovered_fields) - layer.drawn_fields):
        values = tuple(value for row in layer.carried if (value := number(row.get(name))) == value)
        if values:
            yield Points("sizes", layer.axes, f"{layer.path}, field '{name}'", (), (), values, name)


def _drawn_by(layer: Layer) -> tuple[list[Mark | Points], list[str]]:
    if layer.mark in ("bar", "arc", "rect", "area"):
        return _sized(layer)
    if layer.mark == "boxplot":
        return list(_box(layer)), []
    if layer.mark in (*POINT_MARKS, *LINE_MARKS):
        return list(_placed(layer)), []
    if layer.mark in ("text", "errorbar", "errorband"):
        return [], []
    return [], [f"the {layer.mark} chart"]


def _sized(layer: Layer) -> tuple[list[Mark | Points], list[str]]:
    size, is_sideways = size_channel(layer)
    if size is None:
        return list(_placed(layer)) if layer.mark == "bar" else [], []
    if not size.aggregate:
        named = layer.channel("y" if is_sideways else "x").field or layer.channel("color").field
        values = [(str(row.get(named, "")), number(row.get(size.field))) for row in layer.rows]
        if layer.is_aggregated:
            return [], []
    elif size.aggregate == "count":
        counted = _counted(layer)
        if counted is None:  # bins are chosen while drawing; the data travel along, which FG-09 reports
            return [], []
        values = counted
    else:
        return [], []
    return list(_marks(layer, values, is_sideways=is_sideways)), []


def size_channel(layer: Layer) -> tuple[Channel | None, bool]:
    """Return the channel that carries sizes, and whether bars grow along x."""
    for name in SIZES[layer.mark]:
        channel = layer.channel(name)
        measured = channel.kind == "quantitative" and bool(channel.field) and not channel.is_binned
        if channel.aggregate or (measured and not _is_interval(layer, name)):
            return channel, name == "x"
    return None, False


def _is_interval(layer: Layer, name: str) -> bool:
    """Return whether a bar spans an interval along an axis, such as a bin, and has its size along the other one."""
    across = layer.channel({"x": "y", "y": "x"}.get(name, ""))
    return f"{name}2" in layer.channels and bool(across.field or across.aggregate) and across.kind == "quantitative"


def _marks(layer: Layer, values: list[tuple[str, float]], *, is_sideways: bool) -> Iterator[Mark | Points]:
    if layer.mark == "rect":
        yield Points("cells", layer.axes, layer.path, (), (), tuple(value for _, value in values if value == value))
        return
    if layer.mark == "area":
        yield Points("area", layer.axes, layer.path, (), (), tuple(value for _, value in values if value == value))
        return
    total = sum(value for _, value in values if value == value)
    whole = all(value == round(value) for _, value in values if value == value)
    visible = _visible(layer)
    for place, (label, value) in enumerate(values):
        is_share = layer.mark == "arc" and not whole
        kind = "wedge" if layer.mark == "arc" else "sideways bar" if is_sideways else "bar"
        shown = value / total if is_share and total else value
        path = f"{layer.path} {place + 1}"
        yield Mark(kind, layer.axes, path, shown, label=label, visible=visible, measure="share" if is_share else "")


def _counted(layer: Layer) -> list[tuple[str, float]] | None:
    """Count rows by every grouping channel; None where bins or transforms decide."""
    groups = [layer.channels[name] for name in GROUPING if name in layer.channels]
    groups += [channel for name, channel in layer.channels.items() if name.startswith("facet")]
    fields = [channel.field for channel in groups if channel.field and not channel.aggregate]
    if layer.transforms or any(channel.is_binned for channel in groups):
        return None
    counted = Counter(tuple(str(row.get(name)) for name in fields) for row in layer.rows)
    return [(", ".join(key), float(count)) for key, count in counted.items()]


def _placed(layer: Layer) -> Iterator[Points]:
    """Read points and lines; one mark a row, unless the layer summarises."""
    x, y = layer.channel("x"), layer.channel("y")
    if layer.is_aggregated:
        return
    if layer.mark == "rule" and not (x.field and y.field):
        return
    groups: dict[str, list[tuple[float, float]]] = {}
    order: dict[str, float] = {}
    split = (
        [layer.channel(name).field for name in ("color", "detail", "strokeDash")] if layer.mark in LINE_MARKS else []
    )
    split += [channel.field for channel in layer.details] if layer.mark in LINE_MARKS else []
    for row in layer.rows:
        key = ", ".join(str(row.get(name)) for name in split if name)
        groups.setdefault(key, []).append((_place(row.get(x.field), order), _place(row.get(y.field), order)))
    stepped = str(layer.options.get("interpolate") or "").startswith("step")
    kind = ("steps" if stepped else "line") if layer.mark in LINE_MARKS else "points"
    for place, (series, pairs) in enumerate(groups.items()):
        path = f"{layer.path} {place + 1}"
        columns = tuple(a for a, _ in pairs), tuple(b for _, b in pairs)
        shades = _measured(layer, "color") if kind == "points" else ()
        yield Points(kind, layer.axes, path, *columns, shades, series=series, visible=_visible(layer))
    sizes = _measured(layer, "size")
    if sizes:
        path = f"{layer.path}, sizes"
        yield Points("sizes", layer.axes, path, (), (), sizes, layer.channel("size").label, _visible(layer))


def _measured(layer: Layer, name: str) -> tuple[float, ...]:
    """Return the numbers that colour or size the marks of a layer."""
    channel = layer.channel(name)
    if channel.kind != "quantitative" or not channel.field or channel.aggregate:
        return ()
    values = tuple(number(row.get(channel.field)) for row in layer.rows)
    return values if all(value == value for value in values) else ()


def _box(layer: Layer) -> Iterator[Points]:
    yield Points("box", layer.axes, layer.path, (0.0,), (0.0,), visible=_visible(layer))


def _visible(layer: Layer) -> bool:
    return layer.options.get("opacity") != 0 and layer.channel("opacity").value != 0


def _place(value: Any, order: dict[str, float]) -> float:
    found = number(value)
    return found if found == found else order.setdefault(str(value), float(len(order)))


def number(value: Any) -> float:
    """Return a value as a number; NaN for anything else."""
    if type(value) is float:
        return value
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
