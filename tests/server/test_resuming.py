"""What waits in the outbox is tried again while the server runs, without anybody asking."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from running_service import RunningService, token_of
from waiting import eventually

from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.transfer import sender
from gel_airlock_jupyter.transfer.outbox import Outbox
from gel_airlock_jupyter.transfer.retry import Backoff


@pytest.fixture
def later(tmp_path: Path) -> RunningService:
    """A service that is not running yet, on a port that is known."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    found = RunningService(tmp_path / "data")
    found.port = port
    yield found
    found.close()


@pytest.fixture
def jp_server_config(jp_server_config: dict[str, Any], later: RunningService, tmp_path: Path, monkeypatch: Any) -> dict:
    token = tmp_path / "token"
    token.write_text(token_of("alice"))
    monkeypatch.setenv("GEL_AIRLOCK_TRANSFER_URL", later.url)
    monkeypatch.setenv("GEL_AIRLOCK_TRANSFER_TOKEN_FILE", str(token))
    jp_server_config["AirlockApp"]["resume_every"] = 0.5
    return jp_server_config


async def test_a_request_that_found_no_service_is_sent_once_there_is_one(
    ask: Callable[..., Any], session: Session, later: RunningService, jp_serverapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "_FIRST", 0.5)
    monkeypatch.setattr(Backoff, "wait", lambda *_: 0.01)
    counts = pd.DataFrame({"disease": ["Leigh syndrome", "MELAS"], "participants": [12, 8]})
    session.stage(counts, "counts.csv", unit="participants", title="Counts", description="By disease.")
    form = {
        "description": "Counts of participants by disease.",
        "aim": "Publication",
        "justification": "Summary results for a paper.",
        "agreement": "Yes",
    }
    request = session.request(None, project="RR150", **form)
    answer = await ask("POST", f"requests/{request.id}/submission")
    assert answer.status == 202
    await jp_serverapp.extension_manager.start_all_extensions()  # a real start does it; the fixture does not
    outbox = Outbox(session.store.folder / "outbox")
    await eventually(lambda: any(entry.reason and entry.state == "queued" for entry in outbox.entries()[0]))
    assert session.store.request(request.id).state == "sending"
    await eventually(lambda: "until" in (session.store.request(request.id).submission or {}).get("waiting", {}))

    await eventually(lambda: outbox.entries()[0][0].attempts > 2, 30.0)
    await asyncio.to_thread(later.start)

    await eventually(lambda: (session.store.request(request.id).submission or {}).get("receipt"), 60.0)
    assert "waiting" not in (session.store.request(request.id).submission or {})
