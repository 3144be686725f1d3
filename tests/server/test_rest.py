"""Every route: happy path, wrong id, wrong body, damaged store."""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
import zipfile
from typing import Any

import pandas as pd
import pytest

UNKNOWN = "00000000-0000-0000-0000-000000000000"
EVERY_ROUTE = [
    ("GET", "info"),
    ("GET", "policy"),
    ("GET", "settings"),
    ("PUT", "settings"),
    ("GET", "sessions"),
    ("GET", f"sessions/{UNKNOWN}/objects"),
    ("GET", "rules"),
    ("GET", "items"),
    ("POST", "items"),
    ("POST", "items/check"),
    ("POST", "fixes"),
    ("GET", "requests"),
    ("POST", "requests"),
    ("GET", f"items/{UNKNOWN}"),
    ("PATCH", f"items/{UNKNOWN}"),
    ("DELETE", f"items/{UNKNOWN}"),
    ("POST", f"items/{UNKNOWN}/restore"),
    ("POST", f"items/{UNKNOWN}/check"),
    ("GET", f"items/{UNKNOWN}/file"),
    ("GET", f"requests/{UNKNOWN}"),
    ("PATCH", f"requests/{UNKNOWN}"),
    ("DELETE", f"requests/{UNKNOWN}"),
    ("GET", f"requests/{UNKNOWN}/preview"),
    ("GET", f"requests/{UNKNOWN}/bundle"),
    ("GET", f"requests/{UNKNOWN}/submission"),
    ("POST", f"requests/{UNKNOWN}/submission"),
    ("GET", f"requests/{UNKNOWN}/messages"),
    ("POST", f"requests/{UNKNOWN}/messages"),
    ("POST", f"requests/{UNKNOWN}/withdraw"),
    ("POST", f"requests/{UNKNOWN}/resubmit"),
    ("POST", f"requests/{UNKNOWN}/revise"),
    ("GET", f"requests/{UNKNOWN}/release"),
    ("POST", f"requests/{UNKNOWN}/seen"),
    ("POST", f"requests/{UNKNOWN}/outcome"),
    ("GET", f"requests/{UNKNOWN}/participants"),
    ("PUT", f"requests/{UNKNOWN}/participants"),
    ("DELETE", f"requests/{UNKNOWN}/participants"),
    ("GET", "templates"),
    ("PUT", "templates"),
    ("DELETE", "templates"),
    ("GET", "login"),
    ("POST", "login"),
    ("DELETE", "login"),
]


def test_every_route_is_tested() -> None:
    from gel_airlock_jupyter.server.routes import routes

    tested = {path.replace(UNKNOWN, "ID") for _, path in EVERY_ROUTE}
    assert {route.replace("/gel-airlock/", "").replace(r"([0-9a-f-]{1,64})", "ID") for route, _ in routes()} == tested


def is_error(answer: Any, status: int, code: str) -> bool:
    """Whether an answer is an error of the shape that docs/rest.md gives."""
    return (
        answer.status == status
        and isinstance(answer.data, dict)
        and {"code", "message", "hint"} <= set(answer.data)
        and answer.data["code"] == code
        and bool(answer.data["message"])
    )


async def test_nobody_without_a_token(ask) -> None:
    for method, path in EVERY_ROUTE:
        for token in ("token wrong", ""):
            answer = await ask(method, path, headers={"Authorization": token})
            assert is_error(answer, 403, "http-403"), (method, path, answer)


async def test_a_cookie_alone_changes_nothing_without_xsrf(ask, jp_serverapp) -> None:
    """A page of somebody else can make the browser send the cookie, but does not know the XSRF token."""
    from tornado.web import create_signed_value

    user = {"username": "ada", "name": "Ada", "display_name": "Ada", "initials": "A", "avatar_url": "", "color": ""}
    name = f"username-127-0-0-1-{jp_serverapp.port}"
    secret = jp_serverapp.web_app.settings["cookie_secret"]
    cookie = {"Authorization": "", "Cookie": f"{name}={create_signed_value(secret, name, json.dumps(user)).decode()}"}
    assert (await ask("GET", "items", headers=dict(cookie))).status == 200

    for method, path in EVERY_ROUTE:
        if method != "GET":
            answer = await ask(method, path, headers=dict(cookie))
            assert is_error(answer, 403, "http-403"), (method, path, answer)
            assert "_xsrf" in answer.data["message"]


