"""The mathematics of the fix: round edges, percentiles with people beyond them, bands, bins, cumulative steps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gel_airlock_jupyter.fixing.bands import bands_of
from gel_airlock_jupyter.fixing.cells import cells_of, coarse_steps
from gel_airlock_jupyter.fixing.counted import counted
from gel_airlock_jupyter.fixing.line_groups import groups_by_colour
from gel_airlock_jupyter.fixing.percentiles import ends_of, ends_of_values, quantiles, weights
from gel_airlock_jupyter.fixing.round_numbers import are_round, around, edges_of
from gel_airlock_jupyter.proof import Spread

FEWEST = 5
numbers = st.floats(-1e6, 1e6, allow_nan=False, width=32)
some_numbers = st.lists(numbers, min_size=1, max_size=120).map(np.array)
ages = st.lists(st.integers(0, 100), min_size=1, max_size=200).map(lambda values: np.array(values, dtype=float))


@given(some_numbers, st.integers(2, 12))
def test_edges_are_few_round_and_around_everything(values, parts):
    edges = edges_of(values, parts)

    assert edges[0] <= values.min()
    assert edges[-1] >= values.max()
    assert len(edges) <= parts + 3
    if np.ptp(values) > 1e-6 * np.abs(values).max():
        step = edges[1] - edges[0]
        assert float(f"{step:.6e}") in {float(f"{f * 10.0**e:.6e}") for f in (1, 2, 2.5, 5) for e in range(-50, 8)}


@given(ages)
def test_limits_are_such_as_somebody_writes_by_hand(values):
    low, high = around(values.min(), values.max())

    assert low <= values.min() <= values.max() <= high
    assert low < high
    assert are_round((low, high), high - low)


@given(ages, st.booleans())
def test_beyond_each_end_lie_enough_people(values, doubled):
    values = np.sort(values)
    who = np.arange(len(values)) // 2 if doubled else None
    ends = ends_of(Spread("people", "age", (), values, who), FEWEST)
    if ends is None:
        return

    people = np.arange(len(values)) if who is None else who
    for beyond, at in ((values < ends.low, values == ends.low), (values > ends.high, values == ends.high)):
        assert max(len(set(people[beyond])), len(set(people[at]))) >= FEWEST
    assert (ends.low, ends.high) == tuple(np.percentile(values, ends.shares))


@pytest.mark.parametrize(("people", "shares"), [(150, (5, 95)), (60, (10, 90)), (30, None), (0, None)])
def test_the_widest_percentile_that_holds_is_taken(people, shares):
    ends = ends_of_values(np.linspace(0, 1, people), FEWEST)

    assert (ends.shares if ends else None) == shares


@given(st.integers(5, 60), st.sampled_from([0.25, 0.5, 0.75]))
def test_the_weights_of_an_estimate_are_spread_over_several_people(count, share):
    found = weights(count, share)

    assert found.sum() == pytest.approx(1)
    assert found.max() < 0.46
    assert weights(count, 1 - share) == pytest.approx(found[::-1])


@given(st.lists(numbers, min_size=5, max_size=60).map(np.array))
def test_quantiles_are_in_order_and_within_the_values(values):
    low, middle, high = quantiles(values, (0.25, 0.5, 0.75), FEWEST)

    slack = 1e-9 * (1 + np.abs(values).max())
    assert values.min() - slack <= low <= middle + slack <= high + 2 * slack
    assert high <= values.max() + slack


@given(st.permutations(range(9)))
def test_quantiles_of_few_people_are_nobodys_own_value(order):
    values = np.array(order, dtype=float) ** 3

    assert not set(quantiles(values, (0.25, 0.5, 0.75), FEWEST)) & set(values)


@given(st.integers(0, 40), st.integers(1, 8), st.randoms(use_true_random=False))
def test_a_band_stands_only_where_enough_lines_meet(count, visits, random):
    lines = []
    for _ in range(count):
        seen = sorted(random.sample(range(visits), random.randint(1, visits)))
        lines.append((np.array(seen, dtype=float), np.array([random.gauss(0, 1) for _ in seen])))
    for band in bands_of(lines, FEWEST):
        assert band.lines >= FEWEST
        assert (band.low <= band.middle).all()
        assert (band.middle <= band.high).all()
        for place, low, high in zip(band.x, band.low, band.high, strict=True):
            here = [np.interp(place, x, y) for x, y in lines if x[0] <= place <= x[-1]]
            assert len(here) >= FEWEST
            assert min(here) <= low + 1e-9
            assert max(here) >= high - 1e-9


@given(st.integers(5, 40), st.randoms(use_true_random=False))
def test_lines_without_common_places_are_laid_over_round_ones(count, random):
    lines = []
    for _ in range(count):
        places = np.sort([random.uniform(0, 10) for _ in range(4)])
        lines.append((places, places * 2 + 1))
    for band in bands_of(lines, FEWEST):
        assert np.allclose(band.middle, band.x * 2 + 1)
        for place in band.x:
            assert sum(x[0] <= place <= x[-1] for x, _ in lines) >= FEWEST
        assert np.allclose(band.x * 4, np.round(band.x * 4))


def test_many_lines_give_plain_quantiles_and_crossing_ones_none():
    rng = np.random.default_rng(3)
    lines = [(np.arange(4.0), rng.normal(size=4)) for _ in range(30)]
    (band,) = bands_of(lines, FEWEST)
    assert band.middle == pytest.approx(np.median([y for _, y in lines], axis=0))

    loops = [(np.array([0, 1, 0.5, 2]), rng.normal(size=4)) for _ in range(30)]
    assert bands_of(loops, FEWEST) == []


@given(ages)
def test_each_bin_holds_nobody_or_enough(values):
    bins = counted(values, FEWEST)
    if bins is None:
        assert len(values) < 2 * FEWEST
        return

    assert bins.people.sum() == len(values)
    assert all(people == 0 or people >= FEWEST for people in bins.people)
    assert (np.diff(bins.edges) > 0).all()
    again, _ = np.histogram(values, bins.edges)
    assert list(again) == list(bins.people)


@given(st.integers(0, 400))
def test_each_step_and_each_end_of_a_cumulative_curve_stands_for_enough(count):
    kept = coarse_steps(count, FEWEST)

    assert all(after - before >= FEWEST for before, after in pairwise(kept))
    if kept:
        assert kept[0] >= FEWEST
        assert count - 1 - kept[-1] >= FEWEST


@given(some_numbers, some_numbers)
def test_cells_lie_on_round_edges_and_hold_every_point(x, y):
    size = min(len(x), len(y))
    cells = cells_of(x[:size], y[:size], FEWEST)
    if cells is not None:
        assert cells.counts.sum() == size
        assert (len(cells.x_edges) - 1, len(cells.y_edges) - 1) == cells.counts.shape


@pytest.mark.parametrize(
    ("colours", "groups"),
    [
        (["red"] * 6 + ["blue"] * 7, 2),
        (["red", "blue"] * 6, 2),
        (["C0", "C1", "C2", "C3"] * 6, 1),
        ([f"C{i}" for i in range(12)], 1),
        (["red"] * 8 + ["blue"] * 2 + ["green"] * 9, 3),
        ([], 0),
    ],
)
def test_colours_are_groups_unless_they_only_tell_lines_apart(colours, groups):
    assert len(groups_by_colour(colours, FEWEST)) == groups
