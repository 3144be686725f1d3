"""Whatever the re-check does, only a complete and clean answer is a pass."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gel_airlock_jupyter.filetransfer import validation
from gel_airlock_jupyter.filetransfer.settings import Settings
from gel_airlock_jupyter.filetransfer.validation import Stopped, read_answer

GOOD = {
    "ok": True, "problem": None, "verdict": "pass", "outputs": [["outputs/001-a/a.csv", "pass"]], "notes": [],
    "published": [],
}  # fmt: skip


def never() -> bool:
    return False


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path, validation_seconds=20.0)


def test_a_complete_answer_is_read() -> None:
    outcome = read_answer(json.dumps(GOOD).encode())

    assert (outcome.problem, outcome.verdict) == (None, "pass")
    assert outcome.outputs == (("outputs/001-a/a.csv", "pass"),)


def test_the_verdict_is_never_milder_than_an_output() -> None:
    answer = {**GOOD, "outputs": [["a.csv", "pass"], ["b.csv", "review"]]}

    assert read_answer(json.dumps(answer).encode()).verdict == "review"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00\xff",
        b"null",
        b"[]",
        b'{"ok": true}',
        json.dumps(GOOD).encode()[:-1],
        json.dumps(GOOD).encode() + b"x",
        json.dumps({**GOOD, "ok": 1}).encode(),
        json.dumps({**GOOD, "ok": "true"}).encode(),
        json.dumps({**GOOD, "problem": "odd"}).encode(),
        json.dumps({**GOOD, "verdict": "fine"}).encode(),
        json.dumps({**GOOD, "outputs": []}).encode(),
        json.dumps({**GOOD, "outputs": [["a.csv"]]}).encode(),
        json.dumps({**GOOD, "outputs": [["a.csv", "ok"]]}).encode(),
        json.dumps({**GOOD, "outputs": [["", "pass"]]}).encode(),
        json.dumps({**GOOD, "outputs": [["a.csv", "pass"], ["a.csv", "pass"]]}).encode(),
        json.dumps({**GOOD, "ok": False, "problem": None}).encode(),
        json.dumps({**GOOD, "ok": False, "problem": "no manifest"}).encode(),
    ],
)
def test_anything_else_is_a_problem(answer: bytes) -> None:
    outcome = read_answer(answer)

    assert outcome.problem
    assert outcome.verdict == "fail"


def test_a_child_that_is_no_python_is_a_problem(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    assert "could not be started" in str(validation.check(Path("x"), settings, never).problem)


def test_a_child_that_runs_out_of_time_is_stopped(settings: Settings) -> None:
    slow = replace(settings, validation_seconds=0.01)

    assert "longer than" in str(validation.check(Path("x"), slow, never).problem)


def test_a_child_that_runs_out_of_memory_is_a_problem(settings: Settings) -> None:
    small = replace(settings, validation_memory=1024**2)

    assert "without an answer" in str(validation.check(Path("x"), small, never).problem)


def test_a_missing_bundle_is_a_problem(settings: Settings, tmp_path: Path) -> None:
    assert validation.check(tmp_path / "none.zip", settings, never).problem


def test_a_stopping_service_leaves_no_outcome(settings: Settings) -> None:
    with pytest.raises(Stopped):
        validation.check(Path("x"), settings, lambda: True)


@pytest.mark.parametrize("command", [("false",), ("/nowhere/scan",), (sys.executable, "-c", "import sys; sys.exit(3)")])
def test_a_scan_that_is_not_clean_blocks(settings: Settings, command: tuple[str, ...]) -> None:
    scanning = replace(settings, scan_command=command)

    assert "malware scan" in str(validation.check(Path("x"), scanning, never).problem)


def test_the_child_sees_nothing_of_the_operators_environment(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEL_AIRLOCK_FILETRANSFER_TOKENS", "secret")
    monkeypatch.setenv("DATABASE_PASSWORD", "secret")

    assert "secret" not in validation._environment(settings).values()
