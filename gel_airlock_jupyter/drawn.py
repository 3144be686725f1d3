"""What a figure is made of: marks one by one, many marks of one artist, tables it carries, axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Mark(NamedTuple):
    """One drawn mark: a bar, point, step, cell, wedge, line or error bar.

    `value` is what its size or colour says (bar height, cell value), None for a mere position.
    `path` names it within the figure (such as "axes 0, bar 3"); `visible` is False for alpha 0 or hidden artists,
    `inside` False beyond the axes' limits. `measure` says what `value` is where its size is not the thing itself:
    "density" (times `width` and the number of people gives a count), "share" (of a whole), "" otherwise.
    A named tuple, since a figure may have 100,000 of them and a frozen dataclass takes four times as long to make.
    """

    kind: str
    axes: int
    path: str
    value: float | None = None
    x: float | None = None
    y: float | None = None
    label: str = ""
    series: str = ""
    visible: bool = True
    inside: bool = True
    width: float | None = None
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """Many marks of one artist or trace: scatter, line, steps, rug, area, grid cells, segments.

    `x`, `y` and `values` have one entry a mark, or none where the kind has no such thing. `outside` counts marks
    beyond the axes' limits; `drawn` is False for data that a figure carries without drawing it point by point.
    """

    kind: str
    axes: int
    path: str
    x: tuple[float, ...] = ()
    y: tuple[float, ...] = ()
    values: tuple[float, ...] = ()
    series: str = ""
    visible: bool = True
    outside: int = 0
    drawn: bool = True

    @property
    def count(self) -> int:
        """Return the number of marks."""
        return max(len(self.x), len(self.y), len(self.values))


@dataclass(frozen=True, slots=True)
class Embedded:
    """A table that an interactive figure carries: field names, rows, and whether the picture needs the field.

    `axes` is the number of the axes its rows are drawn on. Of the `unused` fields a pointer shows those in `hovered`;
    the texts of those in `coded` have the form of names of genes or variants. The numbers of hovered fields are given
    as `Points` of kind "sizes", whose series is the field.
    """

    path: str
    rows: int
    fields: tuple[str, ...]
    unused: tuple[str, ...] = ()
    drawn_as: str = ""
    axes: int | None = None
    hovered: tuple[str, ...] = ()
    coded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AxesInfo:
    """Title and axis labels of one pair of axes; `value_label` is the label of the axis along which bars grow.

    `colour_label` is the label of the colour bar; `shares` names the index of axes drawn on the same place (twins);
    `x_kind` and `y_kind` are "numbers", "words" or "dates".
    """

    index: int
    title: str = ""
    x_label: str = ""
    y_label: str = ""
    value_label: str = ""
    colour_label: str = ""
    shares: int | None = None
    x_kind: str = "numbers"
    y_kind: str = "numbers"
