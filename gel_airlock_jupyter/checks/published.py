"""What an output publishes, for comparison with other outputs: counts with their labels, and numbers in its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from gel_airlock_jupyter.checks.figure_counts import Group, Sized, groups_of
from gel_airlock_jupyter.checks.figure_shares import Share, shares_of
from gel_airlock_jupyter.checks.figure_totals import masked_paths
from gel_airlock_jupyter.checks.figure_units import Unit
from gel_airlock_jupyter.checks.figure_words import stated_counts
from gel_airlock_jupyter.checks.people_in_words import ranges_in
from gel_airlock_jupyter.checks.releases import is_for_matchmaker, names_matchmaker
from gel_airlock_jupyter.checks.sentences import QUIET, pieces, plain
from gel_airlock_jupyter.checks.stated_shares import stated_shares
from gel_airlock_jupyter.checks.variant_keys import variants_in
from gel_airlock_jupyter.disclosure.grids import Grid
from gel_airlock_jupyter.disclosure.quantities import Quantity, exact, masked
from gel_airlock_jupyter.joint.published import Number, Published, Spoken, Variants
from gel_airlock_jupyter.joint.stating import spoken_of
from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.roles.grid import count_grid, marks_of
from gel_airlock_jupyter.roles.level import read_table
from gel_airlock_jupyter.roles.model import Reading
from gel_airlock_jupyter.roles.relations import relations_of
from gel_airlock_jupyter.roles.upright import upright
from gel_airlock_jupyter.subjects import FigureView, Mark, TableView, TextView, View

AROUND = 40  # characters kept on either side of a number in a text
LONGEST_WORDS = 120
MOST_CELLS = 20_000
FINEST_SHARE = 0.0005  # of a whole: nobody measures a bar more closely
MOST_NUMBERS = 200
SPEAKS = ("named", "with noun")


def published_of(
    name: str,
    views: Sequence[View],
    policy: Policy,
    declared: Mapping[str, Any],
    words: Mapping[str, str] | None = None,
) -> tuple[Published, ...]:
    """Return what an output publishes: one for each table or pair of axes in it, with the numbers of its texts.

    Parameters
    ----------
    name : str
        How a person calls the output.
    views : sequence of View
        What was read of it.
    policy : Policy
        Marks and vocabularies.
    declared : mapping
        Validated declarations.
    words : mapping, optional
        Title, description and other texts that go with it, by what they are.
    """
    found: list[Published] = []
    texts = list((words or {}).items())
    for view in views:
        if isinstance(view, TableView):
            found += _with_variants(_within(view, name, after=True), view, policy, declared)
            texts += [(_within(view, "title"), view.title)]
            texts += [(_within(view, t.where.label), t.text) for t in view.carried]
        elif isinstance(view, FigureView):
            found += _figure(_within(view, name, after=True), view, policy, declared)
            texts += [(_within(view, t.where.label), t.text) for t in view.texts if t.visible and t.role not in QUIET]
        elif isinstance(view, TextView):
            texts += [(_within(view, t.where.label), t.text) for t in view.placed_prose()]
    known = {number for one in found for number in (one.grid.titles if one.grid else ())}
    numbers = tuple(number for number in _stated(texts, policy) if number.value not in known)[:MOST_NUMBERS]
    spoken = tuple(dict.fromkeys(_spoken(texts, policy)))[:MOST_NUMBERS]
    sent = Variants(for_matchmaker=True) if any(names_matchmaker(text, policy) for _, text in texts) else None
    said = Published(name, numbers=numbers, spoken=spoken, variants=sent)
    return (*found, said) if numbers or spoken or sent else tuple(found)


def _with_variants(name: str, view: TableView, policy: Policy, declared: Mapping[str, Any]) -> tuple[Published, ...]:
    """Return what a table publishes, stood up where it lies: its counts, and the variants that it names."""
    stood = upright(view, policy, declared)
    lies = stood is not None and stood.sure
    if stood is not None and lies:
        view = stood.view
    reading = read_table(view, policy, declared)
    context = Context("VR-10", policy, declared, reading)
    variants = variants_in(view, context, for_matchmaker=is_for_matchmaker(view, context))
    tables = tuple(_table(name, view, reading, policy, declared))
    tables = tuple(replace(table, columns=()) for table in tables) if lies else tables  # of places that are not shown
    if variants is None:
        return tables
    return tuple(replace(table, variants=variants) for table in tables) or (Published(name, variants=variants),)


def _within(view: TableView | FigureView | TextView, label: str, *, after: bool = False) -> str:
    """Return a label with the part of the file it belongs to: 'book.xlsx, sheet A'; 'cell 3, line 1'."""
    return ", ".join(filter(None, (label, view.part) if after else (view.part, label)))


def _stated(texts: Iterable[tuple[str, str]], policy: Policy) -> Iterator[Number]:
    """Yield the counts of people that texts state, as numbers, limits or shares; each of each text once."""
    seen: set[tuple[str, int, int | None]] = set()
    for where, text in texts:
        for sentence in pieces(text):
            for number in _numbers(plain(sentence, policy), where, policy):
                name = (where, number.value, number.most)
                if name not in seen:
                    seen.add(name)
                    yield number


def _numbers(sentence: str, where: str, policy: Policy) -> Iterator[Number]:
    for stated in stated_counts(sentence, policy, brackets=False):
        if stated.how in SPEAKS:
            number = Number(stated.value, _around(sentence, stated.start, stated.end), where)
            yield _with_part(number, policy)
    for match, low, high in ranges_in(sentence, policy):
        yield Number(low, _around(sentence, match.start(), match.end()), where, high)
    for share in stated_shares(sentence, policy):
        if share.told == "of" and share.counts:
            yield Number(share.counts[0], sentence[:LONGEST_WORDS], where, share.counts[-1])


def _with_part(number: Number, policy: Policy) -> Number:
    """Return a number with what its words say that it counts: a part ("women"), or people and no part of them."""
    spoken = list(dict.fromkeys(fold(word) for word in spoken_of(number).split()))
    parts = [word for word in spoken if word in policy.words("part_names")]
    is_whole = not parts and any(word in policy.words("whole_names") for word in spoken)
    return replace(number, part=parts[0] if len(parts) == 1 else "", is_whole=is_whole)


def _around(sentence: str, start: int, end: int) -> str:
    return " ".join(sentence[max(0, start - AROUND) : end + AROUND].split())


def _spoken(texts: Iterable[tuple[str, str]], policy: Policy) -> Iterator[Spoken]:
    """Yield the percentages that texts state of people whom they do not number."""
    for where, text in texts:
        for sentence in pieces(text) if "%" in text or "cent" in text else ():
            for share in stated_shares(plain(sentence, policy), policy):
                if share.of and share.told != "in words":
                    percent = Quantity(100 * share.low, 100 * share.high, "percent", "rounded", share.text)
                    yield Spoken(percent, share.of, share.words[:LONGEST_WORDS], where)


def _table(
    name: str, view: TableView, reading: Reading, policy: Policy, declared: Mapping[str, Any]
) -> Iterator[Published]:
    if reading.level == "individual" or view.n_rows * len(view.columns) > MOST_CELLS:
        return
    counts = count_grid(view, reading, policy, declared, shares=True)
    if counts is None:
        return
    yield Published(
        name,
        counts.grid,
        tuple(column.label for column in counts.labels),
        view.column_axis,
        bool(counts.labels),
        (),
        relations_of(counts.grid, declared),
        columns=tuple(column.position for column in counts.columns),
    )


def _figure(name: str, view: FigureView, policy: Policy, declared: Mapping[str, Any]) -> Iterator[Published]:
    """Yield the bars of each pair of axes as a table: labels in rows, series in columns."""
    context = Context("FG-01", policy, declared)
    labels = {mark.path: mark for mark in view.marks}
    for group in groups_of(view, context):
        if group.coloured or not group.is_whole or group.measure.unit not in (Unit.PEOPLE, Unit.UNKNOWN):
            continue
        hidden = masked_paths(view, group)
        bars = [(labels[sized.path], sized) for sized in group.marks if sized.path in labels]
        if bars and all(mark.label for mark, _ in bars):
            yield _bars(name, group, bars, hidden, policy)
    for axes, shares in shares_of(view, context):
        drawn = [share for share in shares if share.mark.visible and share.share > 0]  # a bar of 0 may be a hidden one
        if drawn and all(share.mark.label for share in drawn):
            yield _shares(name, axes, drawn)


def _shares(name: str, axes: int, drawn: Sequence[Share]) -> Published:
    """Return bars or slices that are percentages as a table of those, as finely as a reader can measure them."""
    cells: dict[tuple[str, str], Quantity] = {}
    for share in drawn:
        half = max(share.rounding, FINEST_SHARE)
        low, high = (
            Fraction(max(0.0, 100 * end)).limit_denominator(10**6) for end in (share.share - half, share.share + half)
        )
        cells[share.mark.label, share.mark.series] = Quantity(
            low, high, "percent", "rounded", f"{100 * share.share:g} %"
        )
    rows, columns = (list(dict.fromkeys(key[k] for key in cells)) for k in (0, 1))
    grid = Grid(
        tuple(tuple(cells.get((row, column)) for column in columns) for row in rows),
        tuple((row,) for row in rows),
        tuple((column or "percent",) for column in columns),
        name=name,
    )
    return Published(name if axes == 0 else f"{name}, axes {axes + 1}", grid)


def _bars(
    name: str, group: Group, bars: Sequence[tuple[Mark, Sized]], hidden: frozenset[str], policy: Policy
) -> Published:
    marks = marks_of(policy)
    rows = list(dict.fromkeys(mark.label for mark, _ in bars))
    columns = list(dict.fromkeys(mark.series for mark, _ in bars))
    cells: dict[tuple[str, str], Quantity] = {}
    for mark, sized in bars:
        is_hidden = mark.path in hidden
        cells[mark.label, mark.series] = masked(marks) if is_hidden else exact(round(sized.value))
    grid = Grid(
        tuple(tuple(cells.get((row, column)) for column in columns) for row in rows),
        tuple((row,) for row in rows),
        tuple((column or "n",) for column in columns),
        name=name,
    )
    called = name if group.axes == 0 else f"{name}, axes {group.axes + 1}"
    return Published(called, grid, relations=relations_of(grid))
