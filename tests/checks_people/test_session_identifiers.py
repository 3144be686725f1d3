"""ID-03 and ID-06: identifiers of the session's frames, recognised anywhere, whole or in parts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from gel_airlock_jupyter.findings import Finding, Report
from gel_airlock_jupyter.session import Session

Of = Callable[[Report, str], list[Finding]]


def cohort(size: int = 300) -> pd.DataFrame:
    random = np.random.default_rng(11)
    numbers = random.choice(np.arange(500_000_000, 700_000_000), size, replace=False)
    keys = [f"LP{1000000 + i * 37:07d}-DNA_A{i % 12 + 1:02d}" for i in range(size)]
    return pd.DataFrame({"participant_id": numbers, "platekey": keys, "score": random.normal(size=size).round(3)})


@pytest.fixture
def frame() -> pd.DataFrame:
    return cohort()


def test_a_number_in_a_column_of_another_name(
    session_of: Callable[..., Session], of_rule: Of, frame: pd.DataFrame
) -> None:
    table = pd.DataFrame({"label": ["x", "y", "z"], "value": [1, int(frame.participant_id[7]), 3]})

    (found,) = of_rule(session_of(frame=frame).check(table, "t", row_is="group"), "ID-03")

    assert found.severity == "fail"
    assert [(place.row, place.column) for place in found.where] == [(1, 1)]


@pytest.mark.parametrize("text", ["see {}", "sample_{}.csv", "{}", "a,{};b", "id={}"])
def test_inside_longer_text(session_of: Callable[..., Session], of_rule: Of, frame: pd.DataFrame, text: str) -> None:
    report = session_of(frame=frame).check(text.format(frame.participant_id[3]) + " was seen", "note")

    assert len(of_rule(report, "ID-03")) == 1


def test_in_headers_and_index(session_of: Callable[..., Session], of_rule: Of, frame: pd.DataFrame) -> None:
    table = pd.DataFrame({str(frame.participant_id[0]): [5.5, 6.5]}, index=[frame.platekey[1], "b"])

    found = of_rule(session_of(frame=frame).check(table, "t"), "ID-03")

    assert sum(f.places for f in found) >= 2


def test_the_report_never_repeats_an_identifier(session_of: Callable[..., Session], frame: pd.DataFrame) -> None:
    secret = str(frame.participant_id[5])
    table = pd.DataFrame({secret: [secret, "b"], "n": [10, 20]})

    report = session_of(frame=frame).check(table, "t")

    words = " ".join(
        f.message + str(f.fix) + "".join(p.label for p in f.where) for f in report.findings if f.rule == "ID-03"
    )
    assert words
    assert secret not in words


def test_dense_numbers_are_everywhere_and_prove_nothing(session_of: Callable[..., Session], of_rule: Of) -> None:
    frame = pd.DataFrame({"participant_id": range(100_000, 100_400), "x": 1.5})
    table = pd.DataFrame({"site": ["a", "b"], "cost": [100_007, 100_200]})

    assert of_rule(session_of(frame=frame).check(table, "t"), "ID-03") == []


def test_positions_of_variants_are_left_alone(
    session_of: Callable[..., Session], of_rule: Of, frame: pd.DataFrame
) -> None:
    small = frame.assign(participant_id=np.arange(300) * 700_003 + 10_000_019)
    table = pd.DataFrame({"chrom": ["1", "2"], "pos": [10_000_019, 10_700_022], "ref": ["A", "C"], "alt": ["G", "T"]})

    assert of_rule(session_of(frame=small).check(table, "t"), "ID-03") == []


@pytest.mark.parametrize("digits", [4, 5, 6])
def test_last_digits_row_by_row(
    session_of: Callable[..., Session], of_rule: Of, frame: pd.DataFrame, digits: int
) -> None:
    table = frame[["score"]].assign(person=frame.participant_id % 10**digits).iloc[40:90]

    (found,) = of_rule(session_of(frame=frame).check(table, "t"), "ID-06")

    assert "the last characters" in found.message


def test_last_digits_of_a_filtered_and_shuffled_set(
    session_of: Callable[..., Session], of_rule: Of, frame: pd.DataFrame
) -> None:
    codes = (frame.participant_id % 100_000).sample(40, random_state=5)
    table = pd.DataFrame({"code": [f"{code:05d}" for code in codes], "outcome": ["a", "b"] * 20})

    assert len(of_rule(session_of(frame=frame).check(table, "t"), "ID-06")) == 1


def test_new_numbers_are_no_pseudo_identifiers(
    session_of: Callable[..., Session], of_rule: Of, frame: pd.DataFrame
) -> None:
    random = np.random.default_rng(5)
    table = pd.DataFrame({"code": random.choice(np.arange(10_000, 99_999), 40, replace=False), "y": 1.5})

    assert of_rule(session_of(frame=frame).check(table, "t"), "ID-06") == []


def test_no_session_no_finding(session_of: Callable[..., Session], of_rule: Of, frame: pd.DataFrame) -> None:
    table = pd.DataFrame({"value": [int(frame.participant_id[7])]})

    assert of_rule(session_of().check(table, "t"), "ID-03") == []
