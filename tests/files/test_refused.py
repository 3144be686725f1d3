"""Kinds of files that never leave, by name and by content."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import gel_airlock_jupyter as airlock


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("model.pkl", pickle.dumps([1]), "FT-01"),
        ("table.csv", pickle.dumps([1, 2]), "FT-01"),
        ("table.parquet", b"PAR1....", "FT-01"),
        ("notes.txt", b"SQLite format 3\0", "FT-01"),
        ("results.csv.gz", b"\x1f\x8b..", "FT-01"),
        ("reads.fastq", b"@x\nACGT\n", "FT-02"),
        ("calls.vcf.gz", b"\x1f\x8b..", "FT-02"),
        ("calls.txt", b"##fileformat=VCFv4.2\n", "FT-02"),
        ("plink.bed", b"\x6c\x1b\x01", "FT-02"),
        ("weights.pt", b"PK..", "FT-03"),
        ("model.joblib", b"x", "FT-03"),
    ],
)
def test_they_fail_whatever_they_are_called(tmp_path: Path, name: str, data: bytes, rule: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    report = airlock.check(path)

    assert {(f.rule, str(f.severity)) for f in report.findings} == {(rule, "fail")}


def test_no_exception_is_allowed_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEL_AIRLOCK_STORE", str(tmp_path / "store"))
    path = tmp_path / "model.pkl"
    path.write_bytes(pickle.dumps([1]))

    with pytest.raises(airlock.NotExportable):
        airlock.stage(path, exception="I need it")


@pytest.mark.parametrize("name", ["analysis.py", "analysis.R", "query.sql"])
def test_scripts_are_judged_as_text(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("x = 1\n")
    secret = tmp_path / f"secret_{name}"
    secret.write_text("password = 'hunter2hunter'\n")

    assert airlock.check(path).verdict == "pass"
    assert airlock.check(secret).verdict == "fail"
