"""Under which names people see each other: the author of a request meets "reviewer 1", the audit log has the names.

Whether authors see names is a setting of the service (`--name-reviewers`). Votes and their comments are kept from the
author until they are decided, in the audit trail too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gel_airlock_jupyter.filetransfer import records
from gel_airlock_jupyter.filetransfer.calls import Call
from gel_airlock_jupyter.filetransfer.states import State

SERVICE = "service"
DECIDED = frozenset({State.APPROVED, State.PARTLY_APPROVED, State.REJECTED, State.RELEASED})
Event = Mapping[str, Any]


def sees_all(row: records.Record, call: Call) -> bool:
    """Return whether the caller reads the request as a reviewer, and not as its author."""
    return "reviewer" in call.person.roles and bool(row.owner != call.person.name)


def shown(trail: Iterable[Event], row: records.Record, call: Call) -> list[dict[str, Any]]:
    """Return the events as the caller may see them; numbers, times and digests stay."""
    events = [dict(event) for event in trail]
    if sees_all(row, call):
        return events
    names = {row.owner: row.owner, SERVICE: SERVICE}
    for event in events:
        if not call.service.settings.name_reviewers:
            event["actor"] = names.setdefault(event["actor"], f"reviewer {len(names) - 1}")
        if event["kind"] == "review" and row.state not in DECIDED:
            event["detail"] = {}
    return events
