"""One writer at a time for an upload."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from gel_airlock_jupyter.filetransfer.problems import Problem


class Locks:
    """Named locks that are refused, not waited for: a client that lost its connection asks again.

    Who holds one can see that another wants it, and give way: a connection whose other end has vanished looks like a
    slow one for hours.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held: set[str] = set()
        self._wanted: set[str] = set()

    @contextlib.contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Hold `name` for the length of the block; raises `Problem` 423 when it is taken."""
        with self._guard:
            if name in self._held:
                self._wanted.add(name)
                raise Problem("upload-busy", "Another connection still holds this upload.", {"Retry-After": "1"})
            self._held.add(name)
        try:
            yield
        finally:
            with self._guard:
                self._held.discard(name)
                self._wanted.discard(name)

    def is_wanted(self, name: str) -> bool:
        """Return whether someone was refused since the lock was taken."""
        with self._guard:
            return name in self._wanted
