"""What a figure is expected to be judged, and the made-up cohort that figures are drawn of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

MODULES = {  # of figures, and what draws them
    "matplotlib_counts": "matplotlib",
    "matplotlib_people": "matplotlib",
    "statistics_libraries": "seaborn",
    "plotly_figures": "plotly",
    "altair_figures": "altair",
    "bokeh_figures": "bokeh",
    "harder_figures": "matplotlib",
    "matplotlib_surprises": "matplotlib",
    "interactive_surprises": "plotly",
    "plotly_pointers": "plotly",
    "altair_pointers": "altair",
    "bokeh_pointers": "bokeh",
    "matplotlib_unusual": "matplotlib",
}
PLATEKEY = "LP1000999-DNA_A01"
PARTICIPANT = "500000009"


@dataclass(frozen=True)
class Expected:
    """A verdict, the rules that have to speak, and what the researcher declares.

    `verdict` may name several that are right; a rule written "-FG-06" has to be silent.
    """

    verdict: str
    rules: tuple[str, ...]
    declared: dict[str, Any]


def expect(verdict: str, *rules: str, **declared: Any) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Mark a function as a figure of the corpus."""

    def mark(draw: Callable[[], Any]) -> Callable[[], Any]:
        draw.expected = Expected(verdict, rules, declared)  # type: ignore[attr-defined]
        return draw

    return mark


def figures_in(module: ModuleType) -> Iterator[tuple[str, Callable[[], Any], Expected]]:
    """Yield name, function and expectation of every figure in a module."""
    for name, draw in vars(module).items():
        if hasattr(draw, "expected"):
            yield f"{module.__name__.rpartition('.')[2]}-{name}", draw, draw.expected


@cache
def cohort() -> pd.DataFrame:
    """Return 400 made-up people; every value is drawn from a random generator."""
    rng = np.random.default_rng(7)
    n = 400
    age = np.clip(rng.normal(52, 16, n), 1, 97).round()
    return pd.DataFrame(
        {
            "age": age,
            "sex": rng.choice(["Female", "Male"], n),
            "bmi": rng.normal(27, 5, n).round(1),
            "sbp": (rng.normal(120, 15, n) + age / 5).round(),
            "grade": ["G3"] * 3 + list(rng.choice(["G1", "G2"], n - 3)),
            "months": rng.exponential(30, n).round(1) + 0.1,
            "died": rng.random(n) < 0.6,
            "pc1": rng.normal(size=n),
            "pc2": rng.normal(size=n),
        }
    )


@cache
def gwas() -> pd.DataFrame:
    """Return 3,000 made-up variants with positions and p-values."""
    rng = np.random.default_rng(11)
    n = 3000
    return pd.DataFrame(
        {
            "position": np.sort(rng.integers(1, 248_000_000, n)),
            "p": rng.uniform(1e-9, 1, n),
            "log2fc": rng.normal(size=n),
            "maf": rng.uniform(0.01, 0.5, n),
        }
    )
