"""Re-reading the exported bytes and re-running the checks in a clean child process.

The kernel belongs to the researcher, so what is recorded is not what the kernel says of a variable but what a fresh
process finds in the file. The child has limits on memory and time and gets nothing but the job on its standard input.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gel_airlock_jupyter import engine
from gel_airlock_jupyter.declarations import validated
from gel_airlock_jupyter.errors import AirlockError
from gel_airlock_jupyter.findings import Finding, Location, Report, Severity
from gel_airlock_jupyter.policy.load import from_content
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers.open import views_of_file

UNREADABLE = "EN-03"
SECONDS = 300
MEMORY = 6 * 1024**3


def judge_file(
    path: Path, name: str, declared: Mapping[str, Any], policy: Policy, figure: Path | None = None
) -> Report:
    """Read a file and judge it, in this process. What cannot be read is a finding of severity fail."""
    try:
        views = views_of_file(path, name, figure)
    except AirlockError as error:
        return failed(name, policy, f"The file could not be read: {error.message}", error.hint)
    return engine.run(views, policy, validated(_usable(declared)))


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

    A child that crashes, runs out of time or memory, or answers nonsense gives a report that fails.
    """
    job = {
        "path": str(path),
        "name": name,
        "declared": dict(declared),
        "policy": policy.content,
        "figure": str(figure) if figure else None,
    }
    command = [sys.executable, "-I", "-c", BOOT, json.dumps(import_paths())]
    try:
        done = subprocess.run(
            command, input=json.dumps(job).encode(), capture_output=True, timeout=seconds, cwd=path.parent, check=False
        )
    except OSError as error:
        return failed(name, policy, f"The clean re-check did not start: {error.strerror}.", "Free memory, try again.")
    except subprocess.TimeoutExpired:
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


BOOT = "import json, sys; sys.path += json.loads(sys.argv[1]); from gel_airlock_jupyter.recheck import main; main()"


def import_paths() -> list[str]:
    """Return where package and libraries lie: an isolated child sees neither PYTHONPATH nor user sites."""
    package = str(Path(__file__).resolve().parent.parent)
    return [package, *(entry for entry in sys.path if "site-packages" in entry or "dist-packages" in entry)]


def main() -> None:
    """Run as the child: a job on standard input, a report on standard output."""
    limit()
    job = json.load(sys.stdin)
    figure = Path(job["figure"]) if job["figure"] else None
    report = judge_file(Path(job["path"]), job["name"], job["declared"], from_content(job["policy"]), figure)
    json.dump(report.to_dict(), sys.stdout)


def limit() -> None:
    """Set limits for memory, time and files, where the system has them."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    os.umask(0o077)
