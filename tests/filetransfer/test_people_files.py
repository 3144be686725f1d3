"""The participant-id file: apart from bundles, private, told by number only, and gone at the request's end."""

from __future__ import annotations

import base64
import hashlib
import os
import stat
from pathlib import Path

import httpx
import pandas as pd
import pytest
from running_service import RunningService, eventually, running, token_of
from sealing import Sealer
from uploading import code, create, send

from gel_airlock_jupyter.filetransfer import housekeeping
from gel_airlock_jupyter.filetransfer.settings import Settings as ServiceSettings
from gel_airlock_jupyter.filetransfer.storage import Storage
from gel_airlock_jupyter.filetransfer.tables import open_database
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings
from gel_airlock_jupyter.transfer.settings import TransferSettings

IDS = b"500000009\n600000001\n"


def put(client: httpx.Client, url: str, ids: bytes = IDS, **headers: str) -> httpx.Response:
    digest = base64.b64encode(hashlib.sha256(ids).digest()).decode()
    sent = {"Content-Type": "text/plain", "Content-Digest": f"sha-256=:{digest}:", **headers}
    return client.put(f"{url}/participants", content=ids, headers=sent)


@pytest.fixture
def url(service: RunningService, sealer: Sealer) -> str:
    with service.client("alice") as client:
        request_id = send(client, sealer.bundle("pass").read_bytes())
    service.wait_for(request_id, "in_review")
    return f"/v1/requests/{request_id}"


def test_reviewers_read_it_and_nobody_else(service: RunningService, url: str) -> None:
    with service.client("alice") as alice, service.client("rita") as rita, service.client("bob") as bob:
        first, again = put(alice, url), put(alice, url, b"600000001 500000009\r\n500000009")
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["participants"] == {"url": f"{url}/participants", "count": 2}
        assert code(alice.get(f"{url}/participants")) == "own-request"
        assert code(put(rita, url)) == "role-missing"
        assert code(put(bob, url)) in ("not-found", "role-missing")

        assert rita.get(f"{url}/participants").content == IDS
        events = rita.get(f"{url}/events").json()["events"]
        everything = rita.get(url).text + str(events)

    assert [event["kind"] for event in events][-2:] == ["participants", "participants_read"]
    assert "500000009" not in everything
    assert hashlib.sha256(IDS).hexdigest() not in everything, "a short list can be found again from its digest"
    path = service.data / "participants" / f"{url.rpartition('/')[2]}.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(service.data.stat().st_mode) == 0o700
    with service.client("alice") as alice:
        assert alice.delete(f"{url}/participants").json()["participants"] is None
        assert alice.delete(f"{url}/participants").status_code == 200
    assert not path.exists()


@pytest.mark.parametrize(
    ("ids", "headers", "expected"),
    [
        (b"", {}, "invalid-body"),
        (b"500000009\nJane Smith;", {}, "invalid-body"),
        (b"=cmd|' /C calc'!A0", {}, "invalid-body"),
        ("500000009\n\u0665".encode(), {}, "invalid-body"),
        (IDS, {"Content-Digest": "sha-256=:" + "A" * 43 + "=:"}, "checksum-mismatch"),
        (IDS, {"Content-Digest": "md5=:x:"}, "bad-request"),
        (IDS, {"Content-Type": "application/json"}, "media-type"),
        (b"1" * (17 * 1024**2), {}, "too-large"),
    ],
)
def test_what_is_no_list_of_ids_is_refused(
    service: RunningService, ids: bytes, headers: dict[str, str], expected: str
) -> None:
    with service.client("alice") as alice:
        answer = put(alice, create(alice, os.urandom(9)).json()["url"], ids, **headers)

    assert code(answer) == expected
    assert "Smith" not in answer.text


def test_it_is_refused_after_the_decision_and_removed_at_the_end(service: RunningService, url: str) -> None:
    with service.client("alice") as alice, service.client("rita") as rita:
        put(alice, url)
        rita.post(f"{url}/reviews", json={"vote": "reject", "comment": "No."})
        rita.post(f"{url}/decisions", json={})
        assert code(put(alice, url)) == "state-conflict"
        storage = Storage(service.data)
        housekeeping.sweep(open_database(service.database), storage, ServiceSettings(service.data))
        assert rita.get(url).json()["participants"] is None
        assert code(rita.get(f"{url}/participants")) == "not-found"

    assert url.rpartition("/")[2] not in storage.people_kept()


def test_the_researchers_file_goes_with_the_request_and_follows_its_changes(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text(token_of("alice"))
    token.chmod(0o600)
    with running(tmp_path / "data") as service:
        transfer = TransferSettings(backend="http", url=service.url, token_file=token)
        session = Session(Settings(tmp_path / "home" / "store", "RR150", transfer=transfer))
        table = pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [40, 50]})
        session.stage(table, "t.csv", unit="participants", title="T", description="Counts.")
        request = session.request(
            project="RR150",
            description="Counts of participants by disease.",
            aim="Publication",
            justification="Table 1 of a paper in an open journal.",
        )
        session.participants(request, ["500000009", "600000001"])

        session.submit(request)
        remote = session.store.request(request.id).submission["remote_id"]
        with service.client("rita") as rita:
            eventually(lambda: rita.get(f"/v1/requests/{remote}").json()["state"] == "in_review", 60)
            url = f"/v1/requests/{remote}/participants"
            assert rita.get(url).content == IDS
            bundle = rita.get(f"/v1/requests/{remote}/bundle").content
            session.participants(request, ["500000009"])
            session.refresh(request)
            assert rita.get(url).content == b"500000009\n"
            (tmp_path / "home" / "participants" / "RR150" / f"{request.id}.txt").unlink()
            session.refresh(request)
            assert code(rita.get(url)) == "not-found"
            before = len(rita.get(f"/v1/requests/{remote}/events").json()["events"])
            session.refresh(request)
            assert len(rita.get(f"/v1/requests/{remote}/events").json()["events"]) == before

    assert b"600000001" not in bundle
    entries = (session.store.folder / "outbox").rglob("*.json")
    assert all(b"600000001" not in path.read_bytes() for path in entries)


def test_a_service_without_such_files_leaves_it_to_the_form(tmp_path: Path) -> None:
    from gel_airlock_jupyter import participants
    from gel_airlock_jupyter.store import Store
    from gel_airlock_jupyter.transfer.protocol import Parked

    class Refusing:
        calls = 0

        def attach_participants(self, remote_id: str, path: Path | None) -> None:
            self.calls += 1
            raise Parked("unsupported", "File Transfer takes no participant-id files.", "Attach it to the form.")

    session = Session(Settings(tmp_path / "home" / "store", "RR150"))
    table = pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [40, 50]})
    session.stage(table, "t.csv", unit="participants", title="T", description="Counts.")
    request = session.request(project="RR150", description="Counts.", aim="Publication", justification="A paper.")
    refusing, store = Refusing(), Store(session.settings.store, "RR150")

    participants.carry(store, request.id, refusing, "remote")
    assert refusing.calls == 0, "there is no file"
    session.participants(request, "500000009")
    for _ in range(2):
        with pytest.raises(Parked, match="takes no"):
            participants.carry(store, request.id, refusing, "remote")
    assert refusing.calls == 2