async def test_an_unknown_id_is_not_found(ask) -> None:
    for method, path in EVERY_ROUTE:
        if UNKNOWN in path and not path.startswith("sessions/"):  # a kernel that ended holds nothing
            answer = await ask(method, path)
            assert is_error(answer, 404, "item-not-found"), (method, path, answer)


async def test_what_is_no_id_is_not_found(ask) -> None:
    for identifier in ("abc", "-", "0" * 64, "%2e%2e", "..%2f..%2fetc", "x y", "LP1000999-DNA_A01"):
        for path in ("items/{}", "items/{}/file", "requests/{}"):
            assert (await ask("GET", path.format(identifier))).status == 404, (path, identifier)


async def test_a_body_that_is_no_json_object(ask, request_of, staged) -> None:
    for body in (b"{", b"[]", b'"x"', b"null", b"1", b"\xff\xfe", b"[" * 100_000):
        for method, path in (
            ("POST", "requests"),
            ("PATCH", f"items/{staged.id}"),
            ("PATCH", f"requests/{request_of.id}"),
        ):
            answer = await ask(method, path, body)
            assert is_error(answer, 400, "bad-input"), (method, path, body[:10], answer)


async def test_a_body_that_is_too_large(ask) -> None:
    answer = await ask("POST", "requests", {"form": {"comments": "x" * 1_100_000}})

    assert answer.status == 400


async def test_info_says_versions_policy_back_end_and_form(ask, store) -> None:
    from gel_airlock_jupyter import __version__

    data = (await ask("GET", "info")).data

    assert data["version"] == __version__
    assert data["policy"]["id"] == "genomics-england-airlock"
    assert (data["project"], data["store"]) == ("RR150", str(store))
    assert data["backend"]["name"] == "manual"
    assert [field["name"] for field in data["form"]][:2] == ["project", "user_group"]
    assert {entry["name"]: (entry["value"], entry["source"]) for entry in data["settings"]} == {
        "project": ("RR150", "server"),
        "store": (str(store), "server"),
        "policy": ("Genomics England Airlock rules", "default"),
        "transfer": ("manual", "default"),
    }


async def test_policy_holds_its_content(ask) -> None:
    data = (await ask("GET", "policy")).data

    assert data["content"]["rules"]["CT-01"]["threshold"] == 5
    assert data["locked"] is False


async def test_sessions_are_the_running_kernels_that_left_a_note(ask, store, jp_serverapp, monkeypatch) -> None:
    async def listed() -> list[dict[str, Any]]:
        return [{"path": "work/größe.ipynb", "kernel": {"id": "k1"}}, {"path": "other.ipynb", "kernel": {"id": "k2"}}]

    monkeypatch.setattr(jp_serverapp.session_manager, "list_sessions", listed)
    assert (await ask("GET", "sessions")).data == {"sessions": []}
    (store / "sessions").mkdir(parents=True)
    note = {"kernel_id": "k1", "package_version": "0.1.0", "notebook": None, "started_at": "", "pid": 1}
    (store / "sessions" / "k1.json").write_text(json.dumps(note))
    (store / "sessions" / "dead.json").write_text(json.dumps({**note, "kernel_id": "dead"}))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    restarted = {**note, "kernel_id": "k2", "pid": ended.pid}  # the same kernel id, another process
    (store / "sessions" / "restarted.json").write_text(json.dumps(restarted))
    (store / "sessions" / "odd.json").write_text(json.dumps({**note, "kernel_id": ["k1"]}))
    (store / "sessions" / "half.json").write_text('{"kernel')
    (store / "sessions" / "list.json").write_text("[]")

    assert (await ask("GET", "sessions")).data == {"sessions": [{**note, "notebook": "work/größe.ipynb"}]}


