"""The child process that looks inside a received bundle: `python -m gel_airlock_jupyter.filetransfer.validate BUNDLE`.

It limits itself first, then verifies the seal and re-runs the checks, and prints one JSON object as its whole answer.
Whatever else goes wrong, the parent reads as "not valid".
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY = "GEL_AIRLOCK_VALIDATION_MEMORY"
SECONDS = "GEL_AIRLOCK_VALIDATION_SECONDS"
_LARGEST_FILE = 8 * 1024**3


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


def answer(path: Path) -> dict[str, Any]:
    """Verify the bundle and return what the parent needs to know."""
    from gel_airlock_jupyter.bundle.verify import verify

    found = verify(path)
    return {
        "ok": found.ok,
        "problem": found.problem,
        "verdict": found.verdict,
        "outputs": [list(output) for output in found.outputs],
    }


def main() -> int:
    """Run the child; the answer goes to the real standard output, everything printed meanwhile to standard error."""
    limit(int(os.environ[MEMORY]), int(os.environ[SECONDS]))
    out = os.dup(1)
    os.dup2(2, 1)
    text = json.dumps(answer(Path(sys.argv[1])))
    os.write(out, text.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
