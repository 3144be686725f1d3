"""The processes on the researcher's side killed with SIGKILL: a kernel that stages and seals, a server that sends."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fault_tally import seen, tried
from running_service import ROOT, RunningService, eventually, running
from sealing import Sealer
from sending import bundle_file, token_file

from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings
from gel_airlock_jupyter.transfer import sender
from gel_airlock_jupyter.transfer.outbox import SENT, Outbox
from gel_airlock_jupyter.transfer.settings import TransferSettings

SENDING = """
import sys, time
from pathlib import Path
from gel_airlock_jupyter.transfer import sender
from gel_airlock_jupyter.transfer.credentials import TokenSource
from gel_airlock_jupyter.transfer.http import HttpBackend
from gel_airlock_jupyter.transfer.outbox import Outbox
from gel_airlock_jupyter.transfer.retry import Backoff
root, url, token, key = sys.argv[1:]
backend = HttpBackend(url, TokenSource(Path(token)), backoff=Backoff(base=0.02, cap=1.0))
print("started", flush=True)
sender.send(Outbox(Path(root)), key, backend, lambda sent, of: time.sleep(0.02))
"""
WORKING = """
import sys
from pathlib import Path
import pandas as pd
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings
session = Session(Settings(Path(sys.argv[1]), "RR150"))
form = {"project": "RR150", "aim": "Publication", "agreement": "Yes",
        "description": "Counts of participants by disease.", "justification": "Table 1 of a paper in a journal."}
print("started", flush=True)
for number in range(100):
    table = pd.DataFrame({"disease": ["Leigh", "MELAS"], "participants": [12 + number, 8]})
    item = session.stage(table, f"t{number % 3}.csv", unit="participants", title="T", description="Participants.")
    session.bundle(session.request([item.id], **form))
    print("sealed", flush=True)
"""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RunningService]:
    with running(tmp_path / "data", "--scan-command", "false") as found:
        yield found


def started(*command: str, **more: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **more}
    return subprocess.Popen([sys.executable, *command], env=environment, stdout=subprocess.PIPE, text=True)


def killed(process: subprocess.Popen[str]) -> None:
    tried()
    process.kill()
    process.wait(10)


def listed(service: RunningService, key: str) -> list[dict]:
    with service.client("alice") as client:
        return [each for each in client.get("/v1/requests").json()["requests"] if each["key"] == key]


def test_a_sender_killed_again_and_again_sends_once(service: RunningService, tmp_path: Path) -> None:
    outbox, key, dice = Outbox(tmp_path / "outbox"), str(uuid.uuid4()), random.Random(4)
    outbox.add(key, bundle_file(tmp_path, 40_000_000), {"project": "RR150"}, "http")
    words = ("-c", SENDING, str(outbox.root), service.url, str(token_file(tmp_path)), key)
    for _ in range(6):
        process = started(*words)
        assert process.stdout
        process.stdout.readline()
        time.sleep(dice.uniform(0.02, 0.5))
        killed(process)
    eventually(lambda: outbox.get(key).state == SENT or sender.due(outbox) == [key], 90)

    assert started(*words).wait(90) == 0

    found = listed(service, key)
    seen(1, lost=int(outbox.get(key).state != SENT), duplicated=len(found) - 1)
    assert outbox.get(key).state == SENT
    assert [each["bundle"]["sha256"] for each in found] == [outbox.get(key).sha256]


def test_a_kernel_killed_at_any_moment_leaves_a_store_that_works(tmp_path: Path) -> None:
    store, dice = tmp_path / "store", random.Random(7)
    for turn in range(5):
        process = started("-c", WORKING, str(store))
        assert process.stdout
        process.stdout.readline()
        if turn == 0:
            process.stdout.readline()  # on a slow machine too, there is something to lose
        time.sleep(dice.uniform(0.5, 3.0))
        killed(process)
    session = Session(Settings(store, "RR150"))
    lock = session.store.folder / ".lock"
    if lock.exists():
        os.utime(lock, (0, 0))  # a minute later

    items, damaged_items = session.store.items()
    requests, damaged = session.store.requests()
    assert (damaged_items, damaged) == ([], [])
    assert items
    assert requests
    for request in requests:
        if request.bundle:
            path = session.store.request_folder(request.id) / str(request.bundle["file"])
            assert path.stat().st_size == request.bundle["bytes"]
    newest = next(request for request in requests if request.items[0] in {item.id for item in items})
    assert session.bundle(newest.id).is_file()  # what was under way is sealed now
    seen(len(requests), lost=len(damaged))
    assert not list(session.store.folder.rglob("*.part.zip"))


@pytest.mark.slow
def test_a_jupyter_server_killed_while_it_sends_goes_on_when_it_is_back(tmp_path: Path) -> None:
    with running(tmp_path / "data", "--scan-command", "false") as service:
        transfer = TransferSettings("http", service.url, token_file(tmp_path))
        sealer = Sealer(tmp_path / "store", transfer)
        identifiers = [sealer.request("pass") for _ in range(3)]
        dice = random.Random(1)
        for identifier in [*identifiers, None]:
            with jupyter_server(tmp_path, service) as (process, url):
                if identifier is None:
                    eventually(lambda: all(receipt_of(sealer, each) for each in identifiers), 90)
                    break
                ask = {"headers": {"Authorization": "token x"}, "json": {}, "timeout": 60}
                answer = httpx.post(f"{url}/gel-airlock/requests/{identifier}/submission", trust_env=False, **ask)
                assert answer.status_code == 202, answer.text
                time.sleep(dice.uniform(0.0, 0.3))
                killed(process)

        with service.client("alice") as client:
            keys = [each["key"] for each in client.get("/v1/requests").json()["requests"]]
        expected = [str((sealer.session.store.request(each).bundle or {})["id"]) for each in identifiers]
        seen(3, lost=len(set(expected) - set(keys)), duplicated=len(keys) - len(set(keys)))
        assert sorted(keys) == sorted(expected)


def receipt_of(sealer: Sealer, identifier: str) -> object:
    return (sealer.session.store.request(identifier).submission or {}).get("receipt")


class jupyter_server:
    """A real Jupyter server with the extension, killed at the end of the block."""

    def __init__(self, folder: Path, service: RunningService) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        config = {
            "ServerApp": {"jpserver_extensions": {"gel_airlock_jupyter": True}, "allow_root": True, "port": port},
            "IdentityProvider": {"token": "x"},
            "AirlockApp": {"resume_every": 0.5},
        }
        file = folder / "jupyter_server_config.json"
        file.write_text(json.dumps(config))
        self.process = started(
            "-m", "jupyter_server", f"--config={file}", f"--ServerApp.root_dir={folder}", "--no-browser",
            GEL_AIRLOCK_STORE=str(folder / "store"), GEL_AIRLOCK_PROJECT="RR150",
            GEL_AIRLOCK_TRANSFER_URL=service.url, GEL_AIRLOCK_TRANSFER_TOKEN_FILE=str(token_file(folder)),
            JUPYTER_RUNTIME_DIR=str(folder / "runtime"),
        )  # fmt: skip

    def __enter__(self) -> tuple[subprocess.Popen[str], str]:
        def up() -> bool:
            try:
                headers = {"Authorization": "token x"}
                return httpx.get(f"{self.url}/gel-airlock/info", headers=headers, trust_env=False).is_success
            except httpx.TransportError:
                return False

        eventually(up, 60)
        return self.process, self.url

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(10)
