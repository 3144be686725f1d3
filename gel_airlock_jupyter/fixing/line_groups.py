"""Which lines belong together: their colours may be groups, or merely tell one line from the next."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from statistics import median


def groups_by_colour(colours: Sequence[Hashable], threshold: int) -> list[list[int]]:
    """Return the places of the lines of each group, in order of appearance.

    Colours are no groups where most of them belong to fewer lines than the threshold, or where they follow each other
    in turn from the first line to the last, as plotting libraries hand them out.

    Parameters
    ----------
    colours : sequence of hashable
        Colour of each line, in order of drawing.
    threshold : int
        Fewest lines of a group.
    """
    found: dict[Hashable, list[int]] = {}
    for place, colour in enumerate(colours):
        found.setdefault(colour, []).append(place)
    if not found:
        return []
    order = list(found)
    in_turn = len(order) > 2 and all(colour == order[place % len(order)] for place, colour in enumerate(colours))
    few = median(len(group) for group in found.values()) < threshold
    return [list(range(len(colours)))] if in_turn or few else list(found.values())
