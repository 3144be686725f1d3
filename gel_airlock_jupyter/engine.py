"""Running the rules: a view and a policy in, a report out. A crash is a finding, never a pass."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from gel_airlock_jupyter.checks import all_rules, figure_reading
from gel_airlock_jupyter.checks.identifiers import KINDS, blanked
from gel_airlock_jupyter.declarations import recorded, with_known
from gel_airlock_jupyter.errors import short_traceback
from gel_airlock_jupyter.findings import Finding, Location, Preview, ReadAs, Report, RuleRun, Severity
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.preview import preview_of
from gel_airlock_jupyter.registry import Context, Rule
from gel_airlock_jupyter.roles.level import read_table
from gel_airlock_jupyter.roles.model import Reading
from gel_airlock_jupyter.roles.telling import telling
from gel_airlock_jupyter.roles.upright import Upright, upright
from gel_airlock_jupyter.subjects import FigureView, TableView, View

CRASHED = "EN-01"
NOTHING = "EN-02"
BY_VALUE = ("ID-", "VR-09", "VR-10")  # rules that hardly ask how a table was read
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
    views = [telling(view) if isinstance(view, TableView) else view for view in views]
    declared = with_known(declared or {}, views)
    findings: list[Finding] = []
    rules: dict[str, str] = {}
    readings = {}  # by identity: a view may hold what cannot be hashed
    relations: dict[int, tuple[str, ...]] = {}
    table = next((view for view in views if isinstance(view, TableView)), None)
    for view in views:
        memo: dict[str, Any] = {}
        standing: dict[str, Any] = {}
        reading, trouble = _read(view, policy, declared, session)
        readings[id(view)] = reading
        findings.extend(_placed(finding, view, table) for finding in trouble)
        lying = _lying(view, reading, policy, declared, session)
        if lying is not None:
            readings[id(view)] = lying[1]
        for rule in all_rules():
            outcome, found = _apply(rule, view, Context(rule.id, policy, declared, reading, session, memo))
            if lying is not None:
                stood, about = lying
                context = Context(rule.id, policy, declared, about, session, standing)
                upright_outcome, more = _apply(rule, stood.view, context)
                placed = [replace(one, where=tuple(stood.place(w) for w in one.where)) for one in more]
                found, outcome = _stood(rule.id, stood, placed, found), _worse(outcome, upright_outcome)
            findings.extend(_placed(finding, view, table) for finding in found)
            rules[rule.id] = _worse(rules.get(rule.id), outcome)
        relations[id(view)] = (standing if lying is not None else memo).get("relations", ())
    findings.sort(key=lambda finding: (finding.severity.rank, finding.rule))
    if any(finding.rule in KINDS for finding in findings):
        findings = [_blanked(finding, policy) for finding in findings]
    main = views[0]
    figure_read_as, figure_questions = _read_figures(views, policy, declared)
    return Report(
        name=main.name,
        kind=next((view.kind for view in views if view.kind != "file"), main.kind),
        findings=tuple(findings),
        policy=policy.ref,
        read_as=_tables_read(views, readings, relations, policy) if table else figure_read_as,
        rules=tuple(RuleRun(rule, outcome) for rule, outcome in sorted(rules.items())),
        questions=_questions(views, readings) if table else figure_questions,
        declared=recorded(declared),
        shape=table.shape if table else None,
        preview=preview_of(table, findings, policy) if table else None,
        more_previews=_further(views, table, findings, policy),
        milliseconds=(time.perf_counter() - started) * 1000,
    )


def _further(
    views: Sequence[View], shown: TableView | None, findings: Sequence[Finding], policy: Policy
) -> tuple[Preview, ...]:
    """Return the previews of a file's other tables: those with findings first to be kept, then in the file's order."""
    others = [view for view in views if isinstance(view, TableView) and view is not shown and view.part]
    named = {place.part for finding in findings for place in finding.where if finding.severity is not Severity.INFO}
    kept = sorted(others, key=lambda view: view.part not in named)[:MOST_PREVIEWS]
    return tuple(preview_of(view, findings, policy) for view in others if any(view is other for other in kept))


def _lying(
    view: View, reading: Reading, policy: Policy, declared: Mapping[str, Any], session: Any
) -> tuple[Upright, Reading] | None:
    """Return the table stood up, with its reading, where it lies and can be read only then.

    A crash leaves it as it lies.
    """
    if not isinstance(view, TableView) or reading.level == "none":
        return None
    with suppress(Exception):
        stood = upright(view, policy, declared)
        if stood is None:
            return None
        about = read_table(stood.view, policy, declared)
        about = session.judged(stood.view, about) if session is not None else about
        if stood.sure or about.level not in ("unsure", "none") or reading.level == "unsure":
            return stood, replace(about, evidence=(stood.words, *about.evidence))
    return None


def _stood(rule: str, stood: Upright, upright: Sequence[Finding], lying: Iterable[Finding]) -> Iterable[Finding]:
    """Return what a rule finds in a table that lies: of the table stood up, and what cannot be wrong as it lies.

    Identifiers are found by what they are; where words alone tell that a table lies, nothing that fails is forgotten.
    """
    if upright or rule.startswith(BY_VALUE):
        return upright or lying
    return () if stood.sure else [finding for finding in lying if finding.severity is Severity.FAIL]


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


def _tables_read(
    views: Sequence[View],
    readings: Mapping[int, Reading],
    relations: Mapping[int, tuple[str, ...]],
    policy: Policy,
) -> tuple[ReadAs, ...]:
    """Return how the tables were understood, each part of a file under its name."""
    found: list[ReadAs] = []
    for view in views:
        if isinstance(view, TableView):
            entries = (*_read_as(readings[id(view)], policy), *relations_read(relations[id(view)]))
            found += [replace(e, column=f"{view.part}: {e.column}") if view.part else e for e in entries]
    return tuple(found[:MOST_READ])


def _questions(views: Sequence[View], readings: Mapping[int, Reading]) -> tuple[str, ...]:
    asked = (question for view in views if isinstance(view, TableView) for question in readings[id(view)].questions)
    return tuple(dict.fromkeys(asked))


def _read_figures(
    views: Sequence[View], policy: Policy, declared: Mapping[str, Any]
) -> tuple[tuple[ReadAs, ...], tuple[str, ...]]:
    """Return how the first figure was understood, and what to ask; a crash here is already a finding of its rules."""
    figure = next((view for view in views if isinstance(view, FigureView)), None)
    if figure is None:
        return (), ()
    context = Context("FG-01", policy, declared)
    with suppress(Exception):
        return figure_reading.read_as(figure, context), figure_reading.questions(figure, context)
    return (), ()


def _read(
    view: View, policy: Policy, declared: Mapping[str, Any], session: Any = None
) -> tuple[Reading, list[Finding]]:
    if not isinstance(view, TableView):
        return Reading(), []
    whole = (Location("whole", "the table"),)
    try:
        reading = read_table(view, policy, declared)
        if session is not None:
            reading = session.judged(view, reading)
    except Exception:  # noqa: BLE001 - a crash is a finding
        message = f"The table could not be read ({short_traceback()})."
        return Reading(level="unsure"), [Finding(CRASHED, Severity.FAIL, message, whole, "Report this as a bug.", 1)]
    if reading.level == "none":
        rows, columns = view.shape
        message = f"There is nothing to judge: {rows} rows, {columns} columns."
        hint = "Check that this is the table you meant."
        return reading, [Finding(NOTHING, Severity.REVIEW, message, whole, hint, 1)]
    return reading, []


def _apply(rule: Rule, view: View, context: Context) -> tuple[str, Iterable[Finding]]:
    if not isinstance(view, rule.subjects):
        return "not-applicable", ()
    if not context.policy.is_enabled(rule.id):
        return "off", ()
    try:
        found = tuple(rule.check(view, context))
    except Exception:  # noqa: BLE001 - a crash is a finding
        message = f"The check itself failed ({short_traceback()}); what it looks for was not looked at."
        hint = "Report this as a bug, with the version shown by `gel-airlock --version`."
        return "crashed", (Finding(rule.id, Severity.FAIL, message, (Location("whole", "the output"),), hint, 1),)
    return ("found" if found else "clear"), found


ORDER = ("not-applicable", "off", "clear", "found", "crashed")


def _worse(before: str | None, now: str) -> str:
    return now if before is None or ORDER.index(now) > ORDER.index(before) else before


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
    findings = [
        replace(
            f,
            where=tuple(replace(w, label=f"{report.name}: {w.label}") for w in f.where),
            message=f"{report.name}: {f.message}",
        )
        for report in reports
        for f in report.findings
    ]
    findings += together.findings if together else ()
    findings.sort(key=lambda finding: (finding.severity.rank, finding.rule))
    rules: dict[str, str] = {}
    for report in (*reports, *([together] if together else [])):
        for entry in report.rules:
            rules[entry.rule] = _worse(rules.get(entry.rule), entry.outcome)
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
    )
