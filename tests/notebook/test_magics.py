"""The magics in a shell: what they show, keep, and say about mistakes."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from IPython.core.error import UsageError
from PIL import Image

from gel_airlock_jupyter.writers import png

MAGICS = ("check", "fix", "stage", "status", "request", "bundle", "submit", "policy")
MAGICS += ("acknowledge", "outcome", "participants", "messages", "answer", "resubmit", "revise", "withdraw", "release")
FORM = (
    "--project RR150 --aim Publication --description 'Counts of participants by disease' "
    "--justification 'Summary results for a paper'"
)


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("magic", MAGICS)
def test_help_is_shown_and_is_no_error(run, magic: str, option: str) -> None:
    printed, error = run(f"%airlock_{magic} {option}")

    assert error is None
    assert len(printed) > 30


@pytest.mark.parametrize("magic", MAGICS)
def test_a_question_mark_shows_the_manual(run, magic: str) -> None:
    printed, error = run(f"%airlock_{magic}?")

    assert error is None
    assert "Docstring" in printed


def test_a_check_is_shown_and_kept(run, session) -> None:
    printed, error = run("%airlock_check table")

    assert error is None
    assert "FAIL" in printed
    assert "CT-01" in printed
    (item,) = session.status()[0]
    assert (item.name, item.state, item.verdict) == ("table", "checked", "fail")


def test_several_are_judged_one_by_one_and_together(run, session) -> None:
    printed, error = run("%airlock_check table safe")

    assert error is None
    assert "together" in printed
    assert {item.name for item in session.status()[0]} == {"table", "safe"}


def test_checking_again_replaces(run, session) -> None:
    run("%airlock_check table")
    run("table = safe")
    run("%airlock_check table")

    assert [item.verdict for item in session.status()[0]] == ["pass"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("%airlock_check tabel", "Did you mean 'table'?"),
        ("%airlock_check nothing_like_it", "There is no variable"),
        ("%airlock_check table['m']", "KeyError"),
        ("%airlock_check table.m", "AttributeError"),
        ("%airlock_check table.head()", "would run code"),
        ("%airlock_check __import__('os')", "There is no variable"),
        ("%airlock_check missing.csv", "There is no file"),
        ("%airlock_check model.pkl", "There is no file"),
        ("%airlock_check ../../etc/passwd.csv", "There is no file"),
        ("%airlock_check table --row-is patient", "There is no kind of row 'patient'"),
        ("%airlock_check table -n -3", "negative"),
        ("%airlock_fix tabel", "Did you mean 'table'?"),
        ("%airlock_stage tabel", "Did you mean 'table'?"),
        ("%airlock_stage table", "%airlock_fix table"),
        ("%airlock_stage safe --as ../x.exe", "written as .csv"),
        ("%airlock_stage safe --as 'a;b.csv'", "cannot be a file name"),
        ("%airlock_bundle", "There is no request yet"),
        ("%airlock_bundle zz", "There is no request 'zz'"),
        ("%airlock_submit", "There is no request yet"),
        ("%airlock_messages", "There is no request yet"),
        ("%airlock_withdraw zz --reason 'a newer table'", "There is no request 'zz'"),
    ],
)
def test_a_mistake_is_one_line_without_traceback(run, line: str, says: str) -> None:
    printed, error = run(line)

    assert error is not None
    assert says in printed
    assert "Traceback" not in printed
    assert len([text for text in printed.splitlines() if "Error" in text or "Name" in text or says in text]) <= 2


@pytest.mark.parametrize(
    "line",
    ["%airlock_check", "%airlock_check table -n many", "%airlock_check table --nope", "%airlock_status now",
     "%airlock_policy x", "%airlock_fix table -o 3x", "%airlock_request --projet RR150", "%airlock_fix"],
)  # fmt: skip
def test_wrong_usage_is_said(run, line: str) -> None:
    printed, error = run(line)

    assert isinstance(error, UsageError)
    assert "Traceback" not in printed


def test_a_column_with_blanks_can_be_declared(run, shell) -> None:
    shell.user_ns["odd"] = pd.DataFrame({"g": ["a", "b"], "how many": [3, 50]})

    printed, _ = run('%airlock_check odd --counts "how many"')

    assert "CT-01" in printed


def test_a_fix_makes_a_new_variable_and_leaves_the_old(run, shell) -> None:
    before = shell.user_ns["table"].copy()

    printed, error = run("%airlock_fix table -o masked")

    assert error is None
    assert "table -> masked" in printed
    assert list(shell.user_ns["masked"]["n"]) == ["<5", 50]
    pd.testing.assert_frame_equal(shell.user_ns["table"], before)
    assert "PASS" in printed


def test_the_whole_way_by_hand(run, session) -> None:
    for line in (
        "%airlock_fix table",
        "%airlock_stage table_safe --as table1.csv --title 'Table 1' --description 'Counts by disease'",
        "%airlock_status",
        f"%airlock_request {FORM}",
        "%airlock_bundle",
        "%airlock_submit",
    ):
        printed, error = run(line)
        assert error is None, printed

    (request,) = session.status()[1]
    assert request.state == "handed_over"
    assert session.store.item(request.items[0]).export.file == "table1.csv"


def test_an_incomplete_request_names_what_is_missing(run) -> None:
    run("%airlock_stage safe --title T")
    run("%airlock_request --project RR150")

    printed, error = run("%airlock_bundle")

    assert error is not None
    assert "not complete" in printed


def test_a_cell_is_run_and_judged(run) -> None:
    printed, error = run("%%airlock_check\ntable.iloc[:1]")

    assert error is None
    assert "CT-01" in printed


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        ("HTML('<p>ok</p><!-- LP1000999-DNA_A01 -->')", "ID-01"),
        ("HTML('<p>LP1000999<b></b>-DNA&#95;A01</p>')", "ID-01"),
        ("HTML('<table><tr><th>arm<th>patients<tr><td>A<td>12<tr><td>B<td>2</table>')", "CT-01"),
        ("Markdown('| arm | patients |\\n|---|---|\\n| A | 12 |\\n| B | 2 |')", "CT-01"),
        ("Latex('We found 3 patients')", "CT-01"),
        ("JSON({'patients': 3})", "CT-01"),
        ("SVG('<svg xmlns=\\'http://www.w3.org/2000/svg\\'><text>3 patients</text></svg>')", "FG-02"),
        ("Image(PNG)", "FG-10"),
        ("Javascript('alert(1)')", "FG-10"),
        ("Own()", "ID-01"),
        ("Plain()", "CT-01"),
    ],
)
def test_the_last_expression_is_judged_as_what_it_is_displayed_as(run, shell, shown: str, says: str) -> None:
    shell.user_ns["PNG"] = png.encode(Image.new("RGB", (9, 9)))
    shell.user_ns["Own"] = type("Own", (), {"_repr_html_": lambda _: "<b>LP1000999-DNA_A01</b>"})
    shell.user_ns["Plain"] = type("Plain", (), {"__repr__": lambda _: "3 patients died"})
    run("from IPython.display import HTML, JSON, SVG, Image, Javascript, Latex, Markdown")

    printed, error = run(f"%%airlock_check\n{shown}")

    assert error is None, printed
    assert says in printed


@pytest.mark.parametrize(
    ("cell", "says"), [("x = 1", "displays nothing"), ("1/0", "ZeroDivisionError"), ("", "displays")]
)
def test_a_cell_without_output(run, cell: str, says: str) -> None:
    printed, _ = run(f"%%airlock_check\n{cell}\n")

    assert says in printed


def test_a_file_is_checked_by_its_path(run, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("group,n\na,3\nb,50\n")

    printed, error = run(f"%airlock_check {tmp_path / 't.csv'}")

    assert error is None
    assert "CT-01" in printed


def test_settings_by_config(run, shell, tmp_path: Path) -> None:
    run(f"%config AirlockMagics.store = '{tmp_path / 'elsewhere'}'")
    run("%config AirlockMagics.project = 'RR7'")
    run("%airlock_check safe")
    assert list((tmp_path / "elsewhere" / "RR7" / "items").iterdir())

    run("%config AirlockMagics.project = '../../etc'")
    printed, error = run("%airlock_check safe")
    assert error is not None
    assert "cannot be the name of a project" in printed


def test_a_store_that_cannot_be_written_is_said_in_words(run, shell, store: Path) -> None:
    store.parent.joinpath("a_file").write_text("x")
    run(f"%config AirlockMagics.store = '{store.parent / 'a_file'}'")

    printed, error = run("%airlock_check safe")

    assert error is not None
    assert "GEL_AIRLOCK_STORE" in printed
    assert "Traceback" not in printed


def test_loading_twice_and_unloading(run) -> None:
    for line in ("%reload_ext gel_airlock_jupyter", "%unload_ext gel_airlock_jupyter", "%load_ext gel_airlock_jupyter"):
        _, error = run(line)
        assert error is None


def test_a_secret_in_the_code_behind_an_output_holds_the_bundle_back(run, session) -> None:
    run("api_token = 'abcd1234secret'\nclean = safe if api_token else safe")
    printed, _ = run("%airlock_stage clean --as clean.csv --title 'Table 1' --description 'Counts by disease'")
    assert "holds what looks like a secret" in printed
    run(f"%airlock_request {FORM}")

    printed, error = run("%airlock_bundle")
    assert error is not None
    assert "Behind 'clean.csv', cell In[" in printed
    assert "abcd1234secret" not in printed

    assert run("%airlock_acknowledge clean.csv")[1] is not None  # no reason
    assert run("%airlock_acknowledge other.csv --reason r")[1] is not None
    printed, error = run("%airlock_acknowledge clean.csv --reason 'The token of a test server, revoked.'")
    assert error is None, printed
    printed, error = run("%airlock_bundle")
    assert error is None, printed

    bundle = next(session.store.folder.rglob("airlock-*.zip"))
    with zipfile.ZipFile(bundle) as opened:
        texts = {
            name.partition("/data/")[2]: opened.read(name).decode("utf-8", "replace") for name in opened.namelist()
        }
    (output,) = json.loads(texts["request.json"])["outputs"]
    assert output["acknowledged"] == "The token of a test server, revoked."
    assert [entry["kind"] for entry in output["removed_from_code"]] == ["secret"]
    assert "The token of a test server, revoked." in texts["evidence/review/review.txt"]
    assert not [name for name, text in texts.items() if "abcd1234secret" in text]


def test_an_output_staged_again_from_clean_cells_is_not_held_back(run) -> None:
    run("api_token = 'abcd1234secret'\nclean = safe if api_token else safe")
    run("%airlock_stage clean --as clean.csv --title 'Table 1' --description 'Counts by disease'")
    run("%airlock_stage safe --as clean.csv --title 'Table 1' --description 'Counts by disease'")
    run(f"%airlock_request {FORM}")

    assert run("%airlock_bundle")[1] is None
