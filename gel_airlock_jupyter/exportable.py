"""May it leave: what a verdict, an exception and a justification allow together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gel_airlock_jupyter.errors import JustificationNeeded, NotExportable
from gel_airlock_jupyter.findings import Report, Severity
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.records import Item

REMOVED: Mapping[str, str] = {"secret": "what looks like a secret", "identifier": "an identifier"}


def require_exportable(report: Report, policy: Policy, said: Mapping[str, Any], exception: str) -> None:
    """Raise unless the verdict lets the output be staged.

    Raises
    ------
    NotExportable
        For a fail without an exception, or with one that the policy does not allow for these rules.
    JustificationNeeded
        For a review without a justification.
    """
    if report.verdict == "fail":
        fatal = sorted({f.rule for f in report.findings if f.severity is Severity.FAIL})
        strict = [rule for rule in fatal if not policy.allows_exception(rule)]
        first = next(f for f in report.findings if f.severity is Severity.FAIL)
        if not exception:
            raise NotExportable(
                f"'{report.name}' may not leave: {first.rule}: {first.message}", first.fix or "", report
            )
        if strict:
            raise NotExportable(
                f"'{report.name}' may not leave, and the policy allows no exception for {', '.join(strict)}.",
                first.fix or "",
                report,
            )
    elif report.verdict == "review" and not said.get("justification"):
        first = next(f for f in report.findings if f.severity is Severity.REVIEW)
        raise JustificationNeeded(
            f"'{report.name}' needs a justification: {first.rule}: {first.message}",
            f'{first.fix or ""} Or say why it may leave: --justification "..." (justification= in Python).'.strip(),
            report,
        )


def held_back(item: Item) -> tuple[str, str]:
    """Return why a staged item waits because of the code behind it, and what to do; empty when it does not."""
    if not item.removed or item.acknowledged:
        return "", ""
    first, more = item.removed[0], len(item.removed) - 1
    others = f", and {more} more places do" if more > 1 else ", and one more place does" if more else ""
    hint = "Take it out there, run the cells and stage again; or confirm that reviewers may read the code without it: "
    hint += f'`%airlock_acknowledge {item.name} --reason "..."`.'
    return f"Behind '{item.name}', {first['where']} holds {REMOVED.get(first['kind'], first['kind'])}{others}.", hint


def require_clean_code(item: Item) -> None:
    """Raise unless nothing was removed from the code behind an item, or the researcher confirmed the copy without it.

    Raises
    ------
    NotExportable
        Naming the cell and the kind, never what stands there.
    """
    message, hint = held_back(item)
    if message:
        raise NotExportable(message, hint)


def require_together(report: Report, policy: Policy, items: Sequence[Item]) -> None:
    """Raise unless what outputs give away together lets the request be sealed.

    A fail may be sealed when the policy allows exceptions for its rule and an output it is about carries one.

    Raises
    ------
    NotExportable
        Naming the first finding that stands in the way.
    """
    excepted = [item.name for item in items if item.exception]
    for finding in report.findings:
        if finding.severity is not Severity.FAIL:
            continue
        said = " ".join((finding.message, *(place.label for place in finding.where)))
        if not policy.allows_exception(finding.rule) or not any(f"'{name}'" in said for name in excepted):
            raise NotExportable(
                f"The outputs may not leave together: {finding.rule}: {finding.message}", finding.fix or "", report
            )
