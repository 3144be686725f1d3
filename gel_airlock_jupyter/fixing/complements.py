"""Counts that leave 1-4 people of a whole: as ranges that leave all of 1-4 possible; steps of running sums joined."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from gel_airlock_jupyter.checks.share_remainders import rest_of
from gel_airlock_jupyter.checks.told_sizes import size_in
from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.disclosure.quantities import parse, parse_all
from gel_airlock_jupyter.findings import Severity
from gel_airlock_jupyter.fixing.linked import Table
from gel_airlock_jupyter.fixing.plan import Plan, failing_places
from gel_airlock_jupyter.joint.published import Place
from gel_airlock_jupyter.policy.model import fold
from gel_airlock_jupyter.registry import plural, some
from gel_airlock_jupyter.roles.names import words_of

RULE = "CT-10"


def left_over_ranges(table: Table, written: Collection[Place]) -> Plan:
    """Return what to write so that no count of 1 to 4 people is left between two shown ones.

    A part of which its whole leaves few becomes a range (47 of 50 becomes 46-49), and with it every total that would
    give it back; of a running sum, the cell between two periods is hidden, so that they are one.

    Parameters
    ----------
    table : Table
        The table with its true numbers.
    written : collection of (row, position)
        Counts that are going to be masked anyway.
    """
    policy = table.policy
    if not policy.is_enabled(RULE) or policy.severity(RULE) is not Severity.FAIL:
        return Plan()
    threshold = int(policy.settings(RULE).get("threshold", 5))
    mark = str(policy.settings("CT-02").get("complementary_mark", "*"))
    cells: dict[Place, str] = {}
    for row, position in sorted(failing_places(table.view, table.reading, policy, table.declared, (RULE,))):
        column = table.view.columns[position]
        if (row, position) in written:
            continue
        if words_of(column.label) & policy.words("cumulative_words"):
            cells[_between(row, column), position] = mark
        elif "/" in column.texts[row] or " of " in column.texts[row]:
            cells[row, position] = _fraction(column.texts[row], threshold)
        else:
            low, high = _room(table, row, column, threshold)
            cells.update(_with_totals(table, (row, position), low, high))
    cells = {place: text for place, text in cells.items() if place not in written}
    if not cells:
        return Plan()
    places = [table.view.cell(row, table.view.columns[position]).label for row, position in cells]
    words = f"wrote {some((f'`{text}`' for text in dict.fromkeys(cells.values())), 4)} in "
    words += f"{plural(len(places), 'cell')} ({some(places, 6)}): the rest would be 1-{threshold - 1} people"
    return Plan(cells=cells, words=(words,))


def _between(row: int, column: Column) -> int:
    """Return the row to hide so that the period before it and its own are one: an inner one where there is one."""
    return row if row < column.length - 1 or row < 2 else row - 1


def _fraction(text: str, threshold: int) -> str:
    whole = parse_all(text)[1]
    most = int(whole.value or 0)
    return re.sub(r"\d[\d,]*", f"{max(0, most - threshold + 1)}-{most - 1}", text, count=1)


def _room(table: Table, row: int, part: Column, threshold: int) -> tuple[int, int]:
    """Return the ends of the range for a part: the whole less threshold - 1, and less 1 (people)."""
    wholes = table.policy.words("whole_names")
    value = _value(part, row) or 0
    for column in table.view.body:
        whole = _value(column, row) if fold(column.path[-1]) in wholes and column is not part else None
        if whole is not None and 1 <= whole - value < threshold:
            return max(0, whole - threshold + 1), whole - 1
    text, (before, after) = part.texts[row], (row - 1, row)
    rest = rest_of(text, size_in(part.label))
    if not rest and before >= 0:  # a step of a flow of participants
        rest = (_value(part, before) or 0) - (_value(part, after) or 0)
    if 1 <= rest < threshold:
        return max(0, value + rest - threshold + 1), value + rest - 1
    return value, value


def _with_totals(table: Table, place: Place, low: int, high: int) -> Iterator[tuple[Place, str]]:
    """Yield a cell with its range, and the totals it is part of with ranges as much wider."""
    value = _value(table.view.columns[place[1]], place[0])
    if value is None:
        return
    yield place, f"{low}-{high}"
    if table.counts is None:
        return
    column_of = {column.position: j for j, column in reversed(list(enumerate(table.counts.columns)))}
    open_, seen = [(place[0], column_of.get(place[1], -1))], set()
    while open_:
        key = open_.pop()
        for relation in table.published.relations:
            match relation.total:
                case (int(row), int(j)) if relation.is_equation and key in relation.parts and (row, j) not in seen:
                    seen.add((row, j))
                    open_.append((row, j))
                    position = table.counts.columns[j].position
                    total = _value(table.view.columns[position], row)
                    if total is not None:
                        yield (row, position), f"{total - (value - low)}-{total + (high - value)}"


def _value(column: Column, row: int) -> int | None:
    text = column.texts[row]
    quantity = parse(text, "count") if text and any(c.isdigit() for c in text) else None
    return None if quantity is None or quantity.value is None else int(quantity.value)
