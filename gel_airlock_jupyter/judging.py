"""One view under the rules: how it was read, stood up where it lies, and what every rule says of it.

A crash is a finding, never a pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gel_airlock_jupyter.checks import all_rules
from gel_airlock_jupyter.errors import short_traceback
from gel_airlock_jupyter.findings import Finding, Location, Severity
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.registry import Context, Rule
from gel_airlock_jupyter.roles.level import read_table
from gel_airlock_jupyter.roles.model import Reading
from gel_airlock_jupyter.roles.telling import telling
from gel_airlock_jupyter.roles.upright import Upright, upright
from gel_airlock_jupyter.subjects import TableView, View

CRASHED = "EN-01"
NOTHING = "EN-02"
BY_VALUE = ("ID-", "VR-09", "VR-10")  # rules that hardly ask how a table was read
ORDER = ("not-applicable", "off", "clear", "found", "crashed")
"""Outcomes of a rule, the worst last."""


def told(views: Sequence[View]) -> tuple[list[View], list[Finding]]:
    """Return the views without what headers say of every column alike, and the findings for those left as they are."""
    found: list[View] = []
    trouble: list[Finding] = []
    for view in views:
        try:
            found.append(telling(view) if isinstance(view, TableView) else view)
        except Exception:  # noqa: BLE001 - a crash is a finding
            found.append(view)
            trouble.append(_crash("The headers of the table could not be read"))
    return found, trouble


@dataclass(frozen=True)
class Judged:
    """What the rules say of one view: outcomes by rule, and how it was read; `memo` is what they worked out for it."""

    reading: Reading
    findings: Sequence[Finding]
    rules: Mapping[str, str]
    relations: tuple[str, ...]
    memo: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


def judged(view: View, policy: Policy, declared: Mapping[str, Any], session: Any) -> Judged:
    """Return what all rules say of a view, both as it lies and stood up where that tells more."""
    reading, findings = _read(view, policy, declared, session)
    lying, trouble = _lying(view, reading, policy, declared, session)
    findings += trouble
    rules: dict[str, str] = {}
    memo: dict[str, Any] = {}
    standing: dict[str, Any] = {}
    for rule in all_rules():
        outcome, found = _apply(rule, view, Context(rule.id, policy, declared, reading, session, memo))
        if lying is not None:
            stood, about = lying
            context = Context(rule.id, policy, declared, about, session, standing)
            upright_outcome, more = _apply(rule, stood.view, context)
            placed = [replace(one, where=tuple(stood.place(w) for w in one.where)) for one in more]
            found, outcome = _stood(rule.id, stood, placed, found), worse(outcome, upright_outcome)
        findings.extend(found)
        rules[rule.id] = outcome
    if lying is None:
        return Judged(reading, findings, rules, memo.get("relations", ()), memo)
    return Judged(lying[1], findings, rules, standing.get("relations", ()))


def _lying(
    view: View, reading: Reading, policy: Policy, declared: Mapping[str, Any], session: Any
) -> tuple[tuple[Upright, Reading] | None, list[Finding]]:
    """Return the table stood up, with its reading, where it lies and can be read only then."""
    if not isinstance(view, TableView) or reading.level == "none":
        return None, []
    try:
        stood = upright(view, policy, declared)
        if stood is None:
            return None, []
        about = read_table(stood.view, policy, declared)
        about = session.judged(stood.view, about) if session is not None else about
    except Exception:  # noqa: BLE001 - a crash is a finding
        return None, [_crash("Whether the table lies on its side could not be told")]
    if stood.sure or about.level not in ("unsure", "none") or reading.level == "unsure":
        return (stood, replace(about, evidence=(stood.words, *about.evidence))), []
    return None, []


def _stood(rule: str, stood: Upright, upright: Sequence[Finding], lying: Iterable[Finding]) -> Iterable[Finding]:
    """Return what a rule finds in a table that lies: of the table stood up, and what cannot be wrong as it lies.

    Identifiers are found by what they are; where words alone tell that a table lies, nothing that fails is forgotten.
    """
    if upright or rule.startswith(BY_VALUE):
        return upright or lying
    return () if stood.sure else [finding for finding in lying if finding.severity is Severity.FAIL]


def _read(
    view: View, policy: Policy, declared: Mapping[str, Any], session: Any = None
) -> tuple[Reading, list[Finding]]:
    if not isinstance(view, TableView):
        return Reading(), []
    try:
        reading = read_table(view, policy, declared)
        if session is not None:
            reading = session.judged(view, reading)
    except Exception:  # noqa: BLE001 - a crash is a finding
        return Reading(level="unsure"), [_crash("The table could not be read")]
    if reading.level == "none":
        rows, columns = view.shape
        message = f"There is nothing to judge: {rows} rows, {columns} columns."
        hint = "Check that this is the table you meant."
        return reading, [Finding(NOTHING, Severity.REVIEW, message, (Location("whole", "the table"),), hint, 1)]
    return reading, []


def _crash(what: str) -> Finding:
    """Return the finding for a crash that is being handled."""
    where = (Location("whole", "the table"),)
    return Finding(CRASHED, Severity.FAIL, f"{what} ({short_traceback()}).", where, "Report this as a bug.", 1)


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


def worse(before: str | None, now: str) -> str:
    """Return the worse of two outcomes of a rule."""
    return now if before is None or ORDER.index(now) > ORDER.index(before) else before
