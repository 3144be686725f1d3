"""Figures drawn with Plotly."""

from __future__ import annotations

import numpy as np
import pandas as pd

from figure_corpus.expected import PLATEKEY, cohort, expect, gwas

COUNTS = pd.DataFrame({"disease": ["Leigh", "MELAS", "LHON"], "participants": [12, 3, 40]})
SAFE = COUNTS.assign(participants=[12, 7, 40])


def _px():
    import plotly.express as px

    return px


def _go():
    import plotly.graph_objects as go

    return go


@expect("fail", "FG-01")
def bars():
    return _px().bar(COUNTS, x="disease", y="participants")


@expect("pass", "-FG-01", "-FG-09")
def bars_of_five_and_more():
    return _px().bar(SAFE, x="disease", y="participants")


@expect("fail", "FG-01", "FG-02")
def labelled_sideways_bars():
    return _px().bar(COUNTS, y="disease", x="participants", text="participants", orientation="h")


@expect("fail", "FG-01")
def stacked_bars():
    counts = cohort().groupby(["grade", "sex"]).size().reset_index(name="n")
    return _px().bar(counts, x="grade", y="n", color="sex")


@expect("fail", "FG-04")
def percentages_of_a_known_whole():
    shares = pd.DataFrame({"disease": ["a", "b", "c"], "Percent": [45.5, 47.7, 6.8]})
    return _px().bar(shares, x="disease", y="Percent", title="Diagnoses (N=44)")


@expect("fail", "FG-09")
def histogram_of_single_values():
    return _px().histogram(cohort(), x="bmi", nbins=20)


@expect("fail", "FG-01")
def histogram_of_words():
    return _px().histogram(cohort(), x="grade")


@expect("fail", "FG-09")
def heat_map_of_densities():
    return _px().density_heatmap(cohort(), x="bmi", y="sbp")


@expect("fail", "FG-01")
def heat_map_of_counts():
    return _px().imshow(pd.crosstab(cohort().grade, cohort().sex), text_auto=True, labels={"color": "Participants"})


@expect("pass", "-FG-01")
def heat_map_of_correlations():
    return _px().imshow(cohort()[["age", "bmi", "sbp"]].corr().round(2), text_auto=True)


@expect("fail")
def pie():
    return _px().pie(COUNTS, names="disease", values="participants")


@expect("fail")
def sunburst():
    return _px().sunburst(COUNTS.assign(group="mito"), path=["group", "disease"], values="participants")


@expect("fail")
def treemap():
    return _px().treemap(COUNTS.assign(group="mito"), path=["group", "disease"], values="participants")


@expect("fail", "FG-01")
def funnel():
    return _px().funnel(COUNTS, x="participants", y="disease")


@expect("fail", "FG-01")
def sankey():
    go = _go()
    nodes = {"label": ["Recruited", "Included", "Withdrawn"]}
    links = {"source": [0, 0], "target": [1, 2], "value": [40, 3]}
    return go.Figure(go.Sankey(node=nodes, link=links), layout={"title": "Participants"})


@expect("fail", "FG-09")
def box_with_all_values():
    return _px().box(cohort(), x="sex", y="bmi", points=False)


@expect("fail", "FG-06", "FG-09")
def box_with_points():
    return _px().box(cohort(), x="sex", y="age", points="all")


@expect("pass", "-FG-09")
def box_of_quantiles():
    go = _go()
    box = go.Box(x=["F", "M"], q1=[20, 21], median=[25, 26], q3=[29, 30], lowerfence=[18, 19], upperfence=[35, 36])
    return go.Figure(box, layout={"yaxis": {"title": "BMI"}})


@expect("fail", "FG-09")
def violin():
    return _px().violin(cohort(), x="sex", y="bmi")


@expect("fail", "FG-06")
def strip_of_ages():
    return _px().strip(cohort(), x="sex", y="age")


@expect("review", "FG-06")
def scatter():
    return _px().scatter(cohort(), x="bmi", y="sbp")


@expect("fail", "FG-06")
def scatter_of_ages():
    return _px().scatter(cohort(), x="age", y="bmi")


