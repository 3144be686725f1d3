"""The ledger: what earlier requests published, and what of it later ones give away."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from joint_tables import counts, published

from gel_airlock_jupyter.errors import NotExportable, StoreError
from gel_airlock_jupyter.joint import shape
from gel_airlock_jupyter.ledger import Ledger
from gel_airlock_jupyter.session import Session

TABLE = shape.to_dict(published("t.csv", "Leigh MELAS Alpers", "n", [["8"], ["11"], ["<5"]]))
ONE, TWO, THREE = (f"{k}0000000-0000-4000-8000-000000000000" for k in (1, 2, 3))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


def test_what_was_published_is_read_back_newest_first(ledger: Ledger) -> None:
    ledger.add(ONE, [TABLE])
    ledger.add(TWO, [TABLE | {"name": "newer.csv"}])

    earlier = ledger.earlier()

    assert [output.name for output in earlier.outputs] == ["newer.csv", "t.csv"]
    assert earlier.trouble == ()
    assert shape.to_dict(earlier.outputs[1]) == TABLE
    assert [output.name for output in ledger.earlier(apart=TWO).outputs] == ["t.csv"]


def test_a_request_enters_once(ledger: Ledger) -> None:
    ledger.add(ONE, [TABLE])
    before = ledger.path.read_bytes()

    ledger.add(ONE, [TABLE])

    assert ledger.path.read_bytes() == before


@pytest.mark.parametrize("event", ["withdrawn", "rejected"])
def test_what_was_withdrawn_or_rejected_published_nothing(ledger: Ledger, event: str) -> None:
    ledger.add(ONE, [TABLE])

    ledger.take_out(ONE, event)

    assert ledger.earlier().outputs == ()
    assert len(ledger.path.read_text().splitlines()) == 2  # nothing is ever taken away from the file


@pytest.mark.parametrize("event", ["released", "approved", "in_review"])
def test_other_states_change_nothing(ledger: Ledger, event: str) -> None:
    ledger.add(ONE, [TABLE])
    ledger.take_out(ONE, event)
    ledger.take_out(TWO, "withdrawn")

    assert len(ledger.earlier().outputs) == 1


def test_a_changed_line_is_told_and_the_others_are_used(ledger: Ledger) -> None:
    for request in (ONE, TWO, THREE):
        ledger.add(request, [TABLE])
    lines = ledger.path.read_text().splitlines()
    lines[1] = lines[1].replace("[[8],", "[[9],")
    ledger.path.write_text("\n".join(lines) + "\n")

    earlier = ledger.earlier()

    assert len(earlier.outputs) == 2
    assert len(earlier.trouble) == 1
    assert "Line 2" in earlier.trouble[0]


def test_a_missing_line_is_told(ledger: Ledger) -> None:
    for request in (ONE, TWO, THREE):
        ledger.add(request, [TABLE])
    lines = ledger.path.read_text().splitlines()
    ledger.path.write_text("\n".join([lines[0], lines[2]]) + "\n")

    assert "missing" in ledger.earlier().trouble[0]


def test_a_torn_line_does_not_swallow_the_next_one(ledger: Ledger) -> None:
    ledger.add(ONE, [TABLE])
    with ledger.path.open("ab") as file:
        file.write(b'{"request": "torn')

    ledger.add(TWO, [TABLE])

    earlier = ledger.earlier()
    assert len(earlier.outputs) == 2
    assert "Line 2" in earlier.trouble[0]


@pytest.mark.parametrize("junk", [b"\xff\xfe\n", b"[]\n", b"null\n", b"{}\n", b'{"digest": 1}\n', b"[" * 100_000])
def test_no_bytes_break_the_reading(ledger: Ledger, junk: bytes) -> None:
    ledger.path.write_bytes(junk)

    earlier = ledger.earlier()

    assert earlier.outputs == ()
    assert earlier.trouble


def test_a_submitted_request_that_the_ledger_lacks_is_told(ledger: Ledger) -> None:
    ledger.add(ONE, [TABLE])

    assert ledger.earlier(submitted=[ONE]).trouble == ()
    assert TWO[:8] in ledger.earlier(submitted=[ONE, TWO]).trouble[0]


def test_what_is_not_known_is_told(ledger: Ledger) -> None:
    ledger.add(ONE, None)

    assert "not known" in ledger.earlier().trouble[0]


def test_two_writers_lose_nothing(ledger: Ledger) -> None:
    names = [f"{k:08d}-0000-4000-8000-000000000000" for k in range(10)]
    threads = [threading.Thread(target=ledger.add, args=(name, [TABLE])) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    lines, trouble = ledger.lines()
    assert sorted(line.request for line in lines) == names
    assert trouble == []


def test_a_full_disk_stops_the_submission(session: Session, form: dict[str, Any], monkeypatch: Any) -> None:
    item = session.stage(counts([40, 50, 60]), "t.csv", title="T")
    request = session.request([item.id], **form)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gel_airlock_jupyter.ledger._write_line", full)
    with pytest.raises(StoreError, match="Nothing was sent"):
        session.submit(request)
    assert session.store.request(request.id).state == "sealed"


def test_submitting_enters_quantities_and_nothing_hidden(session: Session, submitted: Callable[..., Any]) -> None:
    fixed = session.fix(counts([8, 11, 3]), "table").output

    request = submitted(table=fixed)

    (entry,) = [json.loads(line) for line in Ledger(session.store.folder).path.read_text().splitlines()]
    assert (entry["request"], entry["event"]) == (request.id, "submitted")
    assert [cell for row in entry["outputs"][0]["cells"] for cell in row] == [8, 11, [1, 4, "masked"]]


def test_an_earlier_request_and_a_total_give_a_cell_away(session: Session, submitted: Callable[..., Any]) -> None:
    submitted(table=counts(["8", "11", "<5"]))

    report = session.check(counts(["*", 11, "*", 22], "Leigh MELAS Alpers All"), "new")

    finding, itself = [finding for finding in report.findings if finding.rule == "CT-04"]
    assert (str(finding.severity), str(itself.severity)) == ("fail", "review")
    assert "22 - 8 - 11 = 3" in finding.message
    assert "'new'" in finding.message
    assert "'table.csv' of request" in finding.message


def test_tables_that_name_other_cells_ask_for_review(session: Session, submitted: Callable[..., Any]) -> None:
    submitted(table=counts(["8", "11", "<5"]))

    report = session.check("The cohort has N=22 participants.", "text")

    (finding,) = [finding for finding in report.findings if finding.rule == "CT-04"]
    assert str(finding.severity) == "review"


def test_one_person_less_than_in_an_earlier_request_is_found(session: Session, submitted: Callable[..., Any]) -> None:
    submitted(table=counts([120, 64, 31]))

    report = session.check(counts([119, 64, 31]), "new")

    (finding,) = [finding for finding in report.findings if finding.rule == "CT-04"]
    assert "120 - 119 = 1" in finding.message
    assert report.verdict == "fail"


def test_a_fix_takes_earlier_requests_as_they_are(session: Session, submitted: Callable[..., Any]) -> None:
    submitted(table=counts(["8", "11", "<5"]))

    fixed = session.fix(counts([8, 11, 3, 22], "Leigh MELAS Alpers All"), "new")

    assert fixed.output["n"].tolist()[-1] == "20-24"  # nothing else is left to hide: 8 and 11 are out
    assert fixed.report.verdict == "pass"


def test_the_same_table_again_gives_nothing_new_away(session: Session, submitted: Callable[..., Any]) -> None:
    submitted(table=counts(["8", "11", "<5"]))

    assert session.check(counts(["8", "11", "<5"]), "again").verdict == "pass"


def test_a_damaged_ledger_asks_for_review(session: Session, submitted: Callable[..., Any]) -> None:
    submitted(table=counts([40, 50, 60]))
    path = Ledger(session.store.folder).path
    path.write_text(path.read_text().replace("[40]", "[41]"))

    report = session.check(counts([70, 80, 90]), "new")

    assert report.verdict == "review"
    assert any("damaged" in finding.message for finding in report.findings)


def test_a_policy_may_leave_the_ledger_out(session: Session, submitted: Callable[..., Any], tmp_path: Path) -> None:
    from gel_airlock_jupyter import together
    from gel_airlock_jupyter.comparing import earlier_of
    from gel_airlock_jupyter.policy.load import from_content

    submitted(table=counts([120, 64, 31]))
    content = dict(session.policy.content)
    content["rules"] = {**content["rules"], "CT-04": {"severity": "fail", "ledger": False}}

    from gel_airlock_jupyter.readers.open import views_of

    part = together.Part("new", views_of(counts([119, 64, 31]), "new"))
    report = together.judge("new", [part], from_content(content), earlier_of(session.store))

    assert report.verdict == "pass"


def test_the_request_is_judged_with_the_ledger_and_not_sealed(
    session: Session, submitted: Callable[..., Any], form: dict[str, Any]
) -> None:
    submitted(table=counts(["8", "11", "<5"]))
    item = session.stage(counts(["*", 11, "*", 22], "Leigh MELAS Alpers All"), "new.csv", title="New")

    request = session.request([item.id], **form)

    assert request.verdict == "fail"
    assert any(finding["rule"] == "CT-04" for finding in request.findings)
    with pytest.raises(NotExportable, match="CT-04"):
        session.bundle(request)


@pytest.mark.parametrize(
    "change",
    [
        {"cells": [[8], [11]]},
        {"cells": [[8], [11], [[4, 1, "masked"]]]},
        {"cells": [[8], [11], [[1, 4, "seen"]]]},
        {"cells": [[8], [11], ["3"]]},
        {"cells": [[8], [11], [-3]]},
        {"rows": [["Leigh"]]},
        {"relations": [{"total": [9, 9], "parts": [[0, 0]], "words": "", "certain": False}]},
        {"titles": [True]},
        {"name": 7},
        {"numbers": [{"value": "many", "words": "", "where": ""}]},
    ],
)
def test_a_line_of_another_shape_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, IndexError)):
        shape.from_dict(TABLE | change)


def test_tables_with_masks_ranges_and_percentages_come_back_the_same(session: Session) -> None:
    from gel_airlock_jupyter.checks.published import published_of
    from gel_airlock_jupyter.readers.open import views_of

    table = pd.DataFrame(
        {"disease": ["Leigh", "MELAS", "Total"], "n": ["20", "<5", "20-24"], "percent": ["87.0", "*", "100"]}
    )
    (one,) = published_of("t", views_of(table, "t"), session.policy, {})

    again = shape.from_dict(json.loads(json.dumps(shape.to_dict(one))))

    assert shape.to_dict(again) == shape.to_dict(one)
