"""Complementary suppression protects every masked count, loses little, and says what it cannot protect."""

from __future__ import annotations

import itertools
import os
import random
import signal
import threading
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import all_tables, margins, true_table

from gel_airlock_jupyter.disclosure.audit import audit
from gel_airlock_jupyter.disclosure.quantities import parse
from gel_airlock_jupyter.disclosure.relations import Grid, find
from gel_airlock_jupyter.disclosure.suppression import protect
from gel_airlock_jupyter.disclosure.system import System, Variable, system
from gel_airlock_jupyter.disclosure.tables import system_of

LONG = int(os.environ.get("AIRLOCK_LONG_TESTS", "0"))
"""Number of extra brute-force tables; a tenth of it is protected and enumerated."""


def one_table(rows: Sequence[Sequence[object]], names: str, columns: str = "n") -> System:
    cells = tuple(tuple(parse(cell) for cell in row) for row in rows)
    grid = Grid(cells, tuple((n,) for n in names.split()), tuple((c,) for c in columns.split()))
    return system_of(grid, find(grid))


def test_one_more_cell_is_masked_beside_a_lone_mask() -> None:
    result = protect(one_table([[8], [11], ["<5"], [22]], "a b c All"))

    assert result.holds
    assert (result.masked, result.ranges) == (((0, 0),), {})


def test_a_total_becomes_the_range_of_the_guide() -> None:
    result = protect(one_table([[8], [11], ["<5"], [22]], "a b c All"), need="band", allow_ranges=True)

    assert result.holds
    assert (result.masked, result.ranges) == ((), {(3, 0): (20, 24)})


def test_what_cannot_be_protected_is_said() -> None:
    result = protect(one_table([["<5"], ["<5"], ["<5"], ["<5"], ["<5"]], "a b c d All"))

    assert not result.holds
    assert set(result.infeasible) == {(k, 0) for k in range(5)}
    assert all("4 - 1 - 1 - 1 = 1" in reason for reason in result.infeasible.values())


def test_a_mark_that_tells_too_much_by_itself_is_said_to_be_so() -> None:
    result = protect(one_table([[8], [11], ["<4"], [40]], "a b c d"), need="band")

    assert not result.holds
    assert result.infeasible == {(2, 0): "its mark <4 says 1 to 3: print <5"}


def test_a_safe_table_is_left_alone() -> None:
    result = protect(one_table([[8], ["<5"], ["<5"], [12]], "a b c All"))

    assert result.holds
    assert result.loss == 0
    assert not result.masked


def test_numbers_already_published_stay_as_printed() -> None:
    result = protect(one_table([[8], [11], ["<5"], [22]], "a b c All"), fixed=[(0, 0), (3, 0)])

    assert result.holds
    assert result.masked == ((1, 0),)


def test_cancelling_at_once_never_passes_an_unsafe_table() -> None:
    result = protect(one_table([[8], [11], ["<5"], [22]], "a b c All"), cancelled=lambda: True)

    assert not result.holds
    assert not result.complete


def protects_all(given_system: System, shape: tuple[int, ...], seed: int, need: str) -> bool:
    """Check by enumeration that every protected number keeps two values (or all of 1..4)."""
    found: dict[object, set[int]] = {}
    for count, one in enumerate(all_tables(given_system, shape)):
        for key in given_system.protected:
            found.setdefault(key, set()).add(one[key])
        if count > 20_000:
            break
    if need == "exact":
        return all(len(values) > 1 for values in found.values())
    return all(min(values) <= 1 and max(values) >= 4 for values in found.values())


SHAPES = [(3,), (4,), (2, 2), (2, 3), (3, 3), (2, 2, 2), (2, 2, 3)]


def small_masked_table(seed: int, shapes: Sequence[tuple[int, ...]] = SHAPES) -> tuple[System, tuple[int, ...]]:
    rng = random.Random(seed)
    shape = rng.choice(shapes)
    keys, relations = margins(shape)
    table = true_table(rng, shape, largest=9)
    variables = [
        Variable(key, 1, 4, True) if 1 <= table[key] <= 4 else Variable(key, table[key], table[key]) for key in keys
    ]
    return system(variables, relations, table if rng.random() < 0.5 else None), shape


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from(["exact", "band"]), st.booleans())
def test_every_protected_count_is_safe_by_enumeration_or_said_to_be_infeasible(
    seed: int, need: str, ranges: bool
) -> None:
    tested, shape = small_masked_table(seed)

    result = protect(tested, need=need, allow_ranges=ranges)

    assert result.holds or result.infeasible
    assert {v.key for v in result.audit.exposed} <= set(result.infeasible)
    if result.holds and sum(not v.is_fixed for v in result.system.variables.values()) <= 8:
        assert protects_all(result.system, shape, seed, need)


