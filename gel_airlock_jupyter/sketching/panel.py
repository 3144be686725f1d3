"""One pair of axes of a figure as ink, words and the outlines of what findings name."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gel_airlock_jupyter.drawn import AxesInfo, Mark, Points
from gel_airlock_jupyter.sketched import Ink, Word
from gel_airlock_jupyter.sketching.bars import Bars, bars_of, rings_of
from gel_airlock_jupyter.sketching.named import candidates, names_of, said_of
from gel_airlock_jupyter.sketching.plane import Box, Plane, range_of, rectangle, ticks_of
from gel_airlock_jupyter.sketching.points import Laid, inked, laid

Outlines = dict[str, list[tuple[str, str]]]
MOST_NAMES = 14
MOST_LINES = 300
RING = 0.28
MORE_LEFT = 44  # for long names of bars that lie
BESIDE_PIE = 26
DENSE = 3
MOST_STICKS = 20_000  # beyond, every so many and the longest: a sketch is hardly 1,000 units wide


@dataclass(frozen=True, slots=True)
class Content:
    """What one pair of axes holds; `names` are those that findings use, `budget` how many marks may be drawn."""

    info: AxesInfo
    marks: Sequence[Mark]
    points: Sequence[Points]
    names: frozenset[str]
    budget: int


@dataclass(frozen=True, slots=True)
class Panel:
    """Ink and words of one pair of axes, outlines by name, tops of marks by path, and how many marks are not drawn."""

    inks: tuple[Ink, ...]
    words: tuple[Word, ...]
    outlines: Mapping[str, Sequence[tuple[str, str]]]
    tops: Mapping[str, tuple[int, int]]
    plane: Plane
    laid: tuple[Laid, ...]
    left_out: int


def panel_of(content: Content, box: Box, carrying: frozenset[str]) -> Panel:
    """Draw one pair of axes.

    Parameters
    ----------
    content : Content
        What it holds.
    box : tuple
        Left, top, right, bottom of its frame.
    carrying : frozenset of str
        Paths of the marks that a text is printed on, whose tops are asked for.
    """
    wedges = [mark for mark in content.marks if mark.kind == "wedge"]
    every_stick = [mark for mark in content.marks if mark.kind != "wedge"]
    sticks = _thinned(every_stick, content.names)
    lying = tuple(one for points in content.points if (one := laid(points)) is not None)
    bars = bars_of(sticks)
    plane = _plane(box, bars, sticks, lying)
    outlines: Outlines = {}
    tops: dict[str, tuple[int, int]] = {}
    inks = [] if wedges and not sticks and not lying else [Ink("frame", plane.frame)]
    inks += _slices(wedges, plane, content.names, outlines)
    bar_inks, drawn = _sticks(sticks, bars, plane, content, outlines, tops, carrying)
    inks += bar_inks
    each = max(2, content.budget // max(1, min(len(lying), MOST_LINES)))
    total = 0
    for one in lying[:MOST_LINES]:
        more, count = inked(one, plane, each)
        inks += more
        total += len(one.x) - count
    total += sum(len(one.x) for one in lying[MOST_LINES:])
    words = (*(_along(bars, lying, plane, content) if sticks or lying else ()), *_names_of_slices(wedges, plane))
    return Panel(tuple(_merged(inks)), words, outlines, tops, plane, lying, len(every_stick) - drawn + total)


def _thinned(sticks: Sequence[Mark], names: frozenset[str]) -> Sequence[Mark]:
    """Return bars and steps to draw: of very many those that findings name, every so many, the lowest and highest."""
    if len(sticks) <= MOST_STICKS:
        return sticks
    may_be_named = candidates(names)
    values = np.array([mark.value or 0.0 for mark in sticks], dtype=float)
    ends = {int(np.nanargmin(values)), int(np.nanargmax(values))} if np.isfinite(values).any() else set()
    every = math.ceil(len(sticks) / MOST_STICKS)
    return [
        mark
        for at, mark in enumerate(sticks)
        if at % every == 0 or at in ends or mark.label in may_be_named or mark.path in may_be_named
    ]


def _merged(inks: Sequence[Ink]) -> Iterator[Ink]:
    """Yield ink of one look as one shape each, as far as nothing of another look lies between."""
    held: list[Ink] = []
    for ink in inks:
        if held and held[-1].look == ink.look:
            held[-1] = Ink(ink.look, held[-1].d + ink.d)
        else:
            held.append(ink)
    yield from held


def _plane(box: Box, bars: Bars, sticks: Sequence[Mark], lying: Sequence[Laid]) -> Plane:
    """Return the frame with the range of what is seen; of what is hidden only where nothing else is there."""
    seen = [b for b, mark in zip(bars.boxes, sticks, strict=True) if mark.visible and mark.inside] or bars.boxes
    corners = [found for one in lying if one.points.visible and (found := one.corners())]
    corners = corners or [found for one in lying if (found := one.corners())]
    x = [edge for b in seen for edge in b[:2]] + [edge for across, _ in corners for edge in across]
    y = [edge for b in seen for edge in b[2:]] + [edge for _, up in corners for edge in up]
    is_grid = bool(corners) and not sticks and any(one.points.kind == "cells" for one in lying)
    down = is_grid or (bool(sticks) and bars.sideways and not bars.placed)
    left, top, right, bottom = box
    more = min(MORE_LEFT, (right - left) // 4) if bars.sideways and any(len(n) > 7 for n in bars.names.values()) else 0
    x_range = (min(x), max(x)) if is_grid else range_of(x, zero=bool(sticks) and bars.sideways)
    y_range = (min(y), max(y)) if is_grid else range_of(y, zero=bool(sticks) and not bars.sideways)
    return Plane(left + more, top, right - left - more, bottom - top, x_range, y_range, down, 34 + more)


def _sticks(
    sticks: Sequence[Mark],
    bars: Bars,
    plane: Plane,
    content: Content,
    outlines: Outlines,
    tops: dict[str, tuple[int, int]],
    carrying: frozenset[str],
) -> tuple[list[Ink], int]:
    """Return the ink of bars and steps, and how many are drawn; named ones get an outline."""
    shapes: dict[tuple[Box, bool], None] = {}
    may_be_named = candidates(content.names)
    for mark, box in zip(sticks, plane.boxes(bars.boxes), strict=True):
        shapes[box, mark.visible and mark.inside] = None
        if carrying and mark.path in carrying:
            middle = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
            tops[mark.path] = (box[2] + 8, middle[1] + 6) if bars.sideways else (middle[0], box[1])
        if mark.label in may_be_named or mark.path in may_be_named:
            for name in {*names_of(mark)} & content.names:
                outlines.setdefault(name, []).append((rectangle(box), said_of(mark)))
    drawn = list(shapes)
    if len(drawn) > content.budget:
        drawn = drawn[:: math.ceil(len(drawn) / content.budget)]
    plain = "".join(rectangle(box) for box, seen in drawn if seen)
    hidden = "".join(rectangle(box) for box, seen in drawn if not seen)
    dense = bool(drawn) and sum(box[2] - box[0] < DENSE or box[3] - box[1] < 1 for box, _ in drawn) > len(drawn) / 2
    inks = [Ink(look, d) for look, d in (("bar-dense" if dense else "bar", plain), ("hidden", hidden)) if d]
    return inks, len(sticks) if len(drawn) == len(shapes) else len(drawn)


def _slices(wedges: Sequence[Mark], plane: Plane, names: frozenset[str], outlines: Outlines) -> list[Ink]:
    found = []
    middle = plane.left + plane.width // 2, plane.top + plane.height // 2
    whole = _radius(plane)
    for ring, mark, start, end in rings_of(wedges):
        d = _slice(middle, whole * max(0.2, 1 - RING * ring), start, end)
        found.append(Ink("slice" if mark.visible else "hidden", d))
        for name in {*names_of(mark)} & names:
            outlines.setdefault(name, []).append((d, said_of(mark)))
    return found


def _radius(plane: Plane) -> float:
    """Return the radius of a chart of slices, with room for names beside it."""
    return max(10.0, min(plane.width / 2 - BESIDE_PIE, plane.height / 2 - 6))


def _names_of_slices(wedges: Sequence[Mark], plane: Plane) -> Iterator[Word]:
    """Yield the names of the greatest slices of the outer ring, beside it."""
    outer = [(mark, (start + end) / 2) for ring, mark, start, end in rings_of(wedges) if ring == 0 and mark.label]
    largest = sorted(outer, key=lambda one: -abs(one[0].value or 0.0))[:MOST_NAMES]
    radius = _radius(plane) + 4
    for mark, turn in largest:
        across = math.sin(2 * math.pi * turn)
        x = plane.left + plane.width // 2 + round(radius * across)
        y = plane.top + plane.height // 2 - round(radius * math.cos(2 * math.pi * turn)) + 3
        yield Word(x, y, _cut(mark.label, 18), "tick", "start" if across >= 0 else "end")


def _slice(middle: tuple[int, int], radius: float, start: float, end: float) -> str:
    x, y = middle
    if end - start >= 1 - 1e-9:
        return f"M{x} {y - radius:.0f}a{radius:.0f} {radius:.0f} 0 1 1 -1 0z"
    (ax, ay), (bx, by) = (
        (x + radius * math.sin(2 * math.pi * turn), y - radius * math.cos(2 * math.pi * turn)) for turn in (start, end)
    )
    large = int(end - start > 0.5)
    return f"M{x} {y}L{ax:.0f} {ay:.0f}A{radius:.0f} {radius:.0f} 0 {large} 1 {bx:.0f} {by:.0f}z"


def _along(bars: Bars, lying: Sequence[Laid], plane: Plane, content: Content) -> Iterator[Word]:
    """Yield what stands along the sides: names of bars, or round numbers where the side counts."""
    named = bars.names and (not bars.placed or "words" in (content.info.x_kind, content.info.y_kind))
    if not bars.boxes and any(one.points.kind == "cells" or not one.is_placed for one in lying):
        return  # numbers along a grid would count its rows, which nobody asked for
    upright = bool(named) and bars.sideways
    across = bool(named) and not bars.sideways
    if across:
        yield from _names_across(bars.names, plane)
    elif content.info.x_kind == "numbers":
        for value in ticks_of(plane.x_range):
            yield Word(plane.x(value), plane.top + plane.height + 11, f"{value:g}", "tick", "middle")
    if upright:
        every = math.ceil(len(bars.names) / max(1, plane.height // 11))
        for at, name in list(bars.names.items())[::every]:
            yield Word(plane.left - 4, plane.y(at) + 3, _cut(name, (plane.margin + 4) // 5), "tick", "end")
    elif content.info.y_kind == "numbers":
        for value in ticks_of(plane.y_range):
            yield Word(plane.left - 4, plane.y(value) + 3, f"{value:g}", "tick", "end")


def _names_across(names: Mapping[float, str], plane: Plane) -> Iterator[Word]:
    every = math.ceil(len(names) / MOST_NAMES)
    shown = list(names.items())[::every]
    room = max(3, int(plane.width / max(1, len(shown)) / 5.5))
    for at, name in shown:
        yield Word(plane.x(at), plane.top + plane.height + 11, _cut(name, room), "tick", "middle")


def _cut(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
