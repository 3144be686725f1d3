"""How an odds ratio or risk ratio may follow from counts, and which masked counts a printed one leaves."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gel_airlock_jupyter.disclosure.effects import NORMAL_95
from gel_airlock_jupyter.disclosure.quantities import Quantity

LEADING = re.compile(r"\s*(?P<number>\d+(?:\.(?P<decimals>\d+))?)")
INTERVAL = re.compile(
    r"[(\[](?:\s*95\s*%\s*CI\s*[:,]?)?\s*(?P<low>\d+\.(?P<decimals>\d+))\s*(?:-|\u2013|to|,|;)\s*(?P<high>\d+\.\d+)\s*[)\]]",
    re.IGNORECASE,
)
REF = r"\(?\s*ref(?:\.|erence)?\s*\)?"
REFERENCE = re.compile(rf"\s*(?:1(?:\.0+)?\s*(?:{REF})?|{REF}|-|\u2013|\u2014)\s*", re.IGNORECASE)

Four = tuple[int, int, int, int]
Effect = Callable[[int, int, int, int], Fraction | None]
Error = Callable[[int, int, int, int], float]
Cells = Sequence[Quantity | None]
Counts = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """The ends of what a printed effect stands for, and those of its 95 % confidence interval where it is printed."""

    low: Fraction
    high: Fraction
    interval: tuple[tuple[float, float], tuple[float, float]] | None = None


@dataclass(frozen=True)
class Way:
    """One way in which an effect may follow from four counts; `columns` are their numbers among the cells."""

    columns: Four
    effect: Effect
    error: Error
    is_named: bool


def printed(text: str) -> Printed | None:
    """Read a printed effect such as `2.31 (1.10-4.87)`; None where there is none."""
    match = LEADING.match(text)
    if match is None:
        return None
    half = Fraction(1, 2 * 10 ** len(match["decimals"] or ""))
    number = Fraction(match["number"])
    found = INTERVAL.search(text, match.end())
    if found is None:
        return Printed(number - half, number + half)
    slack = 0.5 * 10 ** -len(found["decimals"]) + 1e-9
    low, high = float(found["low"]), float(found["high"])
    return Printed(number - half, number + half, ((low - slack, low + slack), (high - slack, high + slack)))


def odds_of_wholes(a: int, whole: int, b: int, other: int) -> Fraction | None:
    """Return the odds ratio of `a` of `whole` against `b` of `other` people."""
    below = (whole - a) * b
    return Fraction(a * (other - b), below) if below > 0 and other >= b else None


def risks_of_wholes(a: int, whole: int, b: int, other: int) -> Fraction | None:
    """Return the risk ratio of `a` of `whole` against `b` of `other` people."""
    return Fraction(a * other, whole * b) if whole * b and a <= whole and b <= other else None


def odds_of_parts(a: int, b: int, c: int, d: int) -> Fraction | None:
    """Return the odds ratio `a d / (b c)`."""
    return Fraction(a * d, b * c) if b * c else None


def risks_of_parts(a: int, b: int, c: int, d: int) -> Fraction | None:
    """Return the risk ratio of `a` against `b` without, and `c` against `d` without."""
    return Fraction(a * (c + d), (a + b) * c) if (a + b) * c else None


def error_of_odds(a: int, b: int, c: int, d: int) -> float:
    """Return Woolf's standard error of a logarithm of an odds ratio of four counts."""
    return math.sqrt(sum(1 / max(n, 1e-9) for n in (a, b, c, d)))


def error_of_odds_of_wholes(a: int, whole: int, b: int, other: int) -> float:
    """Return Woolf's standard error of parts of wholes."""
    return error_of_odds(a, whole - a, b, other - b)


def error_of_risks(a: int, whole: int, b: int, other: int) -> float:
    """Return Katz's standard error of a logarithm of a risk ratio."""
    return math.sqrt(max(0.0, 1 / max(a, 1e-9) - 1 / whole + 1 / max(b, 1e-9) - 1 / other))


def error_of_risks_of_parts(a: int, b: int, c: int, d: int) -> float:
    """Return Katz's standard error of parts and their complements."""
    return error_of_risks(a, a + b, c, c + d)


WHOLES_OF_ODDS = (odds_of_wholes, error_of_odds_of_wholes)
WHOLES_OF_RISKS = (risks_of_wholes, error_of_risks)
PARTS_OF_ODDS = (odds_of_parts, error_of_odds)
PARTS_OF_RISKS = (risks_of_parts, error_of_risks_of_parts)


def fits(way: Way, values: Sequence[int | None], shown: Printed, *, with_interval: bool) -> bool:
    """Return whether counts give what is printed."""
    four = [values[k] for k in way.columns]
    if any(value is None for value in four):
        return False
    a, b, c, d = (int(value or 0) for value in four)
    effect = way.effect(a, b, c, d)
    if effect is None or not shown.low <= effect <= shown.high:
        return False
    if not with_interval or shown.interval is None or effect <= 0:
        return True
    reach = NORMAL_95 * way.error(a, b, c, d)
    ends = (float(effect) * math.exp(-reach), float(effect) * math.exp(reach))
    return all(low <= end <= high for end, (low, high) in zip(ends, shown.interval, strict=True))


def fitting(
    way: Way, cells: Cells, shown: Printed, threshold: int, *, with_interval: bool
) -> list[tuple[int | None, ...]]:
    """Return the counts (people, in the order of the cells) that masks and a printed effect leave possible."""
    options: list[list[int | None]] = []
    for k, cell in enumerate(cells):
        is_open = is_masked(cell) and k in way.columns
        options.append(list(range(1, threshold)) if is_open else [value_of(cell)])
    return [values for values in itertools.product(*options) if fits(way, values, shown, with_interval=with_interval)]


def is_masked(cell: Quantity | None) -> bool:
    """Return whether a count is behind the mark of small ones."""
    return cell is not None and cell.mark == "masked"


def value_of(cell: Quantity | None) -> int | None:
    """Return a count that is shown (people)."""
    return int(cell.value) if cell is not None and isinstance(cell.value, int) else None
