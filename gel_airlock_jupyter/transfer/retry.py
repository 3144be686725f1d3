"""How long to wait before trying again: full jitter, and the other side's Retry-After wins."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from gel_airlock_jupyter.transfer.protocol import Interrupted

_TICK = 0.1


@dataclass(frozen=True)
class Backoff:
    """A schedule of waits.

    Parameters
    ----------
    base, cap : float
        Seconds: the n-th wait is drawn evenly from 0 to `min(cap, base * 2**n)`.
    attempts : int
        Tries in all, the first included.
    """

    base: float = 0.5
    cap: float = 300.0
    attempts: int = 8

    def wait(self, failures: int, asked: float | None) -> float:
        """Return the seconds to wait after that many failures in a row; `asked` is what Retry-After said."""
        if asked is not None:
            return min(max(asked, 0.0), self.cap)
        return random.uniform(0.0, min(self.cap, self.base * 2 ** min(failures, 30)))  # noqa: S311 - not a secret


def retry_after(headers: Mapping[str, str], now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> float | None:
    """Return the seconds a Retry-After header asks for, as a number or as a date; `None` without a usable one."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - now()).total_seconds())
    except (ValueError, TypeError):
        return None


def pause(seconds: float, cancelled: Callable[[], bool]) -> None:
    """Sleep, but wake up soon when cancelled; raises `Interrupted`."""
    until = time.monotonic() + seconds
    while True:
        if cancelled():
            raise Interrupted("The transfer was stopped.", "It goes on where it stopped when you submit again.")
        left = until - time.monotonic()
        if left <= 0:
            return
        time.sleep(min(left, _TICK))
