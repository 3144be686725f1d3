"""Bars of 3-D plots are judged as bars; what else is drawn in space needs a look."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot as plt

PLACES = [0, 1, 0, 1], [0, 0, 1, 1]


def in_space(*heights, label="Patients"):
    fig = plt.figure()
    ax = fig.add_subplot(projection="3d")
    ax.bar3d(*PLACES, [0] * 4, 0.5, 0.5, heights)
    ax.set_zlabel(label)
    return fig, ax


def flat(*heights):
    fig = plt.figure()
    ax = fig.add_subplot(projection="3d")
    ax.bar(range(len(heights)), heights, zs=1, zdir="y")
    ax.set_zlabel("Number of participants")
    return fig


@pytest.mark.parametrize(
    ("heights", "label", "expected"),
    [
        ((12, 4, 40, 8), "Patients", "fail"),
        ((12, 5, 40, 8), "Patients", "pass"),
        ((12, 0, 40, 8), "Patients", "pass"),
        ((2, 3, 40, 8), "Number of variants", "pass"),
        ((2, 3, 40, 8), "Zahl der Teilnehmenden", "fail"),
    ],
)
def test_heights_of_boxes_are_judged_by_the_label_of_the_third_axis(judge, heights, label, expected):
    report = judge(in_space(*heights, label=label)[0])

    assert str(report.verdict) == expected
    assert {finding.rule for finding in report.findings} <= {"FG-01"}


def test_the_bar_is_named_by_its_categories(judge):
    fig, ax = in_space(12, 3, 40, 8)
    ax.set_xticks([0.25, 1.25], ["Leigh", "MELAS"])
    ax.set_yticks([0.25, 1.25], ["North", "South"])

    finding = next(f for f in judge(fig).findings if f.rule == "FG-01")

    assert "MELAS, North" in finding.message


def test_flat_bars_in_space_are_bars(found):
    assert ("FG-01", "fail") in found(flat(5, 9, 2, 11))
    assert not found(flat(5, 9, 12, 11))


def test_other_shapes_in_space_need_a_look(found):
    fig, ax = in_space(12, 5, 40, 8)
    ax.plot_surface(*np.meshgrid([0, 1, 2], [0, 1, 2]), np.ones((3, 3)))

    assert ("FG-10", "review") in found(fig)


def test_texts_of_the_third_axis_are_read(found):
    fig, ax = in_space(12, 5, 40, 8)
    ax.set_zticks([10], ["LP1000999-DNA_A01"])

    assert ("FG-08", "fail") in found(fig)
