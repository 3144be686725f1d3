"""Lines, bars and points of single people drawn anew as groups of at least 5; fits and limits beside them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from figure_state import state
from matplotlib import pyplot as plt

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.fixing.figures import fix_figure
from gel_airlock_jupyter.readers import matplotlib as reader


def visits(people=30, times=6, seed=1):
    rng = np.random.default_rng(seed)
    rows = [
        pd.DataFrame({"who": who, "month": np.arange(times) * 3, "score": rng.normal(50, 9) + rng.normal(0, 2, times)})
        for who in range(people)
    ]
    frame = pd.concat(rows, ignore_index=True)
    return frame.assign(sex=np.where(frame.who % 3 == 0, "F", "M"))


def spaghetti(frame, **options):
    _, ax = plt.subplots()
    for _, one in frame.groupby("who"):
        ax.plot(one.month, one.score, **options)
    ax.set(xlabel="Month", ylabel="Score")
    return ax.figure


def kinds(figure):
    return [part.kind for part in reader.read(figure, "figure").points]


def mended(judge, policy, figure, **declared):
    before = state(figure)
    assert judge(figure, **declared).verdict != "pass"
    safe, changes = fix_figure(figure, "figure", policy, declared)
    assert state(figure) == before
    assert judge(safe, **declared).verdict == "pass", judge(safe).findings
    return safe, changes


def test_a_line_a_person_becomes_a_median_with_quartiles(judge, policy):
    frame = visits()

    safe, changes = mended(judge, policy, spaghetti(frame))

    assert sorted(kinds(safe)) == ["area", "line"]
    middle = safe.axes[0].lines[0].get_xydata()
    expected = frame.groupby("month").score.median()
    assert middle == pytest.approx(np.column_stack([expected.index, expected]))
    assert "30 lines of axes 1 drawn as 1 band" in changes[0]


def test_colours_that_are_groups_keep_a_band_each(judge, policy):
    sns = pytest.importorskip("seaborn")
    ax = sns.lineplot(visits(), x="month", y="score", hue="sex", units="who", estimator=None, ax=plt.subplots()[1])

    safe, _ = mended(judge, policy, ax.figure)

    assert kinds(safe).count("area") == 2
    assert [text.get_text() for text in safe.axes[0].get_legend().get_texts()] == ["F", "M"]


def test_a_group_of_few_lines_is_left_out_and_said(judge, policy):
    frame = visits(14)
    _, ax = plt.subplots()
    for who, one in frame.groupby("who"):
        ax.plot(one.month, one.score, color="red" if who < 3 else "blue")

    safe, changes = mended(judge, policy, ax.figure)

    assert kinds(safe).count("area") == 1
    assert any("by hand (FG-06): 3 lines of axes 1 left out" in change for change in changes)


def test_lines_named_one_by_one_lose_their_legend(judge, policy):
    frame = visits(12)
    _, ax = plt.subplots()
    for who, one in frame.groupby("who"):
        ax.plot(one.month, one.score, label=f"patient {who + 1}")
    ax.legend()

    safe, _ = mended(judge, policy, ax.figure)

    assert safe.axes[0].get_legend() is None


def test_lines_drawn_as_one_collection_are_lines_too(judge, policy):
    from matplotlib.collections import LineCollection

    lines = [one[["month", "score"]].to_numpy() for _, one in visits().groupby("who")]
    _, ax = plt.subplots()
    ax.add_collection(LineCollection(lines, colors=["red"] * 18 + ["blue"] * 12))
    ax.set(xlabel="Month", ylabel="Score")
    ax.autoscale()

    safe, _ = mended(judge, policy, ax.figure)

    assert sorted(kinds(safe)) == ["area", "area", "line", "line"]


@pytest.mark.parametrize("draw", ["boxenplot", "violinplot"])
def test_points_beside_shapes_that_sum_them_up_go(judge, policy, draw):
    sns = pytest.importorskip("seaborn")
    frame = visits()
    ax = getattr(sns, draw)(frame, x="sex", y="score", ax=plt.subplots()[1])
    if draw == "violinplot":
        sns.stripplot(frame, x="sex", y="score", ax=ax)

    safe, changes = mended(judge, policy, ax.figure)

    assert any("removed beside the shapes" in change for change in changes)
    assert not [part for part in reader.read(safe, "figure").points if part.kind in ("points", "box") and part.count]


def test_lines_that_nowhere_meet_stay_and_are_named(policy):
    _, ax = plt.subplots()
    for start in range(12):
        ax.plot([start, start + 0.5], [1, 2])
    ax.set(xlabel="Year", ylabel="Weight")

    fixed = airlock.fix(ax.figure)

    assert fixed.report.verdict == "review"
    assert any("FG-06" in change and "axes 1" in change for change in fixed.changes)


@pytest.mark.parametrize("sideways", [False, True])
def test_a_waterfall_becomes_a_histogram_along_its_axis(judge, policy, sideways):
    values = np.sort(np.random.default_rng(4).normal(-10, 30, 40))[::-1]
    _, ax = plt.subplots()
    (ax.barh if sideways else ax.bar)(range(40), values)
    (ax.axvline if sideways else ax.axhline)(-30)
    ax.set(
        **{"xlabel": "Change (%)", "ylabel": "Patients"} if sideways else {"ylabel": "Change (%)", "xlabel": "Patients"}
    )

    safe, changes = mended(judge, policy, ax.figure)

    marks = reader.read(safe, "figure").marks
    assert sum(mark.value for mark in marks) == 40
    assert min(mark.value for mark in marks) >= 5
    assert (safe.axes[0].get_ylabel() if sideways else safe.axes[0].get_xlabel()) == "Number of participants"
    assert (safe.axes[0].get_xlabel() if sideways else safe.axes[0].get_ylabel()) == "Change (%)"
    assert len(safe.axes[0].lines) == 1
    assert "histogram" in changes[0]


def test_a_swimmer_plot_becomes_a_histogram_of_whole_durations(judge, policy):
    rng = np.random.default_rng(4)
    names = [f"Patient {i}" for i in range(24)]
    first, second = rng.uniform(1, 20, 24), rng.uniform(1, 9, 24)
    _, ax = plt.subplots()
    ax.barh(names, first, label="A")
    ax.barh(names, second, left=first, label="B")
    ax.plot(first[:8], range(8), "k^")
    ax.text(2, 3, "PD")
    ax.set_xlabel("Months on treatment")
    ax.legend()

    safe, _ = mended(judge, policy, ax.figure)

    view = reader.read(safe, "figure")
    assert sum(mark.value for mark in view.marks) == 24
    assert not view.points
    assert not any("Patient" in text.text or text.text in ("PD", "A") for text in view.texts)


def test_nine_people_are_too_few_for_a_histogram(policy):
    _, ax = plt.subplots()
    ax.barh([f"Patient {i}" for i in range(9)], np.linspace(1, 9, 9) ** 1.3)

    fixed = airlock.fix(ax.figure)

    assert fixed.report.verdict == "review"
    assert any(change.startswith("left for review: FG-06") for change in fixed.changes)


@pytest.fixture
def people():
    rng = np.random.default_rng(5)
    bmi = rng.normal(27, 4, 400).round(1)
    return pd.DataFrame({"bmi": bmi, "albumin": bmi * 0.4 + rng.normal(20, 3, 400).round(1)})


@pytest.mark.parametrize("options", [{}, {"order": 2}, {"truncate": False}])
def test_a_fitted_line_stays_between_percentiles_of_its_points(judge, policy, people, options):
    sns = pytest.importorskip("seaborn")
    figure = sns.regplot(people, x="bmi", y="albumin", ax=plt.subplots()[1], n_boot=20, **options).figure

    safe, changes = mended(judge, policy, figure)

    line = safe.axes[0].lines[0].get_xdata()
    assert (line.min(), line.max()) == pytest.approx(tuple(np.percentile(people.bmi, (5, 95))))
    assert any("2 fitted lines and bands" in change for change in changes)


def test_a_smooth_line_has_no_corner_at_a_person(judge, policy, people):
    ordered = people.sort_values("bmi")
    _, ax = plt.subplots()
    ax.scatter(people.bmi, people.albumin)
    ax.plot(ordered.bmi, ordered.albumin.rolling(61, center=True, min_periods=20).mean())
    ax.set(xlabel="BMI", ylabel="Albumin")

    safe, _ = mended(judge, policy, ax.figure)

    corners = safe.axes[0].lines[0].get_xdata()
    assert len(corners) == 50
    assert len(set(corners) & set(people.bmi)) <= 2


def test_fits_of_few_points_and_lines_that_join_them_go(judge, policy, people):
    sns = pytest.importorskip("seaborn")
    arm = np.where(np.arange(400) < 390, "A", "B")
    grid = sns.lmplot(people.assign(arm=arm), x="bmi", y="albumin", hue="arm", n_boot=20)
    safe, changes = mended(judge, policy, grid.figure)
    assert len(safe.axes[0].lines) == 1
    assert any("2 lines and bands of axes 1 removed" in change for change in changes)

    _, ax = plt.subplots()
    ax.scatter(people.bmi, people.albumin)
    ax.plot(people.bmi, people.albumin)
    safe, _ = mended(judge, policy, ax.figure)
    assert not safe.axes[0].lines


def test_residuals_are_binned_and_keep_their_zero(judge, policy, people):
    sns = pytest.importorskip("seaborn")
    figure = sns.residplot(people, x="bmi", y="albumin", ax=plt.subplots()[1]).figure

    safe, _ = mended(judge, policy, figure)

    assert kinds(safe) == ["reference line", "hexagons"]


SINGLE = {
    "scatter": lambda ax, x, y: ax.scatter(x, y),
    "fliers": lambda ax, x, y: ax.boxplot(np.concatenate([y, [99.37]])),
    "ecdf": lambda ax, x, y: ax.step(np.sort(x), np.arange(1, len(x) + 1) / len(x)),
    "rug": lambda ax, x, y: (ax.plot([10, 40], [0, 1]), ax.eventplot([x], lineoffsets=0.3, linelengths=0.1)),
    "ticks": lambda ax, x, y: (ax.scatter(x, y), ax.set_xticks(np.sort(x)[::40])),
    "by hand": lambda ax, x, y: (ax.scatter(x, y), ax.set_xlim(x.min(), x.max()), ax.set_ylim(0, 60)),
    "upside down": lambda ax, x, y: (ax.scatter(x, y), ax.invert_yaxis()),
}


@pytest.mark.parametrize("draw", SINGLE.values(), ids=SINGLE)
def test_limits_and_ticks_do_not_tell_the_extreme_people(policy, people, draw):
    from gel_airlock_jupyter.fixing.round_numbers import are_round

    _, ax = plt.subplots()
    draw(ax, people.bmi.to_numpy() + 0.037, people.albumin.to_numpy() + 0.037)
    ax.set(xlabel="BMI", ylabel="Albumin")
    flipped = ax.yaxis_inverted()

    safe, _ = fix_figure(ax.figure, "figure", policy)

    axes = safe.axes[0]
    for low, high in (sorted(axes.get_xlim()), sorted(axes.get_ylim())):
        assert are_round((low, high), high - low)
    assert are_round(axes.get_xticks(), np.ptp(axes.get_xlim()))
    assert axes.yaxis_inverted() == flipped


def test_limits_of_dates_and_logarithms_are_round_too(policy, people):
    dates = pd.date_range("2012-03-07", "2021-09-02", periods=400)
    fig, (left, right) = plt.subplots(1, 2)
    left.scatter(dates, people.albumin)
    right.scatter(10 ** (people.albumin / 9), people.bmi)
    right.set_xscale("log")
    right.set(xlabel="CRP", ylabel="BMI")

    safe, _ = fix_figure(fig, "figure", policy)

    from matplotlib.dates import num2date

    assert {(day.month, day.day) for day in map(num2date, safe.axes[0].get_xlim())} == {(1, 1)}
    exponents = np.log10(safe.axes[1].get_xlim())
    assert exponents == pytest.approx(np.round(exponents))
    shown = safe.axes[1].collections[0].get_offsets()[:, 0]  # exponents too
    assert exponents[0] <= shown.min() <= shown.max() <= exponents[1]


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_no_step_of_a_cumulative_curve_stays_at_one_persons_value(judge, policy, people, scale):
    values = np.sort(people.bmi) + 0.037
    _, ax = plt.subplots()
    ax.step(values, np.arange(1, len(values) + 1) / len(values))
    ax.set(xlabel="BMI", ylabel="Share", xscale=scale)

    safe, _ = mended(judge, policy, ax.figure)

    shown = safe.axes[0].lines[0].get_xdata()
    assert len(shown) == 9
    assert not np.isin(shown, values).any()
    assert list(shown) == sorted(shown)


def test_hexagons_are_laid_over_round_numbers(policy, people):
    offsets = []
    for shift in (0.0, 0.037):
        _, ax = plt.subplots()
        ax.scatter(people.bmi + shift, people.albumin)
        ax.set(xlabel="BMI", ylabel="Albumin")
        safe, _ = fix_figure(ax.figure, "figure", policy)
        offsets.append({tuple(np.round(place, 6)) for place in safe.axes[0].collections[0].get_offsets()})

    assert offsets[0] & offsets[1], "the grid would move with the extreme person"


CUMULATIVE = np.cumsum([3, 2, 8, 1, 1, 9, 0, 4, 6, 7, 2, 1])


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: ax.plot(range(12), CUMULATIVE),
        lambda ax: ax.bar_label(ax.bar(range(12), CUMULATIVE, width=1)),
        lambda ax: ax.barh(range(12), CUMULATIVE, height=1),
        lambda ax: ax.stairs(CUMULATIVE),
        lambda ax: ax.hist(np.repeat(np.arange(12), np.diff(CUMULATIVE, prepend=0)), bins=12, cumulative=True),
        lambda ax: ax.hist(
            np.repeat(np.arange(12), np.diff(CUMULATIVE, prepend=0)), 12, cumulative=True, histtype="step"
        ),
    ],
)
def test_cumulative_counts_rise_by_five_or_more(judge, policy, draw):
    _, ax = plt.subplots()
    draw(ax)
    lying = len(ax.patches) == 12 and ax.patches[0].get_height() == 1
    ax.set(
        **{"xlabel" if lying else "ylabel": "Cumulative number of patients", "ylabel" if lying else "xlabel": "Year"}
    )

    safe, changes = mended(judge, policy, ax.figure)

    view = reader.read(safe, "figure")
    counts = [mark.value for mark in view.marks] or list(view.points[0].y)
    assert counts[-1] == CUMULATIVE[-1]
    assert all(rise == 0 or rise >= 5 for rise in np.diff([0, *counts]))
    assert any("cumulative count" in change for change in changes)
