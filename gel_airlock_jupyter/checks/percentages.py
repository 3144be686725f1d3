"""Percentages and rates that give back 1-4 people."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from gel_airlock_jupyter.checks import joint
from gel_airlock_jupyter.checks.contributors import proof_of
from gel_airlock_jupyter.checks.effects import by_effects
from gel_airlock_jupyter.checks.given_back import Share, Whole, given_back
from gel_airlock_jupyter.checks.in_sentences import Worded, shares_of_few
from gel_airlock_jupyter.checks.share_cells import in_text_cells
from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.disclosure.quantities import parse
from gel_airlock_jupyter.disclosure.reading import SIZE
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.policy.model import fold
from gel_airlock_jupyter.registry import Context, rule
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.roles.names import words_of
from gel_airlock_jupyter.subjects import FigureView, JointView, RequestView, TableView, TextView

ANY = (TableView, TextView, FigureView, RequestView)
PER = re.compile(r"(?:per|/)\s*[_ ]?\s*(?P<number>\d[\d,]*)\s*(?P<thousand>k)?", re.IGNORECASE)
ROUND_WHOLES = ("100", "1000", "10000", "100000", "1000000")
Read = dict[tuple[str, int | None, int], tuple[Fraction, Fraction] | None]
YEARS = frozenset({"person", "years"})
TELLING_DECIMALS = 8  # shares written so exactly fit few numbers of people
MOST_ROWS = 5_000
MOST_SOUGHT = 5_000  # largest number of people that exact shares are tried on


@rule("CT-05", *ANY, JointView, title="A percentage or rate that gives back 1-4 people")
def percentages(view: Worded | JointView, context: Context) -> Iterator[Finding]:
    """Look for percentages, proportions and rates from which a count of 1 to 4 follows.

    What it looks for: shares whose whole is known: declared (`n=`), in a column of the same row, the total of a column
    of counts whose other cells agree with the shares, recounted from the session, or written so exactly that only one
    number of people fits. Text cells such as `<5 (3.4%)` are taken apart. Odds and risk ratios beside masked counts and
    the sizes of their groups, where one of 1 to 4 is left. In words: "7.5 % of the 40 women", "of 40 women, 7.5 %
    relapsed", "a third of 9 patients", rates with their person-years; in prose, titles, notes, texts of figures, and
    the titles and descriptions of a request's outputs.

    Why it matters: 6.8 % of 44 people are 3 people, masked or not.

    What to do: mask the percentage with the count, or round it until five people would fit as well.

    Limits: a whole that stands only in another output is told by its words, or by all percentages of a table being
    whole numbers of people of it; then the severity is review.
    """
    if isinstance(view, JointView):
        yield from joint.of_few(view, context)
        return
    threshold = int(context.setting("threshold", 5))
    if not context.declared.get("genetic"):
        yield from shares_of_few(view, context, threshold)
    if not isinstance(view, TableView):
        return
    if view.n_rows > MOST_ROWS or context.reading.level not in ("aggregate", "unsure"):
        return
    read: Read = {}
    for column in _share_columns(view, context):
        if not _may_be_of_known(column, view, context):
            continue  # of nobody knows how many: its cells need not be read
        shares = list(_shares(column, read))
        for whole in _wholes(column, shares, view, context):
            yield from given_back(column, shares, whole, view, context, threshold)
            break
    yield from in_text_cells(view, context, threshold)
    yield from by_effects(view, context, threshold)


def _share_columns(view: TableView, context: Context) -> list[Column]:
    """Return columns of percentages, and of rates that say of how many: "rate per 1,000"."""
    reading = context.reading
    shares = {role.position for role in reading.having(Role.PERCENTAGE)}
    rates = {
        role.position
        for role in reading.having(Role.STATISTIC, Role.NUMBER, Role.COUNT, Role.UNKNOWN_COUNT)
        if _is_rate(role.label)
    }
    return [column for column in view.body if column.position in shares | rates]


def _is_rate(label: str) -> bool:
    """Return whether a header says of how many people each cell speaks: "rate per 50", "cases per 1,000"."""
    match = PER.search(label)
    if match is None:
        return False
    return "rate" in words_of(label) or bool(match["thousand"]) or match["number"].replace(",", "") in ROUND_WHOLES


def scale_of(column: Column) -> int:
    """Return what a share of everything would read as: 1, 100, or the number of a rate "per 1,000"."""
    match = PER.search(column.label)
    if match:
        return int(match["number"].replace(",", "")) * (1000 if match["thousand"] else 1)
    if "%" in column.label or any(fold(part) in ("percent", "percentage", "pct", "perc") for part in column.path):
        return 100
    profile = column.profile
    if profile is not None:
        return 1 if profile.maximum <= 1 else 100
    return 100


def _shares(column: Column, read: Read) -> Iterator[Share]:
    """Yield the shares of a column; `read` keeps what was read, so that equal cells are read once."""
    scale = scale_of(column)
    decimals = _decimals(column) if column.numbers is not None else None
    for row, text in enumerate(column.texts):
        key = (text, decimals, scale)
        if key not in read:
            read[key] = _share(text, decimals, scale)
        share = read[key]
        if share is not None:
            yield Share(row, *share)


def _share(text: str, decimals: int | None, scale: int) -> tuple[Fraction, Fraction] | None:
    """Return the least and the largest share that a cell may stand for, None for what is no share."""
    quantity = parse(text, "number", decimals=decimals) if text else None
    if quantity is None or quantity.is_hidden or quantity.lower is None or quantity.upper is None:
        return None
    unit = 100 if quantity.unit == "percent" else scale
    return max(Fraction(0), Fraction(quantity.lower) / unit), Fraction(quantity.upper) / unit


def _decimals(column: Column) -> int:
    """Return the decimals that a column of numbers shows, at most 12: the last digits of a float are noise."""
    texts = [text for text in column.tally(MOST_ROWS) if "." in text and "e" not in text]
    return min(max((len(text.partition(".")[2]) for text in texts), default=0), 12)


def _may_be_of_known(column: Column, view: TableView, context: Context) -> bool:
    """Return whether anything may tell of how many people the shares of a column are; `_wholes` says of how many."""
    said = context.declared.get("n") is not None or SIZE.search(" ".join(column.path)) is not None
    counted = (
        said
        or words_of(column.label) >= YEARS
        or bool(context.reading.having(Role.COUNT))
        or proof_of(view, context) is not None
    )
    return counted or _decimals(column) >= TELLING_DECIMALS


def _wholes(column: Column, shares: list[Share], view: TableView, context: Context) -> Iterator[Whole]:
    """Yield the wholes that a column of shares may be of, the best known first."""
    counts = [view.columns[role.position] for role in context.reading.having(Role.COUNT)]
    for count in counts:
        total = _column_total(count, shares, view, context)
        if total is not None:
            yield Whole([total] * view.n_rows, f"the total of '{count.label}' is {total:,}", count)
    if context.declared.get("n") is not None:
        yield Whole([int(context.declared["n"])] * view.n_rows, "declared: n=")
    told = SIZE.search(" ".join(column.path))
    if told is not None:
        yield Whole([int(told[1].replace(",", ""))] * view.n_rows, f"the header says n = {told[1]}")
    if words_of(column.label) >= YEARS and (times := _years(view)) is not None:
        yield Whole(times, "the row's person-years")
        return
    words = context.policy.words("group_size_names")
    for count in sorted(counts, key=lambda c: fold(c.path[-1]) not in words):
        sizes = [_exact(text) for text in count.texts]
        if any(sizes) and _agree(shares, sizes):
            yield Whole(sizes, f"the row's '{count.label}'")
    proof = proof_of(view, context)
    if proof is not None and proof.is_proof and column.position in proof.people:
        parts = proof.people[column.position]
        if "share" in proof.statistics.get(column.position, ()):
            sizes = [_whole_of(share, parts) for share in _by_row(shares, view.n_rows)]
        else:
            sizes = [None if np.isnan(n) else int(n) for n in parts]
        yield Whole(sizes, proof.words)
    exact = _only_whole(shares, _decimals(column))
    if exact is not None:
        yield Whole([exact] * view.n_rows, f"its decimals fit {exact:,} people")


def _years(view: TableView) -> list[int | None] | None:
    """Return the person-years of each row, where a column says them."""
    for column in view.body:
        if words_of(column.label) >= YEARS and PER.search(column.label) is None:
            return [_exact(text.partition(".")[0]) for text in column.texts]
    return None


def _by_row(shares: list[Share], n_rows: int) -> list[Share | None]:
    found: list[Share | None] = [None] * n_rows
    for share in shares:
        found[share.row] = share
    return found


def _whole_of(share: Share | None, parts: Any) -> int | None:
    """Return the people a share is of, from the people it counts."""
    if share is None or not share.high or np.isnan(parts[share.row]):
        return None
    middle = (share.low + share.high) / 2
    return round(float(parts[share.row]) / float(middle)) if middle else None


def _exact(text: str) -> int | None:
    quantity = parse(text, "count") if text and any(c.isdigit() for c in text) else None
    return None if quantity is None or quantity.value is None else int(quantity.value)


def _column_total(count: Column, shares: list[Share], view: TableView, context: Context) -> int | None:
    """Return the total of a column of counts if at least two shown counts agree with their shares of it."""
    exact = {share.row: (_exact(count.texts[share.row]), share) for share in shares}
    known = [(value, share) for value, share in exact.values() if value]
    if len(known) < 2:
        return None
    low = max(math.ceil(value / share.high) for value, share in known if share.high)
    tops = [math.floor(value / share.low) for value, share in known if share.low]
    high = min(tops) if tops else low
    totals = [_exact(count.texts[row]) for row in _total_rows(view, context)]
    fitting = [total for total in totals if total and low <= total <= high]
    if fitting:
        return fitting[0]
    return low if low == high else None


def _total_rows(view: TableView, context: Context) -> list[int]:
    """Return the rows that are called totals, looked for once for all columns of shares."""
    if "total rows" not in context.memo:
        words = context.policy.words("total_labels")
        labels = [column.texts for column in view.columns if column.is_index or column.kind == "text"]
        context.memo["total rows"] = [
            row for row in range(view.n_rows) if any(fold(texts[row]) in words for texts in labels)
        ]
    found: list[int] = context.memo["total rows"]
    return found


def _agree(shares: list[Share], sizes: Sequence[int | None]) -> bool:
    """Return whether every share of its row's size can be a whole number of people."""
    known = [(share, size) for share in shares if (size := sizes[share.row])]
    return bool(known) and all(math.ceil(share.low * size) <= math.floor(share.high * size) for share, size in known)


def _only_whole(shares: list[Share], decimals: int) -> int | None:
    """Return the number of people of which shares written with all their decimals are whole parts."""
    if decimals < TELLING_DECIMALS or len(shares) < 2:
        return None
    size = 1
    for share in shares:
        part = ((share.low + share.high) / 2).limit_denominator(MOST_SOUGHT)
        if not share.low - Fraction(1, 10**10) <= part <= share.high + Fraction(1, 10**10):
            return None
        size = math.lcm(size, part.denominator)
        if size > MOST_SOUGHT:
            return None
    return size if size > 1 else None
