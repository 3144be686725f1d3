"""statsmodels results: coefficients, degrees of freedom, and what dummies and events say of few people."""

from __future__ import annotations

from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.models import results, scipy, summaries
from gel_airlock_jupyter.readers.models.levels import Design, design_of, groups_of
from gel_airlock_jupyter.readers.models.tables import table_of
from gel_airlock_jupyter.subjects import ModelView, View

HELD = ("model.endog", "model.exog")


def read(obj: Any, name: str) -> tuple[View, ...]:
    """Return the view of a results object and of its coefficients."""
    if not hasattr(obj, "params") or not hasattr(obj, "model"):
        if hasattr(obj, "pvalue") and hasattr(obj, "statistic") and not hasattr(obj, "effect"):
            return scipy.read(obj, name)
        return summaries.read(obj, name) or results.read(obj, name)
    model = obj.model
    params = np.atleast_1d(np.asarray(obj.params, dtype=float))
    names = list(getattr(model, "exog_names", None) or [f"x{number}" for number in range(len(params))])
    design = design_of(model, names)
    terms = _terms(obj, params, names)
    has_table = len(terms) == params.size
    groups, crossed = groups_of(design)
    view = ModelView(
        name=name,
        library="statsmodels",
        model=type(model).__name__,
        fitted_to=_fitted_to(obj, design),
        residual_freedom=_freedom(obj, design, params.size),
        fit=_number(getattr(obj, "rsquared", None)),
        groups=groups,
        crossed=crossed,
        holds_rows=HELD,
        has_table=has_table,
    )
    return (view, _table(obj, name, terms, params)) if has_table else (view,)


def _terms(obj: Any, params: Any, names: list[str]) -> list[str]:
    """Return the names of coefficients: of a mixed model with its variances, of several outcomes one by one."""
    if params.ndim == 1 and len(names) == len(params):
        return names
    if params.ndim == 1:
        named = getattr(obj.model, "param_names", None)
        if named is not None and len(named) == len(params):
            return [str(term) for term in named]
        index = getattr(obj.params, "index", None)
        return [] if index is None else [str(term) for term in index]
    if params.ndim == 2 and len(names) == len(params):
        return [f"{name}, outcome {outcome + 1}" for name in names for outcome in range(params.shape[1])]
    return []


def _table(obj: Any, name: str, names: list[str], params: Any) -> Any:
    columns = {"coef": np.ravel(params)}
    for attribute, header in (("bse", "std_err"), ("tvalues", "statistic"), ("pvalues", "p_value")):
        values = getattr(obj, attribute, None)
        if values is not None and np.shape(values) == np.shape(params):
            columns[header] = np.ravel(np.asarray(values, dtype=float))
    limits = np.asarray(obj.conf_int(), dtype=float) if "std_err" in columns else np.empty((0, 0))
    if limits.shape == (len(params), 2):
        columns |= {"ci_lower": limits[:, 0], "ci_upper": limits[:, 1]}
    return table_of(name, names, columns)


def _fitted_to(obj: Any, design: Design) -> int | None:
    if design.is_grouped or design.unused:
        return int(design.people.sum())
    if hasattr(obj, "nobs"):
        return int(obj.nobs)
    return len(design.people) if design.exog is not None else None


def _freedom(obj: Any, design: Design, terms: int) -> float | None:
    """Return the residual degrees of freedom, by people: rows without weight give none, grouped rows several."""
    given = _number(getattr(obj, "df_resid", None))
    if given is None:
        return None
    return float(design.people.sum()) - terms if design.is_grouped else given - design.unused


def _number(value: Any) -> float | None:
    return None if value is None or np.ndim(value) else float(value)
