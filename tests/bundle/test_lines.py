"""The lines of text files in the reviewer's report: the beginning, and whatever was found further down."""

from __future__ import annotations

from pathlib import Path

from gel_airlock_jupyter.bundle.lines import LONGEST, SHOWN, lines_of_file
from gel_airlock_jupyter.findings import Report
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.recheck import judge_file
from gel_airlock_jupyter.rendering.document import ReviewDocument, Sheet
from gel_airlock_jupyter.rendering.document_html import document_html
from gel_airlock_jupyter.rendering.document_text import document_text


def judged(tmp_path: Path, text: str, name: str = "notes.txt") -> tuple[Path, Report]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path, judge_file(path, name, {}, load("genomics-england"))


def test_a_flagged_line_far_down_is_shown_and_marked(tmp_path: Path) -> None:
    text = "A line of method.\n" * 500 + "The cohort had 3 patients with <b>MELAS</b>.\n" + "More.\n" * 10
    path, report = judged(tmp_path, text)

    lines, total = lines_of_file(path, report)

    assert total == 511
    assert len(lines) == SHOWN + 1
    assert (lines[-1].number, lines[-1].severity) == (501, "fail")
    sheet = Sheet(1, "outputs/001-x/notes.txt", "Notes", "", report, (), lines=lines, total_lines=total)
    document = ReviewDocument("T", "fail", (), (), (), (sheet,), (), (), {}, "https://example.org")
    page, plain = document_html(document), document_text(document)
    assert "&lt;b&gt;MELAS" in page
    assert "<b>MELAS" not in page
    assert "✕  501  The cohort had 3 patients" in plain
    for said in (page, plain):
        assert f"Shown: {SHOWN + 1} of 511 lines; all were checked." in said


def test_long_lines_are_cut_and_other_files_are_not_shown(tmp_path: Path) -> None:
    path, report = judged(tmp_path, "x" * 5000 + "\nend")

    lines, total = lines_of_file(path, report)

    assert [len(line.text) for line in lines] == [LONGEST, 3]
    assert total == 2
    (tmp_path / "a.csv").write_text("a\n1\n")
    assert lines_of_file(tmp_path / "a.csv", report) == ((), 0)
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe\x00\x01")
    assert lines_of_file(tmp_path / "b.txt", report) == ((), 0)
