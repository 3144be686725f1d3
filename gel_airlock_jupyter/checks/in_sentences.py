"""Few people that a sentence gives away without printing their number: shares, remainders, sums with a masked part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from gel_airlock_jupyter.checks.sentences import Sentence, sentences_of
from gel_airlock_jupyter.checks.stated_shares import (
    COUNTED,
    PEOPLE_OF,
    SHARE,
    WHOLE,
    StatedShare,
    speaks_of_people,
    stated_shares,
)
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.registry import Context, plural, some
from gel_airlock_jupyter.subjects import FigureView, RequestView, TableView, TextView

Worded = TableView | FigureView | TextView | RequestView
LISTED = re.compile(
    r"[-*\u2022\s]*[^\W\d][^\d:=]{0,60}[:=]\s*(?:[<\u2264]|fewer than|less than)?\s*\d+[^\d]{0,30}", re.IGNORECASE
)
NUMBER = re.compile(r"(?<![\w.,/<>=\u2264\u2265-])\d+(?![\w]|[.,]\d|\s*[%\u2030]|\s*[-\u2013/]\s*\d)")
WITH_ALL = re.compile(rf"^\W*\b{PEOPLE_OF}{WHOLE}", re.IGNORECASE)


# What the mask means, as a legend says it: "<5 is 1 to 4 people".
MEANING = re.compile(r"(?<![\w.,-])1\s+(?:to|through|and|or)\s+\d(?![\w.,-]*\d|\s*%)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence gives away: arithmetic in words, and whether the sentence leaves no other reading."""

    sentence: Sentence
    words: str
    is_sure: bool
    is_one: bool = True


def sentences(view: Worded, context: Context) -> Sequence[Sentence]:
    """Return the sentences of a view, split once for all rules."""
    if "sentences" not in context.memo:
        context.memo["sentences"] = tuple(sentences_of(view, context.policy))
    found: tuple[Sentence, ...] = context.memo["sentences"]
    return found


def shares_of_few(view: Worded, context: Context, threshold: int) -> Iterator[Finding]:
    """Yield sentences whose percentages, rates and fractions stand for 1 to threshold - 1 people (CT-05)."""
    found: list[Told] = []
    before: Sentence | None = None
    for sentence in sentences(view, context):
        for share in stated_shares(sentence.text, context.policy):
            if share.whole is None and before is not None and before.where.kind == sentence.where.kind:
                share = _of_before(share, before, context.policy)
            counts = share.counts
            if counts and counts[0] >= 1 and counts[-1] < threshold:
                found.append(Told(sentence, _arithmetic(share), share.told == "of", len(counts) == 1))
        before = sentence
    yield from findings_of(
        context,
        found,
        "states a share of",
        "state shares of",
        f"Write `<{threshold}` without the percentage, or give the percentage without the number it is of.",
        context.setting("stated_severity", "fail"),
        threshold,
    )


def _of_before(share: StatedShare, before: Sentence, policy: Policy) -> StatedShare:
    """Return a share as one of the people of the sentence before: "We followed 40 women. 7.5 % relapsed"."""
    wholes = {int(m["whole"]) for m in COUNTED.finditer(before.text) if speaks_of_people(m["after"], policy)}
    if len(wholes) != 1 or share.told in ("in words", "digits"):
        return share
    return replace(share, whole=wholes.pop(), told="sentence")


def _arithmetic(share: StatedShare) -> str:
    counts = share.counts
    if share.told == "digits":
        return f"{share.text} can only be {few_words(counts)} of {share.whole:,}, or a multiple of both"
    return f"{share.text} of {share.whole:,} is {few_words(counts)}"


def few_words(counts: range) -> str:
    """Return some numbers of people in words: "3", "2 to 3"."""
    return f"{counts[0]:,}" if len(counts) == 1 else f"{counts[0]:,} to {counts[-1]:,}"


@lru_cache(maxsize=4)
def mask_of(threshold: int) -> re.Pattern[str]:
    """Return the pattern of a masked number of people in a sentence with plain digits."""
    most = threshold - 1
    return re.compile(
        rf"(?:<|\b(?:fewer|less)\s+than\b|\bunder\b)\s*{threshold}(?!\d)|\b{most}\s+or\s+(?:fewer|less)\b|"
        rf"(?:\u2264|<=|\b(?:at\s+most|up\s+to|no\s+more\s+than)\b)\s*{most}(?!\d)|"
        rf"(?<![\w.,-])1\s*[-\u2013]\s*{most}(?![.,]?\d|\s*[-\u2013%])",
        re.IGNORECASE,
    )


def _listed(spoken: Sequence[Sentence]) -> Iterator[Sentence]:
    """Yield lists of `label: number` lines as one sentence each."""
    block: list[Sentence] = []
    for sentence in (*spoken, None):
        if sentence is not None and LISTED.fullmatch(sentence.text):
            block.append(sentence)
            continue
        if len(block) > 2:
            yield Sentence("; ".join(one.text for one in block), block[0].where)
        block = []


def sums_in_words(view: Worded, context: Context, threshold: int) -> Iterator[Finding]:
    """Yield sentences whose masked number is what their other numbers leave: "Of 22, 8 ..., 11 ... and <5" (CT-02)."""
    mask = mask_of(threshold)
    found: list[Told] = []
    spoken = sentences(view, context)
    for sentence in (*spoken, *_listed(spoken)):
        text = sentence.text
        if len(mask.findall(text)) != 1 or not speaks_of_people(text, context.policy):
            continue
        rest = SHARE.sub(" ", mask.sub(" ", MEANING.sub(" ", text)))
        numbers = [int(match[0]) for match in NUMBER.finditer(rest)]
        if len(numbers) < 2:
            continue
        numbers.remove(whole := max(numbers))
        left = whole - sum(numbers)
        if 1 <= left < threshold:
            shown = " - ".join(f"{number:,}" for number in (whole, *numbers))
            begins = WITH_ALL.match(text)
            is_sure = begins is not None and int(begins["whole"]) == whole
            found.append(Told(sentence, f"{shown} = {left}", is_sure))
    yield from findings_of(
        context,
        found,
        "gives its masked number back, that of",
        "give their masked numbers back, those of",
        "Leave the total out of the sentence, or write another of its numbers as a range.",
        None,
        threshold,
    )


def findings_of(
    context: Context, found: Iterable[Told], one: str, several: str, way_out: str, severity: str | None, threshold: int
) -> Iterator[Finding]:
    """Yield a finding for what is plain, one for what leaves several numbers, one for what another reading may mean."""
    kinds: dict[tuple[bool, bool], list[Told]] = {}
    for told in found:
        kinds.setdefault((told.is_sure, told.is_one or not told.is_sure), []).append(told)
    for (is_sure, is_one), tolds in kinds.items():
        places = list(dict.fromkeys(told.sentence.where for told in tolds))
        yield context.finding(
            f"{plural(len(places), 'sentence')} ({some(place.label for place in places)}) "
            f"{one if len(places) == 1 else several} 1-{threshold - 1} people: "
            f"{some(dict.fromkeys(told.words for told in tolds), 3)}"
            + ("." if is_sure else ", if the numbers are of the same people."),
            places,
            way_out,
            severity=(severity if is_one else "warn") if is_sure else context.setting("unsure_severity", "review"),
            places=len(places),
        )
