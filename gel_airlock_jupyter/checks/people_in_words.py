"""Numbers of people that a sentence names: "3 newly diagnosed women", "two of them", "up to 3 patients", "men 3"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from gel_airlock_jupyter.checks.figure_units import words_of
from gel_airlock_jupyter.checks.figure_words import LAST_WORD, RATIO, stated_counts
from gel_airlock_jupyter.checks.people_in_forms import ROUND, Named, people_in_forms
from gel_airlock_jupyter.checks.sentences import FEW, SEVERAL
from gel_airlock_jupyter.checks.stated_shares import speaks_of_people
from gel_airlock_jupyter.policy.model import Policy, fold

STOP = (
    "in|of|or|to|and|per|out|with|from|for|by|the|vs|than|more|can|may|might|could|is|are|was|were|had|have|has|if|"
    "that|which|who|why|how|because|on|at|as|among|when|where|not|but|we|see|find|shows?|later|times|reasons|"
    "hours|days|weeks|months|years|doses|visits|genes|variants|sites|centres|studies|trials|groups|cohorts|types|"
    "kinds|models|tests|questions|items|scores|points|levels|alleles|copies|mutations"
)
LABELS = "grade|stage|tier|phase|type|class|level|group|arm|cohort|table|figure|chromosome|than"  # "grade 3 patients"
N_IS = re.compile(r"\bn\s*=\s*(?P<number>\d+)(?![\d.,]\d|\s*%)", re.IGNORECASE)
PEOPLE_DO = (
    "died|relapsed|withdrew|received|survived|recovered|consented|declined|underwent|responded|progressed|carried|"
    "experienced|dropped|live|lived|had\\s+an?"
)
ANYTHING_DOES = (
    "had|have|has|were|was|did|remained|developed|reported|stopped|left|tested|required|showed|improved|came|met"
)
PRONOUN = r"of\s+(?:them|whom|these|those|us)\b"
PLAIN = r"(?<![\w.,/:<>=\u2264\u2265-])(?P<number>\d+)"
SUBJECT = re.compile(
    rf"(?P<before>[^\W\d_]+[.:]?\s+)?{PLAIN}\s+(?:(?P<people>{PRONOUN}|(?:{PEOPLE_DO})\b)|(?:{ANYTHING_DOES})\b)",
    re.IGNORECASE,
)
REST = re.compile(r"\b(?:remaining|other|only)\s+(?P<number>\d+)\s*(?:[.,;)]|$)(?!\d)", re.IGNORECASE)
ONE_OF = re.compile(rf"{PLAIN}\s+in\s+(?P<whole>\d+)(?P<after>(?:\s+[^\W\d_]+){{1,3}})", re.IGNORECASE)
RATES = ROUND | {5}  # "2 in 5 people" is a rate
# What may stand before a number that is the subject: "and 3 relapsed", but not "study 3 had".
OPENERS = frozenset(
    {
        *("", "and", "but", "only", "while", "whereas", "though", "however", "then", "another", "further", "just"),
        *("also", "remaining", "other", "last"),
    }
)
COUPLE = re.compile(
    rf"\ba\s+(?:(?P<several>{'|'.join(SEVERAL)})\s+of|(?P<single>single))\s+(?:the\s+|our\s+)?"
    r"(?P<noun>[^\W\d_]+(?:\s+[^\W\d_]+)?)",
    re.IGNORECASE,
)
RANGED = re.compile(
    r"(?<![\w.,-])(?:\b(?:between|from)\s+)?(?P<low>\d+)\s*(?:-|\u2013|\bto\b|\band\b|\bor\b)\s*"
    r"(?P<high>\d+)(?P<after>(?:\s+[^\W\d_]+){1,3})",
    re.IGNORECASE,
)
BELOW = r"(?:<=?|\u2264|\b(?:fewer|less)\s+than\b|\bunder\b|\bat\s+most\b|\bup\s+to\b|\b(?:no|not)\s+more\s+than\b)"
LIMIT = re.compile(
    rf"(?P<sign>{BELOW})\s*(?P<number>\d+)(?![\w.,]*\d|\s*%)(?P<after>(?:\s+[^\W\d_]+){{1,3}})",
    re.IGNORECASE,
)
OUTCOMES = frozenset({"mortality", "relapse", "recurrence", "prevalence", "incidence", "lethality", "penetrance"})
RATE = re.compile(r"\b(\d+)\s+in\s+$", re.IGNORECASE)
MODAL = re.compile(r"\s+(?:may|can|could|might|must|should|would|will)\b", re.IGNORECASE)  # "1 patient may have ..."
NO_COUNT = re.compile(
    rf"(?:{BELOW}|(?<![-=])>=?|\u2265|\b(?:more|greater)\s+than\b|\bover\b|\bat\s+least\b)\s*$", re.IGNORECASE
)


def named_people(sentence: str, policy: Policy, about_people: bool = True) -> Iterator[Named]:
    """Yield the people that a sentence names; its numbers are in digits (see `sentences.plain`).

    `about_people` says whether the text is about people at all: then "3 had one" speaks of three of them.
    """
    yield from _counted(sentence, policy)
    for match in N_IS.finditer(sentence):
        yield Named(int(match["number"]), int(match["number"]))
    for value in _written(sentence, policy):
        yield Named(value, value)
    yield from _between(sentence, policy)
    yield from people_in_forms(sentence, policy, about_people)
    yield from _unsaid(sentence, policy, about_people)


def _counted(sentence: str, policy: Policy) -> Iterator[Named]:
    ranges = {match.start("high") for match in RANGED.finditer(sentence)}
    for match in _before(tuple(sorted(policy.words("counted_people")))).finditer(sentence):
        is_limit = NO_COUNT.search(sentence[: match.start("number")])  # read below; "at least 3" is no number
        rate = RATE.search(sentence[: match.start("number")])
        value = int(float(match["number"]))
        if value == 1 and MODAL.match(sentence, match.end()):
            continue
        if rate and int(rate[1]) < value:
            continue  # "1 in 4 people"
        if match["label"] is None and not is_limit and match.start("number") not in ranges:
            yield Named(value, value)


@lru_cache(maxsize=4)
def _before(nouns: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a number before a word for people, with up to three words between."""
    people = "|".join(sorted(map(re.escape, nouns), key=len, reverse=True))
    return re.compile(
        rf"(?:\b(?P<label>{LABELS})\s+)?(?<![\w.,/-])(?P<number>\d+(?:\.0+)?)(?![.,]?\d|\s*%)\s+"
        r"(?:\(\s*\d+\s*\)\s+)?(?:of (?:(?:the|these|our) )?(?:\d+ )?)?"
        rf"(?:(?!(?:{STOP})\b)[^\W\d][\w'-]*\s+){{0,3}}?(?:{people})\b(?!\s+(?:per|for each|to each)\b)",
        re.IGNORECASE,
    )


