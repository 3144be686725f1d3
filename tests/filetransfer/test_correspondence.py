"""The author's side after submission: questions, a return, a withdrawal, the release."""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from pathlib import Path

import pytest
from running_service import RunningService, eventually, running
from sealing import Sealer
from sending import backend, bundle_file

from gel_airlock_jupyter.transfer.correspondence import Correspondence
from gel_airlock_jupyter.transfer.protocol import Parked


@pytest.fixture
def sent(service: RunningService, sealer: Sealer, tmp_path: Path) -> Correspondence:
    sender = backend(service.url, tmp_path)
    remote_id = sender.submit(sealer.bundle("pass"), {"project": "RR150"}, str(uuid.uuid4())).remote_id
    service.wait_for(remote_id, "in_review")
    return sender.dialogue(remote_id)


def test_a_question_is_answered_and_the_request_submitted_again(service: RunningService, sent: Correspondence) -> None:
    with pytest.raises(Parked, match="not returned"):
        sent.resubmit()
    with service.client("rita") as rita:
        rita.post(f"/v1/requests/{sent.remote_id}/return", json={"reason": "What is 'Other'?"})
    assert [said["text"] for said in (sent.read().review or {})["messages"]] == ["What is 'Other'?"]

    sent.say("All remaining diseases.")

    assert sent.resubmit().state == "in_review"
    assert [said["author"] for said in (sent.read().review or {})["messages"]] == ["reviewer 1", "alice"]


def test_a_request_is_withdrawn(sent: Correspondence) -> None:
    assert sent.withdraw("a newer table").state == "withdrawn"
    assert sent.withdraw().state == "withdrawn"


def test_a_release_is_fetched_whole_or_not_at_all(
    service: RunningService, sent: Correspondence, tmp_path: Path
) -> None:
    folder = tmp_path / "fetched"
    folder.mkdir()
    with pytest.raises(Parked, match="not released"):
        sent.fetch_release(folder)
    with service.client("rita") as rita:
        rita.post(f"/v1/requests/{sent.remote_id}/reviews", json={"vote": "approve"})
        rita.post(f"/v1/requests/{sent.remote_id}/decisions", json={})
        release = rita.post(f"/v1/requests/{sent.remote_id}/release", json={}).json()["release"]

    path = sent.fetch_release(folder)

    assert hashlib.sha256(path.read_bytes()).hexdigest() == release["sha256"]
    stored = service.data / "releases" / f"{sent.remote_id}.zip"
    stored.write_bytes(stored.read_bytes()[:-1] + b"?")
    path.unlink()
    with pytest.raises(Parked, match="damaged"):
        sent.fetch_release(folder)
    assert list(folder.iterdir()) == []


def test_files_that_no_record_names_are_removed(tmp_path: Path) -> None:
    with running(tmp_path / "data") as service:
        sender = backend(service.url, tmp_path)
        remote_id = sender.submit(bundle_file(tmp_path), {}, str(uuid.uuid4())).remote_id
        service.wait_for(remote_id, "blocked")
        (kept,) = (service.data / "bundles").iterdir()
        old, new = (service.data / "bundles" / f"{uuid.uuid4()}.zip" for _ in range(2))
        for path in (old, new):
            path.touch()
        past = time.time() - 7200
        for path in (old, kept):
            os.utime(path, (past, past))
        service.kill()
        service.start()

        eventually(lambda: not old.exists())
        assert new.exists()
        assert kept.exists()
