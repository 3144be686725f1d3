"""Waterfalls and swimmer plots of Bokeh counted in bins."""

from __future__ import annotations

from typing import Any

import numpy as np

from gel_airlock_jupyter.fixing.counted import COUNT_LABEL, Counted, counted
from gel_airlock_jupyter.readers.bokeh.columns import column, numbers


def histogram_in(plot: Any, threshold: int) -> bool:
    """Count people along the axis of values in place of bars; return whether that can be right.

    Bars must be of one glyph and begin at 0; what else was drawn beside them is hidden.

    Parameters
    ----------
    plot : bokeh plot
        A copy; changed.
    threshold : int
        Fewest people of a bin.
    """
    bars = [one for one in plot.renderers if type(getattr(one, "glyph", None)).__name__ in ("VBar", "HBar")]
    if len(bars) != 1:
        return False
    glyph, source = bars[0].glyph, bars[0].data_source.data
    lying = type(glyph).__name__ == "HBar"
    far, near = ("right", "left") if lying else ("top", "bottom")
    values, feet = (np.array(numbers(column(source, glyph, name)), dtype=float) for name in (far, near))
    bins = counted(values, threshold) if not feet.any() else None
    if bins is None:
        return False
    for renderer in plot.renderers:
        renderer.visible = False
    for legend in plot.legend:
        legend.items = []
    _draw(plot, bins, lying)
    _recount_axis(plot, sideways=lying)
    return True


def _draw(plot: Any, bins: Counted, lying: bool) -> None:
    from bokeh import models

    made_of: Any = models  # its names are not all declared for type checkers
    ends = (bins.edges[:-1], bins.edges[1:]) if lying else (np.zeros(len(bins.people)), bins.people)
    levels = (np.zeros(len(bins.people)), bins.people) if lying else (bins.edges[:-1], bins.edges[1:])
    columns = {"left": ends[0], "right": ends[1], "bottom": levels[0], "top": levels[1]}
    glyph = made_of.Quad(left="left", right="right", bottom="bottom", top="top", line_color="white")
    made = made_of.GlyphRenderer(data_source=made_of.ColumnDataSource(columns), glyph=glyph)
    plot.renderers = [*plot.renderers, made]


def _recount_axis(plot: Any, *, sideways: bool) -> None:
    """Make the axis of people one of counts: another range, scale and ticks."""
    from bokeh import models

    made_of: Any = models
    side = "y" if sideways else "x"
    setattr(plot, f"{side}_range", made_of.DataRange1d(start=0))
    setattr(plot, f"{side}_scale", made_of.LinearScale())
    other = f"{'x' if sideways else 'y'}_range"
    if type(getattr(plot, other)).__name__ == "DataRange1d":
        setattr(plot, other, made_of.DataRange1d())
    for place in ("below", "above") if side == "x" else ("left", "right"):
        new = [_counting(made_of, plot, axis) if hasattr(axis, "axis_label") else axis for axis in getattr(plot, place)]
        setattr(plot, place, new)


def _counting(made_of: Any, plot: Any, axis: Any) -> Any:
    new = made_of.LinearAxis(axis_label=COUNT_LABEL)
    for grid in plot.center:
        if getattr(grid, "axis", None) is axis:
            grid.axis = new
    return new
