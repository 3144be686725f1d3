"""The child process that looks inside a received bundle: `python -m gel_airlock_jupyter.filetransfer.validate BUNDLE`.

It limits itself first, then verifies the seal, re-runs the checks under the service's own policy, judges the form
again, and prints one JSON object as its whole answer. Whatever else goes wrong, the parent reads as "not valid".
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gel_airlock_jupyter.policy.model import Policy

MEMORY = "GEL_AIRLOCK_VALIDATION_MEMORY"
SECONDS = "GEL_AIRLOCK_VALIDATION_SECONDS"
POLICY = "GEL_AIRLOCK_VALIDATION_POLICY"
_LARGEST_FILE = 8 * 1024**3
_SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)


def limit(memory: int, seconds: int) -> None:
    """Bound address space (bytes), processor time (seconds), file size and open files of this process."""
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: _LARGEST_FILE,
        resource.RLIMIT_NOFILE: 512,
        resource.RLIMIT_CORE: 0,
    }
    for which, value in limits.items():
        hard = resource.getrlimit(which)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))


def die_with_parent() -> None:
    """Ask Linux to end this process when the service dies: nobody would read its answer."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def answer(path: Path) -> dict[str, Any]:
    """Verify the bundle and return what the parent needs to know."""
    from gel_airlock_jupyter.bundle.verify import verify
    from gel_airlock_jupyter.policy.load import load

    policy = load(os.environ.get(POLICY) or None)
    found = verify(path, policy=policy)
    problem = found.problem if not found.ok else judged(found.request, policy)
    return {
        "ok": found.ok and not problem,
        "problem": problem or None,
        "verdict": found.verdict if found.ok else "fail",
        "outputs": [list(output) for output in found.outputs],
    }


def judged(request: Mapping[str, Any], policy: Policy) -> str:
    """Return why a request that is what it says may still not be reviewed; empty when it may.

    An output that needs a justification must have one, one that fails must have an exception for rules that allow it,
    and the form is judged again: a sealed record shows what was written, not that it is enough.
    """
    from gel_airlock_jupyter.engine import run
    from gel_airlock_jupyter.findings import Finding, Severity
    from gel_airlock_jupyter.subjects import RequestView

    for output in request["outputs"]:
        fatal = [f.rule for f in map(Finding.from_dict, output["findings"]) if f.severity is Severity.FAIL]
        never = sorted({rule for rule in fatal if not policy.allows_exception(rule)})
        if fatal and (never or not output["exception"]):
            why = f"and no exception is possible for {', '.join(never)}" if never else "and asks for no exception"
            return f"'{output['path']}' fails ({', '.join(sorted(set(fatal)))}) {why}."
        if output["verdict"] == "review" and not output["justification"]:
            return f"'{output['path']}' needs a justification, and has none."
    outputs = tuple({**output, "file": str(output["path"]).rpartition("/")[2]} for output in request["outputs"])
    report = run((RequestView("request", request["form"], outputs),), policy)
    if report.verdict == "fail":
        return f"The form is not complete: {report.findings[0].rule}: {report.findings[0].message}"
    return ""


def main() -> int:
    """Run the child; the answer goes to the real standard output, everything printed meanwhile to standard error."""
    die_with_parent()
    limit(int(os.environ[MEMORY]), int(os.environ[SECONDS]))
    out = os.dup(1)
    os.dup2(2, 1)
    text = json.dumps(answer(Path(sys.argv[1])))
    os.write(out, text.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
