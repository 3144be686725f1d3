"""What signing in gave, on disk: one file per server and client, mode 0600, in a folder of mode 0700."""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gel_airlock_jupyter.atomic import write_json
from gel_airlock_jupyter.errors import StoreError
from gel_airlock_jupyter.locking import locked


@dataclass(frozen=True)
class Kept:
    """The file of one server and client."""

    folder: Path
    issuer: str
    client: str

    @property
    def path(self) -> Path:
        """Return the path of the file; its name tells nothing."""
        name = hashlib.sha256(f"{self.issuer}\n{self.client}".encode()).hexdigest()[:32]
        return self.folder / f"{name}.json"

    def read(self) -> dict[str, Any]:
        """Return what is kept; an empty object when there is nothing, or nothing usable."""
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) and found.get("issuer") == self.issuer else {}

    def write(self, values: Mapping[str, Any]) -> None:
        """Replace what is kept."""
        write_json(self.path, {**values, "issuer": self.issuer, "client": self.client})

    def forget(self) -> None:
        """Remove it."""
        self.path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold it against other processes: a refresh token is good for one renewal."""
        try:
            with locked(self.path.with_suffix(".lock"), wait=30.0):
                yield
        except StoreError as error:
            raise StoreError(f"The sign-in cannot be kept: {error.message}", error.hint) from error


def tokens_of(found: Mapping[str, Any], earlier: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of a token answer; a server that sends no new refresh token means the old one."""
    life = found.get("expires_in")
    seconds = float(life) if isinstance(life, int | float) and not isinstance(life, bool) and life > 0 else 3600.0
    return {
        "access": str(found["access_token"]),
        "refresh": str(found.get("refresh_token") or earlier.get("refresh") or ""),
        "ends_at": time.time() + seconds,
        "scope": str(found.get("scope") or earlier.get("scope") or ""),
    }
