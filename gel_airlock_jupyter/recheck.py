"""Re-reading the exported bytes and re-running the checks in a clean child process.

The kernel belongs to the researcher, so what is recorded is not what the kernel says of a variable but what a fresh
process finds in the file. The child has limits on memory and time and gets nothing but the job on its standard input.
"""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gel_airlock_jupyter import engine, together
from gel_airlock_jupyter.declarations import validated
from gel_airlock_jupyter.errors import AirlockError, Unreadable, short_traceback
from gel_airlock_jupyter.findings import Finding, Location, Report, Severity
from gel_airlock_jupyter.joint.published import Earlier
from gel_airlock_jupyter.policy.load import from_content
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers import open as opening
from gel_airlock_jupyter.readers.files import is_foreign, views_of_file
from gel_airlock_jupyter.subjects import View
from gel_airlock_jupyter.together import Part

UNREADABLE = "EN-03"
SECONDS = 300
PROBE_SECONDS = 120
CROWDED = 5  # how many times as long a child may wait for its processor time on a busy machine
MEMORY = 6 * 1024**3


def judge_file(
    path: Path, name: str, declared: Mapping[str, Any], policy: Policy, figure: Path | None = None
) -> Report:
    """Read a file and judge it, in this process. What cannot be read is a finding of severity fail."""
    try:
        views = views_of_file(path, name, figure)
    except AirlockError as error:
        return failed(name, policy, f"The file could not be read: {error.message}", error.hint)
    said = validated(_usable(declared))
    report = engine.run(views, policy, said)
    part = Part(name, views, said)
    if not together.has_several([part], Earlier()):
        return report
    return together.added(report, together.judge(name, [part], policy))


def _usable(declared: Mapping[str, Any]) -> dict[str, Any]:
    """Return the declarations that mean something without the live objects they named."""
    lost = ("cohort", "by", "source", "justification", "alt_text")
    kept = {key: value for key, value in declared.items() if key not in lost}
    if not isinstance(kept.get("contributors"), Mapping):
        kept.pop("contributors", None)  # the shape of a frame is no number of people
    return kept


def failed(name: str, policy: Policy, message: str, hint: str) -> Report:
    """Return a report that fails because nothing could be judged."""
    finding = Finding(UNREADABLE, Severity.FAIL, message, (Location("file", name),), hint or "Write the file anew.", 1)
    return Report(name, "file", (finding,), policy.ref)


def in_child(
    path: Path,
    name: str,
    declared: Mapping[str, Any],
    policy: Policy,
    figure: Path | None = None,
    seconds: float = SECONDS,
) -> Report:
    """Judge a file in a clean child process.

    A child that crashes, runs out of time or memory, or answers nonsense gives a report that fails. `seconds` are of
    processor time, so that a crowded machine does not refuse a sound file; the clock on the wall allows five times it.
    """
    job = {
        "path": str(path),
        "name": name,
        "declared": dict(declared),
        "policy": policy.content,
        "figure": str(figure) if figure else None,
    }
    try:
        done = _child(job, path.parent, seconds)
    except OSError as error:
        return failed(name, policy, f"The clean re-check did not start: {error.strerror}.", "Free memory, try again.")
    except subprocess.TimeoutExpired:
        return failed(name, policy, f"The clean re-check took longer than {seconds:g} s.", "Export a smaller file.")
    if is_out_of_time(done.returncode):
        return failed(name, policy, f"The clean re-check took longer than {seconds:g} s.", "Export a smaller file.")
    try:
        if done.returncode:
            raise ValueError("the child failed")
        return Report.from_dict(json.loads(done.stdout))
    except (ValueError, KeyError, TypeError, AttributeError):
        reason = f"the child ended with status {done.returncode}"
        return failed(
            name, policy, f"The clean re-check did not finish: {reason}.", "Export a smaller or simpler file."
        )


