"""Bank holidays by rule, against the published ones."""

from __future__ import annotations

import datetime as dt

import pytest

from gel_airlock_jupyter.checks.working_days import after, bank_holidays, easter, is_working
from gel_airlock_jupyter.policy.load import load

# Published for England and Wales, the single days of 2022 and 2023 (jubilee, funeral, coronation) left out.
PUBLISHED = {
    2021: "2021-01-01 2021-04-02 2021-04-05 2021-05-03 2021-05-31 2021-08-30 2021-12-27 2021-12-28",
    2023: "2023-01-02 2023-04-07 2023-04-10 2023-05-01 2023-05-29 2023-08-28 2023-12-25 2023-12-26",
    2024: "2024-01-01 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-08-26 2024-12-25 2024-12-26",
    2025: "2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26",
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_rule_gives_the_published_days(year: int) -> None:
    assert sorted(day.isoformat() for day in bank_holidays(year)) == PUBLISHED[year].split()


def test_the_rule_gives_the_days_that_the_policy_names() -> None:
    named = load().settings("RQ-03")["bank_holidays"]
    years = {int(text[:4]) for text in named}

    assert sorted(day.isoformat() for year in years for day in bank_holidays(year)) == sorted(named)


def test_a_year_that_the_policy_does_not_name_follows_the_rule() -> None:
    assert not is_working(dt.date(2031, 12, 25), ["2026-12-25"])
    assert is_working(dt.date(2026, 4, 3), ["2026-12-25"])  # named years hold what is named, no more
    assert after(dt.date(2031, 12, 23), 2, ()) == dt.date(2031, 12, 29)


def test_easter_lies_between_22_march_and_25_april() -> None:
    found = [easter(year) for year in range(1900, 2200)]

    assert all(day.weekday() == 6 and (3, 22) <= (day.month, day.day) <= (4, 25) for day in found)
    assert easter(2038) == dt.date(2038, 4, 25)
