"""Results of statsmodels besides fits: tables of counts, contrasts, margins, pairs; and what has a value a person."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from gel_airlock_jupyter.readers import pandas
from gel_airlock_jupyter.readers.models.tables import table_of
from gel_airlock_jupyter.subjects import Group, ModelView, View

PER_PERSON = {  # an attribute that tells the result, and what it holds of each person
    "hat_matrix_diag": ("hat_matrix_diag", "resid_studentized"),
    "predicted_mean": ("predicted_mean", "var_pred_mean"),
    "row_labels": ("row_labels", "predicted_mean"),
    "kernel": ("endog", "density"),  # KDEUnivariate
    "_set_bw_bounds": ("data",),  # KDEMultivariate
    "side": ("x", "y"),  # ECDF and other step functions
}


def read(obj: Any, name: str) -> tuple[View, ...]:
    """Return the views of a result that is no fit; nothing for anything else.

    Parameters
    ----------
    obj : object
        A contingency table, contrast, marginal effects, pairs of groups, survival function, influence or prediction.
    name : str
        Name for messages.
    """
    kind = type(obj)
    kept = {key for base in kind.__mro__ for key in vars(base)} | set(getattr(obj, "__dict__", ()))
    if "table" in kept and hasattr(obj.table, "columns") and "table_orig" not in kept:
        return ModelView(name, "statsmodels", kind.__name__, has_table=True), pandas.read(obj.table, name)
    if "table" in kept and not callable(obj.table):
        return _counts(obj, name)
    held = next((held for key, held in PER_PERSON.items() if key in kept), ())
    if held:
        return (ModelView(name, "statsmodels", kind.__name__, holds_rows=held),)
    if "loadings" in kept:
        return _loadings(obj, name)
    if "n_risk" in kept:
        return (ModelView(name, "statsmodels", kind.__name__, has_table=True), pandas.read(obj.summary(), name))
    if "margeff" in kept:
        view = ModelView(name, "statsmodels", kind.__name__, _people(obj), has_table=True)
        return view, pandas.read(obj.summary_frame(), name)
    if "meandiffs" in kept:
        return _pairs(obj, name)
    return _contrast(obj, name) if "effect" in kept or "fvalue" in kept else ()


def _counts(obj: Any, name: str) -> tuple[View, ...]:
    """Return the counts of a contingency table; a stratified one has a table for each stratum."""
    import pandas as pd

    table = np.asarray(obj.table)
    strata = [table] if table.ndim == 2 else list(np.moveaxis(table, -1, 0)) if table.ndim == 3 else []
    if not strata:
        return ()
    original = getattr(obj, "table_orig", None)
    frames = [original] if len(strata) == 1 and hasattr(original, "columns") else [_frame(pd, part) for part in strata]
    return tuple(pandas.read(frame, name) for frame in frames)


def _loadings(obj: Any, name: str) -> tuple[View, ...]:
    """Return how a factor analysis weighs the variables; the scores of people stay behind."""
    weights = np.asarray(obj.loadings, dtype=float)
    rows = getattr(obj, "nobs", None) or getattr(obj, "_nobs", None)
    named = getattr(obj, "endog_names", None)
    labels = [str(one) for one in (getattr(obj.loadings, "index", ()) if named is None else named)]
    labels = labels if len(labels) == len(weights) else [f"variable {n + 1}" for n in range(len(weights))]
    freedom = None if rows is None else float(int(rows) - 1 - weights.shape[1])
    held = ("factors", "data") if hasattr(obj, "factors") else ("model.endog",)
    view = ModelView(
        name, "statsmodels", type(obj).__name__, None if rows is None else int(rows), freedom, holds_rows=held,
        has_table=True,
    )  # fmt: skip
    columns = {f"loading on factor {n + 1}": column for n, column in enumerate(weights.T)}
    people = {} if rows is None else {"participants": np.full(len(weights), float(rows))}
    return view, table_of(name, labels, {**people, **columns}, "variable")


def _frame(pd: Any, counts: Any) -> Any:
    frame = pd.DataFrame(counts)
    if np.array_equal(counts, np.round(counts)):
        frame = frame.astype(int)
    return frame.rename(columns=lambda at: f"participants, column {at + 1}", index=lambda at: f"row {at + 1}")


def _people(obj: Any) -> int | None:
    found = getattr(getattr(obj, "results", None), "nobs", None)
    return None if found is None else int(found)


def _pairs(obj: Any, name: str) -> tuple[View, ...]:
    """Return the differences of means between groups, with the people in each group."""
    groups = [str(group) for group in obj.groupsunique]
    labels = [f"{second} - {first}" for first, second in combinations(groups, 2)]
    limits = np.asarray(obj.confint, dtype=float)
    columns = {"mean_difference": obj.meandiffs, "ci_lower": limits[:, 0], "ci_upper": limits[:, 1]}
    if getattr(obj, "pvalues", None) is not None:
        columns["p_value"] = obj.pvalues
    sizes = getattr(getattr(getattr(obj, "_multicomp", None), "groupstats", None), "groupnobs", ())
    found = tuple(Group(group, int(size)) for group, size in zip(groups, sizes, strict=False))
    people = sum(group.people for group in found) or None
    view = ModelView(name, "statsmodels", type(obj).__name__, people, groups=found, has_table=True)
    return view, table_of(name, labels, columns, "pair")


def _contrast(obj: Any, name: str) -> tuple[View, ...]:
    given = {"effect": "effect", "sd": "std_err", "statistic": "statistic", "pvalue": "p_value"}
    columns = {header: getattr(obj, key, None) for key, header in given.items()}
    numbers = {header: np.ravel(np.asarray(v, dtype=float)) for header, v in columns.items() if v is not None}
    rows = max(map(len, numbers.values()), default=0)
    freedom = getattr(obj, "df_denom", None)
    freedom = float(freedom) if freedom is not None and np.ndim(freedom) == 0 else None
    people = int(freedom) + 1 if freedom is not None and np.isfinite(freedom) else None
    view = ModelView(name, "statsmodels", type(obj).__name__, people, freedom, has_table=bool(rows))
    whole = {header: values for header, values in numbers.items() if len(values) == rows}
    return (view, table_of(name, [f"contrast {n + 1}" for n in range(rows)], whole)) if rows else (view,)
