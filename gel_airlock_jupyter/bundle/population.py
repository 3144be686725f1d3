"""Population and denominators of an output: how many people are behind it, and how that is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gel_airlock_jupyter.findings import Report

ABOUT_PEOPLE = ("n", "contributors", "evidence", "justification", "alt_text")
COUNTS = "count of people"
UNKNOWN = "not stated, and the file does not show it: ask how many people are behind each value"


def people_of(declared: Mapping[str, Any], report: Report) -> str:
    """Return a line for each way in which the numbers of people are known; says so where there is none."""
    return "\n".join(_ways(declared, report)) or UNKNOWN


def _ways(declared: Mapping[str, Any], report: Report) -> Iterator[str]:
    if isinstance(n := declared.get("n"), int):
        yield f"{n:,} in all, as the researcher says (denominator of percentages and rates)"
    if isinstance(known := declared.get("contributors"), Mapping):
        yield f"{_behind(known)} ({known.get('from') or 'source not recorded'})"
    shown = [entry.column for entry in report.read_as if entry.role.startswith(COUNTS)]
    if shown:
        yield f"shown as counts of people: {', '.join(shown[:12])}{', ...' if len(shown) > 12 else ''}"
    if report.kind == "figure":
        yield from (f"{entry.column}: {entry.reason}" for entry in report.read_as if "people" in entry.role)
    if documents := declared.get("evidence"):
        yield f"supporting counts: {documents if isinstance(documents, str) else ', '.join(map(str, documents))}"


def _behind(known: Mapping[str, Any]) -> str:
    least = known.get("least")
    if isinstance(least, int):
        return f"at least {least:,} behind every value"
    cells = known.get("cells")
    columns = cells.values() if isinstance(cells, Mapping) else ()
    numbers = [each for column in columns if isinstance(column, list) for each in column if isinstance(each, int)]
    if not numbers:
        return "given for each value"
    return f"{min(numbers):,} to {max(numbers):,} behind each value"
