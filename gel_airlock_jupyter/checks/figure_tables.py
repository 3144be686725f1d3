"""Tables drawn into a figure: their cells by place, and masked ones that a total gives back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from gel_airlock_jupyter.checks.figure_units import words_of
from gel_airlock_jupyter.subjects import FigureText, FigureView

PLACE = re.compile(r"(?P<table>axes \d+, table \d+), row (?P<row>-?\d+), column (?P<column>-?\d+)")
NUMBER = re.compile(r"\s*(\d{1,3}(?:,\d{3})+|\d+)\b(?!\s*[-–.])")
MASKED = re.compile(r"\s*(?:[<≤]\s*\d+|\*+|[-–—])\s*")
TOTALS = frozenset(
    {"total", "totals", "all", "overall", "sum", "everyone", "gesamt", "summe", "alle", "ensemble", "tous"}
)


@dataclass(frozen=True, eq=False)
class DrawnTable:
    """The cells of one table by row and column, -1 for labels of rows."""

    name: str
    cells: Mapping[tuple[int, int], FigureText]

    def lines(self) -> Iterator[tuple[FigureText, ...]]:
        """Yield each row and each column of numbers, without its label, that ends in or begins with a total."""
        first = self._first_row()
        for side in (0, 1):
            lines: dict[int, dict[int, FigureText]] = {}
            for where, text in self.cells.items() if self._totals[1 - side] else ():
                lines.setdefault(where[side], {})[where[1 - side]] = text
            for _, line in sorted(lines.items()):
                total = [at for at in line if at in self._totals[1 - side]]
                if len(total) == 1 and total[0] in line:
                    own = [at for at in sorted(line) if at != total[0] and (side == 0 or at >= first)]
                    rest = [line[at] for at in own if _is_cell(line[at])]
                    yield (line[total[0]], *rest)

    def _first_row(self) -> int:
        """Return the first row below the header, which has no label of its own, or holds words."""
        labelled = any(column == -1 for _, column in self.cells)
        header = [text for (row, _), text in self.cells.items() if row == 0]
        above = (0, -1) not in self.cells if labelled else any(not _is_cell(text) for text in header)
        return int(above)

    @cached_property
    def _totals(self) -> tuple[frozenset[int], frozenset[int]]:
        """Return the rows and the columns whose label says that they are a total."""
        found = []
        for side in (0, 1):
            labels: dict[int, tuple[int, int]] = {}
            for where in self.cells:
                labels[where[side]] = min(where, labels.get(where[side], where), key=lambda one: one[1 - side])
            found.append({at for at, where in labels.items() if set(words_of(self.cells[where].text)) & TOTALS})
        return frozenset(found[0]), frozenset(found[1])


def tables_in(view: FigureView) -> tuple[DrawnTable, ...]:
    """Return the tables of a figure whose cells can be seen."""
    found: dict[str, dict[tuple[int, int], FigureText]] = {}
    for text in view.texts:
        place = PLACE.fullmatch(text.beside) if text.role == "table cell" and text.visible else None
        if place:
            found.setdefault(place["table"], {})[int(place["row"]), int(place["column"])] = text
    return tuple(DrawnTable(name, cells) for name, cells in found.items())


@dataclass(frozen=True, eq=False)
class GivenBack:
    """A masked cell, the total that gives it back, and how many people the cells shown add up to."""

    cell: FigureText
    total: FigureText
    shown: int

    def range(self, threshold: int) -> str:
        """Return the total as a range in steps of the threshold that leaves every value of the cell possible."""
        start = (self.shown + 1) // threshold * threshold
        end = start + threshold - 1
        return f"{start:,}-{end if end >= self.shown + threshold - 1 else end + threshold:,}"


def given_back(view: FigureView, threshold: int) -> Iterator[GivenBack]:
    """Yield masked cells that their row's or column's total gives back.

    Parameters
    ----------
    view : FigureView
        A figure with tables drawn into it.
    threshold : int
        Smallest count that may be shown, in people.
    """
    for table in tables_in(view):
        for total, *cells in table.lines():
            masked = [cell for cell in cells if MASKED.fullmatch(cell.text)]
            shown = [_number(cell) for cell in cells if not MASKED.fullmatch(cell.text)]
            whole = _number(total)
            if len(masked) == 1 and whole is not None and None not in shown:
                known = sum(number for number in shown if number is not None)
                if 1 <= whole - known < threshold:
                    yield GivenBack(masked[0], total, known)


def _is_cell(text: FigureText) -> bool:
    return bool(NUMBER.match(text.text) or MASKED.fullmatch(text.text))


def _number(text: FigureText) -> int | None:
    found = NUMBER.match(text.text)
    return int(found[1].replace(",", "")) if found else None
