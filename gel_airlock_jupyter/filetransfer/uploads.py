"""Resumable uploads: tus 1.0.0 with the extensions checksum, expiration and termination.

An upload is made together with its request. The offset in the database is the truth: bytes are on disk before it
moves, and bytes past it are dropped when the upload goes on.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import uuid
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from sqlalchemy import Connection, select, update
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from gel_airlock_jupyter.filetransfer import chain, housekeeping, records
from gel_airlock_jupyter.filetransfer import tables as t
from gel_airlock_jupyter.filetransfer.calls import Call, caller
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.service import Service
from gel_airlock_jupyter.filetransfer.states import Action, State
from gel_airlock_jupyter.filetransfer.storage import ChunkFile
from gel_airlock_jupyter.filetransfer.tokens import Person
from gel_airlock_jupyter.filetransfer.transactions import retried

VERSION = "1.0.0"
EXTENSIONS = "checksum,expiration,termination"
_MEDIA = "application/offset+octet-stream"
_TICK = 0.5
_SILENCE = 30.0  # seconds without a byte after which a connection is taken for dead


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
    _spoken(call.headers.get("tus-resumable"))
    with call.service.engine.begin() as connection:
        upload, _ = find(connection, call.path["id"], call.person)
    offset = min(upload.offset, call.service.storage.size(upload.id))
    return Response(status_code=200, headers=headers(upload, offset))


def terminate(call: Call) -> Response:
    """DELETE /v1/uploads/{id}: throw away what was uploaded; the request stays a draft."""
    _spoken(call.headers.get("tus-resumable"))
    with call.service.engine.begin() as connection:
        upload, row = find(connection, call.path["id"], call.person)
    with call.service.locks.hold(upload.id):
        discard(call, row, "terminated")
    return Response(status_code=204, headers={"Tus-Resumable": VERSION})


def _spoken(version: str | None) -> None:
    if version != VERSION:
        raise Problem("tus-version", f"Send 'Tus-Resumable: {VERSION}'.", {"Tus-Version": VERSION})


async def patch(request: Request) -> Response:
    """PATCH /v1/uploads/{id}: append one chunk."""
    service: Service = request.app.state.service
    person = caller(request)
    person.require("requester")
    _spoken(request.headers.get("tus-resumable"))
    if request.headers.get("content-type") != _MEDIA:
        raise Problem("media-type", f"Send the chunk as {_MEDIA}.")
    checksum = _checksum(request.headers.get("upload-checksum"))
    with service.locks.hold(request.path_params["id"]):
        upload = await run_in_threadpool(retried, lambda: _begin(service, request, person))
        chunk = ChunkFile(service.storage.bundle(upload.id), upload.offset)
        try:
            most = min(upload.size - upload.offset, service.settings.max_chunk_bytes)
            blocks = _blocks(request, lambda: service.locks.is_wanted(upload.id))
            await _fill(blocks, chunk, most, checksum)
            offset = await run_in_threadpool(_finish, service, upload.id, person, chunk)
        except BaseException:  # also a cancelled call: whatever stopped it, the chunk is taken back
            chunk.drop()
            raise
    return Response(status_code=204, headers=headers(upload, offset))


def _checksum(header: str | None) -> bytes | None:
    if header is None:
        return None
    name, _, value = header.partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except binascii.Error:
        digest = b""
    if name != "sha256" or len(digest) != 32:
        raise Problem("bad-request", "Upload-Checksum must be 'sha256 ' and the digest in base64.")
    return digest


def _begin(service: Service, request: Request, person: Person) -> records.Record:
    with service.engine.begin() as connection:
        upload, row = find(connection, request.path_params["id"], person)
        there = service.storage.truncate(upload.id, upload.offset)
        if there != upload.offset:
            connection.execute(update(t.uploads).where(t.uploads.c.id == upload.id).values(offset=there))
        if request.headers.get("upload-offset") != str(there):
            raise Problem(
                "offset-conflict", f"The upload continues at {there}.", {"Upload-Offset": str(there)}, offset=there
            )
        if row.state == State.DRAFT.value:
            records.act(connection, row, Action.START_UPLOAD, person.name, message="The bundle is on its way.")
    return upload


async def _blocks(request: Request, is_wanted: Callable[[], bool]) -> AsyncIterator[bytes]:
    """Yield the body; give up on a silent connection, and sooner when another one wants the upload."""
    stream = aiter(request.stream())
    waited = 0.0
    while True:
        step = asyncio.ensure_future(anext(stream, None))
        try:
            while not (await asyncio.wait({step}, timeout=_TICK))[0]:
                waited += _TICK
                if waited >= _SILENCE or is_wanted():
                    headers = {"Retry-After": "1", "Connection": "close"}
                    raise Problem("upload-busy", "The connection was silent.", headers)
        finally:
            step.cancel()
        waited = 0.0
        block = step.result()
        if block is None:
            return
        yield block


async def _fill(blocks: AsyncIterator[bytes], chunk: ChunkFile, most: int, checksum: bytes | None) -> None:
    digest = hashlib.sha256()
    waiting = bytearray()
    try:
        async for block in blocks:
            digest.update(block)
            waiting += block
            if chunk.length + len(waiting) > most:
                raise Problem("too-large", f"A chunk may have {most} bytes here.")
            if len(waiting) >= ChunkFile.BLOCK:
                await run_in_threadpool(chunk.write, bytes(waiting))
                waiting.clear()
    except ClientDisconnect:
        # With a checksum the whole chunk must have come; without one, what came is kept (tus 1.0.0, core and checksum).
        if checksum is not None:
            raise
    await run_in_threadpool(chunk.write, bytes(waiting))
    if checksum is not None and not hmac.compare_digest(digest.digest(), checksum):
        raise Problem("checksum-mismatch", "The chunk is not what its checksum says. Send it again.")


def _finish(service: Service, upload_id: str, person: Person, chunk: ChunkFile) -> int:
    chunk.commit()
    offset = chunk.start + chunk.length

    def note() -> None:
        with service.engine.begin() as connection:
            find(connection, upload_id, person)  # it may have been withdrawn meanwhile
            connection.execute(update(t.uploads).where(t.uploads.c.id == upload_id).values(offset=offset))

    retried(note)
    return offset
