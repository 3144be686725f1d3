"""Working days in England and Wales: which days count, also in years that no policy names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection


def easter(year: int) -> dt.date:
    """Return Easter Sunday of the Gregorian calendar (the method of Meeus, Jones and Butcher)."""
    century, place = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (place // 4) - moon - place % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def bank_holidays(year: int) -> frozenset[dt.date]:
    """Return the bank holidays of England and Wales by rule (Banking and Financial Dealings Act 1971, and custom).

    New Year's Day, Good Friday, Easter Monday, the first and last Monday of May, the last Monday of August, Christmas
    and Boxing Day; one that falls on a weekend is taken on the next working day. Single days that are proclaimed for
    one year (a coronation, a jubilee) follow no rule: a policy names them.
    """
    sunday = easter(year)
    fixed = [sunday - dt.timedelta(days=2), sunday + dt.timedelta(days=1)]
    fixed += [_monday(year, 5, 1), _monday(year, 5, 25), _monday(year, 8, 25)]
    taken = set(fixed)
    for month, day in ((1, 1), (12, 25), (12, 26)):
        taken.add(_moved(dt.date(year, month, day), taken))
    return frozenset(taken)


def _monday(year: int, month: int, earliest: int) -> dt.date:
    """Return the first Monday on or after a day of a month."""
    day = dt.date(year, month, earliest)
    return day + dt.timedelta(days=-day.weekday() % 7)


def _moved(day: dt.date, taken: Collection[dt.date]) -> dt.date:
    """Return the day, or the next one that is neither of a weekend nor taken; Boxing Day makes way for Christmas."""
    while day.weekday() > 4 or day in taken:
        day += dt.timedelta(days=1)
    return day


def is_working(day: dt.date, holidays: Collection[str]) -> bool:
    """Return whether a day is a working day: no Saturday, no Sunday, no holiday.

    Parameters
    ----------
    day : date
        The day.
    holidays : collection of str
        ISO dates that the policy names. Of a year in which it names any, these are all; of another, the rule's are.
    """
    if day.weekday() > 4 or day.isoformat() in holidays:
        return False
    named = any(text.startswith(f"{day.year}-") for text in holidays)
    return named or day not in bank_holidays(day.year)


def after(day: dt.date, number: int, holidays: Collection[str]) -> dt.date:
    """Return the day that lies so many working days after another."""
    while number > 0:
        day += dt.timedelta(days=1)
        number -= is_working(day, holidays)
    return day
