"""Results of scipy tests: a statistic, a p-value and other single numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.models.tables import table_of
from gel_airlock_jupyter.subjects import ModelView, View


def read(obj: Any, name: str) -> tuple[View, ...]:
    """Return the view of a test's result and of its numbers; results that hold arrays have no table."""
    if not hasattr(obj, "pvalue") and not hasattr(obj, "statistic"):
        return ()
    fields = list(getattr(obj, "_fields", ())) or [
        key for key in getattr(obj, "__dict__", {}) if not key.startswith("_")
    ]
    values = {key: getattr(obj, key) for key in fields}
    single = {key: float(value) for key, value in values.items() if np.ndim(value) == 0 and _is_number(value)}
    arrays = tuple(key for key, value in values.items() if np.ndim(value) > 0)
    view = ModelView(name, "scipy", type(obj).__name__, holds_rows=arrays, has_table=bool(single))
    return (view, table_of(name, list(single), {"value": list(single.values())}, "statistic")) if single else (view,)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)
