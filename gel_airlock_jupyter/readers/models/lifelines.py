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
    curve: Any = getattr(obj, "survival_function_", None)
    table = _summary(obj) if params is not None else curve if curve is not None else _hazard(obj)
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
        crossed=_steps(obj) if params is None else (),
        holds_rows=holders_of_rows(obj, rows),
        has_table=table is not None,
    )
    return (view, pandas.read(table, name)) if table is not None else (view,)


def _test(obj: Any, name: str) -> tuple[View, ...]:
    """Return the view of a log-rank test's result and of its table."""
    statistics = np.asarray(getattr(obj, "test_statistic", ()))
    if statistics.ndim == 1 and statistics.size and np.shape(getattr(obj, "p_value", ())) == statistics.shape:
        view = ModelView(name, "lifelines", str(getattr(obj, "test_name", "") or type(obj).__name__), has_table=True)
        pairs = [str(pair) for pair in getattr(obj, "name", None) or range(1, statistics.size + 1)]
        return view, table_of(name, pairs, {"test_statistic": statistics, "p_value": obj.p_value}, "pair")
    if statistics.ndim or np.ndim(getattr(obj, "p_value", np.empty(0))):
        return ()
    view = ModelView(name, "lifelines", str(getattr(obj, "test_name", "") or type(obj).__name__), has_table=True)
    numbers = {"test_statistic": [float(obj.test_statistic)], "p_value": [float(obj.p_value)]}
    return view, table_of(name, [view.model], numbers, "test")


def _summary(obj: Any) -> Any:
    """Return the table of coefficients without the column of what each is compared to: a hypothesis, no result."""
    return obj.summary.drop(columns="cmp to", errors="ignore")


def _hazard(obj: Any) -> Any:
    return getattr(obj, "cumulative_hazard_", None)


def _steps(obj: Any) -> tuple[Group, ...]:
    """Return the fewest events between two times that a curve shows: a step of one person is the time of theirs."""
    events: Any = getattr(obj, "event_table", None)
    curve: Any = getattr(obj, "survival_function_", None)
    curve = _hazard(obj) if curve is None else curve
    if curve is None or not hasattr(events, "columns") or "observed" not in events.columns:
        return ()
    shown = np.asarray(curve.index, dtype=float)
    places = np.searchsorted(shown, np.asarray(events.index, dtype=float))
    steps = np.bincount(places, weights=np.asarray(events["observed"], dtype=float), minlength=len(shown) + 1)
    few = steps[: len(shown)]
    return (Group("events in a step of the curve", int(few[few > 0].min())),) if (few > 0).any() else ()


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
