"""lifelines fitters: regression summaries, and survival functions of univariate fits."""

from __future__ import annotations

from typing import Any

import numpy as np

from gel_airlock_jupyter.readers import pandas
from gel_airlock_jupyter.readers.models.rows import holders_of_rows
from gel_airlock_jupyter.readers.models.tables import table_of
from gel_airlock_jupyter.subjects import Group, ModelView, View

NEAR = 1e-6


def read(obj: Any, name: str) -> tuple[View, ...]:
    """Return the view of a fitter, and of its summary or survival function."""
    events = getattr(obj, "event_observed", None)
    if events is None:
        return _test(obj, name)
    observed = np.asarray(events, dtype=float)
    params = getattr(obj, "params_", None)
    rows = len(observed)
    curve = getattr(obj, "survival_function_", None)
    table = obj.summary if params is not None else curve if curve is not None else _hazard(obj)
    happened = int(observed.sum())
    view = ModelView(
        name=name,
        library="lifelines",
        model=type(obj).__name__,
        fitted_to=rows,
        residual_freedom=float(happened - len(params)) if params is not None else None,
        groups=(
            Group("events", happened),
            Group("no event", rows - happened),
            Group("all", rows),
            *_dummies(obj, rows),
        ),
        holds_rows=holders_of_rows(obj, rows),
        has_table=table is not None,
    )
    return (view, pandas.read(table, name)) if table is not None else (view,)


def _test(obj: Any, name: str) -> tuple[View, ...]:
    """Return the view of a log-rank test's result and of its table."""
    if np.ndim(getattr(obj, "test_statistic", np.empty(0))) or np.ndim(getattr(obj, "p_value", np.empty(0))):
        return ()
    view = ModelView(name, "lifelines", str(getattr(obj, "test_name", "") or type(obj).__name__), has_table=True)
    numbers = {"test_statistic": [float(obj.test_statistic)], "p_value": [float(obj.p_value)]}
    return view, table_of(name, [view.model], numbers, "test")


def _hazard(obj: Any) -> Any:
    return getattr(obj, "cumulative_hazard_", None)


def _dummies(obj: Any, rows: int) -> tuple[Group, ...]:
    """Return how many people stand on the smaller side of each covariate of zeros and ones.

    A fitter keeps the mean and the standard deviation of each covariate; those of zeros and ones are tied by
    sd^2 = mean (1 - mean) n / (n - 1), and then the mean times n counts the ones.
    """
    means, spreads = getattr(obj, "_norm_mean", None), getattr(obj, "_norm_std", None)
    if means is None or spreads is None or rows < 2 or not hasattr(means, "items"):
        return ()
    found = []
    for label, mean in means.items():
        share, spread = float(mean), float(spreads.get(label, np.nan))
        ones = share * rows
        if 0 < share < 1 and abs(ones - round(ones)) < NEAR:
            exact = share * (1 - share)
            if any(abs(spread**2 - exact * factor) < NEAR for factor in (1.0, rows / (rows - 1))):
                found.append(Group(str(label), min(round(ones), rows - round(ones))))
    return tuple(found)
