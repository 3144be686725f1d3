"""What nobody sees taken out of a figure: names of artists, links, hidden texts."""

from __future__ import annotations

from typing import Any

from gel_airlock_jupyter.readers.matplotlib.layout import panels_of
from gel_airlock_jupyter.readers.matplotlib.texts import MADE_LABELS, written_in
from gel_airlock_jupyter.registry import plural


def without_links(artist: Any) -> int:
    """Take the links of single marks out of a collection, and return how many there were."""
    links = sum(map(bool, artist.get_urls())) if hasattr(artist, "get_urls") else 0
    if links:
        artist.set_urls([None])
    return links


def _without_hidden_label(artist: Any) -> int:
    """Take out a label that no legend shows, unless the library made it."""
    label = artist.get_label()
    hidden = isinstance(label, str) and label.startswith("_") and not label.startswith(MADE_LABELS)
    if hidden:
        artist.set_label("_nolegend_")
    return int(hidden)


def without_unseen(figure: Any) -> list[str]:
    """Take gids, links and texts that cannot be seen out of a copied figure, and return what was done."""
    removed = 0
    for artist in figure.findobj():
        removed += bool(artist.get_gid()) + bool(artist.get_url())
        artist.set_gid(None)
        artist.set_url(None)
        removed += without_links(artist) + _without_hidden_label(artist)
    for written in list(written_in(figure, panels_of(figure))):
        if not written.text.visible and written.ticks_of is None:
            written.artist.set_text("")
            removed += 1
    noun = plural(removed, "name, link or text", "names, links or texts")
    return [f"{noun} that cannot be seen removed"] if removed else []
