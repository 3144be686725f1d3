"""Waiting for something on an event loop: bounded, never a fixed sleep."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any


async def eventually(look: Callable[[], Any], seconds: float = 10.0) -> Any:
    """Return the first true thing that `look` sees."""
    for _ in range(int(seconds / 0.05)):
        if seen := look():
            return seen
        await asyncio.sleep(0.05)
    raise AssertionError("it did not happen")
