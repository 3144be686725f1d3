"""Running the rules: a view and a policy in, a report out. A crash is a finding, never a pass."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from gel_airlock_jupyter.checks import figure_reading
from gel_airlock_jupyter.checks.identifiers import KINDS, blanked
from gel_airlock_jupyter.declarations import recorded, with_known
from gel_airlock_jupyter.disclosure.pausing import uncollected
from gel_airlock_jupyter.findings import Finding, Preview, ReadAs, Report, RuleRun, Severity
from gel_airlock_jupyter.judging import CRASHED as CRASHED
from gel_airlock_jupyter.judging import Judged, judged, told, worse
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.preview import preview_of
from gel_airlock_jupyter.registry import Context
from gel_airlock_jupyter.roles.model import Reading
from gel_airlock_jupyter.sketched import Sketch
from gel_airlock_jupyter.sketching import MOST_SKETCHES, sketches_of
from gel_airlock_jupyter.subjects import FigureView, TableView, View

MOST_PREVIEWS = 10  # tables of a file, beside the first
MOST_READ = 400  # lines of "read as" over all tables of a file


def run(
    views: Sequence[View], policy: Policy, declared: Mapping[str, Any] | None = None, session: Any = None
) -> Report:
    """Judge one output, given as one view or as several views of the same thing (a file and what it shows).

    Parameters
    ----------
    views : sequence of View
        The first names the report.
    policy : Policy
        Rules, limits, severities.
    declared : mapping, optional
        Validated declarations.
    session : object, optional
        Live evidence from the kernel.
    """
    started = time.perf_counter()
    views, findings = told(views)
    declared = with_known(declared or {}, views)
    rules: dict[str, str] = {}
    judgements = {}  # by identity: a view may hold what cannot be hashed
    table = next((view for view in views if isinstance(view, TableView)), None)
    for view in views:
        with uncollected():
            one = judgements[id(view)] = judged(view, policy, declared, session)
        findings.extend(_placed(finding, view, table) for finding in one.findings)
        for rule, outcome in one.rules.items():
            rules[rule] = worse(rules.get(rule), outcome)
    findings.sort(key=lambda finding: (finding.severity.rank, finding.rule))
    sketches = _sketches(views, findings, policy)
    if any(finding.rule in KINDS for finding in findings):
        findings = [_blanked(finding, policy) for finding in findings]
    main = views[0]
    figure_read_as, figure_questions = _read_figures(views, policy, declared, judgements)
    return Report(
        name=main.name,
        kind=next((view.kind for view in views if view.kind != "file"), main.kind),
        findings=tuple(findings),
        policy=policy.ref,
        read_as=_tables_read(views, judgements, policy) if table else figure_read_as,
        rules=tuple(RuleRun(rule, outcome) for rule, outcome in sorted(rules.items())),
        questions=_questions(views, judgements) if table else figure_questions,
        declared=recorded(declared),
        shape=table.shape if table else None,
        preview=preview_of(table, findings, policy) if table else None,
        more_previews=_further(views, table, findings, policy),
        sketches=sketches,
        milliseconds=(time.perf_counter() - started) * 1000,
    )


def _sketches(views: Sequence[View], findings: Sequence[Finding], policy: Policy) -> tuple[Sketch, ...]:
    """Return the figures as they were read; one that cannot be drawn takes nothing from what was found."""
    with suppress(Exception), uncollected():
        return sketches_of(views, findings, policy)
    return ()


def _further(
    views: Sequence[View], shown: TableView | None, findings: Sequence[Finding], policy: Policy
) -> tuple[Preview, ...]:
    """Return the previews of a file's other tables: those with findings first to be kept, then in the file's order."""
    others = [view for view in views if isinstance(view, TableView) and view is not shown and view.part]
    named = {place.part for finding in findings for place in finding.where if finding.severity is not Severity.INFO}
    kept = sorted(others, key=lambda view: view.part not in named)[:MOST_PREVIEWS]
    return tuple(preview_of(view, findings, policy) for view in others if any(view is other for other in kept))


def _placed(finding: Finding, view: View, shown: TableView | None) -> Finding:
    """Return a finding that says in which part of the file it lies; rows and columns are those of the table shown."""
    part = getattr(view, "part", "")
    if not part:
        return finding
    keep = view is shown
    where = tuple(
        replace(
            w,
            label=f"{part}: {w.label}",
            row=w.row if keep else None,
            column=w.column if keep else None,
            part=part,
            at=(w.row, w.column),
        )
        for w in finding.where
    )
    return replace(finding, message=f"{part}: {finding.message}", where=where)


def _tables_read(views: Sequence[View], judgements: Mapping[int, Judged], policy: Policy) -> tuple[ReadAs, ...]:
    """Return how the tables were understood, each part of a file under its name."""
    found: list[ReadAs] = []
    for view in views:
        if isinstance(view, TableView):
            one = judgements[id(view)]
            entries = (*_read_as(one.reading, policy), *relations_read(one.relations))
            found += [replace(e, column=f"{view.part}: {e.column}") if view.part else e for e in entries]
    return tuple(found[:MOST_READ])


def _questions(views: Sequence[View], judgements: Mapping[int, Judged]) -> tuple[str, ...]:
    asked = (q for view in views if isinstance(view, TableView) for q in judgements[id(view)].reading.questions)
    return tuple(dict.fromkeys(asked))


def _read_figures(
    views: Sequence[View], policy: Policy, declared: Mapping[str, Any], judgements: Mapping[int, Judged]
) -> tuple[tuple[ReadAs, ...], tuple[str, ...]]:
    """Return how the first figure was understood, and what to ask; a crash here is already a finding of its rules."""
    figure = next((view for view in views if isinstance(view, FigureView)), None)
    if figure is None:
        return (), ()
    context = Context("FG-01", policy, declared, memo=dict(judgements[id(figure)].memo))
    with suppress(Exception):
        return figure_reading.read_as(figure, context), figure_reading.questions(figure, context)
    return (), ()


def _blanked(finding: Finding, policy: Policy) -> Finding:
    """Return a finding whose words hold no identifier: rows and columns may be called by one."""
    where = tuple(replace(place, label=blanked(place.label, policy)) for place in finding.where)
    fix = None if finding.fix is None else blanked(finding.fix, policy)
    return replace(finding, message=blanked(finding.message, policy), where=where, fix=fix)


def _read_as(reading: Reading, policy: Policy) -> tuple[ReadAs, ...]:
    rows = ReadAs("(rows)", reading.level, blanked("; ".join(reading.evidence), policy) or "no evidence either way")
    columns = ((column, blanked(column.label, policy), blanked(column.reason, policy)) for column in reading.columns)
    return (rows, *(ReadAs(label, str(column.role), reason) for column, label, reason in columns))


def relations_read(words: Sequence[str], most: int = 20) -> tuple[ReadAs, ...]:
    """Return how totals were read, for the report: a wrong reading is seen there, and `relations=` corrects it."""
    shown = tuple(ReadAs("(sums)", "relation", text) for text in words[:most])
    more = (ReadAs("(sums)", "relation", f"and {len(words) - most} more"),) if len(words) > most else ()
    return shown + more


def joint(name: str, reports: Sequence[Report], together: Report | None = None) -> Report:
    """Return one report over several: every finding says which output it is about.

    `together` is the report of the outputs taken together, with the relations among them.
    """
    findings = [_about(finding, report) for report in reports for finding in report.findings]
    findings += together.findings if together else ()
    findings.sort(key=lambda finding: (finding.severity.rank, finding.rule))
    previews = [_called(preview, report.name) for report in reports for preview in _previews(report)]
    rules: dict[str, str] = {}
    for report in (*reports, *([together] if together else [])):
        for entry in report.rules:
            rules[entry.rule] = worse(rules.get(entry.rule), entry.outcome)
    return Report(
        name=name,
        kind="several",
        findings=tuple(findings),
        policy=reports[0].policy,
        read_as=together.read_as if together else (),
        rules=tuple(RuleRun(rule, outcome) for rule, outcome in sorted(rules.items())),
        questions=tuple(question for report in reports for question in report.questions),
        declared=dict(reports[0].declared),
        milliseconds=sum(report.milliseconds for report in reports),
        preview=previews[0] if previews else None,
        more_previews=tuple(previews[1 : MOST_PREVIEWS + 1]),
        sketches=tuple(_sketch_called(sketch, report.name) for report in reports for sketch in report.sketches)[
            :MOST_SKETCHES
        ],
    )


def _about(finding: Finding, report: Report) -> Finding:
    """Return a finding that says which output it is about, as in a file of several parts."""
    where = tuple(
        replace(
            place,
            label=f"{report.name}: {place.label}",
            row=None,
            column=None,
            part=_part(report.name, place.part),
            at=place.at or (place.row, place.column),
        )
        for place in finding.where
    )
    return replace(finding, where=where, message=f"{report.name}: {finding.message}")


def _part(name: str, part: str) -> str:
    return f"{name}: {part}" if part else name


def _previews(report: Report) -> tuple[Preview, ...]:
    return (report.preview, *report.more_previews) if report.preview else report.more_previews


def _called(preview: Preview, name: str) -> Preview:
    return replace(preview, part=_part(name, preview.part))


def _sketch_called(sketch: Sketch, name: str) -> Sketch:
    spots = tuple(replace(spot, label=f"{name}: {spot.label}") for spot in sketch.spots)
    return replace(sketch, spots=spots, part=_part(name, sketch.part))
