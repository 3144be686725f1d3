"""Statistics of few people: the group may be small although no count says so."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gel_airlock_jupyter.checks.contributors import (
    People,
    is_of_everybody,
    people_behind,
    proof_of,
    shown_cells,
    statistic_columns,
)
from gel_airlock_jupyter.checks.size_rows import of_few
from gel_airlock_jupyter.checks.worked_back import additive
from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.subjects import TableView

QUESTION = "How many people are behind each cell?"


@rule("CT-08", TableView, title="A statistic of fewer than 5 people")
def statistics_of_few(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for means, deviations, sums, quantiles, rates and coefficients of groups of 1 to 4 people.

    What it looks for: the people behind each statistic. The table shows them (a column `n`, a row `count`), you declare
    them (`contributors=`, or `cohort=` with `by=`; `n=` for a model), or the session proves them: a data frame whose
    grouping by the table's own keys gives its values back. People are counted, not rows, and only those for whom the
    variable is present.

    A statistic that is hidden but follows from those of the other groups and of everybody, with their sizes, counts
    as shown: a mean times its people is a sum, and sums add up.

    Why it matters: the mean of two people, or the sum, tells each of them the other's value.

    What to do: merge small groups, or drop their statistics. Where nobody knows the size, say it.

    Limits: a frame that was filtered before grouping gives an upper bound only, and the finding says so.
    """
    columns = statistic_columns(view, context)
    threshold = int(context.setting("threshold", 5))
    yield from _rows_not_people(view, context, threshold)
    yield from _below_sizes(view, context, threshold)
    if not columns:
        return
    known = people_behind(view, columns, context)
    yield from _worked_back(view, context, threshold)
    sources = {(people.source, people.sure): None for people in known.values()}
    for source, sure in sources:
        of_source = [people for people in known.values() if (people.source, people.sure) == (source, sure)]
        yield from _small(view, context, of_source, threshold, sure=sure)
    unknown = [c for c in columns if c.position not in known or not known[c.position].sure]
    unknown = [c for c in unknown if next(shown_cells(c), None) is not None]
    if unknown:
        yield _asked(view, context, unknown, known)
    elif known:
        yield from _noted(context, known)


def _small(view: TableView, context: Context, known: list[People], threshold: int, sure: bool) -> Iterator[Finding]:
    """Find the statistics of few people whose sizes are known from one source, in all columns together."""
    cells: list[tuple[int, Column]] = []
    for people in known:
        with np.errstate(invalid="ignore"):
            few = (people.most < threshold) & (people.most >= 1)
        cells += [(row, people.column) for row in shown_cells(people.column) if few[row]]
    if not cells:
        return
    columns = some((f"'{label}'" for label in dict.fromkeys(column.label for _, column in cells)), 4)
    rows = some(dict.fromkeys(view.row_label(row) for row, _ in cells[:50]))
    if_made = "" if sure else ", if the table was made from it"
    yield context.finding(
        f"{plural(len(cells), 'cell')} of {columns} {'is' if len(cells) == 1 else 'are'} of 1-{threshold - 1} people "
        f"(rows {rows}): {known[0].source}{if_made}.",
        [view.cell(row, column) for row, column in cells[: context.limits.places]],
        f"Merge these groups with others, or leave their statistics out: `%airlock_fix {view.name}`.",
        severity=None if sure else context.setting("bound_severity", "review"),
        places=len(cells),
    )


def _below_sizes(view: TableView, context: Context, threshold: int) -> Iterator[Finding]:
    cells = [view.cell(row, column) for row, column in of_few(view, context)]
    if cells:
        yield context.finding(
            f"{plural(len(cells), 'figure')} of 1-{threshold - 1} people ({some((c.label for c in cells), 5)}): the "
            "table's row of sizes.",
            cells,
            f"Leave out what describes so few: `%airlock_fix {view.name}`.",
        )


def _worked_back(view: TableView, context: Context, threshold: int) -> Iterator[Finding]:
    found = additive(view, context)
    if found is None:
        return
    sure = found.worked_back()
    near = [place for place in found.worked_back(nearly=True) if place not in sure]
    for places, how, severity in (
        (sure, "can be worked back", None),
        (near, "can be narrowed down to a few values", context.setting("narrowed_severity", "review")),
    ):
        cells = [view.cell(row, view.columns[position]) for row, position in places]
        if cells:
            yield context.finding(
                f"{plural(len(cells), 'hidden statistic')} of 1-{threshold - 1} people {how} from the others and their "
                f"total ({some((cell.label for cell in cells), 5)}).",
                cells,
                f"Hide that of one more group, or of the total: `%airlock_fix {view.name}`.",
                severity=severity,
            )


def _asked(view: TableView, context: Context, columns: list[Column], known: dict[int, People]) -> Finding:
    bound = next((known[c.position] for c in columns if c.position in known), None)
    names = some((f"'{column.label}'" for column in columns), 4)
    if is_of_everybody(view, context):
        way = "Declare n=, the people it was computed from."
    else:
        way = (
            "Show their number beside the statistics, or declare contributors=120 (the same everywhere), "
            "contributors=counts (a frame of the same shape), or cohort=frame, by=[columns]. While the frame is in the "
            "session it is recounted."
        )
    about = f" ({bound.source})" if bound else ""
    return context.finding(
        f"{QUESTION} Nothing tells it for {names}{about}.",
        [view.whole_column(column) for column in columns],
        way,
        severity=context.setting("unknown_severity", "review"),
    )


def _noted(context: Context, known: dict[int, People]) -> Iterator[Finding]:
    """Say how the sizes are known, for the record, unless the table shows them to everybody."""
    told = [people for people in known.values() if not people.source.startswith("as the table")]
    least = [np.nanmin(p.least[p.least > 0]) for p in told if np.any(p.least > 0)]
    for source in dict.fromkeys(people.source for people in told):
        size = f"at least {int(min(least)):,}" if least and min(least) >= 5 else "known"
        message = f"People behind each statistic: {size} ({source})."
        yield context.finding(message, (Location("whole", "the table"),), severity="info")


def _rows_not_people(view: TableView, context: Context, threshold: int) -> Iterator[Finding]:
    """Look for counts of rows that are few people: several rows of the frame belong to one person."""
    proof = proof_of(view, context) if context.reading.level in ("aggregate", "unsure") else None
    if proof is None or not proof.is_proof:
        return
    for role in context.reading.having(Role.COUNT, Role.UNKNOWN_COUNT, Role.STATISTIC, Role.NUMBER):
        people, rows = proof.people.get(role.position), proof.rows.get(role.position)
        words = proof.statistics.get(role.position, ())
        if people is None or rows is None or not {"size", "count"} & set(words):
            continue
        few = np.flatnonzero((people >= 1) & (people < threshold) & (rows >= threshold))
        if len(few):
            column = view.columns[role.position]
            yield context.finding(
                f"{plural(len(few), 'cell')} of '{column.label}' count {threshold} rows or more but only "
                f"1-{threshold - 1} people (rows {some(view.row_label(int(row)) for row in few[:50])}): {proof.words}.",
                [view.cell(int(row), column) for row in few[: context.limits.places]],
                "Count people, not rows: drop duplicates of the person first.",
                places=len(few),
            )
