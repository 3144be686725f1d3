"""Bars: BarContainers of bar, barh and hist, single rectangles, and the rectangles plotnine draws as polygons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.readers.matplotlib.visibility import is_patch_visible
from gel_airlock_jupyter.subjects import Mark


@dataclass(frozen=True)
class Bar:
    """A bar with the artist that draws it: what fixing needs beyond the mark.

    Parameters
    ----------
    mark : Mark
        The neutral description.
    patch : matplotlib Rectangle
        The artist.
    container : BarContainer or None
        The group it belongs to.
    place : int
        0-based place within the group.
    sideways : bool
        Whether it grows along x.
    """

    mark: Mark
    patch: Any
    container: Any
    place: int
    sideways: bool


@dataclass(frozen=True)
class _Group:
    """Bars of one container: where they are named from and how they grow."""

    container: Any
    name: str
    sideways: bool
    joined: bool


def bars_in(panel: Panel) -> Iterator[Bar]:
    """Yield every bar of a panel, containers first."""
    from matplotlib.container import BarContainer

    seen: set[int] = set()
    number = 0
    for container in panel.axes.containers:
        if not isinstance(container, BarContainer):
            continue
        group = _group(container)
        for place, patch in enumerate(container.patches):
            seen.add(id(patch))
            yield Bar(_mark(panel, patch, group, number), patch, container, place, group.sideways)
            number += 1
    loose = [patch for patch in panel.patches if id(patch) not in seen and _is_bar_like(patch, panel)]
    sideways = _lie_sideways(loose)
    for patch in loose:
        group = _Group(None, _own_label(patch), sideways, False)
        yield Bar(_mark(panel, patch, group, number), patch, None, number, sideways)
        number += 1


def _group(container: Any) -> _Group:
    patches = container.patches
    sideways = getattr(container, "orientation", None) == "horizontal"
    starts = np.array([_span(patch, sideways) for patch in patches]) if len(patches) > 1 else np.empty((0, 2))
    joined = len(starts) > 1 and bool(np.isclose(starts[1:, 0], starts[:-1, 1]).all())
    return _Group(container, _own_label(container), sideways, joined)


def _span(patch: Any, sideways: bool) -> tuple[float, float]:
    """Return where a bar begins and ends along the axis of categories."""
    start, size = (patch.get_y(), patch.get_height()) if sideways else (patch.get_x(), patch.get_width())
    return float(start), float(start) + float(size)


def _mark(panel: Panel, patch: Any, group: _Group, number: int) -> Mark:
    (x, y), width, height = map(float, patch.get_xy()), float(patch.get_width()), float(patch.get_height())
    value, thickness = (width, height) if group.sideways else (height, width)
    middle = (y + height / 2) if group.sideways else (x + width / 2)
    return Mark(
        kind="sideways bar" if group.sideways else "bar",
        axes=panel.index,
        path=f"axes {panel.index + 1}, bar {number + 1}",
        value=value,
        x=x + width / 2,
        y=y + height / 2,
        label=_label(panel, patch, group, middle),
        series=group.name,
        visible=panel.visible and is_patch_visible(patch),
        inside=panel.is_inside(x, x + width, y, y + height),
        width=abs(thickness),
    )


def _label(panel: Panel, patch: Any, group: _Group, middle: float) -> str:
    words = panel.y_categories if group.sideways else panel.x_categories
    named = words.at(middle)
    if named:
        return named
    if group.joined:
        start, end = _span(patch, group.sideways)
        return f"{start:g} to {end:g}"
    if panel.kinds[group.sideways] == "dates":
        axis = panel.axes.yaxis if group.sideways else panel.axes.xaxis
        return str(axis.get_major_formatter().format_data_short(middle))
    return f"{middle:g}"


def _own_label(artist: Any) -> str:
    label = str(artist.get_label() or "")
    return "" if label.startswith("_") else label


def _is_bar_like(patch: Any, panel: Panel) -> bool:
    """Tell bars drawn one by one from spans and boxes: a rectangle in data coordinates that stands on zero."""
    from matplotlib.patches import Rectangle

    if not isinstance(patch, Rectangle) or patch.get_data_transform() != panel.axes.transData:
        return False
    return bool(patch.get_angle() == 0 and (patch.get_y() == 0 or patch.get_x() == 0))


def _lie_sideways(patches: list[Any]) -> bool:
    """Bars of one chart share thickness and foot; decide along which axis from what they share."""
    on_x_axis = sum(bool(patch.get_y() == 0) for patch in patches)
    return on_x_axis < len(patches) - on_x_axis
