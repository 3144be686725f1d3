"""The outbox: what is to be sent, on disk as plain files, so that nothing is lost with a kernel, a server or a laptop.

One folder per entry, named by the bundle's key: `entry.json` and `bundle.zip` (a hard link to the sealed bundle where
the file system can, else a copy). Every write goes aside, to disk, and is renamed. States::

    queued -> sending -> sent
       ^         |
       |         +-> parked   (a person must do something; `reason` says what)
       +---------+            (no answer now: tried again after `not_before`)

Tokens are never in here.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.errors import InputError, ItemNotFound, StoreError
from gel_airlock_jupyter.records import now
from gel_airlock_jupyter.transfer.entry import PARKED, QUEUED, SENDING, SENT, Entry

__all__ = ["PARKED", "QUEUED", "SENDING", "SENT", "Entry", "Outbox", "digest"]

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,199}")


class Outbox:
    """The entries below one folder.

    Parameters
    ----------
    root : Path
        Made with mode 0700 when it is missing.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder(self, key: str) -> Path:
        """Return the folder of an entry; raises `InputError` for a key that cannot name one."""
        if not _KEY.fullmatch(key):
            raise InputError(f"'{key[:40]}' cannot be the key of a bundle.", "Use the bundle's uuid.")
        return self.root / key

    def bundle(self, key: str) -> Path:
        """Return the bundle's file in the outbox."""
        return self.folder(key) / "bundle.zip"

    def add(self, key: str, bundle_path: Path, request: Mapping[str, Any], backend: str, target: str = "") -> Entry:
        """Queue a bundle for a target. The same key again returns what is there.

        Raises
        ------
        StoreError
            When it cannot be written, or the key stands for another bundle.
        """
        folder = self.folder(key)
        try:
            sha256, size = digest(bundle_path)
            if (folder / "entry.json").exists():
                return self._same(key, sha256)
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            _place(bundle_path, self.bundle(key))
            at = now()
            first = ({"at": at, "state": QUEUED, "note": f"for {backend}"},)
            entry = Entry(
                key,
                backend,
                QUEUED,
                sha256,
                size,
                dict(request),
                created_at=at,
                updated_at=at,
                history=first,
                target=target,
            )
            self.write(entry)
        except OSError as error:
            said = f"The outbox '{self.root}' cannot be written ({error.strerror or type(error).__name__})."
            raise StoreError(said, "Make room, or check the folder's permissions, and submit again.") from error
        return entry

    def _same(self, key: str, sha256: str) -> Entry:
        entry = self.get(key)
        if entry.sha256 != sha256:
            raise StoreError(f"'{key}' is in the outbox with another content.", "Seal the request again.")
        return entry

    def get(self, key: str) -> Entry:
        """Return an entry; raises `ItemNotFound`, or `StoreError` when its file is damaged."""
        try:
            return Entry.from_dict(json.loads((self.folder(key) / "entry.json").read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise ItemNotFound(f"There is nothing under '{key}' in the outbox.") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            said = f"The outbox entry '{key}' is damaged ({type(error).__name__})."
            raise StoreError(said, "Remove it and submit the bundle again: it is sent once only.") from error

    def entries(self) -> tuple[list[Entry], list[StoreError]]:
        """Return all entries, oldest first, and a problem for each that cannot be read."""
        found: list[Entry] = []
        problems: list[StoreError] = []
        names = sorted(path.name for path in self.root.iterdir() if path.is_dir()) if self.root.is_dir() else []
        for name in names:
            if not _KEY.fullmatch(name):
                continue
            try:
                found.append(self.get(name))
            except ItemNotFound:
                continue  # a crash before its first write: nothing was promised yet
            except StoreError as error:
                problems.append(error)
        return sorted(found, key=lambda entry: (entry.created_at, entry.key)), problems

    def write(self, entry: Entry) -> None:
        """Write an entry whole or not at all."""
        text = json.dumps(entry.to_dict(), ensure_ascii=False, sort_keys=True, indent=1)
        _durable(self.folder(entry.key) / "entry.json", lambda path: path.write_text(text, encoding="utf-8"))

    def remove(self, key: str) -> None:
        """Forget an entry; the sealed bundle in the store is another file and stays."""
        self.get(key)
        folder = self.folder(key)
        gone = folder.with_name(f".gone-{os.getpid()}-{key}")
        folder.replace(gone)
        shutil.rmtree(gone, ignore_errors=True)


def digest(path: Path) -> tuple[str, int]:
    """Return the hex SHA-256 and the size in bytes of a file."""
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        return sha256, stream.tell()


def _durable(target: Path, fill: Callable[[Path], object]) -> None:
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        aside.unlink(missing_ok=True)
        fill(aside)
        with aside.open("rb") as stream:
            os.fsync(stream.fileno())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems cannot
            os.fsync(folder)
    finally:
        os.close(folder)


def _place(source: Path, target: Path) -> None:
    def fill(aside: Path) -> None:
        try:
            os.link(source, aside)
        except OSError:
            shutil.copyfile(source, aside)

    _durable(target, fill)
