"""Tables of the SSBtools test data: hierarchies and linked hierarchies, and a published pattern.

The tables are read where they are kept outside the repository (AIRLOCK_SHARED_DATA, or ``../shared/data``) and never
copied here.
"""

from __future__ import annotations

import csv
import itertools
import os
from collections import defaultdict
from pathlib import Path

import pytest

from gel_airlock_jupyter.disclosure.suppression import protect
from gel_airlock_jupyter.disclosure.system import Key, Relation, System, Variable, system

FOLDER = Path(os.environ.get("AIRLOCK_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "ssbtools"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"the SSBtools tables are not at {FOLDER.name}; set AIRLOCK_SHARED_DATA"
)

Hierarchy = list[str]
"""Columns from fine to coarse, such as region, county; the total over all is added."""


def cube(name: str, axes: list[list[Hierarchy]], count: str, last: int = 4) -> System:
    """Return the masked system of a table over axes, each with one or more hierarchies of the same finest column."""
    with (FOLDER / name).open(newline="") as file:
        rows = list(csv.DictReader(file))
    nodes = [_nodes(rows, axis) for axis in axes]
    values: dict[Key, int] = defaultdict(int)
    for row in rows:
        places = [
            {("", "all"), *((column, row[column]) for hierarchy in axis for column in hierarchy)} for axis in axes
        ]
        for place in itertools.product(*places):
            values[place] += int(float(row[count]))
    relations = []
    for axis, sums in enumerate(nodes):
        others = [sorted({p[a] for p in values}) for a in range(len(axes))]
        others[axis] = [("", "")]
        for place in itertools.product(*others):
            for total, parts in sums.items():
                keys = [(*place[:axis], part, *place[axis + 1 :]) for part in (total, *parts)]
                present = [key for key in keys[1:] if key in values]
                if keys[0] in values:
                    relations.append(Relation(keys[0], tuple(present), certain=True))
    variables = [
        Variable(key, 1, last, True) if 1 <= value <= last else Variable(key, value, value)
        for key, value in values.items()
    ]
    return system(variables, relations, dict(values), (1, last))


def _nodes(rows: list[dict[str, str]], axis: list[Hierarchy]) -> dict[tuple[object, ...], list[tuple[str, str]]]:
    """Return the parts of each total on one axis; the key repeats the total where two hierarchies share it."""
    parts: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for hierarchy in axis:
        for fine, coarse in itertools.pairwise([*hierarchy, ""]):
            for row in rows:
                total = (coarse, row[coarse]) if coarse else ("", "all")
                own = parts.setdefault(total, []) if hierarchy is axis[0] or coarse else parts[total]
                if (fine, row[fine]) not in own and (hierarchy is axis[0] or coarse):
                    own.append((fine, row[fine]))
    return parts


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
