"""What nobody sees taken out of a figure: names of artists, links, hidden texts."""

from __future__ import annotations

from typing import Any

from gel_airlock_jupyter.readers.matplotlib.layout import panels_of
from gel_airlock_jupyter.readers.matplotlib.texts import written_in
from gel_airlock_jupyter.registry import plural


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
