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


@pytest.fixture
def check() -> Callable[..., Report]:
    return airlock.check
