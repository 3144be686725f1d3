"""Counts of 1-4 people that stand between two shown counts: complements and steps of running sums."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from gel_airlock_jupyter.checks import joint
from gel_airlock_jupyter.checks.in_sentences import Worded
from gel_airlock_jupyter.checks.left_in_words import left_in_words
from gel_airlock_jupyter.checks.share_remainders import beside_shares, steps_of_flow
from gel_airlock_jupyter.columns import Column, distinct
from gel_airlock_jupyter.disclosure.labels import is_total
from gel_airlock_jupyter.disclosure.quantities import parse, parse_all
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.policy.model import fold
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.roles.names import words_of
from gel_airlock_jupyter.subjects import FigureView, JointView, RequestView, TableView, TextView

ANY = (TableView, TextView, FigureView, RequestView)
MOST_ROWS = 5_000
NUMBERED = (Role.NUMBER, Role.UNKNOWN_COUNT)
TIMES = (Role.LABEL, Role.PERSON, Role.DATE, Role.AGE, Role.TEXT, *NUMBERED)


@rule("CT-10", *ANY, JointView, title="1-4 people left between two shown counts")
def left_over(view: Worded | JointView, context: Context) -> Iterator[Finding]:
    """Look for small counts that are the difference of two counts beside or below each other.

    What it looks for: a whole and a part in one row (`n` 50 and `cases` 47 leave 3 without), in one cell (`41/44`
    leaves 3), consecutive cells of a cumulative count (`cum_deaths` 20, 23 is 3 deaths), a share whose whole is told or
    can only be one number (`117 (97.5%)` of 120), steps of a flow of participants (sequenced 940, passed QC 937), and
    sentences: "47 of the 50 are women", "50 participants, of whom 47 ...", "97.5 % of the 40". Also a part in one
    output and its whole in another: women 47 here and all 50 there.

    Why it matters: what can be calculated in the head is as good as shown.

    What to do: show the part as a percentage of a large whole, mask it, or drop one of the two; merge periods.

    Limits: wholes and parts are told by their names (policy: `whole_names`, `part_names`); beside a whole, the only
    other count is its part if no row counts more. Across outputs a part bears its whole's labels and one more; whether
    both count the same people is for you to say, unless several rows show it. Other sums are CT-02's matter where a
    cell is masked.
    """
    if isinstance(view, JointView):
        yield from joint.left_between(view, context)
        return
    threshold = int(context.setting("threshold", 5))
    if not context.declared.get("genetic"):
        yield from left_in_words(view, context, threshold)
    if not isinstance(view, TableView):
        return
    if view.n_rows > MOST_ROWS or context.reading.level not in ("aggregate", "unsure"):
        return
    counts = [view.columns[role.position] for role in context.reading.having(Role.COUNT)]
    maybe = [view.columns[role.position] for role in context.reading.having(Role.UNKNOWN_COUNT)]
    maybe = [column for column in maybe if not _is_in_order(column)]
    yield from _complements(counts, maybe, view, context, threshold)
    yield from _fractions(counts, view, context, threshold)
    yield from _steps(view, context, threshold)
    for role in context.reading.having(Role.COUNT):
        column = view.columns[role.position]
        if rows := beside_shares(column, threshold, role.other_rows):
            words = f"'{column.label}' leaves 1-{threshold - 1} people of the whole that its header or share tells"
            yield _found(context, view, column, rows, words)
    for column, rows in steps_of_flow(view, context, threshold):
        yield _found(
            context, view, column, rows, f"'{column.label}' is 1-{threshold - 1} people less than the step before"
        )


def _complements(
    counts: list[Column], maybe: list[Column], view: TableView, context: Context, threshold: int
) -> Iterator[Finding]:
    wholes = [c for c in counts if fold(c.path[-1]) in context.policy.words("whole_names") or is_total(c.path[-1])]
    named = [c for c in distinct((*counts, *maybe)) if words_of(c.path[-1]) & context.policy.words("part_names")]
    for whole in distinct(wholes):
        others = [c for c in distinct((*counts, *maybe)) if c.label != whole.label]
        if not named and len(others) > 1:
            continue  # with two parts or more the difference need not be a group
        parts = [c for c in named if c.label != whole.label] or [c for c in others if _is_within(c, whole, view.n_rows)]
        if len(parts) != 1:
            continue
        part = parts[0]
        rows = []
        for row in range(view.n_rows):
            all_of, some_of = _exact(whole, row), _exact(part, row)
            if all_of is not None and some_of is not None and 1 <= all_of - some_of < threshold <= some_of:
                rows.append(row)
        if rows:
            words = f"'{whole.label}' less '{part.label}' leaves 1-{threshold - 1} people"
            severity = context.setting("unknown_severity", "review") if part in maybe else None
            yield _found(context, view, part, rows, words, severity)


def _is_in_order(column: Column) -> bool:
    """Return whether numbers rise from row to row, as those of deciles or years of education do: they count nobody."""
    values = [_exact(column, row) for row in range(column.length)]
    known = [value for value in values if value is not None]
    return len(known) > 2 and all(before < after for before, after in itertools.pairwise(known))


def _is_within(part: Column, whole: Column, rows: int) -> bool:
    """Return whether no row counts more in the part than in the whole, in two rows at least."""
    pairs = [(_exact(part, row), _exact(whole, row)) for row in range(rows)]
    known = [(some_of, all_of) for some_of, all_of in pairs if some_of is not None and all_of is not None]
    return len(known) >= 2 and all(some_of <= all_of for some_of, all_of in known)


def _fractions(counts: list[Column], view: TableView, context: Context, threshold: int) -> Iterator[Finding]:
    for column in counts:
        if column.kind not in ("text", "other"):
            continue
        rows = []
        for row, text in enumerate(column.texts):
            found = parse_all(text) if "/" in text or " of " in text else ()
            if len(found) < 2 or found[0].value is None or found[1].value is None:
                continue
            if 1 <= found[1].value - found[0].value < threshold <= found[0].value:
                rows.append(row)
        if rows:
            yield _found(context, view, column, rows, f"'{column.label}' leaves 1-{threshold - 1} of its whole")


def _steps(view: TableView, context: Context, threshold: int) -> Iterator[Finding]:
    for column in view.body:
        if not words_of(column.label) & context.policy.words("cumulative_words"):
            continue
        profile = column.profile
        if profile is not None and (not profile.whole or profile.minimum < 0):
            continue
        severities: dict[int, str | None] = {}
        for cells in _series(view, column, context):
            ordered = _in_order(cells)
            severity = None if ordered else context.setting("unknown_severity", "review")
            for (_, before), (row, after) in itertools.pairwise(ordered or sorted(cells, key=lambda cell: cell[1])):
                if 1 <= abs(after - before) < threshold:
                    severities[row] = severity
        for severity in dict.fromkeys(severities.values()):
            rows = sorted(row for row, known in severities.items() if known == severity)
            words = f"consecutive cells of '{column.label}' differ by 1-{threshold - 1} people"
            yield _found(context, view, column, rows, words, severity)


Cells = list[tuple[int, int]]  # row and value


def _series(view: TableView, column: Column, context: Context) -> list[Cells]:
    """Return the running sums in a column: one for each group that the labels beside its time name."""
    times = [c for c in view.columns if c is not column and context.reading.of(c.position) in TIMES]
    time = max(times, key=lambda c: len(set(c.texts)), default=None)
    labels = [c for c in times if c is not time and context.reading.of(c.position) not in NUMBERED]
    found: dict[tuple[str, ...], Cells] = {}
    rows = range(view.n_rows)
    for row in rows if time is None else sorted(rows, key=lambda row: _natural(time.texts[row])):
        value = _exact(column, row)
        if value is not None:
            found.setdefault(tuple(label.texts[row] for label in labels), []).append((row, value))
    return list(found.values())


def _natural(text: str) -> tuple[tuple[int, ...], str]:
    """Return what sorts `year 2` before `year 10`, and dates and quarters by time; texts without a number alike."""
    numbers = tuple(map(int, re.findall(r"\d+", text)))
    return numbers, text if numbers else ""


def _in_order(cells: Cells) -> Cells:
    """Return a running sum as it runs; empty where it rises and falls, in the order of its time and of its rows."""
    for ordered in (cells, sorted(cells)):
        values = [value for _, value in ordered]
        if values in (sorted(values), sorted(values, reverse=True)):
            return ordered
    return []


def _exact(column: Column, row: int) -> int | None:
    text = column.texts[row]
    quantity = parse(text, "count") if text and any(c.isdigit() for c in text) else None
    return None if quantity is None or quantity.value is None else int(quantity.value)


def _found(
    context: Context, view: TableView, column: Column, rows: list[int], words: str, severity: str | None = None
) -> Finding:
    return context.finding(
        f"In {plural(len(rows), 'row')} {words} (rows {some(view.row_label(row) for row in rows[:50])}).",
        [view.cell(row, column) for row in rows[: context.limits.places]],
        "Mask one of the two counts, or merge the rows.",
        severity=severity,
        places=len(rows),
    )
