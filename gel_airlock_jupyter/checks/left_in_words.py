"""People that the numbers of a sentence leave over: "47 of the 50 are women", "of 123 patients, 120 were analysed"."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from gel_airlock_jupyter.checks.in_sentences import NUMBER, WITH_ALL, Told, Worded, few_words, findings_of, sentences
from gel_airlock_jupyter.checks.sentences import Sentence
from gel_airlock_jupyter.checks.stated_shares import (
    COUNTED,
    SHARE,
    SUBJECTS,
    WHOLE,
    counts_people,
    speaks_of_people,
    stated_shares,
)
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.registry import Context

PART = re.compile(
    rf"(?<![\w.,/<>=\u2264\u2265-])(?P<part>\d+)\s*(?:/\s*|(?:out\s+of|of)\s+(?:all\s+|the\s+|these\s+|those\s+|our\s+"
    rf"|its\s+|a total of\s+)*){WHOLE}(?!/)",
    re.IGNORECASE,
)
NESTED = re.compile(
    rf"(?<![\w.,/<>=\u2264\u2265-]){WHOLE}\b[^.\d]{{0,60}}?(?:(?P<sure>\b(?:of|among)\s+(?:whom|which|them|these|those)\b"
    r"\D{0,20}?)|(?P<maybe>\(\s*|,?\s+including\s+|,\s+))(?P<part>\d+)(?![\d.,]*\d|\s*[%\u2030]|\s*[-\u2013]\s*\d)"
    r"(?P<them>\s+(?:of|among)\s+(?:whom|which|them|these|those)\b)?(?P<said>(?:\s+[^\W\d_][\w'\u2019-]*){0,3})",
    re.IGNORECASE,
)
KEPT = re.compile(
    r"\b(?:analy[sz]ed|enrolled|included|excluded|completed|consented|remained|responded|evaluable|followed|screened|"
    r"randomi[sz]ed|lost|withdrew|eligible|recruited|invited|sequenced|genotyped|tested|available|alive|survived|died|"
    r"relapsed)\b",
    re.IGNORECASE,
)
WITH_SHARE = re.compile(
    r"(?<![\w.,/<>=\u2264\u2265-])(?P<part>\d+)\s*\(\s*(?P<share>\d+(?:\.(?P<decimals>\d+))?)\s*%\s*\)"
)
FROM_TO = re.compile(
    r"\bnumber\s+of\s+[^\d.;]{0,50}\bfrom\s+(?P<one>\d+)\s+to\s+(?P<other>\d+)(?![\d.,]*\d|\s*%)", re.IGNORECASE
)
BEFORE_REST = 6  # sentences in which the whole and its other parts may stand
REST = re.compile(r"\b(?:rest|remaining|remainder|others?)\b", re.IGNORECASE)


def left_in_words(view: Worded, context: Context, threshold: int) -> Iterator[Finding]:
    """Yield sentences whose numbers leave 1 to threshold - 1 people over: "47 of the 50 are women" (CT-10)."""
    found: list[Told] = []
    spoken = sentences(view, context)
    for sentence in spoken:
        found += _remainders(sentence, context.policy, threshold)
    for at in range(len(spoken)):
        found += _others_are(spoken, at, context.policy, threshold)
    for one, following in pairwise(spoken):
        found += _next_leaves(one, following, context.policy, threshold)
    yield from findings_of(
        context,
        list({(told.sentence, told.words.rpartition(" ")[2]): told for told in reversed(found)}.values())[::-1],
        "leaves",
        "leave",
        "Give one of the two numbers only, or the part as a percentage of a large whole.",
        None,
        threshold,
    )


def _remainders(sentence: Sentence, policy: Policy, threshold: int) -> Iterator[Told]:
    text = sentence.text
    for match in PART.finditer(text):
        whole, part = int(match["whole"]), int(match["part"])
        if not 1 <= whole - part < threshold <= part:
            continue
        if counts_people(match, text, policy) or _is_outcome(match, text, policy):
            yield Told(sentence, f"{whole:,} - {part:,} = {whole - part}", True)
    for share in stated_shares(text, policy):
        others = share.others
        if share.told != "in words" and others and others[0] >= 1 and others[-1] < threshold <= share.counts[0]:
            words = f"{share.text} of {share.whole:,} is {few_words(share.counts)}, which leaves {few_words(others)}"
            yield Told(sentence, words, share.told == "of", len(others) == 1)
    yield from _of_two(sentence, policy, threshold)
    yield from _the_rest(sentence, policy, threshold)
    if not speaks_of_people(text, policy):
        return
    for match in WITH_SHARE.finditer(text):
        part, half = int(match["part"]), Fraction(1, 2 * 10 ** len(match["decimals"] or ""))
        low, high = Fraction(match["share"]) - half, Fraction(match["share"]) + half
        left = (
            range(math.ceil(100 * part / high) - part, math.floor(100 * part / low) - part + 1) if low > 0 else range(0)
        )
        if left and left[0] >= 1 and left[-1] < threshold <= part:
            yield Told(
                sentence, f"{part:,} are {match['share']} %, which leaves {few_words(left)}", False, len(left) == 1
            )
    for match in FROM_TO.finditer(text):
        one, other = int(match["one"]), int(match["other"])
        if 1 <= abs(one - other) < threshold <= min(one, other):
            yield Told(sentence, f"{max(one, other):,} - {min(one, other):,} = {abs(one - other)}", False)
    for match in NESTED.finditer(text):
        whole, part = int(match["whole"]), int(match["part"])
        tied = bool(match["sure"] or match["them"])
        if not (1 <= whole - part < threshold <= part) or not speaks_of_people(match["after"], policy):
            continue
        if tied or (_names(match["after"], policy, "whole_names") and _names(match["said"], policy, "part_names")):
            yield Told(sentence, f"{whole:,} - {part:,} = {whole - part}", tied)


def _is_outcome(match: re.Match[str], text: str, policy: Policy) -> bool:
    """Return whether the word before or behind says what only people do or are: "Response: 49/50", "47/50 survived"."""
    words = [*SUBJECTS.findall(text[: match.start()])[-1:], *SUBJECTS.findall(match["after"])[:1]]
    genetic = policy.words("genetic_words")
    return any(fold(word) in policy.words("outcome_words") for word in words) and not any(
        fold(word) in genetic for word in SUBJECTS.findall(match["after"])[:2]
    )


def _the_rest(sentence: Sentence, policy: Policy, threshold: int) -> Iterator[Told]:
    """Yield what shares and numbers leave of a whole where the sentence speaks of the rest: "... and the rest C"."""
    shares = [share for share in stated_shares(sentence.text, policy) if share.whole and share.told == "of"]
    wholes = {share.whole for share in shares}
    if not REST.search(sentence.text) or len(wholes) != 1 or not all(len(share.counts) == 1 for share in shares):
        return
    (whole,) = wholes
    parts = [share.counts[0] for share in shares]
    left = (whole or 0) - sum(parts)
    if len(parts) > 1 and 1 <= left < threshold:
        shown = " - ".join(f"{number:,}" for number in (whole, *parts))
        yield Told(sentence, f"{shown} = {left}", is_sure=True)


def _others_are(spoken: Sequence[Sentence], at: int, policy: Policy, threshold: int) -> Iterator[Told]:
    """Yield what the numbers up to a sentence about the rest leave: "Of 50, 30 had A and 17 had B; the rest had C"."""
    if not REST.search(spoken[at].text):
        return
    numbers: list[int] = []
    for place in range(at, max(-1, at - BEFORE_REST), -1):
        one = spoken[place]
        if one.where.kind != spoken[at].where.kind:
            return
        text = SHARE.sub(" ", one.text)
        numbers = [*(int(match[0]) for match in NUMBER.finditer(text)), *numbers]
        wholes = [int(m["whole"]) for m in COUNTED.finditer(text) if counts_people(m, text, policy)]
        if not wholes or len(numbers) < 3 or max(wholes) != max(numbers):
            continue
        whole = max(wholes)
        parts = list(numbers)
        parts.remove(whole)
        left = whole - sum(parts)
        if 1 <= left < threshold:
            shown = " - ".join(f"{number:,}" for number in (whole, *parts))
            yield Told(spoken[at], f"{shown} = {left}", is_sure=False)
        return


def _of_two(sentence: Sentence, policy: Policy, threshold: int) -> Iterator[Told]:
    """Yield what the only two numbers of a sentence leave: "of 123 patients, 120 were analysed"."""
    text = SHARE.sub(" ", sentence.text)
    if not KEPT.search(text):
        return
    found = list(COUNTED.finditer(text))
    if len(found) != 2 or len(NUMBER.findall(text)) != 2:
        return
    if not all(counts_people(match, text, policy) or KEPT.match(match["after"].strip()) for match in found):
        return
    whole, part = sorted((int(match["whole"]) for match in found), reverse=True)
    begins = WITH_ALL.match(text)
    is_sure = begins is not None and int(begins["whole"]) == whole and counts_people(begins, text, policy)
    if 1 <= whole - part < threshold <= part:
        yield Told(sentence, f"{whole:,} - {part:,} = {whole - part}", is_sure)


def _next_leaves(one: Sentence, following: Sentence, policy: Policy, threshold: int) -> Iterator[Told]:
    """Yield what a sentence leaves of the people of the sentence before: "50 participants took part. 47 were women"."""
    wholes = [m for m in COUNTED.finditer(one.text) if _names(m["after"], policy, "whole_names")]
    if len(wholes) != 1 or one.where.kind != following.where.kind:
        return
    whole = int(wholes[0]["whole"])
    for match in COUNTED.finditer(following.text):
        part = int(match["whole"])
        is_part = _names(match["after"], policy, "part_names") or KEPT.match(match["after"].strip())
        if 1 <= whole - part < threshold <= part and is_part:
            yield Told(following, f"{whole:,} - {part:,} = {whole - part}", is_sure=False)


def _names(text: str, policy: Policy, vocabulary: str) -> bool:
    """Return whether the first word for people in a text is one of a vocabulary: participants, or women."""
    named = next((word for word in SUBJECTS.findall(text) if speaks_of_people(word, policy)), "")
    return fold(named) in policy.words(vocabulary) and fold(named) != "controls"
