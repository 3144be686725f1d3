"""Slices of 1-4 people merged with their neighbours until each holds at least 5."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gel_airlock_jupyter.checks.figure_shares import small_slices
from gel_airlock_jupyter.readers.matplotlib import read
from gel_airlock_jupyter.readers.matplotlib.layout import Panel, panels_of
from gel_airlock_jupyter.readers.matplotlib.texts import Written, written_in
from gel_airlock_jupyter.registry import Context


def merge_slices(figure: Any, name: str, context: Context, threshold: int) -> list[str]:
    """Merge small slices of the pies of a copied figure, and return what was done.

    A slice cannot be hidden: the gap it leaves is as wide as it was.

    Parameters
    ----------
    figure : matplotlib Figure
        A copy.
    name : str
        Name for messages.
    context : Context
        Policy and declarations; without a number of people nothing is known to be small.
    threshold : int
        Smallest count that may be shown, in people.
    """
    changes = []
    view = read(figure, name)
    panels = panels_of(figure)
    for panel in panels:
        people, small = small_slices(view, panel.index, context)
        if small:
            texts = [one for one in written_in(figure, panels) if one.text.axes == panel.index]
            merged = _merged(panel, people, texts, threshold)
            changes.append(f"{merged} slices of axes {panel.index + 1} merged with their neighbours")
    return changes


def _merged(panel: Panel, people: dict[str, float], texts: Sequence[Written], threshold: int) -> int:
    """Join each small slice to the one before it, round the pie, until none is small."""
    slices = [_Slice(panel, path, count, texts) for path, count in people.items() if count > 0]
    merged = 0
    while len(slices) > 1:
        place = min(range(len(slices)), key=lambda one: slices[one].people)
        if slices[place].people >= threshold:
            break
        slices[place - 1].absorb(slices[place])
        del slices[place]
        merged += 1
    total = sum(one.people for one in slices)
    for one in slices:
        one.write(total)
    return merged


class _Slice:
    """A wedge with its name and what is printed on it."""

    def __init__(self, panel: Panel, path: str, people: float, texts: Sequence[Written]) -> None:
        self.wedge = panel.patches[int(path.rpartition(" ")[2]) - 1]
        self.people = people
        self.changed = False
        label = self.wedge.get_label()
        self.names = [one.artist for one in texts if one.text.role == "category" and one.text.text == label]
        self.printed = [one.artist for one in texts if one.text.beside == path]

    def absorb(self, other: _Slice) -> None:
        """Take over another slice's angle, people and name, and take it away."""
        wide = abs(other.wedge.theta2 - other.wedge.theta1)
        turn = 1 if self.wedge.theta2 >= self.wedge.theta1 else -1
        self.wedge.set_theta2(self.wedge.theta2 + turn * wide)
        self.people += other.people
        self.changed = True
        label = f"{self.wedge.get_label()} or {other.wedge.get_label()}"
        self.wedge.set_label(label)
        for name in self.names:
            name.set_text(label)
        for artist in (other.wedge, *other.names, *other.printed):
            artist.remove()

    def write(self, total: float) -> None:
        """Print the new number or percentage on a slice that grew."""
        for text in self.printed if self.changed else ():
            said = text.get_text().strip()
            is_share = said.endswith("%")
            text.set_text(f"{100 * self.people / total:.1f}%" if is_share else f"{round(self.people)}")
