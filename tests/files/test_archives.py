"""Archives: every member is judged as a file, and nothing leads out of them (FT-05)."""

from __future__ import annotations

import gzip
import io
import pickle
import stat
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from file_reports import PLATEKEY, found, kinds, messages

import gel_airlock_jupyter as airlock

CLEAN = b"disease,n\nLeigh,40\nMELAS,50\n"
SMALL = b"disease,n\nLeigh,3\nMELAS,50\n"


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, members: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


def inner(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize(("name", "pack"), [("t.zip", packed), ("t.tar.gz", tarred), ("t.tgz", tarred)])
def test_members_are_judged_as_files(tmp_path: Path, check: Any, name: str, pack: Any) -> None:
    clean = pack(tmp_path / name, {"results/a.csv": CLEAN, "README.md": b"# Results\n"})
    assert check(clean).verdict == "pass"

    small = pack(clean, {"results/a.csv": CLEAN, "results/b.csv": SMALL, "run.py": b"password = 'hunter2hunter'\n"})
    report = check(small)

    assert {("CT-01", "fail"), ("SC-02", "fail")} <= found(report)
    assert messages(report, "CT-01").startswith("results/b.csv: 1 cell of 'n'")
    assert messages(report, "SC-02").startswith("run.py: ")


@pytest.mark.parametrize(
    ("member", "data", "rule"),
    [
        ("model.pkl", pickle.dumps([1]), "FT-01"),
        ("calls.vcf", b"##fileformat=VCFv4.2\n", "FT-02"),
        ("model.pt", b"PK\x03\x04", "FT-03"),
        (f"{PLATEKEY}.csv", CLEAN, "ID-01"),
        ("unknown.xyz", b"\x00\x01", "FT-05"),
        ("broken.png", b"no image", "FT-05"),
        ("broken.xlsx", b"PK\x03\x04", "FT-05"),
        (".git/config", b"x", "FT-05"),
        ("__MACOSX/._a.csv", b"x", "FT-05"),
    ],
)
def test_members_that_may_not_leave(tmp_path: Path, check: Any, member: str, data: bytes, rule: str) -> None:
    report = check(packed(tmp_path / "t.zip", {"a.csv": CLEAN, member: data}))

    assert (rule, "fail") in found(report)
    assert report.verdict == "fail"


@pytest.mark.parametrize(
    "name", ["../a.csv", "/etc/a.csv", "a/../../b.csv", "C:\\a.csv", "a\u202ecsv.exe", "con.csv", "a.csv "]
)
def test_names_that_lead_elsewhere(tmp_path: Path, check: Any, name: str) -> None:
    assert kinds(check(packed(tmp_path / "t.zip", {name: CLEAN})), "FT-05") == {"unreadable archive"}
    assert kinds(check(tarred(tmp_path / "t.tar.gz", {name: CLEAN})), "FT-05") == {"unreadable archive"}
    assert not list(tmp_path.parent.glob("a.csv"))


def test_bombs(tmp_path: Path, check: Any) -> None:
    zeros = bytes(50_000_000)
    (tmp_path / "t.tar.gz").write_bytes(gzip.compress(zeros * 4))

    assert kinds(check(packed(tmp_path / "t.zip", {"a.csv": zeros})), "FT-05") == {"unreadable archive"}
    assert kinds(check(tmp_path / "t.tar.gz"), "FT-05") == {"unreadable archive"}


def test_links_and_devices(tmp_path: Path, check: Any) -> None:
    with tarfile.open(tmp_path / "t.tar.gz", "w:gz") as archive:
        link = tarfile.TarInfo("a.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        entry = zipfile.ZipInfo("a.csv")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")

    assert kinds(check(tmp_path / "t.tar.gz"), "FT-05") == {"unreadable archive"}
    assert kinds(check(tmp_path / "t.zip"), "FT-05") == {"unreadable archive"}


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 7])
def test_archives_in_archives(tmp_path: Path, check: Any, depth: int) -> None:
    data = SMALL
    for level in range(depth):
        data = inner({"a.csv" if level == 0 else "inner.zip": data})
    (tmp_path / "t.zip").write_bytes(data)

    report = check(tmp_path / "t.zip")

    assert (("FT-05", "fail") in found(report)) is (depth > 2)
    assert (("CT-01", "fail") in found(report)) is (depth <= 5), "what can be read is judged all the same"
    if depth == 2:
        assert messages(report, "CT-01").startswith("inner.zip, a.csv: ")


def test_an_encrypted_zip(tmp_path: Path, check: Any) -> None:
    path = packed(tmp_path / "t.zip", {"a.csv": CLEAN})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)

    assert "encrypted" in messages(check(path), "FT-05")


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06" + bytes(18), b"no zip", b"<html>" + b"x" * 99])
def test_what_is_no_archive(tmp_path: Path, check: Any, data: bytes) -> None:
    for name in ("t.zip", "t.tar.gz", "t.tar"):
        (tmp_path / name).write_bytes(data)

        assert check(tmp_path / name).verdict == "fail"


def test_hidden_bytes(tmp_path: Path, check: Any) -> None:
    path = packed(tmp_path / "t.zip", {"a.csv": CLEAN})
    path.write_bytes(path.read_bytes() + b"more")
    tar = tarred(tmp_path / "t.tar", {"a.csv": CLEAN}, "w")
    tar.write_bytes(tar.read_bytes() + b"more")

    assert check(path).verdict == "fail"
    assert check(tar).verdict == "fail"


def test_tables_in_an_archive_are_compared(tmp_path: Path, check: Any) -> None:
    masked = b"disease,n\nLeigh,40\nMELAS,<5\nAlpers,30\n"
    total = b"disease,n\nLeigh,40\nMELAS,<5\nAlpers,30\nAll,73\n"

    assert check(packed(tmp_path / "t.zip", {"a.csv": masked})).verdict == "pass"
    assert ("CT-02", "fail") in found(check(packed(tmp_path / "t.zip", {"a.csv": masked, "b.csv": total})))


def test_an_archive_is_staged_as_it_is(tmp_path: Path) -> None:
    path = packed(tmp_path / "t.zip", {"a.csv": CLEAN})

    item = airlock.stage(path, title="Counts")

    assert item.export.bytes == path.stat().st_size
    assert item.export.media_type == "application/zip"
    assert item.verdict == "pass"
