"""The sketch of a figure as it was read: plain shapes and words, with the places that findings name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Ink:
    """Shapes of one look: `d` is the data of an SVG path, `look` one of "frame", "bar", "line", "dot", "shade-1" ...

    What a reader of the figure does not see has the look "hidden".
    """

    look: str
    d: str


@dataclass(frozen=True, slots=True)
class Word:
    """A text at its place: `look` is "title", "label", "tick" or "text"; `anchor` which end of it stands at `x`."""

    x: int
    y: int
    text: str
    look: str = "text"
    anchor: str = "start"
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a finding names: the finding's own label and row lead to it, `d` is its outline.

    `note` says what the mark stands for, or that nobody sees it: "3", "outside the axes".
    """

    label: str
    tone: str
    d: str
    note: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Sketch:
    """A figure as it was read, `width` by `height` units; `notes` say what is not drawn, `part` where in a file."""

    width: int
    height: int
    inks: tuple[Ink, ...] = ()
    words: tuple[Word, ...] = ()
    spots: tuple[Spot, ...] = ()
    notes: tuple[str, ...] = ()
    part: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON shape."""
        return {**asdict(self), "notes": list(self.notes)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Sketch:
        """Read the JSON shape back."""
        return cls(
            data["width"],
            data["height"],
            tuple(Ink(**ink) for ink in data.get("inks", ())),
            tuple(Word(**word) for word in data.get("words", ())),
            tuple(Spot(**spot) for spot in data.get("spots", ())),
            tuple(data.get("notes", ())),
            data.get("part", ""),
        )
