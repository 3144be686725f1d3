"""`airlock.fix` for archives: the members are fixed, the tables of all of them together, and packed anew."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from file_reports import PLATEKEY

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter import cli
from gel_airlock_jupyter.errors import AirlockError

WOMEN = "disease,women\nLeigh,3\nMELAS,50\nAlpers,60\n"
BOTH = "disease,women,men,all\nLeigh,3,40,43\nMELAS,50,20,70\nAlpers,60,30,90\n"


def _zip(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def _held(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _png(text: str) -> bytes:
    images = pytest.importorskip("PIL.Image")
    info = pytest.importorskip("PIL.PngImagePlugin").PngInfo()
    info.add_text("Author", text)
    target = io.BytesIO()
    images.new("RGB", (4, 4)).save(target, "PNG", pnginfo=info)
    return target.getvalue()


def test_tables_of_an_archive_are_masked_together(tmp_path: Path) -> None:
    path = _zip(tmp_path / "results.zip", {"women.csv": WOMEN, "tables/both.tsv": BOTH.replace(",", "\t")})
    before = path.read_bytes()

    fixed = airlock.fix(path)

    assert path.read_bytes() == before
    assert fixed.output == tmp_path / "results-fixed.zip"
    assert fixed.report.verdict == "pass", str(fixed.report)
    held = _held(fixed.output)
    assert set(held) == {"women.csv", "tables/both.tsv"}
    assert b"Leigh,<5" in held["women.csv"]
    assert b"\t" in held["tables/both.tsv"]
    assert b"43" not in held["tables/both.tsv"] or b"40" not in held["tables/both.tsv"]


def test_pictures_notebooks_and_litter(tmp_path: Path) -> None:
    notebook = '{"cells": [{"cell_type": "code", "source": "x = 1", "metadata": {}, "execution_count": 1, "outputs": '
    notebook += '[{"output_type": "stream", "name": "stdout", "text": "3 patients"}]}], "metadata": {}, "nbformat": 4, '
    notebook += '"nbformat_minor": 5}'
    files = {"figure.png": _png(PLATEKEY), "work.ipynb": notebook, ".DS_Store": "x", "__MACOSX/._a": "x"}

    fixed = airlock.fix(_zip(tmp_path / "a.zip", files), justification="The picture shows no data")

    held = _held(fixed.output)
    assert set(held) == {"figure.png", "work.ipynb"}
    assert PLATEKEY.encode() not in b"".join(held.values())
    assert b"patients" not in held["work.ipynb"]
    assert fixed.report.verdict != "fail", str(fixed.report)
    assert any("left out '.DS_Store'" in change for change in fixed.changes)


def test_what_cannot_be_fixed_stays_and_is_said(tmp_path: Path) -> None:
    fixed = airlock.fix(_zip(tmp_path / "a.zip", {"model.pkl": b"\x80\x04N.", "t.csv": WOMEN}))

    assert fixed.report.verdict == "fail"
    assert any("'model.pkl' stays as it is" in change for change in fixed.changes)
    assert any(change.startswith("could not fix FT-01") for change in fixed.changes)
    assert b"<5" in _held(fixed.output)["t.csv"]


def test_an_archive_in_an_archive_and_a_tar(tmp_path: Path) -> None:
    inner = _zip(tmp_path / "inner.zip", {"t.csv": WOMEN}).read_bytes()
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo("inner.zip")
        entry.size = len(inner)
        archive.addfile(entry, io.BytesIO(inner))

    fixed = airlock.fix(tmp_path / "a.tar.gz")

    assert fixed.output.name == "a-fixed.zip"
    with zipfile.ZipFile(io.BytesIO(_held(fixed.output)["inner.zip"])) as again:
        assert b"<5" in again.read("t.csv")


def test_the_same_archive_gives_the_same_bytes(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"b.csv": WOMEN, "a.csv": BOTH})

    assert airlock.fix(path).output.read_bytes() == airlock.fix(path).output.read_bytes()


def test_an_archive_that_is_refused_is_not_fixed(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"../t.csv": WOMEN})

    with pytest.raises(AirlockError):
        airlock.fix(path)
    assert not list(tmp_path.glob("*-fixed*"))


def test_from_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _zip(tmp_path / "a.zip", {"t.csv": WOMEN})

    assert cli.main(["fix", str(path)]) == 0
    assert "a-fixed.zip: pass" in capsys.readouterr().out
