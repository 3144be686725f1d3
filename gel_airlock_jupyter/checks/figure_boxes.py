"""Boxes of box plots, put together from what was drawn, and what the session proves about their whiskers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.checks.figure_units import info_of
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.proof import BoxNumbers, Spread
from gel_airlock_jupyter.registry import Context, plural
from gel_airlock_jupyter.subjects import FigureView, Points

PERCENTILES = re.compile(r"\bwhiskers?\b[^;\n]{0,60}?\b(?:per)?centiles?\b", re.IGNORECASE)
SIZE = re.compile(r"at least \d+")
LEAST_SHARE = 5  # percent, beyond which a whisker may not reach
NEAR = 1e-9  # relative to the size of the numbers
BLUNT = 0.01  # of the greatest thickness: a violin drawn beyond the values runs out
Ends = NDArray[np.float64]


class Segment(NamedTuple):
    """A straight line of two ends: the artist's path, which segment of it, and the ends, shape (2, 2)."""

    path: str
    place: int
    ends: Ends


@dataclass(frozen=True, eq=False)
class Box:
    """A box with its whiskers; numbers are along the axis of values, NaN where nothing is drawn.

    `whiskers` and `caps` are the segments at the low and at the high end, `span` reaches across, and `lines` are the
    segments that mark its middle.
    """

    axes: int
    path: str
    sideways: bool
    span: tuple[float, float]
    numbers: BoxNumbers
    whiskers: tuple[Segment | None, Segment | None] = (None, None)
    caps: tuple[tuple[Segment, ...], tuple[Segment, ...]] = ((), ())
    lines: tuple[Segment, ...] = ()

    @property
    def along(self) -> int:
        """Return 0 where values lie along x, 1 along y."""
        return 0 if self.sideways else 1

    @property
    def has_whiskers(self) -> bool:
        """Return whether any whisker is drawn."""
        return any(self.whiskers)


def boxes_of(view: FigureView, axes: int) -> list[Box]:
    """Return the boxes of some axes with their whiskers; none where only their data are known, as in Plotly."""
    here = [part for part in view.points if part.axes == axes and part.visible]
    segments = [segment for part in here for segment in _segments(part)]
    places = np.array([segment.ends for segment in segments], dtype=float).reshape(-1, 2, 2)
    found = (_box(part, segments, places) for part in here if part.kind == "box" and len(part.x) > 3)
    return [box for box in found if box is not None]


def proved_boxes(view: FigureView, axes: int, context: Context) -> list[tuple[Box, Spread | None]]:
    """Return the boxes of some axes, each with the values behind it where a frame of the session holds them."""
    boxes = boxes_of(view, axes)
    if context.session is None or not boxes:
        return [(box, None) for box in boxes]
    info = info_of(view, axes)
    names = tuple(name for name in (info.y_label, info.x_label, info.title) if name)
    return list(zip(boxes, context.session.spreads(tuple(box.numbers for box in boxes), names), strict=True))


def is_held(box: Box, spread: Spread | None, threshold: int) -> bool:
    """Return whether each whisker is proved to end where at least `threshold` people lie beyond it, or on it."""
    if spread is None:
        return not box.has_whiskers
    low, _, _, _, high = box.numbers
    return all(
        end != end or spread.behind(end, low_side) >= threshold for end, low_side in ((low, True), (high, False))
    )


def whiskers(view: FigureView, axes: int, context: Context) -> Iterator[Finding]:
    """Warn of whiskers that may end at single people, and of boxes that are proved to stand for too few."""
    threshold = int(context.setting("threshold", 5, "FG-01"))
    known = proved_boxes(view, axes, context)
    few = [box for box, spread in known if spread is not None and spread.people < threshold]
    if few:
        yield context.finding(
            f"{plural(len(few), 'box', 'boxes')} in axes {axes + 1} show quartiles of fewer than {threshold} people.",
            [Location("mark", box.path) for box in few],
            f"Leave them out (`%airlock_fix {view.name}`), or merge them with another group.",
            severity="fail",
        )
    drawn = sum(part.kind == "box" and part.visible and part.axes == axes for part in view.points)
    if len(known) == drawn and all(is_held(box, spread, threshold) for box, spread in known):
        return
    proved = any(spread is not None and not is_held(box, spread, threshold) for box, spread in known)
    if not proved and _says_percentiles(view):
        return
    sure = [spread for box, spread in known if spread is not None and not is_held(box, spread, threshold)]
    proof = f" (of {plural(len(sure), 'box', 'boxes')} they do: {sure[0].words})" if sure else ""
    yield context.finding(
        f"The whiskers of the box plot in axes {axes + 1} may end at single people's values{proof}.",
        (Location("axes", f"axes {axes + 1}"),),
        "Draw whiskers at percentiles, boxplot(whis=(5, 95), showfliers=False), and say so in the figure: "
        "'whiskers: 5th and 95th percentile'.",
        severity="warn",
    )


def _says_percentiles(view: FigureView) -> bool:
    """Return whether a text that is seen says that whiskers end at percentiles, none of them beyond 5 or 95."""
    said = (found for text in view.texts if text.visible and (found := PERCENTILES.search(text.text)))
    return any(
        all(LEAST_SHARE <= int(share) <= 100 - LEAST_SHARE for share in re.findall(r"\d+", SIZE.sub("", found[0])))
        for found in said
    )


