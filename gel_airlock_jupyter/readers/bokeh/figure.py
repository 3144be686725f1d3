"""From a Bokeh plot or layout to a FigureView."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gel_airlock_jupyter.readers.bokeh.columns import fields_used, listed, rows_of
from gel_airlock_jupyter.readers.bokeh.glyphs import Drawn, drawn_by, is_glyph_visible
from gel_airlock_jupyter.readers.bokeh.texts import label_of, texts_in
from gel_airlock_jupyter.subjects import AxesInfo, Embedded, FigureView, Mark, Points


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
    glyphs = [drawn for index, plot in enumerate(plots) for drawn in _glyphs(plot, index)]
    marks: list[Mark] = []
    points: list[Points] = []
    unread: list[str] = []
    for drawn in glyphs:
        found, not_read = drawn_by(drawn)
        marks += [item for item in found if isinstance(item, Mark)]
        points += [item for item in found if isinstance(item, Points)]
        unread += not_read
    axes = tuple(_axes(plot, index, glyphs) for index, plot in enumerate(plots))
    texts = tuple(texts_in(models, plots, glyphs))
    embedded = tuple(
        Embedded(f"data source {number}", rows_of(source.data), tuple(map(str, source.data)), unused)
        for source, number, unused in _unused(models, glyphs)
    )
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
    yield from _unused(models, [drawn for i, plot in enumerate(plots_of(models)) for drawn in _glyphs(plot, i)])


def _glyphs(plot: Any, index: int) -> Iterator[Drawn]:
    legend = {
        id(renderer): label_of(item.label)
        for model in plot.legend
        for item in model.items
        for renderer in item.renderers
    }
    for number, renderer in enumerate(plot.renderers):
        if not hasattr(renderer, "glyph"):
            continue
        source = renderer.data_source.data
        visible = is_glyph_visible(renderer)
        path = f"axes {index + 1}, glyph {number + 1}"
        series = legend.get(id(renderer), "") or str(renderer.name or "")
        yield Drawn(renderer.glyph, source, index, path, series, visible)


def _axes(plot: Any, index: int, glyphs: list[Drawn]) -> AxesInfo:
    x_label, y_label = (_axis_label(axes) for axes in (plot.xaxis, plot.yaxis))
    sideways = any(drawn.kind == "HBar" for drawn in glyphs if drawn.axes == index)
    kinds = [_kind(axes) for axes in (plot.xaxis, plot.yaxis)]
    colour = next((str(bar.title) for bar in plot.references() if type(bar).__name__ == "ColorBar" and bar.title), "")
    title = str(getattr(plot.title, "text", None) or "")
    value_label = x_label if sideways else y_label
    return AxesInfo(index, title, x_label, y_label, value_label, colour, None, kinds[0], kinds[1])


def _axis_label(axes: Any) -> str:
    return next((str(getattr(axis.axis_label, "text", axis.axis_label)) for axis in axes if axis.axis_label), "")


def _kind(axes: Any) -> str:
    names = {type(axis).__name__ for axis in axes}
    return "words" if "CategoricalAxis" in names else "dates" if "DatetimeAxis" in names else "numbers"


def _unused(models: list[Any], glyphs: list[Drawn]) -> Iterator[tuple[Any, int, tuple[str, ...]]]:
    """Yield data sources with columns that no glyph draws, and sources that nothing draws at all."""
    used: dict[int, set[str]] = {}
    for drawn in glyphs:
        used.setdefault(id(drawn.source), set()).update(fields_used(drawn.glyph))
    for model in models:  # whiskers, bands and sets of labels draw columns of a source too
        if "source" in model.properties() and hasattr(model.source, "data"):
            used.setdefault(id(model.source.data), set()).update(fields_used(model))
    printed = {field for model in models for field in _printed_fields(model)}
    for number, model in enumerate([m for m in models if type(m).__name__ == "ColumnDataSource"], 1):
        unused = tuple(name for name in map(str, model.data) if name not in used.get(id(model.data), set()) | printed)
        if rows_of(model.data) > 1 and unused and listed(model.data[unused[0]]):
            yield model, number, unused


def _printed_fields(model: Any) -> Iterator[str]:
    """Yield columns that annotations and legends print."""
    for name in ("text", "label"):
        said = getattr(model, name, None) if name in model.properties() else None
        field = getattr(said, "field", None)
        if isinstance(field, str):
            yield field
