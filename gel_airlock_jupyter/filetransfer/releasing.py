"""Release: a new sealed bag with only the approved outputs.

Only the output files themselves are taken over. What else lies in the received bundle (evidence, schemas, the report)
was not decided on and stays here.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from starlette.responses import FileResponse, Response

from gel_airlock_jupyter.bundle import bag
from gel_airlock_jupyter.bundle.canonical import json_bytes
from gel_airlock_jupyter.bundle.model import Payload
from gel_airlock_jupyter.bundle.opened import Opened, open_bundle
from gel_airlock_jupyter.errors import BundleError
from gel_airlock_jupyter.filetransfer import chain, records, views
from gel_airlock_jupyter.filetransfer.calls import Call
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.receipts import RELEASE
from gel_airlock_jupyter.filetransfer.reviewing import as_reviewer
from gel_airlock_jupyter.filetransfer.states import Action, State
from gel_airlock_jupyter.filetransfer.storage import room, sha256_of
from gel_airlock_jupyter.safe_zip import Digests

SIGNATURE = "signatures/release.dsse.json"
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
        decided_at = _decided_at(connection, row.id)
    approved = [each for each in outputs if each.decision == "approved"]
    with call.service.locks.hold(row.id):
        digest = _build(call, row, [each.file for each in approved], decided_at)
        with call.service.engine.begin() as connection:
            fresh = records.find(connection, row.id)
            detail = {"sha256": digest, "outputs": [each.position for each in approved]}
            said = f"Released: {len(approved)} of {len(outputs)} outputs."
            records.act(
                connection, fresh, Action.RELEASE, call.person.name, detail, message=said, release_sha256=digest
            )
    with call.service.engine.begin() as connection:
        return views.answer(connection, row.id, call, 201)


def _build(call: Call, row: records.Record, files: Sequence[str], decided_at: str) -> str:
    source = call.service.storage.bundle(row.upload_id)
    if not source.exists() or sha256_of(source) != row.bundle_sha256:
        raise Problem("server-error", "The stored bundle has changed: nothing was released. Tell the operator.")
    target = call.service.storage.release(row.id)
    try:
        with (
            room(),
            tempfile.TemporaryDirectory(prefix=".release-", dir=target.parent) as aside,
            open_bundle(source) as opened,
        ):
            content = _Content(opened, {path: opened.digests(path) for path in files}, Path(aside))
            return _write(call, row, content, decided_at, target)
    except BundleError as error:
        raise Problem("server-error", f"Nothing was released: {error.message}") from error


def _decided_at(connection: Connection, request_id: str) -> str:
    kinds = (Action.APPROVE.value, Action.APPROVE_PARTLY.value)
    return str(next(event["at"] for event in chain.trail(connection, request_id) if event["kind"] in kinds))


@dataclass(frozen=True)
class _Content:
    """The approved outputs of an open bundle, with digests by path, and a folder to copy them to."""

    opened: Opened
    digests: Mapping[str, Digests]
    aside: Path


def _write(call: Call, row: records.Record, content: _Content, decided_at: str, target: Path) -> str:
    top = f"release-{row.id[:8]}"
    # From the record alone, no clock: building the same release again gives the same bytes.
    about: dict[str, Any] = {
        "schema": "gel-airlock-release/1",
        "request": row.id,
        "key": row.idempotency_key,
        "owner": row.owner,
        "decided_at": decided_at,
        "decision": row.state,
        "is_version_of": {"sha256": row.bundle_sha256},
    }
    digests = content.digests
    outputs = [{"path": path, "sha256": found.sha256} for path, found in digests.items()]
    note = json_bytes({**about, "outputs": outputs})
    payload = {path: (found.bytes, found.sha512) for path, found in digests.items()}
    payload["release.json"] = (len(note), hashlib.sha512(note).hexdigest())
    tags = bag.tag_files(payload, row.id, decided_at, f"Released outputs of request {row.id}")
    subjects = {f"data/{path}": found.sha256 for path, found in digests.items()}
    tags[SIGNATURE] = call.service.countersigner.envelope(RELEASE, subjects, about)
    members: Payload = {f"{top}/{name}": data for name, data in tags.items()}
    members[f"{top}/data/release.json"] = note
    for number, path in enumerate(digests):
        members[f"{top}/data/{path}"] = content.opened.copy(path, content.aside / str(number))
    expected = {f"{top}/data/{path}": found.sha512 for path, found in digests.items()}
    return bag.write_zip(target, members, expected)[0]


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
