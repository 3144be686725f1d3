"""Whiskers of drawn boxes moved to percentiles that a frame of the session gives, or taken out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gel_airlock_jupyter.checks.figure_boxes import Box, Segment, is_held, proved_boxes
from gel_airlock_jupyter.fixing.figure_artists import say, take_out
from gel_airlock_jupyter.fixing.percentiles import Ends, ends_of
from gel_airlock_jupyter.proof import Spread
from gel_airlock_jupyter.readers.matplotlib.layout import Panel
from gel_airlock_jupyter.registry import Context, plural, some
from gel_airlock_jupyter.subjects import FigureView

ADVICE = (
    "draw them at percentiles yourself, boxplot(whis=(5, 95)), or keep the frame they are drawn from in the session"
)


@dataclass(frozen=True)
class Work:
    """What changing boxes needs: the panel, artists by path, and the threshold in people."""

    panel: Panel
    artists: Mapping[str, Any]
    threshold: int


def mend_boxes(
    view: FigureView, panel: Panel, artists: Mapping[str, Any], context: Context, has_fliers: bool
) -> list[str]:
    """Change the whiskers of one pair of axes, and return what was done.

    A drawn box holds no data. Where a frame of the session proves whose quartiles a box shows, its whiskers are moved
    to the 5th and 95th percentile of that group, or the 10th and 90th, whichever has the threshold of people beyond it.
    Those that have so many beyond them already stay, unless fliers are taken out that told of the rest. Whiskers of
    boxes that no frame proves are taken out where fliers are shown, since then they end at single values.

    Parameters
    ----------
    view : FigureView
        What was read of the figure.
    panel : Panel
        Axes of a copied figure.
    artists : mapping
        Path to artist, from before anything was taken out.
    context : Context
        With the session, where there is one.
    has_fliers : bool
        Whether single values beyond the whiskers are drawn.
    """
    work = Work(panel, artists, int(context.setting("threshold", 5, "FG-01")))
    known = proved_boxes(view, panel.index, context)
    few = [box for box, spread in known if spread is not None and spread.people < work.threshold]
    rest = [(box, spread) for box, spread in known if box not in few and box.has_whiskers]
    held = {id(box) for box, spread in rest if is_held(box, spread, work.threshold)}
    proved = [
        (box, spread, ends)
        for box, spread in rest
        if spread is not None
        and (has_fliers or id(box) not in held)
        and ((ends := ends_of(spread, work.threshold)) or id(box) not in held)
    ]
    unknown = [box for box, spread in rest if spread is None]
    changes = list(_moved(proved, work))
    if unknown and has_fliers:
        _without_whiskers(unknown, work)
        changes.append(f"whiskers of axes {panel.index + 1} removed ({plural(len(unknown), 'box', 'boxes')}): {ADVICE}")
    if few:
        for box in few:
            parts = [box.path, *(segment.path for segment in box.lines)]
            take_out([artists.get(path) for path in parts])
        _without_whiskers(few, work)
        number = plural(len(few), "box", "boxes")
        changes.append(f"{number} of fewer than {work.threshold} people removed from axes {panel.index + 1}")
    return changes


def _moved(proved: Sequence[tuple[Box, Spread, Ends | None]], work: Work) -> Iterator[str]:
    """Move whiskers box by box, and say so once for each percentile and column."""
    done: dict[tuple[str, str, str], int] = {}
    for box, spread, ends in proved:
        if ends is None:
            _without_whiskers([box], work)
        else:
            _move(box, ends, work.artists)
        key = (ends.words if ends else "", _of(spread), spread.frame)
        done[key] = done.get(key, 0) + 1
    place = f"axes {work.panel.index + 1}"
    for (words, column, frame), number in done.items():
        boxes = plural(number, "box", "boxes")
        if words:
            yield f"whiskers of {boxes} of {place} moved to the {words} percentile of {column} (read from `{frame}`)"
        else:
            yield (
                f"whiskers of {boxes} of {place} removed: fewer than {work.threshold} people lie beyond any percentile"
                f" but the quartiles of {column} (read from `{frame}`)"
            )
    used = list(dict.fromkeys(words for words, _, _ in done if words))
    if used:
        say(work.panel, f"whiskers: {some(used, between=' or ')} percentile")


def _of(spread: Spread) -> str:
    return f"`{spread.column}`" + (f" by {', '.join(spread.by)}" if spread.by else "")


def _move(box: Box, ends: Ends, artists: Mapping[str, Any]) -> None:
    for whisker, caps, edge, end in zip(
        box.whiskers, box.caps, (box.numbers[1], box.numbers[3]), (ends.low, ends.high), strict=True
    ):
        if whisker is None:
            continue
        far = 1 if abs(whisker.ends[0, box.along] - edge) <= abs(whisker.ends[1, box.along] - edge) else 0
        places = whisker.ends.copy()
        places[far, box.along] = end
        _set(whisker, places, artists)
        for cap in caps:
            level = cap.ends.copy()
            level[:, box.along] = end
            _set(cap, level, artists)


def _set(segment: Segment, ends: Any, artists: Mapping[str, Any]) -> None:
    artist = artists[segment.path]
    if not hasattr(artist, "get_segments"):
        artist.set_data(ends[:, 0], ends[:, 1])
        return
    parts = list(artist.get_segments())
    parts[segment.place] = ends
    artist.set_segments(parts)


def _without_whiskers(boxes: Collection[Box], work: Work) -> None:
    """Take whiskers and caps out; several of them may be segments of one artist."""
    gone: dict[str, set[int]] = {}
    for box in boxes:
        for segment in (*box.whiskers, *box.caps[0], *box.caps[1]):
            if segment is not None:
                gone.setdefault(segment.path, set()).add(segment.place)
    for path, places in gone.items():
        artist = work.artists[path]
        parts = artist.get_segments() if hasattr(artist, "get_segments") else [None]
        kept = [part for place, part in enumerate(parts) if place not in places]
        if kept:
            artist.set_segments(kept)
        else:
            take_out([artist])
