"""Counts that a text states: `n=3`, `3 patients`, `3/44`, `3 (6.8%)`, `Leigh (3)`, a bare `3` on a bar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gel_airlock_jupyter.checks.sentences import ABROAD
from gel_airlock_jupyter.policy.model import Policy, fold

NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+|\d+)"
END = r"(?![\d.,]*\d|\s*%|\s*[-–]\s*\d)"  # not the beginning of a longer number, a percentage or a range
NAMED = re.compile(r"(?<![\w])(?P<name>[A-Za-z#][\w.]*)[\"']?\s*[=:]\s*" + NUMBER + END)
UNIT = re.compile(r"\s*(?:[munk]?s|min|sec|hrs?|h|[KMGT]i?B|[mk]?g|[cmk]?m|%|years?|months?|weeks?|days?|hours?)\b")
WITH_NOUN = re.compile(
    r"(?P<before>[^\W\d_]+[\s.]+)?(?<![\w.,/:<>≥≤–-])"
    + NUMBER
    + r"\s+(?:(?P<between>[^\W\d_]+)\s+)?(?P<noun>[^\W\d_]+)"
)
PART = re.compile(
    r"(?<![\d/.<])" + NUMBER + r"\s*(?:/|\bout of\b|\bof\b|\bvon\b|\bsur\b)\s*(?P<whole>\d[\d,]*)(?![\d/])",
    re.IGNORECASE,
)
WITH_PERCENT = re.compile(r"(?<![\w.,<–-])" + NUMBER + r"\s*\(\s*<?\d+(?:\.\d+)?\s*%\s*\)")
BRACKET = re.compile(r"(?<=[^\W_]|[)\]%*+])\s*\(\s*" + NUMBER + r"\s*\)(?=\s*$)", re.MULTILINE)
LAST_WORD = re.compile(r"([^\W\d_]+)\W*$")
SIGN = r"\s*[=:]\s*"
OUTCOME = re.compile(
    r"(?<![\w.-])(?P<name>[^\W\d_]+(?:-[^\W\d_]+)?)(?P<sign>"
    + SIGN
    + r"|\s+)"
    + NUMBER
    + END
    + r"(?!\s*(?:/\s*\d|(?:out )?of\b))"
)
AND_OUTCOME = re.compile(
    r"(?P<before>[^\W\d_]+[\s.]+)?(?<![\w.,/:<>≥≤–-])"
    + NUMBER
    + r"\s+(?:were\s+|was\s+)?(?P<name>[^\W\d_]+)(?=\s*(?:$|[,.;)\n(]|(?:and|at|in|by|from|after|before|with)\b))"
)
FIRST_WORD = re.compile(r"\s+([^\W\d_]+)")
SIDES = frozenset({"m", "f"})  # sexes where both stand in one text; alone "F = 4" is a statistic
FEWEST_WHOLE = 5
MOST_OF_ORDINAL = 60  # "week 3 of 52", "lane 3/8": beyond, a number after such a word is no place in a row
MOST_OF_SCORE = 100
BARE = re.compile(r"^[^\S\n]*(?P<number>\d+)(?:\.0+)?[^\S\n]*$", re.MULTILINE)
RATIO = re.compile(r"\s+(?:per|for each|to each)\b", re.IGNORECASE)  # "4 controls per case" counts nobody
ONE_IN = re.compile(r"\b(?:\d+|one)\s+in\s+$", re.IGNORECASE)  # "1 in 4 people" is a rate
SPELT = {"one": 1, "two": 2, "three": 3, "four": 4, "single": 1, **ABROAD}
SPELT_OUT = re.compile(
    rf"(?<!\w)(?P<spelt>{'|'.join(SPELT)})" + r"\s+(?:(?P<between>[^\W\d_]+)\s+)?(?P<noun>[^\W\d_]+)", re.IGNORECASE
)
JOINING = frozenset(
    {
        "in",
        "of",
        "or",
        "to",
        "and",
        "per",
        "out",
        "with",
        "from",
        "x",
        "times",
        "for",
        "by",
        "the",
        "vs",
        "than",
        "more",
        "von",
        "und",
        "mit",
        "avec",
        "et",
        "de",
        "sur",
    }
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A count that a text states, and where in the text its digits stand."""

    value: int
    start: int
    end: int
    how: str


def stated_counts(text: str, policy: Policy, *, bare: bool = False, brackets: bool = True) -> tuple[Stated, ...]:
    """Return the counts of people that a text states.

    Parameters
    ----------
    text : str
        As shown.
    policy : Policy
        Its vocabularies say which words name people.
    bare : bool
        Whether one number alone on a line is a count (a bar label, "ARVC" over "4").
    brackets : bool
        Whether a number in brackets at the end of a line is a count (a category label).
    """
    found: dict[tuple[int, int], Stated] = {}
    patterns = [_named(text, policy), _with_noun(text, policy), _spelt(text, policy), _parts(text, policy)]
    patterns.append(_outcomes(text, policy))
    patterns.append(_plain(WITH_PERCENT, text, "with percentage"))
    if brackets:
        patterns.append(_in_brackets(text, policy))
    if bare:
        patterns.append(_plain(BARE, text, "bare"))
    for pattern in patterns:
        for stated in pattern:
            found.setdefault((stated.start, stated.end), stated)
    return tuple(sorted(found.values(), key=lambda stated: stated.start))


