"""The audit of one table by its hidden numbers says what the audit of its whole system says."""

from __future__ import annotations

import random

import numpy as np
import pytest

from gel_airlock_jupyter.disclosure.audit import audit
from gel_airlock_jupyter.disclosure.grids import Grid
from gel_airlock_jupyter.disclosure.hidden import audit_grid
from gel_airlock_jupyter.disclosure.quantities import Marks, Quantity, complementary, exact, masked
from gel_airlock_jupyter.disclosure.relations import find
from gel_airlock_jupyter.disclosure.system import Relation
from gel_airlock_jupyter.disclosure.tables import system_of


def printed(value: int, chance: random.Random) -> Quantity | None:
    if 1 <= value <= 4:
        return masked()
    drawn = chance.random()
    if drawn < 0.15:
        return complementary()
    if drawn < 0.25:
        return Quantity(value - value % 5, value - value % 5 + 4, "count", "range", "range")
    return None if drawn < 0.3 else exact(value)


def random_grid(seed: int) -> Grid:
    rng, chance = np.random.default_rng(seed), random.Random(seed)
    inner = rng.integers(0, 12, (int(rng.integers(2, 6)), int(rng.integers(1, 5))))
    rows = np.vstack([inner, inner.sum(0)])
    whole = np.hstack([rows, rows.sum(1)[:, None]])
    cells = tuple(tuple(printed(int(value), chance) for value in row) for row in whole)
    names = tuple((f"group {i}",) for i in range(len(inner)))
    columns = tuple((f"site {j}",) for j in range(inner.shape[1]))
    titles = (int(inner.sum()),) if seed % 3 == 0 else ()
    return Grid(cells, (*names, ("All",)), (*columns, ("Total",)), titles)


@pytest.mark.parametrize("need", ["exact", "band"])
def test_the_verdicts_are_those_of_the_whole_system(need: str) -> None:
    for seed in range(250):
        grid = random_grid(seed)
        relations = find(grid)
        whole = audit(system_of(grid, relations), need, 20.0)
        found = audit_grid(grid, find(grid, hidden_only=True), Marks(), need, 20.0)

        assert {k: (v.status, v.lower, v.upper) for k, v in found.verdicts.items()} == {
            k: (v.status, v.lower, v.upper) for k, v in whole.verdicts.items()
        }
        assert set(found.dropped) <= set(whole.dropped)
        assert all(v.equation for v in found.verdicts.values() if v.status == "calculable")


def test_a_number_that_follows_is_told_with_the_shown_ones() -> None:
    grid = Grid(((exact(8),), (exact(11),), (masked(),), (exact(22),)), (("a",), ("b",), ("c",), ("All",)))

    found = audit_grid(grid, find(grid, hidden_only=True), Marks(), "exact", 5.0)

    assert found.verdicts[2, 0].equation == "22 - 8 - 11 = 3"


def test_a_certain_relation_that_shown_numbers_contradict_is_said_to_be_dropped() -> None:
    grid = Grid(((exact(8),), (exact(11),), (masked(),), (exact(22),)), (("a",), ("b",), ("c",), ("d",)))
    wrong = Relation((3, 0), ((0, 0), (1, 0)), words="declared", certain=True)

    assert audit_grid(grid, [wrong], Marks(), "exact", 5.0).dropped == (wrong,)
