"""Errands: what a kernel lets the server extension do, through the store."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from gel_airlock_jupyter import errands
from gel_airlock_jupyter.errors import AirlockError, InputError, NotExportable, StoreError, TransferError
from gel_airlock_jupyter.requesting import Requests
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings
from gel_airlock_jupyter.transfer.protocol import Parked
from gel_airlock_jupyter.transfer.settings import TransferSettings

FORM = {
    "project": "RR150",
    "description": "Counts of participants by disease.",
    "aim": "Publication",
    "justification": "Summary results for a paper in an open journal.",
}
Work = Callable[[errands.Errand], None]


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setattr(errands, "TAKE_SECONDS", 2.0)
    monkeypatch.setattr(errands, "TICK", 0.02)
    made = Session(Settings(tmp_path / "store", "RR150", transfer=TransferSettings()))
    made.stage(pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [40, 50]}), "t.csv", title="T", description="Counts.")
    return made


def serve(session: Session, work: Work, keys: Path | None = None) -> threading.Thread:
    """Be a server that takes one errand."""
    errands.announce(session.settings)
    server = Session(session.settings, keys=keys or session.settings.keys)

    def take() -> None:
        for _ in range(200):
            for errand in errands.take(server.requests):
                work(errand)
                return
            threading.Event().wait(0.02)

    thread = threading.Thread(target=take)
    thread.start()
    return thread


def done(session: Session) -> Work:
    def work(errand: errands.Errand) -> None:
        server = Session(session.settings, keys=session.settings.keys)
        errands.do(server.requests, errand.verb, errand.request, errand.given)
        errand.finish(None)

    return work


def test_the_server_seals_with_its_key(session: Session) -> None:
    request = session.request(**FORM)
    thread = serve(session, done(session))

    path = session.bundle(request)

    thread.join()
    assert path.is_file()
    assert session.unsigned(request) == ""


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NotExportable("It may not leave.", "Mask it."), NotExportable),
        (StoreError("The disk is full.", "Make room."), StoreError),
        (Parked("needs-login", "Sign in.", "Now."), TransferError),
        (InputError("Odd.", ""), InputError),
    ],
)
def test_what_the_server_could_not_do_is_raised_here_with_its_words(
    session: Session, error: AirlockError, kind: type[AirlockError]
) -> None:
    request = session.request(**FORM)
    thread = serve(session, lambda errand: errand.finish(error))

    with pytest.raises(kind) as raised:
        session.bundle(request)

    thread.join()
    assert (raised.value.message, raised.value.hint) == (error.message, error.hint)
    assert not list((session.store.folder / "errands").iterdir())


def test_a_server_that_dies_at_it_leaves_it_to_the_kernel(session: Session) -> None:
    request = session.request(**FORM)
    thread = serve(session, lambda errand: errands.announce(session.settings).unlink())

    assert session.bundle(request).is_file()

    thread.join()
    assert "unsigned" in session.unsigned(request)


def test_an_errand_that_nobody_takes_is_taken_back(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "TAKE_SECONDS", 0.1)
    errands.announce(session.settings)

    assert session.bundle(session.request(**FORM)).is_file()
    assert not list((session.store.folder / "errands").iterdir())


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"verb": "remove"}', '{"verb": "seal", "request": "x", "given": [], "where": {}}']
)
def test_a_note_that_is_no_errand_is_left_alone(session: Session, text: str) -> None:
    folder = session.store.folder / "errands"
    folder.mkdir()
    (folder / "x.json").write_text(text)

    assert list(errands.take(session.requests)) == []
    assert (folder / "x.json").exists()


def test_only_what_requests_offer_can_be_asked(session: Session) -> None:
    assert all(callable(getattr(Requests, verb)) for verb in errands.VERBS)
    with pytest.raises(InputError):
        errands.do(session.requests, "remove", "x", {})


def test_servers_that_are_gone_or_have_another_project_do_not_count(session: Session) -> None:
    note = errands.announce(session.settings)
    assert list(errands.servers(session.settings)) == [note.name]
    others = (
        {"project": "RR151", "host": socket.gethostname(), "pid": os.getpid()},
        {"project": "RR150", "host": socket.gethostname(), "pid": 2**22 + 1},
        {"project": "RR150", "host": "elsewhere", "pid": 1},
        {"project": "RR150"},
        [],
    )
    for number, other in enumerate(others):
        path = note.with_name(f"other-{number}.json")
        path.write_text(json.dumps(other))
        os.utime(path, (1, 1))

    assert list(errands.servers(session.settings)) == [note.name]
    os.utime(note.with_name("other-2.json"))
    assert len(list(errands.servers(session.settings))) == 2  # on another node, and its note is fresh
