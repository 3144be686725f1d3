"""Percentages written anew after the counts behind them were rounded or added up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.disclosure.grids import Grid
from gel_airlock_jupyter.disclosure.ratios import find_ratios
from gel_airlock_jupyter.disclosure.system import Key
from gel_airlock_jupyter.fixing.plan import Written
from gel_airlock_jupyter.joint.published import Place
from gel_airlock_jupyter.roles.grid import CountGrid

COMPOUND = re.compile(
    r"(?P<before>\s*)[\d,]+(?P<between>\s*[(\[]\s*)(?P<percent>\d+(?:\.\d+)?)(?P<after>\s*%?\s*[)\]]\s*)"
)
Cells = dict[Place, Written]


@dataclass(frozen=True)
class Ratio:
    """What the percentages of one column are of: column of the counts, and key of the whole for each row."""

    column: int
    numerator: int
    wholes: tuple[Key | None, ...]


def is_percent(grid: Grid, column: int) -> bool:
    """Return whether a column of a grid holds percentages."""
    return any(cell is not None and cell.unit == "percent" for cell in (row[column] for row in grid.cells))


def ratios_of(grid: Grid) -> list[Ratio]:
    """Return what each column of percentages is of; columns whose numbers do not tell are left out."""
    found = []
    counts = [j for j in range(grid.shape[1]) if not is_percent(grid, j)]
    for column in range(grid.shape[1]):
        if not is_percent(grid, column):
            continue
        kept = [*counts, column]
        cells = tuple(tuple(row[j] for j in kept) for row in grid.cells)
        part = Grid(cells, grid.rows, tuple(grid.columns[j] for j in kept), grid.titles)
        wholes: list[Key | None] = [None] * grid.shape[0]
        numerator = -1
        for relation in find_ratios(part):
            match relation.total, relation.parts[0]:
                case (int(row), int(above)), (int(), int()) if len(relation.parts) > 1 or relation.scale % 100:
                    numerator, wholes[row] = kept[above], ("sum", (relation.total, *relation.parts))
                case (int(row), int(above)), (int(other), int(below)):
                    numerator, wholes[row] = kept[above], (other, kept[below])
                case (int(row), int(above)), title:
                    numerator, wholes[row] = kept[above], title
        if numerator >= 0:
            found.append(Ratio(column, numerator, tuple(wholes)))
    return found


def counts_behind(grid: Grid) -> dict[int, int]:
    """Return the column of counts that each column of percentages is of: by its numbers, else the nearest to the left.

    A grid of percentages alone gives nothing.
    """
    known = {ratio.column: ratio.numerator for ratio in ratios_of(grid)}
    counts = [j for j in range(grid.shape[1]) if not is_percent(grid, j)]
    percents = [j for j in range(grid.shape[1]) if is_percent(grid, j)] if counts else []
    return {j: known.get(j, max((k for k in counts if k < j), default=counts[0])) for j in percents}


def rewritten(counts: CountGrid, values: Mapping[Place, int], changed: Mapping[Place, int], mark: str) -> Cells:
    """Return (row, position) of the cells to write: counts that changed, and percentages of what changed.

    Parameters
    ----------
    counts : CountGrid
        The table with its true numbers.
    values : mapping of (row, column of the grid) to int
        Every count as it is printed now (people).
    changed : mapping of (row, column of the grid) to int
        Those of them that are printed otherwise than before.
    mark : str
        Written for a percentage of which nobody can tell what it is of.
    """
    grid = counts.grid
    known = {ratio.column: ratio for ratio in ratios_of(grid)}
    inside = {counts.columns[j].position: j for j in range(grid.shape[1]) if is_percent(grid, j)}
    cells: Cells = {}
    for j, column in enumerate(counts.columns):
        percents = inside.get(column.position)
        for i in range(grid.shape[0]):
            cell = grid.cells[i][j]
            if cell is None or (percents is not None and percents != j):
                continue
            if percents is None:
                if (i, j) in changed:
                    cells[i, column.position] = changed[i, j]
                continue
            share = _share(known.get(j), i, values)
            beside = next((k for k, other in enumerate(counts.columns) if other is column and k != j), None)
            if beside is not None and (i, beside) in values:
                cells[i, column.position] = _together(column.texts[i], values[i, beside], share)
            else:
                cells[i, column.position] = mark if share is None else _written(column, share, column.texts[i])
    return {place: text for place, text in cells.items() if str(text) != _shown(counts, place)}


def _shown(counts: CountGrid, place: Place) -> str:
    return str(next(column for column in counts.columns if column.position == place[1]).texts[place[0]])


def _together(text: str, count: int, share: Fraction | None) -> str:
    """Return `12 (3.4%)` with other numbers; what is not of that form gives its count alone."""
    found = COMPOUND.fullmatch(text)
    if found is None or share is None:
        return str(count)
    return f"{found['before']}{count}{found['between']}{float(share):.{decimals([found['percent']])}f}{found['after']}"


def _share(ratio: Ratio | None, row: int, values: Mapping[Place, int]) -> Fraction | None:
    if ratio is None:
        return None
    above = values.get((row, ratio.numerator))
    match ratio.wholes[row]:
        case (int(i), int(j)):
            below = values.get((i, j))
        case ("title", int(number)):
            below = number
        case ("sum", tuple(cells)):
            below = sum(values.get((int(row), ratio.numerator), 0) for row, _ in cells)
        case _:
            below = None
    return Fraction(100 * above, below) if above is not None and below else None


def _written(column: Column, share: Fraction, text: str) -> Written:
    """Return a percentage as the column writes them: a number, a share of 1, or a text with its sign."""
    if column.profile is not None:
        scale = 1 if column.profile.maximum > 1 or "%" in column.label else 100
        return round(float(share) / scale, decimals(column.texts))
    digits = decimals([text])
    return f"{float(share):.{digits}f}" + text[len(text.rstrip("% ")) :]


def decimals(texts: Sequence[str]) -> int:
    """Return the most decimals that any of some numbers shows."""
    return max((len(text.rstrip("% )").rpartition(".")[2]) for text in texts if "." in text), default=0)
