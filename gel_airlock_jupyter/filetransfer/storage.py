"""The bundles on disk: those being received or kept in quarantine, and the releases.

File names are ids made by the service, never words of a client. Bytes are on disk (fsync) before the database says so.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from gel_airlock_jupyter.errors import BundleError
from gel_airlock_jupyter.filetransfer.problems import Problem

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_BLOCK = 1024**2


@contextlib.contextmanager
def room() -> Iterator[None]:
    """Turn a full disk into `Problem` 507."""
    try:
        yield
    except (OSError, BundleError) as error:
        cause = error if isinstance(error, OSError) else error.__cause__  # sealing says what the disk said
        if isinstance(cause, OSError) and cause.errno in _FULL:
            said = "Nothing was stored. The operator must make room."
            raise Problem("disk-full", said, {"Retry-After": "60"}) from error
        raise


def sha256_of(path: Path) -> str:
    """Return the hex SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def sync_folder(path: Path) -> None:
    """Make renames and new names in a folder durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Storage:
    """The folders of one service below its data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self.bundles, self.releases, self.participants = data / "bundles", data / "releases", data / "participants"
        for folder in (data, self.bundles, self.releases, self.participants):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        data.chmod(0o700)

    def bundle(self, upload_id: str) -> Path:
        """Return the file an upload grows in. It stays there: the database says when it is complete."""
        return self.bundles / f"{upload_id}.zip"

    def release(self, request_id: str) -> Path:
        """Return the released bundle of a request."""
        return self.releases / f"{request_id}.zip"

    def reserve(self, size: int) -> None:
        """Raise `Problem` 507 when `size` bytes do not fit now."""
        if shutil.disk_usage(self._data).free < size:
            raise Problem("disk-full", f"There is no room for {size} bytes.", {"Retry-After": "300"})

    def create(self, upload_id: str) -> None:
        """Make the empty file of an upload."""
        with room():
            handle = os.open(self.bundle(upload_id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            os.close(handle)
            sync_folder(self.bundles)

    def truncate(self, upload_id: str, offset: int) -> int:
        """Drop bytes past `offset`, which no answer ever confirmed; return how many bytes are really there."""
        path = self.bundle(upload_id)
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            raise Problem("upload-gone", "The upload is no longer there. Ask for a new one.") from None
        if size > offset:
            os.truncate(path, offset)
        return min(size, offset)

    def size(self, upload_id: str) -> int:
        """Return how many bytes of an upload are here; 0 when there is no file."""
        try:
            return self.bundle(upload_id).stat().st_size
        except FileNotFoundError:
            return 0

    def seal(self, upload_id: str) -> None:
        """Make a received bundle read-only."""
        self.bundle(upload_id).chmod(0o400)

    def upload_ids(self, older_than: float) -> list[str]:
        """Return the ids of the files that were not touched for so many seconds."""
        before = time.time() - older_than
        return [path.stem for path in self.bundles.glob("*.zip") if path.stat().st_mtime < before]

    def drop(self, upload_id: str) -> None:
        """Remove an upload's file, if it is there."""
        self.bundle(upload_id).unlink(missing_ok=True)

    def people_path(self, request_id: str) -> Path:
        """Return the participant-id file of a request."""
        return self.participants / f"{request_id}.txt"

    def people(self, request_id: str) -> bytes | None:
        """Return the participant ids of a request, if there are any."""
        try:
            return self.people_path(request_id).read_bytes()
        except FileNotFoundError:
            return None

    def keep_people(self, request_id: str, content: bytes) -> None:
        """Write the participant ids of a request, whole or not at all; raises `Problem` 507 when the disk is full."""
        aside = self.people_path(request_id).with_suffix(f".{os.getpid()}.{threading.get_ident()}")
        try:
            with room(), os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            aside.replace(self.people_path(request_id))
            sync_folder(self.participants)
        finally:
            aside.unlink(missing_ok=True)

    def drop_people(self, request_id: str) -> None:
        """Remove the participant ids of a request, if there are any, and what a crash left of writing them."""
        for path in self.participants.glob(f"{request_id}.*"):
            path.unlink(missing_ok=True)

    def people_kept(self) -> set[str]:
        """Return the ids of requests whose participant ids are here."""
        return {path.name.partition(".")[0] for path in self.participants.iterdir()}


class ChunkFile:
    """One chunk being appended to an upload: committed as a whole, or dropped.

    Parameters
    ----------
    path : Path
        The upload's file.
    start : int
        Offset in bytes that the chunk begins at.
    """

    BLOCK = 1024**2

    def __init__(self, path: Path, start: int) -> None:
        self.start, self.length = start, 0
        self._path = path
        self._stream = path.open("r+b", buffering=0)
        self._stream.seek(start)

    def write(self, block: bytes) -> None:
        """Append; raises `Problem` 507 when the disk is full."""
        left = memoryview(block)
        with room():
            while left:
                written = self._stream.write(left)
                self.length += written
                left = left[written:]

    def commit(self) -> None:
        """Make the chunk durable."""
        with room():
            os.fsync(self._stream.fileno())
        self._stream.close()

    def drop(self) -> None:
        """Take the chunk back."""
        self._stream.close()
        with contextlib.suppress(OSError):
            os.truncate(self._path, self.start)