def views_of(obj: Any, name: str, seconds: float = PROBE_SECONDS) -> tuple[View, ...]:
    """Return the views of an object or file, as `readers.open.views_of` does; foreign files are tried in a child first.

    A workbook, page or archive by anybody can be made to exhaust memory or time, or to crash a parser. Only what a
    child process read within its limits is read here.

    Raises
    ------
    Unreadable
        Also if the child could not finish.
    UnknownName
        If there is no such file.
    """
    if isinstance(obj, os.PathLike) or (isinstance(obj, str) and opening.looks_like_path(obj)):
        path = Path(obj)
        if path.is_file() and is_foreign(path):
            _try(path.absolute(), name, seconds)
    return opening.views_of(obj, name)


def _try(path: Path, name: str, seconds: float) -> None:
    """Read a file in a child process and raise what stood in the way."""
    said = f"'{name}' could not be read within the limits on memory and time."
    error = Unreadable(said, "Export a smaller or simpler file.")
    try:
        done = _child({"path": str(path), "name": name, "only_read": True}, path.parent, seconds)
        answer = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, subprocess.TimeoutExpired, ValueError):
        raise error from None
    if not isinstance(answer, dict):
        raise error
    if answer.get("message"):
        raise Unreadable(str(answer["message"]), str(answer.get("hint") or ""))


def _child(job: Mapping[str, Any], folder: Path, seconds: float) -> subprocess.CompletedProcess[bytes]:
    return run_child(__name__, job, folder, seconds)


def run_child(module: str, job: Mapping[str, Any], folder: Path, seconds: float) -> subprocess.CompletedProcess[bytes]:
    """Run `main` of a module in a clean child process, which takes its job by `received`; return what it answered.

    Parameters
    ----------
    module : str
        Where `main` is.
    job : mapping
        JSON for its standard input.
    folder : Path
        Where it runs.
    seconds : float
        Processor time it may use; the clock on the wall allows five times that.

    Raises
    ------
    OSError, subprocess.TimeoutExpired
        If it does not start, or does not end.
    """
    command = [sys.executable, "-I", "-c", BOOT, json.dumps(import_paths()), module]
    asked = json.dumps({**job, "seconds": seconds}).encode()
    wait = CROWDED * seconds
    return subprocess.run(command, input=asked, capture_output=True, timeout=wait, cwd=folder, check=False)


def is_out_of_time(status: int) -> bool:
    """Return whether a child was ended because its processor time was used up."""
    return hasattr(signal, "SIGXCPU") and status == -signal.SIGXCPU


BOOT = "import importlib, json, sys; sys.path += json.loads(sys.argv[1]); importlib.import_module(sys.argv[2]).main()"


def import_paths() -> list[str]:
    """Return where package and libraries lie: an isolated child sees neither PYTHONPATH nor user sites."""
    package = str(Path(__file__).resolve().parent.parent)
    return [package, *(entry for entry in sys.path if "site-packages" in entry or "dist-packages" in entry)]


def main() -> None:
    """Run as the child: a job on standard input, a report on standard output."""
    job = received()
    if job.get("only_read"):
        json.dump(_only_read(Path(job["path"]), job["name"]), sys.stdout)
        return
    figure = Path(job["figure"]) if job["figure"] else None
    report = judge_file(Path(job["path"]), job["name"], job["declared"], from_content(job["policy"]), figure)
    json.dump(report.to_dict(), sys.stdout)


def received() -> dict[str, Any]:
    """Return the job of this child, from its standard input, after setting its limits."""
    limit()
    job: dict[str, Any] = json.load(sys.stdin)
    limit(float(job.get("seconds") or SECONDS))
    return job


def _only_read(path: Path, name: str) -> dict[str, str]:
    try:
        views_of_file(path, name)
    except AirlockError as error:
        return {"message": error.message, "hint": error.hint}
    except Exception:  # noqa: BLE001 - a parser that chokes on a stranger's file
        said = f"'{name}' could not be read ({short_traceback()})."
        return {"message": said, "hint": "Write the file anew; if it is sound, report this as a bug."}
    return {}


def limit(seconds: float = SECONDS) -> None:
    """Set limits for memory, seconds of processor time and files, where the system has them."""
    try:
        import resource
    except ImportError:
        return
    processor = resource.RLIMIT_CPU, max(1, math.ceil(seconds))
    for kind, most in ((resource.RLIMIT_AS, MEMORY), processor, (resource.RLIMIT_FSIZE, 0)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    os.umask(0o077)
