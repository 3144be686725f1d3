"""Real bundles through validation, review, decision and release."""

from __future__ import annotations

import hashlib
import io
import subprocess
import zipfile
from pathlib import Path

import httpx
import pytest
from running_service import RunningService
from sealing import Sealer
from uploading import code, create, patch, send, submit

from gel_airlock_jupyter.filetransfer.chain import first_break
from gel_airlock_jupyter.transfer import receipt

APPROVE = {"vote": "approve"}


def in_review(service: RunningService, path: Path, name: str = "alice") -> str:
    with service.client(name) as client:
        request_id = send(client, path.read_bytes())
    assert service.wait_for(request_id, "in_review", "blocked", name=name)["state"] == "in_review"
    return request_id


def post(client: httpx.Client, request_id: str, what: str, **body: object) -> httpx.Response:
    return client.post(f"/v1/requests/{request_id}/{what}", json=body)


def test_an_ordinary_request_is_approved_by_one_reviewer_and_released(
    service: RunningService, sealer: Sealer, tmp_path: Path
) -> None:
    request_id = in_review(service, sealer.bundle("pass"))
    with service.client("rita") as rita, service.client("alice") as alice:
        assert code(post(rita, request_id, "decisions")) == "reviewers-missing"
        assert post(rita, request_id, "reviews", **APPROVE).status_code == 201
        decided = post(rita, request_id, "decisions").json()
        assert (decided["state"], decided["verdict"], decided["committee"]) == ("approved", "pass", False)
        assert code(alice.get(f"/v1/requests/{request_id}/release")) == "state-conflict"
        released = post(rita, request_id, "release").json()
        assert released["state"] == "released"

        content = alice.get(f"/v1/requests/{request_id}/release").content
        public = alice.get("/v1/capabilities").json()["receipt_key"]["public"]

    assert hashlib.sha256(content).hexdigest() == released["release"]["sha256"]
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert [name for name in names if name.endswith(".csv")] == [
        f"release-{request_id[:8]}/data/outputs/001-an-output/counts.csv"
    ]
    assert not [name for name in names if "evidence" in name]
    holds_for_others(content, tmp_path, public)


def holds_for_others(content: bytes, folder: Path, public: str) -> None:
    """Let bagit and sha512sum judge the release, and check its signature."""
    import json

    bagit = pytest.importorskip("bagit")
    zipfile.ZipFile(io.BytesIO(content)).extractall(folder)
    (top,) = folder.iterdir()
    bagit.Bag(str(top)).validate()
    subprocess.run(["sha512sum", "-c", "manifest-sha512.txt"], cwd=top, check=True, capture_output=True)
    envelope = json.loads((top / "signatures" / "release.dsse.json").read_text())
    for subject in receipt.opened(envelope, public)["subject"]:
        assert hashlib.sha256((top / subject["name"]).read_bytes()).hexdigest() == subject["digest"]["sha256"]


def test_a_review_verdict_needs_two_different_reviewers(service: RunningService, sealer: Sealer) -> None:
    request_id = in_review(service, sealer.bundle("pass", "review"))
    with service.client("rita") as rita, service.client("sam") as sam:
        assert rita.get(f"/v1/requests/{request_id}").json()["reviewers_needed"] == 2
        for _ in range(2):
            post(rita, request_id, "reviews", **APPROVE)
        alone = post(rita, request_id, "decisions")
        assert (alone.status_code, code(alone)) == (409, "reviewers-missing")
        post(sam, request_id, "reviews", **APPROVE)
        assert post(rita, request_id, "decisions").json()["state"] == "approved"


def test_an_exception_goes_to_the_committee(service: RunningService, sealer: Sealer) -> None:
    request_id = in_review(service, sealer.bundle("fail"))

    found = service.request_state(request_id)

    assert (found["verdict"], found["committee"], found["reviewers_needed"]) == ("fail", True, 2)


def test_nobody_reviews_a_request_of_their_own(service: RunningService, sealer: Sealer) -> None:
    request_id = in_review(service, sealer.bundle("pass"), "bob")
    with service.client("bob") as bob:
        for what, body in (("reviews", APPROVE), ("decisions", {}), ("return", {"reason": "x"}), ("release", {})):
            refused = post(bob, request_id, what, **body)
            assert (refused.status_code, code(refused)) == (403, "own-request")


def test_a_requester_cannot_review(service: RunningService, sealer: Sealer) -> None:
    request_id = in_review(service, sealer.bundle("pass"))
    with service.client("alice") as alice:
        assert post(alice, request_id, "reviews", **APPROVE).status_code == 403


