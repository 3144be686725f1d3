"""Percentages, proportions and densities that are 1-4 of a known number of people: bins merged, bars hidden in twos."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.checks.figure_shares import Share, known_shares
from gel_airlock_jupyter.fixing.merged_bins import Run
from gel_airlock_jupyter.fixing.merged_bins import merged_runs as merged_runs
from gel_airlock_jupyter.readers.matplotlib import read
from gel_airlock_jupyter.readers.matplotlib.bars import Bar, bars_in
from gel_airlock_jupyter.readers.matplotlib.layout import Panel, panels_of
from gel_airlock_jupyter.readers.matplotlib.shapes import steps_of
from gel_airlock_jupyter.readers.matplotlib.texts import written_in
from gel_airlock_jupyter.registry import Context

Together = Literal["sum", "density", "last"]
HIDDEN = "–"  # a share of at least 5 people that is hidden so that the small one cannot be worked back from 100 %


def mask_shares(figure: Any, name: str, context: Context, threshold: int) -> list[str]:
    """Change the bars and steps of a copied figure that are shares of 1-4 people, and return what was done.

    Neighbouring bins of a histogram are merged until each holds the threshold. Bars of categories are hidden, and where
    all shares add up to the whole a second one with them.

    Parameters
    ----------
    figure : matplotlib Figure
        A copy.
    name : str
        Name for messages.
    context : Context
        Policy and declarations; without a number of people nothing is known to be small.
    threshold : int
        Smallest count that may be shown, in people.
    """
    changes = []
    panels = panels_of(figure)
    for axes, shares, people in known_shares(read(figure, name), context):
        small = {place for place, count in enumerate(people) if 0.5 < count < threshold - 1e-3}
        if not small or any(share.mark.measure == "share" for share in shares):
            continue
        panel = panels[axes]
        bars = {bar.mark.path: bar for bar in bars_in(panel)}
        drawn = [bars[share.mark.path] for share in shares if share.mark.path in bars]
        steps = [share.mark.path.rpartition(", step ")[0] for share in shares]
        if drawn and len(drawn) == len(shares) and _are_joined(drawn):
            merged = _merge_bars(drawn, merged_runs(people, threshold), is_density(shares))
            changes.append(f"bins of axes {axes + 1} merged into {merged} of at least {threshold} people each")
        elif drawn:
            chosen = with_complement([share.share for share in shares], small)
            changes += _hide(figure, panel, {shares[p].mark.path: p in small for p in chosen}, bars, threshold)
        elif len(set(steps)) == 1 and steps[0]:
            patch = panel.patches[int(steps[0].rpartition(" ")[2]) - 1]
            merge_steps(patch, merged_runs(people, threshold), "density" if is_density(shares) else "sum")
            changes.append(f"steps of axes {axes + 1} merged to hold at least {threshold} people each")
    return changes


def with_complement(shares: Sequence[float], small: Collection[int]) -> tuple[int, ...]:
    """Return the places to hide: the small ones, and the next larger one where a single one follows from the whole."""
    chosen = set(small)
    if len(chosen) == 1 and abs(sum(shares) - 1) < 0.02:
        others = [place for place in range(len(shares)) if place not in chosen and shares[place] > 0]
        chosen |= {min(others, key=lambda place: shares[place])} if others else set()
    return tuple(sorted(chosen))


def is_density(shares: Sequence[Share]) -> bool:
    """Return whether a share is a height times a width, as in a density."""
    return any(abs(share.share - abs(share.mark.value or 0)) > 1e-9 for share in shares) and all(
        abs(share.share - abs(share.mark.value or 0) * (share.mark.width or 0)) < 1e-9 for share in shares
    )


def _are_joined(bars: Sequence[Bar]) -> bool:
    """Return whether bars stand side by side without gaps, as bins do."""
    spans = [_span(bar) for bar in bars]
    return len(spans) > 2 and all(abs(a[1] - b[0]) <= 1e-6 * (abs(b[1] - b[0]) or 1) for a, b in pairwise(spans))


def _span(bar: Bar) -> tuple[float, float]:
    patch = bar.patch
    start, size = (patch.get_y(), patch.get_height()) if bar.sideways else (patch.get_x(), patch.get_width())
    return float(start), float(start + size)


def _merge_bars(bars: Sequence[Bar], runs: Sequence[Run], density: bool) -> int:
    for first, end in runs:
        run = bars[first:end]
        if len(run) < 2:
            continue
        spans = [_span(bar) for bar in run]
        heights = np.array([abs(bar.mark.value or 0) for bar in run])
        width = spans[-1][1] - spans[0][0]
        height = float((heights * [b - a for a, b in spans]).sum() / width if density else heights.sum())
        patch = run[0].patch
        if run[0].sideways:
            patch.set_height(width)
            patch.set_width(height)
        else:
            patch.set_width(width)
            patch.set_height(height)
        for bar in run[1:]:
            bar.patch.remove()
            if bar.container is not None:
                bar.container.patches = [other for other in bar.container.patches if other is not bar.patch]
    return len(runs)


def merge_steps(patch: Any, runs: Sequence[Run], how: Together) -> None:
    """Draw an outlined histogram, or stairs, anew over the merged bins.

    Parameters
    ----------
    patch : matplotlib StepPatch or Polygon
        Of a copied figure.
    runs : sequence of (int, int)
        Bins that become one each.
    how : str
        What a merged bin shows: the "sum", the "density" over its width, or the "last" of cumulative ones.
    """
    if hasattr(patch, "get_data"):
        values, edges, baseline = patch.get_data()
        tops, places = _merged_steps(np.asarray(values, float), np.asarray(edges, float), runs, how)
        patch.set_data(tops, places, baseline if np.ndim(baseline) == 0 else 0)
        return
    found = steps_of(np.array(patch.get_xy(), dtype=float))
    if found is None:
        return
    steps, sideways = found
    steps = sorted(steps)
    edges = np.array([*(start for start, _, _ in steps), steps[-1][1]])
    tops, places = _merged_steps(np.array([top for _, _, top in steps]), edges, runs, how)
    along = np.repeat(places, 2)
    heights = np.concatenate([[0.0], np.repeat(tops, 2), [0.0]])
    patch.set_xy(np.column_stack([heights, along] if sideways else [along, heights]))


def _merged_steps(
    values: NDArray[np.float64], edges: NDArray[np.float64], runs: Sequence[Run], how: Together
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    tops = [_top(values[start:end], np.diff(edges)[start:end], how) for start, end in runs]
    return np.array(tops), np.array([edges[runs[0][0]], *(edges[b] for _, b in runs)])


def _top(values: NDArray[np.float64], widths: NDArray[np.float64], how: Together) -> float:
    if how == "last":
        return float(values[-1])
    return float((values * widths).sum() / widths.sum() if how == "density" else values.sum())


def _hide(figure: Any, panel: Panel, chosen: dict[str, bool], bars: dict[str, Bar], threshold: int) -> list[str]:
    """Hide bars of categories; what is printed on them says `<5`, or that it is hidden with another."""
    printed: dict[str, list[Any]] = {}
    for written in written_in(figure, panels_of(figure)):
        printed.setdefault(written.text.beside, []).append(written.artist)
    for path, small in chosen.items():
        bar, said = bars[path], f"<{threshold}" if small else HIDDEN
        middle = sum(_span(bar)) / 2
        bar.patch.set_width(0) if bar.sideways else bar.patch.set_height(0)
        for artist in printed.get(path, ()):
            artist.set_text(said)
        if not printed.get(path):
            place = (0.0, middle) if bar.sideways else (middle, 0.0)
            panel.axes.annotate(said, place, ha="center", va="bottom", fontsize="small").set_annotation_clip(True)
    return [
        f"{len(chosen)} shares of axes {panel.index + 1} hidden, so that none of 1-{threshold - 1} can be worked back"
    ]
