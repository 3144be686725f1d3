"""What a reviewer reads: one value that is shown as a page (`document_html`) and as plain text (`document_text`).

The order never changes: what is asked, what needs judgement, the outputs (most risky first), what was not checked,
the decision, how to verify.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gel_airlock_jupyter.findings import Finding, Report

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """A line of a text file: its number from 1, its characters, and the severity of what was found in it, if any."""

    number: int
    text: str
    severity: str = ""


@dataclass(frozen=True)
class Sheet:
    """One output: all a reviewer needs to decide about it.

    Parameters
    ----------
    number : int
        Its number in the request.
    path : str
        Where its file lies in the bundle.
    title, description : str
        As the researcher wrote them.
    report : Report
        The clean re-check; its preview holds the cells to show.
    facts : tuple of (label, text)
        Population, denominators, masks, recalculation test, overlap, file name, sha256 ...
    columns : tuple of rows
        A header row, then one summary row a column.
    image : (media type, bytes), optional
        The picture, for figures.
    alt_text : str
        Description of the picture.
    lines : tuple of Line
        The text, for text files: its beginning and every line with a finding.
    total_lines : int
        How many lines the file has.
    exception, justification : str
        Why it may leave although a check says fail, or review.
    """

    number: int
    path: str
    title: str
    description: str
    report: Report
    facts: Facts
    columns: tuple[tuple[str, ...], ...] = ()
    image: tuple[str, bytes] | None = None
    alt_text: str = ""
    lines: tuple[Line, ...] = ()
    total_lines: int = 0
    exception: str = ""
    justification: str = ""

    @property
    def needs_judgement(self) -> tuple[Finding, ...]:
        """Return the findings a person has to decide about, heaviest first."""
        heavy = [finding for finding in self.report.findings if finding.severity.rank < 2]
        return tuple(sorted(heavy, key=lambda finding: finding.severity.rank))


@dataclass(frozen=True)
class ReviewDocument:
    """A whole request for a reviewer; `sheets` come most risky first."""

    title: str
    verdict: str
    facts: Facts
    form: Facts
    findings: tuple[Finding, ...]
    sheets: tuple[Sheet, ...]
    not_checked: tuple[str, ...]
    verify: tuple[str, ...]
    rules: Mapping[str, str]
    rules_page: str

    def rule(self, identifier: str) -> str:
        """Return a rule's id with its title."""
        title = self.rules.get(identifier)
        return f"{identifier} {title}" if title else identifier


DECISIONS = ("approve", "changes", "reject")
SIGN_OFF = ("Reason", "First reviewer, date", "Second reviewer, date")
CLAIM = (
    "Verdicts here were made where the bundle was sealed. Re-run the checks before relying on them: "
    "`gel-airlock verify` does."
)
