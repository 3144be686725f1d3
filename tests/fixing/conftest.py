"""A session that holds a frame of people, for tables that were made from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings


@pytest.fixture
def people() -> pd.DataFrame:
    """Sixty people, three of them with grade II."""
    some = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "participant_id": [str(500_000_009 + 37 * i) for i in range(60)],
            "sex": some.choice(["F", "M"], 60),
            "grade": ["I"] * 30 + ["II"] * 3 + ["III"] * 27,
            "age": some.normal(60, 10, 60).round(),
            "bmi": some.normal(27, 4, 60).round(1),
        }
    )


@pytest.fixture
def session(tmp_path: Path, people: pd.DataFrame) -> Session:
    return Session(Settings(store=tmp_path / "store", project="RR150"), namespace={"people": people})
