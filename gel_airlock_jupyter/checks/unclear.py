"""Cells that seem to count people and that nobody can read as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gel_airlock_jupyter.columns import Column
from gel_airlock_jupyter.findings import Finding, Location
from gel_airlock_jupyter.registry import Context, rule
from gel_airlock_jupyter.roles.model import ColumnRole, Role
from gel_airlock_jupyter.roles.names import is_plain_count_name
from gel_airlock_jupyter.roles.statistic_rows import is_spread
from gel_airlock_jupyter.subjects import TableView

SAMPLE = 2_000
READ = (Role.COUNT, Role.UNKNOWN_COUNT, Role.GENETIC_COUNT, Role.ALLELE_COUNT, Role.ALLELE_NUMBER, Role.PERCENTAGE)
WORDS = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|none)\b", re.IGNORECASE)
# A list, a dict, a tuple or a complex number as Python shows it; `(30, 45]` is a band.
OBJECT = re.compile(
    r"\s*(?:\[[^\])]*\d[^\])]*\]|\{.*\d.*\}|\([^\])]*,[^\])]*\)|\(?[-+\d.]+[-+][\d.]+j\)?)\s*", re.DOTALL
)
BEHIND = re.compile(r".*\S\s*[(\[]\s*(\d{1,6})\s*[)\]]\s*")
HINT = 'Write whole numbers or `<5` alone in the cells, or declare what the column holds: roles={{"{label}": "label"}}.'


@rule("CT-12", TableView, title="A cell that may hold a count and cannot be read")
def unclear_counts(view: TableView, context: Context) -> Iterator[Finding]:
    """Look for counts written in a way that cannot be judged.

    What it looks for: a column called `n`, `cases`, `patients` and the like whose cells are no numbers, masks or ranges
    (`three`, `3:41`, whole numbers below zero); cells that are lists, dictionaries or pairs; labels and headers that
    end with a whole number in brackets (`Leigh (3)`); headers that are small numbers, as those of a file without a
    header line.

    Why it matters: what cannot be read cannot be judged, and a reviewer who reads a 3 in it returns the request.

    What to do: write one number, or `<5`, in each cell; or declare that the column counts nobody:
    `roles={"column": "label"}`, `genetic=True`.

    Limits: numbers in running text are found where they stand beside words such as "patients" (CT-01).
    """
    reading = context.reading
    if reading.level not in ("aggregate", "unsure") or reading.genetics is not None or context.declared.get("genetic"):
        return
    for role in reading.columns:
        column = view.columns[role.position]
        found = None if role.role in READ or role.reason.startswith("declared") else _unclear(column, role, context)
        if found:
            label = column.label
            yield context.finding(
                f"{found}; whether it counts people cannot be told.",
                (view.whole_column(column),),
                HINT.format(label=label),
            )
    threshold = int(context.setting("threshold", 5, rule="CT-01"))
    headers = [column.label for column in view.body]
    if _may_be_data(headers, threshold):
        yield context.finding(
            "A column is called by a small number; whether the first line is a header or counts people cannot be told.",
            (Location("header", "column headers"),),
            "Give the columns names, or write a header line.",
        )
    if _behind_labels(headers, threshold):
        yield context.finding(
            "Headers end with whole numbers in brackets; whether they count people cannot be told.",
            (Location("header", "column headers"),),
            "Write `n=` before numbers of people and `n<5` for small ones, or take the brackets out.",
        )


def _unclear(column: Column, role: ColumnRole, context: Context) -> str | None:
    """Return what cannot be read in a column, in words."""
    named = is_plain_count_name(column.path, context.policy)
    profile = column.profile
    if profile is not None:
        below = named and role.role is Role.NUMBER and profile.whole and profile.minimum < 0 and profile.maximum <= 0
        return f"Column '{column.label}' is called a count and holds whole numbers below zero" if below else None
    if column.kind not in ("text", "other") or role.role is Role.STATISTIC or is_spread(column):
        return None
    cells = [text for text in column.tally(SAMPLE) if text]
    if named and _mostly(WORDS.search(text) is not None for text in cells):
        return f"Column '{column.label}' is called a count, and its cells are no numbers, masks or ranges"
    if _mostly(OBJECT.fullmatch(text) is not None for text in cells):
        return f"Cells of '{column.label}' hold several values at once"
    if _behind_labels(cells, int(context.setting("threshold", 5, rule="CT-01"))):
        return f"Labels in '{column.label}' end with whole numbers in brackets"
    return None


def _may_be_data(headers: list[str], threshold: int) -> bool:
    """Return whether a header is a small whole number, and the numbers of the headers are not counted through."""
    numbers = [int(header) for header in headers if header.isdecimal()]
    if not any(1 <= number < threshold for number in numbers):
        return False
    return sorted(numbers) != list(range(min(numbers), min(numbers) + len(numbers))) or len(numbers) == 1


def _mostly(found: Iterable[bool]) -> bool:
    told = list(found)
    return 2 * sum(told) > len(told) > 0


def _behind_labels(texts: list[str], threshold: int) -> bool:
    """Return whether most of several texts end with a number in brackets, one of them small, that is no running one."""
    numbers = [int(match[1]) for text in texts if (match := BEHIND.fullmatch(text))]
    if len(numbers) < 2 or 2 * len(numbers) <= len(texts) or not any(1 <= number < threshold for number in numbers):
        return False
    return sorted(numbers) != list(range(min(numbers), min(numbers) + len(numbers)))
