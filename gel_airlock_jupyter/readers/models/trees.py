"""Trees and ensembles of trees: the leaves of one as a table, the people in those of many, importances of features."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.models.tables import features_of, table_of
from gel_airlock_jupyter.subjects import Group, TableView

LEAF = -1
MOST_TREES = 500


def leaves_of(obj: Any) -> tuple[Group, ...]:
    """Return the people in each leaf of a tree, or in the smallest leaf of every tree of an ensemble."""
    own = _tree_of(obj)
    if own is not None:
        return tuple(Group(f"leaf {node}", int(own.n_node_samples[node])) for node in _leaf_nodes(own))
    groups = []
    for number, sizes in enumerate(_sizes(obj), 1):
        if len(sizes):
            groups.append(Group(f"smallest leaf of tree {number}", int(sizes.min())))
    return tuple(groups)


def is_ensemble(obj: Any) -> bool:
    """Return whether an estimator is made of several trees."""
    return _tree_of(obj) is None and next(_sizes(obj), None) is not None


def _sizes(obj: Any) -> Iterator[Any]:
    """Yield the people in the leaves of every tree of an ensemble."""
    for member in list(np.ravel(np.asarray(getattr(obj, "estimators_", ()), dtype=object)))[:MOST_TREES]:
        tree = _tree_of(member)
        if tree is not None:
            yield np.asarray(tree.n_node_samples)[_leaf_nodes(tree)]
    for stage in list(getattr(obj, "_predictors", ()) or ())[:MOST_TREES]:
        for member in stage if isinstance(stage, list | tuple) else ():
            nodes = getattr(member, "nodes", None)
            if nodes is not None and {"count", "is_leaf"} <= set(nodes.dtype.names or ()):
                yield nodes["count"][nodes["is_leaf"] == 1]


def _tree_of(obj: Any) -> Any:
    tree = getattr(obj, "tree_", None)
    return tree if hasattr(tree, "n_node_samples") else None


def _leaf_nodes(tree: Any) -> Any:
    return np.flatnonzero(np.asarray(tree.children_left) == LEAF)


def leaf_table(obj: Any, name: str, least: int = 0) -> TableView | None:
    """Return a tree as a table of its leaves: the way to each, the people in it, and their mean or classes.

    Parameters
    ----------
    obj : estimator
        A tree; for anything else, and for a tree of several outputs, there is no table.
    name : str
        Name for messages.
    least : int
        Splits that leave fewer people than this on a side are taken back.
    """
    tree = _tree_of(obj)
    if tree is None or np.ndim(tree.value) != 3 or np.shape(tree.value)[1] != 1:
        return None
    ways = dict(_ways(tree, features_of(obj, int(obj.n_features_in_)), least))
    nodes = sorted(ways)
    people = np.asarray(tree.n_node_samples)[nodes]
    values = np.asarray(tree.value)[nodes, 0, :]
    columns: dict[str, Any] = {"participants": people}
    classes = getattr(obj, "classes_", None)
    if classes is None:
        columns["mean"] = values[:, 0]
    else:
        shares = values / values.sum(axis=1, keepdims=True)
        counted = np.array_equal(np.asarray(tree.weighted_n_node_samples)[nodes], people)
        for place, label in enumerate(classes):
            held = np.round(shares[:, place] * people) if counted else shares[:, place]
            columns[f"participants of class {label}" if counted else f"weighted share of class {label}"] = held
    return table_of(name, [ways[node] for node in nodes], columns, "leaf")


def _ways(tree: Any, features: Sequence[str], least: int) -> Iterator[tuple[int, str]]:
    """Yield each leaf with the limits that lead to it, the narrowest of each feature."""
    waiting: list[tuple[int, dict[tuple[str, str], float]]] = [(0, {})]
    while waiting:
        node, way = waiting.pop()
        sides = int(tree.children_left[node]), int(tree.children_right[node])
        if sides[0] == LEAF or min(tree.n_node_samples[side] for side in sides) < least:
            yield node, " and ".join(f"{name} {sign} {limit:.4g}" for (name, sign), limit in way.items()) or "everybody"
            continue
        feature, limit = features[tree.feature[node]], float(tree.threshold[node])
        for side, sign in zip(sides, ("<=", ">"), strict=True):
            waiting.append((side, {**way, (feature, sign): limit}))


def importances(obj: Any, name: str) -> TableView | None:
    """Return how much each feature matters to an ensemble of trees."""
    if not is_ensemble(obj):
        return None
    found = getattr(obj, "feature_importances_", None)
    if found is None or np.ndim(found) != 1:
        return None
    values = np.asarray(found, dtype=float)
    return table_of(name, features_of(obj, len(values)), {"importance": values}, "feature")
