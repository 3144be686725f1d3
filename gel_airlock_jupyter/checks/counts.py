"""Small counts of people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from gel_airlock_jupyter.checks.texts import small_counts_in
from gel_airlock_jupyter.columns import PLACES, Column, Hits
from gel_airlock_jupyter.disclosure.quantities import parse_all
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.roles.grid import POINT_ZERO
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.roles.shape import is_blank, is_masked
from gel_airlock_jupyter.subjects import RequestView, TableView, TextView

NAMELESS = re.compile(  # says nothing at all
    r"\d*|(?:[a-z]|col|column|var|unnamed|field)[ _:.]*\d*|\d{4}-\d\d-\d\d(?: [\d:.]+)?", re.IGNORECASE
)
TOLD = ("declared", "it is called", "the ")  # reasons that come from a name or from what the table is


def small_cells(column: Column, threshold: int, most: int = PLACES, others: frozenset[int] = frozenset()) -> Hits:
    """Return the cells of a column whose exact count is 1 to threshold - 1, but for the rows `others`.

    Numbers are settled by the column's aggregates where possible; text cells such as `3`, `12 (3.4%)`, `3/44` and
    `n=3` are read as people write them. A mask such as `<5` is not exact.
    """
    if others:  # of a small table
        found = small_cells(column, threshold, column.length)
        rows = tuple(row for row in found.rows if row not in others)
        return Hits(len(rows), rows[:most])
    if column.profile is not None:
        return column.between(1, threshold, most)
    if column.kind not in ("text", "other"):
        return Hits(0)
    return column.cells_where(lambda text: _is_small(text, threshold), most)


def _is_small(text: str, threshold: int) -> bool:
    if text.isdecimal() and text.isascii():
        return 1 <= int(text) < threshold
    if not any(character.isdigit() for character in text):
        return False
    text = POINT_ZERO.sub("", text)
    return any(
        q.unit == "count" and q.mark == "exact" and q.lower is not None and 1 <= q.lower < threshold
        for q in parse_all(text)
    )


@rule("CT-01", TableView, TextView, RequestView, title="A count of 1-4 people in exact form")
def small_counts(view: TableView | TextView | RequestView, context: Context) -> Iterator[Finding]:
    """Look for exact counts of 1 to 4 people.

    What it looks for: cells between 1 and threshold - 1 in columns read as counts of people, as numbers or as text
    such as `3`, `12 (3.4%)`, `3/44`, `n=3`; `n=3` also in headers and labels; "3 women", "two of them", "men 3" in
    prose, titles, notes, and the titles and descriptions of a request's outputs. 0 and the threshold itself may be
    shown; `<5` is a mask.

    Why it matters: few people can be recognised. Requests with such a count are rejected.

    What to do: write `<5`; where a total gives the masked cell back, mask one more cell or turn the total into a range.
    `airlock.fix` does both. If the column counts something else, declare `genetic=True` or `roles={column: role}`.

    Limits: a column that is not read as a count of people is CT-07's matter.
    """
    if isinstance(view, TextView | RequestView):
        yield from small_counts_in(view, context)
        return
    threshold = context.setting("threshold", 5)
    yield from _group_sizes(view, context, threshold)
    if not context.declared.get("genetic") and context.reading.level != "variant":
        yield from small_counts_in(view, context)
    for role in context.reading.having(Role.COUNT):
        column = view.columns[role.position]
        hits = small_cells(column, threshold, others=role.other_rows)
        if hits.total:
            cells = [view.cell(row, column) for row in hits.rows]
            yield context.finding(
                f"{plural(hits.total, 'cell')} of '{column.label}' {'shows' if hits.total == 1 else 'show'} "
                f"1-{threshold - 1} people (rows {some(view.row_label(row) for row in hits.rows[:50])}).",
                cells,
                f"Write `{context.setting('mask', '<5')}` and hide what gives it back: `%airlock_fix {view.name}`.",
                places=hits.total,
            )


def _group_sizes(view: TableView, context: Context, threshold: int) -> Iterator[Finding]:
    """Find `n=3` in headers, titles and labels: the head of many a table names the size of its groups there."""
    if context.declared.get("genetic") or context.reading.level == "variant":
        return
    pattern = _small_n(threshold)
    places = [placed.where for placed in view.placed_texts() if pattern.search(placed.text)]
    counted = {role.position for role in context.reading.having(Role.COUNT)}  # whose cells are judged as counts
    for column in view.columns:
        if column.position not in counted:
            places += [view.cell(row, column) for row in column.search(pattern).rows]
    if places:
        yield context.finding(
            f"{plural(len(places), 'header or label', 'headers and labels')} ({some((p.label for p in places), 5)}) "
            f"{'names' if len(places) == 1 else 'name'} a group of 1-{threshold - 1} people (`n=`).",
            places,
            f"Write `n{context.setting('mask', '<5')}`, and see that nothing in the table gives the number back.",
        )


@lru_cache(maxsize=8)
def _small_n(threshold: int) -> re.Pattern[str]:
    sizes = "|".join(map(str, range(1, threshold)))
    return re.compile(rf"(?<![A-Za-z0-9_])[nN]\s*=\s*(?:{sizes})(?!\d|[.,]\d|\s*%)")


@rule("CT-07", TableView, title="A count-like column of unknown kind holds 1-4")
def unknown_counts(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for small whole numbers in columns that may be counts.

    What it looks for: 1 to 4 in a column of whole numbers whose name and place do not tell what it counts. Beside
    variants, every column whose header says nothing (`v1`, `0`, `x`); beside masked counts, all
    that are no counts but the first labels.

    Why it matters: if it counts people, CT-01 applies; if it counts variants or genes, nothing needs masking. What has
    no name may be an allele count, a frequency, or the percentage that gives a masked count back.

    What to do: declare `counts=["column"]` when it counts people, `genetic=True` when it counts variants or genes, or
    `roles={"column": "number"}` when it counts nothing.

    Limits: the tool cannot know; the reviewer will ask the same question.
    """
    threshold = context.setting("threshold", 5, rule="CT-01")
    variants = context.reading.level == "variant"
    if context.reading.level not in ("aggregate", "unsure", "variant"):
        return
    yield from _nameless(view, context)
    for role in context.reading.having(Role.UNKNOWN_COUNT) if not variants else ():
        column = view.columns[role.position]
        hits = small_cells(column, threshold)
        if hits.total:
            yield context.finding(
                f"Column '{column.label}' holds {plural(hits.total, 'whole number')} from 1 to {threshold - 1}; "
                "does it count people?",
                (view.whole_column(column),),
                f'Declare counts=["{column.label}"] if it counts people, genetic=True if variants or genes.',
            )


