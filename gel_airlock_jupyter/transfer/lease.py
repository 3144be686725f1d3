"""A lease on one outbox entry, so that two servers on one home do not both send it.

A lease is a numbered file `lease.<n>` made with O_EXCL, which network file systems keep exclusive. The highest number
holds. Its owner touches it while at work; who finds it untouched for too long makes number n+1. No file is taken
over or overwritten, so there is no moment at which two servers hold the same number. Ages are measured against a file
written next to it, by the file server's clock: clocks of two machines, or one that jumps, do not matter. Should two
servers ever send at once, the idempotency key still makes it one request.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

PREFIX = "lease."
LIFE = 120.0  # seconds without a touch after which a lease is dead
_FREE = ".free"


class Held(Exception):
    """Another process holds the lease."""


@contextlib.contextmanager
def hold(folder: Path, life: float = LIFE) -> Iterator[None]:
    """Hold the lease of `folder` for the length of the block; raises `Held`."""
    mine = _take(folder, life)
    done = threading.Event()
    heart = threading.Thread(target=_beat, args=(mine, done, life / 4), name="lease", daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join()
        # Kept as "free" rather than removed: the number must never be given twice while others look at it.
        with contextlib.suppress(OSError):
            mine.replace(mine.with_name(mine.name + _FREE))


def _beat(path: Path, done: threading.Event, every: float) -> None:
    while not done.wait(every):
        with contextlib.suppress(OSError):
            os.utime(path)


def _numbers(folder: Path) -> dict[int, Path]:
    found = {}
    for path in folder.glob(f"{PREFIX}*"):
        number = path.name.removeprefix(PREFIX).removesuffix(_FREE)
        if number.isdecimal():
            found[int(number)] = path
    return found


def _take(folder: Path, life: float) -> Path:
    known = _numbers(folder)
    highest = max(known, default=0)
    if known and _is_alive(known[highest], life):
        raise Held
    mine = folder / f"{PREFIX}{highest + 1}"
    try:
        handle = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Held from None
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(_owner(), stream)
    if max(_numbers(folder)) != highest + 1:  # our look was old: others came and went meanwhile
        mine.unlink(missing_ok=True)  # the holder of a higher number may have removed it
        raise Held
    for number, path in known.items():
        if number <= highest:
            path.unlink(missing_ok=True)
    return mine


def _is_alive(path: Path, life: float) -> bool:
    if path.name.endswith(_FREE):
        return False
    try:
        owner = json.loads(path.read_text(encoding="utf-8"))
        if owner["host"] == _host() and not _runs(owner["pid"], owner["started"]):
            return False
    except FileNotFoundError:
        return False  # freed this moment: the number is spent, the next one is tried
    except (OSError, ValueError, KeyError, TypeError):
        pass  # being written, or damaged: its age decides
    return abs(_age(path)) < life


def _age(path: Path) -> float:
    probe = path.with_name(f".probe-{uuid.uuid4().hex}")
    try:
        probe.touch()
        return probe.stat().st_mtime - path.stat().st_mtime
    except OSError:
        return 0.0  # cannot tell: leave it to its owner
    finally:
        probe.unlink(missing_ok=True)


def _owner() -> dict[str, object]:
    return {"host": _host(), "pid": os.getpid(), "started": _started(os.getpid())}


def _host() -> str:
    # The boot id tells one run of a machine, or one container, from the next of the same name.
    boot = Path("/proc/sys/kernel/random/boot_id")
    return f"{socket.gethostname()}/{boot.read_text().strip() if boot.exists() else ''}"


def _started(pid: int) -> str:
    """Return a mark of when a process began, so that a reused process id is not taken for the old one."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _runs(pid: int, started: str) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return _started(pid) == started
