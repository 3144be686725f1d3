r"""The corner of a table in text: which columns label the rows, and what both axes are called.

A crosstab of grade by nodes begins with the header `grade \ nodes`; with two levels of columns `grade \ nodes / sex`.
A label that itself holds a lone backslash between blanks gets one more of them, so that it is never read as a corner.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gel_airlock_jupyter.subjects import TableView

LEVELS = " / "
CORNER = re.compile(r"(?<!\S)\\(?!\S)")
ESCAPED = re.compile(r"(?<!\S)\\(\\+)(?!\S)")
LITERAL = re.compile(r"(?<!\S)(\\+)(?!\S)")


@dataclass(frozen=True)
class Header:
    """The header line of a table: labels and levels of its columns, and the names of its axes.

    Parameters
    ----------
    labels : tuple of str
        One for each column, without the names of the column axis.
    paths : tuple of tuple of str
        The levels of each label.
    index : int
        How many columns, from the left, label the rows.
    column_axis : tuple of str
        Names of the levels of the column axis; empty where none is named.
    """

    labels: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]
    index: int
    column_axis: tuple[str, ...] = ()

    @property
    def row_axis(self) -> tuple[str, ...]:
        """Return the names of the columns that label the rows."""
        return self.labels[: self.index]


def header_of(view: TableView) -> list[str]:
    """Return the header cells of a table, with the names of the column axis in the corner."""
    cells = [LITERAL.sub(r"\\\1", column.label) for column in view.columns]
    corner = len(view.index) - 1
    if corner >= 0 and any(view.column_axis):
        first = next(at for at, name in enumerate(view.column_axis) if name)
        names = LEVELS.join(LITERAL.sub(r"\\\1", name) for name in view.column_axis[first:])
        cells[corner] = f"{cells[corner]} \\ {names}"
    return cells


def read_header(cells: Sequence[str]) -> Header:
    """Return what a header line says.

    Without a corner, only columns without a name, from the left, are taken to label rows.
    """
    corner = next((at for at, cell in enumerate(cells[:-1]) if len(CORNER.findall(cell)) == 1), None)
    labels = [ESCAPED.sub(r"\1", cell) for cell in cells]
    names: tuple[str, ...] = ()
    if corner is None:
        index = next((at for at, cell in enumerate(cells) if cell.strip()), 0)
    else:
        left, right = CORNER.split(cells[corner])
        names = tuple(ESCAPED.sub(r"\1", name) for name in right[1:].split(LEVELS))
        labels[corner] = ESCAPED.sub(r"\1", left.removesuffix(" "))
        index = corner + 1
    paths = _paths(labels[index:], len(names))
    depth = max((len(path) for path in paths), default=1)
    names = ("",) * (depth - len(names)) + names if any(names) else ()  # only the last levels need have names
    return Header(tuple(labels), (*((label,) for label in labels[:index]), *paths), index, names)


def _paths(labels: list[str], levels: int) -> list[tuple[str, ...]]:
    """Return the levels of headers: as many as all of them have, else as many as the corner names."""
    split = [tuple(label.split(LEVELS)) for label in labels]
    depths = {len(parts) for parts in split}
    if len(depths) == 1 and len(split) > 1:
        levels = max(levels, *depths)
    if levels < 2:
        return [(label,) for label in labels]
    return [
        parts + ("",) * (levels - len(parts)) if len(parts) <= levels else (label,)
        for label, parts in zip(labels, split, strict=True)
    ]
