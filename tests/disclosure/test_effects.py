"""An odds ratio with its interval and the sizes of the groups gives counts back, and the mathematics says so."""

from __future__ import annotations

import math
import random

import pytest

from gel_airlock_jupyter.disclosure.effects import counts_behind_effect
from gel_airlock_jupyter.disclosure.quantities import parse, parse_all


def printed(a: int, cases: int, c: int, controls: int, measure: str) -> str:
    if measure == "odds ratio":
        effect = a * (controls - c) / (c * (cases - a))
        error = math.sqrt(1 / a + 1 / (cases - a) + 1 / c + 1 / (controls - c))
    else:
        effect = a * controls / (c * cases)
        error = math.sqrt(1 / a - 1 / cases + 1 / c - 1 / controls)
    low, high = (effect * math.exp(side * 1.959964 * error) for side in (-1, 1))
    return f"{effect:.2f} [{low:.2f}, {high:.2f}]"


def test_a_masked_count_follows_from_an_odds_ratio_and_the_group_sizes() -> None:
    effect, low, high = parse_all(printed(3, 120, 14, 2000, "odds ratio"))

    left = counts_behind_effect(effect, (120, 2000), (low, high), first=range(1, 5))

    assert left.is_pinned
    assert set(left.first) == {3}
    assert set(left.second) == {14}


def test_an_odds_ratio_of_few_digits_leaves_several_counts() -> None:
    left = counts_behind_effect(parse("4", unit="number"), (120, 2000), first=range(1, 5))

    assert not left.is_pinned
    assert set(left.first) == {1, 2, 3, 4}


@pytest.mark.parametrize("measure", ["odds ratio", "relative risk"])
def test_the_true_counts_are_always_among_those_left(measure: str) -> None:
    rng = random.Random(4)
    for _ in range(60):
        cases, controls = rng.randint(20, 300), rng.randint(20, 300)
        a, c = rng.randint(1, 4), rng.randint(1, controls - 1)
        effect, low, high = parse_all(printed(a, cases, c, controls, measure))

        left = counts_behind_effect(effect, (cases, controls), (low, high), first=range(1, 5), measure=measure)

        assert (a, c) in set(zip(left.first, left.second, strict=True))


def test_groups_too_large_to_try_say_that_nothing_was_tried() -> None:
    left = counts_behind_effect(parse("1.25"), (100_000, 100_000))

    assert not left.complete
    assert not left.is_pinned
