"""Fitted models: their coefficients leave, they do not; few people behind a term are found."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gel_airlock_jupyter as airlock

lifelines = pytest.importorskip("lifelines")
formula = pytest.importorskip("statsmodels.formula.api")


@pytest.fixture(scope="module")
def women() -> pd.DataFrame:
    from lifelines.datasets import load_gbsg2

    return load_gbsg2()


def _found(model: Any) -> tuple[str, set[tuple[str, str]]]:
    report = airlock.check(model, "model")
    return report.verdict, {(f.rule, str(f.severity)) for f in report.findings}


def test_a_regression_passes_with_the_people_it_was_fitted_to(women: pd.DataFrame) -> None:
    report = airlock.check(formula.ols("tsize ~ age + tgrade", women).fit(), "model")

    assert report.verdict == "pass"
    assert report.kind == "model"
    assert report.declared["n"] == 686
    assert report.preview is not None
    assert report.preview.header[:2] == ("term", "coef")


@pytest.mark.parametrize(("people", "verdict"), [(1, "fail"), (4, "fail"), (5, "pass")])
def test_a_dummy_for_few_people_fails(women: pd.DataFrame, people: int, verdict: str) -> None:
    frame = women.assign(rare=(np.arange(len(women)) < people).astype(int))

    assert _found(formula.ols("tsize ~ rare", frame).fit())[0] == verdict


@pytest.mark.parametrize(("events", "verdict"), [(4, "fail"), (6, "pass")])
def test_few_events_fail(women: pd.DataFrame, events: int, verdict: str) -> None:
    frame = women.assign(event=(np.arange(len(women)) % (len(women) // events) == 0).astype(int))
    frame.loc[frame["event"].cumsum() > events, "event"] = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = formula.logit("event ~ age", frame).fit(disp=0)

    assert _found(fitted)[0] == verdict


def test_a_saturated_fit_fails(women: pd.DataFrame) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = formula.ols("tsize ~ C(age)", women.drop_duplicates("age")).fit()
        verdict, found = _found(fitted)

    assert ("MD-01", "fail") in found
    assert verdict == "fail"


@pytest.mark.parametrize(("rows", "verdict"), [(12, "pass"), (11, "fail")])
def test_few_degrees_of_freedom_fail(women: pd.DataFrame, rows: int, verdict: str) -> None:
    fitted = formula.ols("tsize ~ age", women.head(rows)).fit()

    assert _found(fitted)[0] == verdict  # 12 rows less 2 terms leave 10


def test_a_cox_model_offers_its_summary(women: pd.DataFrame) -> None:
    fitted = lifelines.CoxPHFitter().fit(women[["time", "cens", "age"]], "time", "cens")

    assert _found(fitted) == ("pass", {("CT-08", "info"), ("MD-03", "info")})


@pytest.mark.parametrize(
    "name",
    [
        "neighbors.KNeighborsClassifier",
        "svm.SVC",
        "gaussian_process.GaussianProcessClassifier",
        "ensemble.HistGradientBoostingClassifier",
        "preprocessing.MinMaxScaler",
    ],
)
def test_estimators_without_coefficients_may_not_leave(women: pd.DataFrame, name: str) -> None:
    import importlib

    module, _, kind = name.partition(".")
    estimator = getattr(importlib.import_module(f"sklearn.{module}"), kind)()
    fitted = estimator.fit(women[["age", "tsize"]].head(120), women["cens"].head(120))

    assert ("MD-03", "fail") in _found(fitted)[1]


def test_small_leaves_are_found(women: pd.DataFrame) -> None:
    tree = pytest.importorskip("sklearn.tree")
    features, events = women[["age", "tsize"]], women["cens"]

    assert ("MD-02", "fail") in _found(tree.DecisionTreeClassifier().fit(features, events))[1]
    coarse = tree.DecisionTreeClassifier(min_samples_leaf=5).fit(features, events)
    assert ("MD-02", "fail") not in _found(coarse)[1]


def test_a_test_result_is_a_table_of_its_numbers(women: pd.DataFrame) -> None:
    stats = pytest.importorskip("scipy.stats")
    report = airlock.check(stats.ttest_ind(women["age"][:300], women["age"][300:]), "test", n=686)

    assert report.verdict == "pass"
    assert report.shape is not None


def test_staging_a_model_writes_its_coefficients(
    women: pd.DataFrame, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEL_AIRLOCK_STORE", str(tmp_path))
    fitted = formula.ols("tsize ~ age + tgrade", women).fit()

    item = airlock.stage(fitted, "model.csv", title="Tumour size")

    assert item.verdict == "pass"
    assert item.export is not None
    text = (tmp_path / "default" / "items" / item.id / "export" / "model.csv").read_text()
    assert text.startswith("term,coef,std_err")
    assert text.count("\n") == 5


def test_every_kind_of_regression_offers_its_table(women: pd.DataFrame) -> None:
    api = pytest.importorskip("statsmodels.api")
    frame = women.assign(site=np.arange(len(women)) % 20)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = [
            formula.ols("tsize ~ age", frame).fit(),
            formula.logit("cens ~ age", frame).fit(disp=0),
            formula.glm("cens ~ age", frame, family=api.families.Binomial()).fit(),
            formula.mixedlm("tsize ~ age", frame, groups=frame["site"]).fit(),
            formula.phreg("time ~ age", frame, status=frame["cens"]).fit(),
            api.MNLogit(frame["site"] % 3, api.add_constant(frame[["age"]])).fit(disp=0),
        ]
        reports = [airlock.check(model, "model") for model in fitted]

    assert [report.verdict for report in reports] == ["pass"] * len(fitted)
    assert all(report.declared["n"] == 686 for report in reports)


@pytest.mark.parametrize("kind", ["summary", "summary2"])
def test_a_printed_summary_is_a_table_with_its_people(women: pd.DataFrame, kind: str) -> None:
    report = airlock.check(getattr(formula.ols("tsize ~ age", women).fit(), kind)(), "summary")

    assert report.verdict == "pass"
    assert report.declared["n"] == 686
    assert report.shape == (2, 6)
    few = formula.ols("tsize ~ age", women.head(8)).fit()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert ("MD-01", "fail") in _found(getattr(few, kind)())[1]


def test_a_summary_as_text_gives_no_ages(women: pd.DataFrame) -> None:
    assert airlock.check(formula.ols("tsize ~ age", women).fit().summary().as_text(), "text").verdict == "pass"


@pytest.mark.parametrize("people", [3, 60])
def test_cox_models_tell_of_a_dummy_for_few_people(women: pd.DataFrame, people: int) -> None:
    frame = women[["time", "cens", "age"]].assign(rare=(np.arange(len(women)) < people).astype(int))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = lifelines.CoxPHFitter(penalizer=0.1).fit(frame, "time", "cens")

    assert (("MD-02", "fail") in _found(fitted)[1]) is (people < 5)


def test_pipelines_and_searches_are_judged_by_the_estimator_inside(women: pd.DataFrame) -> None:
    linear, search = pytest.importorskip("sklearn.linear_model"), pytest.importorskip("sklearn.model_selection")
    pipeline, tree = pytest.importorskip("sklearn.pipeline"), pytest.importorskip("sklearn.tree")
    neighbours = pytest.importorskip("sklearn.neighbors")
    features, events = women[["age", "tsize"]], women["cens"]

    piped = pipeline.make_pipeline(linear.LogisticRegression()).fit(features, events)
    assert airlock.check(piped, "model", n=686).verdict == "pass"
    searched = search.GridSearchCV(tree.DecisionTreeClassifier(), {"max_depth": [9]}).fit(features, events)
    assert ("MD-02", "fail") in _found(searched)[1]
    near = pipeline.make_pipeline(neighbours.KNeighborsClassifier()).fit(features, events)
    assert ("MD-03", "fail") in _found(near)[1]


@pytest.mark.parametrize(("counts", "verdict"), [([[30, 20], [25, 40]], "pass"), ([[30, 2], [25, 1]], "fail")])
def test_expected_frequencies_tell_the_people_of_a_table(counts: list[list[int]], verdict: str) -> None:
    stats = pytest.importorskip("scipy.stats")

    report = airlock.check(stats.chi2_contingency(counts), "test")

    assert report.verdict == verdict
    assert report.declared["n"] == sum(map(sum, counts))


def test_a_t_test_of_six_people_fails(women: pd.DataFrame) -> None:
    stats = pytest.importorskip("scipy.stats")

    assert ("MD-01", "fail") in _found(stats.ttest_ind(women["age"][:3], women["age"][3:6]))[1]
    assert _found(stats.ttest_ind(women["age"][:300], women["age"][300:]))[0] == "pass"


def test_a_log_rank_test_is_a_table_of_its_numbers(women: pd.DataFrame) -> None:
    from lifelines.statistics import logrank_test

    first, second = women[:300], women[300:]
    result = logrank_test(first["time"], second["time"], first["cens"], second["cens"])

    assert airlock.check(result, "test", n=686).verdict == "pass"
