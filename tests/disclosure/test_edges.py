"""Empty, lone and odd tables neither crash nor pass unproven."""

from __future__ import annotations

import pytest

from gel_airlock_jupyter.disclosure.audit import audit
from gel_airlock_jupyter.disclosure.cumulative import find_cumulative
from gel_airlock_jupyter.disclosure.quantities import Marks, parse
from gel_airlock_jupyter.disclosure.ratios import find_ratios
from gel_airlock_jupyter.disclosure.relations import Grid, find
from gel_airlock_jupyter.disclosure.rounding import round_counts
from gel_airlock_jupyter.disclosure.suppression import protect
from gel_airlock_jupyter.disclosure.system import Relation, System, Variable, join, system
from gel_airlock_jupyter.disclosure.tables import system_of


@pytest.mark.parametrize("cells", [(), ((),), ((), ()), ((None,),), ((None, None), (None, None))])
def test_a_table_with_nothing_printed_has_nothing_to_find(cells: tuple[tuple[None, ...], ...]) -> None:
    grid = Grid(cells)

    assert (find(grid), find_ratios(grid), find_cumulative(grid)) == ((), (), ())
    assert audit(system_of(grid, ())).holds


@pytest.mark.parametrize("need", ["exact", "band"])
def test_a_masked_count_that_nothing_names_is_safe(need: str) -> None:
    alone = system([Variable("a", 1, 4, True), Variable("b", 7, 7)])

    assert audit(alone, need=need).holds
    assert protect(alone, need=need).masked == ()


def test_an_empty_system_holds() -> None:
    assert audit(System({})).holds
    assert protect(System({})).holds
    assert join().variables == {}


def test_a_protected_number_printed_exactly_is_calculable_when_small() -> None:
    result = audit(system([Variable("a", 3, 3, True), Variable("b", 7, 7, True)]))

    assert [result.verdicts[key].status for key in "ab"] == ["calculable", "safe"]


def test_numbers_without_an_upper_limit_do_not_stop_the_audit() -> None:
    variables = [Variable("a", 0, None, True), Variable("b", 5, None), Variable("all", 0, None)]

    assert audit(system(variables, [Relation("all", ("a", "b"))]), need="band").holds


def test_counts_of_millions_are_exact() -> None:
    million = 10**12
    variables = [Variable("a", million, million), Variable("b", 1, 4, True), Variable("all", million + 3, million + 3)]

    result = audit(system(variables, [Relation("all", ("a", "b"))]))

    assert result.exposed[0].equation == f"{million + 3} - {million} = 3"


def test_a_relation_names_known_keys_only() -> None:
    with pytest.raises(ValueError, match="unknown key"):
        system([Variable("a", 1, 4, True)], [Relation("all", ("a",))])


def test_rows_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="same number of cells"):
        Grid(((parse("7"),), ()))


def test_a_mark_that_hides_zeros_too_keeps_the_zero() -> None:
    marks = Marks(zeros_shown=False)
    cells = tuple((parse(c, marks=marks),) for c in ("<5", "<5", "4"))
    grid = Grid(cells, (("a",), ("b",), ("All",)))

    result = audit(system_of(grid, find(grid), marks), need="band")

    assert result.holds
    assert result.verdicts[0, 0].lower == 0


def test_rounding_a_single_count_needs_no_sums() -> None:
    lone = system([Variable("a", 1, 4, True)], (), {"a": 3})

    assert round_counts(lone).values == {"a": 5}