def test_only_what_was_approved_is_released(service: RunningService, sealer: Sealer) -> None:
    request_id = in_review(service, sealer.bundle("pass", "review"))
    with service.client("rita") as rita, service.client("sam") as sam, service.client("alice") as alice:
        post(rita, request_id, "reviews", **APPROVE)
        post(sam, request_id, "reviews", votes={"1": "approve"})
        assert code(post(sam, request_id, "decisions")) == "outputs-undecided"
        assert code(post(sam, request_id, "reviews", votes={"2": "reject"})) == "comment-needed"
        post(sam, request_id, "reviews", votes={"2": "reject"}, comment="How many people?")
        decided = post(sam, request_id, "decisions").json()
        assert decided["state"] == "partly_approved"
        assert [each["decision"] for each in decided["outputs"]] == ["approved", "rejected"]
        assert alice.get(f"/v1/requests/{request_id}").json()["comments"] == ["How many people?"]
        post(rita, request_id, "release")
        content = alice.get(f"/v1/requests/{request_id}/release").content

    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert [name.rpartition("/")[2] for name in names if name.endswith(".csv")] == ["counts.csv"]


def test_a_rejected_request_is_not_released_and_can_be_replaced(service: RunningService, sealer: Sealer) -> None:
    request_id = in_review(service, sealer.bundle("pass"))
    with service.client("rita") as rita, service.client("alice") as alice:
        post(rita, request_id, "reviews", vote="reject", comment="Too many rows.")
        assert post(rita, request_id, "decisions").json()["state"] == "rejected"
        assert code(post(rita, request_id, "release")) == "state-conflict"
        assert code(post(alice, request_id, "withdrawal")) == "state-conflict"

        content = sealer.bundle("pass").read_bytes()
        assert create(alice, content, replaces=request_id).json()["replaces"] == request_id


def test_a_returned_request_is_answered_and_reviewed_again(service: RunningService, sealer: Sealer) -> None:
    path = sealer.bundle("pass")
    request_id = in_review(service, path)
    with service.client("rita") as rita, service.client("alice") as alice:
        post(rita, request_id, "reviews", **APPROVE)
        assert code(post(rita, request_id, "return")) == "comment-needed"
        assert post(rita, request_id, "return", reason="What is 'Other'?").json()["state"] == "returned"
        assert code(post(rita, request_id, "reviews", **APPROVE)) == "state-conflict"
        post(alice, request_id, "messages", text="All remaining diseases.")
        again = submit(alice, request_id, path.read_bytes()).json()

        assert (again["state"], again["round"]) == ("in_review", 2)
        assert [message["text"] for message in again["messages"]] == ["What is 'Other'?", "All remaining diseases."]
        assert code(post(rita, request_id, "decisions")) == "reviewers-missing"


def test_a_returned_request_is_withdrawn_when_another_replaces_it(service: RunningService, sealer: Sealer) -> None:
    request_id = in_review(service, sealer.bundle("pass"))
    with service.client("rita") as rita, service.client("alice") as alice:
        post(rita, request_id, "return", reason="Mask more.")
        send(alice, sealer.bundle("pass").read_bytes(), replaces=request_id)

        assert alice.get(f"/v1/requests/{request_id}").json()["state"] == "withdrawn"


def test_a_wish_for_changes_is_no_decision(service: RunningService, sealer: Sealer) -> None:
    request_id = in_review(service, sealer.bundle("pass"))
    with service.client("rita") as rita:
        post(rita, request_id, "reviews", vote="changes", comment="Round the counts.")
        assert code(post(rita, request_id, "decisions")) == "changes-requested"
        post(rita, request_id, "reviews", **APPROVE)
        assert post(rita, request_id, "decisions").json()["state"] == "approved"


def test_a_withdrawn_request_cannot_be_decided(service: RunningService, sealer: Sealer) -> None:
    request_id = in_review(service, sealer.bundle("pass"))
    with service.client("alice") as alice, service.client("rita") as rita:
        assert post(alice, request_id, "withdrawal").json()["state"] == "withdrawn"
        for what, body in (("reviews", APPROVE), ("decisions", {}), ("return", {"reason": "x"}), ("release", {})):
            assert code(post(rita, request_id, what, **body)) == "state-conflict"


def test_a_requester_does_not_see_who_voted_what(service: RunningService, sealer: Sealer) -> None:
    request_id = in_review(service, sealer.bundle("pass", "review"))
    with service.client("rita") as rita, service.client("alice") as alice:
        post(rita, request_id, "reviews", vote="approve", comment="Looks fine.")
        seen = alice.get(f"/v1/requests/{request_id}").text

    assert "rita" not in seen
    assert "Looks fine" not in seen


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"vote": "yes"},
        {"vote": "approve", "votes": {"1": "approve"}},
        {"votes": {}},
        {"votes": {"7": "approve"}},
        {"votes": {"one": "approve"}},
        {"votes": {"1": ["approve"]}},
        {"vote": "approve", "comment": 5},
    ],
)
def test_a_wrong_vote_is_refused(service: RunningService, reviewed: str, body: dict) -> None:
    with service.client("rita") as rita:
        assert code(post(rita, reviewed, "reviews", **body)) == "invalid-body"


