"""Sizes in a Bokeh plot that stand for 1-4 people: bars hidden or floored, cells and corners of lines blanked."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from gel_airlock_jupyter.checks.figure_counts import groups_of
from gel_airlock_jupyter.checks.figure_shares import known_shares
from gel_airlock_jupyter.checks.figure_units import Unit
from gel_airlock_jupyter.fixing.bokeh_rows import found, leave_out, source_of, write
from gel_airlock_jupyter.fixing.figure_shares import is_density, merged_runs, with_complement
from gel_airlock_jupyter.readers.bokeh import read
from gel_airlock_jupyter.readers.bokeh.columns import column, field_of, listed, numbers, stacked_fields
from gel_airlock_jupyter.readers.bokeh.glyphs import MARKERS
from gel_airlock_jupyter.registry import Context, plural

BARS = {"VBar": ("top", "bottom"), "HBar": ("right", "left"), "Quad": ("top", "bottom")}
AREAS = {"VArea": ("y2", "y1"), "HArea": ("x2", "x1"), "VAreaStep": ("y2", "y1"), "HAreaStep": ("x2", "x1")}
HIDDEN = "–"
GRIDS = ("Image", "MultiLine")  # one array a row
CELLS = ("Rect", "Block", "HexTile", "Patches", "MultiPolygons")
SIDE = (", sizes", ", shown")  # what the size of a point, or a pointer, says


def mask_sizes(copy: Any, name: str, context: Context, threshold: int, *, floor: bool) -> Iterator[str]:
    """Change the marks of a copied plot that stand for 1 to threshold - 1 people, and say what was done.

    Parameters
    ----------
    copy : bokeh model
        Changed.
    name : str
        Name for messages.
    context : Context
        Policy and declarations; they say what a mark counts.
    threshold : int
        Smallest count that may be shown.
    floor : bool
        Whether small bars are drawn at the threshold rather than hidden.
    """
    small: dict[str, list[int]] = {}
    coloured: dict[str, set[int]] = {}
    for group in groups_of(read(copy, name), context):
        if group.is_whole and group.measure.unit not in (Unit.OTHER, Unit.SHARE):
            for mark in group.small(threshold):
                path, _, bar = mark.path.partition(", bar ")
                place = int(bar) - 1 if bar else mark.place
                if path.endswith(SIDE) or (group.coloured and type(found(copy, path)[1].glyph).__name__ in MARKERS):
                    coloured.setdefault(", ".join(path.split(", ")[:2]), set()).add(place)
                else:
                    small.setdefault(path, []).append(place)
    for path, places in small.items():
        plot, renderer = found(copy, path)
        kind, value = type(renderer.glyph).__name__, float(threshold) if floor else 0.0
        if kind in BARS or kind in AREAS:
            _resize(renderer, dict.fromkeys(places, value), {**BARS, **AREAS}[kind])
            if kind in BARS:
                _label(plot, renderer, places, [f"<{threshold}"] * len(places), kind)
        else:
            _blank(renderer, path, places, value if floor else math.nan)
            _note(plot, f"grey or blank: fewer than {threshold}")
        yield f"{plural(len(places), 'mark')} of {path} {f'drawn at {threshold}' if floor else 'hidden'}"
    for path, points in coloured.items():
        leave_out(found(copy, path)[1], sorted(points))
        yield f"{plural(len(points), 'mark')} of {path} left out"


def mask_shares(copy: Any, name: str, context: Context, threshold: int) -> Iterator[str]:
    """Merge bins and hide bars that are shares of 1 to threshold - 1 of a known number of people."""
    for axes, shares, people in known_shares(read(copy, name), context):
        small = {place for place, count in enumerate(people) if 0.5 < count < threshold - 1e-3}
        paths = {share.mark.path.partition(", bar ")[0] for share in shares}
        if not small or len(paths) != 1 or any(share.mark.measure for share in shares):
            continue
        plot, renderer = found(copy, next(iter(paths)))
        kind = type(renderer.glyph).__name__
        if kind == "Quad" and renderer.data_source.data:
            runs = merged_runs(people, threshold)
            _merge(renderer, runs, is_density(shares))
            yield f"bins of axes {axes + 1} merged into {len(runs)} of at least {threshold} people each"
        elif kind in BARS:
            chosen = with_complement([share.share for share in shares], small)
            _resize(renderer, dict.fromkeys(chosen, 0.0), BARS[kind])
            _label(plot, renderer, chosen, [f"<{threshold}" if p in small else HIDDEN for p in chosen], kind)
            yield f"{plural(len(chosen), 'share')} of axes {axes + 1} hidden"


def _resize(renderer: Any, values: Mapping[int, float], ends: tuple[str, str]) -> None:
    """Write new sizes into the column behind the far end; of a stack only the glyph's own column is changed."""
    glyph, source = renderer.glyph, renderer.data_source
    far, near = (getattr(glyph, end) for end in ends)
    own = [key for key in stacked_fields(far) if key not in stacked_fields(near)]
    if own:
        write(source, own[0], values)
        return
    feet = numbers(column(source.data, glyph, ends[1]))
    named = field_of(far)
    shifted = {place: value + (feet[place] if place < len(feet) else 0.0) for place, value in values.items()}
    if named is not None:
        write(source, named, shifted)


