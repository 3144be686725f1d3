"""The back end for a watched folder, such as the one a managed file transfer product collects from.

A bundle appears whole or not at all: it is written under a hidden name, made durable, renamed, and only then followed
by an empty `<name>.ready`. The collector must look for the marker.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.transfer.protocol import Cancelled, Interrupted, Parked, Progress, Status, Submission
from gel_airlock_jupyter.transfer.settings import TransferSettings

_BLOCK = 1024**2
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


@dataclass(frozen=True)
class FolderBackend:
    """Drops bundles into a folder.

    Parameters
    ----------
    folder : Path
        Must exist: making it here would hide that the share is not mounted.
    """

    folder: Path
    name: str = "folder"

    @classmethod
    def from_settings(cls, settings: TransferSettings) -> FolderBackend:
        """Build it; raises `Parked` when no folder is set."""
        if settings.folder is None:
            raise Parked("setup", "No transfer folder is set.", "Set GEL_AIRLOCK_TRANSFER_FOLDER.")
        return cls(settings.folder)

    def describe(self) -> Status:
        """Look whether the folder is there and can be written to."""
        if not self.folder.is_dir():
            return Status(False, f"The transfer folder '{self.folder}' is not there.", str(self.folder))
        if not os.access(self.folder, os.W_OK | os.X_OK):
            return Status(False, f"The transfer folder '{self.folder}' cannot be written to.", str(self.folder))
        return Status(True, "Ready.", str(self.folder))

    def submit(
        self,
        bundle_path: Path,
        request_summary: Mapping[str, Any],
        key: str,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Submission:
        """Copy the bundle and its summary, then set the marker. Again with the same key: the same result."""
        status = self.describe()
        if not status.ready:
            raise Parked("setup", status.message, "Is the share mounted? Ask the File Transfer team.")
        if not _KEY.fullmatch(key):
            raise Parked("refused", f"'{key[:40]}' cannot be a file name.", "Seal the request again.")
        target = self.folder / f"{key}.zip"
        if not self._marker(key).exists():
            try:
                _copy(bundle_path, target, progress or (lambda sent, of: None), cancelled or (lambda: False))
                _write(
                    self.folder / f"{key}.json", json.dumps(dict(request_summary), sort_keys=True, indent=1).encode()
                )
                _write(self._marker(key), b"")
            except OSError as error:
                said = f"The bundle could not be written to '{self.folder}' ({error.strerror or type(error).__name__})."
                raise Parked("folder", said, "Is there room on the share? Then submit again.") from error
        return Submission(key, "handed_over", f"Dropped into '{self.folder}' as {target.name}.")

    def status(self, remote_id: str) -> Submission:
        """Return `collected` once the collector has taken the marker away, `handed_over` before."""
        if not self.folder.is_dir():
            raise Parked("setup", f"The transfer folder '{self.folder}' is not there.", "Is the share mounted?")
        if _KEY.fullmatch(remote_id) and self._marker(remote_id).exists():
            return Submission(remote_id, "handed_over", "Waiting to be collected.")
        return Submission(remote_id, "handed_over", "Collected from the folder.")

    def _marker(self, key: str) -> Path:
        return self.folder / f"{key}.zip.ready"


def _copy(source: Path, target: Path, progress: Progress, cancelled: Cancelled) -> None:
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    size, sent, digest = source.stat().st_size, 0, hashlib.sha256()
    try:
        with source.open("rb") as original, aside.open("wb") as copy:
            while block := original.read(_BLOCK):
                if cancelled():
                    raise Interrupted("The transfer was stopped.", "Submit again to start over.")
                copy.write(block)
                digest.update(block)
                sent += len(block)
                progress(sent, size)
            copy.flush()
            os.fsync(copy.fileno())
        with aside.open("rb") as written:
            if hashlib.file_digest(written, "sha256").digest() != digest.digest():
                raise Parked("integrity", "The copy in the folder is not the bundle.", "Submit again.")
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
