"""Glyphs of a Bokeh plot as marks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.bokeh.columns import column, field_of, numbers, places, rows_of
from gel_airlock_jupyter.subjects import Mark, Points

MARKERS = ("Scatter", "Circle", "Marker", "Square", "Cross", "X", "Diamond", "Dot", "Asterisk")
LINES = ("Line", "Step")
GROUND = ("VArea", "HArea", "VAreaStep", "HAreaStep")


@dataclass(frozen=True)
class Drawn:
    """A glyph with its data source, its axes and its name in messages."""

    glyph: Any
    source: Mapping[str, Any]
    axes: int
    path: str
    series: str = ""
    visible: bool = True
    held: Mapping[str, Any] | None = None  # the whole data source, where a view shows some of its rows

    @property
    def kind(self) -> str:
        """Return Bokeh's name of the glyph."""
        return type(self.glyph).__name__


def is_glyph_visible(renderer: Any) -> bool:
    """Return whether the glyph of a renderer is drawn with any ink."""
    return bool(renderer.visible) and getattr(renderer.glyph, "fill_alpha", 1) != 0


def drawn_by(drawn: Drawn) -> tuple[list[Mark | Points], list[str]]:
    """Return the marks of a glyph, and its name where no reader understands it."""
    kind = drawn.kind
    if kind in ("VBar", "HBar", "Quad"):
        return list(_bars(drawn)), []
    if kind in ("Wedge", "AnnularWedge"):
        return list(_wedges(drawn)), []
    if kind in ("Rect", "Block", "HexTile", "Patches", "MultiPolygons"):
        return list(_cells(drawn)), []
    if kind == "Image":
        return list(_grids(drawn)), []
    if kind in MARKERS or kind in LINES:
        return list(_placed(drawn)), []
    if kind == "Patch":
        return [Points("line", drawn.axes, drawn.path, *_corners(drawn), visible=drawn.visible)], []
    if kind == "MultiLine":
        return list(_many_lines(drawn)), []
    if kind in GROUND:
        return list(_areas(drawn)), []
    if kind in ("Segment", "Ray", "Text", "Span", "VSpan", "HSpan", "VStrip", "HStrip"):
        return [], []
    return [], [f"the {kind} glyph ({drawn.path})"]


def _bars(drawn: Drawn) -> Iterator[Mark]:
    ends = {name: numbers(column(drawn.source, drawn.glyph, name)) for name in ("top", "bottom", "left", "right")}
    sideways = drawn.kind == "HBar" or (drawn.kind == "Quad" and _lies(ends))
    far, near = ("right", "left") if sideways else ("top", "bottom")
    labels = _labels(drawn, ends, sideways)
    for place in range(rows_of(drawn.source)):
        value = _at(ends[far], place, math.nan) - _at(ends[near], place, 0.0)
        start, end = (ends["bottom"], ends["top"]) if sideways else (ends["left"], ends["right"])
        yield Mark(
            kind="sideways bar" if sideways else "bar",
            axes=drawn.axes,
            path=f"{drawn.path}, bar {place + 1}",
            value=value,
            label=labels[place] if place < len(labels) else "",
            series=drawn.series,
            visible=drawn.visible,
            width=_at(end, place, 0.0) - _at(start, place, 0.0) if drawn.kind == "Quad" else None,
        )


def _lies(ends: Mapping[str, list[float]]) -> bool:
    """Tell a sideways histogram of quads: all stand on the left edge 0."""
    left, bottom = ends["left"], ends["bottom"]
    return bool(left) and all(value == 0 for value in left) and any(value != 0 for value in bottom)


def _labels(drawn: Drawn, ends: Mapping[str, list[float]], sideways: bool) -> list[str]:
    if drawn.kind == "Quad":
        start, end = (ends["bottom"], ends["top"]) if sideways else (ends["left"], ends["right"])
        return [f"{a:g} to {b:g}" for a, b in zip(start, end, strict=False)]
    named = column(drawn.source, drawn.glyph, "y" if sideways else "x")
    return [", ".join(map(str, name)) if isinstance(name, tuple | list) else str(name) for name in named]