def _blank(renderer: Any, path: str, places: Sequence[int], value: float) -> None:
    """Blank cells by their colour, corners of lines and points by their height."""
    glyph, source = renderer.glyph, renderer.data_source
    kind = type(glyph).__name__
    if kind in GRIDS:
        key = field_of(glyph.image) if kind == "Image" else field_of(getattr(glyph, "ys", None))
        if key in source.data:
            nested = [np.array(grid, dtype=float) for grid in listed(source.data[key])]
            line = int(path.rpartition(" ")[2]) - 1 if ", line " in path else 0
            flat = nested[line].ravel()
            flat[np.flatnonzero(np.isfinite(flat))[list(places)]] = value
            nested[line] = flat.reshape(nested[line].shape)
            source.data = {**source.data, key: nested}
        return
    key = field_of(getattr(glyph, "fill_color", None)) if kind in CELLS else field_of(getattr(glyph, "y", None))
    if key is None or key not in source.data:
        return
    shown = [place for place, number in enumerate(numbers(source.data[key])) if number == number]
    write(source, key, {shown[place]: value for place in places})


def _merge(renderer: Any, runs: Sequence[tuple[int, int]], density: bool) -> None:
    """Draw the quads of a histogram anew over merged bins."""
    glyph, data = renderer.glyph, renderer.data_source.data
    top, left, right = (numbers(column(data, glyph, key)) for key in ("top", "left", "right"))
    made: dict[str, list[float]] = {"top": [], "left": [], "right": []}
    for a, b in runs:
        widths = [right[place] - left[place] for place in range(a, b)]
        area = sum(width * height for width, height in zip(widths, top[a:b], strict=True))
        made["top"].append(area / sum(widths) if density else sum(top[a:b]))
        made["left"].append(left[a])
        made["right"].append(right[b - 1])
    renderer.data_source.data = made
    glyph.update(top="top", left="left", right="right")


def _label(plot: Any, renderer: Any, places: Sequence[int], texts: Sequence[str], kind: str) -> None:
    from bokeh import models

    made_of: Any = models  # its names are not all declared for type checkers

    glyph, data = renderer.glyph, renderer.data_source.data
    far = numbers(column(data, glyph, BARS[kind][0]))
    if kind == "Quad":
        left, right = (numbers(column(data, glyph, key)) for key in ("left", "right"))
        along: list[Any] = [(left[place] + right[place]) / 2 for place in places]
    else:
        named = column(data, glyph, "y" if kind == "HBar" else "x")
        along = [named[place] for place in places]
    ends = [far[place] for place in places]
    x, y = (ends, along) if kind == "HBar" else (along, ends)
    source = source_of({"x": x, "y": y, "text": list(texts)})
    plot.add_layout(
        made_of.LabelSet(x="x", y="y", text="text", source=source, text_align="center", text_font_size="10px")
    )


def _note(plot: Any, text: str) -> None:
    from bokeh import models

    made_of: Any = models

    if not any(getattr(part, "text", "") == text for part in plot.above):
        plot.add_layout(made_of.Title(text=text, text_font_size="9px", align="right"), "above")
