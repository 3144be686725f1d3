"""Resumable uploads: tus 1.0.0 with the extensions checksum, expiration and termination.

An upload is made together with its request. The offset in the database is the truth: bytes are on disk before it
moves, and bytes past it are dropped when the upload goes on.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from sqlalchemy import Connection, select
from starlette.responses import Response

from gel_airlock_jupyter.filetransfer import chain, housekeeping, records
from gel_airlock_jupyter.filetransfer import tables as t
from gel_airlock_jupyter.filetransfer.calls import Call
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.service import Service
from gel_airlock_jupyter.filetransfer.states import State
from gel_airlock_jupyter.filetransfer.tokens import Person

VERSION = "1.0.0"
EXTENSIONS = "checksum,expiration,termination"


def open_upload(connection: Connection, service: Service, request_id: str, size: int) -> None:
    """Make the upload of a request: a row and an empty file."""
    service.storage.reserve(size)
    upload_id = str(uuid.uuid4())
    service.storage.create(upload_id)
    values = {"id": upload_id, "request_id": request_id, "offset": 0, "size": size}
    connection.execute(t.uploads.insert().values(expires_at=chain.now(service.settings.upload_ttl), **values))


def find(connection: Connection, upload_id: str, person: Person) -> tuple[records.Record, records.Record]:
    """Return an upload of `person` with its request; raises `Problem` 404 or 410."""
    known = records.ID.fullmatch(upload_id) is not None
    upload = connection.execute(select(t.uploads).where(t.uploads.c.id == upload_id)).first() if known else None
    if upload is None:
        raise Problem("upload-gone", "The upload is no longer there. Create the request again with the same key.")
    row = records.find(connection, upload.request_id)
    if row.owner != person.name:
        raise Problem("not-found", "There is no such upload.")
    if row.state not in (State.DRAFT.value, State.UPLOADING.value) or upload.expires_at < chain.now():
        raise Problem("upload-gone", "The upload is closed.", state=row.state)
    return upload, row


def discard(call: Call, row: records.Record, why: str) -> None:
    """Forget the upload of a request and remove its file."""
    with call.service.engine.begin() as connection:
        file = housekeeping.discard(connection, records.find(connection, row.id), call.person.name, why)
    if file is not None:
        call.service.storage.drop(file)


def headers(upload: Any, offset: int) -> dict[str, str]:
    """Return the tus headers of an upload."""
    expires = format_datetime(datetime.fromisoformat(upload.expires_at), usegmt=True)
    return {
        "Tus-Resumable": VERSION,
        "Upload-Offset": str(offset),
        "Upload-Length": str(upload.size),
        "Upload-Expires": expires,
        "Cache-Control": "no-store",
    }


def options(call: Call) -> Response:
    """OPTIONS: what this tus server can do."""
    said = {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Checksum-Algorithm": "sha256",
        "Tus-Max-Size": str(call.service.settings.max_bytes),
    }
    return Response(status_code=204, headers=said)


def head(call: Call) -> Response:
    """HEAD /v1/uploads/{id}: how many bytes are safely here."""
    require_version(call.headers.get("tus-resumable"))
    with call.service.engine.begin() as connection:
        upload, _ = find(connection, call.path["id"], call.person)
    offset = min(upload.offset, call.service.storage.size(upload.id))
    return Response(status_code=200, headers=headers(upload, offset))


def terminate(call: Call) -> Response:
    """DELETE /v1/uploads/{id}: throw away what was uploaded; the request stays a draft."""
    require_version(call.headers.get("tus-resumable"))
    with call.service.engine.begin() as connection:
        upload, row = find(connection, call.path["id"], call.person)
    with call.service.locks.hold(upload.id):
        discard(call, row, "terminated")
    return Response(status_code=204, headers={"Tus-Resumable": VERSION})


def require_version(version: str | None) -> None:
    """Raise `Problem` 412 unless the client speaks our version of tus."""
    if version != VERSION:
        raise Problem("tus-version", f"Send 'Tus-Resumable: {VERSION}'.", {"Tus-Version": VERSION})
