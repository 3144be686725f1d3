"""All benchmarks: `make bench`, or `python -m benchmarks [--short]`. Exit status 1 when a target is missed.

`--short` measures checks and loading, and on smaller frames what tables cost: time, memory, evidence beside ACRO's
where ACRO is at hand. Without it, every program in this folder runs in full.
Figures are medians of processor time, taken in turn with a floor or a peer; read the ratios, not one machine's ms.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import checking  # noqa: E402
import gwas  # noqa: E402
import memory  # noqa: E402
import recounting  # noqa: E402
import starting  # noqa: E402
from measuring import ROOT, Row, table  # noqa: E402


def main() -> int:
    """Run the core's benchmarks, print their table, then run every other module here that is a program."""
    print("measuring: what checks cost", flush=True)
    missed = _shown(checking.rows())
    print("measuring: what loading costs", flush=True)
    missed |= _shown(starting.rows())
    if "--short" in sys.argv:
        print("measuring: what large tables, their memory and evidence cost", flush=True)
        missed |= _shown(gwas.rows(2_000_000))
        missed |= _shown(memory.rows())
        missed |= _shown(recounting.rows(may_install=False))
    if "--short" not in sys.argv:
        for path in sorted(HERE.glob("[!_]*.py")):
            if not path.stem.endswith("_peer") and 'if __name__ == "__main__"' in path.read_text(encoding="utf-8"):
                print(f"\n== {path.stem}", flush=True)
                missed |= subprocess.run([sys.executable, str(path)], cwd=ROOT, check=False).returncode != 0
    return int(missed)


def _shown(rows: list[Row]) -> bool:
    """Print rows, and return whether one of them misses its target."""
    print(f"\n{table(rows)}\n", flush=True)
    return not all(row.is_met for row in rows)


if __name__ == "__main__":
    sys.exit(main())
