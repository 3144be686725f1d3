"""scikit-learn estimators: coefficients where there are some, leaves, and stored training rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.readers.models.offered import classes, offered
from gel_airlock_jupyter.readers.models.rows import holders_of_rows
from gel_airlock_jupyter.readers.models.tables import table_of
from gel_airlock_jupyter.subjects import Group, ModelView, View

LEAF = -1
DEEPEST = 8  # searches and pipelines within each other


def read(obj: Any, name: str) -> tuple[View, ...]:
    """Return the view of a fitted estimator, and of its coefficients if it has one row of them per class."""
    if not hasattr(obj, "get_params"):
        return ()
    final = _final(obj)
    if not any(key.endswith("_") and not key.startswith("__") for key in vars(final)):
        raise Unreadable(f"'{name}' is a {type(obj).__name__} that has not been fitted.", "Fit it first.")
    leaves = _leaves(final)
    rows = _rows(final)
    coefficients = getattr(final, "coef_", None) if not hasattr(final, "support_vectors_") else None
    held = holders_of_rows(obj, rows) or _trees_of_rows(final)
    table = _table(final, name, coefficients) if coefficients is not None else None if held else offered(final, name)
    view = ModelView(
        name=name,
        library="scikit-learn",
        model=type(obj).__name__ if final is obj else f"{type(obj).__name__} of {type(final).__name__}",
        fitted_to=rows,
        groups=(*leaves, *classes(final)),
        holds_rows=held,
        has_table=table is not None,
    )
    return (view, table) if table is not None else (view,)


def _trees_of_rows(obj: Any) -> tuple[str, ...]:
    """Return the tree of an estimator that keeps the rows themselves in it, such as a density of kernels."""
    tree = getattr(obj, "tree_", None)
    return ("tree_",) if tree is not None and not hasattr(tree, "n_node_samples") else ()


def _final(obj: Any) -> Any:
    """Return the estimator that predicts: the best one of a search, the last one of a pipeline."""
    for _ in range(DEEPEST):
        inner = getattr(obj, "best_estimator_", None)
        steps = getattr(obj, "steps", None)
        if inner is None and isinstance(steps, list) and steps:
            inner = steps[-1][1]
        if inner is None or isinstance(inner, str):
            return obj
        obj = inner
    return obj


def _table(obj: Any, name: str, coefficients: Any) -> Any:
    rows = np.atleast_2d(np.asarray(coefficients, dtype=float))
    features = getattr(obj, "feature_names_in_", None)
    labels = [str(f) for f in features] if features is not None else [f"x{n}" for n in range(rows.shape[1])]
    headers = ["coef"] if len(rows) == 1 else [f"coef {label}" for label in getattr(obj, "classes_", range(len(rows)))]
    intercepts = np.ravel(np.asarray(getattr(obj, "intercept_", 0.0), dtype=float))
    columns = {
        header: np.append(row, intercepts[number] if number < len(intercepts) else 0.0)
        for number, (header, row) in enumerate(zip(headers, rows, strict=False))
    }
    return table_of(name, [*labels, "(intercept)"], columns)


def _leaves(obj: Any) -> tuple[Group, ...]:
    """Return the people in each leaf of a tree, or of all trees of a forest."""
    trees = [obj] if hasattr(obj, "tree_") else list(np.ravel(getattr(obj, "estimators_", ())))
    groups = []
    for number, estimator in enumerate(trees[:500], 1):
        tree = getattr(estimator, "tree_", None)
        if tree is not None and hasattr(tree, "n_node_samples"):
            sizes = np.asarray(tree.n_node_samples)[np.asarray(tree.children_left) == LEAF]
            groups.append(Group(f"smallest leaf of tree {number}", int(sizes.min())))
    return tuple(groups)


def _rows(obj: Any) -> int | None:
    """Return how many rows an estimator was fitted to, as far as it remembers."""
    for attribute in ("n_samples_fit_", "n_samples_seen_", "n_samples_", "_n_samples"):
        value = getattr(obj, attribute, None)
        if isinstance(value, int | np.integer):
            return int(value)
    tree = getattr(obj, "tree_", None)
    if tree is not None and hasattr(tree, "n_node_samples"):
        return int(tree.n_node_samples[0])
    return sum(group.people for group in classes(obj)) or None
