"""Strips of single people in a Bokeh plot drawn anew as boxes of quantiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gel_airlock_jupyter.fixing.bokeh_rows import source_of, take_out
from gel_airlock_jupyter.fixing.percentiles import summary_of
from gel_airlock_jupyter.readers.bokeh.columns import column, numbers

WIDTH = 0.5  # of a category
INK = "#4c78a8"


def boxed(plot: Any, renderer: Any, threshold: int) -> str:
    """Replace points over categories by quartiles and whiskers, and say so; groups of few people are left out.

    Parameters
    ----------
    plot, renderer : bokeh models
        Of a copy; changed.
    threshold : int
        Half of the fewest people of a box, and the fewest beyond each whisker.
    """
    from bokeh import models

    made_of: Any = models  # its names are not all declared for type checkers

    sides = [column(renderer.data_source.data, renderer.glyph, name) for name in ("x", "y")]
    sideways = _are_words(sides[1])
    names, values = (sides[1], numbers(sides[0])) if sideways else (sides[0], numbers(sides[1]))
    rows = [row for name in dict.fromkeys(map(_key, names)) if (row := _quantiles(name, names, values, threshold))]
    if not rows:
        take_out(plot, renderer)
        return f"{len(values):,} points that may be one person each removed: too few for quantiles"
    source = source_of({key: [row[key] for row in rows] for key in rows[0]})
    ink = {"fill_color": INK, "fill_alpha": 0.5, "line_color": INK}
    if sideways:
        box = made_of.HBar(y="group", left="q1", right="q3", height=WIDTH, **ink)
        places = {"y0": "group", "y1": "group"}
        whisker = made_of.Segment(x0="low", x1="high", **places, line_color=INK)
        middle = made_of.Scatter(x="median", y="group", marker="dash", angle=np.pi / 2, size=14, line_color="black")
    else:
        box = made_of.VBar(x="group", bottom="q1", top="q3", width=WIDTH, **ink)
        whisker = made_of.Segment(x0="group", x1="group", y0="low", y1="high", line_color=INK)
        middle = made_of.Scatter(x="group", y="median", marker="dash", size=14, line_color="black")
    glyphs = [made_of.GlyphRenderer(data_source=source, glyph=glyph) for glyph in (whisker, box, middle)]
    take_out(plot, renderer, *glyphs)
    axis = (plot.xaxis if sideways else plot.yaxis)[0]
    axis.axis_label = f"{axis.axis_label or 'value'} (median and quartiles; whiskers at percentiles)"
    return f"{len(values):,} points drawn as quantiles of {len(rows)} groups"


def is_strip(renderer: Any) -> bool:
    """Return whether the points of a glyph stand over categories."""
    x, y = (column(renderer.data_source.data, renderer.glyph, name) for name in ("x", "y"))
    return _are_words(x) != _are_words(y)


def _are_words(values: Sequence[Any]) -> bool:
    return any(isinstance(value, str | tuple | list) for value in values)


def _key(name: Any) -> Any:
    return tuple(name) if isinstance(name, list) else name


def _quantiles(name: Any, names: Sequence[Any], values: Sequence[float], threshold: int) -> dict[str, Any] | None:
    own = [value for value, one in zip(values, names, strict=True) if _key(one) == name]
    box = summary_of(own, threshold)
    return {"group": name, **box.numbers} if box else None
