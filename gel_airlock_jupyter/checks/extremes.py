"""Minimum, maximum, mode and range: values of single people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gel_airlock_jupyter.checks.all_but_one import Whole, last_ones, listings_in, wholes_in
from gel_airlock_jupyter.checks.contributors import people_behind, proof_of, shown_cells, statistic_columns
from gel_airlock_jupyter.checks.in_sentences import sentences
from gel_airlock_jupyter.checks.sentences import Sentence, pieces, plain, sentences_of
from gel_airlock_jupyter.checks.stated_statistics import extremes_in, of_masked
from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.disclosure.quantities import parse
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.roles.level import read_table
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.roles.names import words_of
from gel_airlock_jupyter.subjects import FigureView, TableView, TextView, View

MOST_STATISTICS = 200  # rows of a table whose extremes are held against other outputs
KINDS = {
    **dict.fromkeys(("min", "minimum", "lowest", "youngest"), "min"),
    **dict.fromkeys(("max", "maximum", "highest", "oldest"), "max"),
    "mode": "mode",
    "median": "median",
}
EXTREMES = ("min", "max", "mode", "range")
STATEMENT = re.compile(
    r"\b(?P<word>min(?:imum)?|max(?:imum)?|mode|youngest|oldest|lowest|highest|median|range[ds]?)\b[^0-9\n]{0,20}?"
    r"(?P<first>\d+(?:\.\d+)?)(?:\s*(?:-|–|—|to|and)\s*(?P<second>\d+(?:\.\d+)?))?",
    re.IGNORECASE,
)
MOST_FOR_MEDIAN = 20  # people: of more, a median tells nothing of those in its band
INTERVAL = re.compile(r"(?P<open>[(\[])\s*(?P<low>-?[\d.]+)\s*,\s*(?P<high>-?[\d.]+)\s*[)\]]")


@dataclass(frozen=True)
class Band:
    """People of a table within a band of values: `least` to `most` of them."""

    low: float
    high: float
    least: float
    most: float


@dataclass(frozen=True)
class Statement:
    """A value of a single person that a text or a table gives: "min", "max", "mode" or "median"."""

    word: str
    value: float
    where: Location


@rule("CT-09", TableView, TextView, title="Minimum, maximum, mode or range over few people")
def extremes(view: TableView | TextView, context: Context) -> Iterator[Finding]:
    """Look for minima, maxima, modes and ranges, which are single people's values.

    What it looks for: rows or columns of them (also of describe() and agg()), and what was recomputed as one; how many
    people their group has; and bands into which a minimum, maximum, mode or median of the texts falls, or of another
    output. Values listed of all people but one, beside their mean or sum and their number: the last one follows.

    Why it matters: four people in the bands 31-40, 41-50, 51-60 and 41-50 beside "minimum 33, maximum 55, mode 47" are
    four known ages.

    What to do: leave extremes out, or give the 5th and 95th percentile of a large group.

    Limits: without a known group size it can only be said that an extreme is one person's value.
    """
    threshold = int(context.setting("threshold", 5))
    if isinstance(view, TextView):
        yield from of_masked(view, context, threshold)
        yield from extremes_in(view, context)
        return
    cells = list(_extreme_cells(view, context))
    columns = tuple(dict.fromkeys(column for column, _ in cells))
    known = people_behind(view, columns, context) if cells else {}
    few: list[Location] = []
    rest: list[Location] = []
    for column, row in cells:
        people = known.get(column.position)
        small = people is not None and people.sure and 1 <= people.most[row] < threshold
        (few if small else rest).append(view.cell(row, column))
    if few:
        yield context.finding(
            f"{plural(len(few), 'cell')} {'is an extreme' if len(few) == 1 else 'are extremes'} of 1-{threshold - 1} "
            "people: with so few they pin single people.",
            few[: context.limits.places],
            "Leave minimum, maximum, mode and range out.",
            severity=context.setting("pinned_severity", "fail"),
            places=len(few),
        )
    if rest:
        yield context.finding(
            f"{plural(len(rest), 'cell')} {'is an extreme' if len(rest) == 1 else 'are extremes'} "
            "(minimum, maximum, mode or range): each is the value of one person.",
            rest[: context.limits.places],
            "Allowed in a large group; quantiles such as 5 % and 95 % are safer.",
            places=len(rest),
        )
    if statements := list(_statements_in(view)):
        yield from pinned(statements, bands_of(view, context), context, threshold)
    yield from last_ones(
        list(wholes_in(sentences(view, context), context.policy)), list(listings_in(view, context)), context
    )


def _extreme_cells(view: TableView, context: Context) -> Iterator[tuple[Column, int]]:
    words = context.policy.words("extreme_names")
    columns = statistic_columns(view, context)
    if context.reading.level == "aggregate":
        ages = (view.columns[role.position] for role in context.reading.having(Role.AGE))
        columns = (*columns, *(c for c in ages if words_of(c.path[-1]) & words and c not in columns))
    proof = proof_of(view, context)
    labels = next((column for column in view.columns if column.kind == "text"), None)
    rows = {r for r, text in enumerate(labels.texts) if fold(text) in words} if labels and view.n_rows < 1000 else set()
    for column in columns:
        named = fold(column.path[-1]) in words or fold(column.path[0]) in words
        named = named or (context.reading.of(column.position) is Role.AGE and bool(words_of(column.path[-1]) & words))
        proven = proof.statistics.get(column.position, ()) if proof and proof.is_proof else ()
        for row in shown_cells(column):
            if named or row in rows or (proven and proven[row] in EXTREMES):
                yield column, row


def bands_of(view: TableView, context: Context) -> list[Band]:
    """Return the bands of a table with their people: rows of a listing, or the counts beside them."""
    best: list[Band] = []
    for column in view.columns:
        if column.kind not in ("text", "other") or view.n_rows > 1000:
            continue
        ends = _bands_in(column)
        if ends is None:
            continue
        counts = [view.columns[role.position] for role in context.reading.having(Role.COUNT)]
        counts = [count for count in counts if count is not column]
        people: dict[tuple[float, float], list[float]] = {}
        for row, end in enumerate(ends):
            if end is None:
                continue
            size = parse(counts[0].texts[row], "count") if counts else None
            least = float(size.lower or 0) if size else 0.0 if counts else 1.0
            most = (float(size.upper) if size.upper is not None else np.inf) if size else np.inf if counts else 1.0
            known = people.setdefault(end, [0.0, 0.0])
            known[0] += least
            known[1] += most
        if len(people) > len(best):
            best = [Band(low, high, least, most) for (low, high), (least, most) in people.items()]
    return best


def _bands_in(column: Column) -> list[tuple[float, float] | None] | None:
    """Return the band in each cell of a column; None as soon as half of the cells are something else."""
    known: dict[str, tuple[float, float] | None] = {}
    left = sum(column.tally(column.length).values()) / 2
    for text, often in column.tally(column.length).items():
        known[text] = _band(text)
        left -= often if known[text] is None else 0
        if left <= 0:
            return None
    return [known[text] for text in column.texts]


def _band(text: str) -> tuple[float, float] | None:
    match = INTERVAL.fullmatch(text.strip())
    if match:
        return float(match["low"]), float(match["high"])
    found = parse(text) if text and any(c.isdigit() for c in text) else None
    if found is None or found.mark != "range" or found.lower is None or found.upper is None:
        return None
    return float(found.lower), float(found.upper)


def _statements_in(view: TableView) -> Iterator[Statement]:
    for placed in view.placed_texts():
        yield from statements_of(placed.text, placed.where)
    for column in view.columns:
        if column.kind in ("text", "other") and view.n_rows <= 1000:
            telling = {text for text in set(column.texts) if STATEMENT.search(text)}
            for row in (row for row, text in enumerate(column.texts) if text in telling) if telling else ():
                yield from statements_of(column.texts[row], view.cell(row, column))


def statements_of(text: str, where: Location) -> Iterator[Statement]:
    """Yield the extremes that a text gives: "minimum 33", "mode: 47", "range 33-55"."""
    for match in STATEMENT.finditer(text):
        word, first = match["word"].casefold(), float(match["first"])
        if word.startswith("range"):
            if match["second"]:
                yield Statement("min", first, where)
                yield Statement("max", float(match["second"]), where)
        elif word in ("mode", "median"):
            yield Statement(word, first, where)
        else:
            yield Statement("min" if word[:3] in ("min", "you", "low") else "max", first, where)


def pinned(
    statements: Sequence[Statement], bands: Sequence[Band], context: Context, threshold: int
) -> Iterator[Finding]:
    """Yield what extremes give away about bands of few people."""
    least, most = sum(band.least for band in bands), sum(band.most for band in bands)
    if least != most or most > MOST_FOR_MEDIAN or most % 2 == 0:
        statements = [each for each in statements if each.word != "median"]  # of an even number it is nobody's value
    certain: list[Statement] = []
    vague: list[Statement] = []
    for each in {(each.word, each.value): each for each in statements}.values():
        band = next((b for b in bands if b.low <= each.value <= b.high), None)
        if band is None or band.least >= threshold or band.most < 1:
            continue
        everybody = 2 if each.word == "mode" else 1  # a mode is held by two people at least
        (certain if band.most <= everybody else vague).append(each)
    for found, severity, words in (
        (certain, context.setting("pinned_severity", "fail"), "give the exact value of every person in a band"),
        (vague, None, f"fall into bands of fewer than {threshold} people"),
    ):
        if found:
            yield context.finding(
                f"{plural(len(found), 'extreme')} ({some((e.word for e in found), 4)}) {words}.",
                tuple(each.where for each in found),
                "Leave minimum, maximum and mode out, or merge the bands.",
                severity=severity,
            )


def across(
    outputs: Iterable[tuple[Sequence[View], Mapping[str, Any], Mapping[str, str]]], policy: Policy
) -> Iterator[Finding]:
    """Yield what the texts and extremes of several outputs give away about bands and lists in their tables.

    Parameters
    ----------
    outputs : iterable of (views, declared, words)
        The outputs with what is declared and the texts that go with them: title, description.
    policy : Policy
        Rule CT-09.
    """
    listed = list(outputs)
    if not policy.is_enabled("CT-09"):
        return
    said: list[tuple[View | None, Statement]] = []
    wholes: list[tuple[View | None, Whole]] = []
    contexts: dict[int, Context] = {}
    for views, declared, words in listed:
        for name, text in words.items():
            said += [(None, one) for one in statements_of(text, Location("text", name))]
            spoken = [Sentence(plain(piece, policy), Location("text", name)) for piece in pieces(text)]
            wholes += [(None, one) for one in wholes_in(spoken, policy)]
        for view in views:
            if isinstance(view, TableView):
                context = Context("CT-09", policy, declared, read_table(view, policy, declared))
                contexts[id(view)] = context
                said += [(view, one) for one in (*_statements_in(view), *_statements_of_cells(view, context))]
            elif isinstance(view, TextView):
                said += [(view, s) for placed in view.placed_prose() for s in statements_of(placed.text, placed.where)]
            elif isinstance(view, FigureView):
                said += [(view, s) for text in view.texts if text.visible for s in statements_of(text.text, text.where)]
            if isinstance(view, TableView | TextView | FigureView):
                wholes += [(view, one) for one in wholes_in(sentences_of(view, policy), policy)]
    for view in (view for views, _, _ in listed for view in views if isinstance(view, TableView)):
        context = contexts[id(view)]
        others = [one for source, one in said if source is not view]
        if others:
            yield from pinned(others, bands_of(view, context), context, int(context.setting("threshold", 5)))
        if stated := [one for source, one in wholes if source is not view]:
            alone = [(listing, None) for listing, _ in listings_in(view, context)]
            yield from last_ones(stated, alone, context)


def _statements_of_cells(view: TableView, context: Context) -> Iterator[Statement]:
    """Yield the extremes that a table of statistics shows, of which the row or column says what they are."""
    if view.n_rows > MOST_STATISTICS or context.reading.level == "individual":
        return
    labels = [c for c in view.columns if c.kind in ("text", "other")]
    for column in view.columns:
        named = next((KINDS[name] for path in column.path if (name := fold(path)) in KINDS), "")
        for row in range(view.n_rows):
            word = named or next((KINDS[name] for c in labels if (name := fold(c.texts[row])) in KINDS), "")
            cell = parse(column.texts[row], "number") if word and column.texts[row] else None
            if cell is not None and cell.lower is not None and cell.upper is not None and not cell.is_hidden:
                yield Statement(word, float(cell.lower + cell.upper) / 2, view.cell(row, column))
