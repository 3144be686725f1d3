"""Ctrl-C while the service starts: it ends at once, and for certain.

A KeyboardInterrupt that arrives during an import may be swallowed (importlib drops exceptions in the callback that
frees a module's lock), and the service would then start although it was told to stop. Until it serves there is nothing
to clean up: every file it makes before is renamed into place.
"""

from __future__ import annotations

import os
import signal
from types import FrameType


def leave_on_ctrl_c() -> None:
    """End the process on SIGINT without any further Python code; one that is ignored stays ignored (nohup)."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _leave)


def raise_on_ctrl_c() -> None:
    """Go back to an exception on SIGINT, for code that cleans up."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _leave(number: int, frame: FrameType | None) -> None:
    os._exit(0)
