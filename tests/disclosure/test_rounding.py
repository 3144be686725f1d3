"""Controlled rounding keeps every sum; merging is suggested where it leaves nothing to hide."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import margins, true_table

from gel_airlock_jupyter.disclosure.merging import suggest_merge
from gel_airlock_jupyter.disclosure.rounding import round_counts
from gel_airlock_jupyter.disclosure.system import System, Variable, system


def masked(table: dict[object, int], shape: tuple[int, ...]) -> System:
    keys, relations = margins(shape)
    variables = [Variable(k, 1, 4, True) if 1 <= table[k] <= 4 else Variable(k, table[k], table[k]) for k in keys]
    return system(variables, relations, table)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31))
def test_rounded_tables_add_up_and_stay_near(seed: int) -> None:
    rng = random.Random(seed)
    shape = rng.choice([(4,), (3, 3), (4, 5)])
    table = true_table(rng, shape, largest=40)

    result = round_counts(masked(table, shape))

    assert result.additive
    assert all(value % 5 == 0 and abs(value - table[key]) < 5 for key, value in result.values.items())
    assert all(result.values[key] == table[key] for key in table if table[key] % 5 == 0)
    assert all(sum(c * result.values[k] for k, c in r.terms) == 0 for r in result.system.relations)
    assert result.holds


def test_rounding_without_the_true_counts_is_refused() -> None:
    with pytest.raises(ValueError, match="true counts"):
        round_counts(system([Variable("a", 1, 4, True)]))


def test_two_small_rows_are_suggested_for_merging() -> None:
    table = {(0,): 30, (1,): 3, (2,): 4, (3,): 25, (4,): 62}
    given_system = masked(table, (4,))

    merge = suggest_merge(given_system, [[(k,)] for k in range(4)])

    assert merge is not None
    assert (merge.first, merge.second, merge.people, merge.masks) == (1, 2, 7, 0)


def test_no_merge_is_suggested_without_small_counts() -> None:
    assert suggest_merge(masked({(0,): 30, (1,): 13, (2,): 43}, (2,)), [[(0,)], [(1,)]]) is None


def test_columns_and_sums_follow_a_merge() -> None:
    rng = random.Random(7)
    table = true_table(rng, (3, 2), largest=30)
    table |= {(0, 0): 3, (0, 1): 12, (1, 0): 9, (1, 1): 20, (2, 0): 40, (2, 1): 31}
    table |= {(k, 2): table[k, 0] + table[k, 1] for k in range(3)}
    table |= {(3, j): sum(table[k, j] for k in range(3)) for j in range(3)}

    merge = suggest_merge(masked(table, (3, 2)), [[(k, j) for j in range(3)] for k in range(3)])

    assert merge is not None
    assert (merge.first, merge.second) == (0, 1)
