"""Limits and ticks of axes from which single people were taken: round numbers that hold what is left."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.fixing.round_numbers import are_round, around
from gel_airlock_jupyter.readers.matplotlib.layout import Panel, kind_of

Extent = tuple[float, float]
LONG = 2 * 365  # days, from which dates are rounded to years
ROOM = 0.02  # of what is drawn, left free beside it; a bar stands on its axis
MOST_OF_ONE = 0.9
MEDIUM = 60  # days, from which they are rounded to months


def settle_limits(panels: Sequence[Panel], changed: Collection[int]) -> list[str]:
    """Set limits of changed axes to round numbers around what they still show, and return what was done.

    Limits that matplotlib chose lie a known margin beyond the extreme values, so they would give back the values of the
    two people who were taken out; ticks at the data do the same.

    Parameters
    ----------
    panels : sequence of Panel
        Axes of a copied figure, read anew after the change.
    changed : collection of int
        Indices of the axes that lost marks of single people.
    """
    done = []
    for panel in panels:
        if panel.index not in changed or panel.is_colour_bar or panel.axes.name != "rectilinear":
            continue
        settled = [side for side in ("x", "y") if _settle(panel, side, panels)]
        if settled:
            done.append(f"limits of the {' and '.join(settled)} axis of axes {panel.index + 1} set to round numbers")
    return done


def _settle(panel: Panel, side: str, panels: Sequence[Panel]) -> bool:
    axes = panel.axes
    axis = axes.xaxis if side == "x" else axes.yaxis
    kind = kind_of(axis)
    if kind == "words":
        return False
    group = getattr(axes, f"get_shared_{side}_axes")().get_siblings(axes)
    extents = [found for other in panels if other.axes in group for found in _drawn(other, side)]
    if not extents:
        return False
    low, high = min(low for low, _ in extents), max(high for _, high in extents)
    before = sorted(map(float, getattr(axes, f"get_{side}lim")()))
    is_log = axis.get_scale() == "log"
    span = before[1] - before[0]
    by_hand = not getattr(axes, f"get_autoscale{side}_on")() and not is_log and kind == "numbers"
    if not (by_hand and are_round(before, span)):
        is_days = type(axis.get_major_locator()).__module__ == "matplotlib.dates"  # pandas counts periods
        new = _around_dates(low, high) if is_days else _around(low, high, axis.get_scale())
        if new is None:
            return False
        flipped = getattr(axes, f"{side}axis_inverted")()
        getattr(axes, f"set_{side}lim")(*(new[::-1] if flipped else new))
    _free_ticks(axis, kind)
    return True


def _around(low: float, high: float, scale: str) -> Extent | None:
    if scale == "linear":
        if low >= 0 and MOST_OF_ONE < high <= 1:  # shares and probabilities
            return 0.0, 1.0
        room = ROOM * (high - low)
        return around(low - room if low else low, high + room if high else high)
    if scale == "log" and low > 0:
        return 10.0 ** np.floor(np.log10(low) + 1e-9), 10.0 ** np.ceil(np.log10(high) - 1e-9)
    return None


def _around_dates(low: float, high: float) -> Extent:
    """Return the first days of years, months or weeks around two dates, in days as matplotlib counts them."""
    from matplotlib.dates import get_epoch

    unit = "Y" if high - low > LONG else "M" if high - low > MEDIUM else "W"
    epoch: Any = np.datetime64(str(get_epoch())).astype("datetime64[D]")  # type: ignore[no-untyped-call]
    first, last = epoch + int(np.floor(low)), epoch + int(np.ceil(high))
    start, end = first.astype(f"datetime64[{unit}]"), last.astype(f"datetime64[{unit}]")
    end = end if end.astype("datetime64[D]") >= last else end + 1
    return tuple(float((one.astype("datetime64[D]") - epoch).astype(int)) for one in (start, end))  # type: ignore[return-value]


def _free_ticks(axis: Any, kind: str) -> None:
    """Let matplotlib choose ticks where somebody set them at the values of the data."""
    from matplotlib.ticker import AutoLocator, FixedFormatter, FixedLocator, ScalarFormatter

    places = axis.get_majorticklocs()
    low, high = sorted(axis.get_view_interval())
    if kind != "numbers" or not isinstance(axis.get_major_locator(), FixedLocator) or are_round(places, high - low):
        return
    axis.set_major_locator(AutoLocator())
    if isinstance(axis.get_major_formatter(), FixedFormatter):
        axis.set_major_formatter(ScalarFormatter())


def _drawn(panel: Panel, side: str) -> Iterator[Extent]:
    """Yield how far each artist in data coordinates reaches along an axis."""
    at = 0 if side == "x" else 1
    data = panel.axes.transData
    for line in panel.lines:
        places = np.asarray(line.get_xydata(), dtype=float).reshape(-1, 2)
        if all(line.get_transform().contains_branch_seperately(data)):
            yield from _reach(places[:, at])
    for patch in panel.patches:
        if patch.get_visible() and patch.get_data_transform() == data:
            corners = np.asarray(patch.get_patch_transform().transform(patch.get_path().vertices), dtype=float)
            if np.ptp(corners, axis=0).any():  # seaborn leaves rectangles of no size behind for its legend
                yield from _reach(corners[:, at])
    for collection in panel.collections:
        box = collection.get_datalim(data)
        yield from _reach(np.array([box.x0, box.x1] if side == "x" else [box.y0, box.y1]))
        if not np.isfinite(box.x0) and collection.get_paths():
            yield from _reach(_hexagons(panel, collection, at))
    for image in panel.images:
        left, right, low, high = image.get_extent()
        yield from _reach(np.array([left, right] if side == "x" else [low, high]))


def _hexagons(panel: Panel, collection: Any, at: int) -> NDArray[np.float64]:
    """Return the corners of one shape laid at many places; over logarithms it is a factor, and places are exponents."""
    shape = np.asarray(collection.get_paths()[0].vertices, dtype=float)[:, at]
    places = np.asarray(collection.get_offsets(), dtype=float)[:, at]
    is_log = (panel.axes.xaxis, panel.axes.yaxis)[at].get_scale() == "log"
    corners = np.multiply.outer(10.0**places, shape) if is_log else np.add.outer(places, shape)
    return np.asarray(corners, dtype=float).ravel()


def _reach(values: NDArray[np.float64]) -> Iterator[Extent]:
    present = values[np.isfinite(values)]
    if len(present):
        yield float(present.min()), float(present.max())
