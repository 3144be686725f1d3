"""Tables of the SSBtools test data: hierarchies and linked hierarchies, and a published pattern."""

from __future__ import annotations

import pytest
from ssbtools import FOLDER, cube, without_marks

from gel_airlock_jupyter.disclosure.suppression import protect

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"the SSBtools tables are not at {FOLDER.name}; set AIRLOCK_SHARED_DATA"
)


def test_the_published_pattern_of_a_small_table_is_found() -> None:
    tested = cube("ssbtools_z1.csv", [[["region"]], [["hovedint"]]], "ant", last=3)

    result = protect(tested)

    assert result.holds
    assert result.complete
    hidden = {(a[1], b[1]) for a, b in (*result.masked, *tested.protected)}
    assert hidden == {(region, kind) for region in "BDH" for kind in ("annet", "arbeid")}


@pytest.mark.parametrize("need", ["exact", "band"])
def test_two_hierarchies_over_the_same_regions_are_protected_together(need: str) -> None:
    tested = cube("ssbtools_d2.csv", [[["region", "county"], ["region", "k_group"]], [["main_income"]]], "freq")

    result = protect(tested, need=need, seconds=8.0)

    assert {v.key for v in result.audit.exposed} <= set(result.infeasible)


def test_a_hierarchy_by_income_and_month_is_protected() -> None:
    tested = cube("ssbtools_d3.csv", [[["region", "county"]], [["main_income"]], [["months"]]], "freq")

    result = protect(tested, seconds=5.0)

    assert len(tested.protected) > 100
    assert {v.key for v in result.audit.exposed} <= set(result.infeasible)
    assert result.masked


@pytest.mark.parametrize(("name", "axes", "least"), [("d3", 3, 49), ("d4", 2, 54)])
def test_the_published_optimum_of_real_tables_is_reached_and_proven(name: str, axes: int, least: int) -> None:
    kinds = [[["region", "county"]], [["main_income"]], [["months"]]][:axes]
    tested = without_marks(cube(f"ssbtools_{name}.csv", kinds, "freq"))

    result = protect(tested, weights=dict.fromkeys(tested.variables, 1.0), neutral=True, seconds=120.0)

    assert result.holds
    assert len(result.masked) == least
    assert result.complete
