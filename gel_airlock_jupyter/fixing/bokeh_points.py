"""Scatters of single people in a Bokeh plot drawn anew as hexagons of at least 5."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np

from gel_airlock_jupyter.fixing.bokeh_boxes import boxed, is_strip
from gel_airlock_jupyter.fixing.bokeh_rows import renderers_in, source_of, take_out
from gel_airlock_jupyter.fixing.cells import Cells, cells_of, coarse_steps
from gel_airlock_jupyter.fixing.coarse import rounded
from gel_airlock_jupyter.readers.bokeh.columns import column, numbers
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
    for path, plot, renderer in list(renderers_in(copy)):
        kind = type(renderer.glyph).__name__
        if path in people and kind == "Step":
            yield from _coarser(renderer, path, threshold)
        if path not in people or kind not in MARKERS:
            continue
        if is_strip(renderer):
            yield boxed(plot, renderer, threshold)
            continue
        x, y = (np.array(numbers(column(renderer.data_source.data, renderer.glyph, name))) for name in ("x", "y"))
        cells = cells_of(x, y, threshold)
        if cells is not None:
            _replace(plot, renderer, cells, threshold)
            yield f"{len(x):,} points of {path.split(', ')[0]} drawn as cells of at least {threshold}"


def _coarser(renderer: Any, path: str, threshold: int) -> Iterator[str]:
    """Draw a cumulative curve with steps of at least the threshold each, at round places."""
    x, y = (numbers(column(renderer.data_source.data, renderer.glyph, name)) for name in ("x", "y"))
    kept = coarse_steps(len(x), threshold)
    if kept:
        places = rounded([x[place] for place in kept])
        renderer.data_source = source_of({"x": places, "y": [y[place] for place in kept]})
        renderer.glyph.update(x="x", y="y")
        yield f"{len(x):,} steps of {path} drawn as {len(kept)} of at least {threshold} people each"


def _replace(plot: Any, renderer: Any, cells: Cells, threshold: int) -> None:
    from bokeh import models

    made_of: Any = models  # its names are not all declared for type checkers

    counts, x_edges, y_edges = cells
    columns, rows = np.nonzero(counts >= threshold)
    shown = counts[columns, rows]
    middles = [(edges[:-1] + edges[1:]) / 2 for edges in (x_edges, y_edges)]
    source = source_of({"x": middles[0][columns], "y": middles[1][rows], "people": shown})
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
    take_out(plot, renderer, made)
    plot.add_layout(
        made_of.ColorBar(color_mapper=mapper, title=f"Participants per cell (at least {threshold})"), "right"
    )
