"""Results that are no fits, and estimators that hold no rows: judged, or refused with what may leave in their place."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import gel_airlock_jupyter as airlock

stats = pytest.importorskip("scipy.stats")
RNG = np.random.default_rng(0)
PEOPLE = pd.DataFrame({"bmi": RNG.normal(25, 4, 200), "sex": RNG.integers(0, 2, 200), "site": list("abcd") * 50})
PEOPLE["ldl"] = PEOPLE.bmi / 5 + RNG.normal(0, 1, 200)
PEOPLE["died"] = (np.arange(200) % 3 == 0).astype(int)


def _judged(result, **declared):
    report = airlock.check(result, "result", **declared)
    return report.verdict, {finding.rule for finding in report.findings if str(finding.severity) in ("fail", "review")}


@pytest.mark.parametrize(("small", "verdict"), [(3, "fail"), (4, "fail"), (5, "pass"), (0, "pass")])
def test_a_contingency_table_is_judged_by_its_counts(small, verdict):
    tables = pytest.importorskip("statsmodels.stats.contingency_tables")

    for kind in (tables.Table2x2, tables.Table):
        assert _judged(kind(np.array([[40, small], [20, 50]]), shift_zeros=False))[0] == verdict
    strata = [np.array([[40, small], [20, 50]]), np.array([[40, 30], [20, 50]])]
    assert _judged(tables.StratifiedTable(strata))[0] == verdict


def test_printed_tables_of_a_summary_are_judged_one_by_one():
    formula = pytest.importorskip("statsmodels.formula.api")
    summary = formula.ols("ldl ~ bmi + sex", PEOPLE).fit().summary()

    assert _judged(summary.tables[1]) == ("review", {"CT-08"})
    assert _judged(summary.tables[1], n=200) == ("pass", set())


def test_results_of_a_model_besides_its_fit():
    formula = pytest.importorskip("statsmodels.formula.api")
    multicomp = pytest.importorskip("statsmodels.stats.multicomp")
    line = formula.ols("ldl ~ bmi + sex", PEOPLE).fit()
    odds = formula.logit("died ~ bmi + sex", PEOPLE).fit(disp=0)

    for result in (line.t_test("bmi = 0"), line.f_test("bmi = 0"), odds.get_margeff()):
        assert _judged(result)[0] == "pass", result
    assert _judged(multicomp.pairwise_tukeyhsd(PEOPLE.ldl, PEOPLE.site))[0] == "pass"
    for result in (line.get_influence(), line.get_prediction()):
        assert _judged(result) == ("fail", {"MD-03"})


def test_tables_of_statistics_are_no_counts():
    formula = pytest.importorskip("statsmodels.formula.api")
    summary2 = pytest.importorskip("statsmodels.iolib.summary2")
    line = formula.ols("ldl ~ bmi + C(site)", PEOPLE).fit()

    assert _judged(line.wald_test_terms(), n=200)[0] != "fail"
    assert _judged(summary2.summary_col([line]))[0] != "fail"


@pytest.mark.parametrize(("few", "verdict"), [(3, "fail"), (30, "pass")])
def test_counts_that_results_of_scipy_carry(few, verdict):
    assert _judged(stats.binomtest(few, 200))[0] == verdict
    rows, columns = ["a"] * few + ["b"] * 60, ["x", "y"] * ((few + 60) // 2) + ["x"] * (few % 2)
    assert _judged(stats.contingency.crosstab(rows, columns))[0] == verdict
    if verdict == "fail":
        assert _judged(stats.contingency.relative_risk(few, 100, 20, 100))[0] == verdict


def test_a_correlation_knows_its_people():
    assert _judged(stats.pearsonr(PEOPLE.bmi, PEOPLE.ldl)) == ("pass", set())
    assert _judged(stats.pearsonr(PEOPLE.bmi[:4], PEOPLE.ldl[:4]))[0] == "fail"


def test_a_curve_with_a_step_a_person_asks_for_review_whatever_is_declared():
    lifelines = pytest.importorskip("lifelines")
    fitted = lifelines.KaplanMeierFitter().fit(RNG.exponential(900, 200), PEOPLE.died)

    assert "MD-02" in _judged(fitted, contributors=200)[1]


def test_groups_of_few_people_behind_pairs_fail():
    multicomp = pytest.importorskip("statsmodels.stats.multicomp")
    site = ["rare"] * 3 + list(PEOPLE.site[3:])

    assert "MD-02" in _judged(multicomp.pairwise_tukeyhsd(PEOPLE.ldl, site))[1]


def test_a_survival_function_is_judged_by_the_people_at_risk():
    api = pytest.importorskip("statsmodels.api")

    verdict, rules = _judged(api.SurvfuncRight(np.arange(1.0, 31), np.ones(30)))

    assert verdict == "fail"
    assert "CT-01" in rules


@pytest.mark.parametrize(
    ("result", "verdict"),
    [
        (stats.describe(PEOPLE.bmi), "pass"),
        (stats.describe(PEOPLE.bmi[:4]), "fail"),
        (stats.ecdf(PEOPLE.bmi), "fail"),
        (stats.gaussian_kde(PEOPLE.bmi), "fail"),
        (stats.rv_histogram(np.histogram(PEOPLE.bmi)), "fail"),
        (stats.bootstrap((PEOPLE.bmi,), np.mean, n_resamples=20), "review"),
        (stats.tukey_hsd(PEOPLE.bmi[:99], PEOPLE.bmi[99:]), "review"),
        (stats.binned_statistic(PEOPLE.bmi, PEOPLE.ldl, bins=[0, 24, 26, 60]), "pass"),
        (stats.binned_statistic(PEOPLE.bmi, PEOPLE.ldl, bins=[0, PEOPLE.bmi.nsmallest(3).max() + 1e-9, 60]), "fail"),
    ],
)
def test_results_of_scipy(result, verdict):
    assert _judged(result)[0] == verdict


def test_an_interval_passes_once_the_people_are_declared():
    assert _judged(stats.bootstrap((PEOPLE.bmi,), np.mean, n_resamples=20), contributors=200) == ("pass", set())


def _estimators():
    pytest.importorskip("sklearn")
    from sklearn import decomposition, ensemble, impute, naive_bayes, neighbors, pipeline, preprocessing, tree

    x, y = PEOPLE[["bmi", "ldl"]], PEOPLE.died
    return SimpleNamespace(
        may_leave=[
            decomposition.PCA(2).fit(x),
            preprocessing.StandardScaler().fit(x),
            preprocessing.RobustScaler().fit(x),
            impute.SimpleImputer().fit(x),
            naive_bayes.GaussianNB().fit(x, y),
            preprocessing.OneHotEncoder().fit(PEOPLE[["site"]]),
            preprocessing.LabelEncoder().fit(PEOPLE.site),
            pipeline.make_pipeline(preprocessing.StandardScaler(), decomposition.PCA(1)).fit(x),
        ],
        may_not=[
            neighbors.KernelDensity().fit(x),
            neighbors.NearestNeighbors().fit(x),
            preprocessing.MinMaxScaler().fit(x),
            tree.DecisionTreeClassifier(random_state=0).fit(x, y),
            ensemble.HistGradientBoostingClassifier(max_iter=2).fit(x, y),
            ensemble.IsolationForest(n_estimators=3).fit(x),
        ],
    )


def test_an_estimator_without_rows_offers_a_table():
    for estimator in _estimators().may_leave:
        verdict, rules = _judged(estimator, contributors=200, row_is="other")
        assert verdict == "pass", (estimator, rules)


def test_an_estimator_that_holds_rows_or_extremes_fails():
    for estimator in _estimators().may_not:
        assert _judged(estimator)[0] == "fail", estimator


def test_few_people_of_a_class_fail():
    naive_bayes = pytest.importorskip("sklearn.naive_bayes")

    fitted = naive_bayes.GaussianNB().fit(PEOPLE[["bmi"]], [1] * 3 + [0] * 197)

    assert "MD-02" in _judged(fitted)[1]


@pytest.mark.parametrize(("few", "fails"), [(4, True), (5, False)])
def test_few_people_of_a_class_of_a_discriminant_analysis_fail_where_their_number_is_known(few, fails):
    discriminant = pytest.importorskip("sklearn.discriminant_analysis")

    fitted = discriminant.LinearDiscriminantAnalysis().fit(PEOPLE[["bmi"]], [1] * few + [0] * (200 - few))

    assert ("MD-02" in _judged(fitted, n=200)[1]) is fails


def test_what_a_coefficient_is_compared_to_is_no_count():
    lifelines = pytest.importorskip("lifelines")
    times = np.random.default_rng(1).exponential(5, 200) + 0.1

    report = airlock.check(lifelines.WeibullFitter().fit(times, np.ones(200)), "result")

    assert "CT-07" not in {finding.rule for finding in report.findings}


def test_identifiers_that_an_encoder_learned_are_found():
    preprocessing = pytest.importorskip("sklearn.preprocessing")

    fitted = preprocessing.LabelEncoder().fit(["LP1000999-DNA_A01", "LP12345678-DNA_A01"])

    assert "ID-01" in _judged(fitted)[1]


def test_what_was_never_fitted_is_said_to_be_so():
    linear = pytest.importorskip("sklearn.linear_model")

    with pytest.raises(airlock.errors.Unreadable, match="has not been fitted"):
        airlock.check(linear.LogisticRegression(), "model")