@pytest.fixture(scope="module")
def reviewed(service: RunningService, sealer: Sealer) -> str:
    return in_review(service, sealer.bundle("pass"))


def test_a_bundle_changed_on_the_way_is_blocked(service: RunningService, sealer: Sealer) -> None:
    content = sealer.bundle("pass").read_bytes()
    spot = content.index(b"Leigh syndrome,12")
    changed = content[:spot] + b"Leigh syndrome,13" + content[spot + 17 :]
    with service.client("alice") as client:
        request_id = send(client, changed)

    found = service.wait_for(request_id, "blocked", "in_review")

    assert found["state"] == "blocked"
    assert found["outputs"] == []


def test_a_bundle_changed_in_quarantine_is_never_released(service: RunningService, sealer: Sealer) -> None:
    request_id = in_review(service, sealer.bundle("pass"))
    with service.client("rita") as rita:
        post(rita, request_id, "reviews", **APPROVE)
        post(rita, request_id, "decisions")
        digest = rita.get(f"/v1/requests/{request_id}").json()["bundle"]["sha256"]
        (stored,) = [path for path in (service.data / "bundles").iterdir() if sha256(path) == digest]
        stored.chmod(0o600)
        stored.write_bytes(stored.read_bytes() + b" ")
        refused = post(rita, request_id, "release")

        assert (refused.status_code, code(refused)) == (500, "server-error")
        assert rita.get(f"/v1/requests/{request_id}").json()["state"] == "approved"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_another_policy_is_stale(service: RunningService, sealer: Sealer) -> None:
    with service.client("alice") as client:
        body = {"bundle": {"sha256": "7" * 64, "size": 9}, "request": {"policy": {"digest": "0" * 64}}}
        stale = client.post("/v1/requests", json=body, headers={"Idempotency-Key": "stale-policy-key"})

    assert (stale.status_code, code(stale)) == (409, "policy-stale")
    assert stale.json()["current"]["digest"] == sealer.session.policy.digest


def test_the_trail_tells_the_whole_way_and_breaks_when_changed(service: RunningService, sealer: Sealer) -> None:
    request_id = in_review(service, sealer.bundle("pass"))
    with service.client("rita") as rita:
        post(rita, request_id, "reviews", vote="approve", comment="Fine. <b>&\u00e9")
        post(rita, request_id, "decisions")
        post(rita, request_id, "release")
        trail = rita.get(f"/v1/requests/{request_id}/events").json()["events"]

    states = [event["to_state"] for event in trail]
    assert states == ["draft", "uploading", "submitted", "validating", "in_review", "in_review", "approved", "released"]
    assert first_break(trail) is None
    for number, event in enumerate(trail, start=1):
        for field in ("actor", "at", "to_state", "detail", "previous"):
            changed = [dict(each) for each in trail]
            changed[number - 1][field] = {"x": 1} if field == "detail" else "other"
            assert first_break(changed) == number
        assert first_break(trail[: number - 1] + trail[number:]) in (number, None)
        assert event["number"] == number


def test_the_database_itself_refuses_to_change_the_trail(service: RunningService) -> None:
    import sqlalchemy

    with service.client("alice") as client:
        create(client, b"something to keep")
    engine = sqlalchemy.create_engine(service.database)
    for statement in ("UPDATE events SET actor = 'nobody'", "DELETE FROM events"):
        with engine.connect() as connection, pytest.raises(sqlalchemy.exc.DBAPIError, match="append-only"):
            connection.execute(sqlalchemy.text(statement))


def test_a_reviewer_downloads_the_received_bundle(service: RunningService, sealer: Sealer) -> None:
    path = sealer.bundle("pass")
    request_id = in_review(service, path)
    with service.client("rita") as rita:
        answer = rita.get(f"/v1/requests/{request_id}/bundle")

    assert answer.content == path.read_bytes()
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_two_reviewers_at_once_leave_one_consistent_trail(service: RunningService, sealer: Sealer) -> None:
    from concurrent.futures import ThreadPoolExecutor

    request_id = in_review(service, sealer.bundle("pass"))

    def vote(number: int) -> int:
        with service.client("rita" if number % 2 else "sam") as client:
            return post(client, request_id, "reviews", **APPROVE).status_code

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(vote, range(12)))
    with service.client("rita") as rita:
        found = rita.get(f"/v1/requests/{request_id}/events").json()

    assert set(statuses) <= {201, 409}
    assert found["first_break"] is None
    assert sum(event["kind"] == "review" for event in found["events"]) == statuses.count(201)


def test_an_upload_is_only_for_its_author(service: RunningService, sealer: Sealer) -> None:
    content = sealer.bundle("pass").read_bytes()
    with service.client("alice") as alice, service.client("bob") as bob:
        upload = create(alice, content).json()["upload"]["url"]

        assert patch(bob, upload, 0, content).status_code == 404
