"""Results of scipy that describe one variable: numbers that may leave, bins, and curves with a step a person."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from gel_airlock_jupyter.readers.models.tables import table_of
from gel_airlock_jupyter.subjects import ModelView, View

HELD = {  # kinds of results, and the attributes with a value of each person
    "ECDFResult": ("cdf.quantiles", "sf.quantiles"),
    "EmpiricalDistributionFunction": ("quantiles",),
    "gaussian_kde": ("dataset",),
    "rv_histogram": ("_histogram",),
}
BINS = ("frequency", "cumcount")


def read(obj: Any, name: str) -> tuple[View, ...]:
    """Return the views of a description, of bins, of an interval, or of a curve that holds a person's value each.

    Parameters
    ----------
    obj : object
        What `describe`, `relfreq`, `cumfreq`, `binned_statistic`, `bootstrap`, `ecdf` and the like return.
    name : str
        Name for messages.
    """
    kind = type(obj).__name__
    if kind in HELD:
        return (ModelView(name, "scipy", kind, holds_rows=HELD[kind]),)
    if hasattr(obj, "nobs") and hasattr(obj, "minmax"):
        return _description(obj, name)
    if hasattr(obj, "bin_edges") and hasattr(obj, "statistic"):
        return _binned(obj, name)
    counted = next((key for key in BINS if hasattr(obj, key) and hasattr(obj, "binsize")), "")
    if counted:
        edges = obj.lowerlimit + obj.binsize * np.arange(len(getattr(obj, counted)) + 1)
        header = "participants up to here" if counted == "cumcount" else "share of participants"
        return (_bins(name, edges, {header: getattr(obj, counted)}),)
    if hasattr(obj, "confidence_interval") and hasattr(obj, "standard_error"):
        limits = obj.confidence_interval
        columns = {"std_err": obj.standard_error, "ci_lower": limits.low, "ci_upper": limits.high}
        return _single(name, kind, {key: np.ravel(value) for key, value in columns.items()}, None)
    return ()


def _description(obj: Any, name: str) -> tuple[View, ...]:
    """Return number, smallest and largest, mean and the rest, one row a variable."""
    low, high = obj.minmax
    given = {"n": obj.nobs, "min": low, "max": high, "mean": obj.mean, "variance": obj.variance}
    given |= {"skewness": obj.skewness, "kurtosis": obj.kurtosis}
    rows = max(np.size(value) for value in given.values())
    columns = {key: np.broadcast_to(np.ravel(value), (rows,)) for key, value in given.items()}
    return _single(name, type(obj).__name__, columns, int(np.min(obj.nobs)))


def _single(name: str, kind: str, columns: dict[str, Any], people: int | None) -> tuple[View, ...]:
    rows = len(next(iter(columns.values())))
    labels = [f"variable {place + 1}" if rows > 1 else "variable" for place in range(rows)]
    return ModelView(name, "scipy", kind, people, has_table=True), table_of(name, labels, columns, "of")


def _binned(obj: Any, name: str) -> tuple[View, ...]:
    """Return a statistic bin by bin, with the people in each; which bin each person is in stays behind."""
    edges, values = np.asarray(obj.bin_edges, dtype=float), np.asarray(obj.statistic, dtype=float)
    numbers = np.asarray(getattr(obj, "binnumber", ()))
    view = ModelView(name, "scipy", type(obj).__name__, holds_rows=("binnumber",), has_table=True)
    if values.ndim != 1 or edges.ndim != 1:
        return (ModelView(name, "scipy", type(obj).__name__, holds_rows=("binnumber",)),)
    people = np.bincount(numbers, minlength=len(values) + 2)[1 : len(values) + 1]
    return view, _bins(name, edges, {"participants": people, "mean": values})


def _bins(name: str, edges: Any, columns: dict[str, Any]) -> View:
    labels = [f"{a:g} to {b:g}" for a, b in pairwise(edges)]
    return table_of(name, labels, columns, "bin")
