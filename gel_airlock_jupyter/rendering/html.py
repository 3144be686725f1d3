"""A report as one self-contained HTML fragment: no script, everything escaped, readable without its style sheet."""

from __future__ import annotations

from collections.abc import Sequence

from gel_airlock_jupyter.findings import Finding, Report
from gel_airlock_jupyter.rendering.escaping import escape, one_line, with_code
from gel_airlock_jupyter.rendering.sketch import Leads, lead_of, leads, linked, sketches
from gel_airlock_jupyter.rendering.style import CSS, ROOT
from gel_airlock_jupyter.rendering.table import preview_table
from gel_airlock_jupyter.rendering.words import MEANING, OUTCOME, SIGN, checked_by, counted, size, summary

FINDINGS = 12
PLACES = 5


def to_html(report: Report) -> str:
    """Return a report as an HTML fragment.

    Parameters
    ----------
    report : Report
        What a check found.

    Returns
    -------
    str
        One `<section>` with its scoped style sheet; light and dark follow the page. No script, no outside reference.
    """
    label = escape(f"Airlock report for {report.name}: {report.verdict}")
    return (
        f'<section class="{ROOT}" aria-label="{label}"><style>{CSS}</style>{_header(report)}{_findings(report)}'
        f"{_questions(report)}{_table(report)}</section>"
    )


def badge(severity: str) -> str:
    """Return a severity or verdict as sign and word."""
    return f'<span class="badge {severity}"><span aria-hidden="true">{SIGN[severity]}</span> {severity}</span>'


def _header(report: Report) -> str:
    found = summary(report.counts)
    said = MEANING[report.verdict] + (f" {found.capitalize()}." if found else "")
    return (
        f'<header>{badge(report.verdict)}<span class="name">{escape(one_line(report.name))}</span>'
        f'<span class="soft">{escape(size(report))}</span><span>{escape(said)}</span></header>'
    )


def _findings(report: Report) -> str:
    ordered = sorted(report.findings, key=lambda finding: finding.severity.rank)
    shown, rest = ordered[:FINDINGS], ordered[FINDINGS:]
    known = leads(report)
    folded = f"<summary>{counted(len(rest), 'more finding')}</summary>{_list(rest, known)}"
    return (_list(shown, known) if shown else "") + (f"<details>{folded}</details>" if rest else "")


def _list(findings: Sequence[Finding], known: Leads) -> str:
    return f'<ul class="findings">{"".join(_finding(finding, known) for finding in findings)}</ul>'


def _finding(finding: Finding, known: Leads) -> str:
    fix = f'<p class="fix"><span class="label">Fix</span>{with_code(finding.fix)}</p>' if finding.fix else ""
    return (
        f'<li class="{finding.severity}">{badge(finding.severity)}<span class="rule">{escape(finding.rule)}</span>'
        f'<div class="what">{with_code(finding.message)}{_where(finding, known)}{fix}</div></li>'
    )


def _where(finding: Finding, known: Leads) -> str:
    """Return the places: the first ones in a line, the others kept folded, the rest counted.

    A place that a sketch shows is a link to it.
    """
    labels = [linked(place, known) for place in finding.where]
    total = max(finding.places, len(labels))
    said = total == 1 and bool(labels) and finding.where[0].label in finding.message
    if not labels or (said and lead_of(finding.where[0], known) is None):
        return ""
    first, kept = labels[:PLACES], labels[PLACES:]
    beyond, unlisted = total - len(first), total - len(labels)
    more = f"+{beyond:,} more" if beyond else ""
    if kept:
        rest = " · ".join(kept) + (f" and {unlisted:,} that are not listed" if unlisted else "")
        more = f"<details><summary>{more}</summary>{rest}</details>"
    return f'<div class="where"><span class="label">Where</span>{" · ".join(first)} {more}</div>'


def _questions(report: Report) -> str:
    if not report.questions:
        return ""
    asked = "".join(f"<li>{with_code(question)}</li>" for question in report.questions)
    return f'<p class="soft">The tool could not tell:</p><ul>{asked}</ul>'


def _table(report: Report) -> str:
    """Return the preview, open where something is marked and folded away where nothing is, and what else is folded."""
    table = preview_table(report)
    folded = ""
    if table and 'class="sign"' not in table:
        table, folded = "", f"<details><summary>Table as checked</summary>{table}</details>"
    return f'{table}{sketches(report)}<div class="folds">{folded}{_read_as(report)}{_rules(report)}</div>'


def _read_as(report: Report) -> str:
    if not report.read_as:
        return ""
    rows = "".join(
        f"<span>{escape(one_line(entry.column))}</span><span>{escape(entry.role)}</span>"
        f'<span class="soft">{with_code(entry.reason)}</span>'
        for entry in report.read_as
    )
    head = f"Read as ({counted(len(report.read_as), 'part')})"
    return f'<details><summary>{head}</summary><div class="read">{rows}</div></details>'


def _rules(report: Report) -> str:
    groups = [
        f'<p><span class="label">{OUTCOME[outcome]}</span>{escape(", ".join(rules))}</p>'
        for outcome in OUTCOME
        if (rules := [run.rule for run in report.rules if run.outcome == outcome])
    ]
    run = sum(entry.outcome in ("clear", "found") for entry in report.rules)
    declared = "".join(
        f'<p><span class="label">declared</span>{escape(f"{name} = {value}")}</p>'
        for name, value in report.declared.items()
    )
    policy = f'<p><span class="label">policy</span>{escape(checked_by(report))}</p>'
    return f"<details><summary>{counted(run, 'rule')} run</summary>{''.join(groups)}{declared}{policy}</details>"
