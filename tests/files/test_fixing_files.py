"""`airlock.fix` and `gel-airlock fix` for files: a copy that may leave, the original as it was."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from file_reports import PLATEKEY, written
from openpyxl.comments import Comment

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter import cli
from gel_airlock_jupyter.errors import InputError

SMALL = "disease,n\nLeigh,3\nMELAS,50\nAlpers,60\nAll,113\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Two sheets with one small cell in both, and everything that nobody sees."""
    made = openpyxl.Workbook()
    made.properties.creator = "A. Researcher"
    for row in (("Table 1",), ("disease", "n"), ("Leigh", 3), ("MELAS", 50), ("Alpers", 60), ("All", "=SUM(B3:B5)")):
        made.active.append(row)
    made.active["A2"].comment = Comment(PLATEKEY, "A. Researcher")
    other = made.create_sheet("By sex")
    for row in (("disease", "women", "men"), ("Leigh", 3, 70), ("MELAS", 20, 30), ("=cmd", 30, 30)):
        other.append(row)
    other.row_dimensions[3].hidden = True
    made.create_sheet("raw")["A1"] = PLATEKEY
    made["raw"].sheet_state = "hidden"
    made.save(tmp_path / "t.xlsx")
    return tmp_path / "t.xlsx"


def test_a_workbook_keeps_its_values_only(book: Path) -> None:
    before = book.read_bytes()

    fixed = airlock.fix(book)

    assert book.read_bytes() == before
    assert fixed.report.verdict == "pass", str(fixed.report)
    assert fixed.output == book.with_name("t-fixed.xlsx")
    made = openpyxl.load_workbook(fixed.output)
    assert made.sheetnames == ["Sheet", "By sex"]
    assert made["Sheet"]["A1"].value == "Table 1"
    assert made["Sheet"]["B3"].value == "<5"
    assert made["By sex"]["B2"].value == "<5"
    assert made["Sheet"]["A2"].comment is None
    with zipfile.ZipFile(fixed.output) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert PLATEKEY.encode() not in content
    assert b"Researcher" not in content
    assert not re.search(rb"<f[ >]", content)
    said = " | ".join(fixed.changes)
    assert "removed the hidden sheet 'raw'" in said
    assert "hidden rows and columns of sheet 'By sex'" in said
    assert "wrote `<5`" in said


def test_the_same_workbook_gives_the_same_bytes(book: Path) -> None:
    assert airlock.fix(book).output.read_bytes() == airlock.fix(book).output.read_bytes()


def test_a_table_in_text(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", SMALL)
    tabs = written(tmp_path / "t.tsv", SMALL.replace(",", "\t"))

    fixed, other = airlock.fix(path), airlock.fix(str(tabs))

    assert fixed.report.verdict == other.report.verdict == "pass"
    assert "Leigh,<5" in fixed.output.read_text()
    assert "Leigh\t<5" in other.output.read_text()
    assert path.read_text() == SMALL


def test_identifiers_go_with_their_columns(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", f"platekey,n\n{PLATEKEY},50\nLP1000998-DNA_A02,60\n")

    assert PLATEKEY not in airlock.fix(path).output.read_text()


@pytest.mark.parametrize("name", ["t.html", "t.docx", "t.pdf", "t.py"])
def test_what_cannot_be_fixed_says_the_other_way(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "t.docx":
        import docx

        docx.Document().save(path)
    else:
        path.write_bytes(b"%PDF-1.4\n%%EOF\n" if name == "t.pdf" else b"<p>x</p>")

    with pytest.raises(InputError, match="cannot be fixed") as error:
        airlock.fix(path)
    assert error.value.hint


def test_in_a_terminal(tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "t.csv", SMALL)

    assert cli.main(["fix", "t.csv", "-o", "out.csv"]) == 0
    assert "Wrote out.csv: pass" in capsys.readouterr().out
    assert cli.main(["fix", "t.csv", "-o", "t.csv"]) == 3
    assert "exists already" in capsys.readouterr().err
    assert cli.main(["fix", "none.csv"]) == 3
    assert cli.main(["clear", "none.ipynb"]) == 3
    assert cli.main(["check", "out.csv"]) == 0


def test_the_way_of_a_file_without_a_kernel(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch, book: Path
) -> None:
    monkeypatch.chdir(tmp_path)

    assert cli.main(["check", "t.xlsx"]) == 2
    assert cli.main(["fix", "t.xlsx"]) == 0
    assert cli.main(["check", "t-fixed.xlsx", "--json"]) == 0
    assert cli.main(["stage", "t-fixed.xlsx", "--title", "Counts", "--description", "Counts of participants"]) == 0
    assert "Staged t-fixed.xlsx: pass" in capsys.readouterr().out
