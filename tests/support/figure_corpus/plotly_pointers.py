"""Plotly figures whose counts and names stand in templates, texts and controls, or are shown by a pointer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go

from figure_corpus.expected import PARTICIPANT, PLATEKEY, cohort, expect

SITES = ["London", "Leeds", "Oxford", "Bristol"]
COUNTS = pd.DataFrame({"Site": SITES, "Participants": [44, 31, 27, 35], "mean_age": [51.2, 48.0, 61.3, 44.4]})
PCS = {"pc1": "PC1", "pc2": "PC2", "age": "Age (years)"}


def _volcano():
    rng = np.random.default_rng(3)
    rows = {"gene": [f"GENE{i}" for i in range(900)], "x": rng.normal(size=900), "y": rng.exponential(size=900)}
    return pd.DataFrame(rows)


@expect("pass", "-FG-09")
def a_pointer_names_genes():
    return px.scatter(_volcano(), x="x", y="y", hover_name="gene", labels={"x": "log2 fold change", "y": "-log10(p)"})


@expect("fail", "FG-09")
def a_pointer_names_samples_of_components():
    people = cohort().head(90).assign(sample=[f"NA{12000 + i}" for i in range(90)])
    return px.scatter(people, x="pc1", y="pc2", hover_name="sample", labels=PCS)


@expect("fail", "FG-09")
def a_pointer_shows_ages_beside_components():
    return px.scatter(cohort().head(90), x="pc1", y="pc2", hover_data=["age"], labels=PCS)


@expect("fail", "FG-06")
def components_coloured_by_age():
    return px.scatter(cohort().head(90), x="pc1", y="pc2", color="age", labels=PCS)


@expect("fail", "FG-08")
def a_line_each_named_for_a_pointer():
    rows = pd.DataFrame({"participant_id": np.repeat(int(PARTICIPANT) + np.arange(12), 3), "visit": [0, 1, 2] * 12})
    return px.line(rows.assign(eGFR=np.linspace(40.5, 90.25, 36)), x="visit", y="eGFR", line_group="participant_id")


@expect("pass", "-FG-09")
def a_pointer_shows_means_of_groups():
    return px.bar(COUNTS, x="Site", y="Participants", hover_data=["mean_age"])


@expect("fail", "FG-01")
def a_pointer_shows_deaths():
    return px.bar(COUNTS.assign(deaths=[6, 1, 9, 3]), x="Site", y="Participants", hover_data=["deaths"])


@expect("fail", "FG-01")
def a_template_prints_numbers_of_people():
    bars = go.Bar(x=SITES, y=[71.2, 69.1, 70.3, 66.0], customdata=[31, 22, 3, 40], texttemplate="n=%{customdata}")
    return go.Figure(bars, layout={"yaxis": {"title": "Mean eGFR"}})


@expect("fail", "FG-01", "FG-02")
def sizes_printed_by_themselves():
    return px.bar(COUNTS.assign(Participants=[44, 2, 27, 35]), x="Site", y="Participants", text_auto=True)


@expect("fail", "FG-01")
def bubbles_with_their_numbers():
    rows = pd.DataFrame({"band": ["0-9", "10-19"] * 2, "sex": ["F", "F", "M", "M"], "participants": [9, 14, 3, 12]})
    return px.scatter(rows, x="band", y="sex", size="participants", text="participants")


@expect("pass", "-FG-06")
def bubbles_of_groups():
    rows = pd.DataFrame({"band": ["0-9", "10-19"] * 2, "sex": ["F", "F", "M", "M"], "participants": [9, 14, 13, 12]})
    return px.scatter(rows, x="band", y="sex", size="participants")


@expect("fail", "FG-03")
def a_bar_left_out_beside_a_total():
    bars = go.Bar(x=["A", "B", "C"], y=[8, 11, None], text=["8", "11", "<5"])
    return go.Figure(bars, layout={"title": "Stage, N=22", "yaxis": {"title": "Participants"}})


@expect("fail", "FG-08")
def a_name_in_the_template():
    notes = {"layout": {"annotations": [{"name": "draft", "text": PLATEKEY}]}}
    return go.Figure(go.Bar(x=SITES, y=[22, 31, 18, 9]), layout={"template": notes})


@expect("fail", "FG-01")
def a_slider_that_writes_small_counts():
    steps = [{"method": "restyle", "label": "2015", "args": ["y", [[9, 6, 2, 7]]]}]
    bars = px.bar(COUNTS, x="Site", y="Participants")
    return bars.update_layout(sliders=[{"steps": steps}])


@expect("fail", "FG-01")
def a_radar_of_counts():
    return px.line_polar(pd.DataFrame({"Participants": [12, 3, 9], "Site": SITES[:3]}), r="Participants", theta="Site")


@expect("pass", "-FG-09")
def parallel_categories_counted_beforehand():
    sides = [{"label": "Sex", "values": ["F", "F", "M", "M"]}, {"label": "Solved", "values": ["y", "n", "y", "n"]}]
    return go.Figure(go.Parcats(dimensions=sides, counts=[22, 31, 18, 40]))


@expect("fail", "FG-09")
def a_table_of_people():
    people = cohort().head(40)
    cells = {"values": [people.age, people.sex, people.bmi]}
    return go.Figure(go.Table(header={"values": ["Age", "Sex", "BMI"]}, cells=cells))


@expect("review", "FG-06")
def columns_that_are_patients():
    values = np.random.default_rng(1).normal(size=(3, 20)).round(2)
    frame = pd.DataFrame(values, index=["Hb", "CRP", "eGFR"], columns=[f"Patient {i + 1}" for i in range(20)])
    return px.imshow(frame, labels={"color": "z score"})


@expect("pass", "-FG-09", row_is="gene")
def a_histogram_of_what_is_said_to_be_genes():
    return px.histogram(x=np.random.default_rng(2).normal(size=300), labels={"x": "Score"})
