"""The audit agrees with the guide's worked examples, with known leaks, and with brute-force enumeration."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import all_tables, margins, masked_system, rounded_system

from gel_airlock_jupyter.disclosure import attack
from gel_airlock_jupyter.disclosure.audit import Audit, audit
from gel_airlock_jupyter.disclosure.quantities import Marks, parse
from gel_airlock_jupyter.disclosure.relations import Grid, find
from gel_airlock_jupyter.disclosure.system import Relation, System, Variable, join, system
from gel_airlock_jupyter.disclosure.tables import system_of

LONG = int(os.environ.get("AIRLOCK_LONG_TESTS", "0"))
"""Number of extra brute-force tables; 10,000 takes about a minute."""


def table(rows: Sequence[Sequence[object]], names: str, columns: str = "n", titles: tuple[int, ...] = ()) -> Grid:
    cells = tuple(tuple(parse(cell) for cell in row) for row in rows)
    return Grid(cells, tuple((n,) for n in names.split()), tuple((c,) for c in columns.split()), titles)


def audited(grid: Grid, need: str = "exact") -> Audit:
    return audit(system_of(grid, find(grid)), need=need)


def test_a_masked_count_without_a_total_is_safe() -> None:
    result = audited(table([[8], [11], ["<5"]], "a b c"), "band")

    assert result.holds
    assert (result.verdicts[2, 0].lower, result.verdicts[2, 0].upper) == (1, 4)


def test_a_masked_count_beside_its_total_is_calculable_and_the_arithmetic_is_named() -> None:
    result = audited(table([[8], [11], ["<5"], [22]], "a b c All"))

    assert [(v.status, v.lower, v.upper, v.equation) for v in result.exposed] == [
        ("calculable", 3, 3, "22 - 8 - 11 = 3")
    ]


def test_a_total_shown_as_a_range_keeps_all_values() -> None:
    result = audited(table([[8], [11], ["<5"], ["20-24"]], "a b c All"), "band")

    assert result.holds


def test_a_total_in_the_title_gives_a_masked_count_away() -> None:
    result = audited(table([[8], [11], ["<5"]], "a b c", titles=(22,)))

    assert result.exposed[0].equation == "22 - 8 - 11 = 3"


def test_a_safe_verdict_rests_on_two_tables_that_print_the_same() -> None:
    grid = table(
        [["<5", "*", 20, 32], ["*", "<5", 30, 61], [10, 20, 5, 35], [25, 48, 55, 128]], "a b c All", "x y z All"
    )
    result = audited(grid)

    for verdict in result.verdicts.values():
        first, second = (result.table(n) for n in verdict.tables)
        assert verdict.status in ("safe", "narrowed")
        assert first[verdict.key] != second[verdict.key]
        assert first[0, 0] + first[0, 1] + 20 == 32


def test_what_the_mark_means_gives_away_what_ranks_do_not() -> None:
    # four categories that are not zero under a parent of fewer than five: each holds one person
    result = audited(table([["<5"], ["<5"], ["<5"], ["<5"], ["<5"]], "a b c d All"))

    assert {v.status for v in result.verdicts.values()} == {"calculable"}
    assert [result.verdicts[k, 0].lower for k in range(5)] == [1, 1, 1, 1, 4]


def test_two_masks_in_every_line_may_still_leak() -> None:
    # rows a, b and columns x, y hold one block of masks, rows c, d and columns z, w another; the cell (b, w) joins
    # the two, so that every line has at least two masks and yet (b, w) is fixed: rows a + b less columns x + y
    hidden = {(0, 0), (0, 1), (1, 0), (1, 1), (1, 3), (2, 2), (2, 3), (3, 2), (3, 3)}
    inner = [[20, 50, 10, 22], [8, 19, 15, 3], [17, 32, 30, 12], [44, 6, 49, 23]]
    keys, relations = margins((4, 4))
    values = {(i, j): inner[i][j] for i in range(4) for j in range(4)}
    values |= {(i, 4): sum(inner[i]) for i in range(4)}
    values |= {(4, j): sum(values[i, j] for i in range(4)) for j in range(5)}
    variables = [Variable(k, 1, None, k == (1, 3)) if k in hidden else Variable(k, values[k], values[k]) for k in keys]

    result = audit(system(variables, relations))

    assert min(sum((i, j) in hidden for j in range(4)) for i in range(4)) >= 2
    assert [(v.key, v.lower, v.upper) for v in result.exposed] == [((1, 3), 3, 3)]
    assert result.exposed[0].equation.endswith("= 3")


def test_a_relation_that_contradicts_the_numbers_is_dropped_and_said_to_be() -> None:
    variables = [Variable("a", 8, 8), Variable("b", 1, 4, True), Variable("all", 30, 30)]
    result = audit(system(variables, [Relation("all", ("a", "b"), words="read `all` as the sum")]))

    assert [relation.words for relation in result.dropped] == ["read `all` as the sum"]
    assert result.holds


def test_marks_that_contradict_a_certain_relation_are_never_passed() -> None:
    variables = [Variable("a", 8, 8), Variable("b", 1, 4, True), Variable("all", 30, 30)]
    result = audit(system(variables, [Relation("all", ("a", "b"), certain=True)]))

    assert [v.status for v in result.exposed] == ["unproven"]
    assert result.inconsistent


def test_no_time_means_not_proven() -> None:
    grid = table([[8], [11], ["<5"], ["<5"], [24]], "a b c d All")

    result = audit(system_of(grid, find(grid)), seconds=0.0)

    assert {v.status for v in result.exposed} == {"unproven"}
    assert not result.complete


def test_tables_that_share_keys_are_audited_together() -> None:
    first = table([[8], [11], ["<5"]], "a b c")
    second = table([[19], ["<5"], [22]], "ab c All")
    one = system_of(first, [], key=lambda i, j: "abc"[i])
    two = system_of(
        second, [Relation("All", ("ab", "c")), Relation("ab", ("a", "b"))], key=lambda i, j: ["ab", "c", "All"][i]
    )

    assert audit(one).holds
    assert [v.equation for v in audit(join(one, two)).exposed] == ["22 - 19 = 3"]


def test_a_neutral_mark_gives_nothing_away() -> None:
    marks = Marks(neutral=True)
    cells = tuple((parse(c, marks=marks),) for c in ("*", "*", "7", "12"))
    grid = Grid(cells, (("a",), ("b",), ("c",), ("All",)), (("n",),))

    assert audit(system_of(grid, find(grid), marks), need="band").holds


@pytest.mark.parametrize("label", ["*", "x", "suppressed", "redacted", "[c]", "-", "..", "#"])
def test_a_mark_that_stands_for_small_counts_is_no_proof_of_five(label: str) -> None:
    # nothing in the table reads `<5`, so that whoever wrote `*` may have meant it
    result = audited(table([[8], [11], [label], [22]], "a b c All"))

    assert [v.equation for v in result.exposed] == ["22 - 8 - 11 = 3"]


def test_a_complementary_mark_that_a_total_contradicts_hides_a_small_count() -> None:
    rows = [["8", "<5", "14"], ["11", "20", "31"], ["*", "30", "33"], ["22", "*", "*"]]

    result = audited(table(rows, "a b c All", "x y All"))

    assert (2, 0) in {v.key for v in result.exposed}


def test_beside_primary_marks_a_complementary_one_is_at_least_five() -> None:
    # y is at least 5, so that x is 1 or 2 of 7: calculable it is not, but neither are all four values left
    result = audited(table([["<5"], ["*"], ["20"], ["27"]], "x y z All"), need="band")

    assert [(v.key, v.status, v.lower, v.upper) for v in result.exposed] == [((0, 0), "narrowed", 1, 2)]


@pytest.mark.parametrize(("label", "upper"), [("<4", 3), ("1-2", 2), ("<3", 2), ("1-3", 3)])
def test_a_mark_that_says_more_than_the_policy_allows_is_narrowed(label: str, upper: int) -> None:
    result = audited(table([[8], [11], [label]], "a b c"))

    assert result.holds
    assert [(v.status, v.lower, v.upper) for v in result.verdicts.values()] == [("narrowed", 1, upper)]


def test_a_small_table_needs_no_solver() -> None:
    code = (
        "import sys\n"
        "from gel_airlock_jupyter.disclosure.quantities import parse\n"
        "from gel_airlock_jupyter.disclosure.relations import Grid, find\n"
        "from gel_airlock_jupyter.disclosure.tables import system_of\n"
        "from gel_airlock_jupyter.disclosure.audit import audit\n"
        "g = Grid(tuple((parse(c),) for c in ('8', '<5', '<5', '15')), (('a',), ('b',), ('c',), ('All',)))\n"
        "assert audit(system_of(g, find(g))).holds\n"
        "print(sorted({'highspy', 'scipy', 'pandas', 'IPython'} & sys.modules.keys()))\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


SHAPES = [(3,), (4,), (2, 2), (2, 3), (3, 3), (2, 2, 2)]


def disagreements(
    seed: int, shapes: Sequence[tuple[int, ...]] = SHAPES, shares: Sequence[float] = (0, 0.2, 0.4)
) -> list[str] | None:
    """Compare the audit of one random table with enumeration; None when the table has too many solutions."""
    rng = random.Random(seed)
    shape = rng.choice(shapes)
    if seed % 7 == 3 and shape in ((3,), (2, 2)):
        return wrong_verdicts(rounded_system(rng, shape), shape, seed)
    tested = masked_system(rng, shape, rng.choice(shares), rng.random() < 0.5, rng.random() < 0.2)
    return wrong_verdicts(tested, shape, seed)


def wrong_verdicts(tested: System, shape: tuple[int, ...], seed: int) -> list[str] | None:
    found: dict[object, set[int]] = {}
    for count, one in enumerate(itertools.islice(all_tables(tested, shape), 20_001)):
        if count == 20_000:
            return None
        for key in tested.protected:
            found.setdefault(key, set()).add(one[key])
    wrong = []
    for need in ("exact", "band"):
        result = audit(tested, need=need)
        for key in tested.protected:
            verdict, values, mark = result.verdicts[key], found[key], tested.variables[key]
            if verdict.status not in expected_status(values, mark, need):
                wrong.append(f"seed {seed} {need} {key} {mark}: {verdict} but {sorted(values)}")
            if (
                need == "band"
                and verdict.status == "narrowed"
                and (verdict.lower, verdict.upper) != (min(values), max(values))
            ):
                wrong.append(f"seed {seed} ends of {key}: {verdict} but {sorted(values)}")
    return wrong


def expected_status(values: set[int], mark: Variable, need: str) -> set[str]:
    """Return what the audit may say: a band is kept when all is left that the mark promises, and it promises enough."""
    least, most = min(values), max(values)
    if least == most:
        return {"calculable"} if 1 <= least <= 4 else {"safe"}
    if need == "exact":
        return {"safe", "narrowed"}
    if least < 1 and most <= 4:
        return {"safe", "narrowed"}  # it may be nobody: a band is asked of the values 1 to 4 only
    ceiling = 4 if mark.upper is None else min(4, mark.upper)
    is_kept = most > 4 or (most >= ceiling and least <= max(1, mark.lower))
    tells_more = least >= 1 and most <= 4 and (least, most) != (1, 4)
    return {"safe"} if is_kept and not tells_more else {"narrowed"}


@settings(max_examples=600, deadline=None)
@given(st.integers(0, 2**31))
def test_every_verdict_agrees_with_enumeration(seed: int) -> None:
    assert not disagreements(seed)


@pytest.mark.parametrize("engine", ["highspy", "scipy"])
def test_the_programmes_agree_with_enumeration(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip(engine)
    monkeypatch.setattr(attack, "SMALL", 0)
    if engine == "scipy":
        monkeypatch.setitem(sys.modules, "highspy", None)

    assert [words for seed in range(120) for words in disagreements(seed) or []] == []


def test_tables_with_three_margins_agree_with_enumeration() -> None:
    shapes = [(2, 2, 3), (2, 3, 3), (3, 3, 3), (2, 2, 2, 2)]

    assert [words for seed in range(60) for words in disagreements(seed, shapes, [0, 0.1]) or []] == []


@pytest.mark.skipif(not LONG, reason="set AIRLOCK_LONG_TESTS to a number of tables")
def test_every_verdict_agrees_with_enumeration_at_length() -> None:
    compared = 0
    for seed in range(LONG):
        found = disagreements(seed)
        assert not found
        compared += found is not None
    print(f"{compared} of {LONG} tables compared, 0 mismatches")
