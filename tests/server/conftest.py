"""A real Jupyter server with the extension, on a store of its own; kept out of every other test folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pytest_jupyter.jupyter_server import *  # noqa: F403 - fixtures and a hook, for this folder only
from tornado.httpclient import HTTPClientError

from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings

BASE = "/user/ada%20lovelace/"  # JupyterHub escapes the name


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def session(store: Path) -> Session:
    """The same store as a kernel or a terminal sees it."""
    return Session(Settings(store=store, project="RR150"))


@pytest.fixture
def jp_server_config(store: Path) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"gel_airlock_jupyter": True}, "base_url": BASE},
        "AirlockApp": {"store": str(store), "project": "RR150"},
    }


@pytest.fixture
def jp_base_url() -> str:
    return BASE


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    data: Any
    headers: Any
    body: bytes


@pytest.fixture
def ask(jp_fetch: Callable[..., Any]) -> Callable[..., Answer]:
    """Ask the server as the sidebar does, and take errors for answers."""

    async def asked(method: str, path: str, body: Any = None, **more: Any) -> Answer:
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        if method in ("POST", "PATCH", "PUT") and raw is None:
            raw = b"{}"
        try:
            got = await jp_fetch("gel-airlock", *path.split("/"), method=method, body=raw, **more)
        except HTTPClientError as error:
            if error.response is None:
                raise
            got = error.response
        kind = got.headers.get("Content-Type", "")
        data = json.loads(got.body) if kind.startswith("application/json") and got.body else None
        return Answer(got.code, data, got.headers, got.body or b"")

    return asked


@pytest.fixture
def staged(session: Session) -> Any:
    frame = pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [40, 50]})
    return session.stage(frame, "table1.csv", title="Table 1", description="Counts by disease")


@pytest.fixture
def request_of(session: Session, staged: Any) -> Any:
    return session.request(
        project="RR150",
        description="Counts of participants by disease",
        aim="Publication",
        justification="Summary results for a paper",
    )
