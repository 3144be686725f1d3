"""Uploads a file with tus 1.0.0: chunks with checksums, resumed from the offset that the other side confirms."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from gel_airlock_jupyter.transfer.connection import Connection, refusal
from gel_airlock_jupyter.transfer.protocol import Parked, Progress, Unreachable

_VERSION = {"Tus-Resumable": "1.0.0"}
_GONE = (404, 410)
_DAMAGED = 3


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
            stream.seek(offset)
            chunk = stream.read(min(chunk_bytes, size - offset))
            try:
                fresh = _send(connection, url, offset, chunk)
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


def _send(connection: Connection, url: str, offset: int, chunk: bytes) -> int | None:
    """Send one chunk; return the new offset, or `None` when it must be sent again."""
    digest = base64.b64encode(hashlib.sha256(chunk).digest()).decode()
    headers = {
        **_VERSION,
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": str(offset),
        "Upload-Checksum": f"sha256 {digest}",
    }
    response = connection.once("PATCH", url, headers=headers, content=chunk)
    if response.status_code in _GONE:
        raise UploadGone
    if response.status_code in (409, 460):
        return None
    if not response.is_success:
        raise refusal(response)
    confirmed = response.headers.get("upload-offset", "")
    return int(confirmed) if confirmed.isdecimal() and int(confirmed) == offset + len(chunk) else None
