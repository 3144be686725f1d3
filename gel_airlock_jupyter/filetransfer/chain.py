"""The audit trail of a request: events whose digests form a chain, so that no past event can be changed unseen.

The digest of an event covers all its fields and the digest of the event before it. The chain's head is in every
receipt, which lives with the requester: cutting off the end of a trail does not go unseen either.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from gel_airlock_jupyter.filetransfer.tables import events

START = "0" * 64
FIELDS = ("request_id", "number", "at", "actor", "kind", "from_state", "to_state", "detail", "previous")


def now(plus: float = 0.0) -> str:
    """Return the time (`plus` seconds) as ISO 8601 in UTC, to the microsecond, so that text order is time order."""
    return (datetime.now(UTC) + timedelta(seconds=plus)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest_of(event: Mapping[str, Any]) -> str:
    """Return the SHA-256 over an event's fields as canonical JSON."""
    body = {field: event[field] for field in FIELDS}
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def append(
    connection: Connection,
    request_id: str,
    actor: str,
    kind: str,
    states: tuple[str | None, str],
    detail: Mapping[str, Any],
) -> str:
    """Add an event inside the caller's transaction and return its digest, the new head of the chain."""
    last = connection.execute(
        select(events.c.number, events.c.digest)
        .where(events.c.request_id == request_id)
        .order_by(events.c.number.desc())
        .limit(1)
    ).first()
    row: dict[str, Any] = {
        "request_id": request_id,
        "number": (last.number if last else 0) + 1,
        "at": now(),
        "actor": actor,
        "kind": kind,
        "from_state": states[0],
        "to_state": states[1],
        "detail": dict(detail),
        "previous": last.digest if last else START,
    }
    row["digest"] = digest_of(row)
    connection.execute(events.insert().values(**row))
    return str(row["digest"])


def trail(connection: Connection, request_id: str, after: int = 0) -> list[dict[str, Any]]:
    """Return the events of a request after a number, oldest first."""
    query = select(events).where(events.c.request_id == request_id, events.c.number > after).order_by(events.c.number)
    return [dict(row) for row in connection.execute(query).mappings()]


def first_break(trail: Iterable[Mapping[str, Any]]) -> int | None:
    """Return the number of the first event that does not fit the chain, or `None` when all do."""
    previous = START
    for number, event in enumerate(trail, start=1):
        if event["number"] != number or event["previous"] != previous or event["digest"] != digest_of(event):
            return number
        previous = event["digest"]
    return None
