"""Many requests through random faults and a service that is killed meanwhile: the figures are lost 0, twice 0."""

from __future__ import annotations

import os
import random
import resource
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fault_tally import seen, tried
from flaky_proxy import FlakyProxy, answer
from running_service import RunningService, running
from sending import backend, bundle_file

from gel_airlock_jupyter.transfer import sender
from gel_airlock_jupyter.transfer.outbox import SENT, Outbox

COUNT = int(os.environ.get("AIRLOCK_TEST_REQUESTS", "60"))
STATUSES = ("500 Oops", "502 Bad Gateway", "503 Busy", "429 Slow", "408 Late", "410 Gone")


def any_fault(seed: int) -> Callable[[bytes], object]:
    """Return a fault that hits one request in four, in one of several ways."""
    dice = random.Random(seed)

    def fault(first: bytes) -> object:
        if dice.random() > 0.25:
            return None
        status = dice.choice(STATUSES)
        if status.startswith("410") and not first.startswith(b"PATCH"):
            status = "503 Busy"
        return dice.choice([answer(status), dice.randrange(1, 200_000), b""])

    return fault


class EndlessFaults(list):
    """A list of faults that is never used up."""

    def remove(self, _: object) -> None:
        pass


def killed_now_and_then(service: RunningService, stop: threading.Event, kills: list[int]) -> None:
    while not stop.wait(2.5 * (1 + kills[0])):  # ever longer: it must get work done in between
        service.kill()
        kills[0] += 1
        service.start()


@pytest.mark.slow
def test_no_request_is_lost_or_made_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outbox, stop, kills = Outbox(tmp_path / "outbox"), threading.Event(), [0]
    with running(tmp_path / "data", "--scan-command", "false") as service:
        proxy = FlakyProxy(service.port)
        proxy.faults = EndlessFaults([any_fault(seed) for seed in range(3)])
        for number in range(COUNT):
            path = bundle_file(tmp_path, 50_000 + 3_000 * (number % 50), f"{number}.zip")
            outbox.add(str(uuid.uuid4()), path, {"project": "RR150"}, "http")
        keys = [entry.key for entry in outbox.entries()[0]]
        killer = threading.Thread(target=killed_now_and_then, args=(service, stop, kills))
        killer.start()
        try:
            for _ in range(30):
                left = [key for key in keys if outbox.get(key).state != SENT]
                with ThreadPoolExecutor(4) as pool:
                    list(
                        pool.map(lambda key: sender.send(outbox, key, backend(proxy.url, tmp_path, timeout=20.0)), left)
                    )
                if not left:
                    break
        finally:
            stop.set()
            killer.join()
        with service.client("alice") as client:
            found = client.get("/v1/requests").json()["requests"]

    entries = {entry.key: entry for entry in outbox.entries()[0]}
    twice = [key for key, times in Counter(each["key"] for each in found).items() if times > 1]
    lost = [key for key in keys if entries[key].state != SENT]
    digests = {each["key"]: each["bundle"]["sha256"] for each in found if each["state"] not in ("draft", "uploading")}
    tried(proxy.fired)
    seen(COUNT, len(lost), len(twice))
    with capsys.disabled():
        print(f"\n{COUNT} requests, {proxy.fired} faults, {kills[0]} kills: {len(lost)} lost, {len(twice)} twice")
    assert proxy.fired > COUNT / 2
    assert lost == []
    assert twice == []
    assert digests == {key: entry.sha256 for key, entry in entries.items()}


@pytest.mark.slow
def test_memory_stays_flat_however_large_the_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    size = int(os.environ.get("AIRLOCK_TEST_BYTES", str(300 * 1024**2)))
    path = tmp_path / "large.zip"
    with path.open("wb") as stream:
        stream.truncate(size)
    with running(tmp_path / "data", "--scan-command", "false") as service:
        assert service.process
        sender_ = backend(service.url, tmp_path, timeout=60.0)
        sender_.submit(bundle_file(tmp_path), {}, str(uuid.uuid4()))
        before = (peak_of(service.process.pid), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        sender_.submit(path, {}, str(uuid.uuid4()))
        after = (peak_of(service.process.pid), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

    grown = [(late - early) // 1024 for early, late in zip(before, after, strict=True)]
    with capsys.disabled():
        print(f"\n{size // 1024**2} MB sent: the service grew by {grown[0]} MB, the client by {grown[1]} MB")
    assert max(grown) < 64


def peak_of(pid: int) -> int:
    """Return the peak resident memory of a process in kB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
