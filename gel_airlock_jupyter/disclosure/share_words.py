"""Says how a count follows from a percentage: "7 % of 57 is 4 (3.7 to 4.3)", "12 are 21.43 %, so all are 56"."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gel_airlock_jupyter.disclosure.certificates import Bounds, Deduction
from gel_airlock_jupyter.disclosure.system import Key, Relation, System

Ends = tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True, slots=True)
class ShareOf:
    """A percentage in relations: `count` is `low` to `high` per cent of `parts` (and itself, where `inside`)."""

    count: Key
    parts: tuple[Key, ...]
    low: Fraction | None
    high: Fraction | None
    inside: bool

    @property
    def text(self) -> str:
        """Return the percentage as printed: the middle of what it stands for."""
        if self.low is None or self.high is None or self.low == 0 or self.high == 100:
            ends = [f"{float(end):.10g}" for end in (self.low, self.high) if end is not None]
            return f"{' to '.join(ends)} %"
        return f"{float((self.low + self.high) / 2):.10g} %"


def shares_in(system: System) -> dict[tuple[Key, tuple[Key, ...], bool], ShareOf]:
    """Return the percentages of a system, each with both of its ends."""
    found: dict[tuple[Key, tuple[Key, ...], bool], ShareOf] = {}
    for relation in system.relations:
        read = _read(relation)
        if read is None:
            continue
        inside, end = read
        name = (relation.total, relation.parts, inside)
        known = found.get(name)
        low, high = (known.low, known.high) if known else (None, None)
        if relation.upper is None:
            low = end if low is None else max(low, end)
        else:
            high = end if high is None else min(high, end)
        found[name] = ShareOf(relation.total, relation.parts, low, high, inside)
    return found


def _read(relation: Relation) -> tuple[bool, Fraction] | None:
    """Return whether the whole includes the count, and one end of the percentage; None for other relations."""
    if {relation.lower, relation.upper} != {0, None} or len(set(relation.coefficients)) != 1 or relation.scale < 2:
        return None
    factor = relation.coefficients[0]
    if factor < 0:
        return None
    if len(relation.parts) == 1 and relation.scale % 100 == 0:
        return False, Fraction(100 * factor, relation.scale)
    if (relation.scale + factor) % 100 == 0:
        return True, Fraction(100 * factor, relation.scale + factor)
    return None


def of_share(
    system: System,
    shares: Mapping[tuple[Key, tuple[Key, ...], bool], ShareOf],
    bounds: Bounds,
    one: Deduction,
    value: int | None,
) -> str:
    """Return the words of a deduction from a percentage, "" where it is from something else.

    Parameters
    ----------
    system, shares, bounds : System, mapping, Bounds
        What is known before this step; `shares` as `shares_in` gives them.
    one : Deduction
        The step.
    value : int, optional
        The one number left after it (people).
    """
    relation = system.relations[one.relation]
    read = _read(relation)
    share = shares.get((relation.total, relation.parts, read[0])) if read else None
    if share is None:
        return ""
    known = [bounds[key] for key in share.parts]
    whole = sum(low for low, _ in known) if all(low == high for low, high in known) else None
    if one.key == share.count:
        if whole is None:
            return _limited(share, known, one)
        return _of_others(share, [low for low, _ in known], value) if share.inside else _of_whole(share, whole, value)
    return "" if share.inside else _whole_of(share, bounds[share.count], one, value)


def _of_whole(share: ShareOf, whole: int, value: int | None) -> str:
    low, high = (None if end is None else end * whole / 100 for end in (share.low, share.high))
    ends = low, high
    return f"{share.text} of {whole:,} is {_left(ends, value)}"


def _of_others(share: ShareOf, others: list[int], value: int | None) -> str:
    """Say it for a whole that nobody prints: what the others are, and so all."""
    summed = sum(others)
    if share.low is None or share.high is None or share.high >= 100:
        return ""
    ends = 100 * summed / (100 - share.low), 100 * summed / (100 - share.high)
    shown = " + ".join(f"{number:,}" for number in others) + (f" = {summed:,}" if len(others) > 1 else "")
    rest = f"{float(100 - (share.low + share.high) / 2):.10g} %"
    leaves = f", which leaves {value:,}" if value is not None else ""
    everyone = None if value is None else summed + value
    return f"the others, {shown}, are {rest}, so all are {_left(ends, everyone)}{leaves}"


def _whole_of(share: ShareOf, count: tuple[int, int | None], one: Deduction, value: int | None) -> str:
    low, high = count
    if not share.low or not share.high or high is None:
        return ""
    if low == high:
        ends = Fraction(100 * low) / share.high, Fraction(100 * low) / share.low
        return f"{low:,} are {share.text}, so all are {_left(ends, value)}"
    side = "at most" if one.side > 0 else "at least"
    return f"{side} {high if one.side > 0 else low:,} are {share.text}, so all are {side} {one.bound:,}"


def _limited(share: ShareOf, known: list[tuple[int, int | None]], one: Deduction) -> str:
    """Say it for a whole of which only limits are known."""
    is_most = one.side > 0
    end = share.high if is_most else share.low
    numbers = [high if is_most else low for low, high in known]
    if end is None or None in numbers:
        return ""
    side = "at most" if is_most else "at least"
    shown = " + ".join(f"{number:,}" for number in numbers)
    itself = " and itself" if share.inside else ""
    limit = "as many as the marks allow" if is_most else "as few as the marks allow"
    return f"{side} {float(end):.10g} % of {shown}{itself} ({limit}), so {side} {one.bound:,}"


def _left(ends: Ends, value: int | None) -> str:
    """Return "4 (3.7 to 4.3)"; where several whole numbers fit, which, and what the marks leave of them."""
    low, high = ends
    if low is None or high is None:
        limit = f"at least {_number(low)}" if low is not None else f"at most {_number(high)}"
        return limit if value is None else f"{limit}, that is {value:,}"
    first, last = math.ceil(low), math.floor(high)
    told = f"{_number(low)} to {_number(high)}"
    if first == last:
        return f"{first:,}" + (f" ({told})" if _number(low) != _number(high) else "")
    return told if value is None else f"{told}, of which only {value:,} is possible"


def _number(value: Fraction | None) -> str:
    return "" if value is None else f"{float(value):,.2f}".rstrip("0").rstrip(".")
