"""CT-08 and CT-09: statistics of few people, by what the table shows, what is declared, what the session proves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from lifelines.datasets import load_gbsg2, load_rossi

from gel_airlock_jupyter.errors import AirlockError
from gel_airlock_jupyter.findings import Finding, Report
from gel_airlock_jupyter.policy.load import from_content, load
from gel_airlock_jupyter.session import Session

Check = Callable[..., Report]
Of = Callable[[Report, str], list[Finding]]


def means(n: list[Any]) -> pd.DataFrame:
    return pd.DataFrame({"disease": ["ataxia", "épilepsie", "Leigh"], "n": n, "mean_age": [41.25, 38.5, 44.75]})


@pytest.mark.parametrize(("size", "verdict"), [(1, "fail"), (4, "fail"), (5, "pass"), (6, "pass")])
def test_the_tables_own_n_settles_it(check: Check, of_rule: Of, size: int, verdict: str) -> None:
    report = check(means([80, 64, size]))

    assert [str(f.severity) for f in of_rule(report, "CT-08")] == (["fail"] if verdict == "fail" else [])
    assert report.verdict == verdict


def test_a_statistic_beside_a_masked_count_fails(check: Check, of_rule: Of) -> None:
    (found,) = of_rule(check(means(["80", "64", "<5"])), "CT-08")

    assert found.severity == "fail"
    assert [place.row for place in found.where] == [2]


def test_a_mean_without_any_n_is_asked_about_once(check: Check, of_rule: Of) -> None:
    table = pd.DataFrame({"mean": [4.123456789, 5.987654321], "sd": [1.0123456, 2.0543219]}, index=["a", "b"])

    (found,) = of_rule(check(table, row_is="group"), "CT-08")

    assert found.severity == "review"
    assert found.message.startswith("How many people are behind each cell?")


def test_counts_beside_each_statistic_belong_to_it(check: Check, of_rule: Of) -> None:
    women = load_gbsg2()
    table = women.assign(tsize=women.tsize.where(women.index % 200 == 0)).groupby("tgrade")[["age", "tsize"]]

    found = of_rule(check(table.agg(["mean", "count"])), "CT-08")

    assert found
    assert all("tsize" in place.label for f in found if f.severity == "fail" for place in f.where)


def test_the_row_of_counts_of_describe_is_n(check: Check, of_rule: Of) -> None:
    few = load_rossi().head(3)[["age", "prio"]].describe()

    assert any(f.severity == "fail" for f in of_rule(check(few), "CT-08"))
    assert not any(f.severity == "fail" for f in of_rule(check(load_rossi()[["age", "prio"]].describe()), "CT-08"))


@pytest.mark.parametrize(("shown", "expected"), [("33.5", ["fail"]), ("-", [])])
def test_statistics_written_as_text_are_read(check: Check, of_rule: Of, shown: str, expected: list[str]) -> None:
    table = pd.DataFrame({"g": ["a", "b", "c"], "n": ["<5", 40, 43], "mean age": [shown, "50.0", "50.5"]})

    assert [str(finding.severity) for finding in of_rule(check(table), "CT-08")] == expected


@pytest.mark.parametrize(("people", "expected"), [(2, "fail"), (200, "pass"), (None, "review")])
def test_plain_numbers_of_declared_groups_are_statistics(check: Check, people: int | None, expected: str) -> None:
    table = pd.DataFrame({"disease": ["a", "b"], "grade": [2.5, 3.1], "age": [40.5, 41.5]})
    declared = {} if people is None else {"contributors": people}

    assert check(table, row_is="group", **declared).verdict == expected


class TestDeclared:
    table = load_rossi().groupby("race")[["age", "prio"]].mean()

    def test_a_frame_of_the_same_shape(self, check: Check, of_rule: Of) -> None:
        counts = load_rossi().groupby("race")[["age", "prio"]].count()

        (found,) = of_rule(check(self.table, contributors=counts), "CT-08")

        assert found.severity == "info"
        assert "at least 53" in found.message

    def test_a_small_contributor_fails(self, check: Check, of_rule: Of) -> None:
        counts = load_rossi().groupby("race")[["age", "prio"]].count()
        counts.iloc[0, 1] = 4

        found = of_rule(check(self.table, contributors=counts), "CT-08")

        assert [f.places for f in found if f.severity == "fail"] == [1]

    @pytest.mark.parametrize("given", [7, {"age": [7, 9], "prio": 8}])
    def test_numbers(self, check: Check, given: Any) -> None:
        assert check(self.table, contributors=given).verdict == "pass"

    def test_the_cohort_and_its_keys(self, check: Check, of_rule: Of) -> None:
        (found,) = of_rule(check(self.table, cohort=load_rossi(), by=["race"]), "CT-08")

        assert "recounted from `cohort` by race: matches 4 of 4 values" in found.message

    def test_keys_under_another_name(self, check: Check) -> None:
        table = self.table.rename_axis("ethnic group")

        assert check(table, cohort=load_rossi(), by=["race"]).verdict == "pass"

    @pytest.mark.parametrize(
        ("declared", "words"),
        [
            ({"contributors": pd.DataFrame({"age": [7]})}, "1 rows; the table has 2"),
            ({"contributors": {"weight": 7}}, "names the column 'weight'"),
            ({"contributors": {"age": [7, 9, 9]}}, "3 numbers for 'age'"),
            ({"contributors": {"age": [7, "many"]}}, "something else than a number"),
            ({"contributors": {"age": [7, 2.5]}}, "whole numbers"),
            ({"contributors": object()}, "cannot be a object"),
            ({"cohort": 7}, "must be a data frame"),
            ({"cohort": "nobody"}, "no data frame 'nobody'"),
            ({"source": "nobody"}, "no data frame 'nobody'"),
            ({"by": ["race"]}, "by= needs cohort="),
        ],
    )
    def test_what_does_not_fit_is_told(self, check: Check, declared: dict[str, Any], words: str) -> None:
        with pytest.raises(AirlockError, match=words):
            check(self.table, **declared)

    def test_a_wrong_key_is_told_with_the_closest_one(self, check: Check) -> None:
        with pytest.raises(AirlockError, match="Did you mean 'race'"):
            check(self.table, cohort=load_rossi(), by=["rase"])


class TestSession:
    def test_hidden_groups_are_found(self, session_of: Callable[..., Session], of_rule: Of) -> None:
        women = load_gbsg2()
        table = women.groupby(["tgrade", "menostat", "pnodes"]).age.mean()

        (found, *_) = of_rule(session_of(women=women).check(table, "means"), "CT-08")

        assert found.severity == "fail"
        assert found.places == 61

    def test_source_names_the_frame(self, session_of: Callable[..., Session]) -> None:
        women, other = load_gbsg2(), load_rossi()
        session = session_of(women=women, other=other)
        table = women.groupby("tgrade").age.mean()

        assert session.check(table, "means", source="women").verdict == "pass"
        assert session.check(table, "means", source="other").verdict == "review"

    def test_an_upper_bound_is_a_review_and_says_so(self, session_of: Callable[..., Session], of_rule: Of) -> None:
        rows = {"site": ["a"] * 3 + ["b"] * 40, "score": np.linspace(0.5, 9.5, 43), "age": range(30, 73)}
        frame = pd.DataFrame(rows)
        table = frame[frame.age > 31].groupby("site").score.mean()

        found = of_rule(session_of(frame=frame).check(table, "means", row_is="group"), "CT-08")

        assert {str(f.severity) for f in found} == {"review"}
        assert any("upper bound from `frame` by site" in f.message for f in found)

    def test_many_rows_of_few_people(self, session_of: Callable[..., Session], of_rule: Of) -> None:
        visits = pd.DataFrame({"participant_id": [500000009] * 12 + list(range(600000001, 600000031)), "arm": "b"})
        visits.loc[:11, "arm"] = "a"
        table = visits.groupby("arm").size().reset_index(name="n")

        (found,) = of_rule(session_of(visits=visits).check(table, "sizes"), "CT-08")

        assert "1-4 people" in found.message

    def test_what_was_proven_reaches_the_clean_check(self, session_of: Callable[..., Session]) -> None:
        women = load_gbsg2()
        session = session_of(women=women)

        item = session.stage(women.groupby("tgrade").age.mean(), "means.csv")

        assert item.verdict == "pass"
        assert item.declared["contributors"]["least"] == 81
        assert "recounted from `women`" in (session.store.evidence(item)["session.json"]).read_text()


class TestExtremes:
    bands = pd.DataFrame({"age_band": ["31-40", "41-50", "51-60", "41-50"], "outcome": ["a", "b", "a", "a"]})

    def test_the_guides_four_ages(self, check: Check, of_rule: Of) -> None:
        table = self.bands.assign(note=["minimum 33", "maximum 55", "mode 47", ""])

        (found, *_) = of_rule(check(table), "CT-09")

        assert found.severity == "fail"
        assert "3 extremes" in found.message

    def test_the_guides_four_ages_in_a_text_beside_the_table(
        self, session_of: Callable[..., Session], of_rule: Of
    ) -> None:
        text = "Four participants: minimum 33, maximum 55, mode 47."

        report = session_of().check({"listing": self.bands, "summary": text}, "together", row_is="participant")

        (found,) = of_rule(report, "CT-09")
        assert found.severity == "fail"
        assert "3 extremes" in found.message

    @pytest.mark.parametrize("note", ["mean 44", "median 45.5", "minimum number of visits"])
    def test_other_words_pin_nobody(self, check: Check, of_rule: Of, note: str) -> None:
        assert of_rule(check(self.bands.assign(note=note)), "CT-09") == []

    def test_a_large_band_is_no_finding_and_a_small_one_a_warning(self, check: Check, of_rule: Of) -> None:
        table = pd.DataFrame({"age_band": ["31-40", "41-50", "51-60"], "n": [12, 30, 7]})
        table.loc[3] = ["youngest 33, oldest 55", 49]

        assert not any(f.severity == "fail" for f in of_rule(check(table), "CT-09"))

    def test_minima_of_large_groups_warn_and_of_small_ones_fail(self, check: Check, of_rule: Of) -> None:
        table = pd.DataFrame({"site": ["a", "b"], "n": [60, 4], "min": [31.5, 40.25], "max": [80.5, 51.75]})

        found = of_rule(check(table), "CT-09")

        assert {str(f.severity): f.places for f in found} == {"fail": 2, "warn": 2}

    def test_what_was_recounted_as_a_maximum_is_one(self, session_of: Callable[..., Session], of_rule: Of) -> None:
        women = load_gbsg2()
        table = women.groupby("tgrade")[["age", "tsize"]].max()

        found = of_rule(session_of(women=women).check(table, "oldest"), "CT-09")

        assert [str(f.severity) for f in found] == ["warn"]


class TestDominance:
    def policy(self, **settings: float) -> Any:
        content = {**load().content}
        content["rules"] = {**content["rules"], "CT-11": {"severity": "fail", **settings}}
        return from_content(content)

    def costs(self) -> pd.DataFrame:
        values = [9000.5, 8000.25, *[1.5] * 8, *np.linspace(90.25, 110.75, 10)]
        return pd.DataFrame({"site": ["a"] * 10 + ["b"] * 10, "cost": values})

    def test_off_by_default(self, session_of: Callable[..., Session], of_rule: Of) -> None:
        costs = self.costs()

        assert of_rule(session_of(costs=costs).check(costs.groupby("site").cost.sum(), "sums"), "CT-11") == []

    @pytest.mark.parametrize("settings", [{"nk_share": 0.9, "nk_people": 2}, {"p_share": 0.1}])
    def test_a_sum_of_two_people_is_found(
        self, session_of: Callable[..., Session], of_rule: Of, settings: dict[str, float]
    ) -> None:
        costs = self.costs()
        session = session_of(costs=costs)

        (found,) = of_rule(
            session.check(costs.groupby("site").cost.sum(), "sums", policy=self.policy(**settings)), "CT-11"
        )

        assert found.places == 1
        assert "'a'" in found.message


def test_a_kaplan_meier_event_table_with_small_steps_fails(check: Check) -> None:
    rossi = load_rossi()
    events = KaplanMeierFitter().fit(rossi.week, rossi.arrest).event_table

    assert check(events).verdict == "fail"
