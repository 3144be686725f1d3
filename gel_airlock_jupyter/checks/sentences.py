"""Prose as sentences with plain numbers: "thirty-seven of 1 204 women" becomes "37 of 1204 women"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gel_airlock_jupyter.findings import Location
from gel_airlock_jupyter.plain_text import spoken
from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles.names import words_of
from gel_airlock_jupyter.subjects import Column, FigureView, PlacedText, RequestView, TableView, TextView

UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ABROAD = {"zwei": 2, "drei": 3, "vier": 4, "deux": 2, "trois": 3, "quatre": 4, "tres": 3, "cuatro": 4, "quattro": 4}
"""Small numbers of other languages that are no words of English; `ein` and `un` are articles."""
SPELT = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(TENS)})(?:[- ](?P<one>{'|'.join(UNITS[1:10])}))?|(?P<unit>{'|'.join(UNITS)})|"
    rf"(?P<abroad>{'|'.join(ABROAD)}))\b",
    re.IGNORECASE,
)
SEVERAL = {"couple": 2, "pair": 2, "trio": 3, "threesome": 3, "quartet": 4, "foursome": 4}
FEW = "|".join(("single", *SEVERAL))
"""Words for few people that stand before no number, as a pattern."""
SPEAKS = re.compile(
    rf"\d|{SPELT.pattern}|\b(?:{FEW}|half|third|quarter|"
    r"(?:the|all)\s+(?:rest|remaining|remainder|others?))\b",
    re.IGNORECASE,
)
SEXES = {"\u2640": " women", "\u2642": " men"}
GROUPED = re.compile(r"(?<![\w.,])\d{1,3}(?:[,'\u2019\u00a0\u2009\u202f]\d{3})+(?![\d,])")
SPACED = re.compile(r"(?<![\w.,-])(?<!\d )(?P<head>\d{1,3})(?P<rest>(?: \d{3})+)(?=\s+[^\W\d_]|\s*[.,;)]|$)")
ORDINAL = re.compile(r"([^\W\d_]+)[.]?\s+$")
THOUSANDS = re.compile(r"(?<![\w.,])(?P<number>\d+(?:\.\d+)?)\s?k(?=\s+[^\W\d_])")
PERCENT = re.compile(r"\s*(?:\bper\s?cent\b|\bpct\b|%)", re.IGNORECASE)
END = re.compile(
    r"(?<!\bapprox)(?<!\bca)(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)(?<!\bFig)(?<!\bDr)(?<!\bno)(?<!\bNo)"
    r"[.!?][\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9<~])|\n\s*\n|\n(?=\s*(?:[-*#|+]|\d+[.)])\s)"
)
COLUMNS = re.compile(r"\S(?: {2,}|\t)\S|\|")
NOTES = frozenset({"note", "notes", "comment", "comments", "remark", "remarks", "footnote"})
MOST_ROWS = 500
WRAPPED = 40
"""Characters from which a line without a full stop may go on in the next."""
QUIET = ("tick label", "gid", "link", "name", "label of a mark", "bar label", "cell label", "category")
"""Texts of a figure that name or repeat its marks and say nothing by themselves."""
WORDED = re.compile(r"[\s.%/\u2030]")
"""What a text holds that says more than a name: a figure may have 100,000 names."""
OPEN = re.compile(r"\b(?:of|the|these|among|in|and|or|with|were|was|than|to|by|for|from|a)\s*$|,\s*$", re.IGNORECASE)
COUNTING = re.compile(r"\b(?:number|count|total|no\.?)\b[^.:;\d]*$", re.IGNORECASE)
ANSWERS = ("title", "description", "alt_text")
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its numbers in digits, and where it stands."""

    text: str
    where: Location


def sentences_of(view: TableView | FigureView | TextView | RequestView, policy: Policy) -> Iterator[Sentence]:
    """Yield the sentences that an output says in words: prose, titles, captions, notes, texts of figures.

    Of a request these are the titles and descriptions of its outputs.
    """
    if isinstance(view, TextView):
        yield from _of_prose(view.prose, policy)
        return
    for placed in _texts(view):
        yield from (Sentence(plain(piece, policy), placed.where) for piece in pieces(placed.text))


def pieces(text: str) -> Iterator[str]:
    """Yield the sentences of one text that say a number, as they stand."""
    for piece in END.split(text):
        if SPEAKS.search(piece):
            yield from _parts(" ".join(piece.split()))


