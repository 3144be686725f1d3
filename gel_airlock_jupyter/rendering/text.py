"""A report as plain text, for terminals, logs and `text/plain`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from gel_airlock_jupyter.findings import Finding, Report
from gel_airlock_jupyter.rendering.escaping import one_line
from gel_airlock_jupyter.rendering.words import MEANING, OUTCOME, SIGN, checked_by, size, summary

WIDTH = 100
PLACES = 5


def to_text(report: Report) -> str:
    """Return a report as plain text of at most 100 columns.

    Parameters
    ----------
    report : Report
        What a check found.

    Returns
    -------
    str
        Verdict, findings by severity, how the columns were read, open questions, policy. No trailing newline.
    """
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield f"{SIGN[report.verdict]} {report.verdict.upper()}  {one_line(report.name)} ({one_line(size(report))})"
    found = summary(report.counts)
    yield f"{MEANING[report.verdict]}{f' {found}.' if found else ''}"
    for finding in sorted(report.findings, key=lambda finding: finding.severity.rank):
        yield ""
        yield from _finding(finding)
    yield from _questions(report)
    yield from _read_as(report)
    yield ""
    yield from wrapped("Policy:   ", checked_by(report))
    not_run = [run.rule for run in report.rules if run.outcome in ("crashed", "off")]
    if not_run:
        words = ", ".join(f"{run.rule} {OUTCOME[run.outcome]}" for run in report.rules if run.rule in not_run)
        yield from wrapped("Not run:  ", words)


def _finding(finding: Finding) -> Iterator[str]:
    head = f"{SIGN[finding.severity]} {finding.severity.upper():<7} {one_line(finding.rule):<6} "
    yield from wrapped(head, finding.message)
    indent = " " * len(head)
    if places := places_of(finding, PLACES):
        yield from wrapped(f"{indent}where: ", places)
    if finding.fix:
        yield from wrapped(f"{indent}fix:   ", finding.fix)


def places_of(finding: Finding, most: int) -> str:
    """Return the first places of a finding in words, the rest counted: "a; b +3 more"."""
    labels = [one_line(place.label) for place in finding.where[:most]]
    more = max(finding.places, len(finding.where)) - len(labels)
    return "; ".join(labels) + (f" +{more:,} more" if more and labels else "")


def _questions(report: Report) -> Iterator[str]:
    if report.questions:
        yield ""
        for question in report.questions:
            yield from wrapped("Question: ", question)


def _read_as(report: Report) -> Iterator[str]:
    if report.read_as:
        yield ""
        for number, entry in enumerate(report.read_as):
            start = "Read as:  " if not number else " " * 10
            yield from wrapped(start, f"{entry.column}: {entry.role} ({entry.reason})")


def wrapped(start: str, text: str, width: int = WIDTH) -> list[str]:
    """Return lines of a paragraph that begins with `start` and hangs under its text."""
    indent = " " * len(start)
    clean = one_line(text)
    lines = textwrap.wrap(clean, width, initial_indent=start, subsequent_indent=indent, break_on_hyphens=False)
    return lines or [start.rstrip()]
