"""Figures drawn with Altair."""

from __future__ import annotations

import numpy as np
import pandas as pd

from figure_corpus.expected import PLATEKEY, cohort, expect, gwas

COUNTS = pd.DataFrame({"disease": ["Leigh", "MELAS", "LHON"], "participants": [12, 3, 40]})
SAFE = COUNTS.assign(participants=[12, 7, 40])


def _chart(frame):
    import altair as alt

    return alt.Chart(frame)


@expect("fail", "FG-01")
def bars():
    return _chart(COUNTS).mark_bar().encode(x="disease", y="participants")


@expect("pass", "-FG-01", "-FG-09")
def bars_of_five_and_more():
    return _chart(SAFE).mark_bar().encode(x="disease", y="participants")


@expect("fail", "FG-01")
def sideways_bars():
    return _chart(COUNTS).mark_bar().encode(y="disease", x="participants:Q")


@expect("fail", "FG-01", "FG-09")
def counted_rows():
    return _chart(cohort()).mark_bar().encode(x="grade", y="count()")


@expect("fail", "FG-09")
def histogram():
    import altair as alt

    return _chart(cohort()[["bmi"]]).mark_bar().encode(x=alt.X("bmi", bin=True), y="count()")


@expect("fail", "FG-09")
def means():
    return _chart(cohort()[["sex", "bmi"]]).mark_bar().encode(x="sex", y="mean(bmi)")


@expect("fail", "FG-01", "FG-02")
def labelled_heat_map():
    counts = cohort().groupby(["grade", "sex"]).size().reset_index(name="participants")
    base = _chart(counts).encode(x="grade", y="sex")
    return base.mark_rect().encode(color="participants") + base.mark_text().encode(text="participants")


@expect("fail")
def pie():
    return _chart(COUNTS).mark_arc().encode(theta="participants", color="disease")


@expect("review", "FG-06")
def scatter():
    return _chart(cohort()[["bmi", "sbp"]]).mark_point().encode(x="bmi", y="sbp")


@expect("fail", "FG-06")
def scatter_of_ages():
    return _chart(cohort()[["bmi", "age"]]).mark_circle().encode(x="age", y="bmi")


@expect("fail", "FG-09")
def scatter_with_more_columns():
    return _chart(cohort()).mark_circle().encode(x="pc1", y="pc2")


@expect("pass", "FG-07", "-FG-09")
def principal_components():
    return _chart(cohort()[["pc1", "pc2"]]).mark_circle().encode(x="pc1", y="pc2")


@expect("fail", "FG-08")
def tooltips_with_identifiers():
    frame = cohort()[["pc1", "pc2"]].assign(platekey=PLATEKEY)
    return _chart(frame).mark_circle().encode(x="pc1", y="pc2", tooltip="platekey")


@expect("fail", "FG-06")
def strip_of_ages():
    return _chart(cohort()[["age", "sex"]]).mark_tick().encode(x="age", y="sex")


@expect("fail", "FG-09")
def boxes():
    return _chart(cohort()[["bmi", "sex"]]).mark_boxplot().encode(x="sex", y="bmi")


@expect("pass", "-FG-06")
def manhattan():
    import altair as alt

    frame = pd.DataFrame({"position": gwas().position, "logp": -np.log10(gwas().p)})
    return _chart(frame).mark_circle().encode(x="position", y=alt.Y("logp", title="-log10(p)"))


@expect("pass", "-FG-06")
def survival():
    frame = pd.DataFrame({"months": [0, 5, 9, 14], "survival": [1, 0.92, 0.85, 0.71]})
    return _chart(frame).mark_line(interpolate="step-after").encode(x="months", y="survival")


@expect("review", "FG-06")
def one_line_a_person():
    values = np.random.default_rng(2).normal(40, 5, (30, 5))
    rows = [{"line": i, "visit": v, "hba1c": x} for i, row in enumerate(values) for v, x in enumerate(row)]
    return _chart(pd.DataFrame(rows)).mark_line().encode(x="visit:Q", y="hba1c", detail="line:N")


@expect("fail", "FG-01")
def stacked_areas():
    frame = pd.DataFrame({"year": [1, 2, 1, 2], "sex": list("FFMM"), "Participants": [9, 12, 3, 8]})
    return _chart(frame).mark_area().encode(x="year:Q", y="Participants", color="sex")


@expect("fail", "FG-02")
def title_with_a_count():
    return bars_of_five_and_more().properties(title="Leigh syndrome (n=3)")


@expect("review", "FG-10")
def data_behind_an_address():
    return _chart("data.csv").mark_bar().encode(x="disease:N", y="participants:Q")


@expect("fail", "FG-01")
def facets():
    frame = pd.concat([SAFE.assign(sex="F"), COUNTS.assign(sex="M")])
    return _chart(frame).mark_bar().encode(x="disease", y="participants").facet("sex:N")


@expect("fail", "FG-01")
def beside_each_other():
    return bars_of_five_and_more() | bars()


@expect("pass", "-FG-06")
def forest():
    frame = pd.DataFrame({"term": ["Age", "Stage"], "odds_ratio": [1.2, 2.0], "low": [1.0, 1.4], "high": [1.5, 2.8]})
    base = _chart(frame)
    points = base.mark_point().encode(x="odds_ratio", y="term")
    return points + base.mark_rule().encode(x="low", x2="high", y="term")


@expect("fail", "FG-04")
def percentages_of_a_known_whole():
    shares = pd.DataFrame({"disease": ["a", "b", "c"], "Percent": [45.5, 47.7, 6.8]})
    return _chart(shares).mark_bar().encode(x="disease", y="Percent").properties(title="Diagnoses (N=44)")
