"""Errands: what a kernel or a terminal asks of the server extension, through the store.

The server keeps the key that signs bundles, and the tokens of File Transfer; a kernel runs whatever a notebook says. So
a kernel leaves a note, the server does what it says, and leaves the outcome. Where no server answers, the caller does
it itself: the bundle is unsigned then, and the token is read in its process.

<root>/servers/<host>-<pid>.json          servers that run the extension
<root>/<project>/errands/<id>.json        asked; `<id>.taken` once a server does it, `<id>.done` when it has
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gel_airlock_jupyter import errors
from gel_airlock_jupyter.atomic import write_json
from gel_airlock_jupyter.settings import Settings

if TYPE_CHECKING:
    from gel_airlock_jupyter.records import Request
    from gel_airlock_jupyter.requesting import Requests

TAKE_SECONDS = 5.0  # an errand that nobody took by then is taken back
ALIVE_SECONDS = 60.0  # a server elsewhere that has not renewed its note is gone
KEPT_SECONDS = 3600.0
TICK = 0.1
VERBS = frozenset({"seal", "submit", "refresh", "answer", "resubmit", "withdraw", "release"})
"""Methods of `Requests`."""


def do(requests: Requests, verb: str, identifier: str, given: Mapping[str, str]) -> Request | Path:
    """Do an errand here, in this process, and return the request, or the path of what was made or fetched.

    Raises
    ------
    AirlockError
        If it cannot be done.
    """
    if verb not in VERBS:
        raise errors.InputError(f"There is no errand '{verb}'.")
    found: Request | Path = getattr(requests, verb)(identifier, **given)
    return found


def ask(requests: Requests, verb: str, identifier: str, given: Mapping[str, str]) -> bool:
    """Let a running server do an errand; false means that none did and the caller must.

    Raises
    ------
    AirlockError
        If the server could not do it, with its words.
    """
    if not any(servers(requests.settings)):
        return False
    name = str(uuid.uuid4())
    asked, taken, done = (_folder(requests.settings) / f"{name}.{end}" for end in ("json", "taken", "done"))
    note = {"verb": verb, "request": identifier, "given": dict(given), "where": where(requests)}
    with contextlib.suppress(errors.StoreError):
        write_json(asked, note)
    until = time.monotonic() + TAKE_SECONDS
    while asked.exists() and time.monotonic() < until:
        time.sleep(TICK)
    with contextlib.suppress(OSError):
        asked.unlink()
        return False  # still there: nobody took it
    while taken.exists() and not done.exists():
        if not any(servers(requests.settings)):
            return done.exists() and _outcome(done)
        time.sleep(TICK)
    return done.exists() and _outcome(done)


def where(requests: Requests) -> dict[str, str]:
    """Return what asker and server must have in common: where it goes, and which policy judges."""
    transfer = requests.settings.transfer
    return {"backend": transfer.backend, "url": transfer.url, "policy": requests.policy.digest}


def _outcome(done: Path) -> bool:
    try:
        error = json.loads(done.read_text(encoding="utf-8"))["error"]
    except (OSError, ValueError, KeyError):
        return False
    finally:
        done.unlink(missing_ok=True)
    if error is not None:
        raise errors.from_dict(error)
    return True


@dataclass(frozen=True)
class Errand:
    """One errand that a server has taken."""

    path: Path
    verb: str
    request: str
    given: Mapping[str, str]

    def finish(self, error: errors.AirlockError | None) -> None:
        """Leave the outcome."""
        write_json(self.path.with_suffix(".done"), {"error": error.to_dict() if error else None})
        self.path.unlink(missing_ok=True)


def take(requests: Requests) -> Iterator[Errand]:
    """Take what is asked of a server with these settings; what is meant for another one is left alone."""
    folder = _folder(requests.settings)
    names = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in names:
        if path.suffix in (".done", ".taken"):
            _forget(path)
    asked = [path for path in names if path.suffix == ".json" and not path.name.startswith(".")]
    here = where(requests) if asked else {}
    for path in asked:
        errand = _read(path, here)
        if errand is not None:
            with contextlib.suppress(FileNotFoundError):  # taken back, or taken by another server
                path.rename(errand.path)
                yield errand


def _read(path: Path, here: Mapping[str, str]) -> Errand | None:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        verb, given = str(raw["verb"]), {str(key): str(text) for key, text in raw["given"].items()}
        is_mine = raw["where"] == here and verb in VERBS
        return Errand(path.with_suffix(".taken"), verb, str(raw["request"]), given) if is_mine else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _forget(path: Path) -> None:
    with contextlib.suppress(OSError):
        if time.time() - path.stat().st_mtime > KEPT_SECONDS:
            path.unlink()


def servers(settings: Settings) -> Iterator[str]:
    """Yield the running servers that have this project: the process must be there, or elsewhere its note be fresh."""
    folder = settings.store / "servers"
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            note = json.loads(path.read_text(encoding="utf-8"))
            if note["project"] != settings.project:
                continue
            if note["host"] == socket.gethostname():
                os.kill(int(note["pid"]), 0)
            elif abs(time.time() - path.stat().st_mtime) > ALIVE_SECONDS:
                continue
        except (OSError, ValueError, KeyError, TypeError):
            continue
        yield path.name


def announce(settings: Settings) -> Path:
    """Write, or renew, the note that this process runs the extension; returns its path."""
    host = socket.gethostname()
    name = "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in host)
    path = settings.store / "servers" / f"{name}-{os.getpid()}.json"
    write_json(path, {"project": settings.project, "host": host, "pid": os.getpid()})
    return path


def _folder(settings: Settings) -> Path:
    return settings.store / settings.project / "errands"
