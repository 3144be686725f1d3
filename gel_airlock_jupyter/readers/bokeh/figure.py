"""From a Bokeh plot or layout to a FigureView."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gel_airlock_jupyter.readers.bokeh.carried import carried_by, hovered_numbers, unused_in
from gel_airlock_jupyter.readers.bokeh.glyphs import Drawn, drawn_by, is_glyph_visible
from gel_airlock_jupyter.readers.bokeh.texts import label_of, texts_in
from gel_airlock_jupyter.readers.bokeh.views import chosen, rows_shown
from gel_airlock_jupyter.subjects import AxesInfo, FigureView, Mark, Points


def handles(obj: object) -> bool:
    """Return whether `obj` is a Bokeh model; bokeh is not imported to find out."""
    return any(kind.__module__.startswith("bokeh.") for kind in type(obj).__mro__) and hasattr(obj, "references")


def read(obj: Any, name: str) -> FigureView:
    """Read everything a Bokeh plot, or a layout of plots, draws or carries.

    Parameters
    ----------
    obj : bokeh model
        Left as it is.
    name : str
        Name for messages.
    """
    models = models_of(obj)
    plots = plots_of(models)
    parts = [models if plot is obj else list(plot.references()) for plot in plots]
    glyphs = [drawn for index, plot in enumerate(plots) for drawn in _glyphs(plot, index)]
    marks: list[Mark] = []
    points: list[Points] = []
    unread: list[str] = []
    for drawn in glyphs:
        found, not_read = drawn_by(drawn)
        marks += [item for item in found if isinstance(item, Mark)]
        points += [item for item in found if isinstance(item, Points)]
        unread += not_read
    points += hovered_numbers(models, glyphs)
    unread += _unknown(plots)
    axes = tuple(_axes(plot, index, glyphs, parts[index]) for index, plot in enumerate(plots))
    texts = tuple(texts_in(models, parts, glyphs))
    embedded = tuple(carried_by(models, glyphs))
    return FigureView(
        name, "bokeh", axes, tuple(marks), texts, points=tuple(points), embedded=embedded, unread=tuple(unread)
    )


def models_of(obj: Any) -> list[Any]:
    """Return every model of a plot or layout in the order in which they were made."""
    return sorted(obj.references(), key=lambda model: (len(str(model.id)), str(model.id)))


def plots_of(models: Sequence[Any]) -> list[Any]:
    """Return the plots among models, numbered as axes."""
    return [model for model in models if "renderers" in model.properties() and hasattr(model, "xaxis")]


def embedded_in(obj: Any) -> Iterator[tuple[Any, int, tuple[str, ...]]]:
    """Yield data sources that carry more than is drawn, with their number and the fields that nothing draws."""
    models = models_of(obj)
    yield from unused_in(models, [drawn for i, plot in enumerate(plots_of(models)) for drawn in _glyphs(plot, i)])


def _glyphs(plot: Any, index: int) -> Iterator[Drawn]:
    legend = {
        id(renderer): label_of(item.label)
        for model in plot.legend
        for item in model.items
        for renderer in item.renderers
    }
    for number, outer in enumerate(plot.renderers):
        for renderer in parts_of(outer):
            source = renderer.data_source.data
            rows = rows_shown(renderer.view, source)
            path = f"axes {index + 1}, glyph {number + 1}"
            series = legend.get(id(renderer), "") or str(renderer.name or "")
            visible = is_glyph_visible(renderer) or (id(renderer) in legend and plot.legend.click_policy != "none")
            shown = source if rows is None else chosen(source, rows)
            yield Drawn(renderer.glyph, shown, index, path, series, visible, source)


def parts_of(renderer: Any) -> list[Any]:
    """Return the renderers of glyphs that a renderer is made of: a graph has nodes and edges."""
    if hasattr(renderer, "glyph"):
        return [renderer]
    names = ("node_renderer", "edge_renderer", "fill_renderer", "line_renderer")
    return [getattr(renderer, name) for name in names if hasattr(getattr(renderer, name, None), "glyph")]


def _unknown(plots: Sequence[Any]) -> Iterator[str]:
    """Yield the renderers of plots that draw no glyph of theirs, such as map tiles, and what only scripts choose."""
    for index, plot in enumerate(plots):
        for renderer in plot.renderers:
            if not parts_of(renderer):
                yield f"the {type(renderer).__name__} of axes {index + 1}"


def _axes(plot: Any, index: int, glyphs: list[Drawn], parts: Sequence[Any]) -> AxesInfo:
    x_label, y_label = (_axis_label(axes) for axes in (plot.xaxis, plot.yaxis))
    sideways = any(drawn.kind == "HBar" for drawn in glyphs if drawn.axes == index)
    kinds = [_kind(axes) for axes in (plot.xaxis, plot.yaxis)]
    colour = next((str(bar.title) for bar in parts if type(bar).__name__ == "ColorBar" and bar.title), "")
    title = str(getattr(plot.title, "text", None) or "")
    value_label = x_label if sideways else y_label
    return AxesInfo(index, title, x_label, y_label, value_label, colour, None, kinds[0], kinds[1])


def _axis_label(axes: Any) -> str:
    return next((str(getattr(axis.axis_label, "text", axis.axis_label)) for axis in axes if axis.axis_label), "")


def _kind(axes: Any) -> str:
    names = {type(axis).__name__ for axis in axes}
    return "words" if "CategoricalAxis" in names else "dates" if "DatetimeAxis" in names else "numbers"
