"""`gel-airlock filetransfer serve` and `review`, as commands."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from running_service import RunningService, running
from sealing import Sealer
from uploading import send

from gel_airlock_jupyter.filetransfer.commands import add_arguments, run


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running(tmp_path_factory.mktemp("commands") / "data") as found:
        yield found


def command(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser.add_subparsers(required=True))
    return run(parser.parse_args(["filetransfer", *words]))


def review(service: RunningService, *words: str, reviewer: str = "rita") -> int:
    return command("review", *words, "--data", str(service.data), "--reviewer", reviewer)


@pytest.fixture
def request_id(serving: RunningService, sealer: Sealer) -> str:
    with serving.client("alice") as client:
        found = send(client, sealer.bundle("pass", "review").read_bytes())
    serving.wait_for(found, "in_review")
    return found


def test_a_request_is_decided_from_a_terminal(
    serving: RunningService, request_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert review(serving, "list") == 0
    assert request_id[:8] in capsys.readouterr().out
    assert review(serving, "show", request_id[:8]) == 0
    shown = capsys.readouterr().out
    assert "1. pass" in shown
    assert "2. review" in shown

    assert review(serving, "approve", request_id) == 0
    assert "Not decided yet: 1 of 2 reviewers" in capsys.readouterr().out
    assert review(serving, "approve", request_id, "--output", "1", reviewer="sam") == 0
    assert "Not decided yet" in capsys.readouterr().out
    assert review(serving, "reject", request_id, "--output", "2", "--reason", "Say how many.", reviewer="sam") == 0
    assert "partly_approved" in capsys.readouterr().out
    assert review(serving, "release", request_id) == 0
    assert "1 of 2 outputs" in capsys.readouterr().out


def test_a_request_is_returned_with_a_reason(
    serving: RunningService, request_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert review(serving, "return", request_id, "--reason", "Explain 'Other'.", "--json") == 0

    assert json.loads(capsys.readouterr().out)["state"] == "returned"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show", "nothing"), "no single request"),
        (("show", ""), "no single request"),
        (("release", "ID"), "409"),
        (("approve", "ID", "--output", "9"), "no output 9"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    serving: RunningService, request_id: str, words: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert review(serving, *(request_id if word == "ID" else word for word in words)) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err
    assert "Traceback" not in said.err


def test_an_unknown_reviewer_is_said_so(serving: RunningService, capsys: pytest.CaptureFixture[str]) -> None:
    assert review(serving, "list", reviewer="nobody") == 1
    assert "no token for 'nobody' as reviewer" in capsys.readouterr().err


def test_without_a_running_service_it_says_how_to_start_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("review", "list", "--data", str(tmp_path)) == 1
    assert "gel-airlock filetransfer serve" in capsys.readouterr().err


def test_text_from_a_request_cannot_move_the_cursor(
    serving: RunningService, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving.client("alice") as client:
        body = {"bundle": {"sha256": "9" * 64, "size": 5}, "request": {"title": "\x1b[2J\x1b]0;owned\x07"}}
        client.post("/v1/requests", json=body, headers={"Idempotency-Key": "terminal-escape"})
        send(client, b"not a bundle \x1b[2J")

    assert review(serving, "list") == 0
    assert "\x1b" not in capsys.readouterr().out


def serve(*words: str) -> subprocess.CompletedProcess[str]:
    whole = [sys.executable, "-m", "gel_airlock_jupyter.filetransfer", "serve", *words]
    return subprocess.run(whole, capture_output=True, text=True, timeout=60, check=False)


def test_a_busy_port_is_one_sentence(serving: RunningService, tmp_path: Path) -> None:
    done = serve("--data", str(tmp_path), "--port", str(serving.port))

    assert done.returncode == 1
    assert "cannot start" in done.stderr
    assert "Traceback" not in done.stderr


def test_tokens_that_others_can_read_are_refused(tmp_path: Path) -> None:
    tokens = tmp_path / "tokens.json"
    tokens.write_text('{"tokens": []}')
    tokens.chmod(0o644)
    done = serve("--data", str(tmp_path), "--token-file", str(tokens))

    assert done.returncode == 1
    assert "chmod 600" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--database-url", "postgresql+psycopg://127.0.0.1:9/none"),
        ("--database-url", "nonsense"),
        ("--policy", "no-such-policy"),
    ],
)
def test_a_wrong_setting_is_one_sentence(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = serve("--data", str(tmp_path), "--port", "0", *words)

    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_first_start_makes_tokens_for_the_operator_only(tmp_path: Path) -> None:
    from gel_airlock_jupyter.filetransfer import tokens

    path = tmp_path / "tokens.json"
    tokens.create(path)
    first = path.read_text()
    tokens.create(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() == first
    assert {entry["name"] for entry in json.loads(first)["tokens"]} == {"researcher", "reviewer-1", "reviewer-2"}


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"tokens": [{}]}', '{"tokens": [{"name": "a", "roles": ["boss"], "token": "0123456789abcdef"}]}',
     '{"tokens": [{"name": "a", "roles": ["reviewer"], "token": "short"}]}',
     '{"tokens": [{"name": "a", "roles": ["reviewer"], "token": "0123456789abcdef", "expires": "2026-01-01"}]}'],
)  # fmt: skip
def test_a_wrong_token_file_is_refused_without_showing_it(text: str) -> None:
    from gel_airlock_jupyter.filetransfer.tokens import parse

    with pytest.raises(ValueError) as caught:
        parse(text)
    assert "0123456789" not in str(caught.value)


def test_tokens_may_come_from_the_environment(tmp_path: Path) -> None:
    from gel_airlock_jupyter.filetransfer.problems import Problem
    from gel_airlock_jupyter.filetransfer.tokens import TokenBook

    text = '{"tokens": [{"name": "rita", "roles": ["reviewer"], "token": "0123456789abcdef"}]}'
    book = TokenBook(tmp_path / "none.json", text)

    assert book.person("Bearer 0123456789abcdef").roles == {"reviewer"}
    for header in (None, "", "Bearer", "Bearer  ", "Bearer 0123456789abcdeF", "bearer\t0123456789abcdef"):
        with pytest.raises(Problem):
            book.person(header)
