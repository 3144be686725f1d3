"""Bars: BarContainers of bar, barh and hist, single rectangles, and the rectangles plotnine draws as polygons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.readers.matplotlib.visibility import is_patch_visible
from gel_airlock_jupyter.subjects import Mark

Corners = NDArray[np.float64]


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


@dataclass(frozen=True, eq=False)
class _Group:
    """Bars of one container: how they are named and grow; `boxes` has rows (x, y, width, height, visible)."""

    container: Any
    patches: Sequence[Any]
    boxes: Corners
    name: str
    sideways: bool
    joined: bool
    first: int

    @property
    def along(self) -> tuple[Corners, Corners]:
        """Return where bars begin and how thick they are along the axis of categories."""
        return (self.boxes[:, 1], self.boxes[:, 3]) if self.sideways else (self.boxes[:, 0], self.boxes[:, 2])


def bars_in(panel: Panel) -> Iterator[Bar]:
    """Yield every bar of a panel, containers first."""
    for group in _groups(panel):
        own = group.container is not None
        for place, (mark, patch) in enumerate(zip(_marks(panel, group), group.patches, strict=True)):
            yield Bar(mark, patch, group.container, place if own else group.first + place, group.sideways)


def bar_marks_in(panel: Panel) -> Iterator[Mark]:
    """Yield the marks alone, container by container: what reading needs, several times as fast."""
    for group in _groups(panel):
        yield from _marks(panel, group)


def boxes_of(patches: Sequence[Any]) -> Corners:
    """Return x, y, width, height and whether it is visible (1 or 0) of rectangles, shape (patches, 5).

    All five are read while a patch is at hand: of 100,000 the computer's time goes into finding them in memory.
    """
    numbers = (
        number
        for patch in patches
        for number in (
            patch.get_x(),
            patch.get_y(),
            patch.get_width(),
            patch.get_height(),
            is_patch_visible(patch),
        )
    )
    return np.fromiter(numbers, dtype=float, count=5 * len(patches)).reshape(-1, 5)


def _groups(panel: Panel) -> Iterator[_Group]:
    from matplotlib.container import BarContainer

    seen: set[int] = set()
    first = 0
    for container in panel.axes.containers:
        if not isinstance(container, BarContainer):
            continue
        sideways = getattr(container, "orientation", None) == "horizontal"
        yield _group(container, container.patches, sideways, first)
        seen.update(map(id, container.patches))
        first += len(container.patches)
    others = panel.rectangles if len(seen) < len(panel.rectangles) else ()
    loose = [patch for patch in others if id(patch) not in seen and _is_bar_like(patch, panel)]
    if loose:
        yield _group(None, loose, _lie_sideways(loose), first)


def _group(container: Any, patches: Sequence[Any], sideways: bool, first: int) -> _Group:
    boxes = boxes_of(patches)
    start, size = (boxes[:, 1], boxes[:, 3]) if sideways else (boxes[:, 0], boxes[:, 2])
    joined = container is not None and len(boxes) > 1 and bool(np.isclose(start[1:], (start + size)[:-1]).all())
    return _Group(container, patches, boxes, _own_label(container) if container else "", sideways, joined, first)


def _marks(panel: Panel, group: _Group) -> Iterator[Mark]:
    """Yield the marks of a group; numbers are worked out for all bars at once."""
    x, y, width, height, ink = group.boxes.T
    inside = panel.are_inside(x, x + width, y, y + height).tolist()
    values = (width if group.sideways else height).tolist()
    thickness = np.abs(height if group.sideways else width).tolist()
    middles = (x + width / 2).tolist(), (y + height / 2).tolist()
    labels = _labels(panel, group, middles[group.sideways])
    kind, index = "sideways bar" if group.sideways else "bar", panel.index
    path, seen = f"axes {index + 1}, bar ", ((ink > 0) & panel.visible).tolist()
    names = [_own_label(patch) for patch in group.patches] if group.container is None else [group.name] * len(x)
    paths = [f"{path}{number}" for number in range(group.first + 1, group.first + 1 + len(x))]
    yield from map(Mark, repeat(kind), repeat(index), paths, values, *middles, labels, names, seen, inside, thickness)


def _labels(panel: Panel, group: _Group, middles: Sequence[float]) -> Iterator[str]:
    words = panel.y_categories if group.sideways else panel.x_categories
    start, size = group.along
    axis = panel.axes.yaxis if group.sideways else panel.axes.xaxis
    dates = panel.kinds[group.sideways] == "dates" and not group.joined
    for middle, begin, end in zip(middles, start.tolist(), (start + size).tolist(), strict=True):
        named = words.at(middle) if words.words else ""
        if named:
            yield named
        elif group.joined:
            yield f"{begin:g} to {end:g}"
        else:
            yield str(axis.get_major_formatter().format_data_short(middle)) if dates else f"{middle:g}"


def _own_label(artist: Any) -> str:
    label = str(artist.get_label() or "")
    return "" if label.startswith("_") else label


def _is_bar_like(patch: Any, panel: Panel) -> bool:
    """Tell bars drawn one by one from spans and boxes: a rectangle in data coordinates that stands on zero."""
    if not (patch.get_y() == 0 or patch.get_x() == 0) or patch.get_angle() != 0:
        return False
    return patch.get_data_transform() is panel.axes.transData  # equal is that of a span, too, where limits are 0 and 1


def _lie_sideways(patches: list[Any]) -> bool:
    """Bars of one chart share thickness and foot; decide along which axis from what they share."""
    on_x_axis = sum(bool(patch.get_y() == 0) for patch in patches)
    return on_x_axis < len(patches) - on_x_axis
