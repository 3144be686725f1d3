"""Clusters: how many people are in each, and where its centre lies if that is a mean of theirs."""

from __future__ import annotations

from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.models.tables import features_of, table_of
from gel_airlock_jupyter.subjects import Group, TableView

MEANS = ("KMeans", "MiniBatchKMeans", "BisectingKMeans")
"""Kinds whose centres are means of their members; those of others are single people (exemplars, medoids, modes)."""


def clusters_of(obj: Any) -> tuple[Group, ...]:
    """Return the people in each cluster of an estimator that gave every row one."""
    labels = _labels(obj)
    if labels is None:
        return ()
    names, sizes = np.unique(labels, return_counts=True)
    return tuple(
        Group(f"cluster {label}" if label >= 0 else "in no cluster", int(size))
        for label, size in zip(names, sizes, strict=True)
    )


def cluster_table(obj: Any, name: str) -> TableView | None:
    """Return the clusters with the people in each, and their centres where these are means."""
    groups, labels = clusters_of(obj), _labels(obj)
    if not groups or labels is None:
        return None
    columns: dict[str, Any] = {"participants": [group.people for group in groups]}
    centres: Any = getattr(obj, "cluster_centers_", None)
    if type(obj).__name__ in MEANS and np.ndim(centres) == 2:
        used = np.asarray(centres, dtype=float)[np.unique(labels)]
        for feature, values in zip(features_of(obj, used.shape[1]), used.T, strict=True):
            columns[f"mean {feature}"] = values
    return table_of(name, [group.name for group in groups], columns, "cluster")


def _labels(obj: Any) -> Any:
    labels = getattr(obj, "labels_", None) if type(obj).__name__ != "FeatureAgglomeration" else None
    labels = np.asarray(labels) if labels is not None else None
    return labels if labels is not None and labels.ndim == 1 and labels.size and labels.dtype.kind in "iu" else None
