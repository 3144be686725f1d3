"""`gel-airlock` in a terminal: exit status, one-line errors, JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gel_airlock_jupyter import cli

PASS, REVIEW, FAIL = "group,n\na,30\nb,50\n", "x,y\n1.5,u\n2.5,v\n", "group,n\na,3\nb,50\n"
FORM = ["--project", "RR150", "--description", "Counts of participants by group", "--aim", "Publication",
        "--justification", "Summary results for a paper"]  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command in an empty folder and return (exit status, standard output, standard error)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEL_AIRLOCK_STORE", str(tmp_path / "store"))

    def command(*words: str) -> tuple[int, str, str]:
        try:
            status = cli.main(words)
        except SystemExit as end:  # argparse
            status = int(end.code or 0)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return command


@pytest.mark.parametrize(("content", "status"), [(PASS, 0), (REVIEW, 1), (FAIL, 2), ("g,n\na,1,2\n", 3), ("\0", 3)])
def test_the_exit_status_is_the_verdict(run, content: str, status: int) -> None:
    Path("t.csv").write_text(content)

    assert run("check", "t.csv")[0] == status


def test_the_worst_of_several_files(run) -> None:
    Path("a.csv").write_text(PASS)
    Path("b.csv").write_text(FAIL)

    assert run("check", "a.csv", "b.csv")[0] == 2
    status, printed, error = run("check", "b.csv", "none.csv", "a.csv")
    assert status == 3
    assert "none.csv" in error
    assert "a.csv" in printed


@pytest.mark.parametrize("name", ["none.csv", "model.pkl", ".", "x.bam"])
def test_what_cannot_be_read_is_one_line(run, name: str) -> None:
    if "pkl" in name:
        Path(name).write_bytes(b"\x80\x04")

    status, printed, error = run("check", name)

    assert status in (2, 3)
    assert "Traceback" not in printed + error


def test_json_for_one_and_several(run) -> None:
    Path("größe.csv").write_text(FAIL)

    one = json.loads(run("check", "größe.csv", "--json")[1])
    many = json.loads(run("check", "größe.csv", "größe.csv", "--json")[1])

    assert (one["verdict"], one["name"]) == ("fail", "größe.csv")
    assert [report["verdict"] for report in many] == ["fail", "fail"]


def test_several_files_are_judged_together_too(run) -> None:
    Path("parts.csv").write_text("disease,n\nLeigh,8\nMELAS,11\nAlpers,<5\n")
    Path("whole.csv").write_text("disease,n\nAll,22\n")

    assert run("check", "parts.csv")[0] == run("check", "whole.csv")[0] == 0
    status, printed, _ = run("check", "parts.csv", "whole.csv")
    reports = json.loads(run("check", "parts.csv", "whole.csv", "--json")[1])

    assert status == 2
    assert "22 - 8 - 11 = 3" in printed
    assert [(report["name"], report["verdict"]) for report in reports] == [
        ("parts.csv", "pass"),
        ("whole.csv", "pass"),
        ("together", "fail"),
    ]


def test_declarations_are_options(run) -> None:
    Path("t.csv").write_text("group,amount\na,3\nb,50\n")

    assert run("check", "t.csv", "--counts", "amount")[0] == 2
    assert run("check", "t.csv", "--genetic", "--row-is", "group")[0] == 0
    status, _, error = run("check", "t.csv", "--row-is", "patient")
    assert (status, "no kind of row" in error) == (3, True)


def test_a_wrong_policy_is_no_verdict(run, monkeypatch) -> None:
    Path("t.csv").write_text(PASS)
    Path("p.toml").write_text("x = ")

    assert run("check", "t.csv", "--policy", "p.toml")[0] == 3
    assert run("check", "t.csv", "--policy", "none.toml")[0] == 3
    monkeypatch.setenv("GEL_AIRLOCK_SITE_POLICY", str(Path("p.toml").absolute()))
    assert run("check", "t.csv")[0] == 3


def test_a_crash_is_no_verdict(run, monkeypatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("participant 500000009")

    monkeypatch.setattr(cli.Session, "check", broken)
    Path("t.csv").write_text(PASS)

    status, printed, error = run("check", "t.csv")

    assert status == 3
    assert "500000009" not in printed + error
    assert "bug" in error


def test_the_whole_way(run) -> None:
    Path("t.csv").write_text(PASS)
    assert run("stage", "t.csv", "--as", "table1.csv", "--title", "Table 1")[0] == 0
    assert "table1.csv" in run("status")[1]
    assert run("request", *FORM)[0] == 0

    status, path, _ = run("bundle")
    assert status == 0
    assert run("verify", path.strip())[0] == 0
    assert json.loads(run("verify", path.strip(), "--json")[1])["ok"] is True
    assert run("submit")[0] == 0
    assert "handed_over" in run("status")[1]

    Path(path.strip()).write_bytes(Path(path.strip()).read_bytes()[:-200])
    status, printed, _ = run("verify", path.strip())
    assert status == 2
    assert printed.strip()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("stage", "fail.csv"), 2),
        (("stage", "review.csv"), 1),
        (("stage", "none.csv"), 3),
        (("bundle",), 3),
        (("submit",), 3),
        (("bundle", "zz"), 3),
        (("verify", "none.zip"), 2),
        (("request", "--comments", "nul\x00"), 3),
        (("policy", "show", "x"), 3),
        (("--project", "../x", "status"), 3),
        (("check",), 2),
        (("nothing",), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_mistakes_are_one_line_with_a_status(run, words: tuple[str, ...], status: int) -> None:
    Path("fail.csv").write_text(FAIL)
    Path("review.csv").write_text(REVIEW)

    got, printed, error = run(*words)

    assert got == status
    assert "Traceback" not in printed + error
    assert (printed + error).strip()


def test_no_verb_shows_the_verbs(run) -> None:
    status, printed, _ = run()

    assert status == 0
    for verb in ("check", "stage", "status", "bundle", "verify", "submit", "policy", "filetransfer", "demo"):
        assert verb in printed


def test_policy_is_shown_and_validated(run) -> None:
    assert "CT-01" in run("policy", "show")[1]
    assert "valid" in run("policy", "validate")[1]


def test_a_damaged_store_is_listed_and_the_rest_goes_on(run) -> None:
    Path("t.csv").write_text(PASS)
    run("stage", "t.csv", "--title", "T")
    run("stage", "t.csv", "--as", "other.csv", "--title", "O")
    first = next(Path("store").glob("*/items/*/item.json"))
    first.write_text("{")

    status, printed, _ = run("status")

    assert status == 0
    assert "damaged" in printed
    assert run("request", *FORM)[0] == 0


def test_a_pipe_that_closes_early_is_quiet(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(FAIL)
    command = f"{sys.executable} -m gel_airlock_jupyter.cli check t.csv t.csv t.csv | head -c 1"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}

    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, env=environment)

    assert b"Traceback" not in done.stderr
