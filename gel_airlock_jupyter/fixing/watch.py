"""Telling a person how far a fix is, once it takes longer than a second."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PATIENCE = 1.0  # seconds before anything is shown
EVERY = 0.5  # seconds between two lines

Tell = Callable[[str], None]


@dataclass
class Watch:
    """What a fix is doing, for a surface that shows it.

    Parameters
    ----------
    tell : callable, optional
        Shows one line in place of the line before; called with "" when there is nothing to tell any more. None tells
        nobody.
    """

    tell: Tell | None = None
    stage: str = "reading"
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Return how long the fix has taken (seconds)."""
        return time.monotonic() - self.started

    def at(self, stage: str) -> None:
        """Note what is being done now."""
        self.stage = stage

    def choosing(self, stage: str, loss: float, bound: float) -> None:
        """Note how good the choice of masks is so far: the form that `disclosure.suppression.protect` calls."""
        gap = max(0.0, loss - bound) / loss if loss > 0 and bound > 0 else 1.0
        known = f", at most {gap:.0%} more than the least" if gap < 1 else ""
        self.at(f"choosing what else to hide ({stage}{known})")

    @contextmanager
    def telling(self) -> Iterator[Watch]:
        """Show a line that is renewed while the work lasts; an interruption leaves what was reached."""
        if self.tell is None:
            yield self
            return
        done, shown = threading.Event(), threading.Event()
        context = contextvars.copy_context()  # a notebook's cell is known by it
        thread = threading.Thread(target=context.run, args=(self._renew, self.tell, done, shown), daemon=True)
        thread.start()
        last = ""
        try:
            yield self
        except KeyboardInterrupt:
            last = f"Stopped after {self.seconds:.1f} s, while {self.stage}. Nothing was changed, nothing was made."
            shown.set()
            raise
        finally:
            done.set()
            thread.join()
            if shown.is_set():
                self.tell(last)

    def _renew(self, tell: Tell, done: threading.Event, shown: threading.Event) -> None:
        if done.wait(PATIENCE):
            return
        while True:
            shown.set()
            tell(f"Fixing, {self.seconds:.0f} s: {self.stage}. Interrupt to stop; nothing is changed.")
            if done.wait(EVERY):
                return
