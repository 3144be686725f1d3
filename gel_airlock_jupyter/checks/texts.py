"""What text says about people: small counts in words, ages and dates of one person, secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gel_airlock_jupyter.checks.figure_units import words_of
from gel_airlock_jupyter.checks.figure_words import stated_counts
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.registry import Context, plural, rule, some
from gel_airlock_jupyter.subjects import FileView, TextView

SMALL_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
LABELS = "grade|stage|tier|phase|type|class|level|group|arm|cohort|table|figure|chromosome|than"  # "grade 3 patients"
N_IS = re.compile(r"\bn\s*=\s*(\d{1,3}(?:,\d{3})*|\d+)(?![\d.,%]\d|\s*%)", re.IGNORECASE)
AGED = re.compile(
    r"\b(?:aged?|age at \w+(?: of| was|:)?)\s*(?:of |was |is |=|:)?\s*(\d{1,3})\b"
    r"(?!\.\d|\s*[-–]|\s*(?:to|and|or over|\+))|"
    r"\b(\d{1,3})[- ]years?[- ]old\b",
    re.IGNORECASE,
)
BORN = re.compile(
    r"\b(?:born (?:in|on)|(?:year|date) of birth:?|dob:?)\s*([\d/.-]{4,10}|\d{1,2} \w+ \d{4})", re.IGNORECASE
)
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATE = re.compile(
    rf"(?<![\d/.-])(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}|\d{{1,2}} {MONTH},? \d{{4}}|"
    rf"{MONTH} \d{{1,2}},? \d{{4}})(?![\d/-])",
    re.IGNORECASE,
)
SECRET = re.compile(
    r"(?i)\b[\w.]*(?:password|passwd|passphrase|secret|token|api_?key)\w*\b[\"']?\s*[=:]\s*[\"']?[^\s\"']{4,}|"
    r"\b[a-z][a-z0-9+.-]*://[^/\s:@]+:[^/\s@]+@|\bbearer\s+[A-Za-z0-9._~+/=-]{16,}|"
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|^\s*machine\s+\S+\s+login\s+\S+\s+password\s+\S+"
)


def small_counts_in(view: TextView, context: Context) -> Iterator[Finding]:
    """Find counts of 1 to threshold - 1 people in running text: "3 patients", "two of the probands", "n=4"."""
    threshold = int(context.setting("threshold", 5, rule="CT-01"))
    pattern = counted_people(context.policy)
    lines = []
    for number, line in enumerate(view.prose.splitlines(), 1):
        counts = [_number(match[2]) for match in pattern.finditer(line) if match[1] is None]
        counts += [_number(match[1]) for match in N_IS.finditer(line)]
        counts += _written_counts(line, context.policy)
        if any(1 <= count < threshold for count in counts):
            lines.append(number)
    if lines:
        yield context.finding(
            f"{plural(len(lines), 'line')} ({some(map(str, lines))}) {'names' if len(lines) == 1 else 'name'} "
            f"1-{threshold - 1} people.",
            [Location("text", f"line {number}", number - 1) for number in lines],
            f'Write `{context.setting("mask", "<5", rule="CT-01")}` or "fewer than {threshold}" instead.',
        )


def counted_people(policy: Policy) -> re.Pattern[str]:
    """Return the pattern of a number before a word for people, with up to two words between."""
    people = "|".join(sorted(map(re.escape, policy.words("counted_people")), key=len, reverse=True))
    numbers = "|".join(SMALL_WORDS)
    return re.compile(
        rf"(?:\b({LABELS}|\d+ to)\s+)?(?<![\w.,/-])(\d{{1,3}}(?:,\d{{3}})+|\d+|{numbers})(?![.,]\d|\s*%)\s+"
        rf"(?:of (?:the|these|our) )?(?:[\w-]+\s+){{0,2}}?(?:{people})\b",
        re.IGNORECASE,
    )


def _written_counts(line: str, policy: Policy) -> list[int]:
    """Return counts in the forms of tables and labels: `participants: 3`, `3 (6.8%)`, `Carriers: 3/44`."""
    words = set(words_of(line))
    about_people = bool(words & policy.words("people_words"))
    if words & policy.words("genetic_words") and not about_people:
        return []
    known = ("named", "with percentage", *(("part",) if about_people else ()))
    return [stated.value for stated in stated_counts(line, policy, brackets=False) if stated.how in known]


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


def _number(text: str) -> int:
    return SMALL_WORDS.get(text.casefold()) or int(text.replace(",", ""))


def ages_in(view: TextView, context: Context) -> Iterator[Finding]:
    """Find the exact age or birth of one person in running text: "a 34-year-old woman", "aged 7", "born in 1980"."""
    lines = [n for n, line in enumerate(view.prose.splitlines(), 1) if AGED.search(line) or BORN.search(line)]
    if lines:
        yield context.finding(
            f"{plural(len(lines), 'line')} ({some(map(str, lines))}) may give the exact age or birth of a person.",
            [Location("text", f"line {number}", number - 1) for number in lines],
            "Give an age band of ten years; if it is no person's age, say so in the justification.",
            severity="review",
        )


@rule("SC-02", TextView, FileView, title="Secret: password, token, connection string, private key")
def secrets(view: TextView | FileView, context: Context) -> Iterator[Finding]:
    """Look for secrets in text, scripts and file metadata.

    What it looks for: passwords, tokens and API keys that are assigned, URLs with a password, bearer tokens, private
    keys, lines of a .netrc.

    Why it matters: whoever reads the export could use it.

    What to do: take it out, and change the secret: it may have been read already.

    Limits: secrets that look like ordinary words are not seen.
    """
    where = [placed.where for placed in view.placed_texts() if SECRET.search(placed.text)]
    if where:
        yield context.finding(
            f"{plural(len(where), 'text')} ({some(place.label for place in where)}): this looks like a secret.",
            where,
            "Remove it, and change the secret.",
        )
