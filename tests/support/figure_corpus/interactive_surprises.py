"""Plotly, Altair and Bokeh figures on which a stranger's reading of the rules and the product once disagreed."""

from __future__ import annotations

import pandas as pd

from figure_corpus.expected import PLATEKEY, cohort, expect

GROUPS = pd.DataFrame({"group": ["a", "b", "c"], "patients": [3, 20, 17]})


def _people():
    people = cohort()[["bmi", "sbp", "sex"]].head(60)
    return people.assign(number=range(500000009, 500000069))


def _bars(**layout):
    import plotly.graph_objects as go

    return go.Figure(go.Bar(x=["a", "b"], y=[10, 20]), layout={"yaxis": {"title": "Patients"}, **layout})


@expect("fail", "FG-08", "FG-09")
def plotly_numbers_on_hover():
    import plotly.express as px

    return px.scatter(_people(), x="bmi", y="sbp", hover_name="number")


@expect("pass", "-FG-09")
def plotly_icicle_of_labels():
    import plotly.express as px

    rows = pd.DataFrame({"arm": ["x", "x", "y"], "group": ["p", "q", "p"], "patients": [30, 20, 17]})
    return px.icicle(rows, path=["arm", "group"], values="patients")


@expect("review", "FG-06", "-FG-09")
def plotly_matrix_of_scatters():
    import plotly.express as px

    return px.scatter_matrix(_people(), dimensions=["bmi", "sbp"])


@expect("fail", "FG-01")
def plotly_points_coloured_by_a_count():
    import plotly.express as px

    return px.scatter(pd.DataFrame({"x": ["a", "b"], "y": ["c", "d"], "patients": [3, 30]}), "x", "y", color="patients")


@expect("fail", "FG-01")
def plotly_bubbles_as_wide_as_a_count():
    import plotly.express as px

    return px.scatter(
        pd.DataFrame({"mean age": [40, 50], "risk": [0.2, 0.3], "patients": [3, 30]}),
        "mean age",
        "risk",
        size="patients",
    )


@expect("fail", "FG-01")
def plotly_menu_with_a_small_bar():
    buttons = [{"label": "Men", "method": "restyle", "args": [{"y": [[3, 20]]}]}]
    return _bars(updatemenus=[{"buttons": buttons}])


@expect("fail", "FG-01")
def plotly_menu_that_shows_a_trace():
    import plotly.graph_objects as go

    traces = [go.Bar(x=["a", "b"], y=[10, 20]), go.Bar(x=["a", "b"], y=[3, 20], visible=False)]
    buttons = [{"label": "Men", "method": "update", "args": [{"visible": [False, True]}, {"title": "Men"}]}]
    return go.Figure(traces, layout={"yaxis": {"title": "Patients"}, "updatemenus": [{"buttons": buttons}]})


@expect("pass", "-FG-01", "-FG-09")
def plotly_slider_of_large_bars():
    steps = [{"label": "Men", "method": "restyle", "args": ["y", [[30, 20]]]}]
    return _bars(sliders=[{"steps": steps}])


@expect("fail", "FG-09")
def plotly_points_out_of_range():
    import plotly.express as px

    return px.scatter(_people(), x="bmi", y="sbp", range_x=[200, 300])


@expect("review", "FG-06", "-FG-09")
def altair_repeated_scatter():
    import altair as alt

    chart = alt.Chart(_people()[["bmi", "sbp"]]).mark_point()
    return chart.encode(alt.X(alt.repeat("column"), type="quantitative"), y="sbp:Q").repeat(column=["bmi", "sbp"])


@expect("fail", "FG-01")
def altair_computed_count():
    import altair as alt

    chart = alt.Chart(pd.DataFrame({"group": ["a", "b"], "half": [1, 20]}))
    return chart.transform_calculate(patients=alt.datum.half * 2).mark_bar().encode(x="group:N", y="patients:Q")


@expect("fail", "FG-01")
def altair_shares_of_joined_totals():
    import altair as alt

    chart = alt.Chart(GROUPS).transform_joinaggregate(total="sum(patients)")
    return chart.transform_calculate(share="datum.patients / datum.total").mark_bar().encode(x="group:N", y="share:Q")


@expect("fail", "FG-01")
def altair_running_total():
    import altair as alt

    return alt.Chart(GROUPS).transform_window(sofar="sum(patients)").mark_line().encode(x="group:N", y="sofar:Q")


@expect("fail", "FG-09")
def altair_rows_filtered_away():
    import altair as alt

    return alt.Chart(GROUPS).transform_filter("datum.patients >= 5").mark_bar().encode(x="group:N", y="patients:Q")


@expect("review", "FG-10")
def altair_unknown_transform():
    import altair as alt

    chart = alt.Chart(GROUPS.tail(2)).transform_calculate(day="timeFormat(datum.patients, '%d')")
    return chart.mark_point().encode(x="group:N", y="day:Q")


@expect("fail", "FG-08")
def altair_notes_of_its_author():
    import altair as alt

    return alt.Chart(GROUPS.tail(2), usermeta={"from": PLATEKEY}).mark_bar().encode(x="group:N", y="patients:Q")


def _plot(**options):
    from bokeh.plotting import figure

    plot = figure(x_range=["a", "b"], y_axis_label="Patients", **options)
    plot.vbar(x=["a", "b"], top=[13, 20], width=0.8)
    return plot


@expect("fail", "FG-08")
def bokeh_script_with_a_name():
    from bokeh.models import CustomJS

    plot = _plot()
    plot.js_on_event("tap", CustomJS(code=f"alert('{PLATEKEY}')"))
    return plot


@expect("fail", "FG-02")
def bokeh_choices_with_counts():
    from bokeh.layouts import column
    from bokeh.models import Select

    return column(Select(options=["Leigh (n=3)", "MELAS (n=30)"]), _plot())
