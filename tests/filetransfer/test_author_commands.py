"""The author's side in a terminal and in a notebook, against the real service."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from running_service import RunningService
from sealing import Sealer

from gel_airlock_jupyter import cli


@pytest.fixture
def run(author: Sealer, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command and return (exit status, standard output, standard error)."""

    def command(*words: str) -> tuple[int, str, str]:
        status = cli.main(words)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return command


def submitted(run: Any, author: Sealer, service: RunningService, *outputs: str) -> str:
    """Submit a request from the terminal, and return the service's id once it is in review."""
    identifier = author.request(*outputs)
    assert run("submit", identifier)[0] == 0
    remote_id = str((author.session.store.request(identifier).submission or {})["remote_id"])
    service.wait_for(remote_id, "in_review")
    return remote_id


def told(service: RunningService, remote_id: str, path: str, body: dict[str, Any]) -> None:
    with service.client("rita") as rita:
        assert rita.post(f"/v1/requests/{remote_id}/{path}", json=body).is_success


def test_questions_decisions_and_the_release_in_a_terminal(
    service: RunningService, author: Sealer, run: Any, tmp_path: Path
) -> None:
    remote_id = submitted(run, author, service, "pass")
    told(service, remote_id, "return", {"reason": "What is 'Other'?"})

    assert "reviewer 1: What is 'Other'?" in run("messages")[1]
    status = run("status")[1]
    assert "next: answer" in status
    assert "reviewer 1: What is 'Other'?" in status
    assert run("resubmit", "--answer", "All remaining diseases.")[0] == 0
    assert "you: All remaining diseases." in run("messages")[1]
    assert run("release")[2].startswith("The request is not released yet.")

    told(service, remote_id, "reviews", {"vote": "approve", "comment": "Thank you."})
    told(service, remote_id, "decisions", {})
    told(service, remote_id, "release", {})

    assert ": released, 1 output(s), verdict pass, 1 news item since you looked" in run("requests")[1]
    status = run("status")[1]
    assert "counts.csv  An output  ✓ approved" in status
    assert "reviewer: Thank you." in status
    printed = run("release", "--to", str(tmp_path))[1].strip()
    assert zipfile.ZipFile(printed).testzip() is None
    assert run("release", "--to", str(tmp_path))[0] == 3  # it is there already
    assert run("withdraw")[0] == 1


def test_a_withdrawal_and_a_revision_in_a_terminal(service: RunningService, author: Sealer, run: Any) -> None:
    remote_id = submitted(run, author, service, "pass")

    assert "withdrawn" in run("withdraw", "--reason", "A newer table.")[1]
    assert service.request_state(remote_id)["state"] == "withdrawn"
    status, printed, _ = run("revise")

    assert status == 0
    assert ": draft, 1 output(s), verdict pass, replaces " in printed
    assert run("submit")[0] == 0
    assert run("answer", "Here is the newer one.", "--request", "zz")[0] == 3


def test_a_notebook_shows_questions_and_answers_them(
    service: RunningService, author: Sealer, run: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    remote_id = submitted(run, author, service, "pass")
    told(service, remote_id, "messages", {"text": "Which release?"})
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(colors="NoColor")
    shell.run_line_magic("load_ext", "gel_airlock_jupyter")
    capsys.readouterr()

    shell.run_cell("%airlock_status")
    assert "reviewer 1: Which release?" in capsys.readouterr().out
    shell.run_cell("%airlock_answer 'Version 19.'")
    assert "you: Version 19." in capsys.readouterr().out
    shell.run_cell("%airlock_withdraw --reason 'a newer table'")
    assert ": withdrawn," in capsys.readouterr().out
    InteractiveShell.clear_instance()


def test_the_rest_of_a_partly_approved_request_is_sent_as_a_revision(
    service: RunningService, author: Sealer, run: Any
) -> None:
    remote_id = submitted(run, author, service, "pass")
    told(service, remote_id, "reviews", {"vote": "approve"})
    told(service, remote_id, "decisions", {})
    told(service, remote_id, "release", {})
    assert "released" in run("status")[1]

    assert run("revise")[0] == 0
    assert run("submit")[0] == 0

    newest = author.session.store.requests()[0][0]
    found = service.request_state(str((newest.submission or {})["remote_id"]))
    assert found["replaces"] == remote_id
    assert service.request_state(remote_id)["state"] == "released"
