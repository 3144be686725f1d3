"""A matplotlib figure as SVG for publication: only what is seen, risky layers as pixels, no metadata."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.readers import matplotlib, svg
from gel_airlock_jupyter.readers.matplotlib.bars import bar_marks_in
from gel_airlock_jupyter.readers.matplotlib.layout import Panel, panels_of
from gel_airlock_jupyter.readers.matplotlib.scattered import scattered_in
from gel_airlock_jupyter.readers.matplotlib.texts import written_in
from gel_airlock_jupyter.writers.figure_copy import copied
from gel_airlock_jupyter.writers.png import drawing
from gel_airlock_jupyter.writers.seen import leave_unseen_out

RASTER_DPI = 200
NAMESPACES = {"": "http://www.w3.org/2000/svg", "xlink": "http://www.w3.org/1999/xlink"}


def from_figure(obj: Any) -> bytes:
    """Return a matplotlib figure as SVG, the same bytes for the same figure.

    Lines, points, grids, slices and pictures are drawn as pixels, since their coordinates would tell each person's
    values to seven decimals, and points outside the axes would stay in the file. Bars of whole numbers within the axes
    and texts, which were judged one by one, stay vector. What cannot be seen, names of artists, metadata and comments
    are left out; the result is read again.

    Parameters
    ----------
    obj : object
        A matplotlib figure or axes; it is left as it is.

    Raises
    ------
    InputError
        If it is no matplotlib figure, cannot be copied, or the file written carries more than the picture.
    """
    if not matplotlib.handles(obj):
        raise InputError("Only matplotlib figures are written as SVG.", "Export it as PNG.")
    import matplotlib as mpl

    figure = copied(matplotlib.figure_of(obj))
    target = io.BytesIO()
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    with drawing(), mpl.rc_context({"svg.hashsalt": "airlock", "svg.fonttype": "none"}):
        clean(figure)
        figure.savefig(target, format="svg", dpi=RASTER_DPI, bbox_inches="tight", metadata=nothing)
    data = _rewritten(target.getvalue())
    problems = svg.read_bytes(data, "figure.svg").problems
    if problems:
        raise InputError(f"The SVG would carry more than the picture: {problems[0][1]}", "Export it as PNG.")
    return data


def clean(figure: Any) -> None:
    """Change a copied figure so that a vector file of it holds only what is seen.

    Parameters
    ----------
    figure : matplotlib Figure
        A copy.
    """
    from matplotlib.collections import Collection
    from matplotlib.figure import FigureBase
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    for artist in figure.findobj():
        artist.set_gid(None)
        artist.set_url(None)
        if hasattr(artist, "set_urls"):
            artist.set_urls([None])
    for part in figure.findobj(FigureBase):
        loose = (artist for artist in part.artists if isinstance(artist, (Line2D, Patch, Collection)))
        for artist in (*part.lines, *part.patches, *part.images, *loose):
            artist.set_rasterized(True)
    panels = panels_of(figure)
    for written in list(written_in(figure, panels)):
        if not written.text.visible and written.ticks_of is None:
            written.artist.set_text("")
    for panel in panels:
        for artist in (*panel.axes.lines, *panel.collections, *panel.axes.images):
            artist.set_rasterized(True)
        for artist in _telling(panel):
            artist.set_rasterized(True)
        if panel.axes.patch.get_alpha() == 0:
            panel.axes.patch.set_visible(False)
        for artist in list(_out_of_sight(panel)):
            artist.remove()
    leave_unseen_out(figure)


def _telling(panel: Panel) -> Iterator[Any]:
    """Yield letters that may be one person each, and all shapes but bars of whole numbers that end within the axes."""
    from matplotlib.patches import Rectangle

    for found in scattered_in(panel):
        yield from found.artists
    are_counts = all(float(mark.value or 0).is_integer() for mark in bar_marks_in(panel))
    for shape in panel.patches:
        if not (are_counts and isinstance(shape, Rectangle)) or _goes_beyond(panel, shape):
            yield shape


def _goes_beyond(panel: Panel, bar: Any) -> bool:
    """Return whether a bar ends outside the axes: a file would tell where."""
    if bar.get_data_transform() != panel.axes.transData:
        return False
    left, right, low, high = panel.limits
    (x, y), width, height = bar.get_xy(), bar.get_width(), bar.get_height()
    across, up = sorted((x, x + width)), sorted((y, y + height))
    return bool(across[0] < left or across[1] > right or up[0] < low or up[1] > high)


def _out_of_sight(panel: Panel) -> Iterator[Any]:
    """Yield the artists of a panel that are hidden, transparent, or lie outside the axes."""
    from matplotlib.patches import Rectangle
    from matplotlib.text import Text

    axes = panel.axes
    for artist in (*axes.lines, *axes.collections, *axes.images, *axes.patches, *axes.texts):
        alpha = artist.get_alpha()
        if not artist.get_visible() or (isinstance(alpha, int | float) and alpha == 0):
            yield artist
        elif isinstance(artist, Text):
            if artist.get_clip_on() and artist.get_transform() == axes.transData and not _holds(panel, artist):
                yield artist
        elif isinstance(artist, Rectangle) and artist.get_data_transform() == axes.transData:
            x, y = artist.get_xy()
            if not panel.is_inside(x, x + artist.get_width(), y, y + artist.get_height()):
                yield artist


def _holds(panel: Panel, text: Any) -> bool:
    """Return whether a text that is cut off at the edge of the axes begins within them."""
    x, y = text.get_position()
    x, y = float(panel.axes.convert_xunits(x)), float(panel.axes.convert_yunits(y))
    return panel.is_inside(x, x, y, y)


def _rewritten(data: bytes) -> bytes:
    """Return the XML without comments, document type and metadata."""
    import xml.etree.ElementTree as ET

    for prefix, address in NAMESPACES.items():
        ET.register_namespace(prefix, address)
    root = svg.parsed(data, "figure.svg")
    for parent in list(root.iter()):
        for child in list(parent):
            if svg.local(child.tag) in ("metadata", "title", "desc"):
                parent.remove(child)
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
