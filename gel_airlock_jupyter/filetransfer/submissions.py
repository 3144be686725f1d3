"""The requester's side: announce a bundle, submit it, follow it, withdraw it, talk about it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select
from starlette.responses import JSONResponse, Response

from gel_airlock_jupyter.filetransfer import bodies, chain, housekeeping, records, uploads, views
from gel_airlock_jupyter.filetransfer.calls import Call
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.states import Action, State
from gel_airlock_jupyter.filetransfer.storage import sha256_of
from gel_airlock_jupyter.filetransfer.tables import requests

_OPEN = (State.DRAFT.value, State.UPLOADING.value)
_REPLACEABLE = (State.RETURNED.value, State.REJECTED.value, State.BLOCKED.value, State.WITHDRAWN.value)


def create(call: Call) -> Response:
    """POST /v1/requests: make a draft and its upload, or answer what the same key and body made before."""
    key = bodies.idempotency_key(call.headers)
    wanted = bodies.announcement(call.body)
    with call.service.engine.begin() as connection:
        row = records.by_key(connection, call.person.name, key)
        status, request_id = (200, row.id) if row else (201, _draft(connection, call, key, wanted))
        if row and row.body_sha256 != wanted.digest:
            raise Problem("key-reused", "This key was used for another bundle or another form. Use a new key.")
        if row and row.state in _OPEN and records.upload_of(connection, row.id) is None:
            uploads.open_upload(connection, call.service, row.id, wanted.size)
        return views.answer(connection, request_id, call, status, {"Location": f"/v1/requests/{request_id}"})


def _refuse_stale_policy(call: Call, summary: Mapping[str, Any]) -> None:
    named = summary.get("policy")
    current = call.service.policy.to_dict()
    if isinstance(named, Mapping) and named.get("digest") not in (None, current["digest"]):
        raise Problem("policy-stale", "The outputs were checked under a policy that is not in force.", current=current)


def _draft(connection: Connection, call: Call, key: str, wanted: bodies.Announcement) -> str:
    _refuse_stale_policy(call, wanted.summary)
    _refuse_duplicate(connection, call, wanted.sha256)
    if wanted.size > call.service.settings.max_bytes:
        limit = call.service.settings.max_bytes
        raise Problem("too-large", f"A bundle may have {limit} bytes; this one has {wanted.size}.", limit=limit)
    if wanted.replaces is not None:
        old = records.find(connection, wanted.replaces, call.person)
        if old.owner != call.person.name or old.state not in _REPLACEABLE:
            raise Problem("state-conflict", "Only your own returned, rejected or blocked request can be replaced.")
    request_id, at = str(uuid.uuid4()), chain.now()
    values: dict[str, Any] = {
        "id": request_id,
        "owner": call.person.name,
        "state": State.DRAFT.value,
        "version": 1,
        "round": 1,
        "idempotency_key": key,
        "body_sha256": wanted.digest,
        "bundle_sha256": wanted.sha256,
        "bundle_bytes": wanted.size,
        "summary": wanted.summary,
        "replaces": wanted.replaces,
        "committee": False,
        "message": "Waiting for the bundle.",
        "created_at": at,
        "updated_at": at,
    }
    connection.execute(requests.insert().values(**values))
    detail = {"key": key, "bundle": {"sha256": wanted.sha256, "size": wanted.size}, "replaces": wanted.replaces}
    chain.append(connection, request_id, call.person.name, "create", (None, State.DRAFT.value), detail)
    uploads.open_upload(connection, call.service, request_id, wanted.size)
    return request_id


def _refuse_duplicate(connection: Connection, call: Call, sha256: str) -> None:
    twin = records.live_with_bundle(connection, sha256)
    if twin is None:
        return
    if not records.is_visible(twin, call.person):
        raise Problem("duplicate-bundle", "Someone else has sent this bundle already.")
    link = f"/v1/requests/{twin.id}"
    said = f"This bundle was sent before and is {twin.state}: see {link}."
    raise Problem("duplicate-bundle", said, {"Link": f'<{link}>; rel="duplicate"'}, request=link)


def listing(call: Call) -> Response:
    """GET /v1/requests: what the caller may see, newest first; `?state=` narrows it."""
    state = call.query.get("state")
    if state is not None and state not in set(State):
        raise Problem("bad-request", f"'state' is one of {', '.join(State)}.")
    with call.service.engine.begin() as connection:
        rows = records.of_person(connection, call.person, state)
    return JSONResponse({"requests": [views.brief(row, call) for row in rows]}, headers={"Cache-Control": "no-cache"})


def one(call: Call) -> Response:
    """GET /v1/requests/{id}."""
    with call.service.engine.begin() as connection:
        return views.answer(connection, call.path["id"], call)


def events(call: Call) -> Response:
    """GET /v1/requests/{id}/events: the audit trail, `?after=` a number."""
    after = call.query.get("after", "0")
    if not after.isdecimal() or len(after) > 9:
        raise Problem("bad-request", "'after' must be the number of an event.")
    with call.service.engine.begin() as connection:
        row = records.find(connection, call.path["id"], call.person)
        whole = chain.trail(connection, row.id)
    tag = f'"{row.id}-events-{len(whole)}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if views.is_known(call, tag):
        return Response(status_code=304, headers=headers)
    shown = [event for event in whole if event["number"] > int(after)]
    return JSONResponse({"events": shown, "first_break": chain.first_break(whole)}, headers=headers)


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


def receipt(call: Call) -> Response:
    """GET /v1/requests/{id}/receipt: the signed receipt of a submitted request."""
    with call.service.engine.begin() as connection:
        row = records.find(connection, call.path["id"], call.person)
    if row.receipt is None:
        raise Problem("state-conflict", "There is a receipt once the request is submitted.", state=row.state)
    return JSONResponse(row.receipt, headers={"Cache-Control": "no-cache"})
