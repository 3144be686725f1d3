"""How fast summary statistics of ten million variants are judged, against one pass over their bytes in the same run.

Every table is synthetic: made here from a seed. `python -m benchmarks.gwas [ROWS]` prints a line for each library: the
CPU time of one check, its ratio to the floor (every byte of the Arrow table read once, through numpy), and the memory
taken beyond the table. Goals: 5 floors for Arrow-backed memory, 25 for pandas object strings.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from gel_airlock_jupyter import engine
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.readers.open import views_of

ROWS = 10_000_000
GOALS = {"polars": 5.0, "pyarrow": 5.0, "pandas, Arrow strings": 5.0, "pandas, object strings": 25.0}


def synthetic(rows: int) -> Any:
    """Return regenie-like summary statistics as a polars frame of 14 columns, nothing rare in it."""
    import polars as pl

    rng = np.random.default_rng(20261122)
    letters = np.array(["A", "C", "G", "T"])
    return pl.DataFrame(
        {
            "CHROM": np.sort(rng.integers(1, 23, rows)),
            "GENPOS": rng.integers(10_000, 248_956_422, rows),
            "ID": "rs" + pl.int_range(1_000_000, 1_000_000 + rows, eager=True).cast(pl.String),
            "ALLELE0": letters[rng.integers(0, 4, rows)],
            "ALLELE1": letters[rng.integers(0, 4, rows)],
            "A1FREQ": rng.uniform(0.0051, 0.9949, rows),
            "INFO": rng.uniform(0.3, 1.0, rows),
            "N": np.full(rows, 54_321),
            "TEST": pl.repeat("ADD", rows, eager=True),
            "BETA": rng.normal(0, 0.1, rows),
            "SE": rng.uniform(0.01, 0.2, rows),
            "CHISQ": rng.chisquare(1, rows),
            "LOG10P": rng.exponential(0.43, rows),
            "EXTRA": pl.repeat("NA", rows, eager=True),
        }
    )


def floor_of(table: Any) -> tuple[float, int]:
    """Return the CPU seconds that reading every byte of an Arrow table once takes, and the number of bytes."""
    buffers = [
        np.frombuffer(buffer, dtype=np.uint8)
        for column in table.columns
        for chunk in column.chunks
        for buffer in chunk.buffers()
        if buffer is not None and buffer.size
    ]
    best = np.inf
    for _ in range(5):
        started = time.process_time()
        for array in buffers:
            whole = len(array) // 8 * 8
            array[:whole].view(np.uint64).max(initial=0)
        best = min(best, time.process_time() - started)
    return float(best), sum(len(array) for array in buffers)


def forms(rows: int) -> dict[str, Callable[[], Any]]:
    """Return how to make the table in each library, from the same numbers."""
    base = synthetic(rows)

    def object_strings() -> Any:
        import pandas as pd

        columns = {}
        for name in base.columns:
            series = base[name]
            columns[name] = np.array(series.to_list(), dtype=object) if series.dtype == "String" else series.to_numpy()
        return pd.DataFrame(columns)

    return {
        "polars": lambda: base,
        "pyarrow": base.to_arrow,
        "pandas, Arrow strings": lambda: base.to_pandas(use_pyarrow_extension_array=True),
        "pandas, object strings": object_strings,
    }


def judged(table: Any, rounds: int = 5) -> tuple[float, str, float]:
    """Return the least CPU seconds of a check, its verdict, and the megabytes it added to the peak memory.

    CPU seconds, of all threads: on a shared machine they repeat, and wall-clock time does not.
    """
    policy = load("genomics-england")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    best, verdict = np.inf, ""
    for _ in range(rounds):
        started = time.process_time()
        verdict = engine.run(views_of(table, "gwas"), policy, {}).verdict
        best = min(best, time.process_time() - started)
    return float(best), verdict, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def main(rows: int = ROWS) -> dict[str, float]:
    """Print a line for each library and return the ratios."""
    made = forms(rows)
    floor, size = floor_of(made["pyarrow"]())
    print(f"{rows:,} variants x 14 columns, {size / 1e9:.2f} GB; one pass over the bytes: {floor * 1000:.0f} ms")
    ratios = {}
    for name, make in made.items():
        table = make()
        seconds, verdict, megabytes = judged(table)
        ratios[name] = seconds / floor
        met = "met" if ratios[name] <= GOALS[name] else "MISSED"
        print(
            f"{name:24} {seconds * 1000:8.0f} ms  {ratios[name]:6.1f} x floor (goal {GOALS[name]:g}: {met})  "
            f"verdict {verdict}, {megabytes:,.0f} MB beyond the table",
            flush=True,
        )
    return ratios


if __name__ == "__main__":
    found = main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
    sys.exit(any(ratio > GOALS[name] for name, ratio in found.items()))