async def test_items_are_listed_without_cells_and_read_whole(ask, session, staged) -> None:
    checked = session.record("other", session.check(pd.DataFrame({"g": ["ä"], "n": [3]}), "other"))

    listed = (await ask("GET", "items")).data
    whole = (await ask("GET", f"items/{checked.id}")).data

    assert [item["name"] for item in listed["items"]] == ["table1.csv", "other"]
    assert "preview" not in listed["items"][0]["report"]
    assert whole["report"]["preview"]["rows"] == [["ä", "3"]]
    assert (whole["counts"], whole["shape"]) == ({"fail": 1, "review": 0, "warn": 0, "info": 0}, "1 x 2")


async def test_nothing_changed_is_304(ask, session, staged) -> None:
    first = await ask("GET", "items")

    again = await ask("GET", "items", headers={"If-None-Match": first.headers["ETag"]})
    session.store.update_item(staged.id, title="New")
    changed = await ask("GET", "items", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status, again.body) == (304, b"")
    assert (changed.status, changed.data["items"][0]["title"]) == (200, "New")


async def test_a_damaged_item_is_a_problem_and_the_rest_is_there(ask, session, staged) -> None:
    bad = session.record("bad", session.check("words", "bad"))
    (session.store.folder / "items" / bad.id / "item.json").write_text('{"report": []}')

    listed = (await ask("GET", "items")).data
    single = await ask("GET", f"items/{bad.id}")

    assert [item["id"] for item in listed["items"]] == [staged.id]
    assert [problem["id"] for problem in listed["problems"]] == [bad.id]
    assert (single.status >= 400, single.data["code"]) == (True, "store-error")
    assert (await ask("DELETE", f"items/{bad.id}")).status == 204
    assert (await ask("GET", "items")).data["problems"] == []


async def test_an_item_is_changed(ask, staged) -> None:
    changes = {"title": "  Tabelle 1 – größer  ", "description": "a\r\nb", "alt_text": "", "position": 7}

    data = (await ask("PATCH", f"items/{staged.id}", changes)).data

    assert (data["title"], data["description"], data["position"]) == ("Tabelle 1 – größer", "a\nb", 7)
    assert (await ask("GET", f"items/{staged.id}")).data["title"] == "Tabelle 1 – größer"


NOT_CHANGEABLE: list[dict[str, Any]] = [
    {"verdict": "pass"},
    {"state": "checked"},
    {"export": None},
    {"exception": "x"},
    {"title": 3},
    {"title": None},
    {"position": "1"},
    {"position": True},
    {"position": -1},
    {"position": 10**30},
    {"title": "x" * 20_001},
    {"title": "bell\u0007"},
    {"description": "turn\u202eed"},
    {"id": UNKNOWN},
    {"": ""},
]


async def test_what_may_not_be_changed(ask, session, staged) -> None:
    for changes in NOT_CHANGEABLE:
        answer = await ask("PATCH", f"items/{staged.id}", changes)
        assert is_error(answer, 400, "bad-input"), (changes, answer)
    assert session.store.item(staged.id) == staged


async def test_an_item_is_removed_and_restored(ask, staged) -> None:
    assert (await ask("DELETE", f"items/{staged.id}")).status == 204
    assert (await ask("DELETE", f"items/{staged.id}")).status == 404
    assert (await ask("GET", "items")).data["items"] == []

    restored = await ask("POST", f"items/{staged.id}/restore")

    assert restored.data["id"] == staged.id
    assert (await ask("POST", f"items/{staged.id}/restore")).status == 404
    assert (await ask("GET", f"items/{staged.id}/file")).status == 200


async def test_a_staged_item_is_checked_again(ask, session, staged) -> None:
    assert (await ask("POST", f"items/{staged.id}/check")).data["verdict"] == "pass"
    session.store.export_path(staged).write_text("disease,n\nLeigh,3\n")

    data = (await ask("POST", f"items/{staged.id}/check")).data

    assert data["verdict"] == "fail"
    assert "changed" in data["report"]["findings"][0]["message"]


async def test_only_staged_items_have_a_file(ask, session) -> None:
    item = session.record("words", session.check("words", "words"))

    for method, verb in (("GET", "file"), ("POST", "check")):
        answer = await ask(method, f"items/{item.id}/{verb}")
        assert (answer.status, answer.data["code"]) == (400, "bad-input")


