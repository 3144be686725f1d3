"""A back end for tests: quick to try again, with a made-up person's token."""

from __future__ import annotations

import os
from pathlib import Path

from running_service import token_of

from gel_airlock_jupyter.transfer.credentials import TokenSource
from gel_airlock_jupyter.transfer.http import HttpBackend
from gel_airlock_jupyter.transfer.retry import Backoff


def token_file(folder: Path, name: str = "alice") -> Path:
    """Write the bare token of a test person."""
    path = folder / f"{name}.token"
    path.write_text(token_of(name) + "\n")
    path.chmod(0o600)
    return path


def backend(url: str, folder: Path, name: str = "alice", attempts: int = 6, timeout: float = 10.0) -> HttpBackend:
    """Return a back end that waits at most 0.2 s between tries, unless it is asked to wait longer."""
    backoff = Backoff(base=0.02, cap=30.0, attempts=attempts)
    return HttpBackend(url, TokenSource(token_file(folder, name)), timeout=timeout, backoff=backoff)


def bundle_file(folder: Path, size: int = 300_000, name: str = "bundle.zip") -> Path:
    """Write bytes that no other test sends. The service will not like them; carrying them is what is tested."""
    path = folder / name
    path.write_bytes(os.urandom(size))
    return path
