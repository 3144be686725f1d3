"""scikit-learn estimators: coefficients, leaves, clusters, members; and stored training rows, which never leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gel_airlock_jupyter.errors import Unreadable
from gel_airlock_jupyter.readers.models.clusters import clusters_of
from gel_airlock_jupyter.readers.models.composed import DEEPEST, features_behind, final_of, members_of
from gel_airlock_jupyter.readers.models.offered import classes, offered, shares
from gel_airlock_jupyter.readers.models.rows import holders_of_rows
from gel_airlock_jupyter.readers.models.tables import features_of, joined, table_of
from gel_airlock_jupyter.readers.models.trees import is_ensemble, leaves_of
from gel_airlock_jupyter.subjects import Group, ModelView, TableView, View

NAMES_ONLY = {"n_features_in_", "feature_names_in_", "n_output_features_", "n_features_out_"}


@dataclass(frozen=True)
class _Offer:
    """What may leave of an estimator, the people behind it, and the members that have nothing to offer."""

    table: TableView | None
    groups: tuple[Group, ...] = ()
    held: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def read(obj: Any, name: str) -> tuple[View, ...]:
    """Return the view of a fitted estimator, and of the table that may leave in its place.

    Raises
    ------
    Unreadable
        If it has not been fitted.
    """
    if not hasattr(obj, "get_params"):
        return ()
    final = final_of(obj)
    if not _is_fitted(final):
        raise Unreadable(f"'{name}' is a {type(obj).__name__} that has not been fitted.", "Fit it first.")
    rows = _rows(final)
    offer = _offer(final, name, features_behind(obj))
    view = ModelView(
        name=name,
        library="scikit-learn",
        model=type(obj).__name__ if final is obj else f"{type(obj).__name__} of {type(final).__name__}",
        fitted_to=rows,
        residual_freedom=_freedom(final, rows),
        groups=offer.groups,
        holds_rows=tuple(dict.fromkeys((*holders_of_rows(obj, rows), *offer.held))),
        without_table=offer.without,
        has_table=offer.table is not None and not offer.without,
        shares=shares(final),
        terms=offer.table.n_rows if offer.table is not None and hasattr(final, "coef_") else None,
    )
    return (view, offer.table) if offer.table is not None else (view,)


def _is_fitted(obj: Any) -> bool:
    learned = any(key.endswith("_") and not key.startswith("__") for key in vars(obj))
    return learned or any(_is_fitted(member) for _, member in members_of(obj))


def _learned_nothing(obj: Any) -> bool:
    """Return whether an estimator only knows what its input is called: a function, a scaling row by row."""
    return not {key for key in vars(obj) if key.endswith("_") and not key.startswith("_")} - NAMES_ONLY


def _offer(obj: Any, name: str, named: list[str] | None = None, depth: int = 0) -> _Offer:
    """Return what may leave of one estimator: its own table, or those of its members."""
    rows = _rows(obj)
    held = holders_of_rows(obj, rows) or _trees_of_rows(obj)
    groups = (*leaves_of(obj), *clusters_of(obj), *classes(obj))
    coefficients = getattr(obj, "coef_", None) if not hasattr(obj, "support_vectors_") else None
    if coefficients is not None and _is_per_feature(obj, coefficients):
        return _Offer(_table(obj, name, coefficients, named), groups, held)
    own = offered(obj, name) if not held or clusters_of(obj) else None
    members = members_of(obj) if not is_ensemble(obj) and depth < DEEPEST else ()
    if own is not None or not members:
        return _Offer(own, groups, held)
    return _side_by_side(members, name, depth)


def _side_by_side(members: tuple[tuple[str, Any], ...], name: str, depth: int) -> _Offer:
    tables, groups, held, without = [], [], [], []
    for title, member in members:
        final = final_of(member)
        if _learned_nothing(final) and not members_of(final):
            continue
        offer = _offer(final, name, features_behind(member), depth + 1)
        groups += [Group(f"{title}: {group.name}", group.people) for group in offer.groups]
        held += [f"{title}.{path}" for path in offer.held]
        without += [f"{title}: {inner}" for inner in offer.without]
        if offer.table is not None:
            tables.append((title, offer.table))
        elif not offer.without:
            without.append(f"{title} ({type(final).__name__})")
    return _Offer(joined(name, tables) if tables else None, tuple(groups), tuple(held), tuple(without))


def _is_per_feature(obj: Any, coefficients: Any) -> bool:
    """Return whether there is a coefficient for each feature: kernel methods of other packages have one a person."""
    features = getattr(obj, "n_features_in_", None)
    if isinstance(features, int | np.integer):
        return int(features) in np.shape(coefficients)
    return type(obj).__module__.startswith("sklearn.")


def _trees_of_rows(obj: Any) -> tuple[str, ...]:
    """Return the tree of an estimator that keeps the rows themselves in it, such as a density of kernels."""
    tree = getattr(obj, "tree_", None)
    return ("tree_",) if tree is not None and not hasattr(tree, "n_node_samples") else ()


def _table(obj: Any, name: str, coefficients: Any, named: list[str] | None) -> TableView:
    rows = np.atleast_2d(np.asarray(coefficients, dtype=float))
    labels = features_of(obj, rows.shape[1])
    labels = named if named is not None and len(named) == len(labels) else labels
    headers = ["coef"] if len(rows) == 1 else [f"coef {label}" for label in getattr(obj, "classes_", range(len(rows)))]
    intercepts = np.ravel(np.asarray(getattr(obj, "intercept_", 0.0), dtype=float))
    columns = {
        header: np.append(row, intercepts[number] if number < len(intercepts) else 0.0)
        for number, (header, row) in enumerate(zip(headers, rows, strict=False))
    }
    return table_of(name, [*labels, "(intercept)"], columns)


def _rows(obj: Any) -> int | None:
    """Return how many rows an estimator was fitted to, as far as it remembers."""
    for attribute in ("n_samples_fit_", "n_samples_seen_", "n_samples_", "_n_samples"):
        value: Any = getattr(obj, attribute, None)
        if np.ndim(value) == 0 and isinstance(value, int | float | np.number) and float(value).is_integer():
            return int(value)
    tree = getattr(obj, "tree_", None)
    if tree is not None and hasattr(tree, "n_node_samples"):
        return int(tree.n_node_samples[0])
    return sum(group.people for group in classes(obj) or clusters_of(obj)) or None


def _freedom(obj: Any, rows: int | None) -> float | None:
    """Return what the components of a decomposition leave free: as many as people, and they are the people."""
    parts: Any = getattr(obj, "components_", None)
    if rows is None or np.ndim(parts) != 2 or not hasattr(obj, "explained_variance_ratio_"):
        return None
    return float(rows - 1 - np.shape(parts)[0])
