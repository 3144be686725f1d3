"""The time box of a search."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


class OutOfTime(Exception):
    """The time box is used up; what was not looked at was not looked at."""


@dataclass(frozen=True)
class Clock:
    """A time box in seconds, running from when it was made."""

    seconds: float
    started: float = field(default_factory=time.perf_counter)

    @property
    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return time.perf_counter() - self.started

    def check(self) -> None:
        """Raise `OutOfTime` once the box is used up."""
        if self.elapsed > self.seconds:
            raise OutOfTime