def _parts(piece: str) -> Iterator[str]:
    """Yield a sentence as it is, and what is too long for one, such as a dump of JSON, part by part."""
    at = 0
    while len(piece) - at > LONGEST:
        end = max(piece.rfind(mark, at + LONGEST // 2, at + LONGEST) for mark in " ,;")
        end = at + LONGEST if end < 0 else end + 1
        yield piece[at:end]
        at = end
    yield piece[at:]


def _texts(view: TableView | FigureView | RequestView) -> Iterator[PlacedText]:
    if isinstance(view, TableView):
        if view.title:
            yield PlacedText(view.title, Location("text", "title"))
        yield from view.carried
        yield from _notes(view)
    elif isinstance(view, FigureView):
        said = (t for t in view.texts if t.visible and t.role not in QUIET and WORDED.search(t.text))
        yield from (PlacedText(t.text, t.where) for t in said)
    else:
        for output in view.outputs:
            for key in ANSWERS:
                if text := str(output.get(key) or ""):
                    yield PlacedText(text, Location("output", f"{key} of output '{output.get('file', '')}'"))


def _notes(view: TableView) -> Iterator[PlacedText]:
    """Yield what a small table says in words: a row of which one cell alone is filled, a column of comments.

    Other labels name groups, and "3 affected relatives" is one of them.
    """
    texts = [column for column in view.columns if column.kind == "text"]
    if view.n_rows > MOST_ROWS or not texts:
        return
    for column in texts:
        remarks = bool(NOTES & words_of(column.label))
        for row, cell in enumerate(column.texts):
            if cell.count(" ") > 1 and SPEAKS.search(cell) and (remarks or _is_alone(view, row, column)):
                yield PlacedText(cell, view.cell(row, column))


def _is_alone(view: TableView, row: int, column: Column) -> bool:
    others = [other for other in view.columns if other is not column]
    return bool(others) and not any(other.texts[row] for other in others)


def _of_prose(text: str, policy: Policy) -> Iterator[Sentence]:
    """Yield the sentences of a text; one may go on over a line break, and is placed at its first line."""
    lines = text.splitlines()
    first = 0
    while first < len(lines):
        last = first
        while last + 1 < len(lines) and _goes_on(lines[last], lines[last + 1]) and last - first < WRAPPED:
            last += 1
        block = "\n".join(lines[first : last + 1])
        at = 0
        for end in [*(match.end() for match in END.finditer(block)), len(block)]:
            piece = block[at:end]
            if SPEAKS.search(piece):
                line = first + block.count("\n", 0, at + len(piece) - len(piece.lstrip()))
                where = Location("text", f"line {line + 1}", line)
                yield from (Sentence(plain(part, policy), where) for part in _parts(" ".join(piece.split())))
            at = end
        first = last + 1


def _goes_on(line: str, following: str) -> bool:
    """Return whether a sentence may go on in the next line: wrapped prose, and no row of a table."""
    if not following.strip() or COLUMNS.search(line) or COLUMNS.search(following):
        return False
    if COUNTING.search(line) and following.strip().isdecimal():
        return True
    if not OPEN.search(line) and len(line.rstrip()) < WRAPPED:
        return False
    return line.rstrip()[-1] not in ".!?:;|" and following.lstrip()[:1] not in "-*#|+>"


def plain(text: str, policy: Policy) -> str:
    """Return a text with its numbers in plain digits and its percentages with a sign."""
    text = spoken(text)
    if not text.isascii() or "," in text or "'" in text:
        text = GROUPED.sub(lambda match: re.sub(r"\D", "", match[0]), text)
        for sign, word in SEXES.items():
            text = text.replace(sign, word)
    if " " in text:
        text = SPACED.sub(lambda match: _joined(match, policy), text)
    text = THOUSANDS.sub(lambda match: f"{float(match['number']) * 1000:.0f}", text)
    text = SPELT.sub(_in_digits, text)
    return PERCENT.sub(" %", text)


def _joined(match: re.Match[str], policy: Policy) -> str:
    """Return `1 204 patients` with one number; in `Table 1 204 patients` there are two."""
    before = ORDINAL.search(match.string[: match.start()])
    if before and fold(before[1]) in policy.words("ordinal_words"):
        return match[0]
    return match["head"] + match["rest"].replace(" ", "")


def _in_digits(match: re.Match[str]) -> str:
    if match["unit"]:
        return str(UNITS.index(match["unit"].casefold()))
    if match["abroad"]:
        return str(ABROAD[match["abroad"].casefold()])
    ten = 20 + 10 * TENS.index(match["tens"].casefold())
    return str(ten + (UNITS.index(match["one"].casefold()) if match["one"] else 0))
