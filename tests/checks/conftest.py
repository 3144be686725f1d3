"""Objects are judged through the engine, as every surface does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gel_airlock_jupyter import engine
from gel_airlock_jupyter.declarations import validated
from gel_airlock_jupyter.findings import Finding, Report
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.subjects import RequestView


@pytest.fixture
def judge() -> Callable[..., Report]:
    def check(obj: Any, name: str = "table", **declared: Any) -> Report:
        return engine.run(views_of(obj, name), load("genomics-england"), validated(declared))

    return check


@pytest.fixture
def of(judge: Callable[..., Report]) -> Callable[..., tuple[Finding, ...]]:
    """Return the findings of one rule about an object."""

    def findings(rule: str, obj: Any, **declared: Any) -> tuple[Finding, ...]:
        return tuple(finding for finding in judge(obj, **declared).findings if finding.rule == rule)

    return findings


@pytest.fixture
def judge_request() -> Callable[..., Report]:
    def check(form: dict[str, str], outputs: Any = (), **facts: Any) -> Report:
        return engine.run((RequestView("request", form, tuple(outputs), facts),), load("genomics-england"))

    return check
