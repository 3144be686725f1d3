"""Lines of one person each drawn as bands: a median with its quartiles, by colour where colours are groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gel_airlock_jupyter.checks.figure_clouds import Cloud
from gel_airlock_jupyter.fixing.bands import Band, banded
from gel_airlock_jupyter.fixing.figure_artists import say, take_out
from gel_airlock_jupyter.readers.matplotlib.layout import Panel

COURSE = ", line "  # between the path of a collection, "axes 1, points 2", and the number of a line in it


def mend_lines(panel: Panel, cloud: Cloud, artists: Mapping[str, Any], threshold: int) -> list[str]:
    """Replace the lines of a cloud by bands, and return what was done; nothing where no band can be made.

    Parameters
    ----------
    panel : Panel
        Axes of a copied figure.
    cloud : Cloud
        Its lines.
    artists : mapping
        Path to artist, from before anything was taken out.
    threshold : int
        Fewest lines at any place of a band.
    """
    drawn = [artists.get(part.path) or artists.get(part.path.rpartition(COURSE)[0]) for part in cloud.parts]
    if any(artist is None for artist in drawn):
        return []
    colours = [_colour(artist, part.path) for artist, part in zip(drawn, cloud.parts, strict=True)]
    found = banded([(np.array(part.x), np.array(part.y)) for part in cloud.parts], colours, threshold)
    changes = found.words(f"axes {panel.index + 1}", threshold)
    if not changes:
        return []
    take_out(drawn)
    for group, bands in found.groups:
        _draw(panel, bands, colours[group[0]], _label([drawn[place] for place in group]))
    _trim_legend(panel, sum(len(group) >= threshold for group, _ in found.groups))
    say(panel, "line: median; band: quartiles")
    return changes


def _colour(artist: Any, path: str) -> str:
    """Return the colour of a line, or of one line of a collection, whose colours are used in turn."""
    from matplotlib.colors import to_hex

    if hasattr(artist, "get_xydata"):
        return to_hex(artist.get_color())
    colours = np.atleast_2d(artist.get_edgecolor())
    place = int(path.rpartition(" ")[2]) - 1
    return to_hex(colours[place % len(colours)])


def _label(artists: Sequence[Any]) -> str:
    """Return what all lines are called alike."""
    labels = {str(artist.get_label() or "") for artist in artists}
    return labels.pop() if len(labels) == 1 else ""


def _draw(panel: Panel, bands: Sequence[Band], colour: Any, named: str) -> None:
    """Draw each stretch as a line over a filled band; units of a date axis are numbers already."""
    for number, band in enumerate(bands):
        label = named if number == 0 and named and not named.startswith("_") else None
        panel.axes.plot(band.x, band.middle, color=colour, linewidth=2, label=label)
        panel.axes.fill_between(band.x, band.low, band.high, color=colour, alpha=0.25, linewidth=0)


def _trim_legend(panel: Panel, groups: int) -> None:
    """Take out a legend that names single lines; one that names the groups stays."""
    legend = panel.axes.get_legend()
    if legend is not None and len(legend.get_texts()) > groups + 1:
        legend.remove()
