"""Requests: drafts, what stops them, sealing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.editing import edited
from gel_airlock_jupyter.errors import (
    AirlockError,
    ChangedElsewhere,
    InputError,
    ItemNotFound,
    JustificationNeeded,
    NotExportable,
    UnknownName,
)
from gel_airlock_jupyter.records import Request
from gel_airlock_jupyter.session import Session

UNSURE = pd.DataFrame({"x": [1.5, 2.5], "y": ["u", "v"]})


@pytest.fixture
def staged(session: Session, counts: pd.DataFrame) -> Any:
    return session.stage(counts, "table1.csv", title="Table 1", description="Counts by disease")


def test_a_request_takes_everything_staged_in_order(session: Session, staged: Any, form: dict[str, str]) -> None:
    other = session.stage(pd.DataFrame({"sex": ["f", "m"], "n": [40, 50]}), "table2.csv", title="Table 2")

    request = session.request(**form)

    assert request.items == (staged.id, other.id)
    assert (request.state, request.verdict, request.findings) == ("draft", "pass", ())
    assert session.status()[1] == [request]


def test_a_request_may_choose(session: Session, staged: Any, form: dict[str, str]) -> None:
    assert session.request([staged.id, staged.id], **form).items == (staged.id,)
    with pytest.raises(ItemNotFound):
        session.request(["nothing"], **form)
    checked = session.record("counts", session.check(UNSURE, "counts"))
    with pytest.raises(ItemNotFound, match="not staged"):
        session.request([checked.id], **form)


def test_a_wrong_field_suggests_the_right_one(session: Session) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'project'"):
        session.request(projet="RR150")


@pytest.mark.parametrize("text", ["nul\x00", "esc\x1b[2J", "turn\u202eed", "c1\x9b", "half\udfff", "x" * 20_001])
def test_a_form_with_hidden_characters_is_refused(session: Session, text: str) -> None:
    with pytest.raises(InputError):
        session.request(project="RR150", comments=text)
    assert session.status()[1] == []


def test_a_form_keeps_lines_and_every_script(session: Session) -> None:
    request = session.request(comments="  Zeile 1\r\nZeile 2\t日本 עברית 👩‍🔬 ")

    assert request.form["comments"] == "Zeile 1\nZeile 2\t日本 עברית 👩‍🔬"


def test_a_draft_may_change_and_keeps_what_is_not_named(session: Session, staged: Any, form: dict[str, str]) -> None:
    request = session.request(**{**form, "aim": ""})
    assert request.verdict == "fail"

    changed = session.requests.update(request.id, {"aim": "Publication"})

    assert (changed.verdict, changed.form["project"]) == ("pass", "RR150")


def test_of_two_windows_the_last_writer_undoes_nothing_it_has_not_seen(
    session: Session, staged: Any, form: dict[str, str]
) -> None:
    request = session.request(**{**form, "aim": "Thesis"})
    session.requests.update(request.id, {"aim": "Publication"}, was={"aim": "Thesis"})

    with pytest.raises(ChangedElsewhere, match="'aim' was changed elsewhere"):
        session.requests.update(request.id, {"aim": "Talk", "comments": "Mine"}, was={"aim": "Thesis", "comments": ""})

    stored = session.store.request(request.id)
    assert (stored.form["aim"], stored.form["comments"]) == ("Publication", "Mine")
    assert session.requests.update(request.id, {"aim": "Talk"}, was={"aim": " Publication "}).form["aim"] == "Talk"


def test_an_answer_is_on_disk_before_anything_is_judged_and_what_came_meanwhile_stays(
    session: Session, staged: Any, form: dict[str, str]
) -> None:
    request = session.request(**{**form, "aim": ""})

    def slow(now: Request) -> Request:
        assert session.store.request(request.id).form["aim"] == "Publication"
        if not now.form.get("comments"):
            session.requests.update(request.id, {"comments": "Of another window"})
        return replace(now, verdict="fail")

    changed = edited(session.store, slow, request.id, {"aim": "Publication"}, {})

    assert (changed.form["aim"], changed.form["comments"], changed.verdict) == (
        "Publication", "Of another window", "pass",
    )  # fmt: skip


def test_an_incomplete_request_is_not_sealed(session: Session, staged: Any, form: dict[str, str]) -> None:
    request = session.request(**{**form, "justification": ""})

    with pytest.raises(NotExportable, match="not complete"):
        session.bundle(request)

    assert session.store.request(request.id).state == "draft"


def test_a_request_is_sealed_once(session: Session, staged: Any, form: dict[str, str]) -> None:
    request = session.request(**form)

    path = session.bundle(request)
    data = path.read_bytes()
    session.store.update_item(staged.id, title="Another title")

    assert session.bundle(request.id) == path
    assert path.read_bytes() == data
    assert session.store.request(request.id).state == "sealed"
    with pytest.raises(InputError, match="only a draft"):
        session.requests.update(request.id, {"aim": "Thesis"})
    assert airlock.verify(path).ok


def test_a_removed_output_is_named(session: Session, staged: Any, form: dict[str, str]) -> None:
    request = session.request(**form)
    session.store.remove_item(staged.id)

    with pytest.raises(ItemNotFound, match="output of this request was removed"):
        session.bundle(request)
    with pytest.raises(ItemNotFound, match="output of this request was removed"):
        session.requests.update(request.id, {"aim": "Thesis"})


def test_a_changed_file_is_not_sealed(session: Session, staged: Any, form: dict[str, str]) -> None:
    request = session.request(**form)
    session.store.export_path(staged).write_text("disease,n\nLeigh,3\n")

    with pytest.raises(AirlockError, match="changed after staging"):
        session.bundle(request)


def test_a_recheck_that_fails_stops_the_request(session: Session, staged: Any, form: dict[str, str]) -> None:
    request = session.request(**form)
    session.store.export_path(staged).write_text("disease,n\nLeigh,3\n")
    session.recheck(staged.id)

    with pytest.raises(NotExportable, match="EN-03"):
        session.bundle(request)


def test_a_justification_taken_away_stops_the_request(session: Session, form: dict[str, str]) -> None:
    item = session.stage(UNSURE, "x.csv", title="X", justification="Coefficients of a model of sites")
    request = session.request(**form)
    session.store.update_item(item.id, justification="")

    with pytest.raises(JustificationNeeded):
        session.bundle(request)


def test_an_item_judged_under_another_policy_stops_the_request(session: Session, staged: Any, form: Any) -> None:
    request = session.request(**form)
    report = json.loads(json.dumps(staged.to_dict()["report"]))
    report["policy"]["digest"] = "0" * 64
    session.store.update_item(staged.id, report=report)

    with pytest.raises(NotExportable, match="another policy"):
        session.bundle(request)

    session.recheck(staged.id)
    assert session.bundle(request).is_file()


def test_an_exception_is_sealed_as_the_fail_it_is(session: Session, small: pd.DataFrame, form: Any) -> None:
    session.stage(small, "t.csv", title="T", exception="Counts of hospitals, not of people")

    request = session.request(**form)

    assert request.verdict == "fail"
    assert session.bundle(request).is_file()


@pytest.mark.parametrize(
    ("state", "kept"),
    [("draft", False), ("sealed", False), ("parked", False), ("submitted", True), ("in_review", True),
     ("released", False)],
)  # fmt: skip
def test_a_request_under_way_is_not_removed(session: Session, state: str, kept: bool) -> None:
    from dataclasses import replace

    request = session.store.put_request(replace(session.request(), state=state))

    if kept:
        with pytest.raises(InputError, match=state):
            session.requests.remove(request.id)
    else:
        session.requests.remove(request.id)
    assert bool(session.status()[1]) is kept


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"id": 1}', "null", "[" * 100_000])
def test_a_damaged_request_is_shown_and_can_be_removed(session: Session, content: str) -> None:
    good, bad = session.request(), session.request()
    (session.store.request_folder(bad.id) / "request.json").write_text(content)

    requests, problems = session.store.requests()

    assert [request.id for request in requests] == [good.id]
    assert [problem.id for problem in problems] == [bad.id]
    session.requests.remove(bad.id)
    assert session.store.requests()[1] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("form", []), ("form", {"aim": 3}), ("items", [1]), ("outputs", [1]), ("findings", [{}]), ("bundle", "x"),
     ("bundle", {}), ("submission", 1), ("submission", {}), ("created_at", None), ("history", 3)],
)  # fmt: skip
def test_a_request_with_a_field_of_the_wrong_kind_is_damaged(session: Session, field: str, value: Any) -> None:
    request = session.request()
    path = session.store.request_folder(request.id) / "request.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: value}))

    assert [problem.id for problem in session.store.requests()[1]] == [request.id]


def test_submitting_by_hand_says_what_to_do(session: Session, staged: Any, form: dict[str, str]) -> None:
    request = session.request(**form)

    answer = session.submit(session.bundle(request))

    assert answer.state == "handed_over"
    assert answer.message


def test_a_bundle_of_somebody_else_is_not_submitted(session: Session, tmp_path: Any) -> None:
    with pytest.raises(ItemNotFound, match=r"other\.zip"):
        session.submit(tmp_path / "other.zip")
    with pytest.raises(ItemNotFound):
        session.submit("00000000-0000-0000-0000-000000000000")


def test_the_public_function_stays_callable_after_sealing(
    staged: Any, session: Session, form: Any, monkeypatch
) -> None:
    monkeypatch.setenv("GEL_AIRLOCK_STORE", str(session.settings.store))
    monkeypatch.setenv("GEL_AIRLOCK_PROJECT", "RR150")

    for _ in range(2):
        assert airlock.bundle(airlock.request(**form)).is_file()


def test_the_same_output_in_a_second_request_is_noted(
    session: Session, counts: pd.DataFrame, form: dict[str, Any]
) -> None:
    session.stage(counts, "counts.csv", title="Counts", description="Counts by disease")
    first = session.request(**form)
    assert "RQ-04" not in {finding["rule"] for finding in first.findings}

    session.bundle(first)
    second = session.request(**form)

    noted = [finding for finding in second.findings if finding["rule"] == "RQ-04"]
    assert len(noted) == 1
    assert first.id[:8] in noted[0]["message"]
    assert second.verdict == "pass"
