"""Percentages in one output of people numbered in another, whose count nobody prints: 7.5 % here, 40 women there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gel_airlock_jupyter.disclosure.grids import label
from gel_airlock_jupyter.disclosure.quantities import Quantity
from gel_airlock_jupyter.joint.naming import Conditions, fold
from gel_airlock_jupyter.joint.published import Place, Published
from gel_airlock_jupyter.joint.remainder import Counted
from gel_airlock_jupyter.joint.same import Names
from gel_airlock_jupyter.joint.shares import is_of_shares
from gel_airlock_jupyter.joint.stating import told_by, values_in

NEED = 3.0
"""Bits asked of a table of percentages: that all of them are whole numbers of people of one number is hardly chance."""
MOST_WHOLES = 40
PEOPLE = frozenset({"participants", "patients", "people", "persons", "individuals", "all", "everyone", "subjects"})


@dataclass(frozen=True)
class Few:
    """A percentage that is 1 to 4 people of a whole that another output prints."""

    printed: int
    where: str
    text: str
    whole: Counted
    low: int
    high: int

    @property
    def words(self) -> str:
        """Return the arithmetic, such as "7.5 % of 40 is 3"."""
        shown = f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"
        return f"{self.text} of {self.whole.value:,} is {shown}"


def few(
    outputs: Sequence[Published], names: Sequence[Names], at_hand: frozenset[int], threshold: int = 5
) -> Iterator[Few]:
    """Yield percentages that stand for 1 to threshold - 1 people of a whole in another output.

    Of a percentage in words the whole is what the words name; of a table of percentages any number of all people of
    which every percentage is a whole number of people.
    """
    wholes, values = _wholes(outputs, names), values_in(names)
    for number, output in enumerate(outputs):
        for one in output.spoken:
            spoken = f" {fold(one.whole)} "
            of_people = bool(set(spoken.split()) & PEOPLE)
            told = told_by(spoken, values)
            for other, place, conditions in _places(names, number) if told or of_people else ():
                is_named = told.issuperset(value for _, value in conditions) if conditions else of_people
                counted = _counted(outputs[other], other, place) if is_named else None
                if counted is not None:
                    yield from _told(number, one.where, one.percent, counted, at_hand, threshold)
            if of_people:
                for counted in wholes:
                    if counted.place is None and counted.output != number:
                        yield from _told(number, one.where, one.percent, counted, at_hand, threshold)
        if is_of_shares(output):
            yield from _in_table(outputs, number, wholes, at_hand, threshold)


def _wholes(outputs: Sequence[Published], names: Sequence[Names]) -> list[Counted]:
    """Return the numbers of all people: in words, and in cells with no condition."""
    found = [
        Counted(o, None, (n.words,), n.value)
        for o, output in enumerate(outputs)
        for n in output.numbers
        if n.is_exact and n.is_whole
    ]
    for number, named in enumerate(names):
        for place, conditions in named.items():
            cell = outputs[number].cell(place)
            if not conditions and cell is not None and isinstance(cell.value, int):
                found.append(Counted(number, place, ("all",), cell.value))
    return found[:MOST_WHOLES]


def _places(names: Sequence[Names], apart: int) -> Iterator[tuple[int, Place, Conditions]]:
    """Yield the named cells of all outputs but one."""
    for number, named in enumerate(names):
        for place, conditions in named.items() if number != apart else ():
            yield number, place, conditions


def _counted(output: Published, number: int, place: Place) -> Counted | None:
    """Return the exact count at a place."""
    cell, grid = output.cell(place), output.grid
    if cell is None or not isinstance(cell.value, int) or cell.mark != "exact" or grid is None:
        return None
    return Counted(number, place, (label(grid.rows[place[0]]), label(grid.columns[place[1]])), cell.value)


def _told(
    number: int, where: str, percent: Quantity, whole: Counted, at_hand: frozenset[int], threshold: int
) -> Iterator[Few]:
    low, high = _people(percent, whole.value)
    if 1 <= low <= high < threshold <= whole.value and (number in at_hand or whole.output in at_hand):
        yield Few(number, where, percent.text, whole, low, high)


def _people(percent: Quantity, whole: int) -> tuple[int, int]:
    return (
        math.ceil(Fraction(percent.lower or 0) * whole / 100),
        math.floor(Fraction(100 if percent.upper is None else percent.upper) * whole / 100),
    )


def _in_table(
    outputs: Sequence[Published], number: int, wholes: Sequence[Counted], at_hand: frozenset[int], threshold: int
) -> Iterator[Few]:
    grid = outputs[number].grid
    if grid is None:
        return
    cells = [(i, j, cell) for i, row in enumerate(grid.cells) for j, cell in enumerate(row) if cell is not None]
    shares = [(i, j, cell) for i, j, cell in cells if cell.unit == "percent" and cell.lower is not None]
    tested = math.log2(max(1, len({one.value for one in wholes})))
    for whole in wholes:
        counts = {(i, j): _people(cell, whole.value) for i, j, cell in shares if not cell.is_exact}
        if not counts or any(low > high for low, high in counts.values()):
            continue
        widths = (float((cell.upper or 0) - (cell.lower or 0)) * whole.value / 100 for _, _, cell in shares)
        bits = sum(max(0.0, -math.log2(max(width, 1e-6))) for width in widths)
        if bits < NEED + tested or whole.output == number:
            continue
        for i, j, cell in shares:
            yield from _told(number, grid.where(i, j), cell, whole, at_hand, threshold)
