"""Identifiers in disguise: unseen and look-alike characters, other forms of numbers, hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.findings import Finding, Report
from gel_airlock_jupyter.plain_text import plain
from gel_airlock_jupyter.session import Session

Sessions = Callable[..., Session]
Of = Callable[[Report, str], list[Finding]]
KEY = "LP1000999-DNA_A01"
PEOPLE = pd.DataFrame(
    {"participant_id": [str(500_000_009 + 37 * i) for i in range(40)], "age": range(20, 60), "sex": ["F", "M"] * 20}
)
DISGUISES = {
    "zero width": KEY[:5] + "\u200b" + KEY[5:],
    "soft hyphen": KEY[:3] + "\u00ad" + KEY[3:],
    "direction marks": "\u202a" + KEY[:9] + "\u202c" + KEY[9:],
    "full width": "".join(chr(ord(c) + 0xFEE0) for c in KEY),
    "full-width digits": KEY.replace("1", "\uff11").replace("9", "\uff19"),
    "long dash": KEY.replace("-", "\u2013"),
    "fixed hyphen": KEY.replace("-", "\u2011"),
    "fixed space": KEY.replace("-", "\u00a0"),
    "other alphabet": KEY.replace("P", "\u0420").replace("A01", "\u041001"),
    "accents": KEY.replace("N", "N\u0301"),
}


def failing(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings if finding.severity == "fail"}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_platekey_is_found_in_disguise(disguise: str) -> None:
    text = DISGUISES[disguise]

    for output in (
        pd.DataFrame({"disease": ["Leigh", f"see {text}!"], "n": [30, 40]}),
        pd.DataFrame({"disease": ["Leigh", "MELAS"], text: [30, 40]}),
        f"Carried by {text}.",
    ):
        report = airlock.check(output, "t")
        assert "ID-01" in failing(report)
        assert "1000999" not in plain(str(report.to_dict()))


def test_long_columns_are_searched_as_well() -> None:
    texts = ["ordinary note"] * 70_000
    texts[69_000] = DISGUISES["zero width"]

    assert "ID-01" in failing(airlock.check(pd.DataFrame({"note": texts, "n": 50})))


@pytest.mark.parametrize("text", ["Sjögren–Larsson", "naïve – 10 %", "Çelik", "日本", "α-thalassaemia", "1–4"])
def test_names_and_dashes_are_no_disguise(text: str) -> None:
    table = pd.DataFrame({"disease": [text, "MELAS"], "n": [30, 40]})

    assert airlock.check(table).verdict == "pass"


@given(st.text())
def test_plain_text_stays_plain(text: str) -> None:
    once = plain(text)

    assert plain(once) == once
    assert not text.isascii() or once == text


FORMS = {
    "text": lambda number: number,
    "whole number": int,
    "decimal number": float,
    "text with a point": lambda number: f"{number}.0",
    "commas": lambda number: f"{int(number):,}",
    "blanks": lambda number: f"{int(number):,}".replace(",", " "),
    "fixed blanks": lambda number: f"{int(number):,}".replace(",", "\u00a0"),
    "apostrophes": lambda number: f"{int(number):,}".replace(",", "'"),
    "full width": lambda number: "".join(chr(ord(c) + 0xFEE0) for c in number),
    "in a sentence": lambda number: f"person {int(number):,} of the list",
}


@pytest.mark.parametrize("form", FORMS)
def test_a_number_of_the_session_is_found_in_every_form(session_of: Sessions, of_rule: Of, form: str) -> None:
    shown = [FORMS[form](number) for number in PEOPLE.participant_id[:6]]
    table = pd.DataFrame({"code": shown, "n": range(30, 36)})

    report = session_of(people=PEOPLE).check(table, "t")

    assert [finding.places for finding in of_rule(report, "ID-03")] == [6]


@pytest.mark.parametrize("form", ["text", "text with a point", "commas", "blanks", "full width"])
def test_nine_digits_under_a_name_of_people_are_found_in_every_form(form: str) -> None:
    table = pd.DataFrame({"patient": [FORMS[form](n) for n in PEOPLE.participant_id[:6]], "n": range(30, 36)})

    assert "ID-04" in failing(airlock.check(table))


@pytest.mark.parametrize("cut", [None, 12])
@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha512"])
def test_hashes_of_the_session_s_identifiers_are_found(
    session_of: Sessions, of_rule: Of, algorithm: str, cut: int | None
) -> None:
    hashes = [hashlib.new(algorithm, n.encode()).hexdigest()[:cut] for n in PEOPLE.participant_id]
    table = pd.DataFrame({"code": hashes[::-1], "score": [i * 1.5 for i in range(40)]})

    report = session_of(people=PEOPLE).check(table, "t")

    (found,) = of_rule(report, "ID-06")
    assert algorithm.upper() in found.message


def test_other_hashes_are_pseudo_identifiers(session_of: Sessions, of_rule: Of) -> None:
    hashes: list[Any] = [hashlib.sha256(f"salt{n}".encode()).hexdigest() for n in PEOPLE.participant_id]

    report = session_of(people=PEOPLE).check(pd.DataFrame({"code": hashes, "score": 1.5}), "t")

    assert not of_rule(report, "ID-06")
    assert [finding.severity for finding in of_rule(report, "ID-07")] == ["review"]


def test_one_hash_for_all_rows_is_no_pseudo_identifier(of_rule: Of) -> None:
    table = pd.DataFrame({"release": ["d41d8cd98f00b204e9800998ecf8427e"] * 3, "g": ["a", "b", "c"], "n": [30, 40, 50]})

    assert not of_rule(airlock.check(table), "ID-07")
