"""What no fix can do: the rule, the place, and what the researcher can do about it."""

from __future__ import annotations

from collections.abc import Mapping

from gel_airlock_jupyter.findings import Finding, Report, Severity
from gel_airlock_jupyter.registry import some

FIGURES = "FG-"
PLACES = 3
OTHERWISE = "Mend it by hand where it was made (merge small groups, leave them out), then check it again."
WAYS: Mapping[str, str] = {
    "FG-01": "Merge the small groups with others before drawing, or leave them out.",
    "FG-02": "Rewrite the text where it is made: `<5` in place of 1-4 people.",
    "FG-03": "Leave the total out, or hide one more bar.",
    "FG-04": "Merge categories until each holds 5 people, or leave the percentages out.",
    "FG-05": "Leave out the arm, or the curve, of fewer than 5 people; add it to another arm where that makes sense.",
    "FG-06": 'Draw groups: a histogram, boxes, medians with quartiles. If a mark is no person, say so (row_is="gene").',
    "FG-08": "Take the identifier out where the figure is made: another label, title or name.",
    "FG-09": "Aggregate the data before drawing, so that the figure carries what it draws and no more.",
    "FG-10": "Draw it with marks that can be read, or say in the justification what it shows: a reviewer looks at it.",
}


def left_by_hand(report: Report) -> list[str]:
    """Return what is left after a fix, each with rule, place and way out.

    Of figures, what a reviewer would be asked about counts as left too.

    Parameters
    ----------
    report : Report
        The check of what was fixed.
    """
    return [words for finding in report.findings if (words := _words(finding))]


def _words(finding: Finding) -> str:
    of_figure = finding.rule.startswith(FIGURES)
    if finding.severity is Severity.FAIL:
        return f"could not fix {finding.rule}: {_message(finding, of_figure)} {_way(finding)}"
    if of_figure and finding.severity is Severity.REVIEW:
        return f"left for review: {finding.rule}: {_message(finding, of_figure)} {_way(finding)}"
    return ""


def _message(finding: Finding, of_figure: bool) -> str:
    places = [place.label for place in finding.where if place.label and place.label not in finding.message]
    named = "axes " in finding.message or not places
    return finding.message if named or not of_figure else f"{finding.message} ({some(places, PLACES)})"


def _way(finding: Finding) -> str:
    """Return what a person can do; to run the fix again is no help."""
    said = finding.fix or ""
    return said if said and "airlock_fix" not in said else WAYS.get(finding.rule, OTHERWISE)
