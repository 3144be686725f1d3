"""Staging: the file is written, its bytes are judged in a clean process, and frozen."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from gel_airlock_jupyter import recheck, staging
from gel_airlock_jupyter.errors import AirlockError, InputError, JustificationNeeded, NotExportable, StoreError
from gel_airlock_jupyter.policy.load import from_content
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings


def bytes_of(session: Session, item: Any) -> bytes:
    return session.store.export_path(item).read_bytes()


def test_a_passing_table_is_written_judged_and_kept(session: Session, counts: pd.DataFrame) -> None:
    item = session.stage(counts, "table1.csv", title="Table 1", description="Counts")

    assert bytes_of(session, item) == b"disease,n\nLeigh,40\nMELAS,50\n"
    assert item.export.sha256 == hashlib.sha256(bytes_of(session, item)).hexdigest()
    assert (item.state, item.verdict, item.title, item.position) == ("staged", "pass", "Table 1", 1)
    assert session.store.item(item.id) == item


def test_a_fail_is_refused_with_its_report(session: Session, small: pd.DataFrame) -> None:
    with pytest.raises(NotExportable, match="CT-01") as caught:
        session.stage(small, "table1.csv", variable="small")

    assert caught.value.report.verdict == "fail"
    assert "%airlock_fix small" in str(caught.value)
    assert session.status() == ([], [])


def test_a_review_needs_a_justification(session: Session) -> None:
    frame = pd.DataFrame({"x": [1.5, 2.5], "y": ["u", "v"]})

    with pytest.raises(JustificationNeeded, match="row_is="):
        session.stage(frame, "x.csv")
    item = session.stage(frame, "x.csv", justification="Coefficients of a model of sites")

    assert (item.verdict, item.justification) == ("review", "Coefficients of a model of sites")


def test_an_exception_keeps_the_verdict(session: Session, small: pd.DataFrame) -> None:
    item = session.stage(small, "t.csv", exception="Counts of hospitals, not of people")

    assert (item.verdict, item.exception) == ("fail", "Counts of hospitals, not of people")


@pytest.mark.parametrize(
    "frame",
    [pd.DataFrame({"participant_id": ["a"], "n": [50]}), pd.DataFrame({"g": ["LP1000999-DNA_A01"], "n": [50]})],
    ids=["ID-02", "ID-01"],
)
def test_no_exception_for_identifiers(session: Session, frame: pd.DataFrame) -> None:
    with pytest.raises(NotExportable, match="no exception"):
        session.stage(frame, "t.csv", exception="please")


def test_no_exception_for_what_could_not_be_judged(
    session: Session, counts: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recheck, "BOOT", "raise SystemExit(7)")

    with pytest.raises(NotExportable, match="EN-03"):
        session.stage(counts, "t.csv", exception="please")

    assert session.status() == ([], [])


@pytest.mark.parametrize(
    "answer", ["print('nonsense')", "print('[]')", "print('{}')", "import os; os.abort()", "exit()"]
)
def test_a_child_that_answers_nonsense_fails(
    session: Session, counts: pd.DataFrame, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recheck, "BOOT", answer)

    with pytest.raises(NotExportable, match="did not finish"):
        session.stage(counts, "t.csv")


def test_a_child_that_hangs_fails(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recheck, "BOOT", "import time; time.sleep(60)")
    (tmp_path / "t.csv").write_text("g,n\na,50\n")

    report = recheck.in_child(tmp_path / "t.csv", "t.csv", {}, session.policy, seconds=0.3)

    assert report.verdict == "fail"
    assert "took longer" in report.findings[0].message


def test_the_child_sees_the_bytes_not_the_variable(session: Session, counts: pd.DataFrame) -> None:
    item = session.stage(counts, "t.csv")

    report = recheck.in_child(session.store.export_path(item), "t.csv", {}, session.policy)
    assert report.verdict == "pass"
    session.store.export_path(item).write_text("disease,n\nLeigh,3\nMELAS,50\n")
    assert recheck.in_child(session.store.export_path(item), "t.csv", {}, session.policy).verdict == "fail"
    again = session.recheck(item.id)
    assert (again.verdict, "changed" in again.report["findings"][0]["message"]) == ("fail", True)


def test_a_frozen_file_that_is_gone_fails_the_recheck(session: Session, counts: pd.DataFrame) -> None:
    item = session.stage(counts, "t.csv")
    session.store.export_path(item).unlink()

    assert session.recheck(item.id).verdict == "fail"


def test_staging_again_replaces_and_keeps_the_place(session: Session, counts: pd.DataFrame) -> None:
    first = session.stage(counts, "t.csv", title="old")
    second = session.stage(counts.assign(n=[60, 70]), "t.csv", title="new")

    assert first.id == second.id
    assert [item.title for item in session.status()[0]] == ["new"]
    assert b"70" in bytes_of(session, second)


def test_a_failed_restaging_leaves_the_old_one(
    session: Session, counts: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = session.stage(counts, "t.csv", title="old")
    monkeypatch.setattr("gel_airlock_jupyter.store.write_bytes", _full_disk)

    with pytest.raises(StoreError, match="No space left"):
        session.stage(counts.assign(n=[60, 70]), "t.csv", title="new")

    assert session.store.item(item.id).title == "old"
    assert b"40" in bytes_of(session, item)
    assert [path.name for path in (session.store.folder / "items").iterdir()] == [item.id]


def _full_disk(path: Path, data: bytes, mode: int = 0o600) -> None:
    raise StoreError(f"'{path.name}' could not be written: No space left on device.", "Free some space.")


@pytest.mark.parametrize(
    ("name", "file"),
    [("t", "t.csv"), ("t.csv", "t.csv"), ("a.b", "a.b.csv"), ("../../t.csv", "t.csv"), ("/etc/t", "t.csv"),
     ("T.CSV", "T.CSV")],
)  # fmt: skip
def test_a_file_name_is_a_name(session: Session, counts: pd.DataFrame, name: str, file: str) -> None:
    item = session.stage(counts, name)

    assert item.export.file == file
    assert session.store.export_path(item).resolve().is_relative_to(session.store.folder.resolve())


@pytest.mark.parametrize(
    "name",
    ["..", ".hidden", "t\n.csv", "t\x00.csv", "a b.csv", "größe.csv", "t.xlsx", "t.exe", "-rf.csv", "x" * 200,
     "a;b.csv", "con\u202egpj.csv", "%2e%2e.csv"],
)  # fmt: skip
def test_a_hostile_file_name_is_refused(session: Session, counts: pd.DataFrame, name: str) -> None:
    with pytest.raises(InputError):
        session.stage(counts, name)


def test_an_identifier_in_the_file_name_fails(session: Session, counts: pd.DataFrame) -> None:
    with pytest.raises(NotExportable, match="ID-01"):
        session.stage(counts, "LP1000999-DNA_A01.csv")


@pytest.mark.parametrize("field", ["title", "description", "alt_text", "justification", "exception"])
@pytest.mark.parametrize("text", ["bell\x07", "nul\x00", "turn\u202eed", "esc\x1b[31m", "half\ud800", "x" * 20_001])
def test_hidden_characters_in_what_a_reviewer_reads(
    session: Session, counts: pd.DataFrame, field: str, text: str
) -> None:
    with pytest.raises(InputError, match=field):
        session.stage(counts, "t.csv", **{field: text})


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-cmd", "@sum", "\t=1", "\n=1", " =1", "＝1"])
def test_a_spreadsheet_runs_nothing(session: Session, text: str) -> None:
    item = session.stage(pd.DataFrame({"g": [text, "b"], "n": [50, 60]}), "t.csv")

    assert b"'" + text.encode() in bytes_of(session, item).replace(b'"', b"")


def test_numbers_stay_numbers(session: Session) -> None:
    item = session.stage(pd.DataFrame({"term": ["a", "b"], "coef": [-0.5, 1e-9], "p": ["-5", "+3"]}), "t.csv",
                         justification="A regression table")  # fmt: skip

    assert bytes_of(session, item) == b"term,coef,p\na,-0.5,-5\nb,1e-09,+3\n"


def test_half_a_surrogate_pair_is_written_as_a_question_mark(session: Session) -> None:
    item = session.stage(pd.DataFrame({"g": ["\ud800", "日本"], "n": [50, 60]}, dtype=object), "t.csv", counts=["n"])

    assert bytes_of(session, item).decode() == "g,n\n?,50\n日本,60\n"


SHAPES: dict[str, pd.DataFrame | pd.Series] = {
    "duplicate names": pd.DataFrame([["a", 30, 40]], columns=["g", "n", "n"]),
    "series": pd.Series([30, 40], index=pd.Index(["a", "b"], name="g"), name="n"),
    "levels": pd.DataFrame(
        [[30, 40]],
        index=pd.MultiIndex.from_tuples([("a", "x")], names=["g", "h"]),
        columns=pd.MultiIndex.from_tuples([("n", "f"), ("n", "m")]),
    ),
    "categories": pd.DataFrame({"g": pd.Categorical(["a", "b"]), "n": [30, 40]}),
    "missing": pd.DataFrame({"g": ["a", None], "n": [30, np.nan]}),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_tables_of_many_shapes_can_be_staged(session: Session, shape: str) -> None:
    item = session.stage(SHAPES[shape], "t.csv", counts=["n", "n / f", "n / m"])

    assert item.verdict == "pass"
    assert bytes_of(session, item).count(b"\n") == len(SHAPES[shape]) + 1


def test_a_table_larger_than_the_policy_allows(session: Session, counts: pd.DataFrame, monkeypatch) -> None:
    content = session.policy.content
    smaller = from_content({**content, "limits": {**content["limits"], "output_bytes": 10}})
    monkeypatch.setitem(vars(session), "policy", smaller)

    with pytest.raises(InputError, match="the policy allows 10"):
        session.stage(counts, "t.csv")


@pytest.mark.parametrize("obj", [object(), 3, None, [1, 2], {1}, b"x", len])
def test_what_is_no_output_is_refused(session: Session, obj: Any) -> None:
    with pytest.raises(AirlockError, match="cannot be checked"):
        session.stage(obj, "t.csv")


def test_a_csv_file_is_staged_byte_for_byte(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "made elsewhere.csv"
    path.write_bytes(b"group,n\r\nA,50\r\n")

    item = session.stage(path, "table1.csv")

    assert bytes_of(session, item) == b"group,n\r\nA,50\r\n"


def test_staging_leaves_the_object_alone(session: Session, counts: pd.DataFrame) -> None:
    before = counts.copy(deep=True)

    session.stage(counts, "t.csv")

    pd.testing.assert_frame_equal(counts, before)


def test_the_module_knows_where_words_are_checked() -> None:
    assert set(staging.WORDS) >= {"title", "description", "justification"}


def test_a_carriage_return_does_not_tear_a_row_apart(session: Session) -> None:
    item = session.stage(pd.DataFrame({"g": ["a\rb", "c\r\nd"], "n": [50, 60]}), "t.csv")

    assert bytes_of(session, item) == b'g,n\n"a\nb",50\n"c\nd",60\n'


def test_a_fail_that_only_the_kernel_sees_stands_in_the_record(tmp_path: Path) -> None:
    people = pd.DataFrame({"disease": ["Leigh"] * 50 + ["MELAS"] * 50 + ["Rare"] * 2, "grade": [1, 2] * 51})
    means = people.groupby("disease").grade.mean().reset_index()
    session = Session(Settings(tmp_path / "store", "RR150"), namespace={"people": people, "means": means})
    assert "CT-08" in {f.rule for f in session.check(means, "means").findings if f.severity == "fail"}

    item = session.stage(means, "means.csv", title="T", description="D", exception="Agreed with the families.")

    assert item.verdict == "fail"
    assert "CT-08" in {finding["rule"] for finding in item.report["findings"] if finding["severity"] == "fail"}
