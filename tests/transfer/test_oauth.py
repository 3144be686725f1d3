"""Signing in with the device flow, against the authorization server of the reference service over real HTTP."""

from __future__ import annotations

import json
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import postgres
import pytest
from running_service import RunningService, eventually, running, token_of, write_tokens
from sending import bundle_file

from gel_airlock_jupyter import cli
from gel_airlock_jupyter.errors import TransferError
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings
from gel_airlock_jupyter.transfer.http import HttpBackend
from gel_airlock_jupyter.transfer.oauth import login, tokens
from gel_airlock_jupyter.transfer.oauth.tokens import DeviceTokens
from gel_airlock_jupyter.transfer.protocol import Parked, Unreachable
from gel_airlock_jupyter.transfer.settings import TransferSettings

KEY = "5f0e3c1a-0001-4000-8000-00000000000"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def issuer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    data = tmp_path_factory.mktemp("issuer") / "data"
    with ExitStack() as stack:
        options = ["--scan-command", "false", "--access-seconds", "2"]
        if request.param == "postgresql":
            if reason := postgres.why_not():
                pytest.skip(f"NOT TESTED on PostgreSQL: {reason}")
            options += ["--database-url", stack.enter_context(postgres.server())]
        yield stack.enter_context(running(data, *options))


@pytest.fixture
def settings(issuer: RunningService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TransferSettings:
    monkeypatch.setattr(tokens, "EARLY_SECONDS", 0.5)
    return TransferSettings("http", issuer.url, oauth_issuer=issuer.url, tokens=tmp_path / "tokens")


def entered(issuer: RunningService, found: login.Login, name: str = "alice", decision: str = "allow") -> httpx.Response:
    """Do what a person does in a browser: open the page and enter code and token."""
    page = httpx.get(found.verification_uri_complete or "", trust_env=False)
    assert found.user_code
    assert found.user_code in page.text
    form = {"user_code": found.user_code.lower(), "token": token_of(name), "decision": decision}
    return httpx.post(f"{issuer.url}/device", data=form, trust_env=False)


def waited(settings: TransferSettings) -> login.Login:
    """Ask for the state as the sidebar does, but at once."""
    kept = DeviceTokens.from_settings(settings).kept
    content = kept.read()
    if content.get("pending"):
        kept.write({**content, "pending": {**content["pending"], "asked_at": 0.0}})
    return login.state(settings)


@pytest.fixture
def signed_in(issuer: RunningService, settings: TransferSettings) -> TransferSettings:
    entered(issuer, login.begin(settings))
    assert waited(settings).state == "signed_in"
    return settings


def test_a_person_signs_in_in_any_browser(issuer: RunningService, settings: TransferSettings) -> None:
    assert login.state(settings).state == "signed_out"
    with pytest.raises(Parked, match="not signed in"):
        DeviceTokens.from_settings(settings).read()

    begun = login.begin(settings)
    assert (begun.state, waited(settings).state) == ("pending", "pending")
    assert login.begin(settings).user_code == begun.user_code  # asked twice is one sign-in
    assert entered(issuer, begun).status_code == 200

    assert waited(settings).state == "signed_in"
    assert HttpBackend.from_settings(settings).describe().message == "Ready, as 'alice'."


def test_tokens_are_in_one_private_file_and_are_never_shown(signed_in: TransferSettings) -> None:
    assert signed_in.tokens
    (path,) = signed_in.tokens.glob("*.json")
    kept = json.loads(path.read_text())

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "pending" not in kept
    shown = json.dumps(login.state(signed_in).to_dict()) + repr(HttpBackend.from_settings(signed_in))
    assert not any(kept[name] in shown for name in ("access", "refresh"))


def test_a_token_is_renewed_before_it_ends(signed_in: TransferSettings, tmp_path: Path) -> None:
    backend = HttpBackend.from_settings(signed_in)
    first = backend.token.read()
    time.sleep(2.1)

    assert backend.submit(bundle_file(tmp_path), {"project": "RR150"}, KEY + "1").remote_id
    assert backend.token.read() != first


def test_a_token_that_is_refused_early_is_renewed_once(signed_in: TransferSettings) -> None:
    source = DeviceTokens.from_settings(signed_in)
    kept = source.kept.read()
    source.kept.write({**kept, "access": "gat_of-another-time", "ends_at": time.time() + 3600})

    assert HttpBackend.from_settings(signed_in).describe().ready


def test_processes_that_renew_at_once_use_one_renewal(
    signed_in: TransferSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "EARLY_SECONDS", -60.0)  # however long the four take, the new one counts as fresh
    source = DeviceTokens.from_settings(signed_in)
    old = source.read()
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: source.renew(old), range(4)))

    assert len(found) == 1
    assert old not in found


