"""From a researcher's session to a release and back, through the outbox and the real service."""

from __future__ import annotations

from pathlib import Path

import pytest
from running_service import RunningService, token_of
from sealing import Sealer

from gel_airlock_jupyter.transfer.settings import TransferSettings


@pytest.fixture
def researcher(service: RunningService, tmp_path: Path) -> Sealer:
    token = tmp_path / "token"
    token.write_text(token_of("alice"))
    return Sealer(tmp_path / "store", TransferSettings("http", service.url, token))


def test_a_request_goes_out_and_its_state_comes_back(service: RunningService, researcher: Sealer) -> None:
    session = researcher.session
    identifier = researcher.request("pass", "review")

    session.submit(identifier)
    request = session.store.request(identifier)
    assert request.submission
    remote_id = request.submission["remote_id"]
    assert request.submission["receipt"]["signatures"]
    service.wait_for(remote_id, "in_review")
    assert session.requests.refresh(identifier).state == "in_review"

    for name in ("rita", "sam"):
        with service.client(name) as reviewer:
            reviewer.post(f"/v1/requests/{remote_id}/reviews", json={"vote": "approve"})
    with service.client("rita") as rita:
        rita.post(f"/v1/requests/{remote_id}/decisions", json={})
        rita.post(f"/v1/requests/{remote_id}/release", json={})

    assert session.requests.refresh(identifier).state == "released"


def test_submitting_twice_is_one_request(service: RunningService, researcher: Sealer) -> None:
    identifier = researcher.request("pass")
    researcher.session.submit(identifier)
    researcher.session.submit(identifier)

    with service.client("alice") as client:
        listed = client.get("/v1/requests").json()["requests"]
    bundle = researcher.session.store.request(identifier).bundle
    assert bundle
    assert sum(each["bundle"]["sha256"] == bundle["sha256"] for each in listed) == 1
