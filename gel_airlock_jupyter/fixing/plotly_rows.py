"""Plotly traces that draw one line or point a row: written anew as correlations, quantiles and flows between groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gel_airlock_jupyter.fixing.percentiles import summary_of
from gel_airlock_jupyter.readers.plotly.carried import dimension_names
from gel_airlock_jupyter.readers.plotly.trace import Trace as Read
from gel_airlock_jupyter.readers.plotly.values import listed, numbers

FEWEST = 10  # people behind a correlation or a quartile
Trace = dict[str, Any]


def of_rows(trace: Mapping[str, Any], threshold: int) -> Trace | None:
    """Return aggregates in place of a matrix of scatters, parallel coordinates or parallel categories.

    Parameters
    ----------
    trace : mapping
        Plotly's JSON of a splom, parcoords or parcats.
    threshold : int
        Fewest people of a flow; two times as many stand behind each correlation and quantile.
    """
    dimensions = trace.get("dimensions") or ()
    names = dimension_names(Read(trace, "", 0))
    if trace.get("type") == "parcats":
        return _flows([[str(value) for value in listed(part.get("values"))] for part in dimensions], names)
    columns = np.array([numbers(part.get("values")) for part in dimensions], dtype=float)
    if columns.ndim != 2 or columns.shape[1] < max(FEWEST, 2 * threshold) or np.isnan(columns).all(axis=1).any():
        return None
    return _correlations(columns, names) if trace.get("type") == "splom" else _spread(columns, names, threshold)


def _correlations(columns: NDArray[np.float64], names: tuple[str, ...]) -> Trace:
    whole = columns[:, np.isfinite(columns).all(axis=0)]
    found = np.round(np.atleast_2d(np.corrcoef(whole)), 2)
    z = [[None if value != value else value for value in row] for row in found.tolist()]
    bar = {"title": {"text": "Correlation"}}
    return {"type": "heatmap", "x": list(names), "y": list(names), "z": z, "zmin": -1, "zmax": 1, "colorbar": bar}


def _spread(columns: NDArray[np.float64], names: tuple[str, ...], threshold: int) -> Trace:
    """Draw each column as a box of quantiles, on one scale: how far they lie from the mean, in standard deviations."""
    spread = np.nanstd(columns, axis=1, keepdims=True)
    scaled = (columns - np.nanmean(columns, axis=1, keepdims=True)) / np.where(spread > 0, spread, 1)
    boxes = [(name, box) for name, column in zip(names, scaled, strict=True) if (box := summary_of(column, threshold))]
    keys = {"q1": "q1", "median": "median", "q3": "q3", "lowerfence": "low", "upperfence": "high"}
    new: Trace = {"type": "box", "x": [name for name, _ in boxes], "boxpoints": False}
    drawn = {key: [box.numbers[part] for _, box in boxes] for key, part in keys.items()}
    return {**new, "name": "standard deviations from the mean", **drawn}


def _flows(columns: list[list[str]], names: tuple[str, ...]) -> Trace:
    """Draw categories as a Sankey diagram of people from each column to the next; small flows are lifted later."""
    places: dict[tuple[int, str], int] = {}
    for number, column in enumerate(columns):
        for value in dict.fromkeys(column):
            places[number, value] = len(places)
    links: dict[str, list[Any]] = {"source": [], "target": [], "value": []}
    for number, (before, after) in enumerate(pairwise(columns)):
        for (start, end), count in Counter(zip(before, after, strict=False)).items():
            links["source"].append(places[number, start])
            links["target"].append(places[number + 1, end])
            links["value"].append(float(count))
    labels = [f"{names[number]}: {value}" for number, value in places]
    return {"type": "sankey", "node": {"label": labels}, "link": links}