def violin_ends(view: FigureView, context: Context) -> Iterator[Finding]:
    """Warn of violins that are cut off, or marked, where the values of people end."""
    for axes in sorted({part.axes for part in view.points if part.kind == "violin" and part.visible}):
        here = [part for part in view.points if part.axes == axes and part.visible]
        marked = {level for part in here if part.kind == "segments" for level in (*part.x, *part.y)}
        ends = [part.path for part in here if part.kind == "violin" and _ends_at_people(part, marked)]
        if ends:
            yield context.finding(
                f"{plural(len(ends), 'violin')} in axes {axes + 1} {'ends' if len(ends) == 1 else 'end'} at single "
                "people's values.",
                [Location("mark", path) for path in ends],
                "Let it run out beyond them, as seaborn's violinplot(cut=2) does, without lines at its ends; or draw "
                "boxes: boxplot(whis=(5, 95), showfliers=False).",
                severity="warn",
            )


def _ends_at_people(violin: Points, marked: Collection[float]) -> bool:
    """Return whether a violin has marked ends, or blunt ones, as where it is cut at the least and greatest value."""
    blunt = BLUNT * max(violin.values)
    return any(
        thickness > blunt or any(abs(level - end) <= NEAR * max(1.0, abs(end)) for level in marked)
        for end, thickness in ((violin.x[0], violin.values[0]), (violin.x[-1], violin.values[-1]))
    )


def _segments(part: Points) -> Iterator[Segment]:
    if part.kind not in ("reference line", "box lines") or len(part.x) % 2:
        return
    places = np.column_stack([part.x, part.y]).reshape(-1, 2, 2) if part.x else np.empty((0, 2, 2))
    if part.kind == "box lines" or len(places) == 1:
        yield from (Segment(part.path, place, ends) for place, ends in enumerate(places))


@dataclass(frozen=True, eq=False)
class _Frame:
    """The corners of a box, and which way its values lie (0 along x, 1 along y)."""

    low: Ends
    high: Ends
    along: int

    @cached_property
    def slack(self) -> float:
        return NEAR * max(1e-300, float(np.abs([self.low, self.high]).max()))

    def touched(self, every: Ends) -> NDArray[np.intp]:
        """Return the segments that meet the box, of all in the axes: others are of its neighbours."""
        room = 0.01 * (self.high - self.low) + self.slack
        meets = (every.max(axis=1) >= self.low - room) & (every.min(axis=1) <= self.high + room)
        return np.flatnonzero(meets.all(axis=1))

    def crosses(self, ends: Ends) -> bool:
        """Return whether a segment runs across the box, as its median does."""
        along, across = self.along, 1 - self.along
        level = abs(ends[0, along] - ends[1, along]) <= self.slack
        within = self.low[along] - self.slack <= ends[0, along] <= self.high[along] + self.slack
        start, end = sorted(ends[:, across])
        room = 0.01 * (self.high - self.low)[across]
        inside = self.low[across] - room <= start < end <= self.high[across] + room
        return bool(level and within and inside)

    def end_of(self, ends: Ends, up: bool) -> float:
        """Return where a segment ends that starts at an edge of the box and goes straight away; NaN for another one."""
        along, across = self.along, 1 - self.along
        edge = float((self.high if up else self.low)[along])
        for near, far in (ends, ends[::-1]):
            straight = abs(near[across] - far[across]) <= self.slack
            inside = self.low[across] < near[across] < self.high[across]
            away = (far[along] - edge if up else edge - far[along]) > self.slack
            if straight and inside and away and abs(near[along] - edge) <= self.slack:
                return float(far[along])
        return float("nan")

    def is_cap(self, ends: Ends, end: float) -> bool:
        """Return whether a segment stands across the end of a whisker."""
        across = 1 - self.along
        level = np.abs(ends[:, self.along] - end).max() <= self.slack
        return bool(level and ends[:, across].min() < self.high[across] and ends[:, across].max() > self.low[across])


def _box(part: Points, every: Sequence[Segment], places: Ends) -> Box | None:
    """Put a box together; None where neither a line across it nor a whisker tells which way it stands."""
    corners = np.column_stack([part.x, part.y])
    low, high = corners.min(axis=0), corners.max(axis=0)
    if len(corners) > 10:  # notches may reach beyond the quartiles
        low, high = np.minimum(corners[0], corners[5]), np.maximum(corners[0], corners[5])
    for along in (1, 0):
        frame = _Frame(low, high, along)
        segments = [every[int(place)] for place in frame.touched(places)]
        lines = tuple(one for one in segments if frame.crosses(one.ends))
        found = [
            (one, up, end) for up in (False, True) for one in segments if (end := frame.end_of(one.ends, up)) == end
        ]
        if not lines and not found:
            continue
        ends = {up: (one, end) for one, up, end in reversed(found)}
        below, above = (ends.get(up, (None, float("nan"))) for up in (False, True))
        levels = places[:, :, along]
        caps = [
            tuple(
                every[int(place)]
                for place in np.flatnonzero((np.abs(levels - end) <= frame.slack).all(axis=1))
                if frame.is_cap(every[int(place)].ends, end)
            )
            for _, end in (below, above)
        ]
        middle = float(lines[0].ends[0, along]) if lines else float("nan")
        numbers = (below[1], float(low[along]), middle, float(high[along]), above[1])
        span = float(low[1 - along]), float(high[1 - along])
        return Box(part.axes, part.path, along == 0, span, numbers, (below[0], above[0]), (caps[0], caps[1]), lines)
    return None
