"""What nobody sees taken out of a figure: names of artists, links, hidden texts; and whiskers that end at a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.matplotlib.layout import Panel, panels_of
from gel_airlock_jupyter.readers.matplotlib.texts import written_in
from gel_airlock_jupyter.registry import plural

NEAR = 1e-6


def without_unseen(figure: Any) -> list[str]:
    """Take gids, links and texts that cannot be seen out of a copied figure, and return what was done."""
    removed = 0
    for artist in figure.findobj():
        removed += bool(artist.get_gid()) + bool(artist.get_url())
        artist.set_gid(None)
        artist.set_url(None)
    for written in list(written_in(figure, panels_of(figure))):
        if not written.text.visible and written.ticks_of is None:
            written.artist.set_text("")
            removed += 1
    noun = plural(removed, "name, link or text", "names, links or texts")
    return [f"{noun} that cannot be seen removed"] if removed else []


def without_whiskers(panels: Sequence[Panel], axes: Sequence[int]) -> list[str]:
    """Remove whiskers and caps of box plots from some axes, and return what was done.

    A whisker ends at the value of one person. The values behind a drawn box are not in the figure, so it cannot be
    drawn at a percentile here; the researcher can (`whis=(5, 95)`).

    Parameters
    ----------
    panels : sequence of Panel
        Axes of a copied figure.
    axes : sequence of int
        Indices of the axes whose fliers are shown, so that whiskers end at single values.
    """
    changes = []
    for index in axes:
        found = list(_whiskers(panels[index]))
        for line in found:
            line.remove()
        if found:
            place = f"axes {index + 1}"
            changes.append(f"whiskers of {place} removed: draw them at percentiles, boxplot(whis=(5, 95))")
    return changes


def _whiskers(panel: Panel) -> Iterator[Any]:
    """Yield lines of two points that leave a box at its quartiles, and the caps at their ends."""
    boxes = [box for box in map(_box, (*panel.lines, *(patch for _, patch in panel.shapes))) if box is not None]
    lines = [(line, np.asarray(line.get_xydata(), dtype=float)) for line in panel.lines]
    pairs = [(line, ends) for line, ends in lines if ends.shape == (2, 2)]
    ends_of_whiskers: list[tuple[int, float]] = []
    for line, ends in pairs:
        for along in (0, 1):
            across = 1 - along
            if abs(ends[0, across] - ends[1, across]) > NEAR or abs(ends[0, along] - ends[1, along]) <= NEAR:
                continue
            for box in boxes:
                inside = box[0][across] < ends[0, across] < box[1][across]
                starts = min(abs(ends[0, along] - box[0][along]), abs(ends[0, along] - box[1][along])) <= NEAR
                within = box[0][along] - NEAR <= ends[1, along] <= box[1][along] + NEAR
                if inside and starts and not within:
                    ends_of_whiskers.append((along, float(ends[1, along])))
                    yield line
    for line, ends in pairs:
        for along, value in ends_of_whiskers:
            if np.abs(ends[:, along] - value).max() <= NEAR:
                yield line
                break


def _box(artist: Any) -> tuple[Any, Any] | None:
    """Return the low and the high corner of a box drawn as a line or a patch of four corners."""
    corners = artist.get_xydata() if hasattr(artist, "get_xydata") else artist.get_path().vertices
    places = np.asarray(corners, dtype=float)
    if len(places) not in (5, 6) or len(np.unique(places[:, 0])) != 2 or len(np.unique(places[:, 1])) != 2:
        return None
    return places.min(axis=0), places.max(axis=0)
