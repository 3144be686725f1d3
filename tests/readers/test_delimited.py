"""Delimited text as people and programs write it: corners, encodings, delimiters, lines above the header."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.errors import AirlockError
from gel_airlock_jupyter.readers import pandas as frames
from gel_airlock_jupyter.readers.corner import header_of, read_header

LABEL = st.text(st.sampled_from("ab \\/é"), max_size=6)


def write(tmp_path: Path, data: bytes | str, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@given(LABEL, LABEL.filter(lambda text: text.strip() and " / " not in text), st.lists(LABEL, min_size=1, max_size=4))
def test_a_corner_is_read_back_as_it_was(row: str, column: str, labels: list[str]) -> None:
    frame = pd.DataFrame([[10] * len(labels)], index=pd.Index(["x"], name=row), columns=pd.Index(labels, name=column))
    view = frames.read(frame, "t")

    header = read_header(header_of(view))

    assert (header.labels, header.index) == (tuple(c.label for c in view.columns), 1)
    assert header.column_axis[-1] == column


@given(st.lists(LABEL, min_size=1, max_size=4))
def test_no_plain_header_is_taken_for_a_corner(labels: list[str]) -> None:
    view = frames.read(pd.DataFrame([[1.5] * len(labels)], columns=labels), "t")

    header = read_header(header_of(view))

    assert header.labels == tuple(labels)
    assert header.column_axis == ()


TEXT = "disease{d}n\nLeigh{d}3\nMELAS{d}50\n"


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_small_count_is_found_however_the_table_is_written(tmp_path: Path, delimiter: str, encoding: str) -> None:
    report = airlock.check(write(tmp_path, TEXT.format(d=delimiter).encode(encoding)))

    assert report.shape == (2, 2)
    assert [f.rule for f in report.findings if f.severity == "fail"] == ["CT-01"]


@pytest.mark.parametrize(
    "above",
    ["# made by a program, in May\n", "##one\n## two\n", "Table 1: people by disease\n\n", "sep=,\n", "\n\n"],
)
def test_lines_above_the_header_are_no_part_of_the_table(tmp_path: Path, above: str) -> None:
    report = airlock.check(write(tmp_path, above + TEXT.format(d=",")))

    assert report.shape == (2, 2)
    assert {f.rule for f in report.findings if f.severity == "fail"} == {"CT-01"}


@pytest.mark.parametrize(
    ("above", "rule"), [("# LP1000999-DNA_A01\n", "ID-01"), ("Table 1 (n=3)\n", "CT-01"), ("# n = 2\n", "CT-01")]
)
def test_lines_above_the_header_are_judged(tmp_path: Path, above: str, rule: str) -> None:
    report = airlock.check(write(tmp_path, above + "disease,n\nLeigh,30\nMELAS,50\n"))

    assert rule in {f.rule for f in report.findings if f.severity == "fail"}


def test_a_header_with_a_hash_is_the_header(tmp_path: Path) -> None:
    text = "## from a VCF\n#CHROM\tPOS\tREF\tALT\tAC\n1\t12345\tA\tG\t3\n"

    report = airlock.check(write(tmp_path, text, "v.tsv"))

    assert report.read_as[1].column == "#CHROM"
    assert "VR-02" in {f.rule for f in report.findings}


def test_decimal_commas_are_numbers(tmp_path: Path) -> None:
    report = airlock.check(write(tmp_path, "disease;mean_bmi;n\nLeigh;23,5;3\nMELAS;24,25;50\n"))

    assert {f.rule for f in report.findings if f.severity == "fail"} == {"CT-01", "CT-08"}


def test_commas_between_thousands_stay_counts(tmp_path: Path) -> None:
    report = airlock.check(write(tmp_path, "disease;n\nLeigh;1,250\nMELAS;3\n"))

    assert {f.rule for f in report.findings if f.severity == "fail"} == {"CT-01"}


@pytest.mark.parametrize("data", [b"a,b\n1,2\n3\n", b"\x00\x01\x02", b"a,b\n\xff\xfe,2\n", b'a,b\n"1,2\n'])
def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(AirlockError):
        airlock.check(write(tmp_path, data))


def test_row_names_without_a_header_label_rows(tmp_path: Path) -> None:
    some = np.random.default_rng(3)
    frame = pd.DataFrame({"bmi": some.normal(27, 4, 300), "height": some.normal(170, 9, 300)})
    path = tmp_path / "d.csv"
    frame.describe().to_csv(path)

    assert airlock.check(path).verdict == airlock.check(frame.describe()).verdict == "pass"
