"""Statistics of few people: a mark in their place, and in that of others from which they would follow."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gel_airlock_jupyter.checks.contributors import people_behind, shown_cells, statistic_columns
from gel_airlock_jupyter.checks.size_rows import of_few
from gel_airlock_jupyter.checks.worked_back import Additive, additive
from gel_airlock_jupyter.findings import Severity
from gel_airlock_jupyter.fixing.linked import Table
from gel_airlock_jupyter.fixing.plan import Plan, failing_places
from gel_airlock_jupyter.joint.published import Place
from gel_airlock_jupyter.registry import Context, plural, some
from gel_airlock_jupyter.roles.grid import marks_of
from gel_airlock_jupyter.roles.statistic_rows import count_rows

RULE = "CT-08"
MOST_LINES = 40
OTHERS = ("CT-09", "CT-11")  # extremes that pin a person, and sums that one person makes


def hidden_statistics(table: Table, written: Collection[Place], session: Any = None) -> Plan:
    """Return marks for the statistics of fewer people than the threshold, and for what would give them back.

    Only what is known to be of few people is marked: by the table's own sizes, by declaration, or recounted from a
    frame of the session. Nothing else is hidden than what the check would find again.

    Parameters
    ----------
    table : Table
        The table with its true numbers.
    written : collection of (row, position)
        Counts that are going to be masked.
    session : object, optional
        Live evidence from the kernel.
    """
    policy = table.policy
    if not policy.is_enabled(RULE) or policy.severity(RULE) is not Severity.FAIL:
        return Plan()
    context = Context(RULE, policy, table.declared, table.reading, session)
    mark, other = f"n{marks_of(policy).primary}", str(policy.settings("CT-02").get("complementary_mark", "*"))
    cells = dict.fromkeys(_of_few(table, context), mark)
    for place in failing_places(table.view, table.reading, policy, table.declared, OTHERS, session):
        cells.setdefault(place, other)
    for place in written:
        cells.pop(place, None)
    extra = _complements(table, context, {*cells, *written})
    sizes = set(count_rows(table.view, policy).values())
    cells |= {place: marks_of(policy).primary for place in cells if place[0] in sizes}
    words = [*_in_words(table, cells, "statistics of few people"), *_in_words(table, extra, "they would give back")]
    return Plan(cells=cells | extra, words=tuple(words))


def _of_few(table: Table, context: Context) -> list[Place]:
    threshold = int(context.setting("threshold", 5))
    found = [(row, column.position) for row, column in of_few(table.view, context)]
    for position, people in people_behind(table.view, statistic_columns(table.view, context), context).items():
        if people.sure:
            rows = shown_cells(people.column)
            found += [(row, position) for row in rows if 1 <= people.most[row] < threshold]
    return found


def _complements(table: Table, context: Context, hidden: set[Place]) -> dict[Place, str]:
    """Return what else has to go so that nothing can be worked back: the fewest cells of the choices tried.

    Tried are the smallest other group again and again, and one whole row or column beside the hidden ones to begin
    with; what turns out not to be needed is shown again.
    """
    known = additive(table.view, context, lambda place: place in hidden)
    if known is None or not known.worked_back(nearly=True):
        return {}
    few = [place for place, part in known.parts.items() if part.few]
    lines: list[set[Place]] = [set()]
    for side in (0, 1):
        across = {place[1 - side] for place in few}
        found: dict[int, set[Place]] = {}
        for place, part in known.parts.items():
            if part.is_shown and place[1 - side] in across:
                found.setdefault(place[side], set()).add(place)
        lines += list(found.values())[:MOST_LINES]
    choices = [pruned for line in lines if (pruned := _enough(known, line)) is not None]
    best = min(choices, key=lambda extra: (len(extra), sum(known.parts[p].size or 0 for p in extra)), default=set())
    return dict.fromkeys(sorted(best), str(context.policy.settings("CT-02").get("complementary_mark", "*")))


def _enough(known: Additive, begun: set[Place]) -> set[Place] | None:
    """Return the cells to hide, those begun with among them, until nothing is worked back; None where that fails."""
    extra = set(begun)
    while open_ := known.without(extra).worked_back(nearly=True):
        left = known.without(extra)
        near = next((place for one in open_ for place in left.neighbours(one)), None)
        if near is None:
            return None
        extra.add(near)
    for place in sorted(extra, key=lambda p: -(known.parts[p].size or 0)):
        if not known.without(extra - {place}).worked_back(nearly=True):
            extra.discard(place)
    return extra


def _in_words(table: Table, cells: Mapping[Place, str], what: str) -> list[str]:
    words = []
    for text in sorted(set(cells.values())):
        places = [table.view.cell(row, table.view.columns[position]).label for row, position in _having(cells, text)]
        words.append(f"wrote `{text}` in {plural(len(places), 'cell')} ({some(places, 6)}): {what}")
    return words


def _having(cells: Mapping[Place, str], text: str) -> list[Place]:
    return [place for place, written in cells.items() if written == text]
