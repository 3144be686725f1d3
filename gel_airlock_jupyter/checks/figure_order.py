"""Whether marks lie as groups do, in regular order or on a matrix of categories, or anywhere as people do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from gel_airlock_jupyter.drawn import Points

LOOSEST = 2.0  # how many times as long as its number of places an axis of groups may be, in its smallest steps


class Lines(Protocol):
    """Marks of several artists."""

    @property
    def parts(self) -> tuple[Points, ...]:
        """Return the artists."""


def is_in_order(points: Points) -> bool:
    """Return whether each point has a place of its own, in regular steps, along one of the axes."""
    return any(_is_regular(side) for side in (points.x, points.y))


def _is_regular(values: Sequence[float]) -> bool:
    places = np.unique(np.asarray(values, dtype=float))
    if len(places) < len(values):
        return False
    return len(places) < 2 or bool(np.ptp(places) <= LOOSEST * len(places) * np.diff(places).min())


def is_matrix(parts: Sequence[Points]) -> bool:
    """Return whether points fill every crossing of some rows and columns, as the dots under an UpSet plot do."""
    columns, rows = {x for part in parts for x in part.x}, {y for part in parts for y in part.y}
    count = sum(min(len(part.x), len(part.y)) for part in parts)
    if min(len(columns), len(rows)) < 2 or count != len(columns) * len(rows):
        return False
    return len({spot for part in parts for spot in zip(part.x, part.y, strict=False)}) == count


def times_differ(lines: Lines) -> bool:
    """Return whether lines have corners at places of their own, as people's visits are, and not on one common grid."""
    places = {x for part in lines.parts for x in part.x}
    return len(places) > LOOSEST * max((part.count for part in lines.parts), default=0)
