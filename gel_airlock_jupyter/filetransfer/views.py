"""Requests as the JSON that clients see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection
from starlette.responses import JSONResponse, Response

from gel_airlock_jupyter.filetransfer import chain, naming, records
from gel_airlock_jupyter.filetransfer.calls import Call
from gel_airlock_jupyter.filetransfer.states import FINAL, State

_POLL = "5"


def etag(row: records.Record) -> str:
    """Return the entity tag of a request: it changes with every event."""
    return f'"{row.id}-{row.version}"'


def brief(row: records.Record, call: Call) -> dict[str, Any]:
    """Return the line of a request in a list."""
    return {
        "id": row.id,
        "url": f"/v1/requests/{row.id}",
        "state": row.state,
        "version": row.version,
        "owner": row.owner,
        "key": row.idempotency_key,
        "bundle": {"sha256": row.bundle_sha256, "size": row.bundle_bytes},
        "summary": row.summary,
        "replaces": row.replaces,
        "verdict": row.verdict,
        "committee": row.committee,
        "reviewers_needed": call.service.settings.required_reviewers(row.committee),
        "message": row.message,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def full(connection: Connection, row: records.Record, call: Call) -> dict[str, Any]:
    """Return everything about a request that the caller may see.

    A requester sees the comments of reviewers, and their names only if the operator wants so; votes once decided.
    """
    reviewer = naming.sees_all(row, call)
    messages = [
        {"at": event["at"], "author": event["actor"], "text": event["detail"].get("text", "")}
        for event in naming.shown(chain.trail(connection, row.id), row, call)
        if event["kind"] in ("message", "return")
    ]
    votes = [
        {
            "reviewer": each.reviewer,
            "position": each.position,
            "vote": each.vote,
            "comment": each.comment,
            "at": each.at,
        }
        for each in records.reviews_of(connection, row.id, row.round)
    ]
    decided = row.state in naming.DECIDED
    outputs = [
        {
            "position": each.position,
            "file": each.file,
            "verdict": each.verdict,
            "decision": each.decision,
            "comments": _comments(vote for vote in votes if decided and vote["position"] == each.position),
        }
        for each in records.outputs_of(connection, row.id)
    ]
    return {
        **brief(row, call),
        "round": row.round,
        "outputs": outputs,
        "notes": row.notes or [],
        "reviews": votes if reviewer else [],
        "comments": _comments(votes) if decided else [],
        "messages": messages,
        "upload": _upload(connection, row, call),
        "receipt": f"/v1/requests/{row.id}/receipt" if row.receipt else None,
        "release": _release(row),
        "participants": _participants(connection, row),
    }


def _comments(votes: Iterable[Mapping[str, Any]]) -> list[str]:
    return sorted({each["comment"] for each in votes if each["comment"]})


def _participants(connection: Connection, row: records.Record) -> dict[str, Any] | None:
    count = records.people_in_file(connection, row.id)
    return {"url": f"/v1/requests/{row.id}/participants", "count": count} if count else None


def _release(row: records.Record) -> dict[str, str] | None:
    if row.state != State.RELEASED.value:
        return None
    return {"url": f"/v1/requests/{row.id}/release", "sha256": row.release_sha256}


def _upload(connection: Connection, row: records.Record, call: Call) -> dict[str, Any] | None:
    upload = records.upload_of(connection, row.id)
    if upload is None or row.state not in (State.DRAFT.value, State.UPLOADING.value):
        return None
    return {
        "url": f"/v1/uploads/{upload.id}",
        "offset": upload.offset,
        "size": upload.size,
        "expires_at": upload.expires_at,
        "chunk_bytes": call.service.settings.chunk_bytes,
    }


def answer(
    connection: Connection, request_id: str, call: Call, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a request as a response with its ETag; 304 when the caller has that version already."""
    row = records.find(connection, request_id, call.person)
    tags = {"ETag": etag(row), "Cache-Control": "no-cache", **(headers or {})}
    if State(row.state) not in FINAL:
        tags["Retry-After"] = _POLL
    if status == 200 and is_known(call, etag(row)):
        return Response(status_code=304, headers=tags)
    return JSONResponse(full(connection, row, call), status, tags)


def is_known(call: Call, tag: str) -> bool:
    """Return whether the caller's If-None-Match names `tag`."""
    given = call.headers.get("if-none-match", "")
    return given.strip() == "*" or tag in [each.strip().removeprefix("W/") for each in given.split(",")]
