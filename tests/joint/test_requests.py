"""A request is judged as a whole, and its bundle can be audited without the store."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from joint_tables import counts

from gel_airlock_jupyter.bundle.seal import BundleItem, seal
from gel_airlock_jupyter.bundle.verify import verify
from gel_airlock_jupyter.errors import NotExportable
from gel_airlock_jupyter.session import Session


@pytest.fixture
def giving_away(session: Session, form: dict[str, Any]) -> Any:
    """Two outputs that pass alone and give a cell away together."""
    parts = session.stage(counts(["8", "11", "<5"]), "parts.csv", title="By disease")
    whole = session.stage(counts([22], "All"), "whole.csv", title="All")
    return session.request([parts.id, whole.id], **form)


def test_outputs_that_give_a_cell_away_together_fail(session: Session, giving_away: Any) -> None:
    assert [output["verdict"] for output in giving_away.outputs] == ["pass", "pass"]
    assert giving_away.verdict == "fail"
    (finding,) = giving_away.findings
    assert "22 - 8 - 11 = 3" in finding["message"]
    assert "'parts.csv'" in finding["message"]
    assert "'whole.csv'" in finding["message"]

    with pytest.raises(NotExportable, match="together"):
        session.bundle(giving_away)


def test_a_title_gives_a_cell_away(session: Session, form: dict[str, Any]) -> None:
    item = session.stage(counts(["8", "11", "<5"]), "t.csv", title="Diagnoses of 22 participants")

    request = session.request([item.id], **form)

    assert request.verdict == "fail"
    assert "22 - 8 - 11 = 3" in request.findings[0]["message"]


def test_the_description_of_the_request_gives_a_cell_away(session: Session, form: dict[str, Any]) -> None:
    item = session.stage(counts(["8", "11", "<5"]), "t.csv", title="Diagnoses")

    request = session.request([item.id], **{**form, "description": "Diagnoses of all 22 participants of the study"})

    assert request.verdict == "fail"


@pytest.mark.parametrize("field", ["justification", "comments"])
def test_other_texts_of_the_form_give_a_cell_away(session: Session, form: dict[str, Any], field: str) -> None:
    item = session.stage(counts(["8", "11", "<5"]), "t.csv", title="Diagnoses")

    request = session.request([item.id], **{**form, field: "Table 1 of a paper on the 22 participants of the study"})

    assert request.verdict == "fail"
    assert "22 - 8 - 11 = 3" in request.findings[0]["message"]


def test_leaving_one_out_lets_it_pass(session: Session, giving_away: Any) -> None:
    changed = session.requests.update(giving_away.id, items=giving_away.items[:1])

    assert (changed.verdict, changed.findings) == ("pass", ())
    assert session.bundle(changed).is_file()


def test_the_bundle_carries_what_it_was_compared_with(
    session: Session, submitted: Callable[..., Any], form: dict[str, Any]
) -> None:
    submitted(first=counts([40, 50, 60]))
    item = session.stage(counts([400, 500, 600], "A B C"), "second.csv", title="Second")

    path = session.bundle(session.request([item.id], **form))

    with zipfile.ZipFile(path) as archive:
        files = {name.partition("/evidence/ledger/")[2]: name for name in archive.namelist() if "/ledger/" in name}
        own, earlier = (json.loads(archive.read(files[name])) for name in ("published.json", "earlier.json"))
        review = archive.read(next(n for n in archive.namelist() if n.endswith("review.txt"))).decode()
    assert [output["name"] for output in own["outputs"]] == ["second.csv"]
    assert [output["name"] for output in earlier["outputs"]] == ["first.csv"]
    assert "1 earlier request" in review
    assert "Whether earlier requests of the project" not in review
    assert verify(path).ok


def test_a_bundle_that_hides_what_its_outputs_give_away_does_not_hold(
    session: Session, giving_away: Any, tmp_path: Path
) -> None:
    items = [session.store.item(identifier) for identifier in giving_away.items]
    entries = [BundleItem(item.to_dict(), session.store.export_path(item), {}) for item in items]
    record = giving_away.to_dict() | {"findings": [], "verdict": "pass"}

    sealed = seal(record, entries, session.policy, tmp_path / "forged", giving_away.created_at)

    verification = verify(sealed.path)
    assert not verification.ok
    assert "together" in verification.problem
    assert "22 - 8 - 11 = 3" in verification.problem


def test_an_exception_lets_a_request_be_sealed_for_the_committee(session: Session, form: dict[str, Any]) -> None:
    parts = session.stage(
        counts(["8", "11", "<5"]), "parts.csv", title="By disease", exception="The total is in the protocol already"
    )
    whole = session.stage(counts([22], "All"), "whole.csv", title="All")
    request = session.request([parts.id, whole.id], **form)

    path = session.bundle(request)

    assert request.verdict == "fail"
    assert verify(path).ok


def test_withdrawn_requests_do_not_count(session: Session, submitted: Callable[..., Any]) -> None:
    from gel_airlock_jupyter.comparing import earlier_of
    from gel_airlock_jupyter.ledger import Ledger

    request = submitted(table=counts(["8", "11", "<5"]))
    assert len(earlier_of(session.store).outputs) == 1

    Ledger(session.store.folder).take_out(request.id, "withdrawn")

    assert earlier_of(session.store).outputs == ()