def _nameless(view: TableView, context: Context) -> Iterator[Finding]:
    """Ask about columns whose headers say nothing where more than counts of people is to be known of them."""
    reading = context.reading
    if reading.level == "variant":
        asked = reading.having(Role.UNKNOWN_COUNT, Role.NUMBER, Role.LABEL, Role.TEXT)
    elif any(is_masked(view.columns[role.position]) for role in reading.having(Role.COUNT)):
        named = [column for column in view.columns if column.kind == "text"][:1]  # labels of rows need no name
        asked = reading.having(Role.NUMBER, Role.DATE, Role.LABEL, Role.TEXT)
        asked = tuple(c for c in asked if view.columns[c.position] not in named)
    else:
        return
    columns = [view.columns[role.position] for role in asked if not role.reason.startswith(TOLD)]
    columns = [c for c in columns if not c.is_index and says_nothing(c) and not is_blank(c)]
    if columns:
        yield context.finding(
            f"The header{'' if len(columns) == 1 else 's'} of {plural(len(columns), 'column')} "
            f"({some((repr(c.label) for c in columns), 5)}) say{'s' if len(columns) == 1 else ''} nothing: what "
            f"{'does it' if len(columns) == 1 else 'do they'} hold?",
            [view.whole_column(column) for column in columns],
            'Name the columns for what they hold, or declare roles={column: "number"}.',
            severity=context.setting("nameless_severity", "review"),
        )


def says_nothing(column: Column) -> bool:
    """Return whether every level of a header is a number, a letter, a date or a word such as `col`."""
    return all(NAMELESS.fullmatch(level.strip()) for level in column.path)
