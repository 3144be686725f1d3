"""Outputs checked together: what they publish, the earlier requests beside them, and one report over all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gel_airlock_jupyter import engine
from gel_airlock_jupyter.checks import effects, extremes
from gel_airlock_jupyter.checks.published import published_of
from gel_airlock_jupyter.errors import UnknownName, short_traceback
from gel_airlock_jupyter.findings import Finding, Location, Report, Severity
from gel_airlock_jupyter.joint.analysis import Analysis, joined
from gel_airlock_jupyter.joint.declared import Declared, parsed
from gel_airlock_jupyter.joint.published import Earlier, Published
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.roles.grid import marks_of
from gel_airlock_jupyter.roles.relations import line_names, unknown_names
from gel_airlock_jupyter.subjects import JointView, View


@dataclass(frozen=True)
class Part:
    """One output of several.

    Parameters
    ----------
    name : str
        How a person calls it.
    views : sequence of View
        What was read of it.
    declared : mapping
        Validated declarations.
    words : mapping of str to str
        Texts that go with it, by what they are: title, description.
    """

    name: str
    views: Sequence[View]
    declared: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


def publish(parts: Sequence[Part], policy: Policy) -> tuple[tuple[Published, ...], list[Finding]]:
    """Return what outputs publish, and a finding of severity fail for each that could not be compared."""
    found: list[Published] = []
    crashed: list[Finding] = []
    for part in parts:
        try:
            found += published_of(part.name, part.views, policy, part.declared, part.words)
        except Exception:  # noqa: BLE001 - a crash is a finding, never a pass
            message = f"'{part.name}' could not be compared with the other outputs ({short_traceback()})."
            where = (Location("output", f"output '{part.name}'"),)
            crashed.append(Finding(engine.CRASHED, Severity.FAIL, message, where, "Report this as a bug.", 1))
    return tuple(found), crashed


def judge(name: str, parts: Sequence[Part], policy: Policy, earlier: Earlier | None = None) -> Report:
    """Return the report of outputs taken together, without what each gives away alone.

    Parameters
    ----------
    name : str
        Name of the report.
    parts : sequence of Part
        The outputs.
    policy : Policy
        Rules CT-02 and CT-04, marks, time limits.
    earlier : Earlier, optional
        What earlier requests of the project published.
    """
    outputs, crashed = publish(parts, policy)
    found = [*crashed, *pinned(parts, policy)]
    return judge_published(name, outputs, policy, earlier or Earlier(), found, declared_in(parts))


def pinned(parts: Sequence[Part], policy: Policy) -> list[Finding]:
    """Return what statistics give away about other outputs: of bands and lists (CT-09), of counts (CT-05)."""
    try:
        found = list(extremes.across(((part.views, part.declared, part.words) for part in parts), policy))
        return [*found, *effects.across(((part.views, part.declared) for part in parts), policy)]
    except Exception:  # noqa: BLE001 - a crash is a finding, never a pass
        message = f"Statistics could not be compared with the tables of the other outputs ({short_traceback()})."
        where = (Location("whole", "the outputs"),)
        return [Finding(engine.CRASHED, Severity.FAIL, message, where, "Report this as a bug.", 1)]


def declared_in(parts: Sequence[Part]) -> tuple[Declared, ...]:
    """Return the relations that were declared with outputs, each once."""
    said = (one for part in parts for one in parsed(part.declared.get("relations") or ()))
    return tuple(dict.fromkeys(said))


def judge_published(
    name: str,
    outputs: Sequence[Published],
    policy: Policy,
    earlier: Earlier,
    crashed: Sequence[Finding] = (),
    declared: tuple[Declared, ...] = (),
) -> Report:
    """Return the report of outputs whose quantities are at hand; see `judge`."""
    use_ledger = policy.is_enabled("CT-04") and bool(policy.settings("CT-04").get("ledger", True))
    settings = policy.settings("CT-04" if use_ledger and earlier.outputs else "CT-02")
    analysis = Analysis(
        joined(outputs, earlier.outputs if use_ledger else ()),
        marks_of(policy),
        "band" if policy.settings("CT-02").get("need") == "band" else "exact",
        float(settings.get("seconds", 5.0)),
        declared,
    )
    trouble = earlier.trouble if use_ledger else ()
    report = engine.run((JointView(name, analysis, trouble),), policy)
    findings = sorted((*report.findings, *crashed), key=lambda finding: (finding.severity.rank, finding.rule))
    return replace(report, findings=tuple(findings), read_as=engine.relations_read(analysis.reading))


def has_several(parts: Sequence[Part], earlier: Earlier) -> bool:
    """Return whether there is anything to compare: several outputs or parts of one, words, or earlier requests."""
    if len(parts) > 1 or earlier:
        return True
    if any(sum(bool(getattr(view, "part", "")) for view in part.views) > 1 for part in parts):
        return True
    return any(part.words or any(getattr(view, "title", "") for view in part.views) for part in parts)


def added(report: Report, joint: Report | None) -> Report:
    """Return the report of one output with what it gives away together with its words and earlier requests."""
    if joint is None:
        return report
    findings = sorted((*report.findings, *joint.findings), key=lambda finding: (finding.severity.rank, finding.rule))
    earlier = [entry for entry in joint.rules if entry.rule == "CT-04"]
    rules = sorted(
        (*(entry for entry in report.rules if entry.rule != "CT-04"), *earlier), key=lambda entry: entry.rule
    )
    return replace(report, findings=tuple(findings), rules=tuple(rules), read_as=(*report.read_as, *joint.read_as))


def check_names(parts: Sequence[Part], policy: Policy) -> None:
    """Raise UnknownName for a declared relation whose names are neither lines of one table nor outputs."""
    said = declared_in(parts)
    if not said:
        return
    outputs = [output for output in publish(parts, policy)[0] if output.grid is not None]
    names = {output.name.casefold() for output in outputs}
    grids = [output.grid for output in outputs if output.grid is not None]
    for one in said:
        if all(name.casefold() in names for name in one.names):
            continue
        missing = min((unknown_names(grid, one) for grid in grids), key=len, default=one.names)
        if missing:
            known = [*(name for grid in grids for name in line_names(grid)), *(output.name for output in outputs)]
            raise UnknownName.among("row, column or output", missing[0], known, "Write it as the table shows it.")
