"""A request stays with the target that it was sent to, whatever is set afterwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from gel_airlock_jupyter import sending
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings
from gel_airlock_jupyter.transfer.protocol import Parked
from gel_airlock_jupyter.transfer.settings import TransferSettings

FORM = {"project": "RR150", "description": "Counts by disease.", "aim": "Publication", "justification": "For a paper."}


def folder(path: Path) -> TransferSettings:
    path.mkdir(exist_ok=True)
    return TransferSettings(backend="folder", folder=path, name=path.name)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    made = Session(Settings(tmp_path / "store", "RR150", transfer=folder(tmp_path / "first")))
    made.stage(pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [40, 50]}), "t.csv", title="T", description="Counts.")
    return made


def test_what_was_sent_is_asked_after_where_it_was_sent(session: Session, tmp_path: Path) -> None:
    request = session.request(**FORM)
    session.submit(request)
    sent = session.settings.transfer
    elsewhere = replace(folder(tmp_path / "second"), tokens=sent.tokens)

    lost = sending.refresh(elsewhere, session.store, request.id)
    known = sending.refresh(replace(elsewhere, others=(sent,)), session.store, request.id)

    assert "not known here any more" in (lost.submission or {})["message"]
    assert known.state == "handed_over"
    assert "not known" not in (known.submission or {})["message"]
    assert not list((tmp_path / "second").iterdir())


def test_what_nobody_has_yet_goes_to_the_target_that_is_set_now(session: Session, tmp_path: Path) -> None:
    request = session.request(**FORM)
    session.bundle(request)
    sending.queue(session.settings.transfer, session.store, request.id)
    second = replace(folder(tmp_path / "second"), tokens=session.settings.transfer.tokens)

    with pytest.raises(Parked, match="not known here any more"):
        second.toward("folder", "first")
    sending.queue(second, session.store, request.id)
    sending.send(second, session.store, request.id)

    assert list((tmp_path / "second").rglob("*.zip"))
    assert not list((tmp_path / "first").rglob("*.zip"))
