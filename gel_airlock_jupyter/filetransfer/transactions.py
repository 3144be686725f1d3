"""Trying a piece of work again when its transaction lost against another one."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError

from gel_airlock_jupyter.filetransfer.problems import Problem

_Result = TypeVar("_Result")
_ATTEMPTS = 8
_LOST = frozenset({"40001", "40P01"})  # serialization failure, deadlock (PostgreSQL, appendix A)


def retried(work: Callable[[], _Result]) -> _Result:
    """Run `work`, which may be run several times, until its transactions hold.

    Raises
    ------
    Problem
        503 when it lost too often.
    """
    for attempt in range(_ATTEMPTS):
        try:
            return work()
        except DBAPIError as error:
            # Two inserts of one key meet as an integrity error; the second look finds the other's row.
            if not (isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", None) in _LOST):
                raise
        time.sleep(random.uniform(0.0, 0.02 * 2**attempt))  # noqa: S311 - not a secret
    raise Problem("unavailable", "Too many calls at once for this request.", {"Retry-After": "1"})
