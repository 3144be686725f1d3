"""Fitted models of libraries that are not known: told by what they can do, and refused with all that they hold."""

from __future__ import annotations

from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.models.rows import holders_of_rows
from gel_airlock_jupyter.readers.models.tables import features_of, table_of
from gel_airlock_jupyter.subjects import ModelView, View

LEARNS = ("fit", "train", "fit_transform", "partial_fit", "save_model", "state_dict", "get_weights")
APPLIES = ("predict", "predict_proba", "transform", "forward", "predict_survival_function", "get_score")
READ_ELSEWHERE = ("statsmodels", "lifelines", "sklearn", "scipy", "pandas", "polars", "numpy", "matplotlib")


def read(obj: Any, name: str) -> tuple[View, ...]:
    """Return the view of an object that learns and predicts, and the importances of features that it keeps.

    Nothing of it is called: its class is asked for the names of its methods, and itself for the attributes it has.
    """
    kind = type(obj)
    library = kind.__module__.partition(".")[0]
    methods = {key for base in kind.__mro__ for key, value in vars(base).items() if callable(value)}
    if isinstance(obj, type) or library in READ_ELSEWHERE or not (methods & set(LEARNS) and methods & set(APPLIES)):
        return ()
    kept = getattr(obj, "__dict__", {})
    found: Any = kept.get("feature_importances_")
    has_table = isinstance(found, np.ndarray) and found.ndim == 1 and 0 < found.size == kept.get("n_features_in_")
    view = ModelView(
        name=name,
        library=library,
        model=kind.__name__,
        holds_rows=holders_of_rows(obj, None),
        has_table=has_table,
    )
    if not has_table:
        return (view,)
    return view, table_of(name, features_of(obj, found.size), {"importance": found}, "feature")
