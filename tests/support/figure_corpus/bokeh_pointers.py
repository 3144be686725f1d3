"""Bokeh plots with views, tables, pictures, maps, dates, stacks and hover tools."""

from __future__ import annotations

import numpy as np
import pandas as pd
from bokeh.layouts import row
from bokeh.models import (
    BooleanFilter,
    CDSView,
    ColorBar,
    ColumnDataSource,
    DataTable,
    Label,
    LinearColorMapper,
    TableColumn,
    TileRenderer,
    WMTSTileSource,
)
from bokeh.plotting import figure
from bokeh.transform import cumsum, jitter, linear_cmap

from figure_corpus.expected import cohort, expect

SITES = ["London", "Leeds", "Oxford", "Bristol"]


def _bars(counts=(22, 9, 41, 18), view=None, **more):
    plot = figure(x_range=SITES, y_axis_label="Participants", **more)
    shown = {} if view is None else {"view": view}
    plot.vbar(x="site", top="n", width=0.8, source=ColumnDataSource({"site": SITES, "n": list(counts)}), **shown)
    return plot


def _people():
    return cohort().head(90)


@expect("fail", "FG-01")
def the_first_of_a_stack():
    plot = figure(x_range=SITES, y_axis_label="Participants")
    columns = {"site": SITES, "solved": [12, 4, 8, 9], "unsolved": [30, 28, 17, 25]}
    plot.vbar_stack(["solved", "unsolved"], x="site", width=0.8, source=ColumnDataSource(columns))
    return plot


@expect("fail", "FG-09", "-FG-01")
def a_view_that_hides_a_small_bar():
    return _bars((22, 3, 41, 18), CDSView(filter=BooleanFilter([True, False, True, True])))


@expect("fail", "FG-01")
def a_bar_that_the_legend_shows():
    plot = _bars()
    hidden = plot.vbar(x=SITES, top=[6, 1, 9, 7], width=0.4, legend_label="Deaths")
    hidden.visible = False
    plot.legend.click_policy = "hide"
    return plot


@expect("fail", "FG-01")
def a_picture_of_counts():
    mapper = LinearColorMapper("Viridis256", low=0, high=30)
    plot = figure(title="Participants by age and BMI")
    plot.image(image=[np.array([[12, 9, 31], [7, 2, 14]])], x=0, y=0, dw=3, dh=2, color_mapper=mapper)
    plot.add_layout(ColorBar(color_mapper=mapper, title="Participants"), "right")
    return plot


@expect("fail", "FG-01")
def a_map_of_counts():
    columns = {"xs": [[0, 1, 1, 0], [1, 2, 2, 1]], "ys": [[0, 0, 1, 1]] * 2, "participants": [40, 3]}
    plot = figure(title="Participants by region")
    plot.patches(
        "xs", "ys", source=ColumnDataSource(columns), fill_color=linear_cmap("participants", "Viridis256", 0, 40)
    )
    return plot


@expect("fail", "FG-01")
def slices_with_their_numbers():
    frame = pd.DataFrame({"site": SITES, "participants": [22, 3, 41, 18]})
    frame["angle"] = frame.participants / frame.participants.sum() * 2 * np.pi
    plot = figure(tooltips="@site: @participants")
    turns = {"start_angle": cumsum("angle", include_zero=True), "end_angle": cumsum("angle")}
    plot.wedge(x=0, y=1, radius=0.4, source=ColumnDataSource(frame), **turns)
    return plot


@expect("pass", "-FG-09")
def a_pointer_shows_groups():
    plot = figure(x_range=SITES, y_axis_label="Participants", tooltips=[("age", "@{mean age}")])
    frame = pd.DataFrame({"site": SITES, "n": [22, 9, 41, 18], "mean age": [51.2, 48.0, 61.3, 44.4]})
    plot.vbar(x="site", top="n", width=0.8, source=ColumnDataSource(frame))
    return plot


@expect("fail", "FG-09")
def a_pointer_shows_ages_beside_components():
    plot = figure(x_axis_label="PC1", y_axis_label="PC2", tooltips="@age")
    plot.scatter("pc1", "pc2", source=ColumnDataSource(_people()[["pc1", "pc2", "age"]]))
    return plot


@expect("fail", "FG-06")
def a_swimmer_of_dates():
    names = [f"Patient {i + 1}" for i in range(12)]
    start = pd.Timestamp("2015-01-01") + pd.to_timedelta(np.arange(12) * 40, unit="D")
    plot = figure(y_range=names, x_axis_type="datetime", x_axis_label="Date")
    plot.hbar(y=names, left=start, right=start + pd.Timedelta(days=90), height=0.6)
    return plot


@expect("fail", "FG-06")
def a_jittered_strip_of_ages():
    people = _people()
    plot = figure(x_range=["Female", "Male"], y_axis_label="Age")
    plot.scatter(x=jitter("sex", 0.4, range=plot.x_range), y="age", source=ColumnDataSource(people[["sex", "age"]]))
    return plot


@expect("review", "FG-06")
def a_cumulative_curve():
    plot = figure(x_axis_label="CRP (mg/L)", y_axis_label="Cumulative proportion")
    plot.step(np.sort(np.random.default_rng(1).lognormal(size=90)), np.arange(1, 91) / 90, mode="after")
    return plot


@expect("fail", "FG-03")
def a_mask_where_no_bar_is():
    plot = figure(x_range=["A", "B", "C"], title="Stage, N=22", y_axis_label="Participants")
    plot.vbar(x=["A", "B"], top=[8, 11], width=0.8)
    plot.add_layout(Label(x=2.5, y=1, text="<5"))
    return plot


@expect("fail", "FG-02")
def a_table_of_counts():
    shown = [TableColumn(field="site", title="Site"), TableColumn(field="n", title="Participants")]
    return row(_bars(), DataTable(source=ColumnDataSource({"site": SITES, "n": [22, 3, 41, 18]}), columns=shown))


@expect("fail", "FG-01")
def nested_categories():
    names = [("London", "F"), ("London", "M"), ("Leeds", "F"), ("Leeds", "M")]
    from bokeh.models import FactorRange

    plot = figure(x_range=FactorRange(*names), y_axis_label="Participants")
    plot.vbar(x="x", top="n", width=0.9, source=ColumnDataSource({"x": names, "n": [12, 4, 9, 8]}))
    return plot


@expect("review", "FG-10")
def tiles_of_a_map():
    plot = figure(title="Recruiting hospitals")
    plot.renderers.append(TileRenderer(tile_source=WMTSTileSource(url="http://localhost/{Z}/{X}/{Y}.png")))
    return plot