@pytest.mark.skipif(not LONG, reason="set AIRLOCK_LONG_TESTS to a number of tables")
def test_every_protected_count_is_safe_by_enumeration_at_length() -> None:
    for seed in range(LONG // 10):
        tested, shape = small_masked_table(seed)
        need = ("exact", "band")[seed % 2]
        result = protect(tested, need=need, allow_ranges=seed % 3 == 0, seconds=5.0)

        assert {v.key for v in result.audit.exposed} <= set(result.infeasible), seed
        if result.holds and sum(not v.is_fixed for v in result.system.variables.values()) <= 10:
            assert protects_all(result.system, shape, seed, need), seed


def least_loss(tested: System, need: str, candidates: list[object], weights: dict[object, float]) -> float:
    """Try every set of masks, cheapest first."""
    choices = [c for n in range(len(candidates) + 1) for c in itertools.combinations(candidates, n)]
    for choice in sorted(choices, key=lambda c: sum(weights[key] for key in c)):
        variables = {**tested.variables, **{key: Variable(key, 5, None) for key in choice}}
        if audit(replace(tested, variables=variables), need=need, explain=False).holds:
            return sum(weights[key] for key in choice)
    return float("inf")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from(["exact", "band"]))
def test_the_loss_is_the_least_of_all_choices(seed: int, need: str) -> None:
    tested, _ = small_masked_table(seed, [(3,), (4,), (2, 2)])
    weights = {key: 1.0 + (index * 7 % 5) / 3 for index, key in enumerate(tested.variables)}
    candidates = [key for key, v in tested.variables.items() if v.is_fixed and v.lower >= 5]

    result = protect(tested, need=need, weights=weights)

    if not result.infeasible:
        assert result.complete
        assert result.loss == pytest.approx(least_loss(tested, need, candidates, weights))
        assert result.bound == pytest.approx(result.loss)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**31), st.sampled_from(["exact", "band"]))
def test_three_way_tables_are_protected_by_cubes_and_nothing_leaks(seed: int, need: str) -> None:
    rng = random.Random(seed)
    shape = (4, 4, 4)
    keys, relations = margins(shape)
    table = true_table(rng, shape, largest=60)
    variables = [Variable(k, 1, 4, True) if 1 <= table[k] <= 4 else Variable(k, table[k], table[k]) for k in keys]
    tested = system(variables, relations, table)

    result = protect(tested, need=need, seconds=1.0)

    assert {v.key for v in result.audit.exposed} <= set(result.infeasible)
    assert result.bound <= result.loss + 1e-6
    assert 0 <= result.gap < 1


def test_a_cube_of_seven_masks_is_found_around_a_lone_small_count() -> None:
    shape = (2, 2, 2)
    keys, relations = margins(shape)
    table = dict.fromkeys(itertools.product(range(2), repeat=3), 30) | {(0, 0, 0): 3}
    for axis in range(3):
        for key in [k for k in keys if k[axis] == 2 and k not in table]:
            parts = [(*key[:axis], n, *key[axis + 1 :]) for n in range(2)]
            if all(part in table for part in parts):
                table[key] = sum(table[part] for part in parts)
    variables = [Variable(k, 1, 4, True) if k == (0, 0, 0) else Variable(k, table[k], table[k]) for k in keys]

    result = protect(system(variables, relations, table), weights=dict.fromkeys(keys, 1.0))

    assert result.holds
    assert result.complete
    assert len(result.masked) == 7


def hard_table() -> System:
    """Return a three-way table that takes far longer than a test may."""
    rng = random.Random(5)
    shape = (7, 7, 7)
    keys, relations = margins(shape)
    table = true_table(rng, shape, largest=40)
    variables = [Variable(k, 1, 4, True) if 1 <= table[k] <= 4 else Variable(k, table[k], table[k]) for k in keys]
    return system(variables, relations, table)


def test_an_interrupt_ends_the_search_at_once() -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # programs in the background ignore it
    due: list[float] = []

    def interrupt() -> None:
        due.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(1.5, interrupt)
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            protect(hard_table(), seconds=60.0)
    finally:
        signal.signal(signal.SIGINT, before)

    assert time.monotonic() - due[0] < 2.0  # about 0.1 s on a quiet machine


def test_cancelling_returns_the_best_safe_choice_so_far_and_its_gap() -> None:
    asked: list[float] = []
    seen: list[str] = []
    start = time.monotonic()

    result = protect(
        hard_table(),
        seconds=60.0,
        progress=lambda stage, loss, bound: seen.append(stage),
        cancelled=lambda: "cleaned up" in seen and (asked.append(time.monotonic()) or len(asked) > 100),
    )

    assert result.holds
    assert not result.complete
    assert 0 < result.gap < 1
    assert time.monotonic() - start < 50.0


def test_a_time_limit_returns_the_best_safe_choice_and_its_gap() -> None:
    result = protect(hard_table(), seconds=3.0)

    assert result.holds
    assert not result.complete
    assert 0 < result.gap < 1
    assert result.bound < result.loss
