"""Whether an artist can be seen in the picture: hidden, transparent and zero-size artists cannot."""

from __future__ import annotations

from typing import Any

import numpy as np

SMALLEST_PRINT = 1  # point, to which matplotlib raises what is smaller: a dot


def is_patch_visible(patch: Any) -> bool:
    """Return whether a patch is drawn with any ink."""
    if not patch.get_visible() or patch.get_alpha() == 0:
        return False
    if patch.get_fill() and patch.get_facecolor()[3] > 0:
        return True
    return bool(patch.get_edgecolor()[3] > 0 and patch.get_linewidth() > 0)


def is_line_visible(line: Any) -> bool:
    """Return whether a line is drawn, as a line or as markers."""
    if not line.get_visible() or line.get_alpha() == 0 or not _has_ink(line.get_color()):
        return False
    return has_stroke(line) or has_markers(line)


def has_stroke(line: Any) -> bool:
    """Return whether the points of a line are joined."""
    return line.get_linestyle() not in ("None", "none", " ", "") and line.get_linewidth() > 0


def has_markers(line: Any) -> bool:
    """Return whether the points of a line are marked."""
    return line.get_marker() not in (None, "None", "none", " ", "") and line.get_markersize() > 0


def is_collection_visible(collection: Any) -> bool:
    """Return whether a collection is drawn with any ink."""
    if not collection.get_visible() or np.all(np.equal(collection.get_alpha(), 0)):
        return False
    if collection.get_array() is not None:
        return True
    face, edge = np.atleast_2d(collection.get_facecolor()), np.atleast_2d(collection.get_edgecolor())
    filled = face.size > 0 and bool((face[:, 3] > 0).any())
    outlined = (
        edge.size > 0 and bool((edge[:, 3] > 0).any()) and bool(np.any(np.asarray(collection.get_linewidth()) > 0))
    )
    return filled or outlined


def _has_ink(colour: Any) -> bool:
    """Return whether a colour is not wholly transparent."""
    from matplotlib.colors import to_rgba

    try:
        return to_rgba(colour)[3] > 0
    except (TypeError, ValueError):
        return True


def is_text_visible(text: Any) -> bool:
    """Return whether a text can be read: shown, opaque, of some size."""
    shown = text.get_visible() and text.get_alpha() != 0 and text.get_fontsize() > SMALLEST_PRINT
    return bool(shown and text.get_text().strip()) and _has_ink(text.get_color())