async def test_the_frozen_file_is_saved_never_shown(ask, session, staged) -> None:
    answer = await ask("GET", f"items/{staged.id}/file")

    assert answer.body == b"disease,n\nLeigh,40\nMELAS,50\n"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="table1.csv"'
    assert answer.headers["Content-Type"] == "text/csv"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    session.store.export_path(staged).unlink()
    gone = await ask("GET", f"items/{staged.id}/file")
    assert (gone.status >= 400, gone.data["code"]) == (True, "store-error")


async def test_a_request_from_draft_to_handing_over(ask, session, staged) -> None:
    draft = await ask("POST", "requests", {"form": {"project": "RR150"}})
    assert (draft.status, draft.data["verdict"], draft.data["items"]) == (201, "fail", [staged.id])
    path = f"requests/{draft.data['id']}"

    refused = await ask("GET", f"{path}/bundle")
    assert (refused.status, refused.data["code"]) == (409, "not-exportable")
    assert refused.data["report"]["verdict"] == "fail"

    form = {"description": "Counts by disease", "aim": "Publication", "justification": "For a paper"}
    patched = (await ask("PATCH", path, {"form": form})).data
    assert (patched["verdict"], patched["form"]["project"]) == ("pass", "RR150")
    late = await ask("PATCH", path, {"form": {"aim": "Thesis"}, "was": {"aim": ""}})
    assert is_error(late, 409, "changed-elsewhere"), late
    assert is_error(await ask("PATCH", path, {"was": []}), 400, "bad-input")

    submitted = await ask("POST", f"{path}/submission")
    assert submitted.status == 202
    async with asyncio.timeout(60):
        while (await ask("GET", path)).data["state"] != "handed_over":
            await asyncio.sleep(0.05)
    assert (await ask("GET", f"{path}/submission")).data["state"] == "handed_over"
    assert [request["id"] for request in (await ask("GET", "requests")).data["requests"]] == [draft.data["id"]]
    assert (await ask("PATCH", path, {"form": form})).status == 400
    assert (await ask("DELETE", path)).status == 204
    assert (await ask("GET", path)).status == 404


WRONG_REQUESTS: list[dict[str, Any]] = [
    {"form": []},
    {"form": {"projet": "x"}},
    {"form": {"aim": "\u0000"}},
    {"items": "all"},
    {"items": [1]},
    {"state": "approved"},
    {"form": {"aim": "x" * 20_001}},
]


async def test_a_wrong_request_is_refused(ask, request_of) -> None:
    for body in WRONG_REQUESTS:
        for method, path in (("POST", "requests"), ("PATCH", f"requests/{request_of.id}")):
            answer = await ask(method, path, body)
            assert answer.status == 400, (body, answer)
            assert is_error(answer, 400, answer.data["code"])
    assert len((await ask("GET", "requests")).data["requests"]) == 1


async def test_items_that_are_not_staged(ask) -> None:
    assert (await ask("POST", "requests", {"items": [UNKNOWN]})).status == 404


async def test_a_request_under_way_stays(ask, session, request_of) -> None:
    from dataclasses import replace

    session.store.put_request(replace(request_of, state="in_review"))

    assert (await ask("DELETE", f"requests/{request_of.id}")).status == 400


async def test_a_damaged_request_is_a_problem(ask, session, request_of) -> None:
    (session.store.request_folder(request_of.id) / "request.json").write_text("{}")

    listed = (await ask("GET", "requests")).data

    assert (listed["requests"], [problem["id"] for problem in listed["problems"]]) == ([], [request_of.id])
    for method, path in (("GET", ""), ("GET", "/bundle"), ("POST", "/submission"), ("GET", "/submission")):
        assert (await ask(method, f"requests/{request_of.id}{path}")).status >= 400
    assert (await ask("DELETE", f"requests/{request_of.id}")).status == 204


