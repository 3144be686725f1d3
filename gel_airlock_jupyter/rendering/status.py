"""Items, requests and policy as plain text, for notebook and terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.records import Item, Problem, Request
from gel_airlock_jupyter.rendering.words import SIGN, counted

SHOWN = 5  # messages
DECISION: Mapping[str, str] = MappingProxyType({"approved": "✓ approved", "rejected": "✕ not approved"})
NEXT: Mapping[str, str] = MappingProxyType(
    {
        "draft": "seal it: %airlock_bundle, or submit it: %airlock_submit",
        "sealed": "submit it: %airlock_submit",
        "parked": "do what is said above, then submit again: %airlock_submit",
        "handed_over": "attach the files to the Airlock form, paste its text; note the answer: %airlock_outcome",
        "blocked": "mend what is said above, then %airlock_revise",
        "returned": 'answer: %airlock_resubmit --answer "...", or change it: %airlock_revise',
        "partly_approved": "wait for the release; for the rest: %airlock_revise",
        "rejected": "read the comments, then %airlock_revise",
        "released": "fetch it: %airlock_release",
        "withdrawn": "%airlock_revise makes a new one of it",
        "failed": "%airlock_revise makes a new one of it",
    }
)


def items_text(items: Iterable[Item], problems: Iterable[Problem] = ()) -> str:
    """Return a line for each item, staged ones first."""
    lines = []
    for item in items:
        size = f"{item.export.bytes:,} bytes" if item.export else "not staged"
        lines.append(
            f"{SIGN[item.verdict]} {item.verdict:<6} {item.state:<7} {item.name:<28} {size:>16}  {item.title}".rstrip()
        )
    lines += [f"! {problem.message} {problem.hint}" for problem in problems]
    return "\n".join(lines) or "Nothing is checked or staged yet: `%airlock_check NAME`."


def request_line(request: Request) -> str:
    """Return a request in one line."""
    news = f", {counted(request.unseen, 'news item')} since you looked" if request.unseen else ""
    replaces = f", replaces {request.replaces[:8]}" if request.replaces else ""
    return (
        f"Request {request.id[:8]}: {request.state}, {len(request.outputs)} output(s), "
        f"verdict {request.verdict}{replaces}{news}"
    )


def request_text(request: Request) -> str:
    """Return a request with its state, outputs and decisions, open findings, messages, and the next step."""
    review = request.review or {}
    decided = {str(output["file"]): output for output in review.get("outputs", ())}
    lines = [request_line(request)]
    for output in request.outputs:
        lines += _output(output, decided.get(str(output["file"]), {}))
    for finding in request.findings:
        lines.append(
            f"  {finding['severity']}: {finding['rule']}: {finding['message']} {finding['fix'] or ''}".rstrip()
        )
    if request.bundle:
        signed = ", unsigned" if request.bundle.get("signed") is False else ""
        lines.append(f"  bundle {request.bundle['file']}, sha256 {str(request.bundle['sha256'])[:12]}…{signed}")
    if request.submission:
        lines.append(f"  {request.submission['backend']}: {request.submission['message']}")
    lines += [f"  together: {_indented(note)}" for note in review.get("notes", ())]
    lines += [f"  reviewer: {_indented(comment)}" for comment in review.get("comments", ())]
    lines += messages_text(review.get("messages", ())[-SHOWN:], "  ")
    if request.state in NEXT:
        lines.append(f"  next: {NEXT[request.state]}")
    return "\n".join(lines)


def _output(output: Mapping[str, Any], decided: Mapping[str, Any]) -> list[str]:
    decision = DECISION.get(str(decided.get("decision")), "")
    line = f"  {SIGN[output['verdict']]} {output['file']}  {output['title']}".rstrip()
    return [f"{line}  {decision}".rstrip()]


def messages_text(messages: Iterable[Mapping[str, Any]], margin: str = "") -> list[str]:
    """Return a line for each message: when, who, what."""
    return [
        f"{margin}{said['at']} {'you' if said['mine'] else said['author']}: {_indented(said['text'])}"
        for said in messages
    ]


def _indented(text: str) -> str:
    return str(text).replace("\n", "\n      ")


def policy_text(policy: Policy) -> str:
    """Return the policy's name, digest and the settings of its rules."""
    locked = "locked by the administrator" if policy.locked else "not locked"
    lines = [
        f"{policy.title} ({policy.id} {policy.version}, {locked})",
        f"sha256 {policy.digest}",
        f"from {policy.source}",
    ]
    for rule, settings in policy.content["rules"].items():
        rest = ", ".join(f"{key}={value}" for key, value in settings.items() if key not in ("severity", "patterns"))
        lines.append(f"  {rule:<6} {settings.get('severity', 'review'):<7} {rest}".rstrip())
    return "\n".join(lines)
