"""Percentages in one output of counts in another: 6.8 % of 44 gives a masked count back as surely as a total does."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gel_airlock_jupyter.disclosure.grids import Grid, label
from gel_airlock_jupyter.disclosure.quantities import Quantity
from gel_airlock_jupyter.joint import naming
from gel_airlock_jupyter.joint.naming import Conditions
from gel_airlock_jupyter.joint.published import Place, Published
from gel_airlock_jupyter.joint.same import Names
from gel_airlock_jupyter.joint.sums import Key, Sum, margins, summed

NEED = 3.0
"""Bits from which percentages are compared; as many as for percentages right of their counts."""
SURE = 8.0
"""Bits from which they are taken for shares of those counts."""
WORDS = re.compile(r"%|\b(?:per ?cent(?:age)?s?|pct|shares?|proportions?|of|total|column|row|in)\b", re.IGNORECASE)
FINEST = 10**6


Pair = tuple[Quantity, Conditions, Place, Place]
"""A percentage, its name, the place of the count of that name, and its own."""


@dataclass(frozen=True)
class Match:
    """A percentage, the count of the same name, the counts that may be its whole, and where it is printed."""

    percent: Quantity
    count: Key
    whole: tuple[Key, ...]
    place: Place


def shares(outputs: Sequence[Published]) -> Iterator[Sum]:
    """Yield the percentages that outputs without counts print, as ratios of counts in other outputs.

    Which percentage is of which count is told by the names of the cells; which whole it is of by the numbers: every
    row has to permit it, and the rows together give the evidence.
    """
    twins = {number: twin for number, output in enumerate(outputs) if (twin := _twin(output)) is not None}
    if not twins:
        return
    everyone = [twins.get(number, output) for number, output in enumerate(outputs)]
    axes = [axis for number, output in enumerate(everyone) for axis in naming.axes_of(number, output)]
    attribute = naming.attributes(axes)
    names = [naming.conditions(number, output, attribute) for number, output in enumerate(everyone)]
    for number in twins:
        for other, output in enumerate(outputs):
            if other not in twins and output.grid is not None and (output.hides or len(outputs) > 2):
                yield from _read(outputs, names, number, other)


def is_of_shares(output: Published) -> bool:
    """Return whether an output prints percentages and no counts."""
    cells = [cell for row in (output.grid.cells if output.grid else ()) for cell in row if cell is not None]
    return bool(cells) and not output.counts() and any(cell.unit == "percent" for cell in cells)


def _twin(output: Published) -> Published | None:
    """Return an output of percentages as one of counts with the same names, so that they can be named."""
    if output.grid is None or not is_of_shares(output):
        return None
    grid = output.grid
    cells = tuple(tuple(Quantity(0, 0) if _is_share(cell) else None for cell in row) for row in grid.cells)
    columns = tuple(tuple(WORDS.sub(" ", text) for text in path) for path in grid.columns)
    return replace(output, grid=Grid(cells, grid.rows, columns, name=grid.name), relations=())


def _is_share(cell: Quantity | None) -> bool:
    return cell is not None and cell.unit == "percent" and cell.lower is not None and cell.upper is not None


def _read(outputs: Sequence[Published], names: Sequence[Names], number: int, other: int) -> Iterator[Sum]:
    """Yield the best reading of the percentages of one output as shares of the counts of another."""
    own = {conditions: place for place, conditions in names[other].items()}
    pairs: list[Pair] = []
    for place, conditions in names[number].items():
        percent = outputs[number].cell(place)
        if percent is not None and conditions in own and conditions:
            pairs.append((percent, conditions, own[conditions], place))
    if len(pairs) < 2:
        return
    best: tuple[float, list[Match], str] | None = None
    tried = 0
    for words, matches in _candidates(outputs, names[other], own, pairs, other):
        tried += 1
        bits = _evidence(outputs, matches)
        if bits is not None and bits >= NEED and (best is None or bits > best[0]):
            best = (bits, matches, words)
    if best is None:
        return
    bits, matches, words = best
    first = outputs[number].grid
    shown = label(first.columns[0]) if first is not None else "percentages"
    said = f"read `{shown}` of {outputs[number].called} as the counts of {outputs[other].called} in percent of {words}"
    sure = bits >= SURE + math.log2(max(1, tried))
    for match in matches:
        yield Sum(match.count, match.whole, sure, said, percent=match.percent, printed=number, printed_at=match.place)


def _candidates(
    outputs: Sequence[Published],
    named: Names,
    own: dict[Conditions, Place],
    pairs: Sequence[Pair],
    other: int,
) -> Iterator[tuple[str, list[Match]]]:
    """Yield what the percentages may be of: totals that are printed, sums of cells, numbers stated in words."""
    groups = [(margin.over, margin.groups) for margin in margins(other, named)]
    for over in dict.fromkeys(over for over, _ in groups):
        by_rest = next(found for margin, found in groups if margin == over)
        matches = []
        for percent, conditions, place, at in pairs:
            rest = frozenset(c for c in conditions if c[0] not in over)
            whole = (own[rest],) if rest in own else by_rest.get(rest, ())
            if rest == conditions or not whole:
                break
            matches.append(Match(percent, (other, *place), tuple((other, *p) for p in whole), at))
        else:
            yield "their total" if frozenset() in own else "their sum", matches
    for number, output in enumerate(outputs):
        for k, stated in enumerate(output.numbers):
            keys: tuple[Key, ...] = ((number, "number", k),)
            yield f"'{stated.words}'", [Match(percent, (other, *place), keys, at) for percent, _, place, at in pairs]


def _evidence(outputs: Sequence[Published], matches: Sequence[Match]) -> float | None:
    """Return the evidence in bits, or None where some percentage cannot be of its whole."""
    bits = 0.0
    for match in matches:
        count = _quantity(outputs, match.count)
        whole = summed([_quantity(outputs, key) for key in match.whole])
        if count is None or count.lower is None or (not whole.upper and whole.upper is not None):
            continue
        low, high = Fraction(match.percent.lower or 0), Fraction(match.percent.upper or 0)
        least = Fraction(100 * int(count.lower), int(whole.upper)) if whole.upper else Fraction(0)
        most = Fraction(100)
        if count.upper is not None and whole.lower:
            most = min(most, Fraction(100 * int(count.upper), int(whole.lower)))
        if least > high or most < low:
            return None
        if count.is_exact and count.lower:
            bits += max(
                math.log2(max(1.0, 50.0 / max(float(high - low), float(most - least), 0.01))),
                _whole_bits(int(count.lower), low, high),
            )
    return bits


def _whole_bits(count: int, low: Fraction, high: Fraction) -> float:
    """Return the evidence that a count and its percentage leave a whole number of people for the whole.

    9 people who are 64.29 % are so of 13.998 to 14.0002: that a whole number lies in so small a gap is hardly chance.
    """
    if not low:
        return 0.0
    least, most = Fraction(100 * count) / high, Fraction(100 * count) / low
    gap = float(most - least)
    return math.log2(1.0 / max(gap, 1e-3)) if gap < 1 and math.floor(most) >= math.ceil(least) else 0.0


def _quantity(outputs: Sequence[Published], key: Key) -> Quantity | None:
    match key:
        case (int(number), int(row), int(column)):
            return outputs[number].cell((row, column))
        case (int(number), "number", int(position)):
            return outputs[number].numbers[position].quantity
        case _:
            return None
