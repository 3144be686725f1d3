"""Judging a verified bundle once more, as the receiver: nothing the sender concluded is taken over.

Runs in the child process of `validate`. The seal shows that the records are what was sealed; here it is decided
whether what they record may be reviewed at all: justifications and exceptions where the policy asks for them, the form,
and what the outputs give away together and with the requests that this service received before.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gel_airlock_jupyter import declarations, together
from gel_airlock_jupyter.bundle.opened import Opened, open_bundle
from gel_airlock_jupyter.engine import run
from gel_airlock_jupyter.findings import Finding, Severity
from gel_airlock_jupyter.joint import shape
from gel_airlock_jupyter.joint.published import Earlier, Published
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers.open import views_of_file
from gel_airlock_jupyter.recheck_together import form_part
from gel_airlock_jupyter.subjects import RequestView

LARGEST = 20 << 20  # bytes: no table of counts is so large, and CT-02 of the output itself says so
_SAID = ("n", "counts", "index", "unit", "genetic", "relations", "roles", "row_is", "rounded")
_NOTES = 20


@dataclass(frozen=True)
class Judged:
    """What the receiver found.

    Parameters
    ----------
    problem : str
        Why the bundle may not be reviewed; empty when it may.
    verdict : str
        Of the request as a whole, beyond its outputs.
    notes : tuple of str
        What outputs give away together, for the reviewers.
    published : tuple of mapping
        What this request publishes, to compare later requests with.
    """

    problem: str
    verdict: str = "fail"
    notes: tuple[str, ...] = ()
    published: tuple[Mapping[str, Any], ...] = ()


def judged(path: Path, request: Mapping[str, Any], policy: Policy, known: Mapping[str, Any]) -> Judged:
    """Judge a bundle that was verified.

    Parameters
    ----------
    request : mapping
        request.json of the bundle.
    known : mapping
        `project` as it was announced, and `earlier`: what earlier requests of the project publish.
    """
    project = str(request["form"].get("project") or "").strip()
    if project != known["project"]:
        return Judged(f"The bundle is of project '{project}', but was announced for '{known['project']}'.")
    excepted = [_file(output) for output in request["outputs"] if output["exception"]]
    recorded = [Finding.from_dict(entry) for entry in request["findings"]]
    problem = _outputs(request, policy) or _form(request, policy) or _uncovered(recorded, policy, excepted)
    if problem:
        return Judged(problem)
    with open_bundle(path) as bundle, tempfile.TemporaryDirectory(prefix="airlock-") as folder:
        parts = [_part(bundle, output, Path(folder)) for output in request["outputs"]]
    parts.append(form_part(request["form"]))
    outputs, crashed = together.publish(parts, policy)
    said = tuple(one for one in together.declared_in(parts) if one.is_added)  # what is taken back is the sender's word
    found = [*crashed, *together.pinned(parts, policy)]
    report = together.judge_published("the request", outputs, policy, _earlier(known["earlier"]), found, said)
    worth = [f for f in report.findings if f.severity in (Severity.FAIL, Severity.REVIEW, Severity.WARN)]
    return Judged(
        _uncovered(report.findings, policy, excepted),
        report.verdict,
        tuple(f"{finding.rule}: {finding.message}" for finding in worth[:_NOTES]),
        tuple(shape.to_dict(output) for output in outputs),
    )


def _file(output: Mapping[str, Any]) -> str:
    return str(output["path"]).rpartition("/")[2]


def _outputs(request: Mapping[str, Any], policy: Policy) -> str:
    """Return what is missing: a justification for a review, an exception that the policy allows for a fail."""
    for output in request["outputs"]:
        fatal = {f.rule for f in map(Finding.from_dict, output["findings"]) if f.severity is Severity.FAIL}
        never = sorted(rule for rule in fatal if not policy.allows_exception(rule))
        if never:
            return f"'{output['path']}' fails, and the policy allows no exception for {', '.join(never)}."
        if fatal and not output["exception"]:
            return f"'{output['path']}' fails ({', '.join(sorted(fatal))}) and asks for no exception."
        if output["verdict"] == "review" and not output["justification"]:
            return f"'{output['path']}' needs a justification, and has none."
    return ""


def _form(request: Mapping[str, Any], policy: Policy) -> str:
    outputs = tuple({**output, "file": _file(output)} for output in request["outputs"])
    report = run((RequestView("request", request["form"], outputs),), policy)
    if report.verdict != "fail":
        return ""
    worst = next(finding for finding in report.findings if finding.severity is Severity.FAIL)
    return f"The form is not complete: {worst.rule}: {worst.message}"


def _uncovered(findings: Iterable[Finding], policy: Policy, excepted: Sequence[str]) -> str:
    """Return the first fail of the whole request that no exception of one of its outputs covers."""
    for finding in findings:
        said = " ".join((finding.message, *(place.label for place in finding.where)))
        covered = policy.allows_exception(finding.rule) and any(f"'{name}'" in said for name in excepted)
        if finding.severity is Severity.FAIL and not covered:
            return f"The outputs may not leave together: {finding.rule}: {finding.message}"
    return ""


def _part(bundle: Opened, output: Mapping[str, Any], folder: Path) -> together.Part:
    name = _file(output)
    words = {"title": output["title"], "description": output["description"], "alternative text": output["alt_text"]}
    said = {what: str(text) for what, text in words.items() if text}
    if bundle.digests(output["path"]).bytes > LARGEST:
        return together.Part(name, (), {}, said)
    place = Path(tempfile.mkdtemp(dir=folder))
    target = bundle.copy(output["path"], place / name)
    evidence = output["evidence"].get("figure.json")
    figure = bundle.copy(evidence, place / "figure.json.evidence") if evidence else None
    declared = {key: value for key, value in output["declared"].items() if key in _SAID}
    return together.Part(name, views_of_file(target, name, figure), declarations.validated(declared), said)


def _earlier(entries: Sequence[Mapping[str, Any]]) -> Earlier:
    found: list[Published] = []
    trouble: list[str] = []
    for entry in entries:
        try:
            found += [shape.from_dict(output, str(entry["called"])) for output in entry["outputs"]]
        except (KeyError, TypeError, ValueError):
            trouble.append(f"What {entry['called']} publishes could not be read.")
    return Earlier(tuple(found), tuple(trouble))
