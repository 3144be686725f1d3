"""Printed values become the interval that a reader knows."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gel_airlock_jupyter.disclosure.quantities import Marks, Quantity, exact, parse, parse_all


@pytest.mark.parametrize(
    ("text", "lower", "upper", "unit", "mark"),
    [
        ("7", 7, 7, "count", "exact"),
        (7, 7, 7, "count", "exact"),
        (np.int64(7), 7, 7, "count", "exact"),
        (7.0, 7, 7, "count", "exact"),
        ("1,234", 1234, 1234, "count", "exact"),
        ("12\u00a0345", 12345, 12345, "count", "exact"),
        ("<5", 1, 4, "count", "masked"),
        ("< 5", 1, 4, "count", "masked"),
        ("\u22644", 1, 4, "count", "masked"),
        ("fewer than 5", 1, 4, "count", "masked"),
        ("<10", 1, 9, "count", "masked"),
        ("<1", 0, 0, "count", "exact"),
        ("20-24", 20, 24, "count", "range"),
        ("20\u201324", 20, 24, "count", "range"),
        ("20 to 24", 20, 24, "count", "range"),
        (">10", 11, None, "count", "range"),
        ("5+", 5, None, "count", "range"),
        ("n=3", 3, 3, "count", "exact"),
        ("c", 5, None, "count", "complementary"),
        ("*", 5, None, "count", "complementary"),
        ("[c]", 5, None, "count", "complementary"),
        ("-", 0, None, "count", "complementary"),
        (">=95 %", 95, 100, "percent", "range"),
        ("<4", 1, 3, "count", "masked"),
        ("1-2", 1, 2, "count", "range"),
        ("1 or 2", 1, 2, "count", "range"),
        ("between 1 and 4", 1, 4, "count", "range"),
        ("under 5", 1, 4, "count", "masked"),
        ("fewer than five", 1, 4, "count", "masked"),
        ("Five or fewer", 1, 5, "count", "masked"),
        ("no more than 4", 1, 4, "count", "masked"),
        ("n<5", 1, 4, "count", "masked"),
        ("n \u2265 5", 5, None, "count", "range"),
        ("&lt;5", 1, 4, "count", "masked"),
        ("\uff1c5", 1, 4, "count", "masked"),
        ("(<5)", 1, 4, "count", "masked"),
        ('"<5"', 1, 4, "count", "masked"),
        ("<5\u1d43", 1, 4, "count", "masked"),
        ("<5 patients", 1, 4, "count", "masked"),
        ("3 participants", 3, 3, "count", "exact"),
        ("* (<5)", 1, 4, "count", "masked"),
        ("Suppressed (<5)", 1, 4, "count", "masked"),
        ("redacted", 5, None, "count", "complementary"),
        ("[REDACTED]", 5, None, "count", "complementary"),
        ("withheld", 5, None, "count", "complementary"),
        ("#", 5, None, "count", "complementary"),
        ("..", 0, None, "count", "complementary"),
        (".5", Fraction(45, 100), Fraction(55, 100), "number", "rounded"),
        ("3 per 1,000", Fraction(1, 4), Fraction(7, 20), "percent", "rounded"),
        ("12.3 %", Fraction(1225, 100), Fraction(1235, 100), "percent", "rounded"),
        ("12.30%", Fraction(12295, 1000), Fraction(12305, 1000), "percent", "rounded"),
        ("100%", Fraction(199, 2), 100, "percent", "rounded"),
        (4.5, Fraction(445, 100), Fraction(455, 100), "number", "rounded"),
        (np.float32(0.1), Fraction(5, 100), Fraction(15, 100), "number", "rounded"),
        ("-3.5", Fraction(-355, 100), Fraction(-345, 100), "number", "rounded"),
    ],
)
def test_a_printed_value_is_read_as_its_interval(
    text: object, lower: object, upper: object, unit: str, mark: str
) -> None:
    quantity = parse(text)

    assert quantity is not None
    assert (quantity.lower, quantity.upper, quantity.unit, quantity.mark) == (lower, upper, unit, mark)


@pytest.mark.parametrize(
    "text",
    [
        "One",
        "(3)",
        "five",
        "C. elegans",
        "per 1,000",
        "not known",
        None,
        "",
        "nan",
        float("nan"),
        True,
        np.True_,
        "abc",
        "LP1000999-DNA_A01",
        "1.2.3",
        "5-3",
        [7],
    ],
)
def test_what_is_no_quantity_gives_none(text: object) -> None:
    assert parse(text) is None


def test_a_compound_value_gives_all_its_parts() -> None:
    assert [(q.lower, q.upper, q.unit) for q in parse_all("12 (3.4%)")] == [
        (12, 12, "count"),
        (Fraction(335, 100), Fraction(345, 100), "percent"),
    ]
    assert [(q.lower, q.unit) for q in parse_all("3/44 (6.8 %)")] == [
        (3, "count"),
        (44, "count"),
        (Fraction(27, 4), "percent"),
    ]
    assert [(q.lower, q.upper) for q in parse_all("<5 (of 44)")] == [(1, 4), (44, 44)]
    assert len(parse_all("5 (3, 8)")) == 3


def test_counts_beside_percentages_are_read_however_they_are_separated() -> None:
    for text in ("12 (3.4%)", "12 [3.4 %]", "12; 3.4%", "12, 3.4%"):
        assert [(q.lower, q.unit) for q in parse_all(text)] == [(12, "count"), (Fraction(335, 100), "percent")]
    assert [q.unit for q in parse_all("45.2 \u00b1 3.1")] == ["number", "number"]
    assert [(q.lower, q.unit) for q in parse_all("27.3% (12/44)")] == [
        (Fraction(2725, 100), "percent"), (12, "count"), (44, "count")
    ]  # fmt: skip


def test_the_policy_decides_what_the_marks_mean() -> None:
    hidden_zeros = Marks(zeros_shown=False)
    neutral = Marks(neutral=True)
    ten = Marks(threshold=10, primary="<10")
    rounded = Marks(rounded_to=5)

    assert parse("<5", marks=hidden_zeros).lower == 0
    assert (parse("*", marks=neutral).lower, parse("<5", marks=neutral).upper) == (1, None)
    assert (parse("<10", marks=ten).upper, parse("*", marks=ten).lower) == (9, 10)
    assert (parse("25", marks=rounded).lower, parse("25", marks=rounded).upper) == (23, 27)


def test_only_a_shown_count_below_the_threshold_is_small() -> None:
    marks = Marks()

    small = [n for n in range(8) if exact(n).is_small_count(marks)]

    assert small == [1, 2, 3, 4]
    assert not parse("<5").is_small_count(marks)
    assert parse("2-4").is_small_count(marks)


def test_the_unit_and_decimals_of_a_column_can_be_given() -> None:
    assert parse(12.3, unit="percent") == Quantity(
        Fraction(1225, 100), Fraction(1235, 100), "percent", "rounded", "12.3"
    )
    assert parse(4.5, unit="mean", decimals=2).width == Fraction(1, 100)


@given(st.integers(0, 10**12))
def test_every_whole_number_reads_back(number: int) -> None:
    for text in (str(number), f"{number:,}", number, float(number)):
        assert parse(text).value == number


@given(st.decimals(0, 100, places=2, allow_nan=False), st.integers(0, 4))
def test_a_rounded_percentage_contains_the_true_one(percentage: object, decimals: int) -> None:
    quantity = parse(f"{percentage:.{decimals}f} %")

    assert quantity.lower <= Fraction(str(percentage)) <= quantity.upper


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    for quantity in parse_all(text):
        assert quantity.lower is None or quantity.upper is None or quantity.lower <= quantity.upper
