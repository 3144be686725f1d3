"""Appending a chunk to an upload: checked, durable, and taken back as a whole when anything goes wrong."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable

from sqlalchemy import update
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from gel_airlock_jupyter.filetransfer import records, uploads
from gel_airlock_jupyter.filetransfer import tables as t
from gel_airlock_jupyter.filetransfer.calls import caller
from gel_airlock_jupyter.filetransfer.problems import Problem
from gel_airlock_jupyter.filetransfer.service import Service
from gel_airlock_jupyter.filetransfer.states import Action, State
from gel_airlock_jupyter.filetransfer.storage import ChunkFile
from gel_airlock_jupyter.filetransfer.tokens import Person
from gel_airlock_jupyter.filetransfer.transactions import retried

_MEDIA = "application/offset+octet-stream"
_TICK = 0.5
_SILENCE = 30.0  # seconds without a byte after which a connection is taken for dead


async def patch(request: Request) -> Response:
    """PATCH /v1/uploads/{id}: append one chunk."""
    service: Service = request.app.state.service
    person = await run_in_threadpool(caller, request)
    person.require("requester")
    uploads.require_version(request.headers.get("tus-resumable"))
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
    return Response(status_code=204, headers=uploads.headers(upload, offset))


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
        upload, row = uploads.find(connection, request.path_params["id"], person)
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
            uploads.find(connection, upload_id, person)  # it may have been withdrawn meanwhile
            connection.execute(update(t.uploads).where(t.uploads.c.id == upload_id).values(offset=offset))

    retried(note)
    return offset
