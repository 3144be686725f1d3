"""Scatters of single people in a Bokeh plot drawn anew as hexagons of at least 5."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np

from gel_airlock_jupyter.fixing.cells import Cells, cells_of
from gel_airlock_jupyter.readers.bokeh.columns import column, numbers
from gel_airlock_jupyter.readers.bokeh.figure import models_of, plots_of
from gel_airlock_jupyter.readers.bokeh.glyphs import MARKERS


def binned(copy: Any, people: Collection[str], threshold: int) -> Iterator[str]:
    """Replace scatters at `people` (paths as the reader names them) by coloured cells, and say so.

    Parameters
    ----------
    copy : bokeh model
        A copy; changed.
    people : collection of str
        Paths such as "axes 1, glyph 2" of points that may be one person each.
    threshold : int
        Fewest points a cell stands for.
    """
    for index, plot in enumerate(plots_of(models_of(copy))):
        for number, renderer in enumerate(list(plot.renderers)):
            path = f"axes {index + 1}, glyph {number + 1}"
            if path not in people or type(getattr(renderer, "glyph", None)).__name__ not in MARKERS:
                continue
            x, y = (
                np.array(numbers(column(renderer.data_source.data, renderer.glyph, name)), dtype=float)
                for name in ("x", "y")
            )
            cells = cells_of(x, y, threshold)
            if cells is None:
                continue
            _replace(plot, renderer, cells, threshold)
            yield f"{len(x):,} points of axes {index + 1} drawn as cells of at least {threshold}"


def _replace(plot: Any, renderer: Any, cells: Cells, threshold: int) -> None:
    from bokeh import models

    made_of: Any = models  # its names are not all declared for type checkers

    counts, x_edges, y_edges = cells
    columns, rows = np.nonzero(counts >= threshold)
    shown = counts[columns, rows]
    middles = [(edges[:-1] + edges[1:]) / 2 for edges in (x_edges, y_edges)]
    source = made_of.ColumnDataSource({"x": middles[0][columns], "y": middles[1][rows], "people": shown})
    mapper = made_of.LinearColorMapper("Viridis256", low=threshold, high=float(shown.max(initial=threshold + 1)))
    cell = made_of.Rect(
        x="x",
        y="y",
        width=float(x_edges[1] - x_edges[0]),
        height=float(y_edges[1] - y_edges[0]),
        fill_color={"field": "people", "transform": mapper},
        line_color=None,
    )
    made = made_of.GlyphRenderer(data_source=source, glyph=cell)
    plot.renderers = [made if one is renderer else one for one in plot.renderers]
    for legend in plot.legend:
        legend.items = [item for item in legend.items if renderer not in item.renderers]
    plot.add_layout(
        made_of.ColorBar(color_mapper=mapper, title=f"Participants per cell (at least {threshold})"), "right"
    )
