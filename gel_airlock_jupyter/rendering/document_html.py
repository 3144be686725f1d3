"""The reviewer's report as one static page: no script, no outside resource, everything escaped, fit to print."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from types import MappingProxyType

from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.rendering.document import CLAIM, DECISIONS, SIGN_OFF, Facts, ReviewDocument, Sheet
from gel_airlock_jupyter.rendering.escaping import escape, one_line, with_code
from gel_airlock_jupyter.rendering.html import badge
from gel_airlock_jupyter.rendering.sketch import Leads, leads, linked, sketches
from gel_airlock_jupyter.rendering.style import CSS, ROOT
from gel_airlock_jupyter.rendering.table import preview_table
from gel_airlock_jupyter.rendering.words import counted, summary

CHECKS = "Checks"
SECURITY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
NOWHERE: Leads = MappingProxyType({})
PAGE = """
:root{color-scheme:light dark}
body{margin:0 auto;max-width:100em;padding:16px 24px 48px;font:15px/1.5 system-ui,sans-serif;
background:Canvas;color:CanvasText}
.doc h1{font-size:1.45em;margin:0 0 4px}
.doc h2{font-size:1.15em;margin:28px 0 6px;border-block-end:2px solid;padding-block-end:2px}
.doc h3{font-size:1.08em;margin:0;display:flex;gap:10px;align-items:baseline}
.doc article{border:1px solid color-mix(in srgb,currentColor 25%,transparent);border-radius:6px;
padding:12px 16px;margin:14px 0}
.doc dl{display:grid;grid-template-columns:fit-content(15em) 1fr;gap:2px 16px;margin:8px 0}
.doc dt{opacity:.75}
.doc dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
.doc .note{border-inline-start:4px solid #8a4b08;padding:2px 10px;margin:8px 0}
.doc img{max-width:100%;max-height:480px;background:#fff;
border:1px solid color-mix(in srgb,currentColor 25%,transparent)}
.doc .scroll{max-height:34em}
.doc .lines.lines td{white-space:pre-wrap;overflow-wrap:anywhere;font-family:ui-monospace,monospace;text-align:start}
.doc .box.box.box td,.doc .box.box.box th{border:1px solid;padding:5px 10px}
.doc .box.box.box td.blank{min-width:22em}
.doc .count{font-size:.85em;font-weight:400}
.doc a{color:inherit}
.doc ul.plain.plain{list-style:disc;padding-inline-start:1.3em}
.doc .checks{margin-block-start:6px}
@media (min-width:64em){.doc .sides{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 24px}}
@media print{body{padding:0;font-size:11px}.doc article{break-inside:avoid-page}
.doc .scroll{max-height:none;overflow:visible}}
""".strip()


def document_html(document: ReviewDocument) -> str:
    """Return the page, `<!doctype html>` included."""
    parts = (
        _head(document),
        _judgement(document),
        _section("What is asked", _facts(document.form)),
        _section("Outputs, most risky first", "".join(_sheet(sheet, document) for sheet in document.sheets)),
        _section("What was not checked", _list(with_code(line) for line in document.not_checked)),
        _section("Decision", _decision(document)),
        _section("How to verify in a terminal", _list(f"<code>{escape(line)}</code>" for line in document.verify)),
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(SECURITY)}">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(document.title)}</title>'
        f"<style>{CSS}\n{PAGE}</style></head><body>"
        f'<main class="{ROOT} doc">{"".join(parts)}</main></body></html>'
    )


def _head(document: ReviewDocument) -> str:
    name = escape(document.title)
    return f"<h1>{name}</h1><p>{badge(document.verdict)} {with_code(CLAIM)}</p>{_facts(document.facts)}"


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def _facts(facts: Facts) -> str:
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in facts)
    return f"<dl>{rows}</dl>"


def _list(entries: Iterable[str]) -> str:
    return f'<ul class="plain">{"".join(f"<li>{entry}</li>" for entry in entries)}</ul>'


def _judgement(document: ReviewDocument) -> str:
    """Return what a person has to decide, over all outputs, before anything else."""
    rows = [_finding(finding, document, "the request") for finding in document.findings if finding.severity.rank < 2]
    for sheet in document.sheets:
        where = f'<a href="#output-{sheet.number}">{sheet.number}. {escape(one_line(sheet.title))}</a>'
        rows += [_finding(finding, document, where) for finding in sheet.needs_judgement]
    body = (
        f'<ul class="findings">{"".join(rows)}</ul>' if rows else "<p>Nothing: no check failed or asks for review.</p>"
    )
    page = f'<p class="soft">Rules: <a href="{escape(document.rules_page)}">{escape(document.rules_page)}</a></p>'
    return _section("Needs your judgement", body + page)


def _finding(finding: Finding, document: ReviewDocument, where: str = "", known: Leads = NOWHERE) -> str:
    title = document.rules.get(finding.rule, "")
    places = " · ".join(linked(place, known) for place in finding.where)
    beyond = finding.places - len(finding.where)
    more = f" and {beyond:,} more" if finding.where and beyond > 0 else ""
    place = f'<div class="where"><span class="label">Where</span>{places}{more}</div>' if places else ""
    output = f'<span class="label">{where}</span>' if where else ""
    return (
        f'<li class="{finding.severity}">{badge(finding.severity)}<span class="rule">{escape(finding.rule)}</span>'
        f'<div class="what">{output}{with_code(finding.message)} <span class="soft">{escape(title)}</span>'
        f"{place}</div></li>"
    )


def _sheet(sheet: Sheet, document: ReviewDocument) -> str:
    report = sheet.report
    ordered, known = sorted(report.findings, key=lambda finding: finding.severity.rank), leads(report)
    findings = "".join(_finding(finding, document, known=known) for finding in ordered)
    found = f'<ul class="findings">{findings}</ul>' if findings else '<p class="soft">No finding.</p>'
    counts = f'<span class="soft count">{escape(summary(report.counts))}</span>'
    heading = f"<h3>{badge(report.verdict)}<span>{sheet.number}. {escape(one_line(sheet.title))}</span>{counts}</h3>"
    return (
        f'<article id="output-{sheet.number}">{heading}'
        f"<p>{escape(sheet.description) or 'No description given.'}</p>"
        f"{_reasons(sheet)}<div class='sides'><div>{_picture(sheet)}{_text(sheet)}{preview_table(report)}"
        f"{sketches(report)}{found}</div>"
        f"<div>{_facts(tuple(fact for fact in sheet.facts if fact[0] != CHECKS))}</div></div>{_columns(sheet)}"
        f"{_read_as(sheet)}{_checks(sheet)}</article>"
    )


def _checks(sheet: Sheet) -> str:
    """Return which rules ran and how they ended, folded: it is long, and what they found stands above."""
    lines = [line for label, text in sheet.facts if label == CHECKS for line in text.split("\n")]
    if not lines:
        return ""
    shown = "".join(f"<p>{escape(line)}</p>" for line in lines)
    title = "; ".join(f"{line.partition(':')[0]}: {counted(line.count(',') + 1, 'rule')}" for line in lines)
    return f'<details class="checks"><summary>Checks ({escape(title)})</summary>{shown}</details>'


def _reasons(sheet: Sheet) -> str:
    reasons = (("Exception asked for", sheet.exception), ("Justification", sheet.justification))
    return "".join(f'<p class="note"><b>{label}:</b> {escape(text)}</p>' for label, text in reasons if text)


def _picture(sheet: Sheet) -> str:
    if sheet.image is None:
        return ""
    media_type, data = sheet.image
    text = escape(sheet.alt_text or f"Figure {sheet.title}; no description was given")
    return f'<img alt="{text}" src="data:{escape(media_type)};base64,{base64.b64encode(data).decode()}">'


def _text(sheet: Sheet) -> str:
    """Return the lines of a text file, flagged ones with sign and word."""
    if not sheet.lines:
        return ""
    rows = "".join(
        f'<tr class="{line.severity}"><th scope="row" class="number">{line.number}</th><td>'
        f"{f'{badge(line.severity)} ' if line.severity else ''}{escape(line.text)}</td></tr>"
        for line in sheet.lines
    )
    table = f'<div class="scroll"><table class="lines"><tbody>{rows}</tbody></table></div>'
    if len(sheet.lines) == sheet.total_lines:
        return table
    return f'{table}<p class="soft">Shown: {len(sheet.lines):,} of {sheet.total_lines:,} lines; all were checked.</p>'


def _columns(sheet: Sheet) -> str:
    if not sheet.columns:
        return ""
    header, *rows = sheet.columns
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in header)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f'<td class="number">{escape(cell)}</td>' for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    title = f"Columns ({counted(len(rows), 'column')})"
    table = f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    return f"<details open><summary>{title}</summary>{table}</details>"


def _read_as(sheet: Sheet) -> str:
    lines = [
        f"{escape(e.column)}: {escape(e.role)} <span class='soft'>({with_code(e.reason)})</span>"
        for e in sheet.report.read_as
    ]
    return f"<details open><summary>Read as</summary>{_list(lines)}</details>" if lines else ""


def _decision(document: ReviewDocument) -> str:
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in ("Output", *DECISIONS, "Reason"))
    rows = "".join(
        f'<tr><th scope="row">{sheet.number}. {escape(one_line(sheet.title))}</th>{"<td>☐</td>" * len(DECISIONS)}'
        f'<td class="blank"></td></tr>'
        for sheet in sorted(document.sheets, key=lambda sheet: sheet.number)
    )
    lines = "".join(
        f'<tr><th scope="row" colspan="{len(DECISIONS) + 1}">{escape(line)}</th><td class="blank"></td></tr>'
        for line in SIGN_OFF
    )
    return f'<table class="box"><thead><tr>{head}</tr></thead><tbody>{rows}{lines}</tbody></table>'
