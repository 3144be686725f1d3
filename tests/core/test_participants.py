"""The participant-id file: apart from store and bundle, private, and never told."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from gel_airlock_jupyter import participants
from gel_airlock_jupyter.errors import InputError
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


@pytest.mark.parametrize(
    "ids",
    [
        "500000009\n600000001\n600000001\n",
        "600000001, 500000009;",
        [600000001, 500000009],
        pd.Series([500000009.0, None, 600000001.0]),
        {"500000009", "600000001"},
    ],
)
def test_ids_are_written_once_sorted_and_for_the_owner_only(session: Session, ids: Any) -> None:
    request = session.request(**FORM)

    found = session.participants(request, ids)

    assert found.file
    path = Path(found.file)
    assert path.read_text() == "500000009\n600000001\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert session.settings.store not in path.parents
    assert (found.needed, found.count) == (False, 2)


def test_the_file_is_in_no_bundle_and_no_record(session: Session) -> None:
    request = session.request(**FORM)
    session.participants(request, "500000009")
    bundle = session.bundle(request)

    assert b"500000009" not in bundle.read_bytes()
    stored = [path for path in session.settings.store.rglob("*") if path.is_file()]
    assert not [path for path in stored if b"500000009" in path.read_bytes()]
    assert "500000009" not in str(session.participants(request))


@pytest.mark.parametrize("ids", ["", "  \n", "500000009\n<b>", "a" * 41, ["x y"], ["../x"]])
def test_what_is_no_list_of_ids_is_refused_without_telling_it(session: Session, ids: Any) -> None:
    request = session.request(**FORM)

    with pytest.raises(InputError) as refused:
        session.participants(request, ids)

    assert "500000009" not in str(refused.value)
    assert session.participants(request).file is None


def test_rows_that_are_people_need_it(tmp_path: Path) -> None:
    session = Session(Settings(tmp_path / "store", "RR150"))
    people = pd.DataFrame({"row": range(1, 21), "sex": ["F", "M"] * 10, "outcome": [0, 1] * 10})
    session.stage(people, "p.csv", row_is="participant", title="T", description="D", justification="Agreed.")

    assert session.participants(session.request(**FORM)).needed


def test_it_can_be_removed(session: Session) -> None:
    request = session.request(**FORM)
    session.participants(request, "500000009")

    assert participants.remove(session.store, request.id).file is None
