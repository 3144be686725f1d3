"""Real data sets that ship in packages, and sessions that hold them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from data_sets import data_sets

from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings

SHIPPED = ("lifelines", "statsmodels", "sklearn")
# One row is a state, a county, a committee or a table of four cells: none is a person's record.
NOT_PEOPLE = ("statsmodels.statecrime", "statsmodels.cancer", "statsmodels.committee", "statsmodels.china_smoking")


@pytest.fixture(scope="session")
def people() -> list[tuple[str, pd.DataFrame]]:
    """Return data sets of at least 20 rows whose rows are observations."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = [(name, frame) for name, frame in _shipped() if len(frame) >= 20 and name not in NOT_PEOPLE]
    assert len(found) > 40
    return found


def _shipped() -> Iterator[tuple[str, pd.DataFrame]]:
    for name, frame in data_sets():
        if name.partition(".")[0] in SHIPPED:
            yield name, frame


@pytest.fixture
def session_of(tmp_path: Path) -> Callable[..., Session]:
    """Return a function that makes a session whose namespace holds what is given."""

    def make(**namespace: Any) -> Session:
        return Session(Settings(store=tmp_path / "store"), namespace=namespace)

    return make
