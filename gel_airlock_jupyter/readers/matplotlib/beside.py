"""Which bar, cell or slice a text is printed on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.matplotlib.bars import bars_in
from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.readers.matplotlib.shapes import is_tiled

MANY_POINTS = 10
MASK = re.compile(r"\s*[<≤].*")


@dataclass(frozen=True)
class Beside:
    """Finds the bar, cell or slice that a text is printed on; `names` are those of the slices of a pie.

    `boxes` has the rows x from, x to, y from, y to, each pair in rising order, and a column a bar.

    Axes without scales that hold only shapes are a diagram (Venn, flow chart): its numbers count something.
    """

    panel: Panel
    boxes: Any
    paths: tuple[str, ...]
    has_cells: bool
    names: frozenset[str]
    is_diagram: bool
    areas: Any

    @classmethod
    def of(cls, panel: Panel) -> Beside:
        """Collect the bars of a panel as boxes (x from, x to, y from, y to) once for all its texts."""
        bars = list(bars_in(panel))
        sides = np.array([_edges(bar.patch) for bar in bars], dtype=float).reshape(-1, 4)
        x, y = np.sort(sides[:, :2], axis=1), np.sort(sides[:, 2:], axis=1)
        areas = (x[:, 1] - x[:, 0]) * (y[:, 1] - y[:, 0])
        wedges = frozenset(str(patch.get_label()) for patch in panel.patches if type(patch).__name__ == "Wedge")
        cells = bool(panel.images) or any(c.get_array() is not None or is_tiled(c) for c in panel.collections)
        many = sum(len(c.get_offsets()) for c in panel.collections) >= MANY_POINTS
        diagram = not panel.axes.axison and not many and not panel.lines
        return cls(panel, np.hstack([x, y]).T, tuple(bar.mark.path for bar in bars), cells, wedges, diagram, areas)

    def role(self, text: Any) -> tuple[str, str]:
        """Return the role of a text inside the axes, and the path of its mark."""
        place = self._place(text)
        if self.names:
            return ("category" if str(text.get_text()) in self.names else "pie label"), ""
        if place is None:
            return "annotation", ""
        bar = self._bar_at(*place, least=bool(MASK.match(str(text.get_text()))))
        if bar is not None:
            return "bar label", self.paths[bar]
        left, right, low, high = self.panel.limits
        inside = left <= place[0] <= right and low <= place[1] <= high
        if inside and self.has_cells:
            return "cell label", ""
        return ("diagram label" if inside and self.is_diagram else "annotation"), ""

    def _place(self, text: Any) -> tuple[float, float] | None:
        """Return where a text points, in data coordinates; None where it is not tied to the data."""
        if hasattr(text, "xycoords"):
            if text.xycoords == "data":
                x, y = text.xy
            else:
                return self._within(text)
        elif text.get_transform() == self.panel.axes.transData:
            x, y = text.get_position()
        else:
            return None
        axes = self.panel.axes
        return float(axes.convert_xunits(x)), float(axes.convert_yunits(y))

    def _within(self, text: Any) -> tuple[float, float] | None:
        """Return where a text lies that is placed relative to an artist, such as the middle of its bar."""
        extent = getattr(text.xycoords, "get_window_extent", text.xycoords)
        if not callable(extent):
            return None
        try:
            box = extent(None)
            spot = (box.x0 + box.width * text.xy[0], box.y0 + box.height * text.xy[1])
            x, y = self.panel.axes.transData.inverted().transform(spot)
        except (AttributeError, TypeError, ValueError):
            return None
        return (float(x), float(y)) if np.isfinite((x, y)).all() else None

    def _bar_at(self, x: float, y: float, *, least: bool) -> int | None:
        """Return the bar whose middle along the categories is nearest and whose end is nearest to the text.

        Of bars that end at one place, `least` takes the smallest: where one of a stack is hidden, `<5` stands on it and
        at the end of the bar below.
        """
        if not self.paths:
            return None
        x0, x1, y0, y1 = self.boxes
        left, right, low, high = self.panel.limits
        out_x = np.maximum(0, np.maximum(x0 - x, x - x1)) / ((right - left) or 1)
        out_y = np.maximum(0, np.maximum(y0 - y, y - y1)) / ((high - low) or 1)
        distance = np.maximum(out_x, out_y)
        aligned = (out_x == 0) | (out_y == 0)
        ends = np.minimum(np.abs(y1 - y) / ((high - low) or 1), np.abs(x1 - x) / ((right - left) or 1))
        order = np.where(aligned & (distance < 0.12), distance + ends / 1000, np.inf)
        if least:
            order = order + 1e-9 * self.areas / (self.areas.max() or 1)
        best = int(np.argmin(order))
        return best if np.isfinite(order[best]) else None


def _edges(patch: Any) -> tuple[float, float, float, float]:
    """Return x from, x to, y from, y to of a rectangle."""
    x, y = patch.get_xy()
    return x, x + patch.get_width(), y, y + patch.get_height()