def test_a_stolen_refresh_token_ends_the_sign_in(signed_in: TransferSettings, issuer: RunningService) -> None:
    source = DeviceTokens.from_settings(signed_in)
    stolen = source.kept.read()["refresh"]
    source.renew(source.read())
    source.renew(source.read())  # now the stolen one is two renewals old

    with pytest.raises(Exception, match="not known"):
        source.server.token(grant_type="refresh_token", refresh_token=stolen)


def test_a_person_who_says_no_gives_nothing(issuer: RunningService, settings: TransferSettings) -> None:
    entered(issuer, login.begin(settings), decision="deny")

    found = waited(settings)

    assert (found.state, found.message) == ("signed_out", "The person said no.")


@pytest.mark.parametrize(("name", "says"), [("rita", "does not have the role"), ("nobody", "not known here")])
def test_only_who_may_send_can_allow_it(
    issuer: RunningService, settings: TransferSettings, name: str, says: str
) -> None:
    begun = login.begin(settings)

    assert says in entered(issuer, begun, name).text.replace("&#x27;", "'")
    assert waited(settings).state == "pending"


def test_a_code_that_nobody_enters_expires(settings: TransferSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> dict[str, Any]:
        raise login.Refused("expired_token", "too late")

    login.begin(settings)
    monkeypatch.setattr(login.DeviceTokens.from_settings(settings).server.__class__, "token", refused)

    assert waited(settings).state == "expired"


def test_asking_too_often_is_slowed_down(settings: TransferSettings) -> None:
    login.begin(settings)
    waited(settings)
    before = login.state(settings).interval or 0.0

    assert (waited(settings).interval or 0.0) > before


def test_signing_out_ends_it_at_the_server_too(signed_in: TransferSettings) -> None:
    source = DeviceTokens.from_settings(signed_in)
    kept = source.kept.read()

    assert login.end(signed_in).state == "signed_out"
    assert login.state(signed_in).state == "signed_out"
    source.kept.write({**kept, "ends_at": time.time() + 3600})
    with pytest.raises(Parked, match="not signed in"):
        HttpBackend.from_settings(signed_in).status("none")
    assert source.kept.read() == {}


def test_somebody_who_was_taken_out_of_the_token_file_loses_the_sign_in(
    signed_in: TransferSettings, issuer: RunningService
) -> None:
    write_tokens(issuer.tokens, people={"rita": ["reviewer"]})
    try:
        with pytest.raises(Parked, match="accept the token"):
            HttpBackend.from_settings(signed_in).status("none")
    finally:
        write_tokens(issuer.tokens)


def test_no_sign_in_server_is_told_in_plain_words(settings: TransferSettings, issuer: RunningService) -> None:
    for url, error, says in (
        ("http://127.0.0.1:9", Unreachable, "does not answer"),
        ("http://example.org", Parked, "must be https"),
        (issuer.url + "/review", Parked, "no sign-in server"),
        (issuer.url.replace("127.0.0.1", "localhost"), None, ""),
    ):
        where = replace(settings, oauth_issuer=url)
        if error is None:
            assert login.begin(where).state == "pending"
            continue
        with pytest.raises(error, match=says):
            login.begin(where)


def test_no_token_is_in_the_services_data(signed_in: TransferSettings, issuer: RunningService) -> None:
    kept = DeviceTokens.from_settings(signed_in).kept.read()
    written = b"".join(path.read_bytes() for path in issuer.data.rglob("*") if path.is_file())

    assert kept["access"].encode() not in written
    assert kept["refresh"].encode() not in written


def test_a_terminal_signs_in_and_out(
    issuer: RunningService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GEL_AIRLOCK_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("GEL_AIRLOCK_TRANSFER_URL", issuer.url)
    monkeypatch.setenv("GEL_AIRLOCK_TRANSFER_OAUTH_ISSUER", issuer.url)
    settings = Settings.from_environment().transfer
    with ThreadPoolExecutor(1) as pool:
        running_command = pool.submit(cli.main, ["login"])
        eventually(lambda: login.state(settings).state == "pending")
        entered(issuer, login.state(settings))
        assert running_command.result(30) == 0

    assert "Signed in." in capsys.readouterr().out
    assert cli.main(["login"]) == 0
    assert cli.main(["logout"]) == 0
    assert login.state(settings).state == "signed_out"


def test_a_kernel_never_uses_the_sign_in(signed_in: TransferSettings, tmp_path: Path) -> None:
    from sealing import Sealer

    sealer = Sealer(tmp_path / "store", signed_in)
    identifier = sealer.request("pass")
    kernel = Session(sealer.session.settings, kernel_id="a-kernel")
    assert kernel.bundle(identifier)  # sealing needs no sign-in

    with pytest.raises(TransferError, match="A kernel holds no sign-in"):
        kernel.submit(identifier)
