"""Figures of other programs on the same tables: published optima of SSBtools data, and GaussSuppression's method.

GaussSuppression (R) publishes cells from the largest to the smallest as long as no hidden number follows from those
published, by rank alone. Its method is run here on the same tables; its default hides more than this does.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from suppression_instances import KINDS, masked
from suppression_rows import Row, timed

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from ssbtools import FOLDER, cube, without_marks

from gel_airlock_jupyter.disclosure.audit import audit
from gel_airlock_jupyter.disclosure.suppression import protect
from gel_airlock_jupyter.disclosure.system import Key, System, Variable

PRIME = (1 << 31) - 1
AXES = [[["region", "county"]], [["main_income"]], [["months"]]]
OPTIMA = [("d3", 3, 49, "pytauargus 49 in 4.9 s"), ("d4", 2, 54, "pytauargus 54 in 0.44 s")]
"""SSBtools tables, their number of axes, and the least number of complementary masks, marks unknown to the attacker."""


def rows(seconds: float) -> list[Row]:
    """Measure; SSBtools tables are left out with a word where they are not at hand."""
    found = [row for kind in ("rand", "skewed") for row in _against_rank(kind, (20, 20))]
    if not FOLDER.is_dir():
        print(f"the SSBtools tables are not at {FOLDER.name}: set AIRLOCK_SHARED_DATA; their rows are left out")
        return found
    for name, axes, least, peer in OPTIMA:
        tested = without_marks(cube(f"ssbtools_{name}.csv", AXES[:axes], "freq"))
        weights = dict.fromkeys(tested.variables, 1.0)
        spent, result = timed(lambda t=tested, w=weights: protect(t, "exact", w, seconds, neutral=True))
        note = f"{len(tested.protected)} small counts of {len(tested.variables)}, {spent:.2f} s; {peer}"
        found.append(Row(f"SSBtools {name}: masks / published optimum", len(result.masked) / least, 1.0, "x", note))
    return found


def _against_rank(kind: str, shape: tuple[int, int]) -> list[Row]:
    """Compare the suppressed people with those of the rank method, and count what that leaves calculable."""
    told = masked(KINDS[kind](shape, 1))
    tested = without_marks(told)
    truth = told.truth or {}
    hidden = by_rank(tested)
    theirs = sum(truth[key] for key in hidden)
    weights = {key: float(max(value, 1)) for key, value in truth.items()}
    result = protect(tested, "exact", weights, 10.0, neutral=True)
    ours = sum(truth[key] for key in result.masked)
    name = f"{kind} {'x'.join(map(str, shape))} against the method of GaussSuppression"
    printed = {**told.variables, **{key: Variable(key, 5, None) for key in hidden}}
    leaks = len(audit(replace(told, variables=printed)).exposed)
    mine = protect(told, "exact", weights, 10.0)
    return [
        Row(f"{name}: suppressed people", ours / max(theirs, 1), 1.0, "x", f"{ours:,} of {theirs:,}"),
        Row(f"{name}: calculable where the marks are known", len(mine.audit.exposed), 0, "cells", f"theirs {leaks}"),
    ]


def by_rank(system: System) -> set[Key]:
    """Return what the method hides besides the protected numbers, marks and whole numbers left out of account."""
    truth = system.truth or {}
    keys = list(system.variables)
    place = {key: n for n, key in enumerate(keys)}
    shown = _coordinates(system, keys)
    secret = np.array([place[key] for key in system.protected])
    hidden: set[Key] = set()
    for key in sorted((k for k in keys if not system.variables[k].protected), key=lambda k: (truth[k] > 0, -truth[k])):
        own = shown[place[key]].copy()
        if not own.any():
            continue
        pivot = int(np.flatnonzero(own)[0])
        own = own * pow(int(own[pivot]), PRIME - 2, PRIME) % PRIME
        rest = (shown[secret] - shown[secret][:, [pivot]] * own) % PRIME
        if truth[key] > 0 and (~rest.any(axis=1) & shown[secret].any(axis=1)).any():
            hidden.add(key)
            continue
        shown = np.delete((shown - shown[:, [pivot]] * own) % PRIME, pivot, axis=1)
    return hidden


def _coordinates(system: System, keys: list[Key]) -> np.ndarray:
    """Return every number as a sum of inner cells, shape (keys, inner cells)."""
    sums = {relation.total: relation.parts for relation in system.relations}
    inner = [key for key in keys if key not in sums]
    place = {key: n for n, key in enumerate(inner)}
    known: dict[Key, np.ndarray] = {}

    def of(key: Key) -> np.ndarray:
        if key not in known:
            row = np.zeros(len(inner), dtype=np.int64)
            if key in place:
                row[place[key]] = 1
            else:
                row = np.sum([of(part) for part in sums[key]], axis=0)
            known[key] = row
        return known[key]

    return np.array([of(key) for key in keys]) % PRIME
