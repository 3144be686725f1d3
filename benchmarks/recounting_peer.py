"""ACRO's `crosstab`, timed where ACRO is installed: a program that needs only ACRO and prints one JSON object.

ACRO is no dependency of this package. `python benchmarks/recounting_peer.py ROWS STORAGE STATISTIC` runs with the
interpreter that has it; `interpreter()` says which one that is, and makes a virtual environment for it where none is.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

VERSION = "1.0.2"
HOME = Path(__file__).resolve().parents[1] / "build" / "acro"
SETTING = "AIRLOCK_BENCH_ACRO"
ROUNDS = 3
GROUPS = ["White British", "Asian Indian", "Black African", "Mixed", "Not stated"]
REGIONS = ["North West", "London", "Wales", "Scotland"]
STORAGES = ("shared objects", "own objects", "categories", "with identifiers")


def data(rows: int, storage: str) -> Any:
    """Return people with a group, a region and a skewed measurement; the same every time.

    `storage`: texts as Python objects, one per different text (as from a CSV file) or one per cell, or as categories;
    the first with a column of people's identifiers.
    """
    import numpy as np
    import pandas as pd

    make = np.random.default_rng(20261122)
    columns = {}
    for name, labels in (("group", GROUPS), ("region", REGIONS)):
        texts = np.array(labels, dtype=object if storage != "own objects" else str)
        columns[name] = texts[make.integers(0, len(labels), rows)].astype(object)
    frame = pd.DataFrame(columns)
    frame["value"] = make.gamma(2, 3, rows)
    if storage == "with identifiers":  # we count people then, ACRO rows
        frame.insert(0, "participant_id", make.permutation(500_000_009 + 7 * np.arange(rows)))
    return frame.astype({"group": "category", "region": "category"}) if storage == "categories" else frame


def crosstab(frame: Any, statistic: str) -> dict[str, Any]:
    """Return the arguments of `pd.crosstab` and of ACRO's."""
    said = {"index": frame["group"], "columns": frame["region"]}
    return said if statistic == "count" else {**said, "values": frame["value"], "aggfunc": statistic}


def interpreter(may_install: bool) -> str | None:
    """Return the Python that has ACRO: of the setting, this one, or a virtual environment under `build`."""
    own = HOME / "bin" / "python"
    for python in (os.environ.get(SETTING), sys.executable, str(own)):
        if python and Path(python).exists() and _has_acro(python):
            return python
    if not may_install:
        return None
    print(f"installing acro {VERSION} into {HOME.name} (once)", flush=True)
    made = [sys.executable, "-m", "venv", str(HOME)], [str(own), "-m", "pip", "install", "-q", f"acro=={VERSION}"]
    if any(subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode for command in made):
        return None
    return str(own)


def _has_acro(python: str) -> bool:
    return subprocess.run([python, "-c", "import acro"], check=False, capture_output=True).returncode == 0


def asked(python: str, rows: int, storage: str, statistic: str) -> dict[str, Any]:
    """Return what ACRO takes and gathers: `acro` and `pandas` in milliseconds of processor time, `evidence` by cell."""
    done = subprocess.run([python, __file__, str(rows), storage, statistic], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _timed(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        taken.append((time.process_time() - started) * 1000)
    return statistics.median(taken)


def main(rows: int, storage: str, statistic: str) -> None:
    """Print the times and, to compare, the evidence itself."""
    import acro
    import pandas as pd

    logging.disable(logging.CRITICAL)
    said = crosstab(data(rows, storage), statistic)
    with contextlib.redirect_stdout(io.StringIO()):
        session = acro.ACRO()
        gather = session.sdc_checks.get_evidence_forall_analyses
        kept: list[Any] = []
        session.sdc_checks.get_evidence_forall_analyses = lambda *given: kept.append(gather(*given)) or kept[-1]
        theirs = _timed(lambda: session.crosstab(**said))
        plain = _timed(lambda: pd.crosstab(**said))
    tables = {name: table.loc[GROUPS, REGIONS] for name, table in kept[-1].interim_tables.items() if len(table)}
    evidence = {name: table.astype(float).to_numpy().tolist() for name, table in tables.items()}
    print(json.dumps({"acro": theirs, "pandas": plain, "evidence": evidence}))


if __name__ == "__main__" and len(sys.argv) == 4:
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
