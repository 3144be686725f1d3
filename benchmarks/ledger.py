"""One hundred earlier requests audited together with a new one, and ten small tables among themselves."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from gel_airlock_jupyter.disclosure.audit import audit
from gel_airlock_jupyter.disclosure.grids import Grid
from gel_airlock_jupyter.disclosure.quantities import Marks, Quantity, exact, masked
from gel_airlock_jupyter.disclosure.relations import find
from gel_airlock_jupyter.disclosure.suppression import protect
from gel_airlock_jupyter.disclosure.tables import system_of
from gel_airlock_jupyter.joint import shape
from gel_airlock_jupyter.joint.analysis import Analysis, joined
from gel_airlock_jupyter.joint.published import Published
from gel_airlock_jupyter.ledger import Ledger

PEOPLE = 20_000
REQUESTS = 100
ATTRIBUTES = {"disease": 6, "sex": 2, "age": 6, "ethnicity": 5, "region": 7, "outcome": 3}
SEED = 20261122


def project(rng: np.random.Generator) -> pd.DataFrame:
    """Return the people of a project: attributes with unequal categories."""
    return pd.DataFrame(
        {
            name: rng.choice([f"{name} {k}" for k in range(size)], PEOPLE, p=_shares(rng, size))
            for name, size in ATTRIBUTES.items()
        }
    )


def _shares(rng: np.random.Generator, size: int) -> np.ndarray:
    shares = rng.exponential(size=size) ** 2 + 0.002
    return np.asarray(shares / shares.sum())


def release(people: pd.DataFrame, name: str, rng: np.random.Generator) -> Published:
    """Return one request's table, protected alone: a crosstab of two attributes, half of them after a filter."""
    row, column, other = rng.choice(list(ATTRIBUTES), 3, replace=False)
    if rng.random() < 0.5:
        people = people[people[other] == f"{other} 0"]
    counts = pd.crosstab(people[row], people[column], margins=True)
    cells = tuple(tuple(exact(int(value)) for value in line) for line in counts.to_numpy())
    rows, columns = tuple((str(r),) for r in counts.index), tuple((str(c),) for c in counts.columns)
    grid = Grid(cells, rows, columns, name=name)
    relations = find(grid)
    hidden = tuple(tuple(masked() if 1 <= int(c.value or 0) <= 4 else c for c in line) for line in cells)
    chosen = protect(system_of(Grid(hidden, rows, columns), relations), seconds=0.2, allow_ranges=True)
    printed = {key: Quantity(5, None, "count", "complementary", "*") for key in chosen.masked}
    printed |= {
        key: Quantity(low, high, "count", "range", f"{low}-{high}") for key, (low, high) in chosen.ranges.items()
    }
    final = tuple(tuple(printed.get((i, j), c) for j, c in enumerate(line)) for i, line in enumerate(hidden))
    return Published(name, Grid(final, rows, columns, name=name), (row,), (column,), relations=relations)


def timed(work: Callable[[], object], times: int = 5) -> float:
    """Return the median CPU time of some runs, in seconds."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def run() -> dict[str, float]:
    """Return CPU seconds and sizes."""
    rng = np.random.default_rng(SEED)
    people = project(rng)
    earlier = [release(people, f"table {k}", rng) for k in range(REQUESTS)]
    new = release(people, "new", rng)
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder))
        for k, one in enumerate(earlier):
            ledger.add(f"{k:08d}-0000", [shape.to_dict(one)])
        reading = timed(ledger.earlier)
        before = ledger.earlier().outputs
        size = ledger.path.stat().st_size

    def compare() -> Analysis:
        analysis = Analysis(joined([new], before), Marks())
        analysis.exposures, analysis.near  # noqa: B018
        return analysis

    analysis = compare()
    comparing = timed(compare)
    whole = analysis.system(only_sure=False).system
    ten = earlier[:10]

    def small() -> None:
        joint = Analysis(joined(ten), Marks())
        joint.exposures, joint.near  # noqa: B018

    return {
        "requests": REQUESTS,
        "ledger_kb": size / 1024,
        "read_seconds": reading,
        "compare_seconds": comparing,
        "together_seconds": reading + comparing,
        "variables": len(whole.variables),
        "relations": len(whole.relations),
        "audit_of_everything_seconds": timed(lambda: audit(whole, seconds=20.0), 3),
        "exposed_together": len(analysis.exposures),
        "ten_tables_seconds": timed(small),
    }


TARGETS = {"together_seconds": 0.3, "ten_tables_seconds": 0.2}


def main() -> int:
    """Print the figures; 1 when a target is missed."""
    figures = run()
    print(json.dumps({**figures, "targets": TARGETS}, indent=1))
    return int(any(figures[name] > target for name, target in TARGETS.items()))


if __name__ == "__main__":
    sys.exit(main())
