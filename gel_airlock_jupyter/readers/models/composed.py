"""Estimators made of others: which one predicts, and the members that work side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

DEEPEST = 8  # searches and pipelines within each other
WRAPPERS = (
    "RANSACRegressor", "RFE", "RFECV", "SelectFromModel", "TransformedTargetRegressor", "TunedThresholdClassifierCV",
    "FixedThresholdClassifier", "SelfTrainingClassifier",
)  # fmt: skip
SIDE_BY_SIDE = ("transformers_", "transformer_list", "named_estimators_", "estimators_", "calibrated_classifiers_")


def final_of(obj: Any) -> Any:
    """Return the estimator that predicts: the best one of a search, the last of a pipeline, the one wrapped."""
    for _ in range(DEEPEST):
        inner = getattr(obj, "best_estimator_", None)
        steps = getattr(obj, "steps", None)
        if inner is None and isinstance(steps, list) and steps:
            inner = steps[-1][1]
        if inner is None and type(obj).__name__ in WRAPPERS:
            inner = getattr(obj, "estimator_", None) or getattr(obj, "regressor_", None)
        if inner is None or isinstance(inner, str):
            return obj
        obj = inner
    return obj


def members_of(obj: Any) -> tuple[tuple[str, Any], ...]:
    """Return the fitted members that an estimator is made of, with their names; what passes data on is none."""
    kept = vars(obj)
    for attribute in SIDE_BY_SIDE:
        members = tuple(_named(kept[attribute])) if attribute in kept else ()
        if members:
            last = kept.get("final_estimator_")
            return members if last is None else (*members, ("final", last))
    return ()


def _named(entries: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(entries, Mapping):
        entries = list(entries.items())
    elif isinstance(entries, np.ndarray):
        entries = list(np.ravel(entries))
    for number, entry in enumerate(entries if isinstance(entries, list | tuple) else (), 1):
        name, member = (
            (str(entry[0]), entry[1]) if isinstance(entry, tuple) and len(entry) > 1 else (str(number), entry)
        )
        member = getattr(member, "estimator", member) if not hasattr(member, "get_params") else member
        if hasattr(member, "get_params"):
            yield name, member


def features_behind(obj: Any) -> list[str] | None:
    """Return the names of what a pipeline hands to its last step, as its own transformers give them."""
    inner = getattr(obj, "best_estimator_", obj)
    steps = getattr(inner, "steps", None)
    if not isinstance(steps, list) or len(steps) < 2 or not type(inner).__module__.startswith("sklearn."):
        return None
    try:
        return [str(name) for name in inner[:-1].get_feature_names_out()]
    except Exception:  # noqa: BLE001 - a transformer that gives no names: the terms are numbered
        return None
