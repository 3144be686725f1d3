"""Sessions that hold frames, and policies with options turned on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gel_airlock_jupyter.findings import Finding, Report
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings


@pytest.fixture
def session_of(tmp_path: Path) -> Callable[..., Session]:
    """Return a function that makes a session whose namespace holds what is given."""

    def make(**namespace: Any) -> Session:
        return Session(Settings(store=tmp_path / "store"), namespace=namespace)

    return make


@pytest.fixture
def check(session_of: Callable[..., Session]) -> Callable[..., Report]:
    """Return a function that checks an output in a session without any frame."""

    def checked(output: Any, **declared: Any) -> Report:
        return session_of().check(output, "output", **declared)

    return checked


@pytest.fixture
def of_rule() -> Callable[[Report, str], list[Finding]]:
    """Return a function that gives the findings of one rule."""

    def found(report: Report, rule: str) -> list[Finding]:
        return [finding for finding in report.findings if finding.rule == rule]

    return found
