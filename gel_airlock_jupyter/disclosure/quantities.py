"""Published quantities as intervals: what a reader may conclude from one printed value.

``7`` is exactly 7, ``<5`` is one of 1..4 (zeros are shown), ``20-24`` is one of 20..24, ``12.3 %`` lies between
12.25 % and 12.35 %. Everything later (relations, audit, suppression) works on these intervals only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

Number = int | Fraction
Unit = Literal["count", "percent", "rate", "mean", "sum", "number"]
Mark = Literal["exact", "masked", "complementary", "range", "rounded", "unknown"]


@dataclass(frozen=True, slots=True)
class Marks:
    """What the printed marks of a table mean; the attacker is assumed to know it.

    Parameters
    ----------
    threshold : int
        Smallest count that may be shown exactly (people). Airlock rule CT-01: 5.
    primary : str
        Label that replaces a count from 1 to ``threshold - 1``.
    secondary : tuple of str
        Labels of complementary masks. Such a cell holds at least ``threshold`` people, because a smaller
        count would carry the primary label. They are known in brackets too.
    ambiguous : tuple of str
        Labels that some people write for a complementary mask and others for zero or missing: no lower limit.
    zeros_shown : bool
        True when a count of zero is printed as ``0``; then a masked cell is at least 1.
    neutral : bool
        True when one and the same label stands for small and for complementary cells; then neither leaks.
    rounded_to : int or None
        Base of nearest rounding applied to every shown count, if any.
    """

    threshold: int = 5
    primary: str = "<5"
    secondary: tuple[str, ...] = (
        *("*", "**", "***", "#", "c", "x", "xx", "xxx", "s"),
        *("suppressed", "masked", "hidden", "redacted", "withheld", "not shown", "not disclosed", "disclosive"),
    )
    ambiguous: tuple[str, ...] = ("-", "\u2013", "\u2014", "--", "..", "...", "\u2026")
    zeros_shown: bool = True
    neutral: bool = False
    rounded_to: int | None = None

    @property
    def smallest_hidden(self) -> int:
        """Smallest count that a masked cell can hold (people)."""
        return 1 if self.zeros_shown else 0


@dataclass(frozen=True, slots=True)
class Quantity:
    """One published value as the closed interval that a reader knows.

    Parameters
    ----------
    lower, upper : int, Fraction or None
        Ends of the interval in ``unit``; None means unbounded.
    unit : str
        ``count``, ``percent`` (0..100), ``rate``, ``mean``, ``sum`` or ``number``.
    mark : str
        How the value is printed: ``exact``, ``masked`` (small count), ``complementary``, ``range``,
        ``rounded`` or ``unknown``.
    text : str
        The text as printed.
    """

    lower: Number | None
    upper: Number | None
    unit: Unit = "count"
    mark: Mark = "exact"
    text: str = ""

    @property
    def is_exact(self) -> bool:
        """True when exactly one value is left."""
        return self.lower is not None and self.lower == self.upper

    @property
    def is_hidden(self) -> bool:
        """True when the value was withheld on purpose or is not known."""
        return self.mark in ("masked", "complementary", "unknown")

    @property
    def value(self) -> Number | None:
        """The value when it is exact, else None."""
        return self.lower if self.is_exact else None

    @property
    def width(self) -> Number | None:
        """Upper minus lower end; None when unbounded."""
        return None if self.lower is None or self.upper is None else self.upper - self.lower

    def is_small_count(self, marks: Marks) -> bool:
        """Return True when the value is shown so exactly that it is known to be 1..threshold-1 and not masked."""
        return (
            self.unit == "count"
            and self.mark not in ("masked", "complementary", "unknown")
            and self.lower is not None
            and self.upper is not None
            and self.lower >= 1
            and self.upper < marks.threshold
        )

    def with_unit(self, unit: Unit) -> Quantity:
        """Return the same interval under another unit."""
        return replace(self, unit=unit)


def exact(value: int, text: str | None = None) -> Quantity:
    """Return a count shown exactly."""
    return Quantity(value, value, "count", "exact", str(value) if text is None else text)


def masked(marks: Marks | None = None, text: str | None = None) -> Quantity:
    """Return a count behind the primary label: 1..threshold-1, or any positive count under a neutral label."""
    marks = marks or Marks()
    upper = None if marks.neutral else marks.threshold - 1
    return Quantity(marks.smallest_hidden, upper, "count", "masked", marks.primary if text is None else text)


def complementary(marks: Marks | None = None, text: str | None = None) -> Quantity:
    """Return a count behind a complementary label: at least the threshold, unless the label is neutral."""
    marks = marks or Marks()
    label = (marks.secondary or marks.ambiguous or ("*",))[0] if text is None else text
    if label.casefold() in marks.ambiguous:
        lower = 0
    else:
        lower = marks.smallest_hidden if marks.neutral else marks.threshold
    return Quantity(lower, None, "count", "complementary", label)


def between(lower: int, upper: int, text: str | None = None) -> Quantity:
    """Return a count shown as a range, both ends included."""
    return Quantity(lower, upper, "count", "range", f"{lower}-{upper}" if text is None else text)


def unknown(text: str = "") -> Quantity:
    """Return a count of which nothing is shown."""
    return Quantity(0, None, "count", "unknown", text)


def parse(
    value: object, unit: Unit | None = None, marks: Marks | None = None, decimals: int | None = None
) -> Quantity | None:
    """Read one printed value; see :func:`gel_airlock_jupyter.disclosure.reading.parse`."""
    from gel_airlock_jupyter.disclosure import reading

    return reading.parse(value, unit, marks, decimals)


def parse_all(
    value: object, unit: Unit | None = None, marks: Marks | None = None, decimals: int | None = None
) -> tuple[Quantity, ...]:
    """Read a compound value; see :func:`gel_airlock_jupyter.disclosure.reading.parse_all`."""
    from gel_airlock_jupyter.disclosure import reading

    return reading.parse_all(value, unit, marks, decimals)
