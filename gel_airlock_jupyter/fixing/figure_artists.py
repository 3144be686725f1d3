"""The artists behind the paths by which the reader names them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.readers.matplotlib.scattered import scattered_in

NOTE = "_airlock note"  # matplotlib shows no label that starts so


def artists_of(panels: Sequence[Panel]) -> Mapping[str, Any]:
    """Return path to artist, or to artists that are one scatter, looked up at once: taking one out renumbers the rest.

    Parameters
    ----------
    panels : sequence of Panel
        Axes of a copied figure.
    """
    found: dict[str, Any] = {}
    for panel in panels:
        own = f"axes {panel.index + 1}, "
        found |= {f"{own}line {i + 1}": line for i, line in enumerate(panel.lines)}
        for i, collection in enumerate(panel.collections):
            found |= {f"{own}points {i + 1}": collection, f"{own}area {i + 1}": collection}
        for i, patch in enumerate(panel.patches):
            found |= {f"{own}box {i + 1}": patch, f"{own}shape {i + 1}": patch}
        found |= {many.path: many.artists for many in scattered_in(panel) if len(many.artists) > 1}
    return found


def take_out(artists: Collection[Any]) -> None:
    """Remove artists from their axes; those that are out already are left alone."""
    every = [one for artist in artists for one in (artist if isinstance(artist, tuple) else (artist,))]
    for artist in every:
        if artist is not None and artist.axes is not None:
            artist.remove()


def say(panel: Panel, text: str) -> None:
    """Write in small print above the axes what marks of a fixed figure stand for; a second text follows the first."""
    known = next((one for one in panel.axes.texts if one.get_label() == NOTE), None)
    if known is not None:
        said = known.get_text().split("; ")
        known.set_text("; ".join(said if text in said else [*said, text]))
        return
    note = panel.axes.annotate(
        text,
        (1, 1),
        xycoords="axes fraction",
        xytext=(0, 2),
        textcoords="offset points",
        ha="right",
        fontsize="x-small",
    )
    note.set_label(NOTE)
