"""Files made by other programs, and what a check says of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.findings import Report


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEL_AIRLOCK_STORE", str(tmp_path / "store"))


@pytest.fixture(autouse=True)
def _tried_in_this_process(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files at once, without the child that tries them first: it takes most of the time of these tests.

    `test_hostile.py` and whatever stages a file go the whole way.
    """
    if request.module.__name__.rpartition(".")[2] != "test_hostile":
        monkeypatch.setattr("gel_airlock_jupyter.recheck._try", lambda *_: None)


@pytest.fixture
def check() -> Callable[..., Report]:
    return airlock.check
