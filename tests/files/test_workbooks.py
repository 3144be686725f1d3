"""Workbooks: every sheet is judged as tables, and what nobody sees is named (FT-07)."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from file_reports import PLATEKEY, found, kinds, messages
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings

CLEAN = (("disease", "n"), ("Leigh", 40), ("MELAS", 50), ("All", 90))


def book(path: Path, change: Callable[[Any], None] = lambda _: None, rows: Any = CLEAN) -> Path:
    """Write a workbook of one sheet, changed as asked."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    change(made)
    made.save(path)
    return path


def repacked(path: Path, change: Callable[[str, bytes], bytes | None], **more: bytes) -> Path:
    """Change the parts of a workbook, as a program of one's own could."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            kept = change(name, data)
            if kept is not None:
                new.writestr(name, kept)
        for name, data in more.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return path


def test_a_clean_workbook_passes(tmp_path: Path, check: Any) -> None:
    report = check(book(tmp_path / "t.xlsx"))

    assert report.verdict == "pass"
    assert report.kind == "table"
    assert report.shape == (3, 2)
    assert report.preview.header == ("disease", "n")


@pytest.mark.parametrize(("n", "rule"), [(0, False), (1, True), (4, True), (5, False), (1.0, True), ("3", True)])
def test_small_counts_are_found_where_they_stand(tmp_path: Path, check: Any, n: Any, rule: bool) -> None:
    def second(made: Any) -> None:
        sheet = made.create_sheet("Grade")
        for row in (("grade", "n"), ("low", 40), ("high", n)):
            sheet.append(row)

    report = check(book(tmp_path / "t.xlsx", second))

    assert (("CT-01", "fail") in found(report)) is rule
    if rule:
        places = [place for finding in report.findings for place in finding.where if finding.rule == "CT-01"]
        assert places[0].label == "sheet 'Grade': row 'high', column 'n'"
        assert "sheet 'Grade'" in messages(report, "CT-01")
        assert places[0].row is None, "the preview shows the first table, in which this cell is another one"


def test_sheets_are_compared_with_each_other(tmp_path: Path, check: Any) -> None:
    def second(made: Any) -> None:
        sheet = made.create_sheet("Masked")
        for row in (("disease", "n"), ("Leigh", 40), ("MELAS", "<5"), ("All", 43)):
            sheet.append(row)

    alone = book(tmp_path / "a.xlsx", rows=(("disease", "n"), ("Leigh", 40), ("MELAS", "<5")))
    both = book(tmp_path / "b.xlsx", second, rows=(("disease", "n"), ("Leigh", 40), ("MELAS", "<5")))

    assert check(alone).verdict == "pass"
    assert ("CT-02", "fail") in found(check(both))


def test_several_tables_on_one_sheet(tmp_path: Path, check: Any) -> None:
    rows = (
        ("Table 1. Counts",),
        ("disease", "n"),
        ("Leigh", 40),
        ("MELAS", 50),
        (),
        ("grade", "n"),
        ("low", 3),
        ("high", 60),
    )

    report = check(book(tmp_path / "t.xlsx", rows=rows))

    assert messages(report, "CT-01").startswith("sheet 'Sheet', from A6: 1 cell of 'n'")


def test_a_first_row_of_numbers_is_no_header(tmp_path: Path, check: Any) -> None:
    report = check(book(tmp_path / "t.xlsx", rows=(("Leigh", 3, 80), ("MELAS", 50, 90))), counts=["column B"])

    assert "row 'Leigh', column 'column B'" in str([p.label for f in report.findings for p in f.where])


def test_what_pandas_writes_is_read_as_it_was(tmp_path: Path, check: Any) -> None:
    frame = pd.DataFrame(
        {("F", "n"): [30, 40], ("M", "n"): [3, 70]}, index=pd.Index(["Leigh", "MELAS"], name="disease")
    )
    frame.columns.names = ["sex", "what"]
    frame.to_excel(tmp_path / "t.xlsx")

    report = check(tmp_path / "t.xlsx")

    assert messages(report, "CT-01") == "sheet 'Sheet1': 1 cell of 'M / n' shows 1-4 people (rows 'Leigh')."


def test_identifiers_anywhere(tmp_path: Path, check: Any) -> None:
    def into(where: str) -> Callable[[Any], None]:
        def change(made: Any) -> None:
            sheet = made.active
            if where == "cell":
                sheet["A2"] = PLATEKEY
            elif where == "name of the sheet":
                sheet.title = PLATEKEY
            elif where == "property":
                made.properties.title = PLATEKEY
            elif where == "header":
                sheet.oddHeader.center.text = PLATEKEY
            elif where == "comment":
                sheet["A2"].comment = Comment(PLATEKEY, "openpyxl")
            elif where == "number format":
                sheet["B2"].number_format = f'0"{PLATEKEY}"'

        return change

    for where in ("cell", "name of the sheet", "property", "header", "comment", "number format"):
        report = check(book(tmp_path / "t.xlsx", into(where)))

        assert ("ID-01", "fail") in found(report), where
        assert not any(PLATEKEY in finding.message for finding in report.findings if where == "cell")


def _hidden_sheet(made: Any) -> None:
    made.create_sheet("x")["A1"] = "raw"
    made["x"].sheet_state = "veryHidden"


def _chart(made: Any) -> None:
    chart = BarChart()
    chart.add_data(Reference(made.active, min_col=2, min_row=1, max_row=4))
    made.active.add_chart(chart, "D1")


UNSEEN = {
    "hidden sheet": _hidden_sheet,
    "hidden row": lambda made: setattr(made.active.row_dimensions[2], "hidden", True),
    "hidden column": lambda made: setattr(made.active.column_dimensions["B"], "hidden", True),
    "comment": lambda made: setattr(made.active["A1"], "comment", Comment("see me", "A")),
    "white text": lambda made: setattr(made.active["A2"], "font", Font(color="FFFFFFFF")),
    "blanked cell": lambda made: setattr(made.active["B2"], "number_format", ";;;"),
    "name with content": lambda made: made.defined_names.add(DefinedName("x", attr_text='"secret"')),
    "external name": lambda made: made.defined_names.add(DefinedName("x", attr_text="'[other.xlsx]A'!$A$1")),
    "hidden name": lambda made: made.defined_names.add(DefinedName("x", attr_text="Sheet!$A$1", hidden=True)),
    "document property": lambda made: setattr(made.properties, "creator", "A. Researcher"),
    "formula without a value": lambda made: made.active.__setitem__("C2", "=B2*2"),
    "chart with cached data": _chart,
    "conditional format": lambda made: made.active.conditional_formatting.add(
        "B2:B9", CellIsRule(operator="lessThan", formula=["5"], fill=PatternFill("solid", bgColor="FF0000"))
    ),
    "external link": lambda made: setattr(made.active["A2"], "hyperlink", "https://example.org/x"),
}


@pytest.mark.parametrize("kind", UNSEEN)
def test_what_nobody_sees_fails(tmp_path: Path, check: Any, kind: str) -> None:
    report = check(book(tmp_path / "t.xlsx", UNSEEN[kind]))

    assert kind in kinds(report, "FT-07")
    assert report.verdict == "fail"


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("xl__pivotCache__pivotCacheRecords1_dot_xml", "pivot cache"),
        ("xl__externalLinks__externalLink1_dot_xml", "external link"),
        ("xl__connections_dot_xml", "data connection"),
        ("customXml__item1_dot_xml", "custom XML"),
        ("xl__embeddings__oleObject1_dot_bin", "embedded object"),
        ("xl__vbaProject_dot_bin", "macro"),
        ("xl__threadedComments__threadedComment1_dot_xml", "comment"),
        ("docMetadata__LabelInfo_dot_xml", "sensitivity label"),
        ("xl__model__item_dot_data", "data model"),
        ("docProps__thumbnail_dot_jpeg", "thumbnail"),
        ("xl__worksheets__sheet99_dot_xml", "stray sheet"),
        ("xl__whatever_dot_dat", "part 'xl/whatever.dat'"),
    ],
)
def test_parts_that_no_sheet_shows(tmp_path: Path, check: Any, part: str, kind: str) -> None:
    path = repacked(book(tmp_path / "t.xlsx"), lambda _, data: data, **{part: b"<x/>"})

    assert kind in kinds(check(path), "FT-07")


def test_commenters(tmp_path: Path, check: Any) -> None:
    """Excel writes the list of commenters even where there is none."""
    nobody = repacked(book(tmp_path / "a.xlsx"), lambda _, data: data, xl__persons__person_dot_xml=b"<personList/>")
    somebody = b'<personList><person displayName="A"/></personList>'
    one = repacked(book(tmp_path / "b.xlsx"), lambda _, data: data, xl__persons__person_dot_xml=somebody)

    assert check(nobody).verdict == "pass"
    assert kinds(check(one), "FT-07") == {"list of people"}


def test_identifiers_in_a_pivot_cache(tmp_path: Path, check: Any) -> None:
    cache = f'<pivotCacheRecords><r><s v="{PLATEKEY}"/></r></pivotCacheRecords>'.encode()
    path = repacked(book(tmp_path / "t.xlsx"), lambda _, data: data, xl__pivotCache__pivotCacheRecords1_dot_xml=cache)

    assert ("ID-01", "fail") in found(check(path))


@pytest.mark.parametrize(
    ("formula", "value", "kind"),
    [
        ("SUM(B2:B3)", "90", ""),
        ("SUM(B2:B3)", "91", "value that differs"),
        ("B2+B3*2", "140", ""),
        ("B2+B3*2", "13", "value that differs"),
        ("AVERAGE(B2:B3)", "45", ""),
        ("Other!B2", "40", "formula that reaches elsewhere"),
        ("[1]Sheet!B2", "40", "formula that reaches elsewhere"),
        ('WEBSERVICE("https://example.org")', "1", "formula that reaches elsewhere"),
        ("cmd|' /C calc'!A0", "1", "formula that reaches elsewhere"),
        ("VLOOKUP(A2,A:B,2)", "40", ""),
    ],
)
def test_formulas(tmp_path: Path, check: Any, formula: str, value: str, kind: str) -> None:
    def change(name: str, data: bytes) -> bytes:
        cell = f'<c r="B4"><f>{formula.replace("&", "&amp;")}</f><v>{value}</v></c>'.encode()
        return re.sub(rb'<c r="B4"[^>]*>.*?</c>', lambda _: cell, data) if name.endswith("sheet1.xml") else data

    report = check(repacked(book(tmp_path / "t.xlsx"), change))

    assert kinds(report, "FT-07") == ({kind} if kind else {"formula"})
    assert ("FT-07", "fail" if kind else "warn") in found(report)


def test_values_under_merged_cells(tmp_path: Path, check: Any) -> None:
    def change(name: str, data: bytes) -> bytes:
        merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
        return data.replace(b"</sheetData>", merge) if name.endswith("sheet1.xml") else data

    assert "covered cell" in kinds(check(repacked(book(tmp_path / "t.xlsx"), change)), "FT-07")


def test_texts_that_a_deleted_cell_left(tmp_path: Path, check: Any) -> None:
    left = f"<sst><si><t>Leigh</t></si><si><r><t>{PLATEKEY[:4]}</t></r><r><t>{PLATEKEY[4:]}</t></r></si></sst>".encode()
    path = repacked(book(tmp_path / "t.xlsx"), lambda _, data: data, xl__sharedStrings_dot_xml=left)

    report = check(path)

    assert kinds(report, "FT-07") == {"left-over text"}
    assert ("ID-01", "fail") in found(report)


def test_shared_and_rich_texts(tmp_path: Path, check: Any) -> None:
    with pd.ExcelWriter(tmp_path / "t.xlsx", engine="xlsxwriter") as writer:
        pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [3, 70]}).to_excel(writer, index=False)
        parts = [writer.book.add_format({"bold": True}), "LP1000999", "-DNA_A01"]
        writer.sheets["Sheet1"].write_rich_string("D9", "x ", *parts)

    report = check(tmp_path / "t.xlsx")

    assert {("CT-01", "fail"), ("ID-01", "fail")} <= found(report)
    assert not kinds(report, "FT-07")


def test_dates_and_percentages_are_read_as_shown(tmp_path: Path, check: Any) -> None:
    rows = (("id", "date of consent", "share"), ("a", dt.date(2020, 3, 4), 0.125), ("b", dt.date(2021, 3, 4), 0.5))

    def change(made: Any) -> None:
        made.active["C2"].number_format = "0.0%"

    report = check(book(tmp_path / "t.xlsx", change, rows))

    assert report.preview.rows[0] == ("a", "2020-03-04", "12.5%")
    assert "AG-03" in {finding.rule for finding in report.findings}


def test_what_a_policy_tolerates(tmp_path: Path, check: Any) -> None:
    shipped = Path(airlock.__file__).parent / "policies" / "genomics-england.toml"
    before, _, after = shipped.read_text().partition("[rules.FT-07]")
    own = tmp_path / "own.toml"
    own.write_text(
        before + "[rules.FT-07]" + after.replace("kinds = {}", 'kinds = { "conditional format" = "off" }', 1)
    )
    path = book(tmp_path / "t.xlsx", UNSEEN["conditional format"])

    assert check(path, policy=own).verdict == "pass"


DAMAGE = {
    "entities": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>',
    "a document type": b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>',
    "an endless tag": b"<worksheet><sheetData>" + b"<row>" * 400,
    "no XML": b"\x00\xff" * 50,
    "nothing": b"",
    "a place that is none": b'<worksheet><sheetData><row><c r="ZZZZ9"><v>1</v></c></row></sheetData></worksheet>',
    "a cell twice": b'<worksheet><sheetData><row><c r="A1"><v>1</v></c><c r="A1"><v>3</v></c></row></sheetData>'
    b"</worksheet>",
    "a table as large as the sheet": b"<worksheet><sheetData>"
    + b"".join(b'<row r="%d"><c r="%s%d"><v>1</v></c></row>' % (n, b"A" if n % 2 else b"XFD", n) for n in range(1, 700))
    + b'</sheetData><mergeCells><mergeCell ref="A1:XFD700"/></mergeCells></worksheet>',
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_and_hostile_sheets_never_pass(tmp_path: Path, check: Any, damage: str) -> None:
    def change(name: str, data: bytes) -> bytes:
        return DAMAGE[damage] if name.endswith("sheet1.xml") else data

    path = repacked(book(tmp_path / "t.xlsx"), change)

    verdict = "unreadable"
    with contextlib.suppress(Unreadable):
        verdict = check(path).verdict
    assert verdict != "pass"


@pytest.mark.parametrize("missing", ["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_part_is_missing(tmp_path: Path, check: Any, missing: str) -> None:
    path = repacked(book(tmp_path / "t.xlsx"), lambda name, data: None if name == missing else data)

    with pytest.raises(Unreadable):
        check(path)


def test_a_bomb_is_refused_unopened(tmp_path: Path, check: Any) -> None:
    path = repacked(book(tmp_path / "t.xlsx"), lambda _, data: data, xl__worksheets__sheet2_dot_xml=b" " * 60_000_000)

    with pytest.raises(Unreadable, match="unpacks to more than"):
        check(path)


@pytest.mark.parametrize("name", ["t.xls", "t.xlsb", "t.ods"])
def test_other_workbooks_are_refused_with_the_way_out(tmp_path: Path, check: Any, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 10)

    with pytest.raises(Unreadable, match="xlsx or csv"):
        check(tmp_path / name)


def test_macros_are_refused(tmp_path: Path, check: Any) -> None:
    path = book(tmp_path / "t.xlsx").rename(tmp_path / "t.xlsm")

    assert kinds(check(path), "FT-07") == {"macro"}


def test_an_encrypted_workbook(tmp_path: Path, check: Any) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))

    with pytest.raises(Unreadable, match="encrypted or of an old format"):
        check(tmp_path / "t.xlsx")


def test_an_identifier_of_the_session(tmp_path: Path) -> None:
    people = pd.DataFrame({"participant_id": [500_000_009 + 7_919 * n for n in range(60)], "x": 1})
    session = Session(Settings(store=tmp_path / "store", project="RR150"), namespace={"people": people})
    number = int(people.participant_id[7])

    report = session.check(
        book(tmp_path / "t.xlsx", rows=(("label", "value"), (f"case {number}", 40.5), ("other", 50.5)))
    )

    assert ("ID-03", "fail") in found(report)


def test_a_reviewer_gets_the_tables_as_csv_too(tmp_path: Path) -> None:
    def second(made: Any) -> None:
        sheet = made.create_sheet("Grade")
        for row in (("grade", "n"), ("low", 40), ("high", 60)):
            sheet.append(row)

    session = Session(Settings(store=tmp_path / "store", project="RR150"))

    item = session.stage(book(tmp_path / "t.xlsx", second), title="Counts", description="Counts by disease and grade")

    evidence = session.store.evidence(item)
    assert evidence["parts.txt"].read_text() == "part-01.csv  sheet 'Sheet'\npart-02.csv  sheet 'Grade'\n"
    assert evidence["part-02.csv"].read_text() == "grade,n\nlow,40\nhigh,60\n"
