"""People behind the terms of a fit: reference levels, codings, weights, outcomes, outcomes within a level."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import gel_airlock_jupyter as airlock

formula = pytest.importorskip("statsmodels.formula.api")
api = pytest.importorskip("statsmodels.api")
RNG = np.random.default_rng(0)
PEOPLE = 240


@pytest.fixture
def cohort() -> pd.DataFrame:
    frame = pd.DataFrame({"bmi": RNG.normal(25, 4, PEOPLE), "site": list("bcd") * 80})
    frame["ldl"] = frame.bmi / 5 + RNG.normal(0, 1, PEOPLE)
    frame["died"] = (np.arange(PEOPLE) % 3 == 0).astype(int)
    frame["time"] = RNG.exponential(900, PEOPLE) + 1
    return frame


def _rules(model: object) -> tuple[str, set[tuple[str, str]]]:
    report = airlock.check(model, "model")
    return report.verdict, {(f.rule, str(f.severity)) for f in report.findings if f.rule.startswith("MD-02")}


@pytest.mark.parametrize("coding", ["C(site)", "C(site, Sum)", "C(site, Helmert)", "C(site) - 1"])
@pytest.mark.parametrize(("people", "verdict"), [(2, "fail"), (4, "fail"), (5, "pass")])
@pytest.mark.parametrize("level", ["a", "z"])  # the first level is the reference, and has no term of its own
def test_a_level_of_few_people_fails_whichever_way_it_is_coded(cohort, coding, people, verdict, level) -> None:
    cohort.loc[: people - 1, "site"] = level

    assert _rules(formula.ols(f"ldl ~ {coding}", cohort).fit())[0] == verdict


@pytest.mark.parametrize(("people", "verdict"), [(3, "fail"), (5, "pass")])
def test_the_level_that_dummies_leave_out_counts_too(cohort, people, verdict) -> None:
    cohort.loc[: people - 1, "site"] = "a"
    dummies = pd.get_dummies(cohort[["site"]], drop_first=True).astype(float)

    assert _rules(api.OLS(cohort.ldl, api.add_constant(dummies)).fit())[0] == verdict


def test_rows_without_weight_are_no_people(cohort) -> None:
    weights = (np.arange(PEOPLE) < 6).astype(float)

    report = airlock.check(formula.wls("ldl ~ bmi", cohort, weights=weights).fit(), "model")

    assert report.declared["n"] == 6
    assert "MD-01" in {finding.rule for finding in report.findings if str(finding.severity) == "fail"}


@pytest.mark.parametrize(("events", "verdict"), [(3, "fail"), (20, "pass")])
def test_a_row_of_grouped_data_is_as_many_people_as_it_counts(events, verdict) -> None:
    frame = pd.DataFrame({"sex": [0, 0, 1, 1], "died": [0, 1, 0, 1], "people": [60, events, 50, 30]})
    fitted = formula.glm("died ~ sex", frame, family=api.families.Binomial(), freq_weights=frame.people.values).fit()

    report = airlock.check(fitted, "model")

    assert report.verdict == verdict
    assert report.declared["n"] == 140 + events


@pytest.mark.parametrize(("people", "verdict"), [(3, "fail"), (8, "pass")])
def test_an_outcome_of_few_people_fails(cohort, people, verdict) -> None:
    outcome = np.where(np.arange(PEOPLE) < people, 2, cohort.died)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = api.MNLogit(outcome, api.add_constant(cohort[["bmi"]])).fit(disp=0)
        assert _rules(fitted)[0] == verdict


@pytest.mark.parametrize(("events", "verdict"), [(3, "fail"), (9, "pass")])
def test_few_events_of_a_hazard_model_fail(cohort, events, verdict) -> None:
    status = (np.arange(PEOPLE) % 25 == 0) & (np.cumsum(np.arange(PEOPLE) % 25 == 0) <= events)

    assert _rules(formula.phreg("time ~ bmi", cohort, status=status.astype(int)).fit())[0] == verdict


def test_events_within_a_level_fail_where_the_coefficients_tell_them_and_ask_otherwise(cohort) -> None:
    cohort["exposed"] = (np.arange(PEOPLE) < 60).astype(int)
    cohort.loc[cohort.exposed == 1, "died"] = [1, 1, 1, *[0] * 57]

    alone = _rules(formula.logit("died ~ exposed", cohort).fit(disp=0))
    adjusted = _rules(formula.logit("died ~ exposed + bmi", cohort).fit(disp=0))

    assert alone == ("fail", {("MD-02", "fail")})
    assert adjusted == ("review", {("MD-02", "review")})
