"""Outputs are audited together: shared margins, nested filters, nearly equal tables."""

from __future__ import annotations

from gel_airlock_jupyter.disclosure.audit import audit
from gel_airlock_jupyter.disclosure.differences import nearly_equal, nested_differences
from gel_airlock_jupyter.disclosure.keys import CellKey, Condition, cell_keys, condition
from gel_airlock_jupyter.disclosure.quantities import parse
from gel_airlock_jupyter.disclosure.relations import Grid, find
from gel_airlock_jupyter.disclosure.suppression import protect
from gel_airlock_jupyter.disclosure.system import System, join
from gel_airlock_jupyter.disclosure.tables import system_of


def grid(rows: list[list[object]], names: str, columns: str = "n") -> Grid:
    cells = tuple(tuple(parse(cell) for cell in row) for row in rows)
    return Grid(cells, tuple((n,) for n in names.split()), tuple((c,) for c in columns.split()))


def keyed(table: Grid, *names: str, filters: list[Condition] | None = None) -> System:
    key = cell_keys(table, "release 18", names[:1], names[1:], filters or [])
    return system_of(table, find(table, key), key=key)


def test_the_same_margin_in_two_tables_is_one_variable() -> None:
    by_sex = keyed(grid([[40], ["<5"]], "female male"), "sex")
    by_both = keyed(
        grid([[20, 20, 40], ["<5", "<5", "<5"], [21, 22, 43]], "female male All", "a b All"), "sex", "group"
    )

    assert audit(by_sex).holds
    joined = join(by_sex, by_both)
    assert len(joined.variables) < len(by_sex.variables) + len(by_both.variables)


def test_a_mask_in_one_table_is_given_back_by_another() -> None:
    one = keyed(grid([[8], [11], ["<5"]], "a b c"), "group")
    two = keyed(grid([[22]], "All"), "group")
    three = join(one, two)
    total = CellKey("release 18", "", frozenset())
    parts = tuple(CellKey("release 18", "", frozenset({condition("group", g)})) for g in "abc")
    from gel_airlock_jupyter.disclosure.system import Relation

    result = audit(three.with_relations([Relation(total, parts)]))

    assert [v.equation for v in result.exposed] == ["22 - 8 - 11 = 3"]


def test_nested_filters_that_leave_few_people_are_found() -> None:
    everyone = keyed(grid([[120], [64]], "Leigh MELAS"), "disease")
    without_few = keyed(grid([[118], [50]], "Leigh MELAS"), "disease", filters=[condition("relapse", "no")])

    result = audit(nested_differences(join(everyone, without_few)))

    assert len(result.exposed) == 1
    assert result.exposed[0].equation == "120 - 118 = 2"
    assert not audit(join(everyone, without_few)).exposed


def test_the_parts_of_one_table_are_no_nested_filters() -> None:
    table = keyed(grid([[20], [8], [11], [39]], "a b c All"), "group")

    assert nested_differences(table).protected == ()


def test_numbers_of_earlier_requests_are_left_as_they_were() -> None:
    earlier = keyed(grid([[22]], "All"), "group")
    now = keyed(grid([[8], [11], ["<5"], [22]], "a b c All"), "group")
    joined = join(earlier, now)

    result = protect(joined, allow_ranges=True, fixed=list(earlier.variables))

    assert result.holds
    assert not result.ranges
    assert len(result.masked) == 1


def test_two_tables_that_differ_by_few_people_are_found() -> None:
    before = grid([[120], [64], [31]], "a b c")
    after = grid([[119], [64], [31]], "a b c")

    assert [(d.first, d.second, d.people) for d in nearly_equal(before, after)] == [(120, 119, 1)]
    assert nearly_equal(before, grid([[119], [64]], "x y")) == ()


def test_two_prints_of_one_number_that_disagree_are_said() -> None:
    one = keyed(grid([[8], [11]], "a b"), "group")
    two = keyed(grid([[9], [11]], "a b"), "group")

    assert len(join(one, two).conflicts) == 1
