"""At-risk tables whose masked numbers can be worked back: the rows of an arm add up to its size at every time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gel_airlock_jupyter.subjects import FigureText, FigureView

TOKEN = re.compile(r"(?:^|\s)(\d+|<\s*\d+|[*–—-])\s*$")


@dataclass(frozen=True, slots=True)
class Recovered:
    """A masked number of an at-risk table, and the text it stands in."""

    text: FigureText
    value: int


def recovered(view: FigureView, threshold: int) -> Iterator[Recovered]:
    """Yield masked numbers of 1 to threshold - 1 that their arm's size gives back.

    Parameters
    ----------
    view : FigureView
        A figure with columns of an at-risk table as tick labels.
    threshold : int
        Smallest count that may be shown, in people.
    """
    columns = [
        (text, arms_of(text.text))
        for text in view.texts
        if text.visible and text.role == "category" and text.text.count("\n") >= 1
    ]
    sizes = _sizes([arms for _, arms in columns])
    for text, arms in columns:
        for place, arm in enumerate(arms):
            shown = [number for number in arm if number is not None]
            size = sizes.get(place)
            if size is not None and len(arm) > 1 and len(arm) - len(shown) == 1:
                left = size - sum(shown)
                if 1 <= left < threshold:
                    yield Recovered(text, left)


def arms_of(text: str) -> tuple[tuple[int | None, ...], ...]:
    """Return the numbers of one column arm by arm, None for a masked one; blank lines stand between arms."""
    arms: list[list[int | None]] = [[]]
    for line in text.split("\n"):
        match = TOKEN.search(line)
        if match:
            arms[-1].append(int(match[1]) if match[1].isdecimal() else None)
        elif not line.strip() and arms[-1]:
            arms.append([])
    return tuple(tuple(arm) for arm in arms if arm)


def _sizes(columns: Sequence[tuple[tuple[int | None, ...], ...]]) -> dict[int, int]:
    """Return the size of each arm whose fully shown columns all add up to the same."""
    sums: dict[int, set[int]] = {}
    for arms in columns:
        for place, arm in enumerate(arms):
            shown = [number for number in arm if number is not None]
            if len(arm) > 1 and len(shown) == len(arm):
                sums.setdefault(place, set()).add(sum(shown))
    return {place: next(iter(found)) for place, found in sums.items() if len(found) == 1}
