"""A file that is held in memory, as a path that can be read: members of archives are never unpacked to disk."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast


@dataclass(frozen=True)
class _Stat:
    st_size: int


class HeldFile(PurePosixPath):
    """The bytes of a file under a name; it can be asked what the readers ask of a path, and nothing else."""

    _data: bytes = b""

    @classmethod
    def of(cls, name: str, data: bytes) -> Path:
        """Return a path that reads as these bytes; only its last name counts."""
        held = cls(PurePosixPath(name).name or "file")
        held._data = data
        return cast("Path", held)

    def read_bytes(self) -> bytes:
        """Return the bytes."""
        return self._data

    def open(self, mode: str = "rb") -> BinaryIO:
        """Return a stream of the bytes; `mode` must be "rb"."""
        if mode != "rb":
            raise ValueError(mode)
        return io.BytesIO(self._data)

    def stat(self) -> _Stat:
        """Return the size."""
        return _Stat(len(self._data))

    def is_file(self) -> bool:
        """Return True."""
        return True
