"""Results of scipy tests: a statistic, a p-value and other single numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.models import distributions
from gel_airlock_jupyter.readers.models.tables import table_of
from gel_airlock_jupyter.subjects import Group, ModelView, View


def read(obj: Any, name: str) -> tuple[View, ...]:
    """Return the view of a test's result and of its numbers; results that hold arrays have no table."""
    found = distributions.read(obj, name)
    if found or (not hasattr(obj, "pvalue") and not hasattr(obj, "statistic")):
        return found
    fields = list(getattr(obj, "_fields", ())) or [
        key for key in getattr(obj, "__dict__", {}) if not key.startswith("_")
    ]
    values = {key: getattr(obj, key) for key in fields}
    freedom = getattr(obj, "df", None) if "df" not in values else None
    if freedom is not None and np.ndim(freedom) == 0:
        values["df"] = freedom
    single = {key: float(value) for key, value in values.items() if np.ndim(value) == 0 and _is_number(value)}
    several = _several(obj)
    arrays = tuple(key for key, value in values.items() if np.ndim(value) > 0 and key not in several)
    expected = np.asarray(values.get("expected_freq", ()), dtype=float)
    view = ModelView(
        name,
        "scipy",
        type(obj).__name__,
        fitted_to=_people(obj, expected),
        residual_freedom=float(freedom) if freedom is not None and np.ndim(freedom) == 0 else None,
        groups=_margins(expected),
        holds_rows=arrays,
        has_table=bool(single or several),
    )
    if several:
        return view, table_of(name, _places(several), {key: np.ravel(part) for key, part in several.items()}, "test")
    columns = {key: [value] for key, value in single.items()}
    return (view, table_of(name, [type(obj).__name__], columns, "test")) if single else (view,)


def _several(obj: Any) -> dict[str, Any]:
    """Return statistics and p-values of several tests at once: one a variable, or one a pair of groups."""
    found = {key: getattr(obj, key) for key in ("statistic", "pvalue") if np.ndim(getattr(obj, key, 0)) in (1, 2)}
    return {key: np.asarray(part, dtype=float) for key, part in found.items()} if len(found) == 2 else {}


def _places(several: dict[str, Any]) -> list[str]:
    shape = several["pvalue"].shape
    return [" and ".join(str(place + 1) for place in at) for at in np.ndindex(shape)]


def _people(obj: Any, expected: Any) -> int | None:
    """Return how many people a test was made with, as far as its result tells.

    The expected frequencies of a contingency table add up to all of them; a t-test has at least one more than degrees
    of freedom; a correlation keeps its number.
    """
    if expected.size:
        return round(float(expected.sum()))
    kept = getattr(obj, "_n", None)
    if isinstance(kept, int | np.integer):
        return int(kept)
    freedom = getattr(obj, "df", None)
    return int(freedom) + 1 if freedom is not None and np.ndim(freedom) == 0 and np.isfinite(freedom) else None


def _margins(expected: Any) -> tuple[Group, ...]:
    """Return the people in each row and column of a contingency table, which its expected frequencies give away."""
    if expected.ndim != 2:
        return ()
    sums = [("row", expected.sum(axis=1)), ("column", expected.sum(axis=0))]
    return tuple(Group(f"{what} {i}", round(float(n))) for what, margin in sums for i, n in enumerate(margin, 1))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)
