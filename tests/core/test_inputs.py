"""What people really hand to `airlock.check`, and what they mistype."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.errors import AirlockError, InputError, UnknownName, Unreadable

COUNTS = {"disease": ["Leigh", "MELAS"], "n": [3, 50]}


def _polars() -> Any:
    return pytest.importorskip("polars").DataFrame(COUNTS)


def _pyarrow() -> Any:
    return pytest.importorskip("pyarrow").table(COUNTS)


SAME_TABLE = {
    "pandas": lambda: pd.DataFrame(COUNTS),
    "series": lambda: pd.Series([3, 50], index=pd.Index(["Leigh", "MELAS"], name="disease"), name="n"),
    "styler": lambda: pd.DataFrame(COUNTS).style.format({"n": "{:.1f}"}),
    "list of dicts": lambda: [{"disease": "Leigh", "n": 3}, {"disease": "MELAS", "n": 50}],
    "polars": _polars,
    "pyarrow": _pyarrow,
}


@pytest.mark.parametrize("kind", SAME_TABLE)
def test_the_same_table_in_every_library_has_the_same_finding(kind: str) -> None:
    if kind == "styler":
        pytest.importorskip("jinja2")

    report = airlock.check(SAME_TABLE[kind](), "t")

    assert [finding.rule for finding in report.findings] == ["CT-01"]
    assert report.findings[0].where[0].label == "row 'Leigh', column 'n'"


@pytest.mark.parametrize("array", [np.array([[3, 50], [60, 70]]), np.array([3, 50])])
def test_an_array_without_names_is_never_a_pass(array: Any) -> None:
    assert airlock.check(array, "a").verdict == "review"
    assert airlock.check(array, "a", counts=["0"]).verdict == "fail"


@pytest.mark.parametrize(
    "obj",
    [object(), 3, 2.5, None, True, b"bytes", {1, 2}, len, pd.DataFrame, np.zeros((2, 2, 2)), np.float64(3), [1, 2],
     pd.Timestamp("2026-01-01"), range(3), iter([]), Exception("x")],
    ids=lambda obj: type(obj).__name__,
)  # fmt: skip
def test_what_is_no_output_is_named_with_what_could_be_given(obj: Any) -> None:
    with pytest.raises(Unreadable, match=type(obj).__name__) as caught:
        airlock.check(obj, "thing")

    assert "data frame" in caught.value.hint


def test_a_lazy_frame_is_scanned_where_it_lives() -> None:
    polars = pytest.importorskip("polars")

    report = airlock.check(polars.LazyFrame(COUNTS), "lazy")

    assert [finding.rule for finding in report.findings] == ["CT-01"]


@pytest.mark.parametrize("empty", [[], (), {}])
def test_a_list_of_no_outputs(empty: Any) -> None:
    with pytest.raises(InputError, match="no output"):
        airlock.check(empty)


def test_several_outputs_are_judged_together() -> None:
    report = airlock.check({"one": pd.DataFrame(COUNTS), "two": "some words"}, "both")

    assert (report.kind, report.verdict) == ("several", "fail")
    assert report.findings[0].message.startswith("one: ")


@pytest.mark.parametrize(
    "name",
    [
        "nothing.csv",
        "results.xlsx",
        "model.pkl",
        "weights.pt",
        "reads.bam",
        "./folder/x.html",
        "data.RData",
        "a.b.c.zip",
    ],
)
def test_a_file_name_is_never_judged_as_the_text_it_is(name: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UnknownName, match="no file"):
        airlock.check(name)

    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_bytes(b"\x80\x04\x95junk\0")
    try:
        verdict = airlock.check(name).verdict
    except Unreadable:
        verdict = "fail"
    assert verdict == "fail"


def test_a_file_without_extension_is_a_file_if_it_exists(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results").write_bytes(b"\0\1")

    with pytest.raises(AirlockError):
        airlock.check("results")


@pytest.mark.parametrize(
    "text", ["", " ", "No findings.", "p = 3.5", "e.g. this", "Line one.\nLine two.csv", "x" * 5000]
)
def test_words_are_a_text(text: str) -> None:
    assert airlock.check(text, "words").kind == "text"


def test_a_missing_file_suggests_the_one_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "table1.csv").write_text("g,n\na,50\n")

    with pytest.raises(UnknownName, match="There is no file"):
        airlock.check(tmp_path / "tabel1.csv")


BAD_CSV = {
    "empty": b"",
    "header only": b"g,n\n",
    "uneven": b"g,n\na,3,4\n",
    "binary": b"g,n\0\n",
    "not UTF-8": b"g,n\n\xff\xfe,3\n",
    "open quote": b'g,n\n"a,3\n',
    "UTF-16": "g,n\na,3\n".encode("utf-16"),
    "long field": b"g,n\n" + b"a" * 1_100_000 + b",3\n",
    "semicolons": b"g;n\na;3\nb;50\n",
    "a tab in a csv": b"g\tn\na\t3\nb\t50\n",
    "bars": b"g|n\na|3\nb|50\n",
}


@pytest.mark.parametrize("content", BAD_CSV)
def test_a_csv_that_is_none_is_never_a_pass(content: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(BAD_CSV[content])

    try:
        verdict, message = airlock.check(path).verdict, "t.csv"
    except Unreadable as error:
        verdict, message = "fail", str(error)

    assert verdict != "pass"
    assert "t.csv" in message


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ({"count": ["n"]}, "Did you mean 'counts'"),
        ({"n": "180"}, "whole number"),
        ({"n": -1}, "negative"),
        ({"n": True}, "whole number"),
        ({"n": 1.5}, "whole number"),
        ({"row_is": "patient"}, "no kind of row"),
        ({"roles": ["n"]}, "must map"),
        ({"roles": {"n": "counts of people"}}, "Did you mean 'count of people'"),
    ],
)
def test_a_wrong_declaration_is_named(declared: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        airlock.check(pd.DataFrame(COUNTS), **declared)


@pytest.mark.parametrize("n", [180, np.int64(180), np.uint8(180)])
def test_every_whole_number_is_a_number_of_people(n: Any) -> None:
    assert airlock.check(pd.DataFrame(COUNTS), n=n).declared["n"] == 180


def test_what_is_declared_is_recorded_as_json() -> None:
    import json

    report = airlock.check(pd.DataFrame(COUNTS), unit=float("nan"), cohort=pd.DataFrame({"id": range(9)}), by=["id"])

    assert json.loads(json.dumps(report.to_dict(), allow_nan=False))["declared"]["cohort"] == "DataFrame 9 x 1"


def test_a_report_survives_json() -> None:
    report = airlock.check(pd.DataFrame(COUNTS), "größe")

    again = airlock.Report.from_dict(report.to_dict())

    assert again.to_dict() == report.to_dict()


def test_the_callers_variable_names_the_report() -> None:
    my_table = pd.DataFrame(COUNTS)

    assert airlock.check(my_table).name == "my_table"
    assert airlock.check(pd.DataFrame(COUNTS)).name == "output"


def test_checking_changes_nothing() -> None:
    frame = pd.DataFrame(COUNTS)
    frame.attrs["source"] = "registry"
    before = frame.copy(deep=True)

    airlock.check(frame)

    pd.testing.assert_frame_equal(frame, before)
    assert frame.attrs == before.attrs
