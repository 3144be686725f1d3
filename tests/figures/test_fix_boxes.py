"""Whiskers judged and moved by what the session proves about the values behind a box."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from gel_airlock_jupyter.checks.figure_boxes import boxes_of
from gel_airlock_jupyter.readers import matplotlib as reader
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings

ARMS = {"A": 320, "B": 80, "C": 24, "D": 12}  # people: enough for the 5th percentile, the 10th, the quartiles, nothing


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    rng = np.random.default_rng(8)
    arm = np.repeat(list(ARMS), list(ARMS.values()))
    n = len(arm)
    frame = pd.DataFrame(
        {
            "participant_id": np.arange(700000004, 700000004 + n),
            "albumin": rng.standard_t(3, n).round(2) * 5 + 27,
            "bmi": rng.normal(27, 4, n).round(1),
            "arm": arm,
        }
    )
    frame.loc[[3, 400], "albumin"] = np.nan
    return frame


def _boxplot(frame, **options):
    _, ax = plt.subplots()
    ax.boxplot([frame.albumin[frame.arm == arm].dropna() for arm in ARMS], **options)
    return ax.figure


def _seaborn(frame, **options):
    sns = pytest.importorskip("seaborn")
    return sns.boxplot(frame, x="arm", y="albumin", ax=plt.subplots()[1], order=list(ARMS), **options).figure


def _pandas(frame):
    return frame.boxplot(column="albumin", by="arm").figure


def _plotnine(frame):
    p9 = pytest.importorskip("plotnine")
    return (p9.ggplot(frame, p9.aes("arm", "albumin")) + p9.geom_boxplot()).draw()


def _plotnine_flipped(frame):
    p9 = pytest.importorskip("plotnine")
    return (p9.ggplot(frame, p9.aes("arm", "albumin")) + p9.geom_boxplot() + p9.coord_flip()).draw()


DRAWINGS = {
    "boxplot": _boxplot,
    "notched": lambda frame: _boxplot(frame, notch=True),
    "patches": lambda frame: _boxplot(frame, notch=True, patch_artist=True),
    "lying": lambda frame: _boxplot(frame, vert=False),
    "seaborn": _seaborn,
    "seaborn, open": lambda frame: _seaborn(frame, fill=False),
    "pandas": _pandas,
    "plotnine": _plotnine,
    "plotnine, flipped": _plotnine_flipped,
}


def _session(tmp_path, **namespace):
    return Session(Settings(store=tmp_path, project="RR150"), namespace=namespace)


def _boxes(figure):
    return boxes_of(reader.read(figure, "figure"), 0)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
def test_whiskers_move_to_the_percentile_that_enough_people_lie_beyond(draw, people, tmp_path):
    figure = draw(people)
    before = [box.numbers for box in _boxes(figure)]
    session = _session(tmp_path, people=people)
    assert len(before) == len(ARMS)
    assert session.check(figure, "figure").verdict == "review"

    fixed = session.fix(figure, "figure")

    for arm, shares, box in zip(ARMS, ((5, 95), (10, 90), None, None), _boxes(fixed.output), strict=False):
        low, q1, middle, q3, high = box.numbers
        values = people.albumin[people.arm == arm].dropna()
        assert (q1, middle, q3) == pytest.approx(tuple(np.percentile(values, (25, 50, 75))))
        assert (low, high) == (
            pytest.approx(tuple(np.percentile(values, shares)))
            if shares
            else pytest.approx((np.nan, np.nan), nan_ok=True)
        )
    assert fixed.report.verdict == "pass"
    assert not fixed.report.findings
    assert any("5th and 95th percentile of `albumin` by arm" in change for change in fixed.changes)
    assert any("10th and 90th" in change for change in fixed.changes)
    assert "whiskers: 5th and 95th or 10th and 90th percentile" in [
        t.text for t in reader.read(fixed.output, "f").texts
    ]
    assert np.array_equal([box.numbers for box in _boxes(figure)], before, equal_nan=True)


@pytest.mark.parametrize(("whis", "is_held"), [((5, 95), True), ((1, 99), False), ((0, 100), False)])
def test_whiskers_at_percentiles_are_fine_where_a_frame_proves_it(whis, is_held, people, tmp_path):
    some = people[people.arm == "A"]
    _, ax = plt.subplots()
    ax.boxplot(some.albumin.dropna(), whis=whis, showfliers=False)

    for session in (_session(tmp_path, people=people), _session(tmp_path, people=some)):
        assert bool(session.check(ax.figure, "figure").findings) != is_held
    assert _session(tmp_path).check(ax.figure, "figure").findings, "without a frame nothing is proved"


def test_without_a_frame_whiskers_are_removed_and_the_way_is_said(people, tmp_path):
    fixed = _session(tmp_path).fix(_boxplot(people), "figure")

    assert not any(box.has_whiskers for box in _boxes(fixed.output))
    assert len(_boxes(fixed.output)) == len(ARMS)
    assert any("whis=(5, 95)" in change for change in fixed.changes)
    assert fixed.report.verdict == "pass"


def test_a_frame_of_other_values_proves_nothing(people, tmp_path):
    other = people.assign(albumin=np.linspace(0, 60, len(people)) ** 1.1, bmi=np.linspace(1, 9, len(people)) ** 2)

    fixed = _session(tmp_path, other=other).fix(_boxplot(people), "figure")

    assert not any(box.has_whiskers for box in _boxes(fixed.output))


def test_boxes_of_whole_columns_and_rows_of_one_person(people, tmp_path):
    twice = pd.concat([people, people], ignore_index=True)  # two visits of each
    figure = twice[["albumin", "bmi"]].plot.box().figure

    fixed = _session(tmp_path, visits=twice).fix(figure, "figure")

    for column, box in zip(("albumin", "bmi"), _boxes(fixed.output), strict=True):
        ends = np.percentile(twice[column].dropna(), (5, 95))
        assert (box.numbers[0], box.numbers[4]) == pytest.approx(tuple(ends))
    small = people[people.arm == "B"].iloc[:40]
    twice = pd.concat([small, small], ignore_index=True)
    fixed = _session(tmp_path, visits=twice).fix(twice[["bmi"]].plot.box().figure, "figure")
    assert not any("10th and 90th" in change for change in fixed.changes), "40 people, not 80"


def test_boxes_of_fewer_than_five_people_are_found_and_taken_out(people, tmp_path):
    frame = pd.concat([people[people.arm == "A"], people[people.arm == "D"].iloc[:4]])
    figure = _seaborn_of(frame)
    session = _session(tmp_path, people=frame)

    report = session.check(figure, "figure")
    fixed = session.fix(figure, "figure")

    assert [f.message for f in report.findings if str(f.severity) == "fail"] == [
        "1 box in axes 1 show quartiles of fewer than 5 people."
    ]
    assert report.verdict == "fail"
    assert len(_boxes(fixed.output)) == 1
    assert fixed.report.verdict == "pass"


def _seaborn_of(frame):
    sns = pytest.importorskip("seaborn")
    return sns.boxplot(frame, x="arm", y="albumin", ax=plt.subplots()[1]).figure


def test_boxes_by_colour_and_facet_are_proved_by_several_columns(people, tmp_path):
    sns = pytest.importorskip("seaborn")
    rng = np.random.default_rng(2)
    frame = people.assign(sex=rng.choice(list("FM"), len(people)), site=rng.choice(["x", "y"], len(people)))
    grid = sns.catplot(frame[frame.arm.isin(["A", "B"])], x="arm", y="bmi", hue="sex", col="site", kind="box")

    fixed = _session(tmp_path, people=frame).fix(grid, "figure")

    assert fixed.report.verdict == "pass"
    assert any("`bmi` by arm, site, sex" in change for change in fixed.changes)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("whiskers: 5th and 95th percentile", set()),
        ("Whiskers at the 10th and 90th percentiles", set()),
        ("box: quartiles; whiskers: percentiles with at least 5 people beyond", set()),
        ("whiskers: 1st and 99th percentile", {("FG-06", "warn")}),
        ("whiskers: least and greatest value", {("FG-06", "warn")}),
        ("", {("FG-06", "warn")}),
    ],
)
def test_whiskers_that_a_text_puts_at_percentiles_are_no_extremes(found, said, expected):
    objects = pytest.importorskip("plotly.graph_objects")
    box = objects.Box(x=["A"], q1=[5.1], median=[6.2], q3=[7.3], lowerfence=[4.1], upperfence=[8.4])

    assert found(objects.Figure(box, layout={"title": said, "yaxis": {"title": "Weight (kg)"}})) == expected


def test_a_fixed_plotly_box_plot_says_where_its_whiskers_end(tmp_path):
    objects = pytest.importorskip("plotly.graph_objects")
    values = np.random.default_rng(1).normal(70, 9, 200)

    figure = objects.Figure(objects.Box(y=values), layout={"yaxis": {"title": "Weight (kg)"}})
    fixed = _session(tmp_path).fix(figure, "figure")

    assert not fixed.report.findings
    assert any("percentiles" in note.text for note in fixed.output.layout.annotations)
