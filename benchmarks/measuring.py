"""What benchmarks share: a row of the table, medians of alternating runs, and the table itself.

Processor time is measured, not the clock on the wall: what else runs on the machine must not count.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Row:
    """One measurement: ours and its floor (or a peer), same run; milliseconds of processor time unless `unit` differs.

    The target is of `ours - floor` where `beyond` is set, of `ours / floor` where `is_ratio` is, else of `ours`.
    """

    what: str
    ours: float
    floor: float
    floor_is: str
    target: float | None = None
    beyond: bool = False
    is_ratio: bool = False
    unit: str = "ms"

    @property
    def judged(self) -> float:
        """Return the figure that the target is about."""
        if self.is_ratio:
            return self.ours / self.floor
        return self.ours - self.floor if self.beyond else self.ours

    @property
    def goal(self) -> str:
        """Return the target in words; "" where there is none."""
        if self.target is None:
            return ""
        return f"{self.target:g} floors" if self.is_ratio else f"{self.target:g} {self.unit}{' beyond' * self.beyond}"

    @property
    def is_met(self) -> bool:
        """Return whether the target is met; True where there is none."""
        return self.target is None or self.judged <= self.target


def alternating(runs: int, *timed: Callable[[], float]) -> tuple[float, ...]:
    """Return the median of each, taken in turn so that a busy machine slows all of them alike."""
    taken: list[list[float]] = [[] for _ in timed]
    for _ in range(runs):
        for results, measure in zip(taken, timed, strict=True):
            results.append(measure())
    return tuple(statistics.median(results) for results in taken)


def own(function: Callable[[], object]) -> Callable[[], float]:
    """Return a function that runs another and gives the milliseconds of processor time it took in this process."""

    def measure() -> float:
        started = time.process_time()
        function()
        return (time.process_time() - started) * 1000

    return measure


def child(function: Callable[[], object]) -> Callable[[], float]:
    """Return a function that runs another and gives the milliseconds of processor time its child processes took."""

    def measure() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        function()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000

    return measure


def python(code: str, environment: Mapping[str, str] | None = None) -> str:
    """Run code in a fresh Python and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **(environment or {})},
    )
    return done.stdout


def table(rows: Iterable[Row]) -> str:
    """Return the rows as one table."""
    head = ("what", "ours", "floor", "", "the floor is", "ratio", "beyond", "target", "")
    lines = [head]
    for row in rows:
        word = "" if row.target is None else ("met" if row.is_met else "MISSED")
        ratio = f"{row.ours / row.floor:.3g}" if row.floor else ""
        lines.append(
            (
                row.what,
                f"{row.ours:.1f}",
                f"{row.floor:.1f}",
                row.unit,
                row.floor_is,
                ratio,
                f"{row.ours - row.floor:+.1f}",
                row.goal,
                word,
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    text = []
    for line in lines:
        cells = [
            cell.ljust(width) if column in (0, 3, 4, 7, 8) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        text.append("  ".join(cells).rstrip())
    return "\n".join([text[0], "-" * len(text[0]), *text[1:]])
