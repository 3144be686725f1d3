"""Percentages and running sums take part in the arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gel_airlock_jupyter.disclosure.audit import audit
from gel_airlock_jupyter.disclosure.cumulative import find_cumulative
from gel_airlock_jupyter.disclosure.quantities import parse
from gel_airlock_jupyter.disclosure.ratios import counts_behind, find_ratios
from gel_airlock_jupyter.disclosure.relations import Grid, find
from gel_airlock_jupyter.disclosure.tables import system_of


def grid(rows: list[list[object]], names: str, columns: str, titles: tuple[int, ...] = ()) -> Grid:
    units = ["percent" if name.endswith("%") else "count" for name in columns.split()]
    cells = tuple(
        tuple(None if c is None else parse(c, unit=u) for c, u in zip(row, units, strict=True)) for row in rows
    )
    return Grid(cells, tuple((n,) for n in names.split()), tuple((c,) for c in columns.split()), titles)


def test_a_percentage_of_a_row_total_gives_a_masked_count_back() -> None:
    table = grid([["<5", "6.8", 44], [20, "33.3", 60], [31, "40.3", 77]], "Leigh MELAS other", "cases cases% n")
    ratios = find_ratios(table)

    result = audit(system_of(table, ratios))

    assert "percent of `n`" in ratios[0].words
    assert [(v.key, v.lower, v.upper) for v in result.exposed] == [((0, 0), 3, 3)]
    assert "44" in result.exposed[0].equation


def test_percentages_of_a_column_total_are_found() -> None:
    table = grid([["<5", "6.8"], [20, "45.5"], [21, "47.7"], [44, "100.0"]], "a b c All", "n n%")

    ratios = find_ratios(table)

    assert ratios
    assert ratios[0].words == "read `n%` as `n` in percent of `All` of `n`"


def test_percentages_of_a_number_in_the_title_are_found() -> None:
    table = grid([["<5", "0.8"], [41, "10.3"], [230, "57.5"]], "a b c", "n n%", titles=(400,))

    result = audit(system_of(table, find_ratios(table)))

    assert [(v.lower, v.upper) for v in result.exposed] == [(3, 3)]


def test_percentages_that_fit_nothing_are_left_alone() -> None:
    assert find_ratios(grid([[12, "6.8"], [20, "33.3"], [31, "40.3"]], "a b c", "n x%")) == ()


@given(st.integers(0, 400), st.integers(1, 400), st.integers(0, 3))
def test_the_counts_behind_a_percentage_contain_the_true_one(part: int, whole: int, decimals: int) -> None:
    part = min(part, whole)

    percentage = parse(f"{100 * part / whole:.{decimals}f} %")

    assert part in counts_behind(percentage, whole)


def test_a_running_sum_gives_a_masked_step_back() -> None:
    table = grid([[12, 12], ["<5", 15], [20, 35], [9, 44]], "1 2 3 4", "events cumulative")
    relations = find_cumulative(table)

    result = audit(system_of(table, relations))

    assert relations[0].words == "read `cumulative` as the running sum of `events`"
    assert [v.equation for v in result.exposed] == ["15 - 12 = 3"]


def test_plain_columns_are_no_running_sums() -> None:
    assert find_cumulative(grid([[12, 15], [7, 22], [20, 35], [9, 41]], "1 2 3 4", "x y")) == ()
    assert find(grid([[12, 15], [7, 22], [20, 35], [9, 41]], "1 2 3 4", "x y")) == ()


@pytest.mark.parametrize("total", [[], [["100-104", None]], [["*", None]]])
def test_shown_percentages_give_a_hidden_total_back(total: list[list[str]]) -> None:
    table = grid([["<5", None], [40, "40.0"], [57, "57.0"], *total], "a b c All" if total else "a b c", "n n%")

    result = audit(system_of(table, (*find(table), *find_ratios(table))))

    assert result.verdicts[0, 0].status == "calculable"
    assert result.verdicts[0, 0].lower == 3


def test_percentages_that_do_not_agree_on_a_total_are_of_something_else() -> None:
    assert find_ratios(grid([["<5", None], [40, "40.0"], [57, "75.0"]], "a b c", "n n%")) == ()


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        # of a printed whole; of one that nobody prints; of one that follows from another percentage
        ([["40", "70.2"], ["*", "24.6"], ["<5", "5.3"], ["57", "100"]], "5.3 % of 57 is 3 (2.99 to 3.05)"),
        (
            [["40", "71.4"], ["12", "21.4"], ["<5", "7.1"]],
            "the others, 40 + 12 = 52, are 92.9 %, so all are 56 (55.94 to 56), which leaves 4",
        ),
    ],
)
def test_the_arithmetic_of_percentages_is_told_as_one_would_do_it(cells: list[list[str]], words: str) -> None:
    table = grid([[n, p] for n, p in cells], "A B C Total" if len(cells) == 4 else "A B C", "n pct%")

    result = audit(system_of(table, (*find(table), *find_ratios(table))))

    assert words in [verdict.equation for verdict in result.exposed]
