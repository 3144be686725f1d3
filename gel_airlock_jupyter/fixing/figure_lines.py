"""Lines of one person each drawn as bands: a median with its quartiles, by colour where colours are groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gel_airlock_jupyter.checks.figure_clouds import Cloud
from gel_airlock_jupyter.fixing.bands import Band, Line, bands_of
from gel_airlock_jupyter.fixing.figure_artists import say, take_out
from gel_airlock_jupyter.fixing.line_groups import groups_by_colour
from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.registry import plural

COURSE = ", line "  # between the path of a collection, "axes 1, points 2", and the number of a line in it


@dataclass(frozen=True)
class Group:
    """Lines of one colour, and the name that a line of it has in the legend."""

    colour: Any
    lines: tuple[Line, ...]
    label: str


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
    places = groups_by_colour(colours, threshold)
    groups = [
        Group(
            colours[group[0]],
            tuple((np.array(cloud.parts[place].x), np.array(cloud.parts[place].y)) for place in group),
            _label([drawn[place] for place in group]),
        )
        for group in places
        if len(group) >= threshold
    ]
    bands = [(group, bands_of(group.lines, threshold)) for group in groups]
    if not any(found for _, found in bands):
        return []
    take_out(drawn)
    for group, found in bands:
        _draw(panel, group, found)
    _trim_legend(panel, len(groups))
    say(panel, "line: median; band: quartiles")
    left = sum(len(group) for group in places if len(group) < threshold)
    left += sum(len(group.lines) for group, found in bands if not found)
    shown = sum(len(group.lines) for group, found in bands if found)
    number = plural(sum(bool(found) for _, found in bands), "band")
    changes = [
        f"{shown:,} lines of axes {panel.index + 1} drawn as {number}: median and quartiles of at least {threshold}"
    ]
    if left:
        changes.append(
            f"by hand (FG-06): {plural(left, 'line')} of axes {panel.index + 1} left out, in groups or at places of"
            f" fewer than {threshold}; merge their group with another one to show them"
        )
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


def _draw(panel: Panel, group: Group, bands: Sequence[Band]) -> None:
    """Draw each stretch as a line over a filled band; units of a date axis are numbers already."""
    for number, band in enumerate(bands):
        label = group.label if number == 0 and group.label and not group.label.startswith("_") else None
        panel.axes.plot(band.x, band.middle, color=group.colour, linewidth=2, label=label)
        panel.axes.fill_between(band.x, band.low, band.high, color=group.colour, alpha=0.25, linewidth=0)


def _trim_legend(panel: Panel, groups: int) -> None:
    """Take out a legend that names single lines; one that names the groups stays."""
    legend = panel.axes.get_legend()
    if legend is not None and len(legend.get_texts()) > groups + 1:
        legend.remove()
