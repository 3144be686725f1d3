"""Numbers and contact details of people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from gel_airlock_jupyter.checks.passages import Written, called, places_of
from gel_airlock_jupyter.columns import Column, Hits, hits_of
from gel_airlock_jupyter.findings import Finding, Location, Severity
from gel_airlock_jupyter.plain_text import plain, search
from gel_airlock_jupyter.registry import Context, plural, rule
from gel_airlock_jupyter.roles import names
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.subjects import FileView, RequestView, TableView, TextView

NINE = re.compile(r"(?<![\w.:-])[1-9]\d{8}(?![\w:-])")
# Written with one sign between thousands, the whole cell or word: 500,000,009.
GROUPED = re.compile(
    r"(?<![\w.,:-])[1-9]\d{2}"
    r"(?:,\d{3},\d{3}| \d{3} \d{3}|\.\d{3}\.\d{3}|['’]\d{3}['’]\d{3}|_\d{3}_\d{3})(?![\w:-]|[.,]\d)"
)
NHS_FORM = re.compile(r"(?<![\w.:-])(\d{3})[ -](\d{3})[ -](\d{4})(?![\w:-])")
NHS_BARE = re.compile(r"(?<![\w.:-])(\d{10})(?![\w:-])")
EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
AT_HOME = re.compile(
    r"(?i:\bpost\s?codes?\b|\bpostal\s+code\b|\blives?\s+(?:at|in)\b|\baddress\b)[^\n]{0,40}?"
    r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|"
    r"(?i:\b(?:tel|phone|telephone|mobile)\b)[^\n\d+]{0,20}(?:\+44|0)\d[\d ]{8,12}"
)
POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
PHONE = re.compile(r"(?:\+44|0)[ -]?\d{2,5}[ -]?\d{3,4}[ -]?\d{3,4}")
SAMPLE = 5000
WEIGHTS = np.array([10, 9, 8, 7, 6, 5, 4, 3, 2])


def is_nhs_number(digits: str) -> bool:
    """Return whether ten digits pass the modulus 11 of NHS numbers; ten equal digits are a placeholder."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(weight * int(digit) for weight, digit in zip(WEIGHTS.tolist(), digits, strict=False)) % 11
    return bool(check % 11 == int(digits[9]) and check != 10)


def _verb(hits: Hits, verb: str) -> str:
    return verb if hits.total > 1 else verb + "s"


def _has_word(column: Column, context: Context, vocabulary: str) -> bool:
    return bool(names.words_of(column.label) & context.policy.words(vocabulary))


def _is_genomic(column: Column, context: Context) -> bool:
    role = context.reading.of(column.position)
    return role in (Role.POSITION, Role.VARIANT, Role.CHROMOSOME, Role.ALLELE) or _has_word(
        column, context, "position_words"
    )


@rule("ID-04", TableView, FileView, TextView, RequestView, title="Nine-digit participant number")
def participant_numbers(view: Written, context: Context) -> Iterator[Finding]:
    """Look for nine-digit participant numbers.

    What it looks for: whole numbers of nine digits, stored as numbers or text, with a name or words about people beside
    them, in titles, headers and answers of the form too; without such context only a warning, since genomic positions
    have nine digits too.

    Why it matters: a participant number names a person in the library.

    What to do: drop the column.

    Limits: columns of positions are left alone. The format is not published; fictitious examples have nine digits.
    """
    yield from _numbers_in_text(view, context)
    for column in view.columns if isinstance(view, TableView) else ():
        if _is_genomic(column, context):
            continue
        hits, share = _nine_digits(column)
        if not hits.total:
            continue
        known = context.reading.of(column.position) is Role.IDENTIFIER or _has_word(column, context, "people_id_words")
        if not known and (share < 0.5 or context.reading.level == "variant"):
            continue
        yield context.finding(
            f"{plural(hits.total, 'cell')} of '{column.label}' {_verb(hits, 'look')} like a participant number.",
            [Location("cell", f"row {row + 1}, column '{column.label}'", row, column.position) for row in hits.rows],
            f"Drop '{column.label}'. If it counts or measures something, rename it to say what.",
            severity=None if known else Severity.WARN,
            places=hits.total,
        )


def _nine_digits(column: Column) -> tuple[Hits, float]:
    """Return the cells of nine digits, and their share of the first cells."""
    profile = column.profile
    if profile is not None:
        if profile.maximum < 1e8 or profile.minimum >= 1e9 or not profile.whole or column.numbers is None:
            return Hits(0), 0.0
        hits = hits_of((column.numbers >= 1e8) & (column.numbers < 1e9))
    elif column.kind in ("text", "other"):
        hits = column.search(NINE)
        if not hits.total:
            hits = column.search(GROUPED)
    else:
        return Hits(0), 0.0
    return hits, hits.total / max(1, column.length)


def _numbers_in_text(view: Written, context: Context) -> Iterator[Finding]:
    people = context.policy.words("people_id_words")
    found: dict[bool, list[Location]] = {True: [], False: []}
    for placed in view.placed_texts():
        if search(NINE, placed.text) or search(GROUPED, placed.text):
            found[bool(names.words_of(placed.text) & people)].append(placed.where)
    for known, places in found.items():
        if places and (known or isinstance(view, TextView | RequestView)):
            yield context.finding(
                f"{called(places)} {'holds' if len(places) == 1 else 'hold'} "
                "a number of nine digits, the form of a participant number.",
                places,
                "Remove it, or say what it is.",
                severity=None if known else Severity.WARN,
            )


