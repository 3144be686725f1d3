"""Text files that are tables, and lists in text: R, PLINK and others tell cells apart by blanks or tabs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.errors import Unreadable

R = '"disease" "n"\n"1" "Leigh syndrome" {n}\n"2" "MELAS" 30\n'
PRINTED_BY_R = "         disease  n\n1 Leigh syndrome  {n}\n2          MELAS 30\n"
TABS = "disease\tn\nLeigh\t{n}\nMELAS\t30\n"
BLANKS = "disease n\nLeigh {n}\nMELAS 30\n"
SERIES = "Leigh     {n}\nMELAS    30\nMERRF    41"


def rules(path: Path, text: str) -> set[str]:
    path.write_text(text)
    return {finding.rule for finding in airlock.check(path).findings if str(finding.severity) != "info"}


@pytest.mark.parametrize("name", ["counts.txt", "counts.out", "counts.log"])
@pytest.mark.parametrize("text", [R, TABS, BLANKS])
def test_a_small_count_in_a_text_file_is_found(tmp_path: Path, name: str, text: str) -> None:
    assert "CT-01" in rules(tmp_path / name, text.format(n=3))
    assert not rules(tmp_path / name, text.format(n=25))


@pytest.mark.parametrize("text", [PRINTED_BY_R, BLANKS, SERIES])
def test_a_small_count_in_a_printed_table_is_found(text: str) -> None:
    said = "Patients by disease are listed here.\n\n"
    assert "CT-01" in {finding.rule for finding in airlock.check(said + text.format(n=3), "text").findings}
    assert airlock.check(said + text.format(n=25), "text").verdict == "pass"


def test_summary_statistics_of_plink_are_variants(tmp_path: Path) -> None:
    lines = [" CHR        SNP         BP   A1      F_A      F_U"]
    lines += [f"   1   rs{i:06}   {i:8}    A   0.00{i % 9 + 1}    0.2" for i in range(400)]
    assert "VR-03" in rules(tmp_path / "plink.txt", "\n".join(lines))


def test_a_long_table_in_a_text_file_is_read_as_a_table(tmp_path: Path) -> None:
    frame = pd.DataFrame({"CHR": "chr1", "POS": range(110_000), "REF": "A", "ALT": "G", "AC": 3, "AN": 1000})
    text = frame.to_csv(sep="\t", index=False)
    assert len(text) > 2_000_000
    assert "VR-02" in rules(tmp_path / "variants.txt", text)


def test_a_text_too_long_to_be_searched_does_not_pass(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("Nothing is said here, and at length.\n\n" * 60_000)
    with pytest.raises(Unreadable, match="cannot be told"):
        airlock.check(path)


@pytest.mark.parametrize(
    "text",
    [
        "Introduction 3\nMethods 7\nResults 12\nDiscussion 20",
        "List of figures\nFigure 1\nFigure 2\nFigure 3",
        "We thank all participants.\nThe study was funded by the NIHR.\nAll authors read the text.",
    ],
)
def test_lines_that_are_no_table_pass(tmp_path: Path, text: str) -> None:
    assert not rules(tmp_path / "note.txt", text)


def test_a_file_without_a_header_line_is_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text("Leigh,3\nMELAS,30\nMERRF,41\n")
    report = airlock.check(path, row_is="group")
    assert [finding.rule for finding in report.findings if str(finding.severity) == "review"] == ["CT-12"]


def test_columns_counted_through_are_no_missing_header() -> None:
    table = pd.crosstab(pd.Series(["a", "b"] * 40, name="arm"), pd.Series([1, 2] * 40, name="stage"))
    assert "CT-12" not in {finding.rule for finding in airlock.check(table).findings}