@expect("fail", "FG-08")
def scatter_with_identifiers_on_hover():
    frame = cohort().assign(platekey=PLATEKEY)
    return _px().scatter(frame, x="pc1", y="pc2", hover_data=["platekey"])


@expect("fail", "FG-09")
def scatter_with_phenotypes_on_hover():
    return _px().scatter(cohort(), x="pc1", y="pc2", hover_data=["age"])


@expect("pass", "FG-07", "-FG-06")
def principal_components():
    return _go().Figure(
        _go().Scattergl(x=cohort().pc1, y=cohort().pc2, mode="markers"),
        layout={"xaxis": {"title": "PC1"}, "yaxis": {"title": "PC2"}},
    )


@expect("pass", "-FG-06")
def manhattan():
    return _px().scatter(
        x=gwas().position, y=-np.log10(gwas().p), labels={"x": "Position on chromosome 1 (bp)", "y": "-log10(p)"}
    )


@expect("fail", "FG-09")
def trace_that_waits_in_the_legend():
    figure = bars_of_five_and_more()
    return figure.add_scatter(x=cohort().bmi, y=cohort().sbp, mode="markers", visible=False)


@expect("review", "FG-06")
def one_line_a_person():
    figure = _go().Figure(layout={"yaxis": {"title": "HbA1c"}, "xaxis": {"title": "Visit"}})
    for values in np.random.default_rng(2).normal(40, 5, (30, 5)):
        figure.add_scatter(x=list(range(5)), y=values, mode="lines")
    return figure


@expect("pass", "-FG-06")
def means_with_error_bars():
    means = pd.DataFrame({"visit": range(12), "Mean HbA1c": np.linspace(40, 50, 12), "se": 2.0})
    return _px().scatter(means, x="visit", y="Mean HbA1c", error_y="se")


@expect("pass", "-FG-06")
def survival():
    curve = {"x": [0, 5, 9, 14], "y": [1, 0.92, 0.85, 0.71], "line": {"shape": "hv"}, "mode": "lines"}
    return _go().Figure(_go().Scatter(**curve), layout={"yaxis": {"title": "Survival probability"}})


@expect("fail", "FG-05")
def survival_of_four_people():
    curve = {"x": [0, 5, 9, 14, 20], "y": [1, 0.75, 0.5, 0.25, 0], "line": {"shape": "hv"}, "mode": "lines"}
    return _go().Figure(_go().Scatter(**curve), layout={"yaxis": {"title": "Survival probability"}})


@expect("fail", "FG-02")
def table():
    cells = {"values": [["Leigh", "MELAS"], [3, 40]]}
    return _go().Figure(_go().Table(header={"values": ["Disease", "Participants"]}, cells=cells))


@expect("fail", "FG-02")
def note():
    return bars_of_five_and_more().add_annotation(text="Leigh: 3 patients", x=0, y=12)


@expect("fail", "FG-01")
def indicator():
    return _go().Figure(_go().Indicator(mode="number", value=3, title={"text": "Participants with Leigh syndrome"}))


@expect("fail", "FG-01")
def animation():
    years = pd.concat([SAFE.assign(year=2019), COUNTS.assign(year=2020)])
    return _px().bar(years, x="disease", y="participants", animation_frame="year")


@expect("fail")
def parallel_coordinates():
    return _px().parallel_coordinates(cohort()[["age", "bmi", "sbp"]])


@expect("fail", "FG-01")
def map_of_counts():
    return _px().choropleth(
        pd.DataFrame({"iso": ["GBR", "IRL"], "participants": [200, 3]}), locations="iso", color="participants"
    )


@expect("fail", "FG-01")
def line_of_counts():
    return _px().line(x=[2015, 2016, 2017], y=[3, 20, 30], labels={"x": "Year", "y": "Number of participants"})


@expect("fail", "FG-01")
def stacked_areas():
    frame = pd.DataFrame({"year": [1, 2, 1, 2], "sex": list("FFMM"), "Participants": [9, 12, 3, 8]})
    return _px().area(frame, x="year", y="Participants", color="sex")


@expect("review", "FG-06")
def waterfall_of_patients():
    return _px().bar(x=list(range(30)), y=np.linspace(40, -80, 30), labels={"x": "Patient", "y": "Change (%)"})
