"""Reads one printed value, as people write them, into :class:`~.quantities.Quantity`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real

from gel_airlock_jupyter.disclosure.forms import normalised, unwrapped
from gel_airlock_jupyter.disclosure.quantities import (
    Mark,
    Marks,
    Number,
    Quantity,
    Unit,
    complementary,
    masked,
    unknown,
)
from gel_airlock_jupyter.plain_text import plain

_GROUP = "[,'\u2019\u00a0\u2009\u202f ]"
_NUMBER = rf"[-+\u2212]?(?:(?:\d{{1,3}}(?:{_GROUP}\d{{3}})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d{{1,3}}(?!\d))?"
_PERCENT = r"(?P<percent>\s*(?:%|percent\b|per cent\b|pct\b))?"
_PLAIN = re.compile(
    rf"(?P<number>{_NUMBER}){_PERCENT}(?P<plus>\s*\+|\s+or\s+(?:more|over|fewer|less))?\s*[*\u2020\u2021\u00a7]*"
)
_RANGE = re.compile(rf"(?P<low>{_NUMBER})\s*(?:%\s*)?(?:-|\u2013|\u2014|\bto\b|\.\.+)\s*(?P<high>{_NUMBER}){_PERCENT}")
_SIGN = re.compile(
    r"(?P<sign><=|>=|=<|=>|[<>\u2264\u2265=~\u2248]|(?:fewer|less)\s+than\b|under\b|below\b|up\s+to\b|at\s+most\b|at\s+least\b"
    r"|(?:more|greater)\s+than\b|over\b|above\b|about\b|approx\.?|ca?\.(?=\s*\d)|ca(?=\s*\d)|circa\b)\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LABELLED = re.compile(r"(?P<name>n|N|count|total)\s*[=:]\s*(?P<rest>.*)", re.DOTALL)
_OF = re.compile(r"(?P<part>[^/]+?)\s*(?:/|\bof\b|\bout of\b)\s*(?P<whole>[^/]+)", re.IGNORECASE)
_PER = re.compile(rf"(?P<number>{_NUMBER})\s+(?:per|in)\s+(?P<base>1(?:[, ]?0{{2,3}})+)(?:\s+\w+)?", re.IGNORECASE)
_BESIDE = re.compile(r"(?P<head>[^,;\u00b1]+?)\s*(?:[;,]\s+(?=.*%$)|\u00b1|\+/-)\s*(?P<other>[^,;\u00b1]+)")
_BRACKETS = re.compile(r"(?P<head>.*?)\s*[\[(](?P<inner>[^\[\]()]*)[\])]\s*[*\u2020\u2021\u00a7]*", re.DOTALL)
_SIGNS = {
    "<": "<", "fewer than": "<", "less than": "<", "under": "<", "below": "<",
    "<=": "<=", "=<": "<=", "\u2264": "<=", "up to": "<=", "at most": "<=", "or fewer": "<=", "or less": "<=",
    ">": ">", "more than": ">", "greater than": ">", "over": ">", "above": ">",
    ">=": ">=", "=>": ">=", "\u2265": ">=", "at least": ">=", "+": ">=", "or more": ">=", "or over": ">=",
    "=": "=",
}  # fmt: skip
SIZE = re.compile(r"\bn\s*=\s*(\d[\d,]*)", re.IGNORECASE)
"""A number of people in a header or title: the first group of `Cases (n=1,204)`."""
_USUAL = Marks()
_VEILED = ("masked", "range", "complementary")
_MISSING = frozenset({"", "nan", "na", "n/a", "none", "null", "<na>", "nat", "inf", "-inf"})


def parse(
    value: object, unit: Unit | None = None, marks: Marks | None = None, decimals: int | None = None
) -> Quantity | None:
    """Read one printed value.

    Parameters
    ----------
    value : str or number
        What the table shows; numbers may be Python or numpy numbers. Missing values give None.
    unit : str, optional
        Unit known from the column; without it whole numbers are counts, ``%`` is a percentage, the rest a number.
    marks : Marks, optional
        Meaning of the labels; the default is the Airlock's (``<5``, zeros shown).
    decimals : int, optional
        Decimals shown, where a number lost them (4.5 printed as ``4.50``).

    Returns
    -------
    Quantity or None
        The leading quantity; None when the text is not a quantity. See :func:`parse_all` for ``12 (3.4 %)``.
    """
    parts = parse_all(value, unit, marks, decimals)
    return parts[0] if parts else None


def parse_all(
    value: object, unit: Unit | None = None, marks: Marks | None = None, decimals: int | None = None
) -> tuple[Quantity, ...]:
    """Read every quantity of a compound value: ``12 (3.4 %)`` gives count and percentage, ``3/44`` both counts."""
    marks = marks or _USUAL
    if type(value) is str and unit in (None, "count") and _is_plain(value, marks):
        return (Quantity(int(value), int(value), "count", "exact", value),)  # most cells, without expressions
    if value is None or isinstance(value, bool) or type(value).__name__ in ("bool_", "bool", "NAType", "NaTType"):
        return ()
    if isinstance(value, Real | Decimal):
        number = _from_number(value, unit, marks, decimals)
        return () if number is None else (number,)
    if not isinstance(value, str):
        return ()
    text = value.strip().replace("\u00a0", " ")
    if text.casefold() in _MISSING or len(text) > 200:
        return ()
    found = _from_text(text, unit, marks, decimals)
    if not found and (other := normalised(text)) != text:
        found = _from_text(other, unit, marks, decimals)
    if not found and not text.isascii() and (undisguised := plain(normalised(text)).strip()) != text:
        found = _from_text(undisguised, unit, marks, decimals)
    if not found and (inside := unwrapped(text)) != text:
        found = tuple(q for q in _from_text(normalised(inside), unit, marks, decimals) if q.mark in _VEILED)
    return tuple(replace(q, text=text) for q in found) if len(found) == 1 else found


def plain_counts(texts: Iterable[str], marks: Marks) -> dict[str, Quantity]:
    """Read those of many texts that are plain digits, as most cells of a table are; they mean a count only."""
    likely = (text for text in texts if text.isdecimal())
    return {text: Quantity(int(text), int(text), "count", "exact", text) for text in likely if _is_plain(text, marks)}


def _is_plain(text: str, marks: Marks) -> bool:
    """Return True for digits that can mean a count only."""
    if not text.isdecimal() or not text.isascii() or len(text) > 15 or (text[0] == "0" and text != "0"):
        return False
    return not marks.rounded_to and text not in marks.secondary and text not in marks.ambiguous


def _from_number(value: Real | Decimal, unit: Unit | None, marks: Marks, decimals: int | None) -> Quantity | None:
    if isinstance(value, Integral):
        return _point(Fraction(int(value)), 0, str(int(value)), unit, marks)
    if not math.isfinite(value):
        return None
    text = str(value)
    number = Decimal(text)
    exponent = number.normalize().as_tuple().exponent
    shown = max(0, -exponent) if isinstance(exponent, int) else 0
    return _point(Fraction(number), shown if decimals is None else decimals, text, unit, marks)


def _from_text(text: str, unit: Unit | None, marks: Marks, decimals: int | None) -> tuple[Quantity, ...]:
    single = _single(text, unit, marks, decimals)
    if single is not None:
        return (single,)
    if (match := _LABELLED.fullmatch(text)) is not None:
        return _from_text(match["rest"].strip(), unit or "count", marks, decimals)
    if (match := _BRACKETS.fullmatch(text)) is not None and match["head"].strip():
        head = _from_text(match["head"].strip(), unit, marks, decimals)
        inner = _bracketed(match["inner"].strip(), head, marks) if head else ()
        is_told = bool(inner) and head[0].mark == "complementary" and inner[0].mark == "masked"
        return inner if is_told else head + inner  # of ``* (<5)`` the brackets say what the mark means
    if (match := _PER.fullmatch(text)) is not None:
        return (_per(match["number"], match["base"], text),)
    if (match := _BESIDE.fullmatch(text)) is not None:
        pair = [_single(match[name].strip(), None, marks, decimals) for name in ("head", "other")]
        return () if None in pair else tuple(one for one in pair if one is not None)
    if (match := _OF.fullmatch(text)) is not None:
        part = _single(match["part"].strip(), unit or "count", marks, decimals)
        whole = _single(match["whole"].strip(), unit or "count", marks, decimals)
        return () if part is None or whole is None else (part, whole)
    return ()


def _per(number: str, base: str, text: str) -> Quantity:
    """Return ``3.2 per 100,000`` as the percentage that it is, which counts can be compared with."""
    value, shown = _decimal(number)
    factor, half = Fraction(100) / _decimal(base)[0], Fraction(1, 2 * 10**shown)
    lower, upper = max(Fraction(0), (value - half) * factor), (value + half) * factor
    return Quantity(_tidy(lower), _tidy(min(upper, Fraction(100))), "percent", "rounded", text)


def _bracketed(inner: str, head: tuple[Quantity, ...], marks: Marks) -> tuple[Quantity, ...]:
    """Read what stands in brackets behind a value; a bare decimal behind a count is its percentage."""
    whole = re.sub(r"^(?:of|out of|/)\s*", "", inner, flags=re.IGNORECASE)
    found = _from_text(whole, None, marks, None)
    if not found:
        pieces = [_single(piece.strip(), "number", marks, None) for piece in re.split(r"[,;]\s+", inner)]
        return tuple(piece for piece in pieces if piece is not None)
    first = found[0]
    if whole == inner and head[0].unit == "count" and first.unit == "number" and (first.upper or 0) <= 101:
        return (first.with_unit("percent"), *found[1:])
    return found


def _single(text: str, unit: Unit | None, marks: Marks, decimals: int | None) -> Quantity | None:
    folded = text.casefold()
    if folded in marks.secondary or folded in marks.ambiguous or folded.strip("[]()") in marks.secondary:
        return complementary(marks, text)
    if folded.replace(" ", "") == marks.primary.casefold().replace(" ", ""):
        return masked(marks, text)
    if (match := _SIGN.fullmatch(text)) is not None:
        return _compared(" ".join(match["sign"].casefold().split()), match["rest"].strip(), text, unit, marks, decimals)
    if (match := _RANGE.fullmatch(text)) is not None and match["low"] and match["high"]:
        return _ranged(match["low"], match["high"], bool(match["percent"]), text, unit)
    if (match := _PLAIN.fullmatch(text)) is None or not any(c.isdigit() for c in match["number"]):
        return None
    if match["plus"]:
        return _compared(
            " ".join(match["plus"].casefold().split()),
            match["number"] + (match["percent"] or ""),
            text,
            unit,
            marks,
            decimals,
        )
    number, shown = _decimal(match["number"])
    chosen: Unit | None = "percent" if match["percent"] else unit
    return _point(number, shown if decimals is None else decimals, text, chosen, marks)


def _decimal(text: str) -> tuple[Fraction, int]:
    """Return the number and how many decimals it shows."""
    clean = re.sub(_GROUP, "", text.replace("\u2212", "-"))
    number = Decimal(clean)
    exponent = number.as_tuple().exponent
    return Fraction(number), max(0, -exponent) if isinstance(exponent, int) else 0


def _point(number: Fraction, decimals: int, text: str, unit: Unit | None, marks: Marks) -> Quantity:
    """Return the interval of a number that was shown with so many decimals."""
    whole = number.denominator == 1
    if unit is None:
        unit = "count" if whole and decimals == 0 and number >= 0 else "number"
    if unit == "count" and whole:
        value = int(number)
        if marks.rounded_to and value % marks.rounded_to == 0:
            reach = marks.rounded_to // 2
            return Quantity(max(0, value - reach), value + reach, "count", "rounded", text)
        return Quantity(value, value, "count", "exact", text)
    if unit == "sum" and whole and decimals == 0:
        return Quantity(int(number), int(number), unit, "exact", text)
    half = Fraction(1, 2 * 10**decimals)
    lower, upper = number - half, number + half
    if unit == "percent" and 0 <= number <= 100:
        lower, upper = max(lower, Fraction(0)), min(upper, Fraction(100))
    return Quantity(_tidy(lower), _tidy(upper), unit, "rounded", text)


def _tidy(number: Fraction) -> Number:
    return int(number) if number.denominator == 1 else number


def _ranged(low: str, high: str, percent: bool, text: str, unit: Unit | None) -> Quantity | None:
    lower, upper = _decimal(low)[0], _decimal(high)[0]
    if lower > upper:
        return None
    whole = lower.denominator == upper.denominator == 1
    chosen: Unit = "percent" if percent else unit or ("count" if whole and lower >= 0 else "number")
    mark: Mark = "exact" if lower == upper else "range"
    return Quantity(_tidy(lower), _tidy(upper), chosen, mark, text)


def _compared(
    sign: str, rest: str, text: str, unit: Unit | None, marks: Marks, decimals: int | None
) -> Quantity | None:
    """Read a value with a comparison sign; a whole count below a limit is a masked one."""
    match = _PLAIN.fullmatch(rest)
    if match is None or not any(c.isdigit() for c in match["number"]):
        return None
    number, shown = _decimal(match["number"])
    sign = _SIGNS.get(sign, "~")
    chosen: Unit = "percent" if match["percent"] else unit or ("count" if shown == 0 and number >= 0 else "number")
    if sign == "=":
        return _point(number, shown if decimals is None else decimals, text, chosen, marks)
    if sign == "~":
        return unknown(text) if chosen == "count" else Quantity(None, None, chosen, "unknown", text)
    if chosen == "count":
        return _compared_count(sign, number, text, marks)
    floor = 0 if chosen in ("percent", "rate") else None
    ceiling = 100 if chosen == "percent" else None
    if sign in ("<", "<="):
        return Quantity(floor, _tidy(number), chosen, "range", text)
    return Quantity(_tidy(number), ceiling, chosen, "range", text)


def _compared_count(sign: str, number: Fraction, text: str, marks: Marks) -> Quantity | None:
    if sign in ("<", "<="):
        upper = math.ceil(number) - 1 if sign == "<" else math.floor(number)
        lower = min(marks.smallest_hidden, upper)
        if upper < 0:
            return None
        return Quantity(lower, upper, "count", "exact" if lower == upper else "masked", text)
    lower = math.floor(number) + 1 if sign == ">" else math.ceil(number)
    return Quantity(lower, None, "count", "range", text)
