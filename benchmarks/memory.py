"""The memory that a check takes beside the frame it looks at, at its peak, in a process of its own.

`python -m benchmarks.memory [ROWS]`; Linux only. A child process makes the frame, checks a small one so that everything
is loaded, has the kernel forget the highest resident size so far (`/proc/self/clear_refs`), checks, and reads it.
Resident size holds numpy's, Arrow's and polars' memory alike, but room that was freed while the frame was made may be
used again unseen; so a second check runs under `tracemalloc`, which sees Python's and numpy's, and the larger of the
two counts. Goal: 1.2 times the frame.
"""

from __future__ import annotations

import ctypes
import gc
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from measuring import Row, table

ROWS = 2_000_000
GOAL = 1.2
STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def counts(rows: int) -> Any:
    """Return counts by label in pandas, ten columns."""
    from checking import counts

    return counts(rows)


def people(rows: int) -> Any:
    """Return microdata in pandas: text keys, codes, measurements, an identifier of the tests' range."""
    import pandas as pd

    make = np.random.default_rng(3)
    columns: dict[str, Any] = {"participant_id": np.arange(rows) % 1000 + 500_000_000}
    for name, labels in (("sex", ["F", "M"]), ("ethnicity", ["White", "Asian", "Black", "Mixed"])):
        columns[name] = np.array(labels, dtype=object)[make.integers(0, len(labels), rows)]
    columns["note"] = np.array([f"seen in clinic {i}" for i in range(997)], dtype=object)[make.integers(0, 997, rows)]
    for name in ("height", "weight", "bmi", "hdl"):
        columns[name] = make.gamma(9, 3, rows).round(1)
    return pd.DataFrame(columns)


def _gwas(library: str) -> Callable[[int], Any]:
    def make(rows: int) -> Any:
        from gwas import forms

        return forms(rows)[library]()

    return make


KINDS: dict[str, Callable[[int], Any]] = {
    "summary statistics, polars": _gwas("polars"),
    "summary statistics, pyarrow": _gwas("pyarrow"),
    "summary statistics, pandas Arrow": _gwas("pandas, Arrow strings"),
    "summary statistics, pandas objects": _gwas("pandas, object strings"),
    "counts, pandas": counts,
    "people, pandas": people,
    "a table of means, its frame of people in the session": people,
}


def rows(n_rows: int = ROWS) -> list[Row]:
    """Measure each kind in a child process; about two minutes."""
    if not FORGET.exists():
        return [Row("memory of a check", 0.0, 0.0, "measured on Linux only", unit="MB")]
    found = []
    for kind in KINDS:
        done = subprocess.run([sys.executable, __file__, kind, str(n_rows)], check=True, capture_output=True, text=True)
        told = json.loads(done.stdout.splitlines()[-1])
        found.append(
            Row(f"{kind}, {n_rows:,} rows", told["peak"], told["frame"], "the frame", GOAL, is_ratio=True, unit="MB")
        )
    return found


def measured(kind: str, n_rows: int) -> dict[str, float]:
    """Return the frame's size and the size with what the check took at its peak, in MB, of this process."""
    judged = _in_session if "session" in kind else _alone
    judged(KINDS[kind](30_000))
    frame = KINDS[kind](n_rows)
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    size = _size_of(frame)
    before = _status("VmRSS")
    FORGET.write_text("5")
    judged(frame)
    resident = _status("VmHWM") - before
    return {"frame": size, "peak": size + max(resident, _traced(judged, frame))}


def _traced(judged: Callable[[Any], None], frame: Any) -> float:
    tracemalloc.start()
    judged(frame)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def _alone(frame: Any) -> None:
    from gel_airlock_jupyter import engine
    from gel_airlock_jupyter.policy.load import load
    from gel_airlock_jupyter.readers.open import views_of

    engine.run(views_of(frame, "table"), load(), {})


def _in_session(frame: Any) -> None:
    from gel_airlock_jupyter import engine
    from gel_airlock_jupyter.evidence.session import SessionFrames
    from gel_airlock_jupyter.policy.load import load
    from gel_airlock_jupyter.readers.open import views_of

    made = frame.groupby(["ethnicity", "sex"]).bmi.mean().unstack()
    FORGET.write_text("5")  # what pandas took to make the table does not count
    if tracemalloc.is_tracing():
        tracemalloc.reset_peak()
    engine.run(views_of(made, "table"), load(), {}, SessionFrames({"people": frame}, load(), {}, [made]))


def _status(field: str) -> float:
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def _size_of(frame: Any) -> float:
    """Return the MB of a frame; objects that stand in several cells count once."""
    if not hasattr(frame, "memory_usage"):
        return float(frame.nbytes if hasattr(frame, "nbytes") else frame.estimated_size()) / 2**20
    plain = float(frame.memory_usage(deep=False).sum())
    shared = {id(cell): sys.getsizeof(cell) for name in frame if frame[name].dtype == object for cell in frame[name]}
    arrow = sum(float(frame[name].array.nbytes) for name in frame if hasattr(frame[name].array, "_pa_array"))
    already = sum(
        float(frame[name].memory_usage(index=False)) for name in frame if hasattr(frame[name].array, "_pa_array")
    )
    return (plain - already + arrow + sum(shared.values())) / 2**20


if __name__ == "__main__" and len(sys.argv) == 3:
    print(json.dumps(measured(sys.argv[1], int(sys.argv[2]))))
elif __name__ == "__main__":
    made = rows(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
    print(table(made))
    sys.exit(not all(row.is_met for row in made))