def _wedges(drawn: Drawn) -> Iterator[Mark]:
    """Read slices from columns that were turned into angles: whatever adds up to a full turn is a share."""
    start = numbers(column(drawn.source, drawn.glyph, "start_angle"))
    end = numbers(column(drawn.source, drawn.glyph, "end_angle"))
    for place, (a, b) in enumerate(zip(start, end, strict=False)):
        share = abs(b - a) / (2 * math.pi)
        yield Mark(
            "wedge", drawn.axes, f"{drawn.path}, slice {place + 1}", share, measure="share", visible=drawn.visible
        )


def _cells(drawn: Drawn) -> Iterator[Points]:
    """Read the values that colour the cells of a grid."""
    field = field_of(getattr(drawn.glyph, "fill_color", None))
    values = numbers(drawn.source.get(field, ())) if field else []
    kind = "hexagons" if drawn.kind == "HexTile" else "cells"
    yield Points(kind, drawn.axes, drawn.path, (), (), tuple(v for v in values if v == v), drawn.series, drawn.visible)


def _grids(drawn: Drawn) -> Iterator[Points]:
    """Read the values of pictures that colour maps paint: one array a row, one value a cell."""
    for grid in column(drawn.source, drawn.glyph, "image"):
        values = np.asarray(grid, dtype=float).ravel()
        yield Points("cells", drawn.axes, drawn.path, (), (), tuple(values[np.isfinite(values)].tolist()), drawn.series)


def _corners(drawn: Drawn) -> tuple[tuple[float, ...], tuple[float, ...]]:
    x, y = (tuple(places(column(drawn.source, drawn.glyph, name))) for name in ("x", "y"))
    return x, y


def _placed(drawn: Drawn) -> Iterator[Points]:
    kind = "steps" if drawn.kind == "Step" else "line" if drawn.kind == "Line" else "points"
    x, y = _corners(drawn)
    shades = tuple(_mapped(drawn, ("fill_color", "line_color"))) if kind == "points" else ()
    shades = shades if len(shades) == len(x) and all(value == value for value in shades) else ()
    yield Points(kind, drawn.axes, drawn.path, x, y, shades, drawn.series, drawn.visible)
    for name in ("size", "radius") if kind == "points" else ():
        field = field_of(getattr(drawn.glyph, name)) if name in drawn.glyph.properties() else None
        sizes = tuple(numbers(drawn.source.get(field, ()))) if field else ()
        if field and sizes:
            yield Points("sizes", drawn.axes, f"{drawn.path}, sizes", (), (), sizes, field, drawn.visible)


def _mapped(drawn: Drawn, names: tuple[str, ...]) -> list[float]:
    """Return the numbers of the first colour that a colour map makes of a column."""
    for name in names:
        said = getattr(drawn.glyph, name, None)
        field = field_of(said)
        if field and getattr(said, "transform", None) is not None:
            return numbers(drawn.source.get(field, ()))
    return []


def _many_lines(drawn: Drawn) -> Iterator[Points]:
    xs, ys = (column(drawn.source, drawn.glyph, name) for name in ("xs", "ys"))
    for place, (x, y) in enumerate(zip(xs, ys, strict=False)):
        path = f"{drawn.path}, line {place + 1}"
        yield Points("line", drawn.axes, path, tuple(places(list(x))), tuple(places(list(y))), visible=drawn.visible)


def _areas(drawn: Drawn) -> Iterator[Points]:
    first, second = ("y1", "y2") if drawn.kind.startswith("V") else ("x1", "x2")
    lower, upper = (numbers(column(drawn.source, drawn.glyph, name)) for name in (first, second))
    thickness = tuple(abs(b - a) for a, b in zip(lower, upper, strict=False))
    yield Points("area", drawn.axes, drawn.path, (), (), thickness, drawn.series, drawn.visible)


def _at(values: list[float], place: int, otherwise: float) -> float:
    return values[place] if place < len(values) else otherwise
