"""Figures drawn with Bokeh."""

from __future__ import annotations

import numpy as np

from figure_corpus.expected import PLATEKEY, cohort, expect, gwas

DISEASES = ["Leigh", "MELAS", "LHON"]


def _plot(y_label="Participants", x_label="", **options):
    from bokeh.plotting import figure

    return figure(y_axis_label=y_label, x_axis_label=x_label, **options)


@expect("fail", "FG-01")
def bars():
    plot = _plot(x_range=DISEASES)
    plot.vbar(x=DISEASES, top=[12, 3, 40], width=0.8)
    return plot


@expect("pass", "-FG-01", "-FG-09")
def bars_of_five_and_more():
    plot = _plot(x_range=DISEASES)
    plot.vbar(x=DISEASES, top=[12, 7, 40], width=0.8)
    return plot


@expect("fail", "FG-01")
def sideways_bars():
    plot = _plot("", "Number of participants", y_range=DISEASES)
    plot.hbar(y=DISEASES, right=[12, 3, 40], height=0.8)
    return plot


@expect("fail", "FG-01")
def stacked_bars():
    plot = _plot(x_range=DISEASES)
    data = {"disease": DISEASES, "F": [12, 9, 20], "M": [8, 2, 30]}
    plot.vbar_stack(["F", "M"], x="disease", width=0.8, source=data, color=["navy", "red"])
    return plot


@expect("fail", "FG-01")
def histogram():
    counts, edges = np.histogram(cohort().bmi, bins=20)
    plot = _plot("Frequency", "BMI")
    plot.quad(top=counts, bottom=0, left=edges[:-1], right=edges[1:])
    return plot


@expect("fail", "FG-04", n=400)
def density_histogram():
    counts, edges = np.histogram(cohort().bmi, bins=20, density=True)
    plot = _plot("Density", "BMI")
    plot.quad(top=counts, bottom=0, left=edges[:-1], right=edges[1:])
    return plot


@expect("fail", "FG-04")
def pie():
    ends = np.cumsum([60, 37, 3]) / 100 * 2 * np.pi
    plot = _plot("", title="Diagnoses of 100 participants")
    plot.wedge(x=0, y=0, radius=1, start_angle=[0, *ends[:-1]], end_angle=ends)
    return plot


@expect("fail", "FG-01")
def heat_map():
    from bokeh.transform import linear_cmap

    plot = _plot("Stage", "Grade", title="Participants")
    data = {"x": [1, 1, 2, 2], "y": [1, 2, 1, 2], "n": [30, 3, 12, 9]}
    plot.rect("x", "y", 1, 1, source=data, fill_color=linear_cmap("n", "Viridis256", 0, 30))
    return plot


@expect("fail", "FG-01")
def hexagons():
    plot = _plot("SBP", "BMI")
    plot.hexbin(cohort().bmi, cohort().sbp, size=2)
    return plot


@expect("review", "FG-06")
def scatter():
    plot = _plot("SBP", "BMI")
    plot.scatter(cohort().bmi, cohort().sbp)
    return plot


@expect("fail", "FG-06")
def scatter_of_ages():
    plot = _plot("BMI", "Age (years)")
    plot.scatter(cohort().age, cohort().bmi)
    return plot


@expect("pass", "FG-07", "-FG-09")
def principal_components():
    plot = _plot("PC2", "PC1")
    plot.scatter(cohort().pc1, cohort().pc2)
    return plot


@expect("pass", "-FG-06")
def manhattan():
    plot = _plot("-log10(p)", "Position")
    plot.scatter(gwas().position, -np.log10(gwas().p))
    return plot


@expect("fail", "FG-08")
def hover_with_identifiers():
    from bokeh.models import HoverTool

    plot = _plot("PC2", "PC1")
    data = {"pc1": cohort().pc1, "pc2": cohort().pc2, "sample": [PLATEKEY] * 400}
    plot.scatter("pc1", "pc2", source=data)
    plot.add_tools(HoverTool(tooltips=[("sample", "@sample")]))
    return plot


@expect("fail", "FG-09")
def more_columns_than_drawn():
    from bokeh.models import ColumnDataSource

    plot = _plot("PC2", "PC1")
    plot.scatter("pc1", "pc2", source=ColumnDataSource(cohort()))
    return plot


@expect("fail", "FG-09")
def hidden_points():
    plot = bars_of_five_and_more()
    plot.scatter(cohort().bmi, cohort().sbp).visible = False
    return plot


@expect("pass", "-FG-06")
def survival():
    plot = _plot("Survival probability", "Months")
    plot.step([0, 5, 9, 14], [1, 0.92, 0.85, 0.71], mode="after")
    return plot


@expect("review", "FG-06")
def one_line_a_person():
    plot = _plot("HbA1c", "Visit")
    values = np.random.default_rng(2).normal(40, 5, (30, 5))
    plot.multi_line([list(range(5))] * 30, [list(row) for row in values])
    return plot


@expect("fail", "FG-02")
def labels_on_bars():
    from bokeh.models import ColumnDataSource, LabelSet

    source = ColumnDataSource({"x": DISEASES, "rate": [62.5, 13.5, 80.1], "people": ["12", "3", "40"]})
    plot = _plot("Number of participants", x_range=DISEASES)
    plot.vbar(x="x", top="rate", width=0.8, source=source)
    plot.add_layout(LabelSet(x="x", y="rate", text="people", source=source))
    return plot


@expect("fail", "FG-02")
def title_with_a_count():
    plot = bars_of_five_and_more()
    plot.title.text = "Leigh syndrome (n=3)"
    return plot


@expect("fail", "FG-01")
def side_by_side():
    from bokeh.layouts import row

    return row(bars_of_five_and_more(), bars())


@expect("pass", "-FG-09", "-FG-06")
def means_with_whiskers():
    from bokeh.models import ColumnDataSource, Whisker

    source = ColumnDataSource(
        {"visit": [1, 2, 3], "mean": [40.5, 41.2, 43.9], "low": [39, 40, 42], "high": [42, 43, 45]}
    )
    plot = _plot("Mean HbA1c", "Visit")
    plot.line("visit", "mean", source=source)
    plot.add_layout(Whisker(base="visit", lower="low", upper="high", source=source))
    return plot


@expect("pass", "-FG-06")
def forest():
    plot = _plot("", "Odds ratio", y_range=["Age", "Stage"])
    plot.scatter([1.2, 2.0], ["Age", "Stage"])
    plot.segment([1.0, 1.4], ["Age", "Stage"], [1.5, 2.8], ["Age", "Stage"])
    return plot


@expect("fail", "FG-01")
def areas():
    plot = _plot("Participants", "Year")
    plot.varea_stack(["F", "M"], x="year", source={"year": [1, 2, 3], "F": [9, 12, 8], "M": [7, 3, 9]})
    return plot
