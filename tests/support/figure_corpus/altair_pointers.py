"""Altair charts with tooltips, selections and layers, each with rows of its own."""

from __future__ import annotations

import altair as alt
import pandas as pd

from figure_corpus.expected import cohort, expect

COUNTS = pd.DataFrame({"site": ["London", "Leeds", "Oxford"], "participants": [44, 31, 27], "mean_age": [51.2, 48, 61]})
AXES = {"x": alt.X("pc1", title="PC1"), "y": alt.Y("pc2", title="PC2")}


def _bars(frame, **more):
    return alt.Chart(frame).mark_bar().encode(x="site", y="participants", **more)


@expect("pass", "-FG-09")
def a_tooltip_of_groups():
    return _bars(COUNTS, tooltip=["site", "mean_age"])


@expect("fail", "FG-01")
def a_tooltip_of_deaths():
    return _bars(COUNTS.assign(deaths=[6, 1, 9]), tooltip=["site", "deaths", "mean_age"])


@expect("fail", "FG-09")
def a_tooltip_of_ages_beside_components():
    return alt.Chart(cohort()[["pc1", "pc2", "age"]].head(90)).mark_circle().encode(**AXES, tooltip="age")


@expect("fail", "FG-06")
def components_coloured_by_age():
    return alt.Chart(cohort()[["pc1", "pc2", "age"]].head(90)).mark_circle().encode(**AXES, color="age")


@expect("pass", "-FG-09")
def a_colour_that_follows_a_selection():
    chosen = alt.selection_point(fields=["area"])
    frame = COUNTS.drop(columns="mean_age").assign(area=["S", "N", "S"])
    return _bars(frame, color=alt.condition(chosen, "area:N", alt.value("grey"))).add_params(chosen)


@expect("fail", "FG-06")
def a_fitted_line_over_points():
    points = alt.Chart(cohort()[["bmi", "age"]]).mark_point().encode(x="age", y="bmi")
    return points + points.transform_regression("age", "bmi").mark_line()


@expect("fail", "FG-09")
def facets_of_histograms():
    bars = alt.Chart(cohort()[["bmi", "sex"]]).mark_bar().encode(x=alt.X("bmi", bin=True), y="count()")
    return bars.facet("sex:N", columns=2)


@expect("fail", "FG-09")
def a_smoothed_density():
    smoothed = alt.Chart(cohort()[["bmi"]]).transform_density("bmi", as_=["bmi", "density"])
    return smoothed.mark_area().encode(x="bmi:Q", y="density:Q")


@expect("review", "FG-03")
def a_running_sum():
    rows = pd.DataFrame({"year": range(2014, 2020), "recruited": [10, 14, 3, 14, 19, 2]})
    summed = alt.Chart(rows).transform_window(total="sum(recruited)")
    return summed.mark_line().encode(x="year:O", y=alt.Y("total:Q", title="Cumulative participants"))
