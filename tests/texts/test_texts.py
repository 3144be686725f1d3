"""Running text: small counts, ages and births, secrets."""

from __future__ import annotations

import pandas as pd
import pytest

import gel_airlock_jupyter as airlock


def _rules(text: str) -> set[tuple[str, str]]:
    return {(finding.rule, str(finding.severity)) for finding in airlock.check(text, "text").findings}


@pytest.mark.parametrize(
    "text",
    [
        "We found 3 patients with MELAS.",
        "Of these, two of the probands carried it.",
        "Four affected women were excluded.",
        "Group A (n=4) and group B (n=40).",
        "Only 1 participant withdrew.",
        "In all, 1 of 200 screened children had it: 1 child.",
        "２ patients died.",
        "3\u200b patients died.",
        "We found \x1b[1m3\x1b[0m patients.",
        "3 Männer und drei Frauen starben.",
        "Trois patients et 2 décès.",
        "Es gab 3 Fälle.",
    ],
)
def test_small_counts_of_people_fail(text: str) -> None:
    assert ("CT-01", "fail") in _rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "The cohort has 120 participants, 45 of them women.",
        "Fewer than 5 patients had MELAS; <5 are not shown.",
        "We used 3 genes and 4 variants.",
        "n = 1,204 (3 % missing)",
        "5 patients, 0 deaths.",
        "3.5 patients per site on average.",
        "Grade 3 patients were older.",
        "Ages were banded: 31-40, 41-50.",
        "Adults aged 18 or over; aged 40-49.",
        "30 Männer, 45 Frauen; ≥ 5 Fälle.",
        "\x1b[32m120 patients\x1b[0m",
    ],
)
def test_other_numbers_pass(text: str) -> None:
    assert airlock.check(text, "text").verdict == "pass", airlock.check(text, "text")


@pytest.mark.parametrize(
    "text",
    [
        "A 34-year-old man",
        "aged 7 at onset",
        "born in 1980",
        "DOB: 01/02/1980",
        "a 5-month-old girl",
        "the mother (41) and the father (43) are unaffected",
    ],
)
def test_ages_and_births_of_a_person_ask_for_review(text: str) -> None:
    assert ("AG-01", "review") in _rules(text)


@pytest.mark.parametrize(
    "text",
    [
        'password = "hunter2hunter"',
        "postgresql://me:secret@db/x",
        "Authorization: Bearer abcdefghijklmnopqrstuv",
        "-----BEGIN RSA PRIVATE KEY-----",
        "machine labkey login me password hunter2",
    ],
)
def test_secrets_fail(text: str) -> None:
    report = airlock.check(text, "text")

    assert ("SC-02", "fail") in _rules(text)
    assert "hunter2" not in str(report.to_dict())
    assert "secret@" not in str(report.to_dict())


@pytest.mark.parametrize(
    "text",
    [
        "612 of 1,245 were female and the median age was 43 years (IQR 31-57).",
        "Participants aged 4 or younger were excluded.",
        "Women (mean age at diagnosis 51) were younger than men.",
    ],
)
def test_average_ages_and_age_limits_are_of_no_person(text: str) -> None:
    assert not {rule for rule, _ in _rules(text) if rule.startswith("AG")}


@pytest.mark.parametrize("said", ["Note: 3 patients were excluded", "Data of two participants are missing"])
def test_a_note_below_a_table_or_in_a_column_of_comments_is_read(said: str) -> None:
    below = pd.DataFrame({"disease": ["Leigh", "MELAS", said], "n": [10, 20, None]})
    beside = pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [10, 20], "comment": ["", said]})
    group = pd.DataFrame({"family": ["no affected relatives", "3 affected relatives"], "n": [10, 20]})
    assert "CT-01" in {finding.rule for finding in airlock.check(below).findings}
    assert "CT-01" in {finding.rule for finding in airlock.check(beside).findings}
    assert airlock.check(group).verdict == "pass"


@pytest.mark.parametrize("text", ["The index case's postcode is LS1 4AP.", "Phone: 0113 496 0000"])
def test_a_home_or_a_phone_that_a_text_names_fails(text: str) -> None:
    assert ("ID-11", "fail") in _rules(text)


@pytest.mark.parametrize("text", ["a 3-day-old backup", "0   age     686 non-null    int64", "patients (41)"])
def test_other_things_have_ages_too(text: str) -> None:
    assert "AG-01" not in {rule for rule, _ in _rules(text)}
