"""Figures with very many marks: read in about a second of the processor, in the thread that asks, without drawing."""

from __future__ import annotations

import threading
import time

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from matplotlib.collections import LineCollection, PatchCollection, PolyCollection
from matplotlib.patches import Circle

MANY = 100_000
SECONDS = 2.0  # of the processor: reading takes a tenth to three quarters of one; what is slow takes far longer


def numbers(*shape):
    return np.random.default_rng(1).normal(size=shape)


def seconds(judge, figure):
    """Return the lesser of two runs: one may pay for collecting what thousands of tests before it left behind."""
    spent = []
    for _ in range(2):
        start = time.process_time()
        judge(figure)
        spent.append(time.process_time() - start)
    return min(spent)


DRAWN = {
    "points": lambda ax: ax.scatter(*numbers(2, MANY)),
    "steps": lambda ax: ax.step(range(MANY), np.sort(numbers(MANY))),
    "stems": lambda ax: ax.vlines(range(MANY), 0, numbers(MANY)),
    "segments": lambda ax: ax.add_collection(LineCollection(numbers(MANY, 2, 2))),
    "polygons": lambda ax: ax.add_collection(PolyCollection(numbers(MANY, 4, 2))),
    "error bars": lambda ax: ax.errorbar(range(MANY), numbers(MANY), yerr=1, fmt="o"),
    "outline": lambda ax: ax.hist(numbers(MANY), bins=MANY // 2, histtype="step"),
    "cells": lambda ax: ax.hist2d(*numbers(2, MANY), bins=316),
    "spans": lambda ax: [ax.broken_barh([(i, 1) for i in range(100)], (y, 1)) for y in range(300)],
    "circles": lambda ax: ax.add_collection(PatchCollection([Circle(p, 0.1) for p in numbers(MANY // 5, 2)])),
    "boxes": lambda ax: ax.boxplot(numbers(60, 300)),
    "texts": lambda ax: [ax.text(x, y, f"g{n}") for n, (x, y) in enumerate(numbers(5000, 2))],
    "cells of a table": lambda ax: ax.table([["12"] * 40] * 50, rowLabels=["Total", *["a"] * 49]),
}


@pytest.mark.parametrize("kind", DRAWN)
def test_very_many_marks_are_read_at_once(judge, kind):
    fig, ax = plt.subplots()
    DRAWN[kind](ax)
    ax.set(xlabel="log2 fold change", ylabel="-log10 p")

    assert seconds(judge, fig) < SECONDS


def test_a_view_of_very_many_rows_is_read_at_once(judge):
    models, plotting = pytest.importorskip("bokeh.models"), pytest.importorskip("bokeh.plotting")
    x, y = numbers(2, MANY)
    plot = plotting.figure(x_axis_label="log2 fold change", y_axis_label="-log10 p")
    source = plotting.ColumnDataSource({"x": x, "y": y})
    plot.scatter("x", "y", source=source, view=models.CDSView(filter=models.BooleanFilter((x > -1).tolist())))

    assert seconds(judge, plot) < SECONDS


def of_plotly(x, y, names):
    objects = pytest.importorskip("plotly.graph_objects")
    return objects.Figure(objects.Scatter(x=x, y=y, mode="markers", text=names, customdata=np.stack([x, y, x], 1)))


def of_altair(x, y, names):
    altair = pytest.importorskip("altair")
    frame = pd.DataFrame({"x": x, "y": y, "gene": names, "p": x})
    return altair.Chart(frame).mark_point().encode(x="x", y="y", tooltip=["gene", "p"])


def of_bokeh(x, y, names):
    plotting, models = pytest.importorskip("bokeh.plotting"), pytest.importorskip("bokeh.models")
    plot = plotting.figure(tooltips=[("gene", "@gene")])
    source = plotting.ColumnDataSource({"x": x, "y": y, "gene": names})
    plot.scatter("x", "y", source=source)
    plot.add_layout(models.LabelSet(x="x", y="y", text="gene", source=source))
    return plot


def lines_of_bokeh(x, y, _names):
    plot = pytest.importorskip("bokeh.plotting").figure()
    for start in range(0, MANY, 100):
        plot.line(x[start : start + 100], y[start : start + 100])
    return plot


def labelled_bars(x, _y, _names):
    fig, ax = plt.subplots()
    ax.bar_label(ax.bar(range(2000), np.round(100 + np.abs(x[:2000]))))
    return fig


def bars_one_by_one(x, _y, _names):
    fig, ax = plt.subplots()
    ax.bar(range(MANY // 5), 100 + np.abs(x[: MANY // 5]))  # the library takes minutes to make five times as many
    return fig


@pytest.mark.parametrize("draw", [of_plotly, of_altair, of_bokeh, lines_of_bokeh, labelled_bars, bars_one_by_one])
def test_very_many_marks_with_texts_are_read_at_once(judge, draw):
    names = [f"g{number}" for number in range(MANY)]

    assert seconds(judge, draw(*numbers(2, MANY), names)) < SECONDS


def test_a_figure_is_judged_in_another_thread_and_never_drawn(judge, monkeypatch):
    fig, ax = plt.subplots()
    ax.bar(["Leigh", "MELAS"], [3, 40])
    ax.set_ylabel("Number of patients")

    def refuse(*_args, **_kwargs):
        raise AssertionError("the figure was drawn")

    for owner in (fig, fig.canvas, *fig.axes):
        monkeypatch.setattr(owner, "draw", refuse)
    reports = []
    worker = threading.Thread(target=lambda: reports.append(judge(fig)))
    worker.start()
    worker.join()

    assert [str(report.verdict) for report in reports] == ["fail"]
