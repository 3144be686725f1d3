"""The child process that looks inside a received bundle: `python -m gel_airlock_jupyter.filetransfer.validate BUNDLE`.

It limits itself first, reads `{"project", "earlier"}` from standard input, verifies the seal, re-runs the checks under
the service's own policy, judges the request as the receiver, and prints one JSON object as its whole answer. Whatever
else goes wrong, the parent reads as "not valid".
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
from typing import Any

MEMORY = "GEL_AIRLOCK_VALIDATION_MEMORY"
SECONDS = "GEL_AIRLOCK_VALIDATION_SECONDS"
POLICY = "GEL_AIRLOCK_VALIDATION_POLICY"
RANKS = ("pass", "review", "fail")
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


def answer(path: Path, known: Mapping[str, Any]) -> dict[str, Any]:
    """Verify the bundle, judge it as the receiver, and return what the parent needs to know."""
    from gel_airlock_jupyter.bundle.verify import verify
    from gel_airlock_jupyter.filetransfer.rejudging import Judged, judged
    from gel_airlock_jupyter.policy.load import load

    policy = load(os.environ.get(POLICY) or None)
    found = verify(path, policy=policy)
    again = judged(path, found.request, policy, known) if found.ok else Judged(found.problem or "It does not hold.")
    return {
        "ok": not again.problem,
        "problem": again.problem or None,
        "verdict": max(found.verdict, again.verdict, key=RANKS.index) if found.ok else "fail",
        "outputs": [list(output) for output in found.outputs],
        "notes": list(again.notes),
        "published": list(again.published),
    }


def main() -> int:
    """Run the child; the answer goes to the real standard output, everything printed meanwhile to standard error."""
    die_with_parent()
    limit(int(os.environ[MEMORY]), int(os.environ[SECONDS]))
    out = os.dup(1)
    os.dup2(2, 1)
    text = json.dumps(answer(Path(sys.argv[1]), json.load(sys.stdin))).encode()
    with os.fdopen(out, "wb") as stream:
        stream.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
