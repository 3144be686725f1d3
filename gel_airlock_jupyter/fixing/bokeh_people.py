"""Bokeh glyphs of single people drawn anew: lines as bands, fits between percentiles, limits at round numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from gel_airlock_jupyter.checks.figure_clouds import Cloud, clouds_of
from gel_airlock_jupyter.fixing.axis_values import Places, places_of, plain_column
from gel_airlock_jupyter.fixing.bands import Band, banded
from gel_airlock_jupyter.fixing.bokeh_bars import histogram_in
from gel_airlock_jupyter.fixing.fits import fitted_anew, told
from gel_airlock_jupyter.fixing.round_numbers import are_round, settled
from gel_airlock_jupyter.readers.bokeh.columns import column, numbers
from gel_airlock_jupyter.readers.bokeh.figure import models_of, plots_of
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.subjects import FigureView

ONE = "one"  # where a glyph draws all its lines in one colour
Line = tuple[Any, Any, str]  # x as the axis shows it, y, colour


def mend_people(
    copy: Any, view: FigureView, context: Context, people: Collection[str], threshold: int
) -> Iterator[str]:
    """Draw lines, bars and fits of single people anew, and say so; what is replaced is hidden, so that numbers hold.

    Parameters
    ----------
    copy : bokeh model
        A copy; changed.
    view : FigureView
        What was read of it.
    context : Context
        Policy and declarations, for FG-06.
    people : collection of str
        Paths of marks that may be one person each.
    threshold : int
        Fewest people behind a mark.
    """
    plots = plots_of(models_of(copy))
    for cloud in clouds_of(view, context):
        if not any(part.path in people for part in cloud.parts):
            continue
        plot, axes = plots[cloud.axes], f"axes {cloud.axes + 1}"
        if cloud.what == "line":
            yield from _bands(plot, cloud, threshold)
        elif cloud.what == "bar" and histogram_in(plot, threshold):
            yield f"bars of single people in {axes} drawn as a histogram"
        elif cloud.what == "point":
            yield from _fits(plot, cloud, threshold)
        _settle(plot)


def _bands(plot: Any, cloud: Cloud, threshold: int) -> Iterator[str]:
    own = {part.path.split(", line ")[0] for part in cloud.parts}
    renderers = [
        one for number, one in enumerate(plot.renderers) if f"axes {cloud.axes + 1}, glyph {number + 1}" in own
    ]
    lines = [line for place, renderer in enumerate(renderers) for line in _lines_of(renderer, place)]
    found = places_of([plain_column(x) for x, _, _ in lines])
    pairs = [(x, np.array(numbers(y), dtype=float)) for x, (_, y, _) in zip(found.columns, lines, strict=True)]
    if any(len(x) != len(y) for x, y in pairs):
        return
    bands = banded(pairs, [colour for _, _, colour in lines], threshold)
    changes = bands.words(f"axes {cloud.axes + 1}", threshold)
    if not changes or any(found.back(float(x)) is None for _, some in bands.groups for band in some for x in band.x):
        return
    labels = _labels(plot, renderers)
    for renderer in renderers:
        renderer.visible = False
    for group, some in bands.groups:
        for band in some:
            _draw(plot, band, found, lines[group[0]][2], labels if bands.by_colour else {})
    yield from changes


def _lines_of(renderer: Any, place: int) -> Iterator[Line]:
    glyph, source = renderer.glyph, renderer.data_source.data
    if type(glyph).__name__ == "MultiLine":
        xs, ys = (column(source, glyph, name) for name in ("xs", "ys"))
        colours = [str(colour) for colour in column(source, glyph, "line_color")]
        colours = colours if len(colours) == len(xs) else [ONE] * len(xs)
        yield from zip(xs, ys, colours, strict=True)
        return
    field = getattr(glyph.x, "field", glyph.x)
    x = source[field] if isinstance(field, str) and field in source else column(source, glyph, "x")
    said = getattr(glyph.line_color, "value", glyph.line_color)
    yield x, column(source, glyph, "y"), said if isinstance(said, str) else f"of line {place}"


def _labels(plot: Any, renderers: Sequence[Any]) -> Mapping[str, Any]:
    """Return by colour what the legend calls a line, and take the items of single lines out."""
    found: dict[str, Any] = {}
    for legend in plot.legend:
        for item in legend.items:
            for renderer in item.renderers:
                if renderer in renderers:
                    found.setdefault(next(_lines_of(renderer, 0))[2], item.label)
        legend.items = [item for item in legend.items if not any(one in renderers for one in item.renderers)]
    return found


def _draw(plot: Any, band: Band, places: Places, colour: str, labels: Mapping[str, Any]) -> None:
    from bokeh import models

    made_of: Any = models  # its names are not all declared for type checkers
    x: Any = [places.back(float(place)) for place in band.x]
    x = np.array(x, dtype="datetime64[ms]") if places.kind == "dates" else x
    tint = colour if colour.startswith("#") or (colour.isalpha() and colour != ONE) else "#1f77b4"
    area = made_of.VArea(x="x", y1="low", y2="high", fill_color=tint, fill_alpha=0.25)
    line = made_of.Line(x="x", y="middle", line_color=tint, line_width=2)
    drawn = ((area, {"x": x, "low": band.low, "high": band.high}), (line, {"x": x, "middle": band.middle}))
    made = [made_of.GlyphRenderer(data_source=made_of.ColumnDataSource(data), glyph=one) for one, data in drawn]
    plot.renderers = [*plot.renderers, *made]
    for legend in plot.legend if colour in labels else ():
        legend.items = [*legend.items, made_of.LegendItem(label=labels[colour], renderers=[made[1]])]


def _fits(plot: Any, cloud: Cloud, threshold: int) -> Iterator[str]:
    """Draw lines through points that are binned anew, or take them out."""
    from bokeh.models import ColumnDataSource

    behind = np.array([pair for part in cloud.parts for pair in zip(part.x, part.y, strict=False)], dtype=float)
    drawn = removed = 0
    for renderer in plot.renderers:
        if type(getattr(renderer, "glyph", None)).__name__ not in ("Line", "Step", "VArea") or not len(behind):
            continue
        source, glyph = renderer.data_source.data, renderer.glyph
        names = ("y1", "y2") if type(glyph).__name__ == "VArea" else ("y",)
        columns = [np.array(numbers(column(source, glyph, name)), dtype=float) for name in ("x", *names)]
        x, curves = columns[0], columns[1:]
        found = fitted_anew(x, curves, behind, threshold) if all(len(x) == len(curve) for curve in curves) else None
        if found is None:
            renderer.visible = False
            removed += 1
            continue
        renderer.data_source = ColumnDataSource(dict(zip(("x", *names), found, strict=True)))
        glyph.update(x="x", **{name: name for name in names})
        drawn += 1
    yield from told(drawn, removed, f"axes {cloud.axes + 1}")


def _settle(plot: Any) -> None:
    """Round limits that somebody set at the values of the data, and let Bokeh choose ticks that stand there."""
    for limits in (plot.x_range, plot.y_range):
        said = [getattr(limits, name, None) for name in ("start", "end")]
        ends = [float(end) for end in said if isinstance(end, int | float)]
        if type(limits).__name__ == "Range1d" and len(ends) == 2:
            limits.start, limits.end = settled(*ends)
    for axis in (*plot.xaxis, *plot.yaxis):
        ticks = numbers(getattr(axis.ticker, "ticks", None) or ())
        if type(axis.ticker).__name__ == "FixedTicker" and ticks and not are_round(ticks, max(ticks) - min(ticks)):
            from bokeh.models import BasicTicker

            axis.ticker = BasicTicker()
