"""Results of scipy tests: a statistic, a p-value and other single numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.models import distributions
from gel_airlock_jupyter.readers.models.tables import table_of
from gel_airlock_jupyter.subjects import Group, ModelView, View

COUNTS = {  # fields of results that count people, and what they are called in the table
    "k": "participants with the outcome",
    "exposed_cases": "exposed cases (participants)",
    "exposed_total": "exposed (participants)",
    "control_cases": "control cases (participants)",
    "control_total": "controls (participants)",
    "count": "participants",
}


def read(obj: Any, name: str) -> tuple[View, ...]:
    """Return the view of a test's result and of its numbers; results that hold arrays have no table."""
    found = distributions.read(obj, name) or _crossed(obj, name)
    counted = any(key in getattr(obj, "__dict__", ()) or key in getattr(obj, "_fields", ()) for key in COUNTS)
    if found or not (hasattr(obj, "pvalue") or hasattr(obj, "statistic") or counted):
        return found
    fields = list(getattr(obj, "_fields", ())) or [
        key for key in getattr(obj, "__dict__", {}) if not key.startswith("_")
    ]
    values = {key: getattr(obj, key) for key in fields}
    freedom = getattr(obj, "df", None) if "df" not in values else None
    if freedom is not None and np.ndim(freedom) == 0:
        values["df"] = freedom
    if np.ndim(values.get("statistic", np.empty(1))) == 0 and "n" not in values and (paired := _paired(obj)):
        values["n"] = paired
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
    columns = {COUNTS.get(key, key): [value] for key, value in single.items()}
    return (view, table_of(name, [type(obj).__name__], columns, "test")) if single else (view,)


def _crossed(obj: Any, name: str) -> tuple[View, ...]:
    """Return the counts of `crosstab`."""
    if getattr(obj, "_fields", None) != ("elements", "count") or np.ndim(obj.count) != 2 or len(obj.elements) != 2:
        return ()
    rows, columns = (list(map(str, labels)) for labels in obj.elements)
    counts = {f"participants, {label}": values for label, values in zip(columns, np.asarray(obj.count).T, strict=True)}
    return (table_of(name, rows, counts, "group"),)


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
    if paired := _paired(obj):
        return paired
    freedom = getattr(obj, "df", None)
    return int(freedom) + 1 if freedom is not None and np.ndim(freedom) == 0 and np.isfinite(freedom) else None


def _paired(obj: Any) -> int | None:
    """Return the people that a correlation keeps the number of."""
    kept = np.ravel(np.asarray(getattr(obj, "_n", ()), dtype=float))
    return int(kept.min()) if kept.size and np.isfinite(kept).all() else None


def _margins(expected: Any) -> tuple[Group, ...]:
    """Return the people in each row and column of a contingency table, which its expected frequencies give away."""
    if expected.ndim != 2:
        return ()
    sums = [("row", expected.sum(axis=1)), ("column", expected.sum(axis=0))]
    return tuple(Group(f"{what} {i}", round(float(n))) for what, margin in sums for i, n in enumerate(margin, 1))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)
