"""Patterns on which published tools are known to leak; the numbers are those of the public reports."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from small_tables import all_tables, margins

from gel_airlock_jupyter.disclosure.audit import audit
from gel_airlock_jupyter.disclosure.suppression import protect
from gel_airlock_jupyter.disclosure.system import Key, Relation, System, Variable, join, system


def two_way(rows: Sequence[Sequence[int]], last: int) -> System:
    """Return a table with its margins in which counts of 1 to ``last`` are masked."""
    shape = (len(rows), len(rows[0]))
    keys, relations = margins(shape)
    table: dict[Key, int] = {(i, j): rows[i][j] for i, j in itertools.product(*map(range, shape))}
    table |= {(i, shape[1]): sum(rows[i]) for i in range(shape[0])}
    table |= {(shape[0], j): sum(row[j] for row in rows) for j in range(shape[1])}
    table[shape] = sum(map(sum, rows))
    variables = [Variable(k, 1, last, True) if 1 <= table[k] <= last else Variable(k, table[k], table[k]) for k in keys]
    return system(variables, relations, table, (1, last))


def test_nine_masks_with_two_in_every_line_need_one_more() -> None:
    # a test of sdcTable: every line has two masks, and yet one of them follows; one more cell is enough
    inner = [[20, 50, 10, 22], [8, 19, 15, 3], [17, 32, 30, 12], [44, 6, 49, 23]]
    hidden = {(0, 0), (0, 1), (1, 0), (1, 1), (1, 3), (2, 2), (2, 3), (3, 2), (3, 3)}
    plain = two_way(inner, 4)
    variables = [Variable(k, 1, None, k == (1, 3)) if k in hidden else plain.variables[k] for k in plain.variables]
    tested = system(variables, plain.relations, plain.truth)

    assert [(v.key, v.lower, v.upper) for v in audit(tested).exposed] == [((1, 3), 3, 3)]
    result = protect(tested, weights=dict.fromkeys(tested.variables, 1.0))
    assert result.holds
    assert result.complete
    assert len(result.masked) == 1


def test_three_single_people_in_a_table_stay_hidden() -> None:
    # UserSupport 135: a table with three ones, of which a known tool gives one back
    tested = two_way([[1, 1, 7, 1, 0], [1, 0, 0, 2, 8]], last=2)

    result = protect(tested)

    assert result.holds or result.infeasible
    assert {v.key for v in result.audit.exposed} <= set(result.infeasible)
    seen: dict[Key, set[int]] = {}
    for one in itertools.islice(all_tables(result.system, (2, 5)), 20_000):
        for key in tested.protected:
            seen.setdefault(key, set()).add(one[key])
    assert {key for key, values in seen.items() if len(values) == 1} == set(result.infeasible)


COUNTS = {"A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7}


def grouped(groups: dict[str, str]) -> System:
    """Return regions, their groups and the total, with counts of 1 to 4 masked."""
    table: dict[Key, int] = {**COUNTS, **{g: sum(COUNTS[k] for k in parts) for g, parts in groups.items()}}
    table["Total"] = sum(COUNTS.values())
    relations = [Relation(group, tuple(parts), certain=True) for group, parts in groups.items()]
    relations.append(Relation("Total", tuple(groups), certain=True))
    variables = [Variable(k, 1, 4, True) if 1 <= n <= 4 else Variable(k, n, n) for k, n in table.items()]
    return system(variables, relations, table)


def test_two_groupings_that_are_safe_alone_leak_together() -> None:
    # UserSupport 136: linked tables protected one after the other; county 2 less the big regions leaves K = 9 - 6
    by_county = grouped({"county-1": "ABIJ", "county-2": "KLMN"})
    by_size = grouped({"BIG": "LM", "small": "ABIJKN"})

    assert audit(by_county).holds
    assert audit(by_size).holds
    together = join(by_county, by_size)
    exposed = audit(together).exposed
    assert {v.key: v.lower for v in exposed} == {"K": 3}
    assert exposed[0].equation.endswith("= 3")

    result = protect(together)
    assert result.holds
    assert result.complete
