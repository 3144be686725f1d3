"""Tables that may leave in place of a scikit-learn estimator which holds no rows: loadings, means, categories."""

from __future__ import annotations

from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.models.clusters import cluster_table
from gel_airlock_jupyter.readers.models.tables import features_of, table_of
from gel_airlock_jupyter.readers.models.trees import importances, leaf_table
from gel_airlock_jupyter.subjects import Group, TableView

MOST_CODES = 30  # whole numbers up to here may be codes of categories; more are measurements
ENCODERS = ("OneHotEncoder", "OrdinalEncoder", "LabelEncoder", "LabelBinarizer")


def offered(obj: Any, name: str) -> TableView | None:
    """Return the table of an estimator; None where it has none that is known.

    Parameters
    ----------
    obj : estimator
        Fitted.
    name : str
        Name for messages.
    """
    for table in (
        leaf_table,
        importances,
        cluster_table,
        _loadings,
        _class_means,
        _scales,
        _fillings,
        _categories,
        _scores,
        _covariances,
    ):
        found = table(obj, name)
        if found is not None:
            return found
    return None


def classes(obj: Any) -> tuple[Group, ...]:
    """Return the people in each class that a naive Bayes classifier counted."""
    counts = np.ravel(np.asarray(getattr(obj, "class_count_", ()), dtype=float))
    names = getattr(obj, "classes_", None)
    names = range(len(counts)) if names is None else names
    return tuple(Group(f"class {label}", round(count)) for label, count in zip(names, counts, strict=False))


def shares(obj: Any) -> tuple[tuple[str, float], ...]:
    """Return the share of people in each class that a discriminant analysis learned."""
    learned = np.ravel(np.asarray(getattr(obj, "priors_", ()), dtype=float))
    if getattr(obj, "priors", None) is not None:  # given, not learned
        return ()
    names = getattr(obj, "classes_", None)
    names = range(len(learned)) if names is None else names
    return tuple((f"class {label}", float(share)) for label, share in zip(names, learned, strict=False))


def _loadings(obj: Any, name: str) -> TableView | None:
    parts = getattr(obj, "components_", None)
    if parts is None or np.ndim(parts) != 2 or not hasattr(obj, "explained_variance_ratio_"):
        return None
    rows = np.column_stack([np.asarray(parts, dtype=float), np.asarray(obj.explained_variance_ratio_, dtype=float)])
    labels = [*(f"loading of {one}" for one in features_of(obj, rows.shape[1] - 1)), "share of variance"]
    columns = {f"PC{place + 1}": row for place, row in enumerate(rows)}
    people = getattr(obj, "n_samples_", None) or getattr(obj, "n_samples_seen_", None)
    if people is not None:
        columns = {"participants": np.full(len(labels), float(people)), **columns}
    return table_of(name, labels, columns, "quantity")


def _class_means(obj: Any, name: str) -> TableView | None:
    """Return mean and variance of every feature in every class, with the people in it."""
    means, spreads = getattr(obj, "theta_", None), getattr(obj, "var_", None)
    if means is None or spreads is None:
        return None
    features = features_of(obj, np.shape(means)[1])
    labels = [f"{feature}, class {one}" for one in obj.classes_ for feature in features]
    people = np.repeat(np.asarray(obj.class_count_, dtype=float), len(features))
    columns = {"participants": people, "mean": np.ravel(means), "variance": np.ravel(spreads)}
    return table_of(name, labels, columns, "feature and class")


def _scales(obj: Any, name: str) -> TableView | None:
    """Return means and spreads of a scaler; one that keeps smallest and largest values has none to give."""
    if hasattr(obj, "data_min_") or hasattr(obj, "max_abs_"):
        return None
    given = (("mean_", "mean"), ("center_", "median"), ("scale_", "scale"))
    found = {header: getattr(obj, key, None) for key, header in given}
    columns = {header: np.asarray(value, dtype=float) for header, value in found.items() if value is not None}
    sizes = {len(values) for values in columns.values() if values.ndim == 1}
    seen = getattr(obj, "n_samples_seen_", None)
    if seen is not None and columns:
        people = np.broadcast_to(np.asarray(seen, dtype=float), (max(sizes, default=0),))
        columns = {"participants": people, **columns}
    if "scale" not in columns or len(sizes) != 1:
        return None
    return table_of(name, features_of(obj, sizes.pop()), columns, "feature")


def _fillings(obj: Any, name: str) -> TableView | None:
    if not hasattr(obj, "statistics_") or getattr(obj, "strategy", "") not in ("mean", "median"):
        return None
    values = np.asarray(obj.statistics_, dtype=float)
    return table_of(name, features_of(obj, len(values)), {str(obj.strategy): values}, "feature")


def _categories(obj: Any, name: str) -> TableView | None:
    """Return the names that an encoder learned; identifiers among them are found like those of any table."""
    if type(obj).__name__ not in ENCODERS:
        return None
    lists = getattr(obj, "categories_", None)
    lists = [obj.classes_] if lists is None else lists
    if any(_are_measured(values) for values in lists):
        return None
    features = features_of(obj, len(lists))
    labels = [
        f"{feature}: {value}" if len(lists) > 1 else str(value)
        for feature, values in zip(features, lists, strict=True)
        for value in values
    ]
    codes = [float(code) for values in lists for code in range(len(values))]
    return table_of(name, labels, {"code": codes}, "category")


def _are_measured(values: Any) -> bool:
    """Return whether the categories that an encoder learned are measurements: then each is some person's."""
    numbers = np.asarray(values)
    if numbers.dtype.kind not in "iuf" or not len(numbers):
        return False
    known = numbers[np.isfinite(numbers.astype(float))]
    return len(known) > MOST_CODES or not np.array_equal(known, np.round(known))


def _scores(obj: Any, name: str) -> TableView | None:
    """Return how a selection of features scored each of them."""
    scores: Any = getattr(obj, "scores_", None)
    chances: Any = getattr(obj, "pvalues_", None)
    if np.ndim(scores) != 1 or chances is None or np.shape(chances) != np.shape(scores):
        return None
    return table_of(name, features_of(obj, len(scores)), {"score": scores, "p_value": chances}, "feature")


def _covariances(obj: Any, name: str) -> TableView | None:
    """Return the covariances of features."""
    matrix: Any = getattr(obj, "covariance_", None)
    if np.ndim(matrix) != 2 or np.shape(matrix)[0] != np.shape(matrix)[1] or not hasattr(obj, "location_"):
        return None
    labels = features_of(obj, len(matrix))
    return table_of(name, labels, dict(zip(labels, np.asarray(matrix, dtype=float), strict=True)), "covariance")
