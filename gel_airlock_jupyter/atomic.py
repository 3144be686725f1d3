"""Writing files so that a crash leaves the old one or the new one, never half of one."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.errors import StoreError


def make_private(folder: Path) -> None:
    """Make a folder and its missing parents, readable by their owner only; `mkdir(parents=True)` opens the parents."""
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def write_bytes(path: Path, data: bytes, mode: int = 0o600, *, durable: bool = True) -> None:
    """Write a file under a temporary name, fsync it (unless it need not outlive a power cut), rename it into place.

    Raises
    ------
    StoreError
        If the disk is full or the folder not writable; nothing is left behind then.
    """
    temporary: str | None = None
    try:
        make_private(path.parent)
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        raise StoreError(
            f"'{path.name}' could not be written: {error.strerror or error}.",
            "Nothing was changed. Free some space or quota, or set GEL_AIRLOCK_STORE to another folder, and try again.",
        ) from error


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write a JSON object; keys sorted, so that equal content is equal bytes."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1)
    # Half a surrogate pair, which UTF-8 has no bytes for, becomes the JSON escape of it.
    write_bytes(path, (text + "\n").encode("utf-8", "backslashreplace"))
