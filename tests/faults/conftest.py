"""Counts the faults of a run; tests/conftest.py says at its end what was lost and what was made twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fault_tally import TALLY, tried
from running_service import RunningService


@pytest.fixture(autouse=True)
def counted(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    """Count every kill of the service, and one fault for a test that has no other."""
    before, kill = TALLY["faults"], RunningService.kill

    def counting(service: RunningService) -> None:
        tried()
        kill(service)

    monkeypatch.setattr(RunningService, "kill", counting)
    yield
    if TALLY["faults"] == before:
        tried()
