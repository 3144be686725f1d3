"""What text says about people: small counts in words, ages and dates of one person, secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gel_airlock_jupyter.checks.figure_units import words_of
from gel_airlock_jupyter.checks.in_sentences import Worded, sentences
from gel_airlock_jupyter.checks.passages import called, places_of
from gel_airlock_jupyter.checks.people_in_forms import Named
from gel_airlock_jupyter.checks.people_in_words import few_of, named_people, small_number
from gel_airlock_jupyter.checks.sentences import Sentence
from gel_airlock_jupyter.checks.stated_shares import speaks_of_people
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.subjects import FileView, RequestView, TextView

ONE = (
    "girl|boy|infant|baby|newborn|neonate|child|man|woman|patient|proband|male|female|sibling|sister|brother|twin|son|"
    "daughter|mother|father|aunt|uncle|cousin|carrier|participant|wife|husband|index case"
)
AGED = re.compile(
    r"\b(?:aged?|age at \w+(?: of| was|:)?)\s*(?:of |was |is |=|:)?\s*(\d{1,3})\b"
    r"(?!\.\d|\s*[-–]|\s*(?:to|and|or over|\+))|"
    r"\b(\d{1,3})[- ]years?[- ]old\b|"
    rf"\b\d{{1,3}}[- ](?:months?|weeks?|days?)[- ]old\s+(?:[^\W\d_]+\s+)?(?:{ONE})\b|"
    rf"\b(?:{ONE})\s*\(\s*(?:aged?\s*)?\d{{1,3}}\s*(?:y|yrs?|years?)?\s*(?:old)?\s*\)|"
    r"\b\d{1,3}\s*-?\s*y\W{0,2}o\b|\b\d{1,2}\s?[FM]\b(?=\s+(?:with|who|presenting)\b)|"
    r"\b(?:male|female|man|woman|boy|girl),?\s+(?:aged\s+)?\d{1,3}\s*(?:years?|yrs?|y)\b|"
    r"\bages?:?\s+(?:\d{1,3}\s*,\s*)+(?:and\s+)?\d{1,3}\b",
    re.IGNORECASE,
)
OLDEST = 120
NO_AGE = re.compile(r"\s+non-null\b")  # `df.info()`
OF_GROUP = re.compile(r"\b(?:mean|median|average)\b[^.;]{0,30}$", re.IGNORECASE)
LIMIT = re.compile(
    r"\s*(?:years?(?: old| of age)?)?\s*(?:or|and)\s+(?:over|older|younger|under|above|below|more|less)\b",
    re.IGNORECASE,
)
BORN = re.compile(
    r"\b(?:born (?:in|on)|(?:year|date) of birth:?|dob:?)\s*([\d/.-]{4,10}|\d{1,2} \w+ \d{4})", re.IGNORECASE
)
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATE = re.compile(
    rf"(?<![\d/.-])(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH},? \d{{4}}|"
    rf"{MONTH} \d{{1,2}},? \d{{4}})(?![\d/-])",
    re.IGNORECASE,
)
SECRET = re.compile(
    r"(?i)\b[\w.]*(?:password|passwd|passphrase|secret|token|api_?key)\w*\b[\"']?\]?\s*[=:]\s*[\"']?[^\s\"']{4,}|"
    r"\b[a-z][a-z0-9+.-]*://[^/\s:@]+:[^/\s@]+@|\bbearer\s+[A-Za-z0-9._~+/=-]{16,}|"
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|^\s*machine\s+\S+\s+login\s+\S+\s+password\s+\S+"
)


def small_counts_in(view: Worded, context: Context) -> Iterator[Finding]:
    """Find counts of 1 to threshold - 1 people in words: "3 patients", "two of the probands", "n=4" (CT-01).

    Numbers that may count something else ("two relapsed", "men 3") are asked about.
    """
    threshold = int(context.setting("threshold", 5, rule="CT-01"))
    found: dict[bool, list[Location]] = {}
    for sentence, people in _named(view, context):
        exact, _ = few_of(people, threshold)
        if exact:
            found.setdefault(any(one.is_sure for one in exact), []).append(sentence.where)
    mask = context.setting("mask", "<5", rule="CT-01")
    if places := list(dict.fromkeys(found.get(True, ()))):
        yield context.finding(
            f"{called(places)} {'names' if len(places) == 1 else 'name'} 1-{threshold - 1} people.",
            places,
            f'Write `{mask}` or "fewer than {threshold}" instead.',
        )
    if places := [place for place in dict.fromkeys(found.get(False, ())) if place not in found.get(True, ())]:
        yield context.finding(
            f"{called(places)} {'has' if len(places) == 1 else 'have'} a number from 1 to {threshold - 1} that may "
            "count people.",
            places,
            f'Write `{mask}` or "fewer than {threshold}" if it does; else say what it counts.',
            severity=context.setting("unsure_severity", "review", rule="CT-01"),
        )


def narrow_limits_in(view: Worded, context: Context) -> Iterator[Finding]:
    """Find limits that say more than a mask does: "2-3 patients", "up to 3 women" (CT-03)."""
    threshold = int(context.setting("threshold", 5, rule="CT-01"))
    places = [sentence.where for sentence, people in _named(view, context) if few_of(people, threshold)[1]]
    if places:
        yield context.finding(
            f"{called(places)} {'limits' if len(places) == 1 else 'limit'} a number of people to some of "
            f"1-{threshold - 1}.",
            places,
            f'Allowed; "fewer than {threshold}" tells less.',
        )


def _named(view: Worded, context: Context) -> Sequence[tuple[Sentence, list[Named]]]:
    """Return the people that sentences with a small number name, looked for once."""
    if "named people" not in context.memo:
        spoken = sentences(view, context)
        about_people = any(speaks_of_people(sentence.text, context.policy) for sentence in spoken)
        may_be_few = small_number(int(context.setting("threshold", 5, rule="CT-01")))
        few = (sentence for sentence in spoken if may_be_few.search(sentence.text))
        context.memo["named people"] = [
            (sentence, list(named_people(sentence.text, context.policy, about_people))) for sentence in few
        ]
    found: Sequence[tuple[Sentence, list[Named]]] = context.memo["named people"]
    return found


def dates_in(view: TextView, context: Context) -> Iterator[Finding]:
    """Find full dates in lines about one person: "the patient died on 12/03/2019", "DOB 2019-03-12"."""
    people = context.policy.words("people_words") | {"she", "he", "her", "his", "dob", "mother", "father", "sibling"}
    events = {"died", "born", "death", "birth", "admitted", "discharged", "diagnosed", "consented", "withdrew"}
    lines = []
    for number, line in enumerate(view.text.splitlines(), 1):
        words = set(words_of(line))
        one = any(word in people and not word.endswith("s") for word in words) or bool(words & {"his"})
        if DATE.search(line) and (one or words & events):
            lines.append(number)
    if lines:
        yield context.finding(
            f"{plural(len(lines), 'line')} ({some(map(str, lines))}) may give a full date about a person.",
            [Location("text", f"line {number}", number - 1) for number in lines],
            "Give the year, or a duration; if it is no person's date, say so in the justification.",
            severity="review",
        )


def ages_in(view: TextView, context: Context) -> Iterator[Finding]:
    """Find the exact age or birth of one person in running text: "a 34-year-old woman", "aged 7", "born in 1980"."""
    lines = [n for n, line in enumerate(view.prose.splitlines(), 1) if tells_age(line) or BORN.search(line)]
    if lines:
        yield context.finding(
            f"{plural(len(lines), 'line')} ({some(map(str, lines))}) may give the exact age or birth of a person.",
            [Location("text", f"line {number}", number - 1) for number in lines],
            "Give an age band of ten years; if it is no person's age, say so in the justification.",
            severity="review",
        )


def tells_age(line: str) -> bool:
    """Return whether a line gives an age that is no average ("median age was 43") and no limit ("aged 4 or older")."""
    return any(
        not OF_GROUP.search(line[: match.start()])
        and not LIMIT.match(line, match.end())
        and not NO_AGE.match(line, match.end())
        and any(int(number) <= OLDEST for number in re.findall(r"\d+", match[0]))
        for match in AGED.finditer(line)
    )


@rule("SC-02", TextView, FileView, RequestView, title="Secret: password, token, connection string, private key")
def secrets(view: TextView | FileView | RequestView, context: Context) -> Iterator[Finding]:
    """Look for secrets in text, scripts, file metadata and answers of the form.

    What it looks for: passwords, tokens and API keys that are assigned, URLs with a password, bearer tokens, private
    keys, lines of a .netrc.

    Why it matters: whoever reads the export could use it.

    What to do: take it out, and change the secret: it may have been read already.

    Limits: secrets that look like ordinary words are not seen.
    """
    where = places_of(view, lambda text: bool(SECRET.search(text)))
    if where:
        yield context.finding(
            f"{plural(len(where), 'text')} ({some(place.label for place in where)}): this looks like a secret.",
            where,
            "Remove it, and change the secret.",
        )
