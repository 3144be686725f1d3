"""How fast summary statistics of ten million variants are judged, against one pass over their bytes in the same run.

Every table is synthetic: made here from a seed. `python benchmarks/gwas.py [ROWS]` prints a line for each library: the
CPU time of one check and its ratio to the floor (every byte of the Arrow table read once, by numpy). Goals: 5 floors
for Arrow-backed memory, 25 for pandas object strings. Then the same with names such as chr1:12345:A:G in place of rs
numbers, which take a closer look to be sure that no identifier is among them: 8 and 20. `memory.py` measures memory.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from measuring import Row, table

from gel_airlock_jupyter import engine
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.readers.open import views_of

ROWS = 10_000_000
GOALS = {"polars": 5.0, "pyarrow": 5.0, "pandas, Arrow strings": 5.0, "pandas, object strings": 25.0}
NAMED_GOALS = {"polars": 8.0, "pyarrow": 8.0, "pandas, Arrow strings": 8.0, "pandas, object strings": 20.0}


def synthetic(rows: int, named: bool = False) -> Any:
    """Return regenie-like summary statistics as a polars frame of 14 columns, nothing rare in it.

    `named`: variants are called chr1:12345:A:G, not rs12345.
    """
    import polars as pl

    rng = np.random.default_rng(20261122)
    letters = np.array(["A", "C", "G", "T"])
    frame = pl.DataFrame(
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
    name = pl.concat_str(
        [pl.lit("chr") + pl.col("CHROM").cast(pl.String), "GENPOS", "ALLELE0", "ALLELE1"], separator=":"
    )
    return frame.with_columns(ID=name) if named else frame


def floor_of(arrow: Any) -> tuple[float, int]:
    """Return the CPU seconds that reading every byte of an Arrow table once takes, and the number of bytes."""
    buffers = [
        np.frombuffer(buffer, dtype=np.uint8)
        for column in arrow.columns
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


def forms(rows: int, named: bool = False) -> dict[str, Callable[[], Any]]:
    """Return how to make the table in each library, from the same numbers."""
    base = synthetic(rows, named)

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


def judged(frame: Any, rounds: int = 5) -> tuple[float, str]:
    """Return the least CPU seconds of a check, and its verdict.

    CPU seconds, of all threads: on a shared machine they repeat, and wall-clock time does not.
    """
    policy = load("genomics-england")
    best, verdict = np.inf, ""
    for _ in range(rounds):
        started = time.process_time()
        verdict = engine.run(views_of(frame, "gwas"), policy, {}).verdict
        best = min(best, time.process_time() - started)
    return float(best), verdict


def rows(n_rows: int = ROWS) -> list[Row]:
    """Measure each library, with rs numbers and with names of variants; a few minutes for ten million."""
    found = []
    for named, goals in ((False, GOALS), (True, NAMED_GOALS)):
        made = forms(n_rows, named)
        floor, size = floor_of(made["pyarrow"]())
        for library, make in made.items():
            seconds, verdict = judged(make())
            assert verdict == "pass", verdict
            found.append(
                Row(
                    f"{n_rows:,} variants x 14, {'chr1:12345:A:G' if named else 'rs12345'}, {library}",
                    seconds * 1000,
                    floor * 1000,
                    f"one pass over {size / 1e9:.2f} GB",
                    goals[library],
                    is_ratio=True,
                )
            )
    return found


if __name__ == "__main__":
    measured = rows(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
    print(table(measured))
    sys.exit(not all(row.is_met for row in measured))
