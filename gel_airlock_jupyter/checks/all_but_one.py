"""Values listed of all people but one, beside their mean or sum: the last one follows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gel_airlock_jupyter.checks.sentences import Sentence
from gel_airlock_jupyter.checks.stated_shares import COUNTED, SIZED, speaks_of_people
from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.disclosure.quantities import Quantity, parse
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.roles.grid import marks_of
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.roles.names import words_of
from gel_airlock_jupyter.subjects import TableView

STATED = re.compile(
    r"\b(?P<word>mean|average|avg|sum)\b(?P<name>[^\d.;]{0,60}?)(?P<number>\d+(?:\.(?P<decimals>\d+))?)(?!\s*%)",
    re.IGNORECASE,
)
MEANS = ("mean", "average", "avg")
SUMS = ("sum", "total")
LISTED = frozenset({Role.PERSON, Role.NUMBER, Role.AGE, Role.STATISTIC, Role.TEXT, Role.LABEL, Role.UNKNOWN_COUNT})
LABELS = frozenset({Role.LABEL, Role.TEXT, Role.IDENTIFIER, Role.PERSON})
MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Whole:
    """What the values of `people` people add up to, in words or in a row of their own."""

    low: Fraction
    high: Fraction
    people: int
    words: str
    said: str
    where: Location


@dataclass(frozen=True, slots=True)
class Listing:
    """Values that a column shows of single people, and how many of its rows hide theirs."""

    name: str
    values: tuple[Fraction, ...]
    hidden: int
    where: Location


def wholes_in(sentences: Iterable[Sentence], policy: Policy) -> Iterator[Whole]:
    """Yield the means and sums that sentences give of people they number: "mean age 30 (n=4)"."""
    for sentence in sentences:
        text = sentence.text
        sizes = {int(match["whole"]) for match in SIZED.finditer(text)}
        sizes |= {int(m["whole"]) for m in COUNTED.finditer(text) if speaks_of_people(m["after"], policy)}
        rest = COUNTED.sub(lambda m: m["after"] if speaks_of_people(m["after"], policy) else m[0], text)
        for match in STATED.finditer(rest) if len(sizes) == 1 else ():
            (people,) = sizes
            half = Fraction(1, 2 * 10 ** len(match["decimals"] or ""))
            number, times = Fraction(match["number"]), people
            if match["word"].casefold() in SUMS:
                half, times = Fraction(0) if not match["decimals"] else half, 1
            shown = f"{match['word'].casefold()} {match['number']} of {people} people ({sentence.where.label})"
            ends = times * (number - half), times * (number + half)
            yield Whole(*ends, people, shown, match["name"] + text, sentence.where)


def listings_in(view: TableView, context: Context) -> Iterator[tuple[Listing, Whole | None]]:
    """Yield the columns that list values, each with the mean or sum that a row of the table gives of it."""
    if not 2 <= view.n_rows <= MOST_ROWS:
        return
    marks = marks_of(context.policy)
    texts = [c for c in view.columns if c.kind == "text" and context.reading.of(c.position) in LABELS]
    labels = [c for c in view.columns if c.is_index or (c in texts and not _is_numeric(c))]
    summaries = {
        row: word for row in range(view.n_rows) for c in labels if (word := fold(c.texts[row])) in MEANS + SUMS
    }
    for column in view.body:
        if column in labels or context.reading.of(column.position) not in LISTED:
            continue
        cells = [parse(text, "number", marks) if text else None for text in column.texts]
        listed = [_value(cell, column.texts[row]) for row, cell in enumerate(cells) if row not in summaries]
        values = tuple(value for value in listed if value is not None)
        if len(values) < 2 or len(listed) - len(values) > 1:
            continue
        found = Listing(column.label, values, len(listed) - len(values), view.whole_column(column))
        whole = None
        for row, word in summaries.items():
            cell = cells[row]
            if cell is not None and cell.lower is not None and cell.upper is not None:
                times = 1 if word in SUMS else len(listed)
                exact = word in SUMS and cell.unit == "number" and "." not in column.texts[row]
                ends = (_value(cell, column.texts[row]),) * 2 if exact else (cell.lower, cell.upper)
                low, high = (times * Fraction(end or 0) for end in ends)
                shown = f"row '{column.texts[row] and word}'"
                whole = Whole(low, high, len(listed), shown, column.label, view.cell(row, column))
        yield found, whole


def _is_numeric(column: Column) -> bool:
    """Return whether most cells of a column of texts begin with a digit."""
    return 2 * sum(text[:1].isdigit() for text in column.texts) > len(column.texts)


def _value(cell: Quantity | None, text: str) -> Fraction | None:
    """Return the number that a cell shows, as printed; None for masks, ranges and texts."""
    if cell is None or cell.lower is None or cell.upper is None or cell.mark not in ("exact", "rounded"):
        return None
    return (Fraction(cell.lower) + Fraction(cell.upper)) / 2 if any(c.isdigit() for c in text) else None


def last_ones(
    wholes: Sequence[Whole], listings: Sequence[tuple[Listing, Whole | None]], context: Context
) -> Iterator[Finding]:
    """Yield listings of all people but one whose mean or sum is given."""
    for listing, own in listings:
        beside = [whole for whole in wholes if whole.people == len(listing.values) + 1]
        beside += [own] if own is not None and listing.hidden == 1 else []
        for whole in beside:
            left = whole.low - sum(listing.values), whole.high - sum(listing.values)
            spread = max(listing.values) - min(listing.values)
            if left[1] < min(listing.values) - 3 * spread or left[0] > max(listing.values) + 3 * spread:
                continue  # no value of this kind
            if left[1] - left[0] > max(spread, Fraction(1)):
                continue
            named = bool(set(words_of(listing.name)) & set(words_of(whole.said))) or whole is own
            yield context.finding(
                f"The {whole.words} and the {len(listing.values)} values listed in '{listing.name}' give the last one"
                + (f": {_shown(left)}." if named else f", if they are of the same people: {_shown(left)}."),
                (whole.where, listing.where),
                "Leave the mean out, or the list.",
                severity=context.setting("pinned_severity", "fail") if named else "review",
            )
            break


def _shown(ends: tuple[Fraction, Fraction]) -> str:
    low, high = (f"{float(end):.2f}".rstrip("0").rstrip(".") for end in ends)
    return low if low == high else f"{low} to {high}"
