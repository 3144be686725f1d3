"""Every text of a figure, with its role: titles, labels, ticks, legends, annotations, tables, gids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.matplotlib.bars import bars_in
from gel_airlock_jupyter.readers.matplotlib.layout import Panel, has_words
from gel_airlock_jupyter.readers.matplotlib.visibility import is_text_visible
from gel_airlock_jupyter.subjects import FigureText

MANY_POINTS = 10
MATHS = re.compile(r"\$[^$]*\$")


@dataclass(frozen=True)
class Written:
    """A text with the artist that writes it; `ticks_of` is the axis for a tick label."""

    text: FigureText
    artist: Any
    ticks_of: Any = None
    place: int = 0


def texts_in(figure: Any, panels: Sequence[Panel]) -> Iterator[FigureText]:
    """Yield every text of a figure once."""
    for written in written_in(figure, panels):
        yield written.text
    yield from _names_in(figure)


def written_in(figure: Any, panels: Sequence[Panel]) -> Iterator[Written]:
    """Yield the texts that the picture shows, with their artists."""
    seen: set[int] = set()
    for written in _known(figure, panels):
        seen.add(id(written.artist))
        yield written
    yield from _rest(figure, seen)


def _rest(figure: Any, seen: set[int]) -> Iterator[Written]:
    """Yield the texts in places that nobody thought of: boxes, artists of other libraries. Axes were read already."""
    from matplotlib.axis import Axis
    from matplotlib.text import Text

    waiting = [figure]
    while waiting:
        artist = waiting.pop()
        if isinstance(artist, Text):
            if id(artist) not in seen:
                yield from _written(artist, "annotation")
        elif not isinstance(artist, Axis):
            waiting += artist.get_children()


def _known(figure: Any, panels: Sequence[Panel]) -> Iterator[Written]:
    """Yield the texts whose role is known."""
    yield from _of_figure(figure)
    for panel in panels:
        yield from _of_axes(panel)
        yield from _of_ticks(panel)
        yield from _of_annotations(panel)
        for table in panel.axes.tables:
            for place in sorted(table.get_celld()):
                yield from _written(table.get_celld()[place].get_text(), "table cell", panel)


def _of_figure(figure: Any) -> Iterator[Written]:
    from matplotlib.text import Text

    for part in (figure, *_parts_of(figure)):
        special = {
            id(getattr(part, name, None)): role
            for name, role in (("_suptitle", "figure title"), ("_supxlabel", "x label"), ("_supylabel", "y label"))
        }
        for text in part.texts:  # plotnine writes its axis labels as texts of the figure
            turned = "y label" if text.get_rotation() == 90 else "annotation"
            yield from _written(text, special.get(id(text), turned))
        for legend in part.legends:
            yield from _of_legend(legend, None)
        for artist in part.artists:
            if isinstance(artist, Text):
                yield from _written(artist, "annotation")


def _parts_of(figure: Any) -> Iterator[Any]:
    for part in getattr(figure, "subfigs", ()):
        yield part
        yield from _parts_of(part)


def _of_axes(panel: Panel) -> Iterator[Written]:
    axes = panel.axes
    for side in ("title", "_left_title", "_right_title"):
        if getattr(axes, side, None) is not None:
            yield from _written(getattr(axes, side), "title", panel)
    label_role = "colour bar label" if panel.is_colour_bar else None
    yield from _written(axes.xaxis.label, label_role or "x label", panel)
    yield from _written(axes.yaxis.label, label_role or "y label", panel)
    legends = [getattr(axes, "legend_", None), *(child for child in axes.artists if type(child).__name__ == "Legend")]
    for legend in legends:
        if legend is not None:
            yield from _of_legend(legend, panel)
    for child in axes.artists:  # AnchoredText and offset boxes
        yield from _in_boxes(child, panel)


def _in_boxes(artist: Any, panel: Panel) -> Iterator[Written]:
    from matplotlib.offsetbox import OffsetBox
    from matplotlib.text import Text

    if isinstance(artist, OffsetBox) and type(artist).__name__ != "Legend":
        for text in artist.findobj(Text):
            yield from _written(text, "annotation", panel)


def _of_legend(legend: Any, panel: Panel | None) -> Iterator[Written]:
    shown = bool(legend.get_visible())
    yield from _written(legend.get_title(), "legend title", panel, shown=shown)
    for text in legend.get_texts():
        yield from _written(text, "legend entry", panel, shown=shown)


def _of_ticks(panel: Panel) -> Iterator[Written]:
    """Yield tick labels: words someone wrote are categories, the rest a scale of numbers."""
    for axis in (panel.axes.xaxis, panel.axes.yaxis):
        if not axis.get_visible():
            continue
        role = "category" if has_words(axis) else "tick label"
        labels = axis.get_majorticklabels()
        if role == "tick label" and _differ_in_words([label.get_text() for label in labels]):
            role = "category"
        for place, label in enumerate(labels):
            yield from _written(label, role, panel, ticks_of=axis, place=place)
        for label in axis.get_minorticklabels():
            yield from _written(label, role, panel)
        yield from _written(axis.get_offset_text(), "tick label", panel)


def _differ_in_words(labels: Sequence[str]) -> bool:
    """Tell words made by a formatter from a scale: "10 cm", "20 cm" differ in numbers only."""
    words = {re.sub(r"[\d.,\s%−+-]", "", MATHS.sub("", label)) for label in labels if label.strip()}
    return len(words) > 2 and max(map(len, words)) >= 3


def _of_annotations(panel: Panel) -> Iterator[Written]:
    texts = list(panel.axes.texts)
    if not texts:
        return
    beside = Beside.of(panel)
    slices = [
        f"axes {panel.index + 1}, shape {n + 1}" for n, p in enumerate(panel.patches) if type(p).__name__ == "Wedge"
    ]
    on_slices = [id(text) for text in texts if beside.role(text)[0] == "pie label"]
    paths = dict(zip(on_slices, slices, strict=True)) if len(on_slices) == len(slices) else {}
    for text in texts:
        role, path = beside.role(text)
        yield from _written(text, role, panel, beside=path or paths.get(id(text), ""))


def _written(
    artist: Any,
    role: str,
    panel: Panel | None = None,
    *,
    shown: bool = True,
    beside: str = "",
    ticks_of: Any = None,
    place: int = 0,
) -> Iterator[Written]:
    content = str(artist.get_text())
    if content.strip():
        visible = shown and is_text_visible(artist) and (panel is None or panel.visible)
        text = FigureText(content, role, None if panel is None else panel.index, visible, beside)
        yield Written(text, artist, ticks_of, place)


@dataclass(frozen=True)
class Beside:
    """Finds the bar, cell or slice that a text is printed on; `names` are those of the slices of a pie.

    Axes without scales that hold only shapes are a diagram (Venn, flow chart): its numbers count something.
    """

    panel: Panel
    boxes: Any
    paths: tuple[str, ...]
    has_cells: bool
    names: frozenset[str]
    is_diagram: bool

    @classmethod
    def of(cls, panel: Panel) -> Beside:
        """Collect the bars of a panel as boxes (x from, x to, y from, y to) once for all its texts."""
        bars = list(bars_in(panel))
        boxes = np.array([_edges(bar.patch) for bar in bars], dtype=float).reshape(-1, 4)
        wedges = frozenset(str(patch.get_label()) for patch in panel.patches if type(patch).__name__ == "Wedge")
        cells = bool(panel.axes.images) or any(c.get_array() is not None for c in panel.collections)
        many = sum(len(c.get_offsets()) for c in panel.collections) >= MANY_POINTS
        diagram = not panel.axes.axison and not many and not panel.axes.lines
        return cls(panel, boxes, tuple(bar.mark.path for bar in bars), cells, wedges, diagram)

    def role(self, text: Any) -> tuple[str, str]:
        """Return the role of a text inside the axes, and the path of its mark."""
        place = self._place(text)
        if self.names:
            return ("category" if str(text.get_text()) in self.names else "pie label"), ""
        if place is None:
            return "annotation", ""
        bar = self._bar_at(*place)
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

    def _bar_at(self, x: float, y: float) -> int | None:
        """Return the bar whose middle along the categories is nearest and whose end is nearest to the text."""
        if not len(self.boxes):
            return None
        x0, x1 = self.boxes[:, :2].min(axis=1), self.boxes[:, :2].max(axis=1)
        y0, y1 = self.boxes[:, 2:].min(axis=1), self.boxes[:, 2:].max(axis=1)
        left, right, low, high = self.panel.limits
        out_x = np.maximum(0, np.maximum(x0 - x, x - x1)) / ((right - left) or 1)
        out_y = np.maximum(0, np.maximum(y0 - y, y - y1)) / ((high - low) or 1)
        distance = np.maximum(out_x, out_y)
        aligned = (out_x == 0) | (out_y == 0)
        ends = np.minimum(np.abs(y1 - y) / ((high - low) or 1), np.abs(x1 - x) / ((right - left) or 1))
        order = np.where(aligned & (distance < 0.12), distance + ends / 1000, np.inf)
        best = int(np.argmin(order))
        return best if np.isfinite(order[best]) else None


def _edges(patch: Any) -> tuple[float, float, float, float]:
    """Return x from, x to, y from, y to of a rectangle."""
    x, y = patch.get_xy()
    return x, x + patch.get_width(), y, y + patch.get_height()


def _names_in(figure: Any) -> Iterator[FigureText]:
    """Yield what a vector file would carry besides the texts drawn: gids, links, labels of artists."""
    waiting = [figure]
    while waiting:
        artist = waiting.pop()
        waiting += artist.get_children()
        for value, role in (
            (artist.get_gid(), "gid"),
            (artist.get_url(), "link"),
            (artist.get_label(), "label of a mark"),
        ):
            if value and isinstance(value, str) and value[0] != "_" and value != "<colorbar>":
                yield FigureText(value, role, None, False)
