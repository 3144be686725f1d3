"""What the parts of the suppression benchmark share: one measurement and the clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Row:
    """One measurement: what, figure, target (None: for information), unit, and a note; ``least`` turns the target."""

    what: str
    value: float
    target: float | None
    unit: str
    note: str = ""
    least: bool = False

    @property
    def is_met(self) -> bool:
        """True when the figure is at most the target, or at least it where that is asked."""
        if self.target is None:
            return True
        return self.value >= self.target if self.least else self.value <= self.target


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return (CPU seconds, result)."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result
