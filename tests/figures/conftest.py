"""Figures are drawn by Agg, closed after each test, and judged through the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import matplotlib as mpl
import pytest

mpl.use("Agg")

from matplotlib import pyplot as plt

from gel_airlock_jupyter import engine
from gel_airlock_jupyter.declarations import validated
from gel_airlock_jupyter.findings import Report
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.readers.open import views_of


@pytest.fixture
def policy() -> Policy:
    return load("genomics-england")


@pytest.fixture
def judge(policy: Policy) -> Callable[..., Report]:
    def check(obj: Any, **declared: Any) -> Report:
        return engine.run(views_of(obj, "figure"), policy, validated(declared))

    return check


@pytest.fixture
def found(judge: Callable[..., Report]) -> Callable[..., set[tuple[str, str]]]:
    """Return the (rule, severity) pairs of a figure."""

    def pairs(obj: Any, **declared: Any) -> set[tuple[str, str]]:
        return {(finding.rule, str(finding.severity)) for finding in judge(obj, **declared).findings}

    return pairs


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")
