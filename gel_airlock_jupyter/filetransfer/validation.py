"""Runs scan and re-check of a received bundle in child processes; anything unclear is "not valid"."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import gel_airlock_jupyter
from gel_airlock_jupyter.filetransfer import validate
from gel_airlock_jupyter.filetransfer.settings import Settings

VERDICTS = validate.RANKS
_LARGEST_ANSWER = 64 * 1024**2
_TICK = 0.2
NOTHING: Mapping[str, Any] = MappingProxyType({"project": "", "earlier": []})


@dataclass(frozen=True)
class Outcome:
    """What is known about a bundle: `problem` is `None` only when everything held."""

    problem: str | None
    verdict: str = "fail"
    outputs: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    published: tuple[Mapping[str, Any], ...] = ()


class Stopped(Exception):
    """The service is stopping: there is no outcome, the validation runs again at the next start."""


def check(
    bundle: Path, settings: Settings, stopping: Callable[[], bool], known: Mapping[str, Any] = NOTHING
) -> Outcome:
    """Scan and re-check `bundle`; `known` is what the service knows of its project.

    Raises
    ------
    Stopped
        When `stopping()` turned true meanwhile.
    """
    problem = _scan(bundle, settings, stopping)
    return Outcome(problem) if problem else _recheck(bundle, settings, stopping, known)


def _scan(bundle: Path, settings: Settings, stopping: Callable[[], bool]) -> str | None:
    if not settings.scan_command:
        return None
    try:
        status, _ = _run([*settings.scan_command, str(bundle)], dict(os.environ), settings.validation_seconds, stopping)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"The malware scan could not be done ({type(error).__name__})."
    return None if status == 0 else f"The malware scan refused the bundle (exit status {status})."


def _recheck(bundle: Path, settings: Settings, stopping: Callable[[], bool], known: Mapping[str, Any]) -> Outcome:
    given = json.dumps(dict(known)).encode()
    command = [sys.executable, "-P", "-m", validate.__name__, str(bundle)]
    try:
        status, text = _run(command, _environment(settings), settings.validation_seconds, stopping, given)
    except subprocess.TimeoutExpired:
        return Outcome(f"The re-check took longer than {settings.validation_seconds:g} seconds and was stopped.")
    except OSError as error:
        return Outcome(f"The re-check could not be started ({type(error).__name__}).")
    if status != 0:
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        return Outcome(f"The re-check ended without an answer ({how}).")
    return read_answer(text)


def read_answer(text: bytes) -> Outcome:
    """Read the child's answer; one that is not exactly as agreed is a problem, never a pass."""
    unreadable = Outcome("The answer of the re-check could not be read.")
    try:
        raw: Any = json.loads(text)
        outputs = tuple((file, verdict) for file, verdict in raw["outputs"])
        ok, problem, verdict = raw["ok"], raw["problem"], raw["verdict"]
        notes = tuple(str(note) for note in raw["notes"])
        published = tuple(dict(output) for output in raw["published"])
    except (ValueError, TypeError, KeyError):
        return unreadable
    words = all(isinstance(file, str) and file and of in VERDICTS for file, of in outputs)
    if not isinstance(ok, bool) or verdict not in VERDICTS or not words:
        return unreadable
    if not ok:
        return Outcome(problem if isinstance(problem, str) and problem else "The bundle does not hold.")
    if problem or len({file for file, _ in outputs}) != len(outputs):
        return unreadable
    if not outputs:
        return Outcome("The bundle holds no outputs.")
    worst = max((VERDICTS.index(of) for _, of in outputs), default=0)
    return Outcome(None, VERDICTS[max(worst, VERDICTS.index(verdict))], outputs, notes, published)


def _environment(settings: Settings) -> dict[str, str]:
    # A short list, so that no token or password of the operator's environment reaches the child.
    keep = ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "GEL_AIRLOCK_SITE_POLICY")
    home = str(Path(gel_airlock_jupyter.__path__[0]).parent)
    return {
        **{name: os.environ[name] for name in keep if name in os.environ},
        "PYTHONPATH": home,
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MPLBACKEND": "Agg",
        validate.MEMORY: str(settings.validation_memory),
        validate.SECONDS: str(max(1, int(settings.validation_seconds))),
        validate.POLICY: settings.policy,
    }


def _run(
    command: Sequence[str],
    environment: dict[str, str],
    seconds: float,
    stopping: Callable[[], bool],
    given: bytes = b"",
) -> tuple[int, bytes]:
    with (
        tempfile.TemporaryDirectory(prefix="airlock-check-") as folder,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as job,
    ):
        job.write(given)
        job.seek(0)
        process = subprocess.Popen(
            command,
            stdin=job,
            stdout=out,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={**environment, "HOME": folder, "TMPDIR": folder},
            start_new_session=True,
        )
        try:
            status = _wait(process, seconds, stopping)
        finally:
            # The whole group: what the child left running must not outlive it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        out.seek(0)
        return status, out.read(_LARGEST_ANSWER)


def _wait(process: subprocess.Popen[bytes], seconds: float, stopping: Callable[[], bool]) -> int:
    until = time.monotonic() + seconds
    while not stopping():
        left = until - time.monotonic()
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(max(0.0, min(_TICK, left)))
        if left <= _TICK:
            raise subprocess.TimeoutExpired(process.args, seconds)
    raise Stopped
