"""Cumulative counts drawn over a coarser grid, so that they rise by at least 5 from place to place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from gel_airlock_jupyter.checks.figure_totals import small_rises
from gel_airlock_jupyter.fixing.figure_artists import artists_of
from gel_airlock_jupyter.fixing.figure_shares import merge_steps
from gel_airlock_jupyter.fixing.merged_bins import Run, merged_runs
from gel_airlock_jupyter.readers.matplotlib import read
from gel_airlock_jupyter.readers.matplotlib.bars import Bar, bars_in
from gel_airlock_jupyter.readers.matplotlib.layout import Panel, panels_of
from gel_airlock_jupyter.readers.matplotlib.shapes import steps_of
from gel_airlock_jupyter.readers.matplotlib.texts import written_in
from gel_airlock_jupyter.registry import Context

BARS = "bars of axes "
NEAR = 1e-6


def coarser_counts(figure: Any, name: str, context: Context, threshold: int) -> list[str]:
    """Leave places out of cumulative lines and join bars of cumulative histograms, and return what was done.

    Parameters
    ----------
    figure : matplotlib Figure
        A copy.
    name : str
        Name for messages.
    context : Context
        Policy and declarations.
    threshold : int
        Smallest rise, in people.
    """
    panels = panels_of(figure)
    artists = artists_of(panels)
    changes = []
    for path, _ in small_rises(read(figure, name), replace(context, rule="FG-03"), threshold):
        if path.startswith(BARS):
            panel = panels[int(path.removeprefix(BARS)) - 1]
            left = _joined(figure, panel, threshold) + _joined_steps(panel, threshold)
        else:
            left = _thinned(artists.get(path), threshold)
        if left:
            changes.append(
                f"the cumulative count ({path}) drawn over {left} places, so that it rises by {threshold} or more"
            )
    return changes


def _thinned(line: Any, threshold: int) -> int:
    """Keep the places of a line between which it rises enough; return how many, 0 where it is no line."""
    if line is None or not hasattr(line, "get_xydata"):
        return 0
    places = np.asarray(line.get_xydata(), dtype=float)
    places = places[np.isfinite(places).all(axis=1)]
    runs = merged_runs(_rises(places[:, 1].tolist()), threshold)
    kept = [end - 1 for _, end in runs]
    line.set_data(places[kept, 0], places[kept, 1])
    return len(kept)


def _rises(values: Sequence[float]) -> list[float]:
    return [values[0], *(after - before for before, after in pairwise(values))] if values else []


def _joined(figure: Any, panel: Panel, threshold: int) -> int:
    """Join neighbouring bars of each series until each rises enough; return how many are left."""
    bars = list(bars_in(panel))
    printed: dict[str, list[Any]] = {}
    for written in written_in(figure, panels_of(figure)):
        printed.setdefault(written.text.beside, []).append(written.artist)
    left = 0
    for series in dict.fromkeys(bar.mark.series for bar in bars):
        own = [bar for bar in bars if bar.mark.series == series]
        if not all(_touch(a, b) for a, b in pairwise(own)):
            return 0
        runs = merged_runs(_rises([float(bar.mark.value or 0) for bar in own]), threshold)
        for run in runs:
            _join(own, run, printed)
        left += len(runs)
    return left


def _joined_steps(panel: Panel, threshold: int) -> int:
    """Join the steps of outlined histograms and stairs alike."""
    left = 0
    for patch in panel.patches:
        if hasattr(patch, "get_data"):
            tops = [float(top) for top in patch.get_data()[0]]
        elif hasattr(patch, "get_xy") and np.ndim(patch.get_xy()) == 2:
            found = steps_of(np.array(patch.get_xy(), dtype=float))
            tops = [top for _, _, top in sorted(found[0])] if found is not None else []
        else:
            continue
        if tops and min(_rises(tops)) >= 0:
            runs = merged_runs(_rises(tops), threshold)
            merge_steps(patch, runs, "last")
            left += len(runs)
    return left


def _span(bar: Bar) -> tuple[float, float]:
    patch = bar.patch
    start, size = (patch.get_y(), patch.get_height()) if bar.sideways else (patch.get_x(), patch.get_width())
    return float(start), float(start + size)


def _touch(first: Bar, second: Bar) -> bool:
    before, after = _span(first), _span(second)
    return abs(before[1] - after[0]) <= NEAR * (abs(after[1] - before[0]) or 1)


def _join(bars: Sequence[Bar], run: Run, printed: dict[str, list[Any]]) -> None:
    """Draw the bars of a run as one that is as high as the last."""
    first, *others = bars[run[0] : run[1]]
    if not others:
        return
    start, end, height = _span(first)[0], _span(others[-1])[1], float(others[-1].mark.value or 0)
    if first.sideways:
        first.patch.set_bounds(first.patch.get_x(), start, height, end - start)
    else:
        first.patch.set_bounds(start, first.patch.get_y(), end - start, height)
    for text in printed.get(first.mark.path, ()):
        text.set_text(f"{height:g}")
    for bar in others:
        for text in printed.get(bar.mark.path, ()):
            text.remove()
        bar.patch.remove()
        if bar.container is not None:
            bar.container.patches = [patch for patch in bar.container.patches if patch is not bar.patch]
