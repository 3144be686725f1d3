"""The words and signs of reports: severity is never told by colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gel_airlock_jupyter.findings import Report

SIGN: Mapping[str, str] = MappingProxyType({"pass": "✓", "fail": "✕", "review": "?", "warn": "!", "info": "i"})
MEANING: Mapping[str, str] = MappingProxyType(
    {
        "pass": "Nothing found that stands in the way of export.",
        "review": "May be staged with a written justification.",
        "fail": "Cannot be staged as it stands.",
    }
)
TO_DO: Mapping[str, str] = MappingProxyType(
    {"fail": "to fix", "review": "to justify", "warn": "to look at", "info": "to note"}
)
OUTCOME: Mapping[str, str] = MappingProxyType(
    {
        "found": "found something",
        "crashed": "failed to run",
        "clear": "clear",
        "not-applicable": "not applicable",
        "off": "switched off",
    }
)


def counted(number: int, noun: str) -> str:
    """Return "1 row", "1,200 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def summary(counts: Mapping[str, int]) -> str:
    """Return "2 to fix, 1 to look at"; empty when there is no finding."""
    return ", ".join(f"{counts[level]:,} {word}" for level, word in TO_DO.items() if counts.get(level))


def size(report: Report) -> str:
    """Return "table, 12 × 4" or just the kind."""
    return f"{report.kind}, {report.shape[0]:,} × {report.shape[1]:,}" if report.shape else report.kind


def checked_by(report: Report) -> str:
    """Return which policy judged, and how long it took."""
    policy = report.policy
    return f"{policy.id} {policy.version} ({policy.digest[:12]}), {report.milliseconds:,.0f} ms"
