"""Sums are found from labels and from numbers, and chance coincidences are not."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pytest

from gel_airlock_jupyter.disclosure.quantities import Quantity, parse
from gel_airlock_jupyter.disclosure.relations import Grid, Relation, find


def grid(rows: Sequence[Sequence[object]], names: object = (), columns: object = (), **more: object) -> Grid:
    def paths(labels: object) -> tuple[tuple[str, ...], ...]:
        items = labels.split() if isinstance(labels, str) else labels
        return tuple((x,) if isinstance(x, str) else tuple(x) for x in items)

    return Grid(tuple(tuple(parse(c) for c in row) for row in rows), paths(names), paths(columns), **more)


def numbers(table: np.ndarray, mask: bool = False) -> Grid:
    def cell(value: int) -> Quantity:
        return Quantity(1, 4, "count", "masked", "<5") if mask and 1 <= value <= 4 else Quantity(value, value)

    return Grid(tuple(tuple(cell(int(v)) for v in row) for row in table))


def sums(relations: Sequence[Relation]) -> set[tuple[object, frozenset[object]]]:
    return {(r.total, frozenset(r.parts)) for r in relations}


def counts(rng: np.random.Generator, rows: int, columns: int, people: int) -> np.ndarray:
    share = np.exp(rng.normal(0, 1, (rows, columns)))
    return rng.multinomial(people, (share / share.sum()).ravel()).reshape(rows, columns)


@pytest.mark.parametrize(
    "name", ["All", "Total", "total", "Overall", "Grand total", "Sum", "All participants", "Both sexes", "Subtotal"]
)
def test_a_total_is_known_by_its_name_even_when_a_part_is_masked(name: str) -> None:
    found = find(grid([[8], [11], ["<5"], [22]], [("a",), ("b",), ("c",), (name,)]))

    assert sums(found) == {((3, 0), frozenset({(0, 0), (1, 0), (2, 0)}))}
    assert found[0].words == f"read `{name}` as the sum of `a`, `b`, `c`"


def test_a_total_may_stand_first_or_among_the_columns() -> None:
    first = find(grid([[22], [8], [11], ["<5"]], "All a b c"))
    column = find(grid([[22, 8, 14], [31, 30, "<5"]], "x y", "all cases controls"))

    assert sums(first) == {((0, 0), frozenset({(1, 0), (2, 0), (3, 0)}))}
    assert sums(column) == {((i, 0), frozenset({(i, 1), (i, 2)})) for i in range(2)}


def test_levels_of_a_multiindex_give_subtotals_and_grand_totals() -> None:
    rows = [("F", "a"), ("F", "b"), ("F", "All"), ("M", "a"), ("M", "b"), ("M", "All"), ("All", "")]
    found = find(grid([[8], ["<5"], [11], [20], [7], [27], [38]], rows))

    assert ((2, 0), frozenset({(0, 0), (1, 0)})) in sums(found)
    assert ((5, 0), frozenset({(3, 0), (4, 0)})) in sums(found)
    assert any(total == (6, 0) for total, _ in sums(found))


def test_margins_of_a_crosstab_with_two_levels_are_read_on_both() -> None:
    rows = [("F", "a"), ("F", "b"), ("M", "a"), ("M", "b"), ("All", "a"), ("All", "b")]
    found = find(grid([[8], ["<5"], [20], [7], [28], [10]], rows))

    assert sums(found) == {((4, 0), frozenset({(0, 0), (2, 0)})), ((5, 0), frozenset({(1, 0), (3, 0)}))}


def test_indented_rows_add_up_to_the_row_above() -> None:
    labels = [("Neurology",), ("  ataxia",), ("  epilepsy",), ("Cardiology",), ("  arrhythmia",), ("  other",)]
    found = find(grid([[30, 41], [12, 21], [18, 20], [25, 19], [5, 9], [20, 10]], labels))

    assert ((0, 0), frozenset({(1, 0), (2, 0)})) in sums(found)
    assert ((3, 1), frozenset({(4, 1), (5, 1)})) in sums(found)


def test_a_name_alone_makes_no_total_when_the_numbers_forbid_it() -> None:
    assert find(grid([[8], [11], [3], [40]], "a b c All")) == ()


def test_a_total_is_read_only_in_the_columns_where_it_holds() -> None:
    rows = [[800, 40, 12], [1100, 38, 15], [300, 41, 11], [2200, 41, 38]]
    found = find(grid(rows, "a b c All", "people median_age relapses"))

    assert {r.total for r in found} == {(3, 0), (3, 2)}


def test_a_masked_column_is_read_beside_one_that_does_not_add_up() -> None:
    found = find(grid([[8, 40], [11, 38], ["<5", 41], [22, 40]], "a b c All", "n genes"))

    assert {r.total for r in found} == {(3, 0)}


def test_an_empty_cell_counts_as_zero_unless_the_total_shows_otherwise() -> None:
    fits = find(grid([[8], [None], [14], [22]], "a b c All"))
    hidden = find(grid([[8], [None], [11], [22]], "a b c All"))

    assert sums(fits) == {((3, 0), frozenset({(0, 0), (2, 0)}))}
    assert sums(hidden) == {((3, 0), frozenset({(0, 0), (1, 0), (2, 0)}))}


def test_percentages_and_statistics_take_no_part_in_sums() -> None:
    found = find(grid([[8, "40.0 %"], [12, "60.0 %"], [20, "100.0 %"]], "a b All", "n share"))

    assert {r.total for r in found} == {(2, 0)}


def test_a_number_in_the_title_is_the_total_of_a_table_without_one() -> None:
    found = find(grid([[8], [11], ["<5"]], "a b c", titles=(22,)))

    assert [(r.total, len(r.parts)) for r in found] == [(("title", 22), 3)]
    assert find(grid([[8], [11], ["<5"]], "a b c", titles=(2022,))) == ()


@pytest.mark.parametrize("mask", [False, True])
@pytest.mark.parametrize("people", [200, 2_000, 20_000])
def test_flat_margins_are_found_without_labels(people: int, mask: bool) -> None:
    rng = np.random.default_rng(people)
    for _ in range(40):
        n, m = int(rng.integers(3, 12)), int(rng.integers(2, 7))
        inner = counts(rng, n, m, people)
        last = np.vstack([inner, inner.sum(0)])
        found = sums(find(numbers(np.hstack([last, last.sum(1)[:, None]]), mask)))

        assert all(((n, j), frozenset((i, j) for i in range(n))) in found for j in range(m + 1))
        assert all(((i, m), frozenset((i, j) for j in range(m))) in found for i in range(n + 1))


@pytest.mark.parametrize("mask", [False, True])
def test_nested_subtotals_are_found_without_labels(mask: bool) -> None:
    rng = np.random.default_rng(3)
    found_count = expected_count = 0
    for _ in range(60):
        blocks = [counts(rng, int(rng.integers(2, 6)), int(rng.integers(3, 4)), 800) for _ in range(rng.integers(2, 5))]
        rows, expected, at = [], [], 0
        for block in blocks:
            rows += [block, block.sum(0)[None]]
            expected.append((at + len(block), frozenset(range(at, at + len(block)))))
            at += len(block) + 1
        rows.append(sum(block.sum(0) for block in blocks)[None])
        expected.append((at, frozenset(total for total, _ in expected)))
        got = {
            (r.total[0], frozenset(p[0] for p in r.parts))
            for r in find(numbers(np.vstack(rows), mask))
            if r.total[1] == 0 and all(p[1] == 0 for p in r.parts)
        }
        found_count += sum(e in got for e in expected)
        expected_count += len(expected)

    assert found_count / expected_count >= 0.97


def test_parts_may_stand_anywhere_among_other_rows() -> None:
    rng = np.random.default_rng(4)
    for mask in (False, True):
        for _ in range(20):
            n, m = int(rng.integers(3, 8)), int(rng.integers(3, 8))
            inner = counts(rng, n, m, 3_000)
            rows = np.vstack([inner, inner.sum(0)[None], counts(rng, 2, m, 1_500)])
            order = rng.permutation(len(rows))
            place = np.argsort(order)
            found = sums(find(numbers(rows[order], mask)))

            assert ((int(place[n]), 0), frozenset((int(k), 0) for k in place[:n])) in found


def test_tables_without_sums_get_none() -> None:
    rng = np.random.default_rng(5)
    false = [
        people
        for people in (200, 2_000, 20_000)
        for mask in (False, True)
        for _ in range(170)
        if find(numbers(counts(rng, int(rng.integers(3, 15)), int(rng.integers(1, 8)), people), mask))
    ]

    assert false == []


def test_three_rows_of_one_column_that_happen_to_add_up_are_no_sum() -> None:
    assert find(grid([[100], [120], [220]], "a b c")) == ()


def test_a_table_of_fifty_by_twenty_is_read_in_time() -> None:
    rng = np.random.default_rng(6)
    table = numbers(counts(rng, 50, 20, 20_000), mask=True)
    find(table)

    start = time.perf_counter()
    find(table)

    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize("first", [False, True])
def test_a_group_of_few_people_is_found_between_groups_that_are_certain(first: bool) -> None:
    groups = [[[311, 142], [48, 77], [90, 31]], [[15, 58], [67, 0]], [[250, 86], [33, 123]]]
    rows = [line for group in groups for line in (*group, [sum(column) for column in zip(*group, strict=True)])]
    rows.append([sum(line[j] for group in groups for line in group) for j in range(2)])
    found = sums(find(grid(rows[::-1] if first else rows)))

    places = [len(rows) - 1 - i if first else i for i in (4, 5, 6)]
    assert all(((places[2], j), frozenset((i, j) for i in places[:2])) in found for j in range(2))


def test_lines_between_groups_that_do_not_add_up_are_no_group() -> None:
    rng = np.random.default_rng(5)
    for _ in range(200):
        blocks = [counts(rng, 3, 3, 900) for _ in range(3)]
        rows = [*blocks[0], blocks[0].sum(0), *blocks[1], *blocks[2], blocks[2].sum(0)]
        found = {r.total[0] for r in find(numbers(np.array(rows), mask=True)) if r.total[1] == r.parts[0][1]}

        assert found <= {3, 10}


def test_sums_of_hidden_numbers_keep_the_words_of_every_reading() -> None:
    rng = np.random.default_rng(8)
    for _ in range(60):
        inner = counts(rng, int(rng.integers(2, 8)), int(rng.integers(2, 6)), 300)
        rows = np.vstack([inner, inner.sum(0)])
        one = numbers(np.hstack([rows, rows.sum(1)[:, None]]), mask=True)
        every, few = find(one), find(one, hidden_only=True)

        assert set(few) <= set(every)
        assert {r.words for r in few} == {r.words for r in every}