@rule("ID-10", TableView, FileView, TextView, RequestView, title="NHS number")
def nhs_numbers(view: Written, context: Context) -> Iterator[Finding]:
    """Look for NHS numbers.

    What it looks for: ten digits that pass modulus 11 and are written 3-3-4, in cells, titles, headers or answers of
    the form, stand in a column named for them, or make up at least half of a column. One in eleven random numbers
    passes, so bare digits without context are no finding.

    Why it matters: an NHS number is the most direct identifier of a patient.

    What to do: drop the column, and tell the data team: the Research Environment should hold none.

    Limits: rs numbers with ten digits, positions and identifiers within longer words are left alone.
    """
    places = places_of(view, _formed)
    if places:
        yield context.finding(f"{called(places)} with an NHS number.", places, "Remove it.")
    for column in view.columns if isinstance(view, TableView) else ():
        hits = _nhs_cells(column, context)
        if hits.total:
            yield context.finding(
                f"{plural(hits.total, 'cell')} of '{column.label}' {_verb(hits, 'hold')} an NHS number.",
                [
                    Location("cell", f"row {row + 1}, column '{column.label}'", row, column.position)
                    for row in hits.rows
                ],
                f"Drop '{column.label}', and tell your data team: no NHS number belongs here.",
                places=hits.total,
            )


def _formed(text: str) -> bool:
    return any(is_nhs_number("".join(groups)) for groups in NHS_FORM.findall(plain(text)))


def _bare(text: str) -> bool:
    return any(is_nhs_number(digits) for digits in NHS_BARE.findall(plain(text)))


def _nhs_cells(column: Column, context: Context) -> Hits:
    named = _has_word(column, context, "nhs_words")
    if column.profile is not None:
        return _nhs_numeric(column, named) if not _is_genomic(column, context) else Hits(0)
    if column.kind not in ("text", "other"):
        return Hits(0)
    formed = column.search(NHS_FORM)
    if formed.total:
        formed = column.cells_where(_formed)
    if formed.total or _is_genomic(column, context) or not column.search(NHS_BARE).total:
        return formed
    distinct = {text for text in column.texts[:SAMPLE] if text}
    majority = sum(map(_bare, distinct)) * 2 >= len(distinct) and len(distinct) > 1
    return column.cells_where(_bare) if named or majority else Hits(0)


def _nhs_numeric(column: Column, named: bool) -> Hits:
    profile = column.profile
    if (
        profile is None
        or not profile.whole
        or profile.maximum < 1e9
        or profile.maximum >= 1e10
        or column.numbers is None
    ):
        return Hits(0)
    numbers = np.nan_to_num(np.asarray(column.numbers, dtype=float)).astype(np.int64)
    digits = numbers[:, None] // 10 ** np.arange(9, -1, -1) % 10
    check = (11 - (digits[:, :9] * WEIGHTS).sum(axis=1) % 11) % 11
    valid = (check == digits[:, 9]) & (numbers >= 10**8) & (digits != digits[:, :1]).any(axis=1)
    share = valid.mean() if len(valid) else 0.0
    return hits_of(valid) if named or (share >= 0.5 and len(valid) > 1) else Hits(0)


@rule("ID-11", TableView, TextView, RequestView, title="E-mail address, postcode, phone number or name of a person")
def contact_details(view: TableView | TextView | RequestView, context: Context) -> Iterator[Finding]:
    """Look for contact details and names.

    What it looks for: e-mail addresses anywhere; UK postcodes and phone numbers where a column is named for them or
    consists of them, or a text, title or answer of the form calls them so; names in columns named for them (surname,
    forename ...). Of e-mail addresses in the form a warning: they may be the author's.

    Why it matters: they name a person or a home.

    What to do: drop the column or the line.

    Limits: names in free text are not seen.
    """
    places = places_of(view, lambda text: bool(search(EMAIL, text)))
    if places:
        severity = Severity.WARN if isinstance(view, RequestView) else None
        yield context.finding(f"{called(places)} with an e-mail address.", places, "Remove it.", severity=severity)
    places = places_of(view, lambda text: bool(search(AT_HOME, text)))
    if places:
        yield context.finding(f"{called(places)} with a postcode or a phone number.", places, "Remove it.")
    if isinstance(view, TableView):
        yield from _contact_columns(view, context)


def _contact_columns(view: TableView, context: Context) -> Iterator[Finding]:
    for column in view.columns:
        kind = _contact(column, context)
        if kind:
            yield context.finding(
                f"Column '{column.label}' holds {kind}.",
                (view.whole_column(column),),
                f"Drop '{column.label}' before export.",
            )


def _contact(column: Column, context: Context) -> str | None:
    if column.kind not in ("text", "other"):
        return None
    if column.search(EMAIL).total:
        return "e-mail addresses"
    if _has_word(column, context, "name_words") and _mostly(column, lambda text: bool(re.search(r"[A-Za-z]{2}", text))):
        return "names of people"
    for vocabulary, pattern, kind in (
        ("postcode_words", POSTCODE, "postcodes"),
        ("phone_words", PHONE, "phone numbers"),
    ):
        if column.shape is not None and not column.shape.may_hold(pattern):
            continue
        share = 0.1 if _has_word(column, context, vocabulary) else 0.8
        if _mostly(column, partial(_is_whole, pattern), share):
            return kind
    return None


def _is_whole(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.fullmatch(text.strip()) is not None


def _mostly(column: Column, wanted: Callable[[str], bool], share: float = 0.5) -> bool:
    present = {text: often for text, often in column.tally(SAMPLE).items() if text}
    left = sum(present.values()) * (1 - share)  # that may still be something else
    for text, often in present.items():
        if not wanted(text):
            left -= often
            if left < -1e-9:
                return False
    return bool(present)