def names_people(word: str, policy: Policy) -> bool:
    """Return whether a word names people, in singular or plural."""
    return fold(word) in policy.words("people_words")


def _named(text: str, policy: Policy) -> Iterator[Stated]:
    for match in NAMED.finditer(text):
        name = match["name"].rstrip(".")
        following = re.match(r"\s+([^\W\d_]+)", text[match.end() :])
        genetic = following and fold(following[1]) in policy.words("genetic_words")
        counts = fold(name) in policy.words("count_label_words") or _counts_people(name, policy) or name == "#"
        if counts and not genetic and not UNIT.match(text, match.end()):
            yield _stated(match, "named")


def _counts_people(name: str, policy: Policy) -> bool:
    """Return whether a name is one of people, or of their number in code: `patients`, `n_cases`, `deaths_count`."""
    words = [word for word in name.split("_") if word]
    counts = policy.words("count_label_words") | {"num", "nb", "nr"}
    if len(words) > 1 and not any(fold(word) in counts for word in words):
        return False
    counted = policy.words("counted_people")
    return any(names_people(word, policy) or (word.endswith("s") and word.casefold() in counted) for word in words)


def _with_noun(text: str, policy: Policy) -> Iterator[Stated]:
    for match in WITH_NOUN.finditer(text):
        ordinal = match["before"] and fold(match["before"]) in policy.words("ordinal_words")
        counted = match.end("between") if match["between"] and names_people(match["between"], policy) else match.end()
        ratio = RATIO.match(text, counted) or ONE_IN.search(text[: match.start("number")])
        if not ordinal and not ratio and _is_people(match["between"], match["noun"], policy):
            yield _stated(match, "with noun")


def _spelt(text: str, policy: Policy) -> Iterator[Stated]:
    for match in SPELT_OUT.finditer(text):
        if _is_people(match["between"], match["noun"], policy):
            yield Stated(SPELT[match["spelt"].casefold()], match.start("spelt"), match.end("spelt"), "spelt out")


def _is_people(between: str | None, noun: str, policy: Policy) -> bool:
    """Read "3 patients", "3 affected patients", and "3 patients with ..." where the noun comes first."""
    if between is None:
        return names_people(noun, policy) or noun.casefold() in policy.words("counted_people")
    if names_people(between, policy):
        return True
    genetic = fold(between) in policy.words("genetic_words")
    return not genetic and between.casefold() not in JOINING and names_people(noun, policy)


def _parts(text: str, policy: Policy) -> Iterator[Stated]:
    """Read "3/44", "3 of 44", but not "week 3 of 12", "score: 3/10", "AC 3/2000 alleles"."""
    genetic, scored = policy.words("genetic_words"), policy.words("not_people_words")
    for match in PART.finditer(text):
        whole = int(match["whole"].replace(",", ""))
        if whole < max(FEWEST_WHOLE, int(match["number"].replace(",", ""))):
            continue
        word = LAST_WORD.search(text[: match.start()])
        before = fold(word[1]) if word else ""
        ordered = before in policy.words("ordinal_words") and whole <= MOST_OF_ORDINAL
        scores = before in scored and whole <= MOST_OF_SCORE
        after = FIRST_WORD.match(text, match.end())
        if not ordered and not scores and not (after and fold(after[1]) in genetic):
            yield _stated(match, "part")


def _outcomes(text: str, policy: Policy) -> Iterator[Stated]:
    """Read "Excluded: 3", "hom: 2, het: 40", "Yes 3 / No 47", "2 died"; states may be those of other things."""
    outcomes, states = policy.words("outcome_words"), policy.words("state_words")
    found: list[tuple[re.Match[str], str]] = []
    for match in OUTCOME.finditer(text.replace("ild type", "ild-type").replace("ollow up", "ollow-up")):
        name = fold(match["name"])
        name = "lost" if name == "followup" and "lost" in text.casefold() else name
        after = FIRST_WORD.match(text, match.end())
        genetic = after and fold(after[1]) in policy.words("genetic_words")
        if (name in outcomes or name in states or name in SIDES) and not genetic and not UNIT.match(text, match.end()):
            found.append((match, name))
    both = {name for _, name in found} >= SIDES
    several = len(found) > 1
    for match, name in found:
        if (name not in SIDES or both) and (several or match["sign"].strip()):
            yield _stated(match, "outcome" if name in outcomes else "state")
    for match in AND_OUTCOME.finditer(text):
        ordinal = match["before"] and fold(match["before"]) in policy.words("ordinal_words")
        if fold(match["name"]) in outcomes and not ordinal:
            yield _stated(match, "outcome")


def _in_brackets(text: str, policy: Policy) -> Iterator[Stated]:
    """Read "Leigh (3)", but not "Stage (3)" or "Ref (1)"."""
    for stated in _plain(BRACKET, text, "in brackets"):
        before = LAST_WORD.search(text[: stated.start])
        if not (before and fold(before[1]) in policy.words("ordinal_words")):
            yield stated


def _plain(pattern: re.Pattern[str], text: str, how: str) -> Iterator[Stated]:
    for match in pattern.finditer(text):
        whole = match.groupdict().get("whole")
        if whole is None or (int(whole.replace(",", "")) >= max(5, int(match["number"].replace(",", "")))):
            yield _stated(match, how)


def _stated(match: re.Match[str], how: str) -> Stated:
    return Stated(int(match["number"].replace(",", "")), match.start("number"), match.end("number"), how)
