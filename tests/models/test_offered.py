"""What may leave in place of an estimator: leaves, clusters, importances, members; and `airlock.fix` of a model."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.errors import InputError

pytest.importorskip("sklearn")
from sklearn import cluster, compose, ensemble, linear_model, neighbors, pipeline, preprocessing, tree

RNG = np.random.default_rng(0)
X = pd.DataFrame({"age": RNG.normal(50, 9, 200).round(3), "bmi": RNG.normal(25, 4, 200).round(3)})
SITES = pd.DataFrame({**X, "site": list("abcd") * 50})
Y = (RNG.random(200) < 0.4).astype(int)


def _judged(result, **declared):
    report = airlock.check(result, "result", **declared)
    return report.verdict, {finding.rule for finding in report.findings if str(finding.severity) in ("fail", "review")}


def test_a_tree_leaves_as_its_leaves_when_none_has_few_people():
    coarse = tree.DecisionTreeRegressor(min_samples_leaf=20, random_state=0).fit(X, X.bmi)

    report = airlock.check(coarse, "tree")

    assert report.verdict == "pass"
    assert report.preview.header[:3] == ("leaf", "participants", "mean")
    assert _judged(tree.DecisionTreeRegressor(random_state=0).fit(X, X.bmi))[1] >= {"MD-02", "CT-08"}


def test_few_people_of_a_class_within_a_leaf_fail():
    rare = np.where(np.arange(200) < 3, 1, 0)

    verdict, rules = _judged(tree.DecisionTreeClassifier(min_samples_leaf=50, random_state=0).fit(X, rare))

    assert verdict == "fail"
    assert "CT-01" in rules


@pytest.mark.parametrize(("leaf", "verdict"), [(1, "fail"), (10, "pass")])
@pytest.mark.parametrize("kind", [ensemble.RandomForestClassifier, ensemble.ExtraTreesClassifier])
def test_a_forest_leaves_as_importances_of_features(kind, leaf, verdict):
    forest = kind(5, min_samples_leaf=leaf, random_state=0).fit(X, Y)

    assert _judged(forest, n=200)[0] == verdict
    fixed = airlock.fix(forest, "forest", n=200)
    assert fixed.report.verdict == "pass"
    assert list(fixed.output.columns) == ["importance"]


@pytest.mark.parametrize(("clusters", "verdict"), [(3, "pass"), (60, "fail")])
def test_clusters_leave_as_their_sizes_and_means(clusters, verdict):
    fitted = cluster.KMeans(clusters, n_init=1, random_state=0).fit(X)

    assert _judged(fitted)[0] == verdict
    fixed = airlock.fix(fitted, "clusters")
    assert fixed.report.verdict == "pass"
    assert set(fixed.output.columns) == {"participants", "mean age", "mean bmi"}


def test_exemplars_are_people_and_stay_behind():
    fitted = cluster.AffinityPropagation(preference=-900, random_state=0).fit(X)

    assert airlock.check(fitted, "clusters").preview.header == ("cluster", "participants")


def _columns(*more):
    steps = [("n", preprocessing.StandardScaler(), ["age"]), ("c", preprocessing.OneHotEncoder(), ["site"]), *more]
    return compose.ColumnTransformer(steps)


def test_members_of_a_column_transformer_are_judged_one_by_one():
    plain = _columns(("f", preprocessing.FunctionTransformer(), ["bmi"])).fit(SITES)
    with_extremes = _columns(("m", preprocessing.MinMaxScaler(), ["bmi"])).fit(SITES)

    assert _judged(plain)[0] == "pass"
    assert _judged(with_extremes) == ("fail", {"MD-03"})
    fixed = airlock.fix(with_extremes, "columns")
    assert fixed.report.verdict == "pass"
    assert any("MinMaxScaler" in words for words in fixed.changes)


def test_terms_of_a_pipeline_are_named_after_what_its_steps_hand_on():
    piped = pipeline.make_pipeline(_columns(), linear_model.LogisticRegression()).fit(SITES, Y)

    report = airlock.check(piped, "model", n=200)

    assert report.verdict == "pass"
    assert [row[0] for row in report.preview.rows][:2] == ["n__age", "c__site_a"]


def test_a_stack_fails_for_the_member_that_holds_rows():
    members = [("near", neighbors.KNeighborsClassifier()), ("line", linear_model.LogisticRegression())]

    assert "MD-03" in _judged(ensemble.StackingClassifier(members).fit(X, Y))[1]


def test_an_encoder_of_measurements_has_everybody_s_value():
    assert _judged(preprocessing.OneHotEncoder().fit(X[["age"]])) == ("fail", {"MD-03"})


@pytest.mark.parametrize(("people", "verdict"), [(12, "fail"), (13, "pass")])
def test_people_that_are_declared_tell_the_freedom_of_a_line(people, verdict):
    line = linear_model.LinearRegression().fit(X[:people], X.age[:people])  # two slopes and an intercept

    assert _judged(line, n=people)[0] == verdict


def test_fixing_a_tree_takes_back_the_splits_that_leave_few_people():
    fixed = airlock.fix(tree.DecisionTreeRegressor(random_state=0).fit(X, X.age), "tree")

    assert fixed.report.verdict == "pass"
    assert fixed.output["participants"].astype(int).min() >= 5
    assert fixed.output["participants"].astype(int).sum() == 200


def test_fixing_a_regression_masks_the_term_of_few_people_and_keeps_what_it_cannot_mend():
    formula = pytest.importorskip("statsmodels.formula.api")
    frame = X.assign(rare=(np.arange(200) < 2).astype(int), died=(np.arange(200) < 3).astype(int))

    term = airlock.fix(formula.ols("bmi ~ age + rare", frame).fit(), "model")
    events = airlock.fix(formula.logit("died ~ bmi", frame).fit(disp=0, method="bfgs"), "model")

    assert term.report.verdict == "pass"
    assert set(term.output.loc["rare"]) == {"n<5"}
    assert term.output.loc["age", "coef"] != "n<5"
    assert events.report.verdict == "fail"
    assert any("MD-02" in words for words in events.changes)


def test_fixing_a_contingency_table_masks_its_counts():
    tables = pytest.importorskip("statsmodels.stats.contingency_tables")

    fixed = airlock.fix(tables.Table2x2(np.array([[40, 3], [20, 50]])), "table")

    assert fixed.report.verdict == "pass"
    assert "<5" in fixed.output.to_string()


def test_what_has_no_table_is_not_fixed():
    with pytest.raises(InputError, match="no table of it may leave"):
        airlock.fix(neighbors.KNeighborsClassifier().fit(X, Y), "near")


class Booster:
    """Like an estimator of a library that nobody here knows."""

    def fit(self, x):
        self.event_times_ = np.sort(x)
        return self

    def predict(self, x):
        return x


def test_a_model_of_an_unknown_library_fails():
    assert _judged(Booster().fit(X.age)) == ("fail", {"MD-03"})


def test_no_estimator_shows_a_value_of_a_person():
    from sklearn.utils import all_estimators

    from gel_airlock_jupyter.readers.open import views_of

    few = X[:60]
    people = {float(value) for value in few.to_numpy().ravel() if value % 1}  # whole numbers also count people
    seen = 0
    for kind in ("cluster", "transformer"):
        for name, estimator in all_estimators(kind):
            try:
                fitted = estimator().fit(few, Y[:60])
                views = views_of(fitted, name) if _judged(fitted)[0] != "fail" else ()
            except Exception:  # noqa: BLE001 - it needs other data, or is refused: nothing leaves
                continue
            for view in views[1:]:
                seen += 1
                shown = {float(n) for c in view.columns if c.kind == "number" for n in c.numbers}
                texts = "" if "Tree" in name else " ".join(view.columns[0].texts)  # its limits lie between people
                assert view.n_rows != len(few), name
                assert not shown & people or name == "RobustScaler", name  # a median may be a value
                assert not any(str(value) in texts for value in people), name
    assert seen > 10
