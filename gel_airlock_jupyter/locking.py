"""A lock file made with O_EXCL: the only kind of lock that works on a network home."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from gel_airlock_jupyter.atomic import make_private
from gel_airlock_jupyter.errors import StoreError

STALE_SECONDS = 60.0
WAIT_SECONDS = 10.0


@contextlib.contextmanager
def locked(path: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the lock file `path` while the block runs.

    A lock older than a minute is left from a crash and is taken over: nothing under it lasts longer than a rename.

    Raises
    ------
    StoreError
        If another process holds it for longer than `wait` seconds, or the folder is not writable.
    """
    deadline = time.monotonic() + wait
    try:
        make_private(path.parent)
    except OSError as error:
        raise _unwritable(path.parent, error) from error
    while True:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            break
        except FileExistsError:
            _break_stale(path)
            if time.monotonic() > deadline:
                raise StoreError(
                    "The store is in use by another process.", f"Try again; if none runs, remove {path.name}."
                ) from None
            time.sleep(0.02)
        except OSError as error:
            raise _unwritable(path.parent, error) from error
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()


def _unwritable(folder: Path, error: OSError) -> StoreError:
    return StoreError(
        f"The store at {folder} cannot be written: {error.strerror}.", "Set GEL_AIRLOCK_STORE to a folder of yours."
    )


def _break_stale(path: Path) -> None:
    with contextlib.suppress(OSError):
        if time.time() - path.stat().st_mtime > STALE_SECONDS:
            path.unlink()
