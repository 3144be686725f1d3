"""CT-09 across outputs: extremes beside bands, and lists of all people but one beside their mean."""

from __future__ import annotations

import pandas as pd
import pytest

import gel_airlock_jupyter as airlock

LIST = pd.DataFrame({"person": ["P1", "P2", "P3"], "score": [25, 30, 35]})
BANDS = pd.DataFrame({"person": ["P1", "P2", "P3", "P4"], "age": ["31-40", "41-50", "51-60", "41-50"]})


def _extremes(outputs: object) -> list[tuple[str, str]]:
    return [(str(f.severity), f.message) for f in airlock.check(outputs).findings if f.rule == "CT-09"]


@pytest.mark.parametrize(
    "outputs",
    [
        {"list": LIST, "text": "Mean score 30.5 (n=4)."},
        {
            "list": pd.DataFrame({"person": ["P1", "P2", "P3", "P4"], "score": ["25", "30", "35", "*"]}),
            "text": "The mean score of the four patients was 30.5.",
        },
        pd.DataFrame({"person": ["P1", "P2", "P3", "P4", "mean"], "score": ["25", "30", "35", "*", "30.5"]}),
    ],
    ids=["one is missing", "one is masked", "a row of means"],
)
def test_the_last_of_a_list_follows_from_the_mean(outputs: object) -> None:
    ((severity, message),) = _extremes(outputs)

    assert severity == "fail"
    assert "31.8 to 32.2" in message


def test_a_mean_of_something_else_is_for_a_person_to_read() -> None:
    ((severity, _),) = _extremes({"list": LIST, "text": "The average was 30.5 in 4 patients."})

    assert severity == "review"


@pytest.mark.parametrize("text", ["Mean score 30.5 (n=40).", "Mean score 900 (n=4).", "Mean score 30.5 (n=3)."])
def test_a_mean_of_others_gives_nothing_away(text: str) -> None:
    assert _extremes({"list": LIST, "text": text}) == []


@pytest.mark.parametrize(
    "statistics",
    [
        pd.DataFrame({"statistic": ["min", "max", "mode"], "age": [33, 55, 47]}),
        pd.DataFrame({"variable": ["age"], "min": [33], "max": [55]}),
    ],
)
def test_the_worked_example_of_the_guide_in_two_tables(statistics: pd.DataFrame) -> None:
    found = _extremes({"people": BANDS, "statistics": statistics})

    assert any(severity == "fail" and "exact value of every person" in message for severity, message in found)


def test_a_median_of_few() -> None:
    bands = pd.DataFrame({"person": ["P1", "P2", "P3"], "age": ["31-40", "41-50", "51-60"]})

    assert any(severity == "fail" for severity, _ in _extremes({"people": bands, "text": "The median was 47."}))


def test_extremes_of_a_large_group_fall_into_large_bands() -> None:
    bands = pd.DataFrame({"age": ["31-40", "41-50", "51-60"], "n": [20, 40, 30]})

    assert _extremes({"bands": bands, "text": "Median age 47, range 33 to 55."}) == []


def test_extremes_of_ages_beside_a_masked_size() -> None:
    table = pd.DataFrame({"sex": ["women", "men"], "n": ["40", "<5"], "age min": [20, 33], "age max": [80, 55]})

    found = [(str(f.severity), f.message) for f in airlock.check(table).findings if f.rule == "CT-09"]

    assert any(severity == "fail" for severity, _ in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fewer than five men (median age 41, range 33-55)", ["review"]),
        ("fewer than five of the 120 men relapsed (median age 41)", []),
        ("fewer than five men relapsed", []),
    ],
)
def test_statistics_of_people_whom_a_sentence_masks(text: str, expected: list[str]) -> None:
    assert [severity for severity, _ in _extremes(text)] == expected
