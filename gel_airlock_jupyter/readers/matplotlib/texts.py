"""Every text of a figure, with its role: titles, labels, ticks, legends, annotations, tables, gids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gel_airlock_jupyter.readers.matplotlib.beside import Beside
from gel_airlock_jupyter.readers.matplotlib.layout import Panel, has_words
from gel_airlock_jupyter.readers.matplotlib.visibility import is_text_visible
from gel_airlock_jupyter.subjects import FigureText

MADE_LABELS = ("_child", "_nolegend", "_container", "_line", "_airlock", "<colorbar>")  # by the library, not by people
MATHS = re.compile(r"\$[^$]*\$")


@dataclass(frozen=True)
class Written:
    """A text with the artist that writes it; `ticks_of` is the axis for a tick label, `minor` for one between."""

    text: FigureText
    artist: Any
    ticks_of: Any = None
    place: int = 0
    minor: bool = False


def texts_in(figure: Any, panels: Sequence[Panel]) -> Iterator[FigureText]:
    """Yield every text of a figure once."""
    for written in written_in(figure, panels):
        yield written.text
    yield from _names_in(figure)


def written_in(figure: Any, panels: Sequence[Panel]) -> Iterator[Written]:
    """Yield the texts that the picture shows, with their artists."""
    seen: set[int] = set()
    for written in _known(figure, panels):
        seen.add(id(written.artist))
        yield written
    yield from _rest(figure, seen)


def _rest(figure: Any, seen: set[int]) -> Iterator[Written]:
    """Yield the texts in places that nobody thought of: boxes, artists of other libraries. Axes were read already."""
    from matplotlib.axis import Axis
    from matplotlib.text import Text

    for artist in _walked(figure, without=Axis):
        if isinstance(artist, Text) and id(artist) not in seen:
            yield from _written(artist, "annotation")


def _walked(figure: Any, without: type | None = None) -> Iterator[Any]:
    """Yield every artist of a figure; a kind that has no parts is not asked for them, which takes long for many."""
    from matplotlib.artist import Artist

    leaves: dict[type, bool] = {}
    waiting = [figure]
    while waiting:
        artist = waiting.pop()
        kind = type(artist)
        if kind not in leaves:
            leaves[kind] = kind.get_children is Artist.get_children or (
                without is not None and issubclass(kind, without)
            )
        if not leaves[kind]:
            waiting += artist.get_children()
        yield artist


def _known(figure: Any, panels: Sequence[Panel]) -> Iterator[Written]:
    """Yield the texts whose role is known."""
    yield from _of_figure(figure)
    for panel in panels:
        yield from _of_axes(panel)
        yield from _of_ticks(panel)
        yield from _of_annotations(panel)
        for number, table in enumerate(panel.tables, 1):
            cells = table.get_celld()
            for row, column in sorted(cells):
                name = f"axes {panel.index + 1}, table {number}, row {row}, column {column}"
                yield from _written(cells[row, column].get_text(), "table cell", panel, beside=name)


def _of_figure(figure: Any) -> Iterator[Written]:
    from matplotlib.text import Text

    for part in (figure, *_parts_of(figure)):
        special = {
            id(getattr(part, name, None)): role
            for name, role in (("_suptitle", "figure title"), ("_supxlabel", "x label"), ("_supylabel", "y label"))
        }
        special |= _of_plotnine(part)
        for text in part.texts:
            turned = "y label" if text.get_rotation() == 90 else "annotation"
            yield from _written(text, special.get(id(text), turned))
        for legend in part.legends:
            yield from _of_legend(legend, None)
        for artist in part.artists:
            if isinstance(artist, Text):
                yield from _written(artist, "annotation")


def _of_plotnine(figure: Any) -> dict[int, str]:
    """Return the roles of the axis labels of plotnine, which writes them as texts of the figure."""
    engine = figure.get_layout_engine() if hasattr(figure, "get_layout_engine") else None
    targets = getattr(getattr(engine, "theme", None), "targets", None)
    roles = {"axis_title_x": "x label", "axis_title_y": "y label", "plot_title": "figure title"}
    found = {name: getattr(targets, name, None) for name in roles}
    return {id(text): roles[name] for name, text in found.items() if text is not None}


def _parts_of(figure: Any) -> Iterator[Any]:
    for part in getattr(figure, "subfigs", ()):
        yield part
        yield from _parts_of(part)


def _of_axes(panel: Panel) -> Iterator[Written]:
    axes = panel.axes
    for side in ("title", "_left_title", "_right_title"):
        if getattr(axes, side, None) is not None:
            yield from _written(getattr(axes, side), "title", panel)
    label_role = "colour bar label" if panel.is_colour_bar else None
    yield from _written(axes.xaxis.label, label_role or "x label", panel)
    yield from _written(axes.yaxis.label, label_role or "y label", panel)
    if hasattr(axes, "zaxis"):
        yield from _written(axes.zaxis.label, "y label", panel)
    from matplotlib.legend import Legend
    from matplotlib.offsetbox import OffsetBox

    legends = [getattr(axes, "legend_", None), *panel.drawn(Legend)]
    for legend in legends:
        if legend is not None:
            yield from _of_legend(legend, panel)
    for child in panel.drawn(OffsetBox):  # AnchoredText and offset boxes
        yield from _in_boxes(child, panel)


def _in_boxes(artist: Any, panel: Panel) -> Iterator[Written]:
    from matplotlib.text import Text

    for text in artist.findobj(Text):
        yield from _written(text, "annotation", panel)


def _of_legend(legend: Any, panel: Panel | None) -> Iterator[Written]:
    shown = bool(legend.get_visible())
    yield from _written(legend.get_title(), "legend title", panel, shown=shown)
    for text in legend.get_texts():
        yield from _written(text, "legend entry", panel, shown=shown)


def _of_ticks(panel: Panel) -> Iterator[Written]:
    """Yield tick labels: words someone wrote are categories, the rest a scale of numbers."""
    for axis in filter(None, (panel.axes.xaxis, panel.axes.yaxis, getattr(panel.axes, "zaxis", None))):
        if not axis.get_visible():
            continue
        role = "category" if has_words(axis) else "tick label"
        labels = axis.get_majorticklabels()
        if role == "tick label" and _differ_in_words([label.get_text() for label in labels]):
            role = "category"
        for place, label in enumerate(labels):
            yield from _written(label, role, panel, ticks_of=axis, place=place)
        minor = axis.get_minorticklabels()
        words = role == "category" or _is_spoken([label.get_text() for label in minor])
        for place, label in enumerate(minor):
            for written in _written(label, "category" if words else role, panel, ticks_of=axis, place=place):
                yield replace(written, minor=True)
        yield from _written(axis.get_offset_text(), "tick label", panel)


def _is_spoken(labels: Sequence[str]) -> bool:
    """Return whether labels between those of a scale hold words: a scale has numbers, units and exponents there."""
    return any(re.search(r"[^\W\d_]{2,}|=", MATHS.sub("", label)) for label in labels)


def _differ_in_words(labels: Sequence[str]) -> bool:
    """Tell words made by a formatter from a scale: "10 cm", "20 cm" differ in numbers only."""
    words = {re.sub(r"[\d.,\s%−+-]", "", MATHS.sub("", label)) for label in labels if label.strip()}
    return len(words) > 2 and max(map(len, words)) >= 3


def _of_annotations(panel: Panel) -> Iterator[Written]:
    texts = panel.texts
    if not texts:
        return
    beside = Beside.of(panel)
    slices = [f"axes {panel.index + 1}, shape {n + 1}" for n, p in panel.shapes if type(p).__name__ == "Wedge"]
    roles = [beside.role(text) for text in texts]
    on_slices = [id(text) for text, (role, _) in zip(texts, roles, strict=True) if role == "pie label"]
    paths = dict(zip(on_slices, slices, strict=True)) if len(on_slices) == len(slices) else {}
    for text, (role, path) in zip(texts, roles, strict=True):
        yield from _written(text, role, panel, beside=path or paths.get(id(text), ""))


def _written(
    artist: Any,
    role: str,
    panel: Panel | None = None,
    *,
    shown: bool = True,
    beside: str = "",
    ticks_of: Any = None,
    place: int = 0,
) -> Iterator[Written]:
    content = str(artist.get_text())
    if content.strip():
        visible = shown and is_text_visible(artist) and (panel is None or panel.visible)
        text = FigureText(content, role, None if panel is None else panel.index, visible, beside)
        yield Written(text, artist, ticks_of, place)


def _names_in(figure: Any) -> Iterator[FigureText]:
    """Yield what a vector file would carry besides the texts drawn: gids, links, labels of artists."""
    for artist in _walked(figure):
        gid, link, label = artist.get_gid(), artist.get_url(), artist.get_label()
        made = not label or not isinstance(label, str) or label.startswith(MADE_LABELS)
        links = artist.get_urls() if hasattr(artist, "get_urls") else ()
        if made and not gid and not link and not any(links):
            continue
        named = [(gid, "gid"), (link, "link"), *((one, "link") for one in links)]
        for value, role in (*named, ("" if made else label, "label of a mark")):
            if value and isinstance(value, str):
                yield FigureText(value, role, None, False)
