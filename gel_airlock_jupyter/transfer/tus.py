"""Uploads a file with tus 1.0.0: chunks with checksums, resumed from the offset that the other side confirms."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gel_airlock_jupyter.transfer.connection import Connection, refusal
from gel_airlock_jupyter.transfer.protocol import Parked, Progress, Unreachable
from gel_airlock_jupyter.transfer.retry import pause

_VERSION = {"Tus-Resumable": "1.0.0"}
_GONE = (404, 410)
_DAMAGED = 3
_BLOCK = 256 * 1024


class UploadGone(Exception):
    """The upload is no longer there; the request must be asked for a new one."""


def _offset(connection: Connection, url: str, size: int) -> int:
    response = connection.call("HEAD", url, accept=_GONE, headers=_VERSION)
    if response.status_code in _GONE:
        raise UploadGone
    value = response.headers.get("upload-offset", "")
    if not value.isdecimal() or int(value) > size:
        raise Parked("setup", "File Transfer gave no usable offset for the upload.", "Tell the File Transfer team.")
    return int(value)


def upload(connection: Connection, url: str, path: Path, size: int, chunk_bytes: int, progress: Progress) -> None:
    """Send `path` from wherever an earlier try stopped.

    Before a chunk is sent again the offset is always asked for: what arrived is never guessed.

    Raises
    ------
    UploadGone
        The other side threw the upload away.
    Parked
        Three chunks in a row were refused as damaged or misplaced.
    Unreachable
        Too many failures in a row.
    """
    offset = _offset(connection, url, size)
    progress(offset, size)
    failures = damaged = 0
    with path.open("rb") as stream:
        while offset < size:
            chunk = _Chunk(stream, offset, min(chunk_bytes, size - offset), connection)
            try:
                fresh = _send(connection, url, chunk)
            except Unreachable as error:
                failures += 1
                connection.rest(failures, error)
                offset = _offset(connection, url, size)
                continue
            damaged = damaged + 1 if fresh is None else 0
            if damaged >= _DAMAGED:
                said = "The bundle was damaged on its way three times in a row."
                raise Parked("integrity", said, "Try again later; if it stays, tell the File Transfer team.")
            offset = _offset(connection, url, size) if fresh is None else fresh
            failures = 0
            progress(offset, size)


@dataclass(frozen=True)
class _Chunk:
    """A stretch of the file, read block by block each time: memory stays flat, and a stop is seen between blocks."""

    stream: BinaryIO
    start: int
    length: int
    connection: Connection

    def blocks(self) -> Iterator[bytes]:
        self.stream.seek(self.start)
        left = self.length
        while left:
            block = self.stream.read(min(_BLOCK, left))
            if not block:
                raise Parked("integrity", "The bundle became shorter while it was sent.", "Seal the request again.")
            left -= len(block)
            pause(0.0, self.connection.cancelled)
            yield block


def _send(connection: Connection, url: str, chunk: _Chunk) -> int | None:
    """Send one chunk; return the new offset, or `None` when it must be sent again."""
    digest = hashlib.sha256()
    for block in chunk.blocks():
        digest.update(block)
    headers = {
        **_VERSION,
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": str(chunk.length),
        "Upload-Offset": str(chunk.start),
        "Upload-Checksum": f"sha256 {base64.b64encode(digest.digest()).decode()}",
    }
    response = connection.once("PATCH", url, headers=headers, body=chunk.blocks)
    if response.status_code in _GONE:
        raise UploadGone
    if response.status_code in (409, 460):
        return None
    if not response.is_success:
        raise refusal(response)
    end = chunk.start + chunk.length
    confirmed = response.headers.get("upload-offset", "")
    return end if confirmed.isdecimal() and int(confirmed) == end else None
