"""IL-01: rows that are people."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest


def people(rows: int = 20, **more: object) -> pd.DataFrame:
    age = np.resize([31, 45, 58, 62, 70], rows)
    sex = np.resize(["f", "m", "m"], rows)
    return pd.DataFrame({"age": age, "sex": sex, "smoker": np.resize([True, False], rows), **more})


def test_one_row_per_person_needs_a_justification(of) -> None:
    (finding,) = of("IL-01", people())

    assert str(finding.severity) == "review"
    assert "20 rows" in finding.message


@pytest.mark.parametrize(("rows", "severity"), [(49, "review"), (50, "fail"), (51, "fail")])
def test_many_rows_and_columns_look_like_raw_data(of, rows: int, severity: str) -> None:
    wide = people(rows, **{f"measurement {i}": np.linspace(0.5, 9.5, rows) for i in range(8)})

    (finding,) = of("IL-01", wide)

    assert str(finding.severity) == severity


def test_identifiers_make_it_raw_data(of) -> None:
    (finding,) = of("IL-01", people(participant_id=[500000009 + i for i in range(20)]))

    assert str(finding.severity) == "fail"


def test_a_declaration_says_what_a_row_is(of) -> None:
    assert not of("IL-01", people(), row_is="site")
    assert of("IL-01", pd.DataFrame({"group": ["a", "b"], "n": [50, 60]}), row_is="participant")


AGGREGATES = {
    "counts": pd.DataFrame({"group": ["a", "b"], "n": [50, 60]}),
    "crosstab": pd.crosstab(people(90)["sex"], people(90)["age"]),
    "describe": people(90)[["age"]].describe(),
    "value_counts": people(90)["sex"].value_counts(),
    "groupby": people(90).groupby("sex")["age"].agg(["count", "mean", "std"]),
    "days": pd.DataFrame({"admission": pd.date_range("2020-01-01", periods=30), "n": np.arange(10, 40)}),
    "months and groups": pd.DataFrame(
        {
            "month": np.repeat(pd.date_range("2020-01-31", periods=12, freq="ME"), 2),
            "sex": ["F", "M"] * 12,
            "n": np.arange(10, 34),
        }
    ),
    "correlation": people(90).assign(bmi=np.linspace(19, 31, 90))[["age", "bmi"]].corr(),
}


@pytest.mark.parametrize("shape", AGGREGATES)
def test_summaries_are_not_people(of, shape: str) -> None:
    assert not of("IL-01", AGGREGATES[shape])


def test_dates_with_gaps_are_those_of_people(of) -> None:
    days = pd.to_datetime("2020-01-01") + pd.to_timedelta([0, 3, 4, 11, 30, 31, 55], "D")

    assert of("IL-01", pd.DataFrame({"admission": days, "n": range(10, 17)}))


def test_what_lacks_evidence_is_asked_about(judge) -> None:
    report = judge(pd.DataFrame({"x": [1.5, 2.5, 3.5], "y": ["u", "v", "w"]}))

    assert report.verdict == "review"
    assert "row_is=" in report.questions[0]


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"a": []}), pd.DataFrame(index=range(5))])
def test_nothing_is_never_a_pass(judge, frame: pd.DataFrame) -> None:
    report = judge(frame)

    assert report.verdict == "review"
    assert [finding.rule for finding in report.findings] == ["EN-02"]


def lying() -> dict[str, pd.DataFrame]:
    table = people(12).assign(bmi=np.linspace(19.5, 31, 12).round(1))
    long = table.rename_axis("row").reset_index().melt(id_vars="row")
    return {"turned": table.T, "long": long, "long and shuffled": long.sample(frac=1, random_state=3)}


@pytest.mark.parametrize("form", sorted(lying()))
def test_microdata_in_another_form_keep_their_verdict(judge, form: str) -> None:
    report = judge(lying()[form])

    assert report.verdict == "fail"
    assert {"AG-01", "IL-01", "IL-02"} <= {finding.rule for finding in report.findings}


def test_a_finding_in_a_turned_table_lies_where_the_table_shows_it(of) -> None:
    (finding,) = of("AG-01", lying()["turned"])

    assert finding.where[0].row == 0  # the row called age


@pytest.mark.parametrize("form", ["wide", "turned", "long"])
def test_rounded_means_by_group_are_not_people(of, form: str) -> None:
    means = people(90).assign(bmi=np.linspace(19, 31, 90)).groupby("sex")[["age", "bmi"]].mean().round(1)
    forms = {"wide": means, "turned": means.T, "long": means.reset_index().melt(id_vars="sex")}

    assert not of("IL-02", forms[form])


def test_terms_of_a_model_are_not_people(of) -> None:
    assert not of("IL-02", pd.DataFrame({"term": ["age", "bmi", "sex"], "OR": [1.02, 1.1, 0.9], "p": [0.04, 0.3, 0.5]}))
