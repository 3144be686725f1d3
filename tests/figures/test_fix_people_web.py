"""Lines, bars and fits of single people in Plotly, Altair and Bokeh: what is left passes and carries no person."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from figure_state import state

from gel_airlock_jupyter.fixing.figures import fix_figure
from gel_airlock_jupyter.readers.open import views_of

px = pytest.importorskip("plotly.express")
go = pytest.importorskip("plotly.graph_objects")
alt = pytest.importorskip("altair")
plotting = pytest.importorskip("bokeh.plotting")
PEOPLE = 30


def visits(people=PEOPLE):
    rng = np.random.default_rng(1)
    rows = [
        pd.DataFrame(
            {
                "who": f"p{who}",
                "month": np.arange(6) * 3,
                "day": pd.date_range("2020-03-07", periods=6, freq="30D"),
                "visit": [f"Visit {i}" for i in range(6)],
                "score": rng.normal(50, 9, 6).round(3),
                "sex": "FM"[who % 2],
            }
        )
        for who in range(people)
    ]
    return pd.concat(rows, ignore_index=True)


def _px(frame, x="month"):
    return px.line(frame, x=x, y="score", line_group="who", color="sex")


def _go(frame, x="month"):
    return go.Figure(
        [
            go.Scatter(x=one[x], y=one.score, mode="lines", name=who, line_color="grey")
            for who, one in frame.groupby("who")
        ]
    )


def _altair(frame, x="month"):
    return alt.Chart(frame).mark_line().encode(x=x, y="score", detail="who", color="sex")


def _altair_colours(frame, x="month"):
    return alt.Chart(frame).mark_line(point=False).encode(x=x, y="score", color="who:N")


def _bokeh(frame, x="month"):
    plot = plotting.figure(x_axis_label="Month", y_axis_label="Score", **_scale(frame, x))
    for _, one in frame.groupby("who"):
        sex = one.sex.iloc[0]
        plot.line(one[x].to_numpy(), one.score, color={"F": "red", "M": "blue"}[sex], legend_label=sex)
    return plot


def _bokeh_multi(frame, x="month"):
    plot = plotting.figure(x_axis_label="Month", y_axis_label="Score", **_scale(frame, x))
    groups = [one for _, one in frame.groupby("who")]
    plot.multi_line(xs=[one[x].to_list() for one in groups], ys=[one.score.to_list() for one in groups])
    return plot


def _scale(frame, x):
    return (
        {"x_range": frame[x].unique().tolist()} if x == "visit" else {"x_axis_type": "datetime"} if x == "day" else {}
    )


def written(figure):
    if hasattr(figure, "to_json"):
        return figure.to_json()
    from bokeh.embed import file_html

    return file_html(figure)


def mended(judge, policy, figure):
    before = state(figure)
    assert any(finding.rule == "FG-06" for finding in judge(figure).findings)
    safe, changes = fix_figure(figure, "figure", policy)
    report = judge(safe)
    assert report.verdict == "pass", report.findings
    assert state(figure) == before
    assert written(safe)
    return safe, changes


DRAWINGS = [_px, _go, _altair, _altair_colours, _bokeh, _bokeh_multi]


@pytest.mark.parametrize("x", ["month", "day", "visit"])
@pytest.mark.parametrize("draw", DRAWINGS)
def test_lines_become_bands_over_numbers_dates_and_words(judge, policy, draw, x):
    frame = visits()

    safe, changes = mended(judge, policy, draw(frame, x))

    assert any(f"{PEOPLE} lines" in change for change in changes)
    lines = [part for part in views_of(safe, "figure")[0].points if part.kind == "line"]
    assert len(lines) == (2 if draw in (_px, _altair, _bokeh) else 1)
    assert all(part.count == 6 for part in lines)
    people = frame if len(lines) == 1 else frame[frame.sex == "F"]
    middle = people.groupby("month").score.median()
    close = 0.01 if len(lines) == 1 else 5  # of 15 people it is an estimate
    assert any(np.abs(np.array(part.y) - middle).max() < close for part in lines)
    shown = json.dumps(json.loads(written(safe))) if hasattr(safe, "to_json") else written(safe)
    if x == "day" and hasattr(safe, "to_json"):
        assert "2020-03-07" in shown
    if x == "visit":
        assert "Visit 3" in shown


def test_lines_that_nowhere_meet_stay(policy, judge):
    figure = go.Figure([go.Scatter(x=[i, i + 0.5], y=[1, 2], mode="lines") for i in range(12)])

    safe, _ = fix_figure(figure, "figure", policy)

    assert judge(safe).verdict == "review"


def waterfall(people=40):
    change = np.sort(np.random.default_rng(2).normal(-10, 30, people).round(3))[::-1]
    return pd.DataFrame({"patient": [f"Patient {i}" for i in range(people)], "change": change})


def _px_bars(frame, lying):
    return px.bar(frame, x="change", y="patient", orientation="h") if lying else px.bar(frame, x="patient", y="change")


def _altair_bars(frame, lying):
    return alt.Chart(frame).mark_bar().encode(**{"y" if lying else "x": "patient", "x" if lying else "y": "change"})


def _bokeh_bars(frame, lying):
    names = frame.patient.to_list()
    if lying:
        plot = plotting.figure(y_range=names, x_axis_label="change")
        plot.hbar(y=names, right=frame.change, height=0.8)
    else:
        plot = plotting.figure(x_range=names, y_axis_label="change")
        plot.vbar(x=names, top=frame.change, width=0.8)
    return plot


@pytest.mark.parametrize("draw", ["plotly", "bokeh"])
def test_a_curve_over_dates_stays_on_its_axis_without_the_first_and_the_last_day(judge, policy, draw):
    days = np.sort(np.random.default_rng(4).choice(np.arange("2015-01-02", "2021-01-01", dtype="datetime64[D]"), 60))
    share = np.arange(1, 61) / 60
    if draw == "plotly":
        figure = go.Figure(go.Scatter(x=days, y=share, mode="lines", line_shape="hv"))
        figure.update_xaxes(title="Date of diagnosis")
    else:
        figure = plotting.figure(x_axis_type="datetime", x_axis_label="Date of diagnosis")
        figure.step(x=days, y=share)

    safe, _ = fix_figure(figure, "figure", policy)

    assert judge(safe).verdict == "pass"
    shown = safe.data[0].x if draw == "plotly" else np.array(safe.renderers[0].data_source.data["x"]).astype("M8[ms]")
    shown = np.array(shown, dtype="datetime64[D]")
    assert days[0] < shown.min() < shown.max() < days[-1]


@pytest.mark.parametrize("lying", [False, True])
@pytest.mark.parametrize("draw", [_px_bars, _altair_bars, _bokeh_bars])
def test_a_bar_a_person_becomes_a_histogram_along_the_same_axis(judge, policy, draw, lying):
    frame = waterfall()

    safe, changes = mended(judge, policy, draw(frame, lying))

    view = views_of(safe, "figure")[0]
    assert sum(mark.value for mark in view.marks) == 40
    assert min(mark.value for mark in view.marks if mark.value) >= 5
    assert "Patient 7" not in written(safe)
    labels = view.axes[0].x_label, view.axes[0].y_label
    assert labels == (("change", "Number of participants") if lying else ("Number of participants", "change"))
    assert any("histogram" in change for change in changes)


@pytest.mark.parametrize("draw", [_px_bars, _altair_bars, _bokeh_bars])
def test_nine_bars_are_too_few_and_stay(judge, policy, draw):
    safe, _ = fix_figure(draw(waterfall(9), False), "figure", policy)

    assert judge(safe).verdict == "review"


def cloud(people=300):
    rng = np.random.default_rng(3)
    bmi = rng.normal(27, 4, people).round(3)
    return pd.DataFrame({"bmi": bmi, "albumin": (bmi * 0.4 + rng.normal(20, 3, people)).round(3)}).sort_values("bmi")


def _px_fit(frame):
    figure = px.scatter(frame, x="bmi", y="albumin")
    return figure.add_scatter(x=frame.bmi, y=0.4 * frame.bmi + 20, mode="lines")


def _px_fixed(frame):
    return _px_fit(frame).update_xaxes(range=[frame.bmi.min(), frame.bmi.max()], tickvals=frame.bmi[::50].to_list())


def _altair_regression(frame, **options):
    points = alt.Chart(frame).mark_point().encode(x="bmi", y="albumin")
    return points + points.transform_regression("bmi", "albumin", **options).mark_line()


def _altair_loess(frame):
    points = alt.Chart(frame).mark_point().encode(x="bmi", y="albumin")
    return points + points.transform_loess("bmi", "albumin").mark_line()


def _altair_line(frame):
    points = alt.Chart(frame).mark_point().encode(x="bmi", y="albumin")
    return points + alt.Chart(frame.assign(albumin=0.4 * frame.bmi + 20)).mark_line().encode(x="bmi", y="albumin")


def _bokeh_fit(frame):
    plot = plotting.figure(x_axis_label="bmi", y_axis_label="albumin", x_range=(frame.bmi.min(), frame.bmi.max()))
    plot.scatter(frame.bmi, frame.albumin)
    plot.line(frame.bmi, 0.4 * frame.bmi + 20)
    plot.varea(frame.bmi, 0.4 * frame.bmi + 19, 0.4 * frame.bmi + 21, fill_alpha=0.2)
    return plot


FITS = [
    _px_fit,
    _px_fixed,
    _altair_regression,
    lambda frame: _altair_regression(frame, method="quad"),
    lambda frame: _altair_regression(frame, method="poly", order=3),
    _altair_loess,
    _altair_line,
    _bokeh_fit,
]


@pytest.mark.parametrize("draw", FITS)
def test_a_fit_stays_without_the_values_of_the_points_behind_it(judge, policy, draw):
    frame = cloud()

    safe, changes = mended(judge, policy, draw(frame))

    assert any("fitted line" in change for change in changes)
    (line,) = [part for part in views_of(safe, "figure")[0].points if part.kind == "line"]
    ends = tuple(np.percentile(frame.bmi, (5, 95)))
    assert ends[0] - 1e-6 <= min(line.x)
    assert max(line.x) <= ends[1] + 1e-6
    assert np.abs(np.array(line.y) - (0.4 * np.array(line.x) + 20)).max() < 2
    carried = written(safe)
    assert sum(str(value) in carried for value in frame.bmi.iloc[[0, 10, 100, 200, -1]]) == 0


def test_limits_set_at_the_extreme_people_become_round(policy):
    from gel_airlock_jupyter.fixing.round_numbers import are_round

    safe, _ = fix_figure(_px_fixed(cloud()), "figure", policy)
    axis = safe.layout.xaxis
    assert are_round(axis.range, axis.range[1] - axis.range[0])
    assert axis.tickvals is None

    safe, _ = fix_figure(_bokeh_fit(cloud()), "figure", policy)
    assert are_round((safe.x_range.start, safe.x_range.end), safe.x_range.end - safe.x_range.start)


@pytest.mark.parametrize("draw", [_px_fit, _altair_line, _bokeh_fit])
def test_cells_lie_on_round_edges(policy, draw):
    frames = cloud(), cloud()
    frames[1].iloc[-1, 0] += 0.037  # the extreme person
    written_both = [written(fix_figure(draw(frame), "figure", policy)[0]) for frame in frames]

    assert str(frames[1].bmi.max()) not in written_both[1]
    assert str(frames[0].bmi.max()) not in written_both[0]
