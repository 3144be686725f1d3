"""Rows of a copied Bokeh plot: found by the names the reader gives, chosen, and written back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gel_airlock_jupyter.readers.bokeh.columns import numbers, rows_of
from gel_airlock_jupyter.readers.bokeh.figure import models_of, parts_of, plots_of
from gel_airlock_jupyter.readers.bokeh.views import chosen, rows_shown
from gel_airlock_jupyter.registry import plural


def source_of(columns: Mapping[str, Any]) -> Any:
    """Return a new data source."""
    from bokeh import models

    made_of: Any = models  # its names are not all declared for type checkers
    return made_of.ColumnDataSource(dict(columns))


def renderers_in(copy: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield the path of each glyph as the reader names it ("axes 1, glyph 2"), its plot and its renderer."""
    for index, plot in enumerate(plots_of(models_of(copy))):
        for number, outer in enumerate(list(plot.renderers)):
            for renderer in parts_of(outer):
                yield f"axes {index + 1}, glyph {number + 1}", plot, renderer


def found(copy: Any, path: str) -> tuple[Any, Any]:
    """Return plot and renderer at a path, or at a part of it such as "axes 1, glyph 2, bar 3"."""
    named = ", ".join(path.split(", ")[:2])
    return next((plot, renderer) for name, plot, renderer in renderers_in(copy) if name == named)


def write(source: Any, key: str, values: Mapping[int, Any]) -> None:
    """Write numbers into some rows of a column."""
    changed = [float(value) for value in numbers(source.data[key])]
    for place, value in values.items():
        changed[place] = value
    source.data = {**source.data, key: changed}


def leave_out(renderer: Any, places: Sequence[int]) -> None:
    """Take rows out of what a glyph draws; it gets a data source of its own."""
    data = renderer.data_source.data
    gone = set(places)
    kept = [place for place in range(rows_of(data)) if place not in gone]
    renderer.data_source = source_of(chosen(data, kept))


def without_views(copy: Any) -> Iterator[str]:
    """Give each glyph that shows some rows of a data source those rows only, and say how many were left out."""
    left_out = 0
    for _, _, renderer in list(renderers_in(copy)):
        data = renderer.data_source.data
        rows = rows_shown(renderer.view, data)
        if rows is not None:
            left_out += rows_of(data) - len(rows)
            renderer.data_source = source_of(chosen(data, rows))
            renderer.view = type(renderer.view)()
    if left_out:
        yield f"{plural(left_out, 'row')} that a view did not show removed"


def take_out(plot: Any, renderer: Any, *instead: Any) -> None:
    """Take a renderer out of a plot and its legends, and put others in its place."""
    plot.renderers = [one for part in plot.renderers for one in (instead if part is renderer else (part,))]
    for legend in plot.legend:
        legend.items = [item for item in legend.items if renderer not in item.renderers]
