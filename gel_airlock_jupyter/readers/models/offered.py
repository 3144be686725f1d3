"""Tables that may leave in place of a scikit-learn estimator which holds no rows: loadings, means, categories."""

from __future__ import annotations

from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.models.tables import table_of
from gel_airlock_jupyter.subjects import Group, TableView

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
    for table in (_loadings, _class_means, _scales, _fillings, _categories):
        found = table(obj, name)
        if found is not None:
            return found
    return None


def classes(obj: Any) -> tuple[Group, ...]:
    """Return the people in each class that a naive Bayes classifier counted."""
    counts = np.ravel(np.asarray(getattr(obj, "class_count_", ()), dtype=float))
    names = getattr(obj, "classes_", range(len(counts)))
    return tuple(Group(f"class {label}", round(count)) for label, count in zip(names, counts, strict=False))


def _features(obj: Any, count: int) -> list[str]:
    named = getattr(obj, "feature_names_in_", None)
    return [str(one) for one in named] if named is not None and len(named) == count else [f"x{n}" for n in range(count)]


def _loadings(obj: Any, name: str) -> TableView | None:
    parts = getattr(obj, "components_", None)
    if parts is None or np.ndim(parts) != 2 or not hasattr(obj, "explained_variance_ratio_"):
        return None
    rows = np.column_stack([np.asarray(parts, dtype=float), np.asarray(obj.explained_variance_ratio_, dtype=float)])
    labels = [*(f"loading of {one}" for one in _features(obj, rows.shape[1] - 1)), "share of variance"]
    return table_of(name, labels, {f"PC{place + 1}": row for place, row in enumerate(rows)}, "quantity")


def _class_means(obj: Any, name: str) -> TableView | None:
    means, spreads = getattr(obj, "theta_", None), getattr(obj, "var_", None)
    if means is None or spreads is None:
        return None
    labels = _features(obj, np.shape(means)[1])
    columns = {f"mean, class {one}": row for one, row in zip(obj.classes_, np.asarray(means), strict=True)}
    columns |= {f"variance, class {one}": row for one, row in zip(obj.classes_, np.asarray(spreads), strict=True)}
    return table_of(name, labels, columns, "feature")


def _scales(obj: Any, name: str) -> TableView | None:
    """Return means and spreads of a scaler; one that keeps smallest and largest values has none to give."""
    if hasattr(obj, "data_min_") or hasattr(obj, "max_abs_"):
        return None
    given = (("mean_", "mean"), ("center_", "median"), ("scale_", "scale"))
    found = {header: getattr(obj, key, None) for key, header in given}
    columns = {header: np.asarray(value, dtype=float) for header, value in found.items() if value is not None}
    sizes = {len(values) for values in columns.values() if values.ndim == 1}
    if "scale" not in columns or len(sizes) != 1:
        return None
    return table_of(name, _features(obj, sizes.pop()), columns, "feature")


def _fillings(obj: Any, name: str) -> TableView | None:
    if not hasattr(obj, "statistics_") or getattr(obj, "strategy", "") not in ("mean", "median"):
        return None
    values = np.asarray(obj.statistics_, dtype=float)
    return table_of(name, _features(obj, len(values)), {str(obj.strategy): values}, "feature")


def _categories(obj: Any, name: str) -> TableView | None:
    """Return the names that an encoder learned; identifiers among them are found like those of any table."""
    if type(obj).__name__ not in ENCODERS:
        return None
    lists = getattr(obj, "categories_", None)
    lists = [obj.classes_] if lists is None else lists
    features = _features(obj, len(lists))
    labels = [
        f"{feature}: {value}" if len(lists) > 1 else str(value)
        for feature, values in zip(features, lists, strict=True)
        for value in values
    ]
    codes = [float(code) for values in lists for code in range(len(values))]
    return table_of(name, labels, {"code": codes}, "category")