@pytest.mark.parametrize("part", ["bundle", "outputs", "evidence", "form", "review"])
async def test_the_parts_of_a_bundle(ask, request_of, part: str) -> None:
    answer = await ask("GET", f"requests/{request_of.id}/bundle", params={"part": part})

    assert answer.status == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    if part == "form":
        assert "Counts of participants by disease" in answer.body.decode()
    elif part == "review":
        assert answer.body.startswith(b"%PDF")
    else:
        names = zipfile.ZipFile(io.BytesIO(answer.body)).namelist()
        assert any(name.endswith("table1.csv") for name in names)
        assert any("request.json" in name for name in names) is (part != "outputs")


async def test_a_part_that_is_none(ask, request_of) -> None:
    answer = await ask("GET", f"requests/{request_of.id}/bundle", params={"part": "secrets"})

    assert (answer.status, answer.data["code"]) == (400, "bad-input")


async def test_a_bundle_that_is_gone(ask, session, request_of) -> None:
    session.bundle(request_of).unlink()

    answer = await ask("GET", f"requests/{request_of.id}/bundle")

    assert (answer.status >= 400, answer.data["code"]) == (True, "store-error")


async def test_a_full_disk_is_said_in_words(ask, session, staged, monkeypatch) -> None:
    import errno
    import os

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    answer = await ask("PATCH", f"items/{staged.id}", {"title": "New"})

    assert (answer.status, answer.data["code"]) == (507, "store-error")
    assert "No space left on device" in answer.data["message"]


async def test_a_surprise_tells_nothing_of_the_data(ask, staged, monkeypatch) -> None:
    from gel_airlock_jupyter.store import Store

    def broken(*_: object) -> None:
        raise RuntimeError("participant 500000009")

    monkeypatch.setattr(Store, "item", broken)

    answer = await ask("GET", f"items/{staged.id}")

    assert (answer.status, answer.data["code"]) == (500, "http-500")
    assert b"500000009" not in answer.body


async def test_half_a_surrogate_pair_does_not_break_the_list(ask, session) -> None:
    session.record("x", session.check(pd.DataFrame({"a\ud800": ["\udfff"], "n": [50]}), "x"))

    assert len((await ask("GET", "items")).data["items"]) == 1


async def test_a_wrong_setting_is_an_answer_too(ask, jp_serverapp, monkeypatch) -> None:
    app = jp_serverapp.web_app.settings["gel_airlock"]
    monkeypatch.setattr(app, "project", "../other")
    monkeypatch.delitem(vars(app), "choosing")  # what is locked is read once, as the server starts

    answer = await ask("GET", "items")

    assert (answer.status, answer.data["code"]) == (400, "bad-input")


async def test_objects_are_those_a_running_kernel_listed(ask, store) -> None:
    kernel = "11111111-2222-3333-4444-555555555555"
    (store / "inventory").mkdir(parents=True)
    path = store / "inventory" / f"{kernel}.json"
    listed = [{"name": "table", "kind": "table", "shape": [2, 2]}]

    path.write_text(json.dumps({"pid": os.getpid(), "updated_at": "2026-11-22T04:00:00Z", "objects": listed}))
    running = await ask("GET", f"sessions/{kernel}/objects")
    path.write_text(json.dumps({"pid": 2**22 + 1, "objects": listed}))
    ended = await ask("GET", f"sessions/{kernel}/objects")
    path.write_text("{ not JSON")
    damaged = await ask("GET", f"sessions/{kernel}/objects")

    assert running.data == {"objects": listed, "updated_at": "2026-11-22T04:00:00Z"}
    assert ended.data == damaged.data == {"objects": [], "updated_at": None}


async def test_every_rule_has_its_page(ask) -> None:
    rules = {rule["rule"]: rule for rule in (await ask("GET", "rules")).data["rules"]}

    assert rules["CT-02"]["title"] == "A masked cell can be recalculated"
    assert "Why it matters" in rules["CT-02"]["page"]


async def test_all_staged_outputs_are_judged_together(ask, session) -> None:
    women = pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [40, 50]})
    everyone = pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [42, 90]})
    session.stage(women, "women.csv", title="Women", description="Counts of women")
    alone = (await ask("POST", "items/check")).data
    session.stage(everyone, "everyone.csv", title="Women and men", description="Counts of everyone")
    both = (await ask("POST", "items/check")).data

    assert alone["verdict"] == "pass"
    assert both["name"]
    assert {"findings", "verdict"} <= set(both)


