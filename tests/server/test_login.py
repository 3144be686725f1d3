"""Signing in from the sidebar: the browser sees a code, the tokens stay in the server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from running_service import RunningService, running, token_of
from waiting import eventually

from gel_airlock_jupyter.transfer.oauth.kept import Kept


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running(tmp_path_factory.mktemp("filetransfer") / "data") as found:
        yield found


@pytest.fixture
def jp_server_config(jp_server_config: dict[str, Any], service: RunningService, monkeypatch: Any) -> Any:
    monkeypatch.setenv("GEL_AIRLOCK_TRANSFER_URL", service.url)
    monkeypatch.setenv("GEL_AIRLOCK_TRANSFER_OAUTH_ISSUER", service.url)
    return jp_server_config


async def test_a_request_waits_for_the_sign_in_and_goes_on(ask, session, request_of, store: Path, service) -> None:
    assert (await ask("GET", "login")).data["state"] == "signed_out"
    await ask("POST", f"requests/{request_of.id}/submission")
    await eventually(lambda: session.store.request(request_of.id).state == "parked", 30.0)
    assert "sign in" in (session.store.request(request_of.id).submission or {})["message"].lower()

    begun = await ask("POST", "login")
    assert (begun.status, begun.data["state"]) == (201, "pending")
    form = {"user_code": begun.data["user_code"], "token": token_of("alice"), "decision": "allow"}
    assert httpx.post(begun.data["verification_uri"], data=form, trust_env=False).status_code == 200
    found = await ask("GET", "login")

    assert found.data["state"] == "signed_in"
    kept = Kept(store.parent / "tokens", service.url, "gel-airlock").read()
    assert kept["access"] not in json.dumps(found.data)
    await eventually(lambda: (session.store.request(request_of.id).submission or {}).get("receipt"), 60.0)
    assert not [path for path in store.rglob("*") if path.is_file() and kept["access"].encode() in path.read_bytes()]
    assert (await ask("DELETE", "login")).data["state"] == "signed_out"


async def test_without_a_sign_in_server_there_is_nothing_to_begin(ask, monkeypatch) -> None:
    monkeypatch.delenv("GEL_AIRLOCK_TRANSFER_OAUTH_ISSUER")

    assert (await ask("GET", "login")).data["method"] == "token"
    assert (await ask("POST", "login")).status == 502
    monkeypatch.delenv("GEL_AIRLOCK_TRANSFER_URL")
    assert (await ask("GET", "login")).data["method"] == "none"
