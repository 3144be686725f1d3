"""Isolates one hidden number as a weighted sum of equations, in exact fractions."""

from __future__ import annotations

from fractions import Fraction

from gel_airlock_jupyter.disclosure.compiled import Compiled

MOST_ROWS = 60


def isolate(part: Compiled, column: int) -> dict[int, Fraction] | None:
    """Return multipliers by relation whose weighted sum leaves ``column`` alone with factor 1; None if there are none.

    Only equations take part. Components with more than ``MOST_ROWS`` of them are left to the solver's multipliers.
    """
    equations = [row for row in range(part.rows) if part.row_low[row] == part.row_high[row]]
    if not equations or len(equations) > MOST_ROWS:
        return None
    left = _left_sides(part, equations)
    tracks = [{row: Fraction(1)} for row in equations]
    pivots: list[int] = []
    for variable in [v for v in range(len(part.lower)) if v != column]:
        pivot = next((r for r in range(len(left)) if r not in pivots and variable in left[r]), None)
        if pivot is None:
            continue
        pivots.append(pivot)
        for r in range(len(left)):
            if r != pivot and r not in pivots and variable in left[r]:
                factor = left[r][variable] / left[pivot][variable]
                _subtract(left[r], left[pivot], factor)
                _subtract(tracks[r], tracks[pivot], factor)
    for r, terms in enumerate(left):
        if r not in pivots and set(terms) == {column}:
            return {int(part.row_relation[row]): weight / terms[column] for row, weight in tracks[r].items()}
    return None


def _left_sides(part: Compiled, equations: list[int]) -> list[dict[int, Fraction]]:
    place = {row: k for k, row in enumerate(equations)}
    left: list[dict[int, Fraction]] = [{} for _ in equations]
    entries = zip(part.entry_row.tolist(), part.entry_column.tolist(), part.entry_coefficient.tolist(), strict=True)
    for row, variable, coefficient in entries:
        if row in place:
            left[place[row]][variable] = Fraction(coefficient)
    return left


def _subtract(target: dict[int, Fraction], other: dict[int, Fraction], factor: Fraction) -> None:
    for key, value in other.items():
        rest = target.get(key, Fraction(0)) - factor * value
        if rest:
            target[key] = rest
        else:
            target.pop(key, None)
