"""Puts off Python's search for reference cycles while a system is put together."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Put off the collection of cycles for a moment.

    Thousands of cells, keys and relations are made at once and none of them refers back. Each few hundred start a
    collection, which walks through everything that the session holds: a fifth of the time of comparing a request with
    a hundred earlier ones. What is freed by reference counts is freed all the same.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
