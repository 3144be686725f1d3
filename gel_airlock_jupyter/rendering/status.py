"""Items, requests and policy as plain text, for notebook and terminal."""

from __future__ import annotations

from collections.abc import Iterable

from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.records import Item, Problem, Request
from gel_airlock_jupyter.rendering.words import SIGN


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


def request_text(request: Request) -> str:
    """Return a request with its state, outputs, open findings and submission."""
    lines = [f"Request {request.id[:8]}: {request.state}, {len(request.outputs)} output(s), verdict {request.verdict}"]
    lines += [f"  {SIGN[o['verdict']]} {o['file']}  {o['title']}".rstrip() for o in request.outputs]
    for finding in request.findings:
        lines.append(
            f"  {finding['severity']}: {finding['rule']}: {finding['message']} {finding['fix'] or ''}".rstrip()
        )
    if request.bundle:
        lines.append(f"  bundle {request.bundle['file']}, sha256 {str(request.bundle['sha256'])[:12]}…")
    if request.submission:
        lines.append(f"  {request.submission['backend']}: {request.submission['message']}")
    return "\n".join(lines)


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
