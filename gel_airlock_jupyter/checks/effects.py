"""Odds ratios and risk ratios beside group sizes: with so few candidates for a masked count, one may be left."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gel_airlock_jupyter.checks import effect_ways as ways
from gel_airlock_jupyter.checks.effect_ways import REFERENCE, Cells, Printed, Way, fitting, is_masked, value_of
from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.disclosure.quantities import Quantity, parse
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.registry import Context, plural, some
from gel_airlock_jupyter.roles.grid import marks_of
from gel_airlock_jupyter.roles.level import read_table
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.roles.names import words_of
from gel_airlock_jupyter.subjects import TableView, View

ODDS = frozenset(map(fold, ("or", "odds ratio", "odds_ratio", "oddsratio")))
RISKS = frozenset(map(fold, ("rr", "risk ratio", "risk_ratio", "relative risk", "relative_risk")))
BESIDE = re.compile(r"\([^)]*\)|\[[^]]*\]|\b(?:crude|unadjusted|95\s*%\s*ci)\b", re.IGNORECASE)
MOST_COLUMNS = 6
MOST_ROWS = 500
ENOUGH = 2  # rows without masks that agree with a reading, so that it is no accident


@dataclass(frozen=True)
class Given:
    """What one column of effects gives back: (row, number of the count column), and the rows of effects it takes."""

    effects: Column
    counting: Sequence[Column]
    counts: tuple[tuple[int, int], ...]
    rows: tuple[int, ...]


def by_effects(view: TableView, context: Context, threshold: int) -> Iterator[Finding]:
    """Yield masked counts of which odds or risk ratios leave one value (CT-05).

    Each ratio is of counts in its own row, or of its row against that of the reference group, whose ratio reads 1 or
    "ref". Which counts it was computed from is told by the rows without masks, all of which have to agree, by two rows
    that leave the same counts of the reference possible, or by names such as `cases` and `cases_carriers`.
    """
    for given in given_back(view, context, threshold):
        yield _finding(view, given, f"'{given.effects.label}' and the other counts", context)


def _finding(view: TableView, given: Given, source: str, context: Context) -> Finding:
    rows = dict.fromkeys(row for row, _ in given.counts)
    return context.finding(
        f"{plural(len(given.counts), 'masked count')} can be worked back from {source} of the "
        f"{'row' if set(given.rows) <= set(rows) else 'rows'} (rows {some(view.row_label(row) for row in rows)}).",
        [view.cell(row, given.counting[k]) for row, k in given.counts],
        f"Write '{given.effects.label}' with fewer digits there, or mask it with the count.",
        severity=context.setting("masked_severity", "fail"),
        places=len(given.counts),
    )


def effects_of(view: TableView) -> list[Column]:
    """Return the columns of odds ratios and risk ratios."""
    return [column for column in view.body if _kind(column) in ODDS | RISKS]


def _kind(column: Column) -> str:
    """Return the name of an effect without its interval: `OR (95 % CI)` is an odds ratio; adjusted ones are none."""
    return fold(" ".join(BESIDE.sub(" ", column.path[-1]).split()))


def given_back(view: TableView, context: Context, threshold: int) -> Iterator[Given]:
    """Yield what each column of effects of a table gives back."""
    counting = _counting(view, context)
    effects = effects_of(view)
    if effects and counting:
        cells = _cells(counting, context)
        for column in effects:
            yield from _given(column, column.texts, counting, cells, context, threshold)


def across(outputs: Iterable[tuple[Sequence[View], Mapping[str, Any]]], policy: Policy) -> Iterator[Finding]:
    """Yield what ratios in one table give back of counts in another whose rows have the same labels.

    Parameters
    ----------
    outputs : iterable of (views, declared)
        The outputs with what is declared.
    policy : Policy
        Rule CT-05.
    """
    if not policy.is_enabled("CT-05"):
        return
    tables = [
        (view, declared)
        for views, declared in outputs
        for view in views
        if isinstance(view, TableView) and view.n_rows <= MOST_ROWS
    ]
    sources = [(view, column) for view, _ in tables for column in effects_of(view)]
    for view, declared in tables if sources else ():
        context = Context("CT-05", policy, declared, read_table(view, policy, declared))
        counting = _counting(view, context)
        if not counting:
            continue
        threshold, cells = int(context.setting("threshold", 5)), _cells(counting, context)
        rows = _by_label(view)
        for other, column in sources:
            if other is view:
                continue
            at = _by_label(other)
            texts = [""] * view.n_rows
            for name, row in rows.items():
                texts[row] = column.texts[at[name]] if name in at else ""
            for given in _given(column, texts, counting, cells, context, threshold):
                source = f"'{column.label}' of '{other.name}' and the counts of '{view.name}', all"
                yield _finding(view, given, source, context)


def _by_label(view: TableView) -> dict[tuple[str, ...], int]:
    """Return the rows of a table by their labels; labels that stand twice name none."""
    labels = (
        list(view.index)
        if any(c.kind == "text" for c in view.index)
        else [c for c in view.columns if c.kind == "text"][:1]
    )
    found: dict[tuple[str, ...], int] = {}
    twice: set[tuple[str, ...]] = set()
    for row in range(view.n_rows if labels else 0):
        name = tuple(fold(column.texts[row]) for column in labels)
        twice |= {name} if name in found else set()
        found[name] = row
    return {name: row for name, row in found.items() if name not in twice}


def _counting(view: TableView, context: Context) -> list[Column]:
    """Return the columns of counts, where they are few enough to try all ways."""
    counting = [view.columns[role.position] for role in context.reading.having(Role.COUNT)]
    return counting if 2 <= len(counting) <= MOST_COLUMNS and view.n_rows <= MOST_ROWS else []


def _cells(counting: Sequence[Column], context: Context) -> list[Cells]:
    """Return the counts by row."""
    marks = marks_of(context.policy)
    columns = [[parse(text, None, marks) for text in column.texts] for column in counting]
    return [list(row) for row in zip(*columns, strict=True)]


def _given(
    column: Column,
    texts: Sequence[str],
    counting: Sequence[Column],
    cells: Sequence[Cells],
    context: Context,
    threshold: int,
) -> Iterator[Given]:
    is_odds = _kind(column) in ODDS
    shown = {row: one for row, text in enumerate(texts) if text and (one := ways.printed(text)) is not None}
    counts: dict[tuple[int, int], None] = {}
    rows: dict[int, None] = {}
    for way in _own_ways(is_odds, counting):
        for row, k in _in_rows(way, shown, cells, threshold):
            counts[row, k] = rows[row] = None
    references = [row for row, text in enumerate(texts) if _is_reference(text)]
    for reference in references[:1] if len(references) == 1 else ():
        others = {row: one for row, one in shown.items() if row != reference}
        for way in _reference_ways(is_odds, counting, context):
            found = _against(way, others, cells, reference, threshold)
            counts.update(dict.fromkeys(found))
            rows.update(dict.fromkeys(others if found else ()))
    if counts:
        yield Given(column, counting, tuple(counts), tuple(rows))


def _is_reference(text: str) -> bool:
    return bool(text.strip()) and REFERENCE.fullmatch(text) is not None


def _in_rows(
    way: Way, shown: Mapping[int, Printed], cells: Sequence[Cells], threshold: int
) -> Iterator[tuple[int, int]]:
    """Yield (row, number of the count) of what effects give back of counts in their own rows."""
    masked = [row for row in shown if any(is_masked(cell) for cell in cells[row])]
    exact = [row for row in shown if row not in masked and all(value_of(cell) is not None for cell in cells[row])]
    if not masked or not (way.is_named or len(exact) >= ENOUGH):
        return
    if not all(fitting(way, cells[row], shown[row], threshold, with_interval=False) for row in exact):
        return
    woolf = _tells_intervals(way, {row: cells[row] for row in exact}, shown, threshold)
    for row in masked:
        left = fitting(way, cells[row], shown[row], threshold, with_interval=woolf)
        hidden = [k for k in way.columns if is_masked(cells[row][k])]
        yield from ((row, k) for k in sorted(set(hidden)) if len({values[k] for values in left}) == 1)


def _tells_intervals(way: Way, exact: Mapping[int, Cells], shown: Mapping[int, Printed], threshold: int) -> bool:
    """Return whether the confidence intervals of the rows without masks are those of the usual formula."""
    told = [row for row in exact if shown[row].interval is not None]
    fit = (fitting(way, exact[row], shown[row], threshold, with_interval=True) for row in told)
    return len(told) >= ENOUGH and all(fit)


def _against(
    way: Way, shown: Mapping[int, Printed], cells: Sequence[Cells], reference: int, threshold: int
) -> list[tuple[int, int]]:
    """Return (row, number of the count) of what effects against one row give back, of it and of the others."""
    width = len(cells[reference])
    joined = {row: [*cells[row], *cells[reference]] for row in shown}
    used = [row for row in shown if not any(_is_unknown(joined[row][k]) for k in way.columns)]
    if not used or not (way.is_named or len(used) >= ENOUGH):
        return []
    told = sum(shown[row].interval is not None for row in used) >= ENOUGH
    for woolf in (True, False) if told else (False,):  # not every interval is of the usual formula
        left = {row: fitting(way, joined[row], shown[row], threshold, with_interval=woolf) for row in used}
        common = set.intersection(*({values[width:] for values in one} for one in left.values()))
        if common:
            break
    else:
        return []
    hidden = [k for k in set(way.columns) if k >= width and is_masked(cells[reference][k - width])]
    found = [(reference, k - width) for k in sorted(hidden) if len({values[k - width] for values in common}) == 1]
    for row, one in left.items():
        kept = [values for values in one if values[width:] in common]
        own = [k for k in set(way.columns) if k < width and is_masked(cells[row][k])]
        found += [(row, k) for k in sorted(own) if len({values[k] for values in kept}) == 1]
    return found


def _is_unknown(cell: Quantity | None) -> bool:
    return not is_masked(cell) and value_of(cell) is None


def _own_ways(is_odds: bool, counting: Sequence[Column]) -> Iterator[Way]:
    """Yield the ways in which an effect may be of counts in its own row."""
    if len(counting) < 3:
        return
    words = [set(words_of(each.label)) for each in counting]
    wholes = ways.WHOLES_OF_ODDS if is_odds else ways.WHOLES_OF_RISKS
    for four in itertools.permutations(range(len(counting)), 4):
        a, b, c, d = four
        if is_odds and a < d and b < c:
            yield Way(four, ways.odds_of_parts, ways.error_of_odds, is_named=False)
        yield Way(four, *wholes, words[b] < words[a] and words[d] < words[c])


def _reference_ways(is_odds: bool, counting: Sequence[Column], context: Context) -> Iterator[Way]:
    """Yield the ways in which an effect may be of a row against the row of the reference group."""
    policy, width = context.policy, len(counting)
    parts = ways.PARTS_OF_ODDS if is_odds else ways.PARTS_OF_RISKS
    wholes = ways.WHOLES_OF_ODDS if is_odds else ways.WHOLES_OF_RISKS
    names = [fold(each.path[-1]) for each in counting]
    for a, b in itertools.permutations(range(width), 2):
        four = (a, b, width + a, width + b)
        is_named = names[a] in policy.words("part_names") and names[b] in policy.words("whole_names")
        yield Way(four, *wholes, is_named)
        yield Way(four, *parts, is_named=False)
