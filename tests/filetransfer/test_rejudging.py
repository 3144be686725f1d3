"""The receiver's own judgement: what a client concluded, forgot or hid is not taken over."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from dishonest import sealed
from running_service import RunningService
from sealing import FORM, Sealer
from uploading import body_for, patch, submit

from gel_airlock_jupyter.policy.load import from_content
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings


def outcome(service: RunningService, path: Path, project: str = "RR150") -> dict:
    content = path.read_bytes()
    body = body_for(content)
    body["request"]["project"] = project
    with service.client("alice") as client:
        made = client.post("/v1/requests", json=body, headers={"Idempotency-Key": path.stem}).json()
        patch(client, made["upload"]["url"], 0, content)
        submit(client, made["id"], content)
    return service.wait_for(made["id"], "in_review", "blocked")


def test_a_review_without_a_justification_is_blocked(service: RunningService, sealer: Sealer, tmp_path: Path) -> None:
    found = outcome(service, sealed(sealer, "review", tmp_path, justification=""))

    assert (found["state"], "needs a justification" in found["message"]) == ("blocked", True)


def test_a_fail_without_an_exception_is_blocked(service: RunningService, sealer: Sealer, tmp_path: Path) -> None:
    found = outcome(service, sealed(sealer, "fail", tmp_path, exception=""))

    assert (found["state"], "asks for no exception" in found["message"]) == ("blocked", True)


def test_a_verdict_that_was_made_milder_is_blocked(service: RunningService, sealer: Sealer, tmp_path: Path) -> None:
    item = sealer.session.store.item(sealer.items["fail"])
    milder = {**item.report, "verdict": "pass", "findings": []}

    found = outcome(service, sealed(sealer, "fail", tmp_path, report=milder, verdict="pass", exception=""))

    assert found["state"] == "blocked"


def test_another_policy_than_the_services_is_blocked(service: RunningService, sealer: Sealer, tmp_path: Path) -> None:
    content = dict(sealer.session.policy.content)
    content["policy"] = {**content["policy"], "version": "0-mine"}

    found = outcome(service, sealed(sealer, "pass", tmp_path, policy=from_content(content)))

    assert found["state"] == "blocked"
    assert "policy" in found["message"]


def test_an_incomplete_form_is_blocked(service: RunningService, sealer: Sealer, tmp_path: Path) -> None:
    found = outcome(service, sealed(sealer, "pass", tmp_path, form={"justification": ""}))

    assert (found["state"], "form is not complete" in found["message"]) == ("blocked", True)


def test_a_bundle_of_another_project_than_announced_is_blocked(service: RunningService, sealer: Sealer) -> None:
    found = outcome(service, sealer.bundle("pass"), project="RR999")

    assert (found["state"], "announced for 'RR999'" in found["message"]) == ("blocked", True)


def one_table(store: Path, table: pd.DataFrame, project: str) -> Path:
    session = Session(Settings(store, project))
    said = {"title": "Diseases", "description": "Participants by disease.", "unit": "participants"}
    session.stage(table, "table.csv", justification="No cell is below 5 but the masked one.", **said)
    request = session.request(None, description="Participants by disease.", **{**FORM, "project": project})
    return session.bundle(request)


def test_what_two_requests_give_away_together_is_seen_by_the_receiver(
    service: RunningService, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    project = f"RR{abs(hash(request.node.name)) % 9000 + 1000}"
    by_sex = pd.DataFrame(
        {"disease": ["Leigh syndrome", "MELAS"], "female": ["12", "9"], "male": ["8", "<5"]}
    ).set_index("disease")
    in_all = pd.DataFrame({"disease": ["Leigh syndrome", "MELAS"], "All": [20, 12]}).set_index("disease")
    first = outcome(service, one_table(tmp_path / "one", by_sex, project), project)
    assert first["state"] == "in_review"

    # Another store: this client knows of no earlier request.
    second = outcome(service, one_table(tmp_path / "two", in_all, project), project)

    assert second["state"] == "blocked" or second["committee"]
    assert "CT-04" in second["message"] + " ".join(second["notes"])


def test_a_masked_cell_of_an_earlier_request_stays_masked_for_the_receiver(
    service: RunningService, tmp_path: Path
) -> None:
    first = pd.DataFrame({"disease": ["Leigh", "MELAS", "Alpers"], "n": ["8", "11", "<5"]})
    with_total = pd.DataFrame({"disease": ["Leigh", "MELAS", "Alpers", "All"], "n": ["8", "*", "<5", "22"]})
    assert outcome(service, one_table(tmp_path / "one", first, "RR7001"), "RR7001")["state"] == "in_review"

    fresh = one_table(tmp_path / "two", with_total, "RR7001")  # its client has no ledger, and passes it
    found = outcome(service, fresh, "RR7001")

    assert found["state"] == "blocked"
    assert "CT-04" in found["message"]
    assert "22 - 8 - 11 = 3" in found["message"]


def test_three_requests_of_which_no_two_give_anything_away(service: RunningService, tmp_path: Path) -> None:
    diseases = pd.Index(["Leigh", "MELAS", "Alpers"], name="disease")
    sex = pd.DataFrame({"female": ["20", "18", "<5"], "male": [22, 17, 9]}, index=diseases)
    age = pd.DataFrame({"0-17": [30, 15, 6], "18+": ["12", "20", "*"]}, index=diseases)
    sex.columns.name, age.columns.name = "sex", "age"
    ages = pd.DataFrame({"age": ["0-17", "18+"], "n": [51, 38]})
    for name, table in (("one", sex), ("two", age)):
        made = one_table(tmp_path / name, table, "RR7002")
        assert outcome(service, made, "RR7002")["state"] == "in_review"

    found = outcome(service, one_table(tmp_path / "three", ages, "RR7002"), "RR7002")

    assert found["state"] == "blocked" or found["committee"]
    assert "6 + 6 - 9 = 3" in found["message"] + " ".join(found["notes"])


def test_other_projects_are_not_compared(service: RunningService, tmp_path: Path) -> None:
    table = pd.DataFrame({"disease": ["Leigh syndrome", "MELAS"], "All": [20, 12]}).set_index("disease")

    found = outcome(service, one_table(tmp_path, table, "RR0001"), "RR0001")

    assert found["notes"] == []
