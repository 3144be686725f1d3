"""Release: a new sealed bag with only the approved outputs, and the downloads of what is stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starlette.responses import FileResponse, Response

from gel_airlock_jupyter.filetransfer import bag, records, views
from gel_airlock_jupyter.filetransfer.calls import Call
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.receipts import RELEASE
from gel_airlock_jupyter.filetransfer.reviewing import as_reviewer
from gel_airlock_jupyter.filetransfer.states import Action, State
from gel_airlock_jupyter.filetransfer.storage import room, sha256_of

_READY = (State.APPROVED.value, State.PARTLY_APPROVED.value)


def release(call: Call) -> Response:
    """POST /v1/requests/{id}/release: make the release and hand it over to the author. Idempotent."""
    with call.service.engine.begin() as connection:
        row = as_reviewer(connection, call)
        if row.state == State.RELEASED.value:
            return views.answer(connection, row.id, call)
        if row.state not in _READY:
            raise Problem("state-conflict", f"The request is {row.state}, not approved.", state=row.state)
        outputs = records.outputs_of(connection, row.id)
        decided_at = row.updated_at
    approved = [each for each in outputs if each.decision == "approved"]
    with call.service.locks.hold(row.id):
        path = _build(call, row, [each.file for each in approved], decided_at)
        with call.service.engine.begin() as connection:
            fresh = records.find(connection, row.id)
            digest = sha256_of(path)
            detail = {"sha256": digest, "outputs": [each.position for each in approved]}
            said = f"Released: {len(approved)} of {len(outputs)} outputs."
            records.act(
                connection, fresh, Action.RELEASE, call.person.name, detail, message=said, release_sha256=digest
            )
    with call.service.engine.begin() as connection:
        return views.answer(connection, row.id, call, 201)


def _build(call: Call, row: records.Record, files: list[str], decided_at: str) -> Path:
    service = call.service
    source = service.storage.bundle(row.upload_id)
    if sha256_of(source) != row.bundle_sha256:
        raise Problem("server-error", "The stored bundle has changed: nothing was released. Tell the operator.")
    path = service.storage.release(row.id)
    with room():
        content = bag.outputs(source, files)
        about = _about(row, decided_at)
        subject = {name: digest for name, digest, _ in content.digests()}
        signature = json.dumps(service.signer.envelope(RELEASE, subject, about), sort_keys=True, indent=1)
        bag.write(path, f"release-{row.id[:8]}", content, about, signature)
    return path


def _about(row: records.Record, decided_at: str) -> dict[str, Any]:
    # From the record alone, no clock: building the same release again gives the same bytes.
    return {
        "schema": 1,
        "requestId": row.id,
        "owner": row.owner,
        "decidedAt": decided_at,
        "isVersionOf": {"sha256": row.bundle_sha256},
        "decision": row.state,
    }


def download(call: Call) -> Response:
    """GET /v1/requests/{id}/release: the released bundle."""
    with call.service.engine.begin() as connection:
        row = records.find(connection, call.path["id"], call.person)
    if row.state != State.RELEASED.value:
        raise Problem("state-conflict", "It is not released.", state=row.state)
    return _file(call.service.storage.release(row.id), f"release-{row.id[:8]}.zip")


def received(call: Call) -> Response:
    """GET /v1/requests/{id}/bundle: the bundle as received, for its author and for reviewers."""
    with call.service.engine.begin() as connection:
        row = records.find(connection, call.path["id"], call.person)
    if row.receipt is None:
        raise Problem("state-conflict", "The bundle has not been received.", state=row.state)
    return _file(call.service.storage.bundle(row.upload_id), f"request-{row.id[:8]}.zip")


def _file(path: Path, name: str) -> Response:
    if not path.exists():
        raise Problem("server-error", "The stored file is missing. Tell the operator.")
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return FileResponse(path, media_type="application/zip", filename=name, headers=headers)
