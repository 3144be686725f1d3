"""Points laid beside the session's own frames: drawn from a frame of participants, they are people in every library."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    n = 120
    return pd.DataFrame(
        {
            "participant_id": np.arange(700000004, 700000004 + n),
            "albumin": rng.normal(27, 5, n).round(2),
            "bilirubin": rng.normal(120, 15, n).round(2),
            "pc1": rng.normal(size=n),
            "pc2": rng.normal(size=n),
            "arm": rng.choice(["A", "B"], n),
        }
    )


def _matplotlib(frame):
    _, ax = plt.subplots()
    ax.scatter(frame.albumin, frame.bilirubin)
    return ax.figure


def _seaborn(frame):
    sns = pytest.importorskip("seaborn")
    _, ax = plt.subplots()
    return sns.scatterplot(frame, x="albumin", y="bilirubin", hue="arm", ax=ax).figure


def _plotly(frame):
    px = pytest.importorskip("plotly.express")
    return px.scatter(frame[["albumin", "bilirubin"]], x="albumin", y="bilirubin")


def _altair(frame):
    alt = pytest.importorskip("altair")
    return alt.Chart(frame[["albumin", "bilirubin"]]).mark_point().encode(x="albumin", y="bilirubin")


def _bokeh(frame):
    plotting = pytest.importorskip("bokeh.plotting")
    plot = plotting.figure()
    plot.scatter(frame.albumin, frame.bilirubin)
    return plot


def _found(figure, frame, tmp_path, **declared):
    session = Session(Settings(store=tmp_path, project="RR150"), namespace={"people": frame})
    return {f.rule: (str(f.severity), f.message) for f in session.check(figure, "figure", **declared).findings}


@pytest.mark.parametrize("draw", [_matplotlib, _seaborn, _plotly, _altair, _bokeh])
def test_points_drawn_from_a_frame_of_participants_are_people(draw, people, tmp_path):
    found = _found(draw(people), people, tmp_path)

    assert found["FG-06"][0] in ("review", "fail")
    assert "rows of `people`" in found["FG-06"][1]
    declared = _found(draw(people), people, tmp_path, row_is="gene")
    assert "FG-06" in declared, "a declaration answers a question, it does not outweigh a proof"


def _strip(frame):
    sns = pytest.importorskip("seaborn")
    return sns.stripplot(frame, x="arm", y="albumin", ax=plt.subplots()[1]).figure


def _swarm_that_lies(frame):
    sns = pytest.importorskip("seaborn")
    return sns.swarmplot(frame, y="arm", x="albumin", ax=plt.subplots()[1]).figure


def _jitter(frame):
    _, ax = plt.subplots()
    ax.scatter(np.random.default_rng(1).uniform(-0.1, 0.1, len(frame)), frame.albumin)
    return ax.figure


def _rug(frame):
    sns = pytest.importorskip("seaborn")
    return sns.rugplot(frame.albumin, ax=plt.subplots()[1]).figure


def _plotly_strip(frame):
    return pytest.importorskip("plotly.express").strip(frame[["arm", "albumin"]], x="arm", y="albumin")


def _altair_ticks(frame):
    alt = pytest.importorskip("altair")
    return alt.Chart(frame[["arm", "albumin"]]).mark_tick().encode(y="arm", x="albumin")


def _bokeh_jitter(frame):
    plotting, transform = pytest.importorskip("bokeh.plotting"), pytest.importorskip("bokeh.transform")
    plot = plotting.figure(x_range=["A", "B"])
    plot.scatter(transform.jitter("arm", 0.3, range=plot.x_range), "albumin", source=frame[["arm", "albumin"]])
    return plot


STRIPS = [_strip, _swarm_that_lies, _jitter, _rug, _plotly_strip, _altair_ticks, _bokeh_jitter]


@pytest.mark.parametrize("draw", STRIPS)
def test_marks_along_one_axis_are_people_where_a_frame_holds_their_values(draw, people, tmp_path):
    found = _found(draw(people), people, tmp_path, row_is="gene")

    assert "rows of `people`" in found["FG-06"][1]


@pytest.mark.parametrize("draw", STRIPS)
def test_marks_along_one_axis_of_other_values_are_what_is_said_of_them(draw, people, tmp_path):
    other = people.assign(albumin=np.linspace(1, 9, 120) ** 3)

    assert "FG-06" not in _found(draw(other), people, tmp_path, row_is="gene")


@pytest.mark.parametrize("draw", [_matplotlib, _plotly, _altair, _bokeh])
def test_points_that_no_frame_holds_are_asked_about_once_and_a_keyword_answers(draw, people, tmp_path):
    other = people.assign(albumin=np.linspace(1, 9, 120) ** 2, bilirubin=np.linspace(3, 5, 120) ** 3)
    session = Session(Settings(store=tmp_path, project="RR150"), namespace={"people": people})

    report = session.check(draw(other), "figure")

    assert len([question for question in report.questions if "row_is" in question]) == 1
    assert "FG-06" not in _found(draw(other), people, tmp_path, row_is="gene")


def test_principal_components_of_participants_stay_allowed(people, tmp_path):
    _, ax = plt.subplots()
    ax.scatter(people.pc1, people.pc2)
    ax.set(xlabel="PC1", ylabel="PC2")

    found = _found(ax.figure, people, tmp_path)

    assert "FG-06" not in found
    assert found["FG-07"][0] == "info"


@pytest.mark.parametrize("library", ["matplotlib", "plotly", "altair", "bokeh"])
def test_one_question_what_a_bar_counts_is_answered_by_a_keyword(judge, library):
    values = {"name": ["a", "b"], "size": [12, 3]}
    if library == "matplotlib":
        _, figure = plt.subplots()
        figure.bar(values["name"], values["size"])
        figure.set_ylabel("size")
    elif library == "plotly":
        figure = pytest.importorskip("plotly.express").bar(pd.DataFrame(values), x="name", y="size")
    elif library == "altair":
        figure = pytest.importorskip("altair").Chart(pd.DataFrame(values)).mark_bar().encode(x="name", y="size")
    else:
        figure = pytest.importorskip("bokeh.plotting").figure(x_range=values["name"], y_axis_label="size")
        figure.vbar(x=values["name"], top=values["size"], width=0.8)

    asked = judge(figure)

    assert asked.verdict == "review"
    assert [question for question in asked.questions if "What do the marks" in question] == list(asked.questions)
    assert judge(figure, unit="participants").verdict == "fail"
    assert judge(figure, unit="variants").verdict == "pass"
