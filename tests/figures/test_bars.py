"""FG-01: bars, steps and cells of 1-4 people."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot as plt


@pytest.mark.parametrize(("height", "verdict"), [(0, "pass"), (1, "fail"), (4, "fail"), (5, "pass"), (6, "pass")])
@pytest.mark.parametrize("kind", ["bar", "barh"])
def test_a_bar_of_one_to_four_fails(judge, kind, height, verdict):
    fig, ax = plt.subplots()
    getattr(ax, kind)(["Leigh", "MELAS"], [12, height])
    (ax.set_ylabel if kind == "bar" else ax.set_xlabel)("Number of participants")

    assert judge(fig).verdict == verdict


def test_the_message_names_the_bar_and_the_place(judge):
    fig, ax = plt.subplots()
    ax.bar(["Leigh", "MELAS"], [12, 3])
    ax.set_ylabel("Number of participants")

    finding = next(f for f in judge(fig).findings if f.rule == "FG-01")

    assert "bar 'MELAS' of axes 1" in finding.message
    assert finding.where[0].label == "bar 'MELAS' of axes 1"
    assert finding.places == 1


@pytest.mark.parametrize(
    "label",
    ["Number of participants", "Count", "n", "Frequency", "Patients", "# of cases", "No. of probands", "", "Deaths"],
)
def test_labels_that_count_people_and_no_label_at_all_fail(found, label):
    fig, ax = plt.subplots()
    ax.bar(["a", "b"], [10, 3])
    ax.set_ylabel(label)

    assert ("FG-01", "fail") in found(fig)


@pytest.mark.parametrize(
    "label",
    ["Number of genes", "Variants", "Mean age", "Median number of variants per participant", "Odds ratio", "Score"],
)
def test_labels_that_count_something_else_pass(found, label):
    fig, ax = plt.subplots()
    ax.bar(["a", "b"], [10, 3])
    ax.set_ylabel(label)

    assert not {rule for rule, _ in found(fig)} & {"FG-01", "FG-02"}


def test_an_unclear_label_asks_and_a_declaration_answers(found):
    fig, ax = plt.subplots()
    ax.bar(["a", "b"], [10, 3])
    ax.set_ylabel("Recruited")

    assert ("FG-01", "review") in found(fig)
    assert ("FG-01", "fail") in found(fig, unit="participants")
    assert not found(fig, unit="variants")
    assert not found(fig, genetic=True)


def test_heights_that_are_not_whole_are_no_counts(found):
    fig, ax = plt.subplots()
    ax.bar(["a", "b"], [3, 2.5])

    assert not found(fig)


@pytest.mark.parametrize("histtype", ["bar", "step", "stepfilled", "barstacked"])
@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
def test_histograms_of_every_kind_show_their_small_bins(judge, histtype, orientation):
    fig, ax = plt.subplots()
    counts, *_ = ax.hist([20] * 9 + [30] * 3 + [40] * 5, bins=3, histtype=histtype, orientation=orientation)
    assert counts.tolist() == [9, 3, 5]

    finding = next(f for f in judge(fig).findings if f.rule == "FG-01")

    assert finding.places == 1


def test_stairs_stacks_hexagons_and_heat_maps_are_read(found):
    drawings = [
        lambda ax: ax.stairs([3, 9, 12]),
        lambda ax: ax.bar(["a"], [3], bottom=[20]),
        lambda ax: ax.hexbin([1, 1, 1, 5, 5, 5, 5, 5], [1, 1, 1, 5, 5, 5, 5, 5], gridsize=3, mincnt=1),
        lambda ax: ax.hist2d([1, 1, 1, 5, 5, 5, 5, 5], [1, 1, 1, 5, 5, 5, 5, 5], bins=2),
        lambda ax: ax.imshow([[3, 20], [11, 9]]),
        lambda ax: ax.pcolormesh([[3, 20], [11, 9]]),
    ]
    for draw in drawings:
        fig, ax = plt.subplots()
        draw(ax)
        assert ("FG-01", "fail") in found(fig), draw


def test_a_line_over_an_axis_of_patients_is_a_count(found):
    fig, ax = plt.subplots()
    ax.plot([2019, 2020, 2021], [3, 10, 20])
    ax.set_ylabel("Number of patients")
    assert ("FG-01", "fail") in found(fig)

    fig, ax = plt.subplots()
    ax.plot([2019, 2020, 2021], [3, 10, 20])
    ax.set_ylabel("Dose (mg)")
    assert not found(fig)


def test_a_label_on_twin_axes_counts_for_the_bars_beside_it(found):
    fig, ax = plt.subplots()
    ax.bar(["a", "b"], [10, 3])
    twin = ax.twinx()
    twin.set_ylabel("Cumulative share (%)")
    twin.plot([0, 1], [0.7, 1.0])

    assert ("FG-01", "fail") in found(fig)


def test_hidden_bars_are_not_in_the_picture(found):
    fig, ax = plt.subplots()
    bars = ax.bar(["a", "b"], [10, 3])
    bars[1].set_visible(False)

    assert ("FG-01", "fail") not in found(fig)


def test_axes_arrays_and_containers_mean_their_whole_figure(found):
    fig, axes = plt.subplots(1, 2)
    axes[0].bar(["a"], [3])
    other = axes[1].bar(["a"], [30])

    for thing in (fig, axes, axes[1], list(axes), other):
        assert ("FG-01", "fail") in found(thing)


def test_an_empty_figure_and_non_ascii_labels_are_read(judge):
    assert judge(plt.figure()).verdict == "pass"

    fig, ax = plt.subplots()
    ax.bar(["Ménière", "Sjögren 漢"], [9, 3])
    ax.set_ylabel("Zahl der patients")

    assert "Sjögren 漢" in next(f for f in judge(fig).findings if f.rule == "FG-01").message


def test_reading_does_not_change_the_figure():
    import io

    from gel_airlock_jupyter.readers import matplotlib as reader

    fig, ax = plt.subplots()
    ax.bar_label(ax.bar(["a", "b"], np.array([10, 3])))
    other = plt.figure()
    other.add_subplot().bar_label(other.axes[0].bar(["a", "b"], np.array([10, 3])))

    reader.read(fig, "figure")
    first, second = io.BytesIO(), io.BytesIO()
    fig.savefig(first)
    other.savefig(second)

    assert first.getvalue() == second.getvalue()


def test_a_span_over_axes_from_0_to_1_is_no_bar(judge):
    _, ax = plt.subplots()
    ax.axhspan(0.2, 0.3)

    assert not judge(ax.figure).findings