def _written(sentence: str, policy: Policy) -> list[int]:
    """Return counts in the forms of tables and labels: `participants: 3`, `3 (6.8 %)`, `Carriers: 3/44`."""
    words = set(words_of(sentence))
    about_people = bool(words & (policy.words("people_words") | OUTCOMES))
    if words & policy.words("genetic_words") and not about_people:
        return []
    known = ("named", "with percentage", *(("part",) if about_people else ()))
    return [stated.value for stated in stated_counts(sentence, policy, brackets=False) if stated.how in known]


def ranges_in(sentence: str, policy: Policy) -> Iterator[tuple[re.Match[str], int, int]]:
    """Yield the ranges of people in a sentence: "20-24 patients", "2 or 3 women", "between 5 and 9 men"."""
    for match in RANGED.finditer(sentence):
        before = LAST_WORD.search(sentence[: match.start()])
        if before and fold(before[1]) in policy.words("ordinal_words"):
            continue  # "grade 3 or 4 patients"
        if int(match["low"]) < int(match["high"]) and speaks_of_people(match["after"], policy):
            yield match, int(match["low"]), int(match["high"])


def _between(sentence: str, policy: Policy) -> Iterator[Named]:
    """Yield ranges and limits: "2-3 patients", "2 or 3 women", "up to 3 patients", "<4 cases"."""
    for _, low, high in ranges_in(sentence, policy):
        yield Named(low, high)
    for match in LIMIT.finditer(sentence):
        strict = match["sign"].casefold().split()[0] in ("<", "fewer", "less", "under")
        if speaks_of_people(match["after"], policy):
            yield Named(1, int(match["number"]) - strict)


def _unsaid(sentence: str, policy: Policy, about_people: bool) -> Iterator[Named]:
    """Yield numbers without a word for people beside them that may count people all the same."""
    for match in COUPLE.finditer(sentence):
        if speaks_of_people(match["noun"], policy):
            value = 1 if match["single"] else SEVERAL.get(match["several"].casefold(), 2)
            yield Named(value, value, is_sure=value == 1)
    for match in ONE_OF.finditer(sentence):
        if int(match["number"]) > 1 and int(match["whole"]) not in RATES and speaks_of_people(match["after"], policy):
            yield Named(int(match["number"]), int(match["number"]), is_sure=False)
    found = [*_behind(tuple(sorted(policy.words("counted_people")))).finditer(sentence)]
    if not set(words_of(sentence)) & policy.words("genetic_words"):
        found += [match for match in SUBJECT.finditer(sentence) if about_people or match["people"]]
        found += REST.finditer(sentence) if about_people else ()
    for match in found:
        before = fold((match.groupdict().get("before") or "").rstrip(" .:"))
        if before not in OPENERS or RATIO.match(sentence, match.end()):
            continue
        yield Named(int(match["number"]), int(match["number"]), is_sure=False)


@lru_cache(maxsize=4)
def _behind(nouns: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a word for several people before their number: "men 3", "patients (3)"."""
    several = "|".join(sorted((re.escape(n) for n in nouns if n.endswith(("s", "men", "people", "children"))), key=len))
    return re.compile(rf"\b(?:{several})\s*(?:\(\s*(?:n\s+)?|\s)(?P<number>\d+)\s*(?:[,;.)]|$)(?!\d)", re.IGNORECASE)


@lru_cache(maxsize=4)
def small_number(threshold: int) -> re.Pattern[str]:
    """Return a pattern that every sentence with a number below the threshold holds; most sentences do not."""
    numbers = "|".join(map(str, range(1, threshold)))
    return re.compile(rf"(?<!\d)0*(?:{numbers})(?!\d)|\b(?:{FEW})\b", re.IGNORECASE)


def few_of(named: list[Named], threshold: int) -> tuple[list[Named], list[Named]]:
    """Return which of some numbers are 1 to threshold - 1 people exactly, and which are limits narrower than a mask."""
    exact = [one for one in named if one.low == one.high and 1 <= one.low < threshold]
    limits = [one for one in named if one.low < one.high < threshold and (one.low > 1 or one.high < threshold - 1)]
    return exact, limits
