"""The http back end against the real service, through a proxy that breaks things."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flaky_proxy import SWALLOW, FlakyProxy, answer, on
from running_service import RunningService, write_tokens
from sending import backend, bundle_file, token_file

from gel_airlock_jupyter.transfer.credentials import TokenSource
from gel_airlock_jupyter.transfer.http import HttpBackend
from gel_airlock_jupyter.transfer.protocol import Backend, Interrupted, Parked, Rest, Unreachable
from gel_airlock_jupyter.transfer.retry import Backoff
from gel_airlock_jupyter.transfer.settings import TransferSettings

ARRIVED = ("submitted", "validating", "blocked", "in_review")
SUMMARY = {"project": "RR150", "title": "Table 1"}


@pytest.fixture
def proxy(service: RunningService) -> Iterator[FlakyProxy]:
    found = FlakyProxy(service.port)
    yield found
    found.close()


@pytest.fixture
def key() -> str:
    return str(uuid.uuid4())


def requests_of(service: RunningService, key: str) -> list[dict]:
    with service.client("alice") as client:
        return [each for each in client.get("/v1/requests").json()["requests"] if each["key"] == key]


def arrived_once(service: RunningService, key: str, path: Path) -> None:
    """Assert that exactly one request was made and that the service holds exactly these bytes."""
    found = requests_of(service, key)
    assert len(found) == 1
    assert found[0]["bundle"]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    with service.client("alice") as client:
        assert client.get(f"{found[0]['url']}/bundle").content == path.read_bytes()


def test_a_bundle_goes_the_whole_way(service: RunningService, tmp_path: Path, key: str) -> None:
    path, seen = bundle_file(tmp_path), []
    sender = backend(service.url, tmp_path)

    done = sender.submit(path, SUMMARY, key, lambda sent, of: seen.append((sent, of)))

    assert isinstance(sender, Backend)
    assert done.state in ARRIVED
    assert done.receipt is not None
    assert seen[0] == (0, 300_000)
    assert seen[-1] == (300_000, 300_000)
    assert sender.status(done.remote_id).receipt == done.receipt
    arrived_once(service, key, path)


def test_submitting_again_is_the_same_request(service: RunningService, tmp_path: Path, key: str) -> None:
    path, sender = bundle_file(tmp_path), backend(service.url, tmp_path)

    first, second = (sender.submit(path, SUMMARY, key) for _ in range(2))

    assert first.remote_id == second.remote_id
    assert first.receipt == second.receipt
    arrived_once(service, key, path)


def test_the_same_key_for_another_bundle_is_parked(service: RunningService, tmp_path: Path, key: str) -> None:
    sender = backend(service.url, tmp_path)
    sender.submit(bundle_file(tmp_path), SUMMARY, key)

    with pytest.raises(Parked, match="422") as caught:
        sender.submit(bundle_file(tmp_path, name="other.zip"), SUMMARY, key)

    assert caught.value.reason == "refused"


def test_the_same_bundle_under_another_key_is_parked_with_the_link(
    service: RunningService, tmp_path: Path, key: str
) -> None:
    path, sender = bundle_file(tmp_path), backend(service.url, tmp_path)
    with service.client("alice") as client:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        body = {"bundle": {"sha256": digest, "size": 300_000}, "request": {}}
        first = client.post("/v1/requests", json=body, headers={"Idempotency-Key": key}).json()

    with pytest.raises(Parked, match=first["id"]) as caught:
        sender.submit(path, SUMMARY, str(uuid.uuid4()))

    assert caught.value.reason == "duplicate"


@pytest.mark.parametrize("after", [1, 400, 900, 70_000, 200_000, 300_000])
def test_a_connection_cut_inside_a_chunk_is_resumed(
    service: RunningService, proxy: FlakyProxy, tmp_path: Path, key: str, after: int
) -> None:
    path = bundle_file(tmp_path)
    proxy.faults = [on("PATCH", after), on("PATCH", after)]

    done = backend(proxy.url, tmp_path).submit(path, SUMMARY, key)

    assert proxy.fired == 2
    assert done.state in ARRIVED
    arrived_once(service, key, path)


def test_a_connection_that_falls_silent_gives_way_to_the_next(
    service: RunningService, proxy: FlakyProxy, tmp_path: Path, key: str
) -> None:
    path = bundle_file(tmp_path)
    proxy.faults, proxy.silent = [on("PATCH", 100_000)], True

    backend(proxy.url, tmp_path, timeout=3.0).submit(path, SUMMARY, key)

    assert proxy.fired == 1
    arrived_once(service, key, path)


@pytest.mark.parametrize("line", ["GET /v1/cap", "POST", "HEAD", "PATCH", "PUT"])
@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Later", "429 Too Many", "408 Slow", "cut"])
def test_a_passing_fault_at_any_step_is_tried_again(
    service: RunningService, proxy: FlakyProxy, tmp_path: Path, key: str, line: str, status: str
) -> None:
    path = bundle_file(tmp_path)
    fault = 1 if status == "cut" else answer(status)
    proxy.faults = [on(line, fault), on(line, fault)]

    done = backend(proxy.url, tmp_path).submit(path, SUMMARY, key)

    assert proxy.fired == 2
    assert done.state in ARRIVED
    arrived_once(service, key, path)


@pytest.mark.parametrize("line", ["POST", "PATCH", "PUT"])
def test_an_answer_lost_on_its_way_back_makes_no_second_request(
    service: RunningService, proxy: FlakyProxy, tmp_path: Path, key: str, line: str
) -> None:
    path = bundle_file(tmp_path)
    proxy.faults = [on(line, SWALLOW)]

    backend(proxy.url, tmp_path).submit(path, SUMMARY, key)

    assert proxy.fired == 1
    arrived_once(service, key, path)


def test_retry_after_wins_over_the_back_off(
    service: RunningService, proxy: FlakyProxy, tmp_path: Path, key: str
) -> None:
    proxy.faults = [on("POST", answer("503 Busy", "Retry-After: 2"))]
    began = time.monotonic()

    backend(proxy.url, tmp_path).submit(bundle_file(tmp_path), SUMMARY, key)

    assert proxy.fired == 1
    assert time.monotonic() - began >= 2.0


def test_a_chunk_damaged_on_the_way_is_sent_again(
    service: RunningService, proxy: FlakyProxy, tmp_path: Path, key: str
) -> None:
    path = bundle_file(tmp_path)
    proxy.faults = [on("PATCH", damage), on("PATCH", damage)]

    backend(proxy.url, tmp_path).submit(path, SUMMARY, key)

    assert proxy.fired == 2
    arrived_once(service, key, path)


def test_three_damaged_chunks_in_a_row_are_parked(
    service: RunningService, proxy: FlakyProxy, tmp_path: Path, key: str
) -> None:
    proxy.faults = [on("PATCH", damage)] * 3

    with pytest.raises(Parked) as caught:
        backend(proxy.url, tmp_path).submit(bundle_file(tmp_path), SUMMARY, key)

    assert caught.value.reason == "integrity"
    assert requests_of(service, key)[0]["state"] in ("draft", "uploading")


def damage(block: bytes) -> bytes:
    """Change a byte of the body, never of the headers."""
    return block if b"HTTP/1.1" in block else block[:-1] + bytes([block[-1] ^ 1])


def test_an_upload_that_is_gone_starts_anew_under_the_same_request(
    service: RunningService, proxy: FlakyProxy, tmp_path: Path, key: str
) -> None:
    path = bundle_file(tmp_path)
    proxy.faults = [on("PATCH", answer("410 Gone"))]

    backend(proxy.url, tmp_path).submit(path, SUMMARY, key)

    assert proxy.fired == 1
    arrived_once(service, key, path)


def test_an_expired_token_is_parked_as_needs_login(service: RunningService, tmp_path: Path, key: str) -> None:
    write_tokens(service.tokens, {"alice": "2020-01-01T00:00:00+00:00"})
    try:
        with pytest.raises(Parked, match="expired") as caught:
            backend(service.url, tmp_path).submit(bundle_file(tmp_path), SUMMARY, key)
    finally:
        write_tokens(service.tokens)

    assert caught.value.reason == "needs-login"


def test_a_token_that_expires_during_the_upload_can_be_renewed(
    service: RunningService, tmp_path: Path, key: str
) -> None:
    path, sender = bundle_file(tmp_path), backend(service.url, tmp_path)

    def expire(sent: int, of: int) -> None:
        write_tokens(service.tokens, {"alice": "2020-01-01T00:00:00+00:00"})

    try:
        with pytest.raises(Parked) as caught:
            sender.submit(path, SUMMARY, key, progress=expire)
    finally:
        write_tokens(service.tokens)
    done = sender.submit(path, SUMMARY, key)

    assert caught.value.reason == "needs-login"
    assert done.state in ARRIVED
    arrived_once(service, key, path)


def test_without_a_service_it_is_unreachable_after_some_tries(tmp_path: Path, key: str) -> None:
    sender = backend("http://127.0.0.1:9", tmp_path, attempts=3)

    with pytest.raises(Unreachable, match="no connection"):
        sender.submit(bundle_file(tmp_path), SUMMARY, key)
    assert not sender.describe().ready


def test_each_wait_is_told_and_the_answer_that_ends_it(
    service: RunningService, proxy: FlakyProxy, tmp_path: Path, key: str
) -> None:
    proxy.faults = [on("POST", answer("503 Busy")), on("POST", 1)]
    told: list[Rest | None] = []

    backend(proxy.url, tmp_path, attempts=5).telling(told.append).submit(bundle_file(tmp_path), SUMMARY, key)

    assert [rest and (rest.attempt, rest.of) for rest in told] == [(2, 5), (3, 5), None]
    assert told[0] is not None
    assert "cannot take it now" in told[0].message
    assert told[1] is not None
    assert "does not answer" in told[1].message


def test_it_stops_between_chunks_and_goes_on_later(service: RunningService, tmp_path: Path, key: str) -> None:
    path, sender, sent = bundle_file(tmp_path, 20_000_000), backend(service.url, tmp_path), [0]

    with pytest.raises(Interrupted):
        sender.submit(path, SUMMARY, key, lambda done, of: sent.append(done), lambda: sent[-1] > 0)
    assert 0 < sent[-1] < 20_000_000
    resumed: list[int] = []
    sender.submit(path, SUMMARY, key, lambda done, of: resumed.append(done))

    assert resumed[0] == sent[-1]
    arrived_once(service, key, path)


def test_it_stops_while_it_waits(service: RunningService, proxy: FlakyProxy, tmp_path: Path, key: str) -> None:
    proxy.faults = [on("POST", answer("503 Busy", "Retry-After: 25"))]
    asked: list[float] = []

    def cancelled() -> bool:
        if proxy.fired:
            asked.append(time.monotonic())
        return bool(asked)

    with pytest.raises(Interrupted):
        backend(proxy.url, tmp_path).submit(bundle_file(tmp_path), SUMMARY, key, cancelled=cancelled)

    assert time.monotonic() - asked[0] < 5


@pytest.mark.parametrize(
    ("status", "reason"),
    [("403 Forbidden", "not-allowed"), ("404 Not Found", "setup"), ("415 Type", "setup"), ("302 Found", "setup")],
)
def test_a_permanent_refusal_is_parked_at_once(
    service: RunningService, proxy: FlakyProxy, tmp_path: Path, key: str, status: str, reason: str
) -> None:
    proxy.faults = [on("POST", answer(status, "Location: http://127.0.0.1:9/elsewhere"))]

    with pytest.raises(Parked, match=status[:3]) as caught:
        backend(proxy.url, tmp_path).submit(bundle_file(tmp_path), SUMMARY, key)

    assert caught.value.reason == reason


def test_something_else_at_the_address_is_said_so(proxy: FlakyProxy, tmp_path: Path, key: str) -> None:
    proxy.faults = [on("GET", answer("200 OK", "Content-Type: text/html", body=b"<html>hello"))]

    with pytest.raises(Parked, match="not File Transfer"):
        backend(proxy.url, tmp_path).submit(bundle_file(tmp_path), SUMMARY, key)


def test_the_token_does_not_follow_the_service_elsewhere(proxy: FlakyProxy, tmp_path: Path, key: str) -> None:
    said = b'{"id": "1", "state": "draft", "message": "", "upload": {"url": "http://127.0.0.1:9/steal"}}'
    proxy.faults = [on("POST", answer("201 Created", "Content-Type: application/json", body=said))]

    with pytest.raises(Parked, match="another address"):
        backend(proxy.url, tmp_path).submit(bundle_file(tmp_path), SUMMARY, key)


@pytest.mark.parametrize(
    "said",
    [
        b"[]",
        b"{}",
        b'{"id": 5, "state": "draft", "message": ""}',
        b'{"id": "1", "state": "draft", "message": ""}',
        b'{"id": "1", "state": "draft", "message": "", "upload": {"url": 7}}',
    ],
)
def test_an_answer_in_another_form_is_parked(proxy: FlakyProxy, tmp_path: Path, key: str, said: bytes) -> None:
    proxy.faults = [on("POST", answer("201 Created", "Content-Type: application/json", body=said))]

    with pytest.raises(Parked) as caught:
        backend(proxy.url, tmp_path).submit(bundle_file(tmp_path), SUMMARY, key)

    assert caught.value.reason == "setup"


def test_a_missing_bundle_is_parked(service: RunningService, tmp_path: Path, key: str) -> None:
    with pytest.raises(Parked) as caught:
        backend(service.url, tmp_path).submit(tmp_path / "none.zip", SUMMARY, key)

    assert caught.value.reason == "bundle-missing"


@pytest.mark.parametrize(
    "url", ["", "http://filetransfer.example", "ftp://127.0.0.1", "http://me:secret@127.0.0.1:1", "not a url", "//x"]
)
def test_an_unsafe_address_is_refused(url: str) -> None:
    with pytest.raises(Parked) as caught:
        HttpBackend.from_settings(TransferSettings("http", url))

    assert caught.value.reason == "setup"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("content", ["", "   ", "two words", "line\nbreak", '{"tokens": 3}', '{"tokens": []}', "\x00"])
def test_what_is_no_token_needs_a_login(tmp_path: Path, content: str) -> None:
    path = tmp_path / "token"
    path.write_text(content)

    with pytest.raises(Parked) as caught:
        TokenSource(path).read()

    assert caught.value.reason == "needs-login"


def test_a_token_comes_from_the_environment_when_there_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRLOCK_TEST_TOKEN", "abc")

    assert TokenSource(variable="AIRLOCK_TEST_TOKEN").read() == "abc"
    with pytest.raises(Parked):
        TokenSource(variable="AIRLOCK_OTHER").read()


def test_describe_says_as_whom_it_would_send(service: RunningService, tmp_path: Path) -> None:
    assert backend(service.url, tmp_path).describe().message == "Ready, as 'alice'."
    stranger = HttpBackend(service.url, TokenSource(token_file(tmp_path, "nobody")), backoff=Backoff(attempts=1))
    assert not stranger.describe().ready
