"""Puts off Python's search for reference cycles while very many objects are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Put off the collection of cycles for a moment.

    Thousands of cells, keys, relations and marks are made at once and none of them refers back. Each few hundred start
    a collection, which walks through everything that the session holds: a fifth of the time of comparing a request with
    a hundred earlier ones, a third of reading 100,000 points of Bokeh. What is freed by reference counts is freed all
    the same.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
