"""What the sidebar asks of a kernel: always an answer, never an exception."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gel_airlock_jupyter import __version__
from gel_airlock_jupyter.bridge import ask


def asked(**question: Any) -> dict[str, Any]:
    answer = ask(json.dumps(question))._repr_json_()
    return json.loads(json.dumps(answer, allow_nan=False))


def test_ping_says_the_version(shell) -> None:
    assert asked(verb="ping") == {"ok": True, "version": __version__, "kernel_id": None}


def test_a_check_answers_the_item(shell, session) -> None:
    answer = asked(verb="check", name="table")

    assert (answer["ok"], answer["item"]["verdict"]) == (True, "fail")
    assert session.store.item(answer["item"]["id"]).name == "table"


def test_staging_freezes(shell, session) -> None:
    answer = asked(verb="stage", name="safe", title="Table 1", description="Counts", file="table1.csv")

    assert answer["item"]["state"] == "staged"
    assert session.store.export_path(session.store.item(answer["item"]["id"])).is_file()


def test_a_fail_comes_with_its_report(shell) -> None:
    answer = asked(verb="stage", name="table")

    assert (answer["ok"], answer["error"]["code"], answer["report"]["verdict"]) == (False, "not-exportable", "fail")
    assert "%airlock_fix table" in answer["error"]["hint"]


def test_a_review_asks_for_a_justification(shell) -> None:
    shell.run_cell("odd = table.assign(x=[1.5, 2.5])[['x']]")

    refused = asked(verb="stage", name="odd")
    staged = asked(verb="stage", name="odd", justification="Coefficients of a model")

    assert refused["error"]["code"] == "justification-needed"
    assert staged["item"]["verdict"] == "review"


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"verb": "check", "name": "tabel"}, "unknown-name"),
        ({"verb": "check", "name": ""}, "unknown-name"),
        ({"verb": "check"}, "unknown-name"),
        ({"verb": "stage", "name": "safe", "file": "../x.exe"}, "bad-input"),
        ({"verb": "stage", "name": "safe", "title": "bell\u0007"}, "bad-input"),
        ({"verb": "stage", "name": "safe", "declared": {"count": ["n"]}}, "unknown-name"),
        ({"verb": "check", "name": "len"}, "unknown-name"),
        ({"verb": "delete", "name": "table"}, "bad-input"),
        ({}, "bad-input"),
    ],
)
def test_a_wrong_question_is_answered(shell, question: dict[str, Any], code: str) -> None:
    answer = asked(**question)

    assert (answer["ok"], answer["error"]["code"]) == (False, code)
    assert answer["error"]["message"]


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", '"x"', '{"verb": ["check"]}', "[" * 100_000])
def test_what_is_no_question_is_answered(shell, text: str) -> None:
    assert ask(text)._repr_json_()["ok"] is False


def test_a_surprise_tells_nothing_of_the_data(shell, monkeypatch) -> None:
    from gel_airlock_jupyter.session import Session

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("participant 500000009")

    monkeypatch.setattr(Session, "check", broken)

    answer = asked(verb="check", name="table")

    assert answer["ok"] is False
    assert "500000009" not in str(answer)


def test_outside_a_notebook(store) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    InteractiveShell.clear_instance()

    assert ask('{"verb": "ping"}')._repr_json_()["error"]["code"] == "bad-input"


def test_a_fix_puts_a_copy_beside_the_object_and_can_be_undone(shell, session) -> None:
    before = shell.user_ns["table"].copy()

    fixed = asked(verb="fix", name="table")

    assert (fixed["output"], fixed["item"]["name"], fixed["item"]["verdict"]) == ("table_safe", "table_safe", "pass")
    assert (fixed["before"]["verdict"], fixed["after"]["verdict"]) == ("fail", "pass")
    assert fixed["after"]["preview"]["rows"][0][1] == "<5"
    assert fixed["changes"]
    assert shell.user_ns["table"].equals(before)
    assert shell.user_ns["table_safe"] is not shell.user_ns["table"]

    assert asked(verb="unfix", name="table_safe")["ok"]

    assert "table_safe" not in shell.user_ns
    assert session.store.items()[0] == []
    assert asked(verb="unfix", name="table_safe")["error"]["code"] == "bad-input"


def test_undoing_a_fix_gives_back_what_stood_under_the_name(shell) -> None:
    mine = shell.user_ns["kept"] = object()
    asked(verb="fix", name="table", output="kept")

    asked(verb="unfix", name="kept")

    assert shell.user_ns["kept"] is mine


@pytest.mark.parametrize("output", ["table", "not a name", "1x"])
def test_a_fix_never_overwrites_the_object_itself(shell, output: str) -> None:
    assert asked(verb="fix", name="table", output=output)["error"]["code"] == "bad-input"


def test_what_a_cell_shows_is_checked_under_its_name(shell) -> None:
    shell.run_cell("table", store_history=True)
    shell.run_cell("table.head(1)", store_history=True)

    named = asked(verb="check", cell=shell.execution_count - 2)
    unnamed = asked(verb="check", cell=shell.execution_count - 1)
    nothing = asked(verb="check", cell=99)

    assert named["item"]["name"] == "table"
    assert unnamed["item"]["name"] == f"Out[{shell.execution_count - 1}]"
    assert nothing["error"]["code"] == "unknown-name"


def test_what_a_cell_showed_is_staged_under_a_name_of_its_own(shell) -> None:
    shell.run_cell("safe.head(2)", store_history=True)

    item = asked(verb="stage", name=f"Out[{shell.execution_count - 1}]", file="head.csv", title="Head")["item"]

    assert (item["name"], item["variable"]) == ("head.csv", f"Out[{shell.execution_count - 1}]")


def test_a_cell_is_only_checked_as_this_kernel_ran_it(shell) -> None:
    shell.run_cell("safe", store_history=True)
    number = shell.execution_count - 1

    assert asked(verb="check", cell=number, source="safe\n")["item"]["name"] == "safe"
    assert asked(verb="check", cell=number, source="table")["error"]["code"] == "bad-input"
    assert asked(verb="check", cell=number + 5, source="safe")["error"]["code"] == "bad-input"


def test_a_figure_is_drawn_with_the_places_of_its_findings(shell) -> None:
    shell.run_cell(
        "import matplotlib; matplotlib.use('agg'); import matplotlib.pyplot as plt\n"
        "fig, ax = plt.subplots(); ax.bar(['Leigh', 'Other'], [3, 30]); ax.set_ylabel('participants'); plt.close(fig)"
    )
    place = asked(verb="check", name="fig")["item"]["report"]["findings"][0]["where"][0]["label"]

    picture = asked(verb="picture", name="fig", places=[place, "no such place"])["picture"]

    assert picture["png"].startswith("iVBORw0KGgo")
    assert set(picture["boxes"]) == {place}
    assert asked(verb="picture", name="table")["picture"] is None
