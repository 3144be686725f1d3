"""One bundle's way over HTTP: announce it, upload it, say that it is complete."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.transfer import tus
from gel_airlock_jupyter.transfer.connection import Connection, problem_of, refusal, request_of
from gel_airlock_jupyter.transfer.protocol import Parked, Progress

_OPEN = ("draft", "uploading")
_ANSWERING = 30.0  # seconds for an answer to a submission, and on top
_HASHING = 20e6  # bytes a second: the service reads the whole bundle before it answers


@dataclass(frozen=True)
class Parcel:
    """A bundle, its digest and size, its idempotency key, the announcement, and the chunk size in bytes."""

    path: Path
    sha256: str
    size: int
    key: str
    announced: Mapping[str, Any]
    chunk: int


def deliver(connection: Connection, parcel: Parcel, progress: Progress) -> dict[str, Any]:
    """Take a parcel to the service, from wherever an earlier try stopped; return the request there.

    Raises
    ------
    Parked
        The service refused it, gave it up, or what arrives is not what was sent.
    Unreachable
        Too many failures in a row.
    """
    lost = mismatched = 0
    while True:
        headers = {"Idempotency-Key": parcel.key}
        found = request_of(connection.call("POST", "/v1/requests", json=dict(parcel.announced), headers=headers))
        if found["state"] not in _OPEN:
            break
        try:
            tus.upload(connection, _place(found), parcel.path, parcel.size, parcel.chunk, progress)
        except tus.UploadGone:
            lost += 1
            if lost > 3:
                raise Parked(
                    "integrity", "File Transfer keeps losing the upload.", "Tell the File Transfer team."
                ) from None
            continue
        answer = _submit(connection, found, parcel)
        if answer is not None:
            return answer
        mismatched += 1
        if mismatched > 1:
            said = "What arrives at File Transfer is not the bundle that was sent, twice."
            raise Parked("integrity", said, "Download the bundle again, and tell the File Transfer team.")
    if found["state"] == "failed":
        raise Parked("closed", f"File Transfer gave this request up: {found['message']}", "Seal and submit it again.")
    return found


def _place(found: Mapping[str, Any]) -> str:
    upload = found.get("upload")
    url = upload.get("url") if isinstance(upload, dict) else None
    if not isinstance(url, str):
        raise Parked("setup", "File Transfer names no place for the upload.", "Tell the File Transfer team.")
    return url


def _submit(connection: Connection, found: Mapping[str, Any], parcel: Parcel) -> dict[str, Any] | None:
    """Say that the upload is complete; `None` means that another bundle arrived than was sent."""
    body = {"sha256": parcel.sha256, "size": parcel.size}
    url = f"/v1/requests/{found['id']}/submission"
    response = connection.call(
        "PUT", url, accept=(409, 410, 422), json=body, timeout=_ANSWERING + parcel.size / _HASHING
    )
    if response.is_success:
        return request_of(response)
    if problem_of(response)[0] in ("digest-mismatch", "upload-incomplete", "upload-gone"):
        return None
    raise refusal(response)


def digest_and_size(path: Path) -> tuple[str, int]:
    """Return the hex SHA-256 and the size in bytes of a bundle; raises `Parked` when it cannot be read."""
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as stream:
            while block := stream.read(1024**2):
                digest.update(block)
                size += len(block)
    except OSError as error:
        said = f"The bundle '{path.name}' cannot be read ({type(error).__name__})."
        raise Parked("bundle-missing", said, "Seal the request again.") from error
    return digest.hexdigest(), size
