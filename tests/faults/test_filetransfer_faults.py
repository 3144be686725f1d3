"""The service killed, stopped and starved at every point of a request's way: nothing is lost, nothing counts twice."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fault_tally import seen
from running_service import RunningService, eventually, running, write_tokens
from sealing import Sealer
from sending import backend, bundle_file
from uploading import TUS, code, create, patch, send, submit

from gel_airlock_jupyter.transfer import lease, sender
from gel_airlock_jupyter.transfer.outbox import PARKED, QUEUED, SENDING, SENT, Outbox

SUMMARY = {"project": "RR150"}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RunningService]:
    with running(tmp_path / "data") as found:
        yield found


@pytest.fixture(scope="module")
def sealer(tmp_path_factory: pytest.TempPathFactory) -> Sealer:
    return Sealer(tmp_path_factory.mktemp("store"))


def restart(service: RunningService) -> None:
    service.kill()
    service.start()


def only_request(service: RunningService, name: str = "alice") -> dict:
    with service.client(name) as client:
        listed = client.get("/v1/requests").json()["requests"]
        seen(1, lost=int(not listed), duplicated=max(0, len(listed) - 1))
        (found,) = listed
        trail = client.get(f"{found['url']}/events").json()
    assert trail["first_break"] is None
    assert sum(event["kind"] == "submit" for event in trail["events"]) <= 1
    return found


def test_killed_inside_a_chunk_it_goes_on_from_the_last_whole_one(service: RunningService, tmp_path: Path) -> None:
    content = os.urandom(3_000_000)
    with service.client("alice") as client:
        made = create(client, content).json()
        url = made["upload"]["url"]
        patch(client, url, 0, content[:1_000_000], content[:1_000_000])

        def endless() -> Iterator[bytes]:
            yield content[1_000_000:2_500_000]
            service.kill()
            yield content[2_500_000:]

        headers = {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "1000000"}
        with pytest.raises(httpx.TransportError):
            client.patch(url, content=endless(), headers=headers)
    service.start()

    with service.client("alice") as client:
        assert client.head(url, headers=TUS).headers["upload-offset"] == "1000000"
        assert patch(client, url, 1_000_000, content[1_000_000:]).status_code == 204
        assert submit(client, made["id"], content).status_code == 202
        assert client.get(f"/v1/requests/{made['id']}/bundle").content == content


def test_killed_between_any_two_steps_the_client_just_goes_on(service: RunningService, tmp_path: Path) -> None:
    content, key = os.urandom(200_000), str(uuid.uuid4())
    steps: list[Callable[[httpx.Client], httpx.Response]] = [
        lambda client: create(client, content, key),
        lambda client: patch(
            client, create(client, content, key).json()["upload"]["url"], 0, content[:99], content[:99]
        ),
        lambda client: patch(client, create(client, content, key).json()["upload"]["url"], 99, content[99:]),
        lambda client: submit(client, create(client, content, key).json()["id"], content),
    ]
    for step in steps:
        with service.client("alice") as client:
            assert step(client).is_success
        restart(service)

    found = only_request(service)
    assert found["state"] in ("submitted", "validating", "blocked")
    service.wait_for(found["id"], "blocked")


def test_killed_during_validation_it_validates_again(service: RunningService, sealer: Sealer) -> None:
    with service.client("alice") as client:
        request_id = send(client, sealer.bundle("pass").read_bytes())
    service.wait_for(request_id, "validating", "in_review")
    restart(service)

    found = service.wait_for(request_id, "in_review", "blocked")

    assert found["state"] == "in_review"
    only_request(service)


@pytest.mark.parametrize("moment", ["in_review", "approved"])
def test_killed_before_decision_or_release_nothing_is_forgotten(
    service: RunningService, sealer: Sealer, moment: str
) -> None:
    with service.client("alice") as client:
        request_id = send(client, sealer.bundle("pass").read_bytes())
    service.wait_for(request_id, "in_review")
    with service.client("rita") as rita:
        rita.post(f"/v1/requests/{request_id}/reviews", json={"vote": "approve"})
        if moment == "approved":
            rita.post(f"/v1/requests/{request_id}/decisions", json={})
    restart(service)

    with service.client("rita") as rita:
        if moment == "in_review":
            assert rita.post(f"/v1/requests/{request_id}/decisions", json={}).json()["state"] == "approved"
        first = rita.post(f"/v1/requests/{request_id}/release", json={}).json()
        again = rita.post(f"/v1/requests/{request_id}/release", json={})
    assert first["state"] == "released"
    assert (again.status_code, again.json()["release"]) == (200, first["release"])


def test_a_release_half_made_is_made_again_with_the_same_bytes(service: RunningService, sealer: Sealer) -> None:
    with service.client("alice") as client:
        request_id = send(client, sealer.bundle("pass").read_bytes())
    service.wait_for(request_id, "in_review")
    releases = service.data / "releases"
    with service.client("rita") as rita:
        rita.post(f"/v1/requests/{request_id}/reviews", json={"vote": "approve"})
        rita.post(f"/v1/requests/{request_id}/decisions", json={})
        service.kill()
        (releases / f"{request_id}.zip").write_bytes(b"half of it")  # as if the disk had lied about the rename
        service.start()
    with service.client("rita") as rita:
        rita.post(f"/v1/requests/{request_id}/messages", json={"text": "released soon"})
        digest = rita.post(f"/v1/requests/{request_id}/release", json={}).json()["release"]["sha256"]

    assert hashlib.sha256((releases / f"{request_id}.zip").read_bytes()).hexdigest() == digest
    assert [path.name for path in releases.iterdir()] == [f"{request_id}.zip"]


def test_killed_again_and_again_during_a_long_upload(service: RunningService, tmp_path: Path) -> None:
    path, key, kills = bundle_file(tmp_path, 60_000_000), str(uuid.uuid4()), [0]
    stop = threading.Event()

    def disturb() -> None:
        while not stop.wait(0.4) and kills[0] < 4:
            service.kill()
            kills[0] += 1
            service.start()

    sending_end = backend(service.url, tmp_path, attempts=60)
    disturber = threading.Thread(target=disturb)
    disturber.start()
    try:
        done = sending_end.submit(path, SUMMARY, key, lambda sent, of: time.sleep(0.15))
    finally:
        stop.set()
        disturber.join()

    assert kills[0] >= 2
    found = only_request(service)
    assert (found["id"], found["bundle"]["sha256"]) == (done.remote_id, hashlib.sha256(path.read_bytes()).hexdigest())


def test_stopped_by_an_operator_it_ends_cleanly(service: RunningService, sealer: Sealer) -> None:
    with service.client("alice") as client:
        send(client, sealer.bundle("pass").read_bytes())

    assert service.stop() == 0
    assert "Stopped." in service.log()
    assert not (service.data / "service.json").exists()
    service.start()
    service.wait_for(only_request(service)["id"], "in_review")


def test_ctrl_c_ends_it_cleanly_too(service: RunningService) -> None:
    assert service.process is not None
    service.process.send_signal(signal.SIGINT)

    assert service.process.wait(20) == 0


@pytest.mark.parametrize("after", [0.3, 0.6, 0.9, 1.2])
def test_stopped_while_it_starts_it_ends_without_a_traceback(tmp_path: Path, after: float) -> None:
    service = RunningService(tmp_path / "data")
    command = [sys.executable, "-m", "gel_airlock_jupyter.filetransfer", "serve", "--data", str(service.data)]
    process = subprocess.Popen(
        [*command, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # A test run in the background of a shell inherits an ignored SIGINT, and Python then leaves it ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    service.close()

    if "Listening" in said:
        assert process.returncode == 0
    assert "gel_airlock_jupyter/filetransfer/serving.py" not in said


def limit_files(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_is_a_clear_problem_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    content = os.urandom(5_000_000)
    with running(tmp_path / "data", preexec=limit_files(2_000_000)) as service, service.client("alice") as client:
        made = create(client, content).json()
        url = made["upload"]["url"]
        assert patch(client, url, 0, content[:1_000_000]).status_code == 204
        full = patch(client, url, 1_000_000, content[1_000_000:])

        assert (full.status_code, code(full)) == (507, "disk-full")
        assert full.headers["retry-after"]
        assert client.head(url, headers=TUS).headers["upload-offset"] == "1000000"
        (part,) = (service.data / "bundles").iterdir()
        assert part.stat().st_size == 1_000_000
        service.kill()
    with running(tmp_path / "data") as service, service.client("alice") as client:  # the operator made room
        assert patch(client, url, 1_000_000, content[1_000_000:]).status_code == 204
        assert submit(client, made["id"], content).status_code == 202


def test_a_full_disk_at_release_leaves_it_approved(tmp_path: Path, sealer: Sealer) -> None:
    path = sealer.bundle("pass")
    with running(tmp_path / "data") as service, service.client("alice") as client, service.client("rita") as rita:
        request_id = send(client, path.read_bytes())
        service.wait_for(request_id, "in_review")
        rita.post(f"/v1/requests/{request_id}/reviews", json={"vote": "approve"})
        rita.post(f"/v1/requests/{request_id}/decisions", json={})
        soft = (500, resource.getrlimit(resource.RLIMIT_FSIZE)[1])
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, soft)
        full = rita.post(f"/v1/requests/{request_id}/release", json={})
        assert full.status_code in (503, 507)
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (soft[1], soft[1]))

        assert rita.get(f"/v1/requests/{request_id}").json()["state"] == "approved"
        assert list((service.data / "releases").iterdir()) == []
        assert rita.post(f"/v1/requests/{request_id}/release", json={}).json()["state"] == "released"


def test_no_room_for_a_large_bundle_is_said_before_it_is_sent(tmp_path: Path) -> None:
    with running(tmp_path / "data", "--max-bytes", str(10**18)) as service, service.client("alice") as client:
        body = {"bundle": {"sha256": "5" * 64, "size": 10**17}, "request": {}}
        full = client.post("/v1/requests", json=body, headers={"Idempotency-Key": str(uuid.uuid4())})

        assert (full.status_code, code(full)) == (507, "disk-full")
        assert client.get("/v1/requests").json() == {"requests": []}


def test_a_connection_dropped_without_a_checksum_keeps_what_came(service: RunningService) -> None:
    content = os.urandom(500_000)
    with service.client("alice") as client:
        url = create(client, content).json()["upload"]["url"]

        def broken() -> Iterator[bytes]:
            yield content[:300_000]
            raise ConnectionError

        headers = {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
        with pytest.raises(ConnectionError):
            client.patch(url, content=broken(), headers=headers)
        eventually(lambda: int(client.head(url, headers=TUS).headers["upload-offset"]) == 300_000)
        assert patch(client, url, 300_000, content[300_000:]).status_code == 204


def test_an_unfinished_upload_expires_and_starts_anew(tmp_path: Path) -> None:
    content = os.urandom(1000)
    with running(tmp_path / "data", "--upload-ttl", "0.2") as service, service.client("alice") as client:
        made = create(client, content).json()
        time.sleep(0.3)

        assert code(patch(client, made["upload"]["url"], 0, content)) == "upload-gone"
        restart(service)
        eventually(lambda: not list((service.data / "bundles").iterdir()))


def test_an_outbox_entry_survives_a_killed_server_and_a_killed_service(
    service: RunningService, sealer: Sealer, tmp_path: Path
) -> None:
    path, outbox, key = sealer.bundle("pass"), Outbox(tmp_path / "outbox"), str(uuid.uuid4())
    outbox.add(key, path, SUMMARY, "http")
    service.kill()
    entry = sender.send(outbox, key, backend(service.url, tmp_path, attempts=2))
    assert (entry.state, (entry.reason or {})["code"]) == (QUEUED, "unreachable")

    outbox.write(entry.moved(SENDING, "a server dies here"))
    service.start()
    for due in sender.due(outbox):
        entry = sender.send(outbox, due, backend(service.url, tmp_path))

    assert entry.state == SENT
    assert entry.submission
    assert only_request(service)["id"] == entry.submission.remote_id
    service.wait_for(entry.submission.remote_id, "in_review")
    assert sender.refresh(outbox, key, backend(service.url, tmp_path)).submission.state == "in_review"


def test_an_expired_token_parks_the_entry_until_there_is_a_new_one(service: RunningService, tmp_path: Path) -> None:
    outbox, key = Outbox(tmp_path / "outbox"), str(uuid.uuid4())
    outbox.add(key, bundle_file(tmp_path), SUMMARY, "http")
    write_tokens(service.tokens, {"alice": "2020-01-01T00:00:00+00:00"})

    parked = sender.send(outbox, key, backend(service.url, tmp_path))
    assert (parked.state, (parked.reason or {})["code"]) == (PARKED, "needs-login")
    assert sender.due(outbox) == []
    write_tokens(service.tokens)

    assert sender.send(outbox, key, backend(service.url, tmp_path)).state == SENT


def test_two_servers_on_one_home_make_one_request(service: RunningService, tmp_path: Path) -> None:
    outbox, key = Outbox(tmp_path / "outbox"), str(uuid.uuid4())
    outbox.add(key, bundle_file(tmp_path, 2_000_000), SUMMARY, "http")
    backends = [backend(service.url, tmp_path) for _ in range(4)]
    threads = [threading.Thread(target=sender.send, args=(outbox, key, each)) for each in backends]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outbox.get(key).state == SENT
    assert outbox.get(key).attempts == 1
    only_request(service)


def test_two_servers_that_ignore_the_lease_still_make_one_request(service: RunningService, tmp_path: Path) -> None:
    path, key, answers = bundle_file(tmp_path, 5_000_000), str(uuid.uuid4()), []

    def work() -> None:
        answers.append(backend(service.url, tmp_path, attempts=30).submit(path, SUMMARY, key).remote_id)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [only_request(service)["id"]] * 3


def test_a_dead_servers_lease_does_not_hold_the_entry(tmp_path: Path) -> None:
    outbox, key = Outbox(tmp_path / "outbox"), str(uuid.uuid4())
    outbox.add(key, bundle_file(tmp_path), SUMMARY, "manual")
    child = os.fork()
    if child == 0:
        lease.hold(outbox.folder(key)).__enter__()
        os._exit(0)  # dies holding it
    os.waitpid(child, 0)

    from gel_airlock_jupyter.transfer.manual import ManualBackend

    assert sender.send(outbox, key, ManualBackend()).state == SENT
