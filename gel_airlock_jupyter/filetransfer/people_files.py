"""The participant-id file of a request, which the Airlock form asks for beside the export: never part of a bundle.

Reviewers use it to look up consent and withdrawals. It is kept in a file of its own (mode 0600), every reading of it is
an event, what the events and answers say of it is a number, and it is removed once the request has come to its end.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from sqlalchemy import Connection, delete
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from gel_airlock_jupyter.filetransfer import chain, records, views
from gel_airlock_jupyter.filetransfer import tables as t
from gel_airlock_jupyter.filetransfer.calls import Call, caller
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.reviewing import as_reviewer
from gel_airlock_jupyter.filetransfer.service import Service
from gel_airlock_jupyter.filetransfer.states import BEFORE_DECISION
from gel_airlock_jupyter.filetransfer.transactions import retried

MOST_BYTES = 16 * 1024**2
IDENTIFIER = re.compile(rb"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/=]{44}):")  # RFC 9530


async def put(request: Request) -> Response:
    """PUT /v1/requests/{id}/participants: one id a line, as text/plain with a Content-Digest. Idempotent."""
    service: Service = request.app.state.service
    person = await run_in_threadpool(caller, request)
    person.require("requester")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "text/plain":
        raise Problem("media-type", "Send the ids as text/plain, one a line.")
    text = bytearray()
    async for block in request.stream():
        text += block
        if len(text) > MOST_BYTES:
            raise Problem("too-large", f"A file of ids may have {MOST_BYTES} bytes.", limit=MOST_BYTES)
    call = Call(service, person, request.path_params, request.headers, request.query_params, bytes(text))
    return await run_in_threadpool(retried, lambda: _keep(call))


def _keep(call: Call) -> Response:
    _undamaged(call.headers.get("content-digest", ""), call.body)
    ids = _ids(call.body)
    with call.service.locks.hold(call.path["id"]):
        with call.service.engine.begin() as connection:
            row = _own(connection, call)
        content = b"\n".join(ids) + b"\n"
        is_new = call.service.storage.people(row.id) != content
        if is_new:
            call.service.storage.keep_people(row.id, content)
        with call.service.engine.begin() as connection:
            row = _own(connection, call)
            known = records.people_in_file(connection, row.id)
            if is_new or known is None:
                connection.execute(delete(t.participants).where(t.participants.c.request_id == row.id))
                connection.execute(t.participants.insert().values(request_id=row.id, count=len(ids), at=chain.now()))
                records.note(connection, row, "participants", call.person.name, {"count": len(ids)})
            return views.answer(connection, row.id, call, 200 if known else 201)


def remove(call: Call) -> Response:
    """DELETE /v1/requests/{id}/participants. Idempotent."""
    with call.service.engine.begin() as connection:
        row = _own(connection, call)
        if records.people_in_file(connection, row.id) is not None:
            connection.execute(delete(t.participants).where(t.participants.c.request_id == row.id))
            records.note(connection, row, "participants", call.person.name, {"count": 0})
    call.service.storage.drop_people(row.id)
    with call.service.engine.begin() as connection:
        return views.answer(connection, row.id, call)


def read(call: Call) -> Response:
    """GET /v1/requests/{id}/participants: for reviewers; that it was read is recorded before it is sent."""
    with call.service.engine.begin() as connection:
        row = as_reviewer(connection, call)
        path = call.service.storage.people_path(row.id)
        if records.people_in_file(connection, row.id) is None or not path.exists():
            raise Problem("not-found", "There is no participant-id file.")
        records.note(connection, row, "participants_read", call.person.name, {})
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return FileResponse(path, media_type="text/plain", filename=f"participants-{row.id[:8]}.txt", headers=headers)


def _own(connection: Connection, call: Call) -> records.Record:
    row = records.find(connection, call.path["id"], call.person)
    if row.owner != call.person.name:
        raise Problem("role-missing", "Only its author may do that.")
    if row.state not in BEFORE_DECISION:
        raise Problem("state-conflict", f"The request is {row.state}.", state=row.state)
    return row


def _undamaged(header: str, body: bytes) -> None:
    match = _DIGEST.fullmatch(header.strip())
    if match is None:
        raise Problem("bad-request", "Send 'Content-Digest: sha-256=:...:' (RFC 9530).")
    if not hmac.compare_digest(base64.b64encode(hashlib.sha256(body).digest()).decode(), match[1]):
        raise Problem("checksum-mismatch", "The file is not what its digest says. Send it again.")


def _ids(body: bytes) -> list[bytes]:
    lines = body.split()
    if not lines:
        raise Problem("invalid-body", "There is no id in that.")
    for number, line in enumerate(lines, 1):
        if not IDENTIFIER.fullmatch(line):
            raise Problem("invalid-body", f"Entry {number} is not an id.")  # never the entry itself
    return sorted(set(lines))
