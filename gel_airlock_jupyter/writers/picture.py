"""A small picture of a live matplotlib figure, and where in it the places lie that findings name."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.checks.figure_counts import sized
from gel_airlock_jupyter.drawn import Mark
from gel_airlock_jupyter.readers import matplotlib
from gel_airlock_jupyter.readers.matplotlib.layout import Panel, panels_of
from gel_airlock_jupyter.readers.matplotlib.texts import written_in
from gel_airlock_jupyter.writers.figure_copy import copied
from gel_airlock_jupyter.writers.png import encode

WIDEST, HIGHEST = 640, 1000  # pixels
MARGIN = 0.1  # inches
LEAST = 4.0  # pixels around a mark, so that a thin one is seen


@dataclass(frozen=True)
class Picture:
    """PNG bytes, their size in pixels, and boxes as fractions (left, top, right, bottom) of it by the place's label."""

    png: bytes
    width: int
    height: int
    boxes: dict[str, tuple[float, float, float, float]]


def picture_of(obj: Any, places: Sequence[str] = ()) -> Picture | None:
    """Draw a copy of a figure small, and find places in it; None for what matplotlib does not draw.

    Parameters
    ----------
    obj : object
        What the kernel holds; it is left as it is.
    places : sequence of str
        Labels of findings' places, such as "bar 'Leigh' of axes 1". What cannot be found is left out.

    Raises
    ------
    InputError
        If the figure cannot be copied.
    """
    if not matplotlib.handles(obj):
        return None
    from PIL import Image

    figure = copied(matplotlib.figure_of(obj))
    across, up = (max(float(side), 0.1) for side in figure.get_size_inches())
    dpi = min(100.0, WIDEST / across, HIGHEST / up)
    figure.set_dpi(dpi)
    figure.canvas.draw()
    wanted = set(places)
    boxes = dict(_placed(figure, wanted)) if wanted else {}
    # As notebooks show figures: with the labels that stand beyond the figure's own edge.
    whole = figure.get_tightbbox(figure.canvas.get_renderer()).padded(MARGIN)
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=dpi, bbox_inches=whole, backend="agg")
    pixels = Image.open(target)
    width, height = pixels.size
    corner = np.array([whole.x0, whole.y0] * 2) * dpi
    fractions = {label: _fraction(box - corner, width, height) for label, box in boxes.items()}
    return Picture(encode(pixels), width, height, fractions)


def _placed(figure: Any, wanted: set[str]) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Yield label and box (left, bottom, right, top in pixels) of the places that are asked for."""
    panels = panels_of(figure)
    view = matplotlib.read(figure, "figure")
    for mark in view.marks:
        for label in {sized(mark).name, mark.path} & wanted:
            yield label, _of_mark(panels[mark.axes], mark)
    for points in view.points:
        cells = {f"{points.kind.removesuffix('s')} {at + 1}": at for at in range(points.count)} if points.x else {}
        for label in wanted:
            if label == points.path:
                yield label, _of_many(panels[points.axes], points.x, points.y)
            elif label.endswith(f" of axes {points.axes + 1}"):
                at = next((n for name, n in cells.items() if label.startswith((f"{name} ", f"{name}("))), None)
                if at is not None and at < min(len(points.x), len(points.y)):
                    yield label, _of_many(panels[points.axes], (points.x[at],), (points.y[at],))
    for panel in panels:
        if f"axes {panel.index + 1}" in wanted:
            yield f"axes {panel.index + 1}", np.array(panel.axes.bbox.extents)
    for written in written_in(figure, panels):
        if written.text.where.label in wanted and written.text.visible:
            yield written.text.where.label, np.array(written.artist.get_window_extent().extents)


def _of_mark(panel: Panel, mark: Mark) -> NDArray[np.float64]:
    """Return the box of a bar or step from its middle and sides; of anything else the surroundings of its middle."""
    x, y = mark.x or 0.0, mark.y or 0.0
    if mark.width is None or mark.value is None:
        box = _of_many(panel, (x,), (y,))
        return np.add(box, (-8.0, -8.0, 8.0, 8.0))
    across, up = (mark.value, mark.width) if "sideways" in mark.kind else (mark.width, mark.value)
    return _of_many(panel, (x - across / 2, x + across / 2), (y - up / 2, y + up / 2))


def _of_many(panel: Panel, x: Sequence[float], y: Sequence[float]) -> NDArray[np.float64]:
    """Return the box around points in data coordinates, within the axes."""
    size = min(len(x), len(y))
    places = panel.axes.transData.transform(np.column_stack([x[:size], y[:size]]).astype(float))
    places = places[np.isfinite(places).all(axis=1)]
    if not len(places):
        return np.array(panel.axes.bbox.extents)
    left, low, right, high = panel.axes.bbox.extents
    x_seen, y_seen = np.clip(places[:, 0], left, right), np.clip(places[:, 1], low, high)
    return np.array([x_seen.min(), y_seen.min(), x_seen.max(), y_seen.max()])


def _fraction(box: NDArray[np.float64], width: int, height: int) -> tuple[float, float, float, float]:
    """Return a box of pixels counted from the bottom as fractions counted from the top."""
    left, low, right, high = box + np.array([-LEAST, -LEAST, LEAST, LEAST])
    cut = np.clip([left / width, 1 - high / height, right / width, 1 - low / height], 0, 1)
    return tuple(round(float(edge), 4) for edge in cut)  # type: ignore[return-value]
