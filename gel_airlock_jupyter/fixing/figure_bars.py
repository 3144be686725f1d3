"""Bars and steps of 1-4 people: hidden and labelled `<5`, or drawn at 5; what stands on them moves along."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from gel_airlock_jupyter.checks.figure_totals import ON_BAR
from gel_airlock_jupyter.readers.matplotlib.bars import Bar, bars_in
from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.readers.matplotlib.texts import Written

How = Literal["hide", "floor"]
MANY = 8  # so many labels above bars are turned to keep them apart


def mask_bars(
    panel: Panel, paths: Collection[str], labels: Mapping[str, Sequence[Written]], threshold: int, how: How
) -> list[str]:
    """Change the bars at `paths` and return what was done.

    Parameters
    ----------
    panel : Panel
        Axes of a copied figure.
    paths : collection of str
        Paths of the marks to mask.
    labels : mapping
        Texts printed on bars, by path; they move with their bars.
    threshold : int
        Smallest count that may be shown, in people.
    how : str
        "hide" draws no bar, "floor" draws it at the threshold; either way the label says `<5`.
    """
    bars = list(bars_in(panel))
    small = [bar for bar in bars if bar.mark.path in paths]
    stacks: dict[tuple[float, ...], list[Bar]] = {}
    for bar in bars:
        stacks.setdefault(_span(bar), []).append(bar)
    changes = []
    for bar in small:
        before = bar.mark.value or 0.0
        after = float(np.sign(before)) * threshold if how == "floor" else 0.0
        _resize(bar, after)
        _drop_error_bar(bar)
        for above in _above(bar, stacks[_span(bar)], before):
            _move(above, after - before, labels.get(above.mark.path, ()))
        _move_texts(bar.sideways, after - before, labels.get(bar.mark.path, ()))
        done = f"drawn at {threshold}" if how == "floor" else "hidden"
        changes.append(f"bar '{bar.mark.label}' of axes {panel.index + 1} {done} and labelled <{threshold}")
    for bar in small:
        for written in labels.get(bar.mark.path, ()):
            if ON_BAR.fullmatch(str(written.artist.get_text())):  # 10 % of all is as good as their number
                written.artist.set_text(f"<{threshold}")
        if not labels.get(bar.mark.path):
            _label(panel, bar, f"<{threshold}", turned=len(small) > MANY and not bar.sideways)
    return changes


def _span(bar: Bar) -> tuple[float, ...]:
    start, size = (
        (bar.patch.get_y(), bar.patch.get_height()) if bar.sideways else (bar.patch.get_x(), bar.patch.get_width())
    )
    return (float(bar.sideways), round(float(start), 9), round(float(size), 9))


def _foot(bar: Bar) -> float:
    return float(bar.patch.get_x() if bar.sideways else bar.patch.get_y())


def _above(bar: Bar, stack: Sequence[Bar], height: float) -> Iterator[Bar]:
    """Yield the bars that stand on this one: the gap it leaves would show its height."""
    top = _foot(bar) + height
    for other in stack:
        beyond = _foot(other) - top
        if other is not bar and (beyond >= -1e-9 if height >= 0 else beyond <= 1e-9):
            yield other


def _resize(bar: Bar, value: float) -> None:
    if bar.sideways:
        bar.patch.set_width(value)
    else:
        bar.patch.set_height(value)
    values = getattr(bar.container, "datavalues", None)
    if values is not None and bar.place < len(values):
        changed = np.array(values, dtype=float)
        changed[bar.place] = value
        bar.container.datavalues = changed


def _drop_error_bar(bar: Bar) -> None:
    """Remove the error bar of a masked bar, whose middle is the bar's height."""
    spread = getattr(bar.container, "errorbar", None)
    if spread is None:
        return
    _, caps, stems = spread.lines
    for cap in caps or ():
        axis = 0 if bar.sideways else 1
        data = [np.array(values, dtype=float) for values in cap.get_data(orig=False)]
        if bar.place < len(data[axis]):
            data[axis][bar.place] = np.nan
            cap.set_data(*data)
    for stem in stems or ():
        segments = stem.get_segments()
        if bar.place < len(segments):
            segments[bar.place] = np.full((2, 2), np.nan)
            stem.set_segments(segments)


def _move(bar: Bar, by: float, texts: Sequence[Written]) -> None:
    if bar.sideways:
        bar.patch.set_x(bar.patch.get_x() + by)
    else:
        bar.patch.set_y(bar.patch.get_y() + by)
    _move_texts(bar.sideways, by, texts)


def _move_texts(sideways: bool, by: float, texts: Sequence[Written]) -> None:
    for written in texts:
        artist = written.artist
        if hasattr(artist, "xycoords"):
            if artist.xycoords == "data":
                x, y = artist.xy
                artist.xy = (x + by, y) if sideways else (x, y + by)
            continue
        x, y = artist.get_position()
        artist.set_position((x + by, y) if sideways else (x, y + by))


def _label(panel: Panel, bar: Bar, text: str, *, turned: bool) -> None:
    patch = bar.patch
    if bar.sideways:
        place = (patch.get_x() + patch.get_width(), patch.get_y() + patch.get_height() / 2)
        offset, aligned = (3, 0), {"ha": "left", "va": "center"}
    else:
        place = (patch.get_x() + patch.get_width() / 2, patch.get_y() + patch.get_height())
        offset, aligned = (0, 2), {"ha": "center", "va": "bottom"}
    rotation = 90 if turned else 0
    note: Any = panel.axes.annotate(
        text, place, xytext=offset, textcoords="offset points", fontsize="small", rotation=rotation, **aligned
    )
    note.set_annotation_clip(True)