async def test_the_reviewers_page_of_a_draft_can_be_read_before_sealing(ask, request_of) -> None:
    page = (await ask("GET", f"requests/{request_of.id}/preview")).data["page"]

    assert "Table 1" in page
    assert "Counts of participants by disease" in page
    assert (await ask("GET", f"requests/{request_of.id}")).data["bundle"] is None


async def test_a_staged_output_gets_another_file_name_everywhere(ask, session, staged, request_of) -> None:
    changed = await ask("PATCH", f"items/{staged.id}", {"file": "grades", "title": "Grades"})

    item = changed.data
    assert (item["export"]["file"], item["name"], item["title"]) == ("grades.csv", "grades.csv", "Grades")
    assert (await ask("GET", f"items/{item['id']}/file")).body.startswith(b"disease,n")
    assert (await ask("GET", f"requests/{request_of.id}")).data["items"] == [item["id"]]
    assert [known["id"] for known in (await ask("GET", "items")).data["items"]] == [item["id"]]
    assert (await ask("POST", f"items/{item['id']}/check")).data["verdict"] == "pass"


@pytest.mark.parametrize("file", ["../grades.csv", "", "grades.png", "a b.csv", 7])
async def test_a_name_that_no_export_can_have_is_refused(ask, session, staged, file) -> None:
    answer = await ask("PATCH", f"items/{staged.id}", {"file": file, "title": "Other"})

    assert is_error(answer, 400, "bad-input")
    assert session.store.item(staged.id) == staged


async def test_two_staged_outputs_cannot_have_one_name(ask, session, staged) -> None:
    other = session.stage(pd.DataFrame({"disease": ["Leigh"], "n": [40]}), "other.csv", title="O", description="O")

    answer = await ask("PATCH", f"items/{other.id}", {"file": "Table1.csv"})

    assert is_error(answer, 400, "bad-input")
    assert "Table1.csv" in answer.data["message"]


async def test_a_file_is_checked_and_staged_without_a_kernel(ask, session, jp_root_dir) -> None:
    (jp_root_dir / "results").mkdir()
    (jp_root_dir / "results" / "small.csv").write_text("disease,n_participants\nLeigh,3\nMELAS,50\n")
    (jp_root_dir / "results" / "safe.csv").write_text("disease,n_participants\nLeigh,30\nMELAS,50\n")

    failing = await ask("POST", "items", {"path": "results/small.csv"})
    passing = await ask("POST", "items", {"path": "/results/safe.csv", "state": "checked"})
    said = {"state": "staged", "title": "Counts", "description": "By disease", "file": "table1.csv"}
    staged = await ask("POST", "items", {"path": "results/safe.csv", **said})
    refused = await ask("POST", "items", {"path": "results/small.csv", **said})

    assert (failing.status, failing.data["name"], failing.data["verdict"]) == (201, "results/small.csv", "fail")
    assert (passing.data["name"], passing.data["verdict"]) == ("results/safe.csv", "pass")
    assert (staged.data["export"]["file"], staged.data["variable"]) == ("table1.csv", "results/safe.csv")
    assert is_error(refused, 409, "not-exportable")
    assert session.store.export_path(session.store.item(staged.data["id"])).read_text().startswith("disease")


async def test_no_file_outside_the_folder_of_jupyter_is_read(ask, jp_root_dir) -> None:
    (jp_root_dir.parent / "secret.csv").write_text("a\n1\n")
    for path in ("../secret.csv", "/../secret.csv", "a/../../secret.csv", "no.csv", "", None, 7, "a\0b", "."):
        answer = await ask("POST", "items", {"path": path})
        assert is_error(answer, 400, "bad-input"), (path, answer)


async def test_a_file_is_checked_or_staged_and_nothing_else(ask, jp_root_dir) -> None:
    (jp_root_dir / "a.csv").write_text("a\n1\n")
    for body in ({"state": "sent"}, {"declared": [1]}, {"state": "staged", "title": 7}, {"declared": {"row_is": "x"}}):
        assert (await ask("POST", "items", {"path": "a.csv", **body})).status == 400, body
