"""lifelines fitters: regression summaries, and survival functions of univariate fits."""

from __future__ import annotations

from typing import Any

import numpy as np

from gel_airlock_jupyter.readers import pandas
from gel_airlock_jupyter.readers.models.rows import holders_of_rows
from gel_airlock_jupyter.subjects import Group, ModelView, View


def read(obj: Any, name: str) -> tuple[View, ...]:
    """Return the view of a fitter, and of its summary or survival function."""
    events = getattr(obj, "event_observed", None)
    if events is None:
        return ()
    observed = np.asarray(events, dtype=float)
    params = getattr(obj, "params_", None)
    rows = len(observed)
    table = obj.summary if params is not None else getattr(obj, "survival_function_", None)
    happened = int(observed.sum())
    view = ModelView(
        name=name,
        library="lifelines",
        model=type(obj).__name__,
        fitted_to=rows,
        residual_freedom=float(happened - len(params)) if params is not None else None,
        groups=(Group("events", happened), Group("all", rows)),
        holds_rows=holders_of_rows(obj, rows),
        has_table=table is not None,
    )
    return (view, pandas.read(table, name)) if table is not None else (view,)
