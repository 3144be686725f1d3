"""Numbers that the form of a sentence says to be people: labels, lists, ratios, pairs of sexes; no noun behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd

from gel_airlock_jupyter.checks.figure_units import words_of
from gel_airlock_jupyter.checks.stated_shares import speaks_of_people
from gel_airlock_jupyter.policy.model import Policy, fold

N = r"(?P<number>\d+)(?![\d.,]*\d|\s*[%\u2030:]|\s*[-\u2013/]\s*\d)"
LABELLED = (  # each with whether it leaves no doubt, where its noun is one of people
    (re.compile(rf"\b(?:n|no\.?|number|count)\s*\(\s*(?P<noun>[^()\d]{{2,40}})\)\s*[=:]?\s*{N}", re.IGNORECASE), True),
    (re.compile(rf"(?P<noun>[^\W\d_]+)\s*\(?\s*\bn\b\s*\)?\s*[=:]?\s*{N}", re.IGNORECASE), True),
    (re.compile(rf"(?P<noun>[^\W\d_]+)\s*\|\s*{N}\s*\|?\s*$", re.IGNORECASE), True),
    (
        re.compile(
            rf"\b(?:number|count|total)\s+of\s+(?P<noun>[^.;:\d]{{1,60}}?)\s*(?:\b(?:was|is|were|are|equals|remained|"
            rf"came\s+to)\b|=|:)\s*(?:only\s+|just\s+)?{N}",
            re.IGNORECASE,
        ),
        True,
    ),
    (re.compile(rf"(?P<noun>(?:[^\W\d_]+\s+){{1,6}})(?:numbered|totall?ed|amounted\s+to)\s+{N}", re.IGNORECASE), False),
    (re.compile(rf"(?P<noun>\bsample\s+size)\b[^.;\d]{{0,10}}{N}", re.IGNORECASE), False),
    (
        re.compile(
            rf"\b(?P<noun>(?:all|every|each|none)\b[^.;\d]{{0,50}}?)\b(?:but|except(?:\s+for)?|apart\s+from|save)\s+{N}",
            re.IGNORECASE,
        ),
        False,
    ),
    (re.compile(rf"{N}\s+(?:in|of|from|within)\s+(?:our|the|this)\s+(?P<noun>cohort|sample|study|arm)\b"), False),
    (re.compile(r"(?<![\w.,/-])(?P<number>\d+)-(?P<noun>patient|person|participant|case|family|proband)\b"), False),
    (re.compile(r"(?P<number>\d+)\s+per\s+(?P<whole>\d+)(?!\d)(?P<noun>(?:\s+[^\W\d_]+){1,3})"), False),
)
FORMS = re.compile(
    r"\b(?:n|no|number|count|total|numbered|totall?ed|amounted|sample|but|except|apart|save|cohort|study|arm|per)\b|"
    r"\||\d-[a-z]",
    re.IGNORECASE,
)
"""What every one of these forms holds; most sentences do not."""
SAMPLES = frozenset({"sample size", "cohort", "sample", "study", "arm"})
ROUND = frozenset({10, 100, 1000, 10_000, 100_000, 1_000_000})
FOUND_IN = re.compile(
    rf"\b(?:occurred|seen|found|observed|present|reported|noted|detected|absent|diagnosed)\s+in\s+(?:only\s+)?{N}"
    r"\s*(?:[,;.)]|$)",
    re.IGNORECASE,
)
LISTED = re.compile(r"(?P<label>[^\W\d][^:;,\d]{0,50}):\s*\d+\s*(?=[;,])")
LISTED_NEXT = re.compile(r"[;,]\s*[^\W\d][^:;,\d]{0,40}:\s*(?P<number>\d+)(?![\d.,]*\d|\s*%)")
ENTRY = re.compile(
    r"(?:^|[,;:]|\band\b)\s*(?P<label>[^\W\d_][^\d,;:()%=<>]{0,30}?)\s*\(?(?P<number>\d+)\)?"
    r"(?=\s*(?:[,;.]|$|\band\b)|\s+[^\W\d_]+\s*[.;]?\s*$)"
)
FEWEST_ENTRIES = 3
SEX = r"(?:M|F|male|female|men|women)"
BESIDE = r"\s*(?:[/,;:+&]|and|vs\.?)\s*"
SEXES = re.compile(rf"\b(?P<first>\d+)\s*(?P<one>{SEX}){BESIDE}(?P<second>\d+)\s*(?P<other>{SEX})\b")
SEXES_FIRST = re.compile(rf"\b(?P<one>M|F)\s*[=:]?\s*(?P<first>\d+){BESIDE}(?P<other>M|F)\s*[=:]?\s*(?P<second>\d+)\b")
RATIO_SAID = re.compile(r"\bratio\b|\bodds\b|\b(?:M\s*[:/]\s*F|F\s*[:/]\s*M)\b", re.IGNORECASE)
SEX_SAID = re.compile(r"\b(?:M\s*[:/]\s*F|F\s*[:/]\s*M|sex|gender)\b", re.IGNORECASE)
MATCHED = re.compile(r"\b(?:match\w*|dilut\w*|design|randomi[sz]\w*|allocat\w*)\b", re.IGNORECASE)
RATIO_OF = re.compile(r"(?<![\d:.])(?P<one>\d+)\s*:\s*(?P<other>\d+)(?![\d:]|\.\d)")
FEWEST_ODDS = 10  # "odds of 1:2" are a figure of speech


@dataclass(frozen=True, slots=True)
class Named:
    """People that a sentence names: `low` to `high` of them; `is_sure` is False where it may count something else."""

    low: int
    high: int
    is_sure: bool = True


def people_in_forms(sentence: str, policy: Policy, about_people: bool) -> Iterator[Named]:
    """Yield the people that labels, lists, ratios and pairs of sexes tell.

    Parameters
    ----------
    sentence : str
        With its numbers in digits (see `sentences.plain`).
    policy : Policy
        Its words for people.
    about_people : bool
        Whether the text around it is about people.
    """
    yield from _labelled(sentence, policy, about_people)
    yield from _sexes(sentence)
    yield from _listed(sentence, policy)
    yield from _ratios(sentence, policy)


def _labelled(sentence: str, policy: Policy, about_people: bool) -> Iterator[Named]:
    if FORMS.search(sentence):
        for pattern, is_sure in LABELLED:
            for match in pattern.finditer(sentence):
                noun = match["noun"]
                if "whole" in pattern.groupindex and int(match["whole"]) in ROUND:
                    continue  # "3 per 1000 people" is a rate
                if speaks_of_people(noun, policy) or (_is_sample(noun) and not _is_genetic(sentence, policy)):
                    yield Named(int(match["number"]), int(match["number"]), is_sure=is_sure)
    found = list(FOUND_IN.finditer(sentence)) if about_people else []
    if found and not _is_genetic(sentence, policy):
        yield from (Named(int(match["number"]), int(match["number"]), is_sure=False) for match in found)


def _is_sample(noun: str) -> bool:
    return noun.casefold().strip() in SAMPLES


def _is_genetic(sentence: str, policy: Policy) -> bool:
    return bool(set(words_of(sentence)) & policy.words("genetic_words"))


def _sexes(sentence: str) -> Iterator[Named]:
    """Yield how many are of each sex: "2 F / 48 M", "M 48, F 2"."""
    for pattern in (SEXES, SEXES_FIRST):
        for match in pattern.finditer(sentence):
            if match["one"] != match["other"]:
                yield from (Named(int(match[part]), int(match[part])) for part in ("first", "second"))


def _listed(sentence: str, policy: Policy) -> Iterator[Named]:
    """Yield the numbers of a list of people: "patients with the disease: 12; without: 3", "A (12), B (3), C (40)"."""
    first = LISTED.search(sentence)
    if first is not None and speaks_of_people(first["label"], policy):
        for match in LISTED_NEXT.finditer(sentence, first.end()):
            yield Named(int(match["number"]), int(match["number"]), is_sure=False)
    if not speaks_of_people(sentence, policy):
        return
    entries = [m for m in ENTRY.finditer(sentence) if not _is_ordinal(m["label"], policy)]
    if len(entries) >= FEWEST_ENTRIES:
        yield from (Named(int(match["number"]), int(match["number"]), is_sure=False) for match in entries)


def _is_ordinal(label: str, policy: Policy) -> bool:
    """Return whether a label numbers things: "grade 3", "table 2", "in May 2019"."""
    words = label.split()
    return not words or fold(words[-1]) in policy.words("ordinal_words") or words[-1].casefold() in NUMBERED


NUMBERED = frozenset(
    {"in", "of", "to", "at", "than", "was", "and", "or", "age", "aged", "version", "v", "p", "df", "step"}
)


def _ratios(sentence: str, policy: Policy) -> Iterator[Named]:
    """Yield ratios that are more likely counts than reduced: "a male to female ratio of 47:3", "odds of 1:24"."""
    if not RATIO_SAID.search(sentence) or MATCHED.search(sentence):
        return
    for match in RATIO_OF.finditer(sentence):
        small, large = sorted((int(match["one"]), int(match["other"])))
        odds = small == 1 and large >= FEWEST_ODDS and "odds" in sentence.casefold()
        sure_of_whom = SEX_SAID.search(sentence) or speaks_of_people(sentence, policy)
        if sure_of_whom and (odds or (small > 1 and large > 4 and gcd(small, large) == 1)):
            yield Named(small, small, is_sure=False)
