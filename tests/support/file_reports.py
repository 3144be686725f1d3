"""What a report says, in the words that tests about files ask in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gel_airlock_jupyter.findings import Report

PLATEKEY = "LP1000999-DNA_A01"


def found(report: Report) -> set[tuple[str, str]]:
    """Return the rules with their severities."""
    return {(finding.rule, str(finding.severity)) for finding in report.findings}


def kinds(report: Report, rule: str) -> set[str]:
    """Return what a rule about unseen things found, by kind."""
    return {place.label for finding in report.findings if finding.rule == rule for place in finding.where}


def messages(report: Report, rule: str) -> str:
    return " | ".join(finding.message for finding in report.findings if finding.rule == rule)


def written(path: Path, content: Any) -> Path:
    path.write_bytes(content) if isinstance(content, bytes) else path.write_text(content, encoding="utf-8")
    return path
