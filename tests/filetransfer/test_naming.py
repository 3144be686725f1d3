"""The author meets "reviewer 1"; reviewers and the audit log have the names."""

from __future__ import annotations

from pathlib import Path

from running_service import RunningService, running
from sealing import Sealer
from uploading import send


def in_review(service: RunningService, path: Path) -> str:
    with service.client("alice") as client:
        request_id = send(client, path.read_bytes())
    service.wait_for(request_id, "in_review")
    return f"/v1/requests/{request_id}"


def test_an_author_sees_reviewers_by_number_everywhere(service: RunningService, sealer: Sealer) -> None:
    url = in_review(service, sealer.bundle("pass", "review"))
    with service.client("rita") as rita, service.client("sam") as sam, service.client("alice") as alice:
        sam.post(f"{url}/messages", json={"text": "Which release?"})
        rita.post(f"{url}/reviews", json={"vote": "reject", "comment": "Too fine."})
        waiting = alice.get(f"{url}/events").json()["events"]
        sam.post(f"{url}/return", json={"reason": "Coarser, please."})
        alice.post(f"{url}/messages", json={"text": "Done."})
        everything = "".join(alice.get(url + what).text for what in ("", "/events", "/receipt"))
        said = alice.get(url).json()["messages"]
        whole = rita.get(f"{url}/events").json()

    assert "rita" not in everything
    assert "sam" not in everything
    assert [each["author"] for each in said] == ["reviewer 1", "reviewer 1", "alice"]
    assert {event["actor"] for event in waiting} == {"alice", "service", "reviewer 1", "reviewer 2"}
    assert "Too fine" not in str(waiting)
    assert {event["actor"] for event in whole["events"]} == {"alice", "service", "rita", "sam"}
    assert whole["first_break"] is None


def test_an_operator_may_let_authors_see_names(tmp_path: Path, sealer: Sealer) -> None:
    with running(tmp_path / "data", "--name-reviewers") as service:
        url = in_review(service, sealer.bundle("pass"))
        with service.client("rita") as rita, service.client("alice") as alice:
            rita.post(f"{url}/messages", json={"text": "Which release?"})
            rita.post(f"{url}/reviews", json={"vote": "reject", "comment": "Too fine."})

            assert alice.get(url).json()["messages"][0]["author"] == "rita"
            assert "Too fine" not in alice.get(f"{url}/events").text
            rita.post(f"{url}/decisions", json={})
            assert "Too fine" in alice.get(f"{url}/events").text


def test_a_message_whose_answer_was_lost_is_said_once(service: RunningService, sealer: Sealer) -> None:
    url = in_review(service, sealer.bundle("pass"))
    with service.client("alice") as alice, service.client("rita") as rita:
        for key in ("12345678", "12345678", "another-key"):
            again = alice.post(f"{url}/messages", json={"text": "Hello."}, headers={"Idempotency-Key": key})
            assert again.status_code == 201
        rita.post(f"{url}/messages", json={"text": "Hello."}, headers={"Idempotency-Key": "12345678"})

        assert [each["author"] for each in alice.get(url).json()["messages"]] == ["alice", "alice", "reviewer 1"]
