"""A session on an empty store of its own, and the little that most tests put into it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings

FORM = {
    "project": "RR150",
    "description": "Counts of participants by disease and sex",
    "aim": "Publication",
    "justification": "Summary results for a paper in a journal",
}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(Settings(store=tmp_path / "store", project="RR150"))


@pytest.fixture
def counts() -> pd.DataFrame:
    """Nothing in it stands in the way of export."""
    return pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [40, 50]})


@pytest.fixture
def small() -> pd.DataFrame:
    """Three people in one cell."""
    return pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [3, 50]})


@pytest.fixture
def form() -> dict[str, Any]:
    return dict(FORM)
