"""FG-06, FG-07, FG-09, FG-10: one mark per person, hidden marks, parts that cannot be read."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot as plt

from gel_airlock_jupyter.fixing.figures import fix_figure


def scatter(x_label, y_label, size=120):
    rng = np.random.default_rng(5)
    fig, ax = plt.subplots()
    ax.scatter(rng.normal(60, 9, size), rng.normal(0, 1, size))
    ax.set(xlabel=x_label, ylabel=y_label)
    return fig


@pytest.mark.parametrize(
    ("x_label", "y_label", "expected"),
    [
        ("BMI", "Systolic pressure", {("FG-06", "review")}),
        ("", "", {("FG-06", "review")}),
        ("Age", "Weight", {("FG-06", "fail")}),
        ("Date of diagnosis", "Weight", {("FG-06", "fail")}),
        ("PC1 (12%)", "PC2", {("FG-07", "info")}),
        ("UMAP 1", "UMAP 2", {("FG-07", "info")}),
        ("Chromosome", r"$-\log_{10}(p)$", {("FG-07", "info")}),
        ("log2 fold change", "-log10(p)", {("FG-07", "info")}),
        ("Centre", "Mean arterial pressure", {("FG-06", "review")}),
    ],
)
def test_what_a_point_may_be_is_read_from_the_axes(found, x_label, y_label, expected):
    assert found(scatter(x_label, y_label)) == expected


def test_a_declaration_says_what_a_point_is(found):
    fig = scatter("BMI", "Pressure")

    assert not found(fig, row_is="gene")
    assert not found(fig, unit="variants")
    assert ("FG-06", "review") in found(fig, row_is="participant")
    assert ("FG-06", "review") in found(scatter("Mean depth", "Score"), row_is="participant")


def test_dates_on_an_axis_are_seen_without_a_label(found):
    import datetime as dt

    fig, ax = plt.subplots()
    start = dt.date(2020, 1, 1)
    ax.plot([start + dt.timedelta(days=3 * i) for i in range(30)], range(30), "o")
    ax.set_ylabel("Weight")

    assert ("FG-06", "fail") in found(fig)


def test_fliers_whiskers_rugs_and_single_lines(found):
    fig, ax = plt.subplots()
    ax.boxplot([[*range(20), 90, 95]])
    assert {("FG-06", "review"), ("FG-06", "warn")} <= found(fig)

    fig, ax = plt.subplots()
    ax.boxplot([list(range(20))], showfliers=False, whis=(5, 95))
    assert found(fig) == {("FG-06", "warn")}

    fig, ax = plt.subplots()
    for shift in range(12):
        ax.plot(np.arange(8), np.arange(8) + shift)
    assert ("FG-06", "review") in found(fig)


def test_estimates_with_error_bars_are_no_people(found):
    fig, ax = plt.subplots()
    ax.errorbar(np.arange(12), np.arange(12), yerr=0.5, fmt="o")

    assert not found(fig)


def test_points_become_hexagons_and_fliers_go(judge, policy):
    fig = scatter("BMI", "Pressure", 2000)
    safe, changes = fix_figure(fig, "figure", policy)
    assert judge(safe).verdict == "pass"
    assert "hexagons" in changes[0]
    assert len(fig.axes[0].collections[0].get_offsets()) == 2000

    fig, ax = plt.subplots()
    ax.boxplot([[*range(20), 90, 95]])
    safe, _ = fix_figure(fig, "figure", policy)
    assert judge(safe).verdict == "pass"


def test_points_by_category_become_boxes(judge, policy):
    rng = np.random.default_rng(2)
    fig, ax = plt.subplots()
    ax.scatter(["F"] * 60 + ["M"] * 60 + ["X"] * 3, rng.normal(60, 9, 123))
    ax.set_ylabel("Age")
    assert judge(fig).verdict == "fail"

    safe, changes = fix_figure(fig, "figure", policy)

    assert judge(safe).verdict == "pass"
    assert "boxes of quantiles" in changes[0]


def test_quartiles_of_thirteen_people_are_nobodys_own(judge, policy):
    values = np.random.default_rng(2).normal(60, 9, 26)
    fig, ax = plt.subplots()
    ax.scatter(["F"] * 13 + ["M"] * 13, values)
    ax.set_ylabel("Age")

    safe, _ = fix_figure(fig, "figure", policy)

    shown = np.concatenate([line.get_ydata() for line in safe.axes[0].lines])
    assert len(shown)
    assert not np.isin(shown, values).any()


def test_marks_that_cannot_be_seen_are_noted(found):
    fig = scatter("PC1", "PC2")
    fig.axes[0].set_xlim(55, 65)

    assert ("FG-09", "info") in found(fig)


def test_what_cannot_be_read_needs_a_person(found):
    fig, ax = plt.subplots()
    ax.imshow(np.zeros((4, 4, 3)))
    assert found(fig) == {("FG-10", "review")}

    assert ("FG-10", "review") in found(plt.figure().add_subplot(projection="3d").figure)


@pytest.mark.parametrize("draw", ["scatter", "plot", "bar_like"])
def test_a_hundred_thousand_marks_are_read_whole(draw):
    from matplotlib.container import BarContainer
    from matplotlib.patches import Rectangle

    from gel_airlock_jupyter.readers import matplotlib as reader

    many = 100_000
    fig, ax = plt.subplots()
    if draw == "bar_like":
        patches = [Rectangle((i, 0), 0.8, i) for i in range(many)]
        for patch in patches:
            patch.axes = ax
            patch.set_figure(fig)
            patch.set_transform(ax.transData)
        ax._children += patches
        ax.add_container(BarContainer(patches))
    else:
        getattr(ax, draw)(np.arange(many), np.arange(many))

    view = reader.read(fig, "figure")

    assert len(view.marks) + sum(points.count for points in view.points) == many
