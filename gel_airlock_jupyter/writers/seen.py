"""Which letters of a figure the eye sees: those without which the picture would be another one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.readers.png import MOST_PIXELS
from gel_airlock_jupyter.writers.png import CLOSER, TOO_LARGE

DPI = 100
CONTRAST = 12  # of 255: less is no letter to the eye
SMALLEST_READ = 4.0  # points; on paper nobody reads less
MOST_PICTURES = 12
MARGIN = 0.1  # inches
Box = tuple[float, float, float, float]  # left, top, right, bottom, in pixels of the picture


def leave_unseen_out(figure: Any) -> None:
    """Hide the texts of a copied figure that cannot be seen in its picture, and make pixels of what cannot be read.

    White letters on white, letters behind a patch or a bar, and letters too small to be read are left out or become
    pixels, so that a vector file does not carry what its reader cannot see. The figure is drawn with its texts and
    again without some of them, never two that lie on each other; a text whose place looks the same was not seen.

    Parameters
    ----------
    figure : matplotlib Figure
        A copy with an Agg canvas.

    Raises
    ------
    InputError
        If its picture would be too large.
    """
    from matplotlib.text import Text

    figure.canvas.draw()  # lays it out, and makes the labels of ticks
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    for text in texts:
        if text.get_fontsize() < SMALLEST_READ:
            text.set_rasterized(True)
    whole = figure.get_tightbbox(figure.canvas.get_renderer()).padded(MARGIN)
    if whole.width * whole.height * DPI**2 > MOST_PIXELS:
        raise InputError(TOO_LARGE, CLOSER)
    # Measured before the picture is cut out of the figure, which moves the labels of axes until the next drawing.
    extents = [np.array(text.get_window_extent().extents) / figure.dpi for text in texts]
    before = _pixels(figure, whole)
    corner = np.array([whole.x0, whole.y0] * 2)
    boxes = [_box((inches - corner) * DPI, before.shape[0]) for inches in extents]
    apart, crowded = _apart(boxes)
    for group in apart:
        chosen = [texts[at] for at in group]
        looks = [(text.get_alpha(), text.get_path_effects()) for text in chosen]
        for text in chosen:
            text.set(alpha=0, path_effects=[])
        changed = np.abs(before - _pixels(figure, whole)).max(axis=2) >= CONTRAST
        for at, text, (opacity, effects) in zip(group, chosen, looks, strict=True):
            text.set(alpha=opacity, path_effects=effects)
            left, top, right, bottom = boxes[at]
            if not changed[int(top) : int(bottom) + 1, int(left) : int(right) + 1].any():
                text.set_visible(False)
    for at in crowded:
        texts[at].set_rasterized(True)


def _pixels(figure: Any, whole: Any) -> NDArray[np.int16]:
    from PIL import Image

    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=DPI, bbox_inches=whole, backend="agg")
    with Image.open(target) as image:
        return np.asarray(image.convert("RGB"), dtype=np.int16)


def _box(extents: NDArray[np.float64], height: int) -> Box:
    """Return a box in rows from the top, a pixel wider on each side."""
    left, low, right, high = np.nan_to_num(extents, posinf=1e6, neginf=-1e6).tolist()
    return max(left - 1, 0), max(height - high - 1, 0), max(right + 1, 0), max(height - low + 1, 0)


def _apart(boxes: Sequence[Box]) -> tuple[list[list[int]], list[int]]:
    """Return groups of boxes of which none lies on another of its group, and those for which no group was left."""
    groups: list[list[int]] = []
    crowded = []
    for at, box in enumerate(boxes):
        free = next(_free(groups, boxes, box), None)
        if free is not None:
            free.append(at)
        elif len(groups) < MOST_PICTURES:
            groups.append([at])
        else:
            crowded.append(at)
    return groups, crowded


def _free(groups: list[list[int]], boxes: Sequence[Box], box: Box) -> Iterator[list[int]]:
    for group in groups:
        if not any(_touch(boxes[other], box) for other in group):
            yield group


def _touch(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
