"""A session on an empty store, and requests that were submitted from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings

FORM = {
    "project": "RR150",
    "description": "Counts of participants by disease",
    "aim": "Publication",
    "justification": "Summary results for a paper in a journal",
}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(Settings(store=tmp_path / "store", project="RR150"))


@pytest.fixture
def form() -> dict[str, Any]:
    return dict(FORM)


@pytest.fixture
def submitted(session: Session, form: dict[str, Any]) -> Callable[..., Any]:
    """Return a function that stages tables under file names, requests and submits them by hand."""

    def submit(**tables: pd.DataFrame) -> Any:
        items = [session.stage(table, f"{name}.csv", title=name) for name, table in tables.items()]
        request = session.request([item.id for item in items], **form)
        session.submit(request)
        return request

    return submit
