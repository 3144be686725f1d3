"""Answers kept under names, per project."""

from __future__ import annotations

import json


async def test_answers_are_kept_renamed_and_removed(ask) -> None:
    answers = {"aim": "Publication", "justification": "A paper.", "agreement": "Yes", "needed_by": "2027-01-04"}

    saved = await ask("PUT", "templates", body={"name": " Our  paper ", "form": answers})
    assert saved.data == {
        "templates": [{"name": "Our paper", "form": {"aim": "Publication", "justification": "A paper."}}]
    }
    await ask("PUT", "templates", body={"name": "abstract", "form": {"aim": "Talk"}})
    renamed = await ask("PUT", "templates", body={"name": "Our paper", "rename": "Paper"})
    assert [entry["name"] for entry in renamed.data["templates"]] == ["abstract", "Paper"]
    left = await ask("DELETE", "templates", params={"name": "abstract"})
    assert [entry["name"] for entry in left.data["templates"]] == ["Paper"]
    assert (await ask("GET", "templates")).data == left.data


async def test_what_cannot_be_kept_is_refused_and_changes_nothing(ask) -> None:
    await ask("PUT", "templates", body={"name": "one", "form": {"aim": "Talk"}})
    await ask("PUT", "templates", body={"name": "two", "form": {"aim": "Paper"}})

    refused = [
        await ask("PUT", "templates", body=body)
        for body in (
            {"name": "", "form": {"aim": "Talk"}},
            {"name": "empty", "form": {"agreement": "Yes"}},
            {"name": "wrong", "form": {"colour": "red"}},
            {"name": "one", "rename": "two"},
            {"name": "three", "rename": "four"},
            {"name": "one"},
        )
    ]
    assert [answer.status for answer in refused] == [400] * 6
    assert (await ask("DELETE", "templates", params={"name": "three"})).status == 400
    assert {entry["name"] for entry in (await ask("GET", "templates")).data["templates"]} == {"one", "two"}


async def test_a_damaged_template_is_left_out(ask, store) -> None:
    await ask("PUT", "templates", body={"name": "one", "form": {"aim": "Talk"}})
    folder = next(store.glob("*/templates"))
    (folder / "broken.json").write_text("{")
    (folder / "other.json").write_text(json.dumps(["one"]))

    assert [entry["name"] for entry in (await ask("GET", "templates")).data["templates"]] == ["one"]
