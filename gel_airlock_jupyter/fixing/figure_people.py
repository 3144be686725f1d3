"""Waterfalls and swimmer plots, a bar for each person, drawn as histograms of what the bars show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.fixing.counted import COUNT_LABEL, Counted, counted
from gel_airlock_jupyter.fixing.figure_artists import take_out
from gel_airlock_jupyter.readers.matplotlib.bars import Bar, bars_in
from gel_airlock_jupyter.readers.matplotlib.layout import Panel, kind_of

NEAR = 1e-9


def mend_bars(panel: Panel, threshold: int) -> list[str]:
    """Replace bars of single people by a histogram along the same axis of values, and return what was done.

    The axis of values keeps its label and reference lines; the axis of people becomes one of counts. Bars that a
    person has on top of each other are added up. Nothing is done with fewer than two times the threshold of people,
    with bars that begin anywhere but at 0 (their length is not on the axis), and on axes of dates.

    Parameters
    ----------
    panel : Panel
        Axes of a copied figure.
    threshold : int
        Fewest people of a bin.
    """
    bars = list(bars_in(panel))
    sideways = bool(bars) and bars[0].sideways
    values = _values(bars, sideways)
    along = panel.axes.xaxis if sideways else panel.axes.yaxis
    bins = counted(values, threshold) if values is not None and kind_of(along) == "numbers" else None
    if bins is None:
        return []
    _clear(panel, sideways)
    _draw(panel, bins, sideways)
    drawn = f"drawn as a histogram of {len(bins.people)} bins of at least {threshold}"
    return [f"{len(values):,} bars of single people in axes {panel.index + 1} {drawn}"]


def _values(bars: Sequence[Bar], sideways: bool) -> Any:
    """Return what each person's bars reach together, shape (people,); None where they do not begin at 0."""
    rows: dict[float, list[tuple[float, float]]] = {}
    for bar in bars:
        patch = bar.patch
        place, foot = (patch.get_y(), patch.get_x()) if sideways else (patch.get_x(), patch.get_y())
        thick, size = (patch.get_height(), patch.get_width()) if sideways else (patch.get_width(), patch.get_height())
        rows.setdefault(round(float(place + thick / 2), 6), []).append((float(foot), float(size)))
    totals = [_reach(parts) for parts in rows.values()]
    return np.array(totals) if totals and all(total is not None for total in totals) else None


def _reach(parts: Sequence[tuple[float, float]]) -> float | None:
    """Return where the bars of a row end that stand on 0 and on each other."""
    end = 0.0
    for foot, size in sorted(parts, key=lambda part: abs(part[0])):
        if abs(foot - end) > NEAR * max(1.0, abs(end)):
            return None
        end = foot + size
    return end


def _clear(panel: Panel, sideways: bool) -> None:
    """Take out everything but lines across the whole axes at a value, such as a limit of response."""
    axes = panel.axes
    kept = [line for line in panel.lines if _is_level(line, sideways)]
    for container in list(axes.containers):
        container.remove()
    take_out([*panel.patches, *panel.collections, *panel.texts, *(line for line in panel.lines if line not in kept)])
    legend = axes.get_legend()
    if legend is not None:
        legend.remove()


def _is_level(line: Any, sideways: bool) -> bool:
    places = np.asarray(line.get_xydata(), dtype=float).reshape(-1, 2)
    at = 0 if sideways else 1
    return len(places) == 2 and bool(places[0, at] == places[1, at]) and line.get_transform() != line.axes.transData


def _draw(panel: Panel, bins: Counted, sideways: bool) -> None:
    """Draw bars of counts beside the axis of values."""
    from matplotlib.container import BarContainer
    from matplotlib.patches import Rectangle
    from matplotlib.ticker import AutoLocator, ScalarFormatter

    axes = panel.axes
    axis = axes.yaxis if sideways else axes.xaxis
    widths: NDArray[np.float64] = np.diff(bins.edges)
    patches = []
    for start, width, people in zip(bins.edges[:-1].tolist(), widths.tolist(), bins.people.tolist(), strict=True):
        place, size = ((start, 0.0), (width, people)) if sideways else ((0.0, start), (people, width))
        patches.append(axes.add_patch(Rectangle(place, *size, facecolor="tab:blue", edgecolor="white")))
    orientation: Any = "vertical" if sideways else "horizontal"
    axes.add_container(BarContainer(patches, datavalues=bins.people, orientation=orientation))
    axis.set_major_locator(AutoLocator())
    axis.set_major_formatter(ScalarFormatter())
    axis.set_inverted(False)
    axis.set_label_text(COUNT_LABEL)
    (axes.set_ylim if sideways else axes.set_xlim)(0, float(bins.people.max()) * 1.1)
    (axes.set_xlim if sideways else axes.set_ylim)(float(bins.edges[0]), float(bins.edges[-1]))
