"""A new request: its bundle is announced, and gets a draft and an upload. The same key never makes two."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection
from starlette.responses import Response

from gel_airlock_jupyter.filetransfer import bodies, chain, records, uploads, views
from gel_airlock_jupyter.filetransfer.calls import Call
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.states import State
from gel_airlock_jupyter.filetransfer.tables import requests

_OPEN = (State.DRAFT.value, State.UPLOADING.value)
_REPLACEABLE = frozenset(
    state.value
    for state in (
        State.RETURNED, State.REJECTED, State.BLOCKED, State.WITHDRAWN, State.FAILED, State.PARTLY_APPROVED,
        State.RELEASED,
    )
)  # fmt: skip


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
            raise Problem("state-conflict", "Only a request of yours that is returned or decided can be replaced.")
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
        "project": wanted.project,
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
