"""Figures of 100,000 marks judged, in four libraries, against what the library needs to write the same figure down.

`benchmarks/figures.py`. Judging is reading, every rule and the sketch of the report; the target is one second.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd

mpl.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.collections import LineCollection
from measuring import Row, table

from gel_airlock_jupyter import engine
from gel_airlock_jupyter.declarations import validated
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.readers.open import views_of

MANY = 100_000
TARGET = 1000.0
RNG = np.random.default_rng(20261122)
X, Y = RNG.normal(size=(2, MANY))
NAMES = [f"rs{at}" for at in range(MANY)]


def of_matplotlib() -> Iterator[tuple[str, Any]]:
    """Yield figures of matplotlib with what their marks are."""
    for what, draw in {
        "points": lambda ax: ax.scatter(X, Y),
        "a step curve": lambda ax: ax.step(range(MANY), np.sort(X)),
        "lines in one collection": lambda ax: ax.add_collection(LineCollection(RNG.normal(size=(MANY, 2, 2)))),
        "1,000 lines of 100 points": lambda ax: ax.plot(np.sort(X).reshape(100, 1000)),
        "error bars": lambda ax: ax.errorbar(range(MANY), Y, yerr=1, fmt="o"),
        "a histogram's bars": lambda ax: ax.hist(X, bins=MANY),
        "cells of a 2-D histogram": lambda ax: ax.hist2d(X, Y, bins=316),
    }.items():
        fig, ax = plt.subplots()
        draw(ax)
        ax.set(xlabel="log2 fold change", ylabel="-log10 p")
        yield what, fig


def of_plotly() -> Iterator[tuple[str, Any]]:
    """Yield figures of Plotly."""
    import plotly.graph_objects as go

    axes = {"xaxis_title": "log2 fold change", "yaxis_title": "-log10 p"}
    yield "points", go.Figure(go.Scattergl(x=X, y=Y, mode="markers"), layout=axes)
    texts = {"text": NAMES, "customdata": np.column_stack([X, Y, Y - X])}
    yield "points with text and 3 more columns", go.Figure(go.Scattergl(x=X, y=Y, mode="markers", **texts), layout=axes)
    yield "bars", go.Figure(go.Bar(x=NAMES, y=abs(Y)), layout=axes)
    yield "cells of a heat-map", go.Figure(go.Heatmap(z=RNG.normal(size=(316, 316))), layout=axes)


def of_altair() -> Iterator[tuple[str, Any]]:
    """Yield charts of Altair."""
    import altair as alt

    alt.data_transformers.disable_max_rows()
    frame = pd.DataFrame({"log2 fold change": X, "-log10 p": Y})
    yield "points", alt.Chart(frame).mark_point().encode(x="log2 fold change", y="-log10 p")
    named = frame.assign(variant=NAMES)
    yield (
        "points with tooltips",
        alt.Chart(named).mark_point().encode(x="log2 fold change", y="-log10 p", tooltip="variant"),
    )


def of_bokeh() -> Iterator[tuple[str, Any]]:
    """Yield figures of Bokeh."""
    from bokeh.plotting import figure

    axes = {"x_axis_label": "log2 fold change", "y_axis_label": "-log10 p"}
    points = figure(**axes)
    points.scatter(X, Y)
    yield "points", points
    lines = figure(**axes)
    for line in np.sort(X).reshape(1000, 100):
        lines.line(list(range(100)), line)
    yield "1,000 lines of 100 points", lines


def saved(fig: Any) -> None:
    """Draw a figure of matplotlib into a PNG."""
    fig.savefig(io.BytesIO(), format="png")


def bokeh_json(plot: Any) -> None:
    """Write what Bokeh would hand to a page."""
    from bokeh.embed import json_item

    json_item(plot)


LIBRARIES: dict[str, tuple[Callable[[], Iterator[tuple[str, Any]]], str, Callable[[Any], object]]] = {
    "matplotlib": (of_matplotlib, "savefig as PNG", saved),
    "Plotly": (of_plotly, "to_json", lambda fig: fig.to_json()),
    "Altair": (of_altair, "to_json", lambda chart: chart.to_json()),
    "Bokeh": (of_bokeh, "json_item", bokeh_json),
}


def rows() -> list[Row]:
    """Measure every figure twice and keep the better of each, so that neither side pays for first imports."""
    policy, declared = load("genomics-england"), validated({})
    measured = []
    for library, (figures, floor_is, write) in LIBRARIES.items():
        for what, fig in figures():
            judging = _least(lambda fig=fig: engine.run(views_of(fig, "figure"), policy, declared))  # type: ignore[misc]
            writing = _least(lambda fig=fig, write=write: write(fig))  # type: ignore[misc]
            measured.append(Row(f"{library}: {what}", judging, writing, floor_is, TARGET))
            plt.close("all")
    return measured


def _least(function: Callable[[], object]) -> float:
    taken = []
    for _ in range(2):
        start = time.process_time()
        function()
        taken.append((time.process_time() - start) * 1000)
    return min(taken)


if __name__ == "__main__":
    found = rows()
    print(table(found))
    sys.exit(0 if all(row.is_met for row in found) else 1)
