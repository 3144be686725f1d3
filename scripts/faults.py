"""Break things on purpose and say what was lost: `python -m scripts.faults [--requests 1000] [--megabytes 5120]`.

Kills service, server extension and kernel at every point, cuts connections, fills disks; see tests/faults. The last
line holds the figures. The exit status is that of pytest.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Run the tests and print their figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--requests", type=int, default=200, help="requests through random faults and kills")
    parser.add_argument("--megabytes", type=int, default=300, help="size of the bundle that is streamed")
    parser.add_argument("--rounds", type=int, default=1, help="how often everything is done")
    args = parser.parse_args()
    environment = {
        **os.environ,
        "AIRLOCK_TEST_REQUESTS": str(args.requests),
        "AIRLOCK_TEST_BYTES": str(args.megabytes * 1024**2),
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *["tests/faults"]]
    worst = 0
    for _ in range(args.rounds):
        worst = max(worst, subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
