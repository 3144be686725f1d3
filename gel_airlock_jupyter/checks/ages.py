"""Ages and dates of single people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gel_airlock_jupyter.checks.texts import ages_in, dates_in
from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.findings import Finding, Severity
from gel_airlock_jupyter.registry import Context, rule
from gel_airlock_jupyter.roles import names
from gel_airlock_jupyter.roles.model import Role
from gel_airlock_jupyter.subjects import TableView, TextView

BAND = re.compile(
    r"[\[(]?\s*(\d{1,3})(?:\.0)?\s*(?:-|–|to|,)\s*(\d{1,3})(?:\.0)?\s*([\])]?)\s*(?:years?|y|yrs)?\s*", re.IGNORECASE
)
AGE_TEXT = re.compile(r"\s*\d{1,3}(\.\d+)?\s*(y|yr|yrs|years?|months?|weeks?|days?)?\s*(old)?\s*", re.IGNORECASE)
DATE_TEXT = re.compile(
    r"\s*(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2,4})([ T]\d{1,2}:\d{2}.*)?\s*"
)
YEAR_TEXT = re.compile(r"\s*(?:19|20)\d\d(?:\.0)?\s*")
SAMPLE = 2000


def _level(context: Context) -> Severity | None:
    """Return the severity of this rule where rows are people; review where that is not clear; None for groups."""
    if context.reading.level == "individual":
        return context.policy.severity(context.rule)
    return Severity.REVIEW if context.reading.level == "unsure" else None


def _all(column: Column, pattern: re.Pattern[str]) -> bool:
    present = [text for text in column.texts[:SAMPLE] if text]
    return bool(present) and all(pattern.fullmatch(text) for text in present)


@rule("AG-01", TableView, TextView, title="Exact age or year of birth of a person")
def exact_ages(view: TableView | TextView, context: Context) -> Iterator[Finding]:
    """Look for exact ages and years of birth in tables whose rows are people.

    What it looks for: columns named as ages (age, age at diagnosis, year of birth) with numbers or texts such as "34
    years".

    Why it matters: an exact age beside a diagnosis points to one person. Such requests are rejected.

    What to do: band ages in ten years (31-40); `airlock.fix` does.

    Limits: in running text it cannot tell whose age it is, and asks for review. Mean ages are no ages of people.
    """
    if isinstance(view, TextView):
        yield from ages_in(view, context)
        return
    severity = _level(context)
    if severity is None:
        return
    for role in context.reading.having(Role.AGE):
        column = view.columns[role.position]
        if column.profile is not None or _all(column, AGE_TEXT):
            yield context.finding(
                f"Column '{column.label}' gives an exact age or year of birth for each row.",
                (view.whole_column(column),),
                f"Write bands of ten years instead: `%airlock_fix {view.name}`.",
                severity=severity,
            )


def band_width(text: str) -> int | None:
    """Return how many whole years a band such as `31-40` or `(30, 40]` holds; None for anything else."""
    match = BAND.fullmatch(text)
    if match is None:
        return None
    low, high = int(match[1]), int(match[2])
    opens, closes = text.strip()[0], match[3]
    is_half_open = (opens == "(" and closes == "]") or (opens == "[" and closes == ")")
    return high - low if is_half_open else high - low + 1


@rule("AG-02", TableView, title="Age band narrower than ten years")
def narrow_bands(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for age bands narrower than ten years in tables whose rows are people.

    What it looks for: bands such as `31-35` or `(30, 35]` in columns named as ages.

    Why it matters: a narrow band is nearly an exact age. The guide advises ten years.

    What to do: use bands of ten years, or justify the narrower ones.

    Limits: bands in tables of groups are CT-01's matter.
    """
    if _level(context) is None:
        return
    widest = int(context.setting("minimum_years", 10))
    for column in view.columns:
        if "age" not in names.words_of(column.label):
            continue
        widths = [w for text in set(column.texts[:SAMPLE]) if (w := band_width(text)) is not None]
        narrow = [width for width in widths if width < widest]
        if narrow:
            yield context.finding(
                f"Column '{column.label}' has age bands of {min(narrow)} years; {widest} are advised.",
                (view.whole_column(column),),
                f"Use bands of {widest} years, or say in the justification why narrower ones are needed.",
            )


@rule("AG-03", TableView, TextView, title="Full date about a person")
def full_dates(view: TableView | TextView, context: Context) -> Iterator[Finding]:
    """Look for full dates in tables whose rows are people.

    What it looks for: columns of dates, and text columns in which every cell is a date.

    Why it matters: the day of a consent, a death or a procedure identifies a person.

    What to do: drop the column, or give durations (days from diagnosis) or years.

    Limits: in running text it cannot tell whose date it is, and asks for review where the line is about one person;
    dates within the cells of a table are not seen. *(Our reading; the public text names ages only.)*
    """
    if isinstance(view, TextView):
        yield from dates_in(view, context)
        return
    severity = _level(context)
    if severity is None:
        return
    for column in view.columns:
        if column.kind == "date" or (column.kind == "text" and _all(column, DATE_TEXT)):
            yield context.finding(
                f"Column '{column.label}' holds full dates, one for each row.",
                (view.whole_column(column),),
                "Drop it, or give a duration or a year instead.",
                severity=severity,
            )


def _gives_years(column: Column) -> bool:
    profile = column.profile
    if profile is None:
        return column.kind == "text" and _all(column, YEAR_TEXT)
    return profile.whole and profile.minimum >= 1900 and profile.maximum <= 2100


@rule("AG-04", TableView, title="Year beside an individual event")
def years(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for years in tables whose rows are people.

    What it looks for: whole numbers from 1900 to 2100 in columns that are called a year.

    Why it matters: a year narrows down who it was. *(Our reading.)*

    What to do: say why the year is needed, or give a period of several years.

    Limits: years of birth are AG-01's matter.
    """
    if context.reading.level != "individual":
        return
    for column in view.columns:
        is_year = "year" in names.words_of(column.label) and context.reading.of(column.position) is not Role.AGE
        if is_year and _gives_years(column):
            yield context.finding(
                f"Column '{column.label}' gives a year for each person.",
                (view.whole_column(column),),
                "Say why the year is needed, or give a period of several years.",
            )
