"""Scripts, texts and JSON: code is code, and what it says in words is judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from file_reports import PLATEKEY, found, messages, written
from hypothesis import given
from hypothesis import strategies as st

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.readers.code_words import COMMENTS, words_in


@pytest.mark.parametrize(
    ("name", "text", "verdict"),
    [
        ("a.py", "x = head(n=3)\n", "pass"),
        ("a.py", "# n=3 patients\n", "fail"),
        ("a.py", 'print("3 patients")\n', "fail"),
        ("a.py", 'x = """\nwe saw 3 patients\n"""\n', "fail"),
        ("a.R", "head(x, n = 3L)\n", "pass"),
        ("a.R", "x <- 1 # 3 patients\n", "fail"),
        ("a.sql", "SELECT 1 -- 3 patients\n", "fail"),
        ("a.sql", "SELECT n FROM t LIMIT 3\n", "pass"),
        ("a.nf", "params.n = 3 // 3 patients\n", "fail"),
        ("a.wdl", "Int n = 3\n", "pass"),
        ("a.sh", "head -n 3 x # 3 patients\n", "fail"),
        ("a.sh", "x=${#patients[@]}\nn=3\n", "pass"),
        ("a.Rmd", "We saw 3 patients.\n", "fail"),
        ("a.Rmd", "Text\n\n```{r}\nhead(x, n=3)\n```\n", "pass"),
        ("a.Rmd", "Text\n\n```{r}\n# n=3 patients\n```\n", "fail"),
        ("a.qmd", "```{python}\nx.head(n=3)\n```\n", "pass"),
        ("a.md", "n=3 in this arm\n", "fail"),
        ("a.txt", "between 1 to 4 women\n", "pass"),
        ("a.yaml", "arm: n=3\n", "fail"),
        ("a.log", "3 patients removed\n", "fail"),
        ("README", "Hello\n", "pass"),
        ("Dockerfile", "FROM x\n", "pass"),
    ],
)
def test_counts_in_words(tmp_path: Path, check: Any, name: str, text: str, verdict: str) -> None:
    assert check(written(tmp_path / name, text)).verdict == verdict


@pytest.mark.parametrize(
    "name", ["a.py", "a.R", "a.sql", "a.sh", "a.nf", "a.wdl", "a.md", "a.json", "a.yaml", "a.log", "a.toml"]
)
def test_identifiers_and_secrets_everywhere(tmp_path: Path, check: Any, name: str) -> None:
    lines = ["x = 1", f'"{PLATEKEY}"'] if name != "a.json" else [f'["{PLATEKEY}"]']
    secret = "api_key = 'abcdef123456'" if name != "a.json" else '{"api_key": "abcdef123456"}'

    assert ("ID-01", "fail") in found(check(written(tmp_path / name, "\n".join(lines))))
    assert ("SC-02", "fail") in found(check(written(tmp_path / name, secret)))


@pytest.mark.parametrize(("numbers", "warned"), [(19, False), (20, True), (500, True)])
def test_data_written_into_code(tmp_path: Path, check: Any, numbers: int, warned: bool) -> None:
    text = f"x = 1\nvalues = [{', '.join(str(n * 7 % 50) for n in range(numbers))}]\n"

    report = check(written(tmp_path / "a.py", text))

    assert (("SC-01", "warn") in found(report)) is warned
    if warned:
        assert "line 2" in messages(report, "SC-01")


@pytest.mark.parametrize(
    "data",
    [
        [{"disease": "Leigh", "n": 3}, {"disease": "MELAS", "n": 50}],
        {"disease": ["Leigh", "MELAS"], "n": [3, 50]},
        [["disease", "n"], ["Leigh", 3], ["MELAS", 50]],
        {"results": {"by_disease": [{"disease": "Leigh", "n": 3}, {"disease": "MELAS", "n": 50}]}},
    ],
)
def test_tables_in_json(tmp_path: Path, check: Any, data: Any) -> None:
    assert "1 cell of 'n' shows 1-4 people" in messages(check(written(tmp_path / "a.json", json.dumps(data))), "CT-01")


def test_lines_of_json(tmp_path: Path, check: Any) -> None:
    lines = '{"disease": "Leigh", "n": 3}\n{"disease": "MELAS", "n": 50}\n'

    assert ("CT-01", "fail") in found(check(written(tmp_path / "a.jsonl", lines)))


@pytest.mark.parametrize("text", ["", "{", "[" * 200_000, '{"a": NaN'])
def test_what_is_no_json(tmp_path: Path, check: Any, text: str) -> None:
    with pytest.raises(Unreadable):
        check(written(tmp_path / "a.json", text))


@pytest.mark.parametrize(("name", "software"), [("a.graphml", "Cytoscape"), ("a.nwk", "FigTree"), ("a.tex", "LaTeX")])
def test_the_software_that_a_reviewer_needs(tmp_path: Path, check: Any, name: str, software: str) -> None:
    report = check(written(tmp_path / name, "x\n"))

    assert software in messages(report, "FT-06")
    assert report.verdict == "pass"


def test_a_number_of_nine_digits_on_many_lines_is_one_finding(tmp_path: Path, check: Any) -> None:
    report = check(written(tmp_path / "a.log", "position 123456789\n" * 5_000))

    assert [(f.rule, f.places) for f in report.findings if f.rule == "ID-04"] == [("ID-04", 5_000)]


@given(st.text(), st.sampled_from(sorted(COMMENTS)))
def test_words_stay_at_their_places(text: str, language: str) -> None:
    words = words_in(text, language)

    assert len(words) == len(text)
    assert [len(line) for line in words.splitlines()] == [len(line) for line in text.splitlines()]
    assert all(new in (old, " ") for old, new in zip(text, words, strict=True))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "| disease | n |\n|---|---|\n| Leigh | 3 |\n| MELAS | 50 |\n"),
        ("a.txt", "  disease   n\n0   Leigh   3\n1   MELAS  50\n"),
        ("a.Rmd", "Text\n\n| disease | n |\n|---|---|\n| Leigh | 3 |\n| MELAS | 50 |\n"),
    ],
)
def test_tables_written_in_texts(tmp_path: Path, check: Any, name: str, text: str) -> None:
    assert ("CT-01", "fail") in found(check(written(tmp_path / name, text)))
