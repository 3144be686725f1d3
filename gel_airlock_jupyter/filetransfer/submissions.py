"""The requester's side once the bundle is uploaded: submit it, submit it again, withdraw it."""

from __future__ import annotations

from sqlalchemy import Connection, select
from starlette.responses import Response

from gel_airlock_jupyter.filetransfer import bodies, chain, housekeeping, records, uploads, views
from gel_airlock_jupyter.filetransfer.calls import Call
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.states import Action, State
from gel_airlock_jupyter.filetransfer.storage import sha256_of
from gel_airlock_jupyter.filetransfer.tables import requests

_OPEN = (State.DRAFT.value, State.UPLOADING.value)


def submit(call: Call) -> Response:
    """PUT /v1/requests/{id}/submission: the upload is complete; seal it, sign a receipt, queue the validation."""
    sha256, size = bodies.bundle(bodies.members(call.body, ("sha256", "size")))
    with call.service.engine.begin() as connection:
        row = _own(connection, call)
    if (sha256, size) != (row.bundle_sha256, row.bundle_bytes):
        raise Problem("digest-mismatch", "This is not the bundle that was announced.")
    if row.state == State.RETURNED.value:
        return _resubmit(call)
    if row.state in _OPEN:
        _receive(call, row)
    with call.service.engine.begin() as connection:
        return views.answer(connection, row.id, call, 202)


def _own(connection: Connection, call: Call) -> records.Record:
    row = records.find(connection, call.path["id"], call.person)
    if row.owner != call.person.name:
        raise Problem("role-missing", "Only its author may do that.")
    wanted = call.headers.get("if-match")
    if wanted is not None and views.etag(row) not in [tag.strip() for tag in wanted.split(",")]:
        raise Problem("etag-mismatch", "The request has changed since you read it.", etag=views.etag(row))
    return row


def _receive(call: Call, row: records.Record) -> None:
    service = call.service
    with service.engine.begin() as connection:
        upload = records.upload_of(connection, row.id)
    if upload is None:
        raise Problem("upload-gone", "There is no upload. Create the request again with the same key.")
    if row.state == State.DRAFT.value or upload.offset != upload.size:
        said = f"{upload.offset} of {upload.size} bytes are here."
        raise Problem("upload-incomplete", said, offset=upload.offset)
    with service.locks.hold(upload.id):
        if sha256_of(service.storage.bundle(upload.id)) != row.bundle_sha256:
            uploads.discard(call, row, "digest mismatch")
            raise Problem("digest-mismatch", "What arrived is not what was announced. Send it again.")
        service.storage.seal(upload.id)
        with service.engine.begin() as connection:
            fresh = records.find(connection, row.id)
            if fresh.state == State.UPLOADING.value:
                _seal(connection, call, fresh, upload.id)
    service.validator.add(row.id)


def _seal(connection: Connection, call: Call, row: records.Record, upload_id: str) -> None:
    at = chain.now()
    detail = {"bundle": {"sha256": row.bundle_sha256, "size": row.bundle_bytes}, "received_at": at}
    said = "Waiting for validation."
    head = records.act(connection, row, Action.SUBMIT, call.person.name, detail, message=said, upload_id=upload_id)
    predicate = {
        "requestId": row.id,
        "key": row.idempotency_key,
        "owner": row.owner,
        "receivedAt": at,
        "size": row.bundle_bytes,
        "eventsHead": head,
    }
    envelope = call.service.countersigner.receipt(row.bundle_sha256, predicate)
    connection.execute(requests.update().where(requests.c.id == row.id).values(receipt=envelope))
    if row.replaces is not None:
        old = connection.execute(select(requests).where(requests.c.id == row.replaces)).first()
        if old is not None and old.state == State.RETURNED.value:
            said = "Replaced by a later request."
            records.act(connection, old, Action.WITHDRAW, call.person.name, {"replaced_by": row.id}, message=said)


def _resubmit(call: Call) -> Response:
    with call.service.engine.begin() as connection:
        row = _own(connection, call)
        said = "Waiting for a reviewer, again."
        records.act(connection, row, Action.RESUBMIT, call.person.name, message=said, round=row.round + 1)
        return views.answer(connection, row.id, call, 202)


def withdraw(call: Call) -> Response:
    """POST /v1/requests/{id}/withdrawal: possible until a decision."""
    reason = bodies.text(bodies.members(call.body, ("reason",)), "reason", needed=False)
    with call.service.engine.begin() as connection:
        row = _own(connection, call)
        file = None
        if row.state in _OPEN:
            file = housekeeping.discard(connection, row, call.person.name, "withdrawn")
            row = records.find(connection, row.id)
        if row.state != State.WITHDRAWN.value:
            detail = {"reason": reason}
            records.act(connection, row, Action.WITHDRAW, call.person.name, detail, message="Withdrawn by its author.")
    if file is not None:
        call.service.storage.drop(file)
    with call.service.engine.begin() as connection:
        return views.answer(connection, row.id, call, 202)
