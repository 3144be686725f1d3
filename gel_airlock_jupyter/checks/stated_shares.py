"""Shares that a sentence states of people it numbers: "7.5 % of the 40 women" are 3, "a third of 9 patients" too."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from gel_airlock_jupyter.checks.digits import NO_PEOPLE as NO_RATE
from gel_airlock_jupyter.checks.digits import RATE, fraction_in, tolerance
from gel_airlock_jupyter.checks.figure_words import names_people
from gel_airlock_jupyter.policy.model import Policy, fold

SHARE = re.compile(
    r"(?<![\w.,/<>\u2264\u2265-])(?P<number>\d+(?:\.(?P<decimals>\d+))?)\s*(?:(?P<sign>%|\u2030)|"
    r"(?:per|in|/)\s*(?P<base>1(?:[ ,]?0{2,6})+)(?!\d)(?P<time>[\s-]*(?:person|patient)[- ]?years?)?)"
    r"(?!\s*(?:-|\u2013|to)\s*\d)"
)
INTERVAL = re.compile(
    r"\s*[(\[][^()\[\]]*\b(?:CI|CrI|confidence|interval|IQR|SD|range)\b[^()\[\]]*[)\]]", re.IGNORECASE
)
PROPORTION = re.compile(
    r"\b(?:proportion|fraction|share|probability|risk)\b[^\d.;]{0,25}(?P<number>0?\.(?P<decimals>\d+))(?!\s*%)",
    re.IGNORECASE,
)
OF_THESE = re.compile(r"\b(?:of|among)\s+(?:these|those|them|whom|which)\W*$", re.IGNORECASE)
NO_SHARE = re.compile(
    r"\s*(?:CI\b|confidence|credible|prediction|interval|power\b|significance|level\b|quantile|percentile|identity|"
    r"similarity|missing|coverage|increase|decrease|reduction|higher|lower|more\b|less\b|change|threshold|cut-?off)",
    re.IGNORECASE,
)
NO_PEOPLE = re.compile(
    r"(?:\b(?:sensitivity|specificity|accuracy|precision|recall|ppv|npv|auc|power|identity|purity|coverage|threshold|"
    r"cut-?off|heritability|penetrance)\b\D{0,20}|\bby\s*)$",
    re.IGNORECASE,
)
FRACTION = re.compile(
    r"\b(?:(?P<all>half|a quarter|a third|a fifth|a tenth)|(?P<top>[1-9])[ -](?P<bottom>halves|thirds?|quarters?|"
    r"fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?)|(?P<one>1)\s+in\s+(?P<every>\d{1,3})(?!\d))\b",
    re.IGNORECASE,
)
PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10,
}  # fmt: skip
ABOUT = re.compile(r"(?:~|\u2248|\b(?:about|approximately|approx\.?|circa|around|roughly|some))\s*$", re.IGNORECASE)
LIMITED = re.compile(
    r"(?:fewer|less|more|under|below|over|above|least|most|up to|almost|nearly)(?:\s+than)?\s*$", re.IGNORECASE
)
PEOPLE_OF = r"(?:of|among|amongst|in|out of|from)\s+(?:all\s+|the\s+|these\s+|those\s+|our\s+|its\s+|a total of\s+)*"
WHOLE = r"(?P<whole>\d+)(?![\d.,]*\d|\s*[%\u2030]|\s*[-\u2013]\s*\d)(?P<after>(?:[\s-]+[^\W\d_][\w'\u2019-]*){0,4})"
BEHIND = re.compile(rf"(?P<between>(?:[^\d.;]|\([^)]*\)){{0,80}}?)\b{PEOPLE_OF}{WHOLE}", re.IGNORECASE)
BEFORE = re.compile(rf"\b{PEOPLE_OF}{WHOLE}", re.IGNORECASE)
OF_WHOM = re.compile(rf"[^\d.;]{{0,40}}?\b{PEOPLE_OF}(?P<whom>(?:[^\W\d_][\w'-]*\s*){{1,4}})", re.IGNORECASE)
SIZED = re.compile(r"\b[nN]\s*=\s*(?P<whole>\d+)(?![\d.,]*\d|\s*%)")
COUNTED = re.compile(rf"(?<![\w.,/<>=\u2264\u2265-]){WHOLE}")
YEARS = re.compile(
    r"(?<!per )(?<![\w.,])(?P<years>\d+(?:\.\d+)?)\s+(?:person|patient)[- ]?years?",
    re.IGNORECASE,
)
SUBJECTS = re.compile(r"[^\W\d_]+")
ODDS = re.compile(
    r"\bodds\b(?!\s*ratio)[^.;]{0,50}?(?<![\w.])(?P<number>\d*\.(?P<decimals>\d+))(?!\s*%)", re.IGNORECASE
)
Told = Literal["of", "sentence", "in words", "digits"]


@dataclass(frozen=True, slots=True)
class StatedShare:
    """A share that a sentence states, as part of a whole.

    Parameters
    ----------
    low, high : Fraction
        Ends of what the printed share stands for, 1 for everybody.
    whole : int, optional
        People it is of (or person-years of a rate); None where the sentence does not say.
    told : str
        "of": the words tie both; "sentence": the only number of people there; "in words": a fraction, never exact;
        "digits": no number of people is there, the many digits of the share are those of one fraction only.
    text : str
        The share as printed.
    words : str
        The sentence.
    of : str
        The words for what it is of, where no number of people is with them: "women" in "7.5 % of women".
    """

    low: Fraction
    high: Fraction
    whole: int | None
    told: Told
    text: str
    words: str
    of: str = ""

    @property
    def counts(self) -> range:
        """Return the numbers of people it may stand for; empty where no whole number fits or nobody says of whom."""
        if self.whole is None:
            return range(0)
        return range(math.ceil(self.low * self.whole), math.floor(self.high * self.whole) + 1)

    @property
    def others(self) -> range:
        """Return how many people it leaves over."""
        if self.whole is None or not self.counts:
            return range(0)
        return range(self.whole - self.counts[-1], self.whole - self.counts[0] + 1)


def stated_shares(sentence: str, policy: Policy) -> tuple[StatedShare, ...]:
    """Return the shares that a sentence states; its numbers are in digits (see `sentences.plain`)."""
    sentence = INTERVAL.sub(" ", sentence)
    found: list[StatedShare] = []
    for match in PROPORTION.finditer(sentence):
        half, value = tolerance(len(match["decimals"])), Fraction(match["number"])
        whole, told = _whole(sentence, match.start("number"), match.end(), policy)
        found.append(StatedShare(max(Fraction(0), value - half), value + half, whole, told, match["number"], sentence))  # type: ignore[arg-type]
    for match in SHARE.finditer(sentence):
        if NO_SHARE.match(sentence, match.end()) or LIMITED.search(sentence[: match.start()]):
            continue
        if NO_PEOPLE.search(sentence[: match.start()]):
            continue
        low, high = _ends(match)
        if match["time"]:
            years = [round(float(one["years"])) for one in YEARS.finditer(sentence)]
            whole, told = (years[0] if len(years) == 1 else None), "of"
        else:
            whole, told = _whole(sentence, match.start(), match.end(), policy)
            high = min(high, Fraction(1))
            if found and (chained := _of_before(sentence, match, found[-1])) is not None:
                low, high, whole, told = low * chained[0], high * chained[1], found[-1].whole, "of"
        if ABOUT.search(sentence[: match.start()]):
            told = "in words"
        of = "" if whole is not None else _unnumbered(sentence, match.start(), match.end())
        found.append(StatedShare(low, high, whole, told, match[0].strip(), sentence, of))  # type: ignore[arg-type]
    exact = () if any(share.whole is not None for share in found) else _in_digits(sentence)
    return (*found, *_fractions(sentence, policy), *_odds(sentence, policy), *exact)


def _odds(sentence: str, policy: Policy) -> Iterator[StatedShare]:
    """Yield odds as the share they are: 0.0417 to 1 is 1 of 25."""
    for match in ODDS.finditer(sentence):
        half, odds = tolerance(len(match["decimals"])), Fraction(match["number"])
        low, high = max(Fraction(0), odds - half), odds + half
        whole, _ = _whole(sentence, match.start("number"), match.end(), policy)
        if whole is not None:
            words = f"odds of {match['number']}"
            yield StatedShare(low / (1 + low), high / (1 + high), whole, "sentence", words, sentence)


def _in_digits(sentence: str) -> Iterator[StatedShare]:
    """Yield the shares whose many digits are those of one fraction: 0.0434782609 is 1/23, and 4.3478261 % too."""
    found = [(m, Fraction(m["number"]), len(m["decimals"])) for m in RATE.finditer(sentence)]
    found = [one for one in found if (one[0]["what"] or "").casefold() not in NO_RATE]
    for match in SHARE.finditer(sentence):
        told = NO_SHARE.match(sentence, match.end()) or NO_PEOPLE.search(sentence[: match.start()])
        if match["sign"] == "%" and match["decimals"] and not told:
            found.append((match, Fraction(match["number"]) / 100, len(match["decimals"]) + 2))
    for match, value, decimals in found:
        exact = fraction_in(value, decimals)
        if exact is not None:
            text = match[0].strip() if "sign" in match.re.groupindex else match["number"]
            yield StatedShare(exact, exact, exact.denominator, "digits", text, sentence)


def _ends(match: re.Match[str]) -> tuple[Fraction, Fraction]:
    half = tolerance(len(match["decimals"] or ""))
    number = Fraction(match["number"])
    base = {"%": 100, "\u2030": 1000}.get(match["sign"] or "") or int(re.sub(r"\D", "", match["base"]))
    return max(Fraction(0), number - half) / base, (number + half) / base


def _whole(sentence: str, start: int, end: int, policy: Policy) -> tuple[int | None, str]:
    """Return the people that a share is of, and how that is told."""
    behind = BEHIND.match(sentence, end)
    if behind and not SHARE.search(behind["between"]) and counts_people(behind, sentence, policy):
        return int(behind["whole"]), "of"
    before = [match for match in BEFORE.finditer(sentence, 0, start) if counts_people(match, sentence, policy)]
    if before:
        return int(before[-1]["whole"]), "of"
    rest = SHARE.sub(" ", sentence)
    wholes = {int(match["whole"]) for match in SIZED.finditer(rest)}
    wholes |= {int(m["whole"]) for m in COUNTED.finditer(rest) if speaks_of_people(m["after"], policy)}
    return (wholes.pop(), "sentence") if len(wholes) == 1 else (None, "")


def _of_before(sentence: str, match: re.Match[str], before: StatedShare) -> tuple[Fraction, Fraction] | None:
    """Return the ends of the share before where this one is of its people: "50 % had Leigh; of these, 15 %"."""
    if before.whole is None or not before.counts:
        return None
    own = _unnumbered(sentence, match.start(), match.end())
    at = sentence.find(before.text)
    follows = [word.casefold() for word in SUBJECTS.findall(sentence[at + len(before.text) : match.start()])][:5]
    named = own.casefold().split()[-1:] if own else []
    if not OF_THESE.search(sentence[: match.start()]) and not (named and named[0] in follows):
        return None
    return Fraction(before.counts[0], before.whole), Fraction(before.counts[-1], before.whole)


def _unnumbered(sentence: str, start: int, end: int) -> str:
    """Return the words for the people that a share is of, where the sentence does not say how many they are."""
    behind = OF_WHOM.match(sentence, end)
    before = None if behind else OF_WHOM.search(sentence, 0, start)
    found = behind or before
    words = found["whom"].split() if found else []
    verb = next((k for k, word in enumerate(words) if word.casefold() in JOINS), len(words))
    return " ".join(words[:verb])


def _fractions(sentence: str, policy: Policy) -> Iterator[StatedShare]:
    """Yield fractions in words; they are rounded by nobody knows how much, and are read as the nearest count."""
    for match in FRACTION.finditer(sentence):
        if match["every"]:
            share = Fraction(1, max(1, int(match["every"])))
        else:
            name = (match["bottom"] or match["all"].split()[-1]).casefold()
            share = Fraction(int(match["top"] or 1), PARTS[name if name in PARTS else name.removesuffix("s")])
        behind = BEHIND.match(sentence, match.end())
        if behind is None or share > 1 or not counts_people(behind, sentence, policy):
            continue
        whole = int(behind["whole"])
        count = Fraction(round(share * whole), whole) if whole else Fraction(0)
        yield StatedShare(count, count, whole, "in words", match[0], sentence)


def counts_people(match: re.Match[str], sentence: str, policy: Policy) -> bool:
    """Return whether the number is one of people: by the words behind it, or by those of the sentence where none is."""
    following = SUBJECTS.findall(match["after"])
    if any(fold(word) in policy.words("genetic_words") for word in following[:2]):
        return False
    for word in following:
        if speaks_of_people(word, policy):
            return True
        if word.casefold() in JOINS:
            break
        if word.endswith("s"):
            return False  # "50 sites recruited patients"
    if following and following[0].casefold() not in JOINS and not following[0].endswith("ed"):
        return False  # "37 of 40 completed it" goes on with what they did
    return speaks_of_people(sentence, policy)


JOINS = frozenset({"had", "were", "was", "did", "have", "has", "with", "who", "and", "relapsed", "died", "in", "at"})


def speaks_of_people(text: str, policy: Policy) -> bool:
    """Return whether a text has a word for people in it."""
    counted = policy.words("counted_people")
    return any(names_people(word, policy) or word.casefold() in counted for word in SUBJECTS.findall(text))
