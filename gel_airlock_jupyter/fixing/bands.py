"""Many lines of one person each as a median with its quartiles, where at least 5 of them have a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.fixing.line_groups import groups_by_colour
from gel_airlock_jupyter.fixing.percentiles import quantiles
from gel_airlock_jupyter.fixing.round_numbers import step_of
from gel_airlock_jupyter.registry import plural

Floats = NDArray[np.float64]
Line = tuple[Floats, Floats]
MOST_PLACES = 20  # of a grid that lines without common places are laid over
SHARED = 0.8  # of the points must lie at common places to make these the grid
DIGITS = 9  # to which places are the same
FEWEST_PLACES = 2


class Band(NamedTuple):
    """A median line and its quartiles, each of shape (places,), and the fewest lines at any place."""

    x: Floats
    low: Floats
    middle: Floats
    high: Floats
    lines: int


class Banded(NamedTuple):
    """Groups of lines, told by their places, with the bands that stand for each; one without bands is left out."""

    groups: tuple[tuple[list[int], list[Band]], ...]

    @property
    def by_colour(self) -> bool:
        """Return whether the colours of lines are groups."""
        return len(self.groups) > 1

    def words(self, axes: str, threshold: int) -> list[str]:
        """Return what becomes of the lines of a pair of axes; nothing where no band stands."""
        shown = sum(len(lines) for lines, some in self.groups if some)
        left = sum(len(lines) for lines, _ in self.groups) - shown
        drawn = plural(sum(bool(some) for _, some in self.groups), "band")
        said = f"{shown:,} lines of {axes} drawn as {drawn}: median and quartiles of at least {threshold}"
        rest = (
            f"by hand (FG-06): {plural(left, 'line')} of {axes} left out, in groups or at places of fewer than"
            f" {threshold}; merge their group with another one to show them"
        )
        return ([said, rest] if left else [said]) if shown else []


def banded(lines: Sequence[Line], colours: Sequence[Hashable], threshold: int) -> Banded:
    """Return the bands of lines, one for each colour where colours are groups.

    Parameters
    ----------
    lines : sequence of (x, y)
        As for `bands_of`.
    colours : sequence of hashable
        Colour of each line.
    threshold : int
        Fewest lines of a group, and at a place.
    """
    groups = groups_by_colour(colours, threshold)
    return Banded(tuple((group, bands_of([lines[place] for place in group], threshold)) for group in groups))


def bands_of(lines: Sequence[Line], threshold: int) -> list[Band]:
    """Return the median and quartiles of lines, in unbroken stretches; none where fewer than `threshold` meet.

    Where most points lie at places that several lines share, such as visits, these are the places of the band.
    Otherwise lines are interpolated, each between its own first and last point, over a grid of round numbers.

    Parameters
    ----------
    lines : sequence of (x, y)
        Arrays of shape (k,) each, in data units; x must not go back and forth.
    threshold : int
        Fewest lines at a place.
    """
    tidy = [line for line in map(_tidied, lines) if line is not None]
    if len(tidy) < threshold or len(tidy) * 2 < len(lines):
        return []
    shared = _shared_places(tidy, threshold)
    grid = shared if len(shared) else _grid(tidy)
    table = _at(tidy, grid) if len(shared) else np.array([_between(line, grid) for line in tidy])
    counts = np.isfinite(table).sum(axis=0)
    kept = counts >= threshold
    stretches = [np.flatnonzero(kept)] if len(shared) else _runs(kept)
    return [_band(grid, table, places, threshold) for places in stretches if len(places) >= FEWEST_PLACES]


def _tidied(line: Line) -> Line | None:
    """Return a line in rising order of x, without gaps; None where it goes back and forth."""
    x, y = (np.asarray(values, dtype=float) for values in line)
    present = np.isfinite(x) & np.isfinite(y)
    x, y = x[present], y[present]
    if len(x) > 1 and x[0] > x[-1]:
        x, y = x[::-1], y[::-1]
    return (x, y) if len(x) and bool((np.diff(x) >= 0).all()) else None


def _shared_places(lines: Sequence[Line], threshold: int) -> Floats:
    """Return the places where enough lines have a point; none where most points lie elsewhere."""
    scale = max(float(np.abs(x).max()) for x, _ in lines) or 1.0
    written: dict[float, float] = {}
    counted: Counter[float] = Counter()
    for x, _ in lines:
        near = dict(zip(np.round(x / scale, DIGITS).tolist(), x.tolist(), strict=True))
        written |= near
        counted.update(near.keys())
    common = sorted(place for place, count in counted.items() if count >= threshold)
    if sum(counted[place] for place in common) < SHARED * sum(counted.values()) or len(common) < FEWEST_PLACES:
        return np.empty(0)
    return np.array([written[place] for place in common])


def _grid(lines: Sequence[Line]) -> Floats:
    low, high = min(x[0] for x, _ in lines), max(x[-1] for x, _ in lines)
    step = step_of(float(high - low), MOST_PLACES)
    return np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step


def _at(lines: Sequence[Line], grid: Floats) -> Floats:
    """Return the value of each line at places of the grid, shape (lines, places); the mean of several at one."""
    near = max(float(np.abs(grid).max()), 1e-300) * 10.0**-DIGITS
    table = np.full((len(lines), len(grid)), np.nan)
    for row, (x, y) in enumerate(lines):
        at = np.clip(np.searchsorted(grid, x - near), 0, len(grid) - 1)
        known = np.abs(grid[at] - x) <= 2 * near
        sums, counts = (np.bincount(at[known], w, len(grid)) for w in (y[known], None))
        table[row, counts > 0] = sums[counts > 0] / counts[counts > 0]
    return table


def _between(line: Line, grid: Floats) -> Floats:
    x, y = line
    return np.where((grid >= x[0]) & (grid <= x[-1]), np.interp(grid, x, y), np.nan)


def _runs(kept: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Return the places of each unbroken run."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], kept, [False]]).astype(int)))
    return [np.arange(start, end) for start, end in pairwise(edges.tolist())][::2]


def _band(grid: Floats, table: Floats, places: NDArray[np.intp], threshold: int) -> Band:
    columns = [column[np.isfinite(column)] for column in table[:, places].T]
    least = min(len(column) for column in columns)
    plain = threshold if least >= 4 * threshold else max(len(column) for column in columns)  # one way for all places
    found = np.array([quantiles(column, (0.25, 0.5, 0.75), plain) for column in columns])
    return Band(grid[places], found[:, 0], found[:, 1], found[:, 2], least)
