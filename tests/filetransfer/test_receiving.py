"""Announcing, uploading and submitting a bundle, over the wire to the real process."""

from __future__ import annotations

import os
import uuid

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from running_service import RunningService
from uploading import TUS, body_for, code, create, patch, send, submit

from gel_airlock_jupyter.transfer import receipt


@pytest.fixture
def content() -> bytes:
    return os.urandom(100_000)


def test_capabilities_say_who_is_calling_and_what_is_taken(service: RunningService) -> None:
    with service.client("alice") as client:
        found = client.get("/v1/capabilities").json()

    assert found["you"] == {"name": "alice", "roles": ["requester"]}
    assert found["service"]["production"] is False
    assert found["reviewers"] == {"ordinary": 1, "committee": 2}


def test_without_a_known_token_nothing_answers(service: RunningService) -> None:
    with service.client("alice") as client:
        for headers in ({"Authorization": ""}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic YTpi"}):
            for method, path in (("GET", "/v1/requests"), ("POST", "/v1/requests"), ("PATCH", "/v1/uploads/x")):
                response = client.request(method, path, headers=headers)

                assert response.status_code == 401
                assert response.headers["www-authenticate"].startswith("Bearer")


def test_a_bundle_is_uploaded_in_chunks_and_receipted(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        made = create(client, content)
        request, upload = made.json(), made.json()["upload"]["url"]
        assert (made.status_code, request["state"]) == (201, "draft")
        assert made.headers["location"] == f"/v1/requests/{request['id']}"

        for offset in range(0, len(content), 40_000):
            assert int(client.head(upload, headers=TUS).headers["upload-offset"]) == offset
            assert patch(client, upload, offset, content[offset : offset + 40_000]).status_code == 204
        assert client.get(f"/v1/requests/{request['id']}").json()["state"] == "uploading"
        submitted = submit(client, request["id"], content)
        assert submitted.status_code == 202

        envelope = client.get(f"/v1/requests/{request['id']}/receipt").json()
        public = client.get("/v1/capabilities").json()["receipt_key"]["public"]
        receipt.accept(envelope, public, body_for(content)["bundle"]["sha256"], request["id"])
        statement = receipt.opened(envelope, public)
        assert statement["predicate"]["owner"] == "alice"
        trail = client.get(f"/v1/requests/{request['id']}/events").json()
        assert statement["predicate"]["eventsHead"] in [event["digest"] for event in trail["events"]]


def test_the_receipt_verifies_with_an_independent_tool(service: RunningService, content: bytes) -> None:
    dsse = pytest.importorskip("securesystemslib.dsse")
    signer = pytest.importorskip("securesystemslib.signer")
    with service.client("alice") as client:
        request_id = send(client, content)
        raw = client.get(f"/v1/requests/{request_id}/receipt").json()
        key = client.get("/v1/capabilities").json()["receipt_key"]

    envelope = dsse.Envelope.from_dict(raw)
    loaded = load_pem_public_key(key["public"].encode())

    assert envelope.verify([signer.SSlibKey.from_crypto(loaded, key["keyid"])], 1)


def test_the_same_key_and_body_answers_what_was_made_before(service: RunningService, content: bytes) -> None:
    key = str(uuid.uuid4())
    with service.client("alice") as client:
        first = create(client, content, key)
        again = create(client, content, key)

        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["id"] == again.json()["id"]
        assert len([each for each in client.get("/v1/requests").json()["requests"] if each["key"] == key]) == 1


def test_the_same_key_with_another_body_is_refused(service: RunningService, content: bytes) -> None:
    key = str(uuid.uuid4())
    with service.client("alice") as client:
        create(client, content, key)
        other = create(client, content + b"!", key)

    assert (other.status_code, code(other)) == (422, "key-reused")


def test_two_people_may_use_the_same_key(service: RunningService, content: bytes) -> None:
    key = str(uuid.uuid4())
    with service.client("alice") as alice, service.client("bob") as bob:
        assert create(alice, content, key).status_code == 201
        assert create(bob, content + b"!", key).status_code == 201


def test_the_same_bundle_twice_is_refused_with_a_link(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client, service.client("bob") as other:
        first = create(client, content).json()["id"]
        again = create(client, content)
        foreign = create(other, content)

    assert (again.status_code, code(again)) == (409, "duplicate-bundle")
    assert again.json()["request"] == f"/v1/requests/{first}"
    assert again.headers["link"] == f'</v1/requests/{first}>; rel="duplicate"'
    assert code(foreign) == "duplicate-bundle"
    assert first not in foreign.text


def test_a_withdrawn_bundle_may_be_sent_again(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        first = create(client, content).json()["id"]
        gone = client.post(f"/v1/requests/{first}/withdrawal", json={"reason": "wrong table"})
        assert (gone.status_code, gone.json()["state"]) == (202, "withdrawn")

        assert create(client, content).status_code == 201
        assert client.post(f"/v1/requests/{first}/withdrawal", json={}).status_code == 202


def test_an_upload_of_a_withdrawn_request_is_gone(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        made = create(client, content).json()
        client.post(f"/v1/requests/{made['id']}/withdrawal", json={})

        assert code(patch(client, made["upload"]["url"], 0, content)) == "upload-gone"
    assert not list((service.data / "bundles").glob(f"{made['upload']['url'].rpartition('/')[2]}*"))


def test_a_damaged_chunk_is_refused_and_forgotten(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        upload = create(client, content).json()["upload"]["url"]
        damaged = patch(client, upload, 0, content[:-1] + b"?", checksum=content)

        assert (damaged.status_code, code(damaged)) == (460, "checksum-mismatch")
        assert client.head(upload, headers=TUS).headers["upload-offset"] == "0"
        assert patch(client, upload, 0, content, checksum=content).status_code == 204


def test_a_chunk_at_the_wrong_offset_is_told_the_right_one(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        upload = create(client, content).json()["upload"]["url"]
        patch(client, upload, 0, content[:1000])
        wrong = patch(client, upload, 500, content[500:])

    assert (wrong.status_code, code(wrong)) == (409, "offset-conflict")
    assert wrong.headers["upload-offset"] == "1000"


def test_more_bytes_than_announced_are_refused(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        upload = create(client, content).json()["upload"]["url"]

        assert patch(client, upload, 0, content + b"more").status_code == 413
        assert client.head(upload, headers=TUS).headers["upload-offset"] == "0"


def test_another_content_than_announced_is_never_submitted(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        made = create(client, content).json()
        patch(client, made["upload"]["url"], 0, content[::-1])
        answer = submit(client, made["id"], content)

        assert (answer.status_code, code(answer)) == (422, "digest-mismatch")
        assert client.get(f"/v1/requests/{made['id']}").json()["state"] == "draft"
        assert client.head(made["upload"]["url"], headers=TUS).status_code == 410
        again = create(client, content, made["key"]).json()
        assert again["upload"]["url"] != made["upload"]["url"]


def test_an_incomplete_upload_cannot_be_submitted(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        made = create(client, content).json()
        assert code(submit(client, made["id"], content)) == "upload-incomplete"
        patch(client, made["upload"]["url"], 0, content[:10])
        answer = submit(client, made["id"], content)

    assert (answer.status_code, answer.json()["offset"]) == (409, 10)


def test_submitting_again_changes_nothing(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        request_id = send(client, content)
        before = client.get(f"/v1/requests/{request_id}/receipt").json()

        assert submit(client, request_id, content).status_code == 202
        assert client.get(f"/v1/requests/{request_id}/receipt").json() == before


def test_a_terminated_upload_starts_anew(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        made = create(client, content).json()
        patch(client, made["upload"]["url"], 0, content[:10])
        assert client.delete(made["upload"]["url"], headers=TUS).status_code == 204

        assert client.head(made["upload"]["url"], headers=TUS).status_code == 410
        assert create(client, content, made["key"]).json()["upload"]["offset"] == 0


def test_tus_says_what_it_speaks(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        upload = create(client, content).json()["upload"]["url"]
        options = client.options(upload)

        assert options.headers["tus-version"] == "1.0.0"
        assert options.headers["tus-checksum-algorithm"] == "sha256"
        assert client.head(upload, headers={"Tus-Resumable": "0.2.2"}).status_code == 412
        plain = client.patch(upload, content=b"x", headers={**TUS, "Upload-Offset": "0"})
        assert plain.status_code == 415


def test_a_request_is_polled_by_its_etag(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        made = create(client, content)
        url, tag = made.headers["location"], made.headers["etag"]

        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
        patch(client, made.json()["upload"]["url"], 0, content[:10])
        fresh = client.get(url, headers={"If-None-Match": tag})
        assert fresh.status_code == 200
        assert fresh.headers["etag"] != tag
        stale = submit(client, made.json()["id"], content, **{"If-Match": tag})
        assert (stale.status_code, code(stale)) == (412, "etag-mismatch")


def test_what_may_not_be_seen_does_not_exist(service: RunningService, content: bytes) -> None:
    with service.client("alice") as alice, service.client("bob") as bob:
        made = create(alice, content).json()
        url, upload = f"/v1/requests/{made['id']}", made["upload"]["url"]

        for call in (
            bob.get(url),
            bob.get(f"{url}/events"),
            bob.get(f"{url}/bundle"),
            bob.post(f"{url}/withdrawal", json={}),
            bob.head(upload, headers=TUS),
            patch(bob, upload, 0, content),
        ):
            assert call.status_code == 404
        assert made["id"] not in bob.get("/v1/requests").text


@pytest.mark.parametrize("odd", ["%00", "x", "..%2f..%2fetc", "%ff", "A" * 5000, "%e2%80%ae"])
def test_an_odd_id_does_not_exist(service: RunningService, odd: str) -> None:
    with service.client("alice") as client:
        for path in (f"/v1/requests/{odd}", f"/v1/requests/{odd}/events", f"/v1/requests/{odd}/receipt"):
            assert client.get(path).status_code == 404
        assert client.head(f"/v1/uploads/{odd}", headers=TUS).status_code in (404, 410)
        assert client.get("/v1/requests", params={"state": "x\x00"}).status_code == 400


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, "object"),
        ({"bundle": {"sha256": "ABC", "size": 1}, "request": {}}, "sha256"),
        ({"bundle": {"sha256": "0" * 64, "size": 0}, "request": {}}, "size"),
        ({"bundle": {"sha256": "0" * 64, "size": True}, "request": {}}, "size"),
        ({"bundle": {"sha256": "0" * 64, "size": 5}, "request": []}, "request"),
        ({"bundle": {"sha256": "0" * 64, "size": 5}, "request": {}, "x": 1}, "'x'"),
        ({"bundle": {"sha256": "0" * 64, "size": 5}, "request": {}, "replaces": "../1"}, "replaces"),
        ([], "object"),
    ],
)
def test_a_wrong_body_is_named(service: RunningService, body: object, names: str) -> None:
    with service.client("alice") as client:
        answer = client.post("/v1/requests", json=body, headers={"Idempotency-Key": str(uuid.uuid4())})

    assert answer.status_code == 422
    assert names in answer.json()["detail"]


@pytest.mark.parametrize("text", ["", "{", '{"a": 1e999}', '"\\ud800"', "[" * 100_000, "\xff\xfe"])
def test_what_is_no_json_is_refused(service: RunningService, text: str) -> None:
    with service.client("alice") as client:
        headers = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": "application/json"}
        answer = client.post("/v1/requests", content=text.encode("latin-1"), headers=headers)

    assert (answer.status_code, code(answer)) == (400, "bad-request")


def test_the_idempotency_key_is_needed(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        answer = client.post("/v1/requests", json=body_for(content))

    assert (answer.status_code, code(answer)) == (428, "key-missing")


def test_a_body_that_is_too_large_is_refused(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        answer = create(client, content, more_request={"text": "x" * 3_000_000})

    assert answer.status_code in (413, 422)


def test_a_bundle_that_is_too_large_is_refused_before_it_is_sent(service: RunningService) -> None:
    with service.client("alice") as client:
        body = {"bundle": {"sha256": "1" * 64, "size": 10**15}, "request": {}}
        answer = client.post("/v1/requests", json=body, headers={"Idempotency-Key": str(uuid.uuid4())})

    assert (answer.status_code, code(answer)) == (413, "too-large")


def test_a_bundle_that_is_no_bundle_is_blocked_with_the_reason(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        request_id = send(client, content)
    found = service.wait_for(request_id, "blocked", "in_review")

    assert found["state"] == "blocked"
    assert found["verdict"] == "fail"
    assert found["message"]


def test_the_trail_is_a_whole_chain(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        request_id = send(client, content)
        service.wait_for(request_id, "blocked")
        found = client.get(f"/v1/requests/{request_id}/events").json()

    assert [event["kind"] for event in found["events"]] == [
        "create",
        "start_upload",
        "submit",
        "start_validation",
        "block",
    ]
    assert found["first_break"] is None


def test_no_token_is_in_the_log_or_the_data(service: RunningService, content: bytes) -> None:
    with service.client("alice") as client:
        send(client, content)
        client.get("/v1/nowhere")

    assert "token-of-" not in service.log()
    for path in service.data.rglob("*"):
        assert not path.is_file() or b"token-of-" not in path.read_bytes()


def test_a_list_carries_no_long_texts(service: RunningService, content: bytes) -> None:
    summary = {"title": "Table", "form": {"justification": "x" * 10_000}, "notes": "y" * 10_000}
    body = {**body_for(content), "request": summary}
    with service.client("alice") as client:
        made = client.post("/v1/requests", json=body, headers={"Idempotency-Key": str(uuid.uuid4())}).json()
        listed = {each["id"]: each for each in client.get("/v1/requests").json()["requests"]}

    assert made["summary"] == summary
    assert listed[made["id"]]["summary"] == {"title": "Table"}
