"""A request that is carried by hand: its author writes down what became of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from gel_airlock_jupyter.errors import InputError, UnknownName
from gel_airlock_jupyter.ledger import Ledger
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings

FORM = {
    "project": "RR150",
    "description": "Counts of participants by disease.",
    "aim": "Publication",
    "justification": "Summary results for a paper in an open journal.",
}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    made = Session(Settings(tmp_path / "store", "RR150"))
    made.stage(pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [40, 50]}), "t.csv", title="T", description="Counts.")
    return made


@pytest.fixture
def handed_over(session: Session) -> str:
    request = session.request(**FORM)
    assert session.submit(request).state == "handed_over"
    return request.id


def test_the_outcome_is_kept_whatever_is_asked_later(session: Session, handed_over: str) -> None:
    session.requests.outcome(handed_over, "in_review", "AIR-123")

    assert session.refresh(handed_over).state == "in_review"
    assert session.requests.outcome(handed_over, "approved").state == "approved"
    assert [line["state"] for line in session.store.request(handed_over).history][-2:] == ["in_review", "approved"]
    assert session.store.request(handed_over).history[-2]["note"] == "AIR-123"
    assert session.submit(handed_over).state == "approved"  # submitted again by mistake
    assert session.store.request(handed_over).state == "approved"


@pytest.mark.parametrize(("state", "published"), [("released", True), ("rejected", False), ("withdrawn", False)])
def test_what_was_rejected_published_nothing(session: Session, handed_over: str, state: str, published: bool) -> None:
    assert Ledger(session.store.folder).earlier().outputs

    session.requests.outcome(handed_over, state)

    assert bool(Ledger(session.store.folder).earlier().outputs) is published
    if state == "rejected":
        session.submit(handed_over)  # by mistake
        assert not Ledger(session.store.folder).earlier().outputs


def test_other_requests_and_other_words_are_refused(session: Session, handed_over: str) -> None:
    draft = session.request(**FORM)

    with pytest.raises(InputError, match="not handed over"):
        session.requests.outcome(draft.id, "approved")
    with pytest.raises(UnknownName, match="aproved"):
        session.requests.outcome(handed_over, "aproved")
    with pytest.raises(InputError, match="control characters"):
        session.requests.outcome(handed_over, "approved", "a\x1b[2J")
