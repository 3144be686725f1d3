"""Odds ratios and risk ratios beside group sizes: with so few candidates for a masked count, one may be left."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.disclosure.quantities import Quantity, parse
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.policy.model import fold
from gel_airlock_jupyter.registry import Context, plural, some
from gel_airlock_jupyter.roles.grid import marks_of
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.roles.names import words_of
from gel_airlock_jupyter.subjects import TableView

ODDS = frozenset(map(fold, ("or", "odds ratio", "odds_ratio", "oddsratio")))
RISKS = frozenset(map(fold, ("rr", "risk ratio", "risk_ratio", "relative risk", "relative_risk")))
LEADING = re.compile(r"\s*(?P<number>\d+(?:\.(?P<decimals>\d+))?)")
MOST_COLUMNS = 6
MOST_ROWS = 500
ENOUGH = 2  # rows without masks that agree with a reading, so that it is no accident

Four = tuple[int, int, int, int]
Effect = Callable[[int, int, int, int], Fraction | None]


@dataclass(frozen=True)
class Way:
    """One way in which an effect may follow from four columns of counts."""

    columns: Four
    effect: Effect
    is_named: bool


def by_effects(view: TableView, context: Context, threshold: int) -> Iterator[Finding]:
    """Yield masked counts of which an odds or risk ratio in the same row leaves one value (CT-05).

    Which counts it was computed from is told by the rows without masks, all of which have to agree, or by names such as
    `cases` and `cases_carriers`.
    """
    for column, counting, found in given_back(view, context, threshold):
        yield context.finding(
            f"{plural(len(found), 'masked count')} can be worked back from '{column.label}' and the other counts of "
            f"the row (rows {some(view.row_label(row) for row, _ in found)}).",
            [view.cell(row, counting[k]) for row, k in found],
            f"Write '{column.label}' with fewer digits there, or mask it with the count.",
            severity=context.setting("masked_severity", "fail"),
            places=len(found),
        )


def effects_of(view: TableView) -> list[Column]:
    """Return the columns of odds ratios and risk ratios."""
    return [column for column in view.body if fold(column.path[-1]) in ODDS | RISKS]


def given_back(
    view: TableView, context: Context, threshold: int
) -> Iterator[tuple[Column, Sequence[Column], list[tuple[int, int]]]]:
    """Yield each column of effects, the columns of counts, and (row, number of the count) of what it gives back."""
    counting = [view.columns[role.position] for role in context.reading.having(Role.COUNT)]
    effects = effects_of(view)
    if not effects or not 3 <= len(counting) <= MOST_COLUMNS or view.n_rows > MOST_ROWS:
        return
    marks = marks_of(context.policy)
    cells = [[parse(text, None, marks) for text in column.texts] for column in counting]
    for column in effects:
        found = list(_exposed(column, counting, cells, threshold))
        if found:
            yield column, counting, found


def _exposed(
    column: Column, counting: Sequence[Column], cells: Sequence[Sequence[Quantity | None]], threshold: int
) -> Iterator[tuple[int, int]]:
    """Yield (row, number of the count column) of what one column of effects gives back."""
    printed = [_printed(text) for text in column.texts]
    rows = [row for row, shown in enumerate(printed) if shown is not None]
    masked = [row for row in rows if any(_is_masked(column_cells[row]) for column_cells in cells)]
    exact = [row for row in rows if row not in masked and all(_value(c[row]) is not None for c in cells)]
    if not masked:
        return
    ways = [
        way
        for way in _ways(column, counting)
        if all(_fits(way, [_value(c[row]) for c in cells], printed[row]) for row in exact)
    ]
    known = [way for way in ways if way.is_named or len(exact) >= ENOUGH]
    for row in masked:
        done: set[int] = set()
        for way in known:
            done |= _left_alone(way, [c[row] for c in cells], printed[row], threshold)
        yield from ((row, k) for k in sorted(done))


def _ways(column: Column, counting: Sequence[Column]) -> Iterator[Way]:
    is_odds = fold(column.path[-1]) in ODDS
    words = [set(words_of(each.label)) for each in counting]
    for four in itertools.permutations(range(len(counting)), 4):
        a, b, c, d = four
        if is_odds and a < d and b < c:
            yield Way(four, lambda a, b, c, d: Fraction(a * d, b * c) if b * c else None, is_named=False)
        named = words[b] < words[a] and words[d] < words[c]
        yield Way(four, _odds_of if is_odds else _risks_of, named)


def _odds_of(a: int, whole: int, b: int, other: int) -> Fraction | None:
    below = (whole - a) * b
    return Fraction(a * (other - b), below) if below > 0 and other >= b else None


def _risks_of(a: int, whole: int, b: int, other: int) -> Fraction | None:
    return Fraction(a * other, whole * b) if whole * b and a <= whole and b <= other else None


def _printed(text: str) -> tuple[Fraction, Fraction] | None:
    """Return the ends of what a printed effect stands for; None where there is none."""
    match = LEADING.match(text)
    if match is None:
        return None
    half = Fraction(1, 2 * 10 ** len(match["decimals"] or ""))
    return Fraction(match["number"]) - half, Fraction(match["number"]) + half


def _is_masked(cell: Quantity | None) -> bool:
    return cell is not None and cell.mark == "masked"


def _value(cell: Quantity | None) -> int | None:
    return int(cell.value) if cell is not None and isinstance(cell.value, int) else None


def _fits(way: Way, values: Sequence[int | None], printed: tuple[Fraction, Fraction] | None) -> bool:
    four = [values[k] for k in way.columns]
    if printed is None or any(value is None for value in four):
        return False
    effect = way.effect(*(int(value or 0) for value in four))
    return effect is not None and printed[0] <= effect <= printed[1]


def _left_alone(
    way: Way, cells: Sequence[Quantity | None], printed: tuple[Fraction, Fraction] | None, threshold: int
) -> set[int]:
    """Return the masked columns of a row of which one value fits what is printed."""
    options: list[list[int | None]] = []
    for k in range(len(cells)):
        value = _value(cells[k])
        is_part = k in way.columns
        options.append(list(range(1, threshold)) if _is_masked(cells[k]) and is_part else [value])
    fitting = [values for values in itertools.product(*options) if _fits(way, values, printed)]
    hidden = [k for k in way.columns if _is_masked(cells[k])]
    return {k for k in hidden if len({values[k] for values in fitting}) == 1}
