"""Word documents and PowerPoint slides: text and tables are judged, what a page would not show is named (FT-07)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pptx
import pytest
from docx.oxml import OxmlElement
from docx.shared import RGBColor
from file_reports import PLATEKEY, found, kinds, messages
from PIL import Image
from pptx.util import Inches

from gel_airlock_jupyter.errors import Unreadable


def document(path: Path, change: Callable[[Any], None] = lambda _: None, n: str = "40") -> Path:
    made = docx.Document()
    made.add_heading("Results")
    made.add_paragraph("Counts of participants by disease.")
    table = made.add_table(rows=3, cols=2)
    for row, texts in zip(table.rows, (("disease", "n"), ("Leigh", n), ("MELAS", "50")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    change(made)
    made.save(path / "t.docx")
    return path / "t.docx"


def slides(path: Path, change: Callable[[Any], None] = lambda _: None, n: str = "40") -> Path:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = "Results"
    table = slide.shapes.add_table(3, 2, Inches(1), Inches(2), Inches(4), Inches(2)).table
    for row, texts in enumerate((("disease", "n"), ("Leigh", n), ("MELAS", "50"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    change(made)
    made.save(path / "t.pptx")
    return path / "t.pptx"


def without_extras(path: Path) -> Path:
    """Take out what the templates of the libraries bring along, as saving in Office does."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    unwanted = [name for name in parts if re.search(r"customXml|thumbnail|printerSettings", name)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            if name not in unwanted:
                new.writestr(name, data)
    return path


def test_clean_files_pass(tmp_path: Path, check: Any) -> None:
    for path in (document(tmp_path), slides(tmp_path)):
        assert check(without_extras(path)).verdict == "pass"


def test_what_a_template_brings_is_named(tmp_path: Path, check: Any) -> None:
    assert "thumbnail" in kinds(check(document(tmp_path)), "FT-07")


@pytest.mark.parametrize(("make", "place"), [(document, "table 1"), (slides, "slide 1, table 1")])
def test_tables_are_judged(tmp_path: Path, check: Any, make: Any, place: str) -> None:
    report = check(make(tmp_path, n="3"))

    assert messages(report, "CT-01").startswith(f"{place}: 1 cell of 'n'")


def _deleted(made: Any) -> None:
    paragraph = made.add_paragraph("")
    element = OxmlElement("w:del")
    run, text = OxmlElement("w:r"), OxmlElement("w:delText")
    text.text = PLATEKEY
    run.append(text)
    element.append(run)
    paragraph._p.append(element)


def _hidden(made: Any) -> None:
    made.add_paragraph().add_run(PLATEKEY).font.hidden = True


def _white(made: Any) -> None:
    made.add_paragraph().add_run(PLATEKEY).font.color.rgb = RGBColor(255, 255, 255)


def _header(made: Any) -> None:
    made.sections[0].header.paragraphs[0].text = PLATEKEY


def _property(made: Any) -> None:
    made.core_properties.author = PLATEKEY


def _picture(made: Any) -> None:
    target = io.BytesIO()
    Image.new("RGB", (8, 8)).save(target, format="PNG")
    made.add_picture(target)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (_deleted, "tracked deletion"),
        (_hidden, "hidden text"),
        (_white, "white text"),
        (_header, ""),
        (_property, "document property"),
        (lambda made: made.add_paragraph(PLATEKEY), ""),
        (lambda made: setattr(made.tables[0].rows[1].cells[0], "text", PLATEKEY), ""),
    ],
)
def test_identifiers_and_what_a_page_would_not_show(tmp_path: Path, check: Any, change: Any, kind: str) -> None:
    report = check(without_extras(document(tmp_path, change)))

    assert ("ID-01", "fail") in found(report)
    assert kinds(report, "FT-07") == ({kind} if kind else set())


def test_pictures_are_for_a_person_to_see(tmp_path: Path, check: Any) -> None:
    report = check(without_extras(document(tmp_path, _picture)))

    assert ("FG-10", "review") in found(report)
    assert report.verdict == "review"


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda made: made.slides[0]._element.set("show", "0"), "hidden slide"),
        (lambda made: setattr(made.slides[0].notes_slide.notes_text_frame, "text", PLATEKEY), "speaker note"),
    ],
)
def test_what_slides_would_not_show(tmp_path: Path, check: Any, change: Any, kind: str) -> None:
    assert kind in kinds(check(slides(tmp_path, change)), "FT-07")


def test_merged_cells_of_a_document(tmp_path: Path, check: Any) -> None:
    def change(made: Any) -> None:
        table = made.add_table(rows=4, cols=3)
        rows = (("disease", "people", ""), ("", "women", "men"), ("Leigh", "40", "3"), ("MELAS", "50", "60"))
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text
        table.cell(0, 1).merge(table.cell(0, 2))
        table.cell(0, 0).merge(table.cell(1, 0))

    report = check(document(tmp_path, change))

    assert "'people / men' shows 1-4 people (rows 'Leigh')" in messages(report, "CT-01")


@pytest.mark.parametrize("name", ["t.doc", "t.odt", "t.rtf", "t.ppt"])
def test_other_documents_are_refused_with_the_way_out(tmp_path: Path, check: Any, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")

    with pytest.raises(Unreadable, match="PDF"):
        check(tmp_path / name)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
@pytest.mark.parametrize("name", ["t.docx", "t.pptx"])
def test_damaged_documents(tmp_path: Path, check: Any, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)

    with pytest.raises(Unreadable):
        check(tmp_path / name)
