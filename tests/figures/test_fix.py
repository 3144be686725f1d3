"""The masked copy of a figure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt

from gel_airlock_jupyter import engine
from gel_airlock_jupyter.errors import InputError
from gel_airlock_jupyter.fixing.figures import fix_figure
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.readers import matplotlib as reader
from gel_airlock_jupyter.writers.png import from_figure


def values(figure):
    return [mark.value for mark in reader.read(figure, "figure").marks]


def texts(figure, role):
    return [text.text for text in reader.read(figure, "figure").texts if text.role == role]


@pytest.mark.parametrize(("how", "expected"), [("hide", [8, 11, 0]), ("floor", [8, 11, 5])])
def test_the_guides_example_passes_after_the_fix(judge, policy, how, expected):
    fig, ax = plt.subplots()
    ax.bar_label(ax.bar(["Leigh", "MELAS", "LHON"], [8, 11, 3]))
    ax.set_title("N=22")
    before = from_figure(fig)
    assert judge(fig).verdict == "fail"

    safe, changes = fix_figure(fig, "figure", policy, bars=how)

    assert judge(safe).verdict == "pass"
    assert values(safe) == expected
    assert texts(safe, "title") == ["N=20-24"]
    assert texts(safe, "bar label") == ["8", "11", "<5"]
    assert any("LHON" in change for change in changes)
    assert values(fig) == [8, 11, 3]
    assert from_figure(fig) == before


def test_a_total_gives_a_masked_bar_back(found):
    fig, ax = plt.subplots()
    ax.bar_label(ax.bar(["a", "b", "c"], [8, 11, 0]), labels=["8", "11", "<5"])
    ax.set_title("22 patients")
    assert ("FG-03", "fail") in found(fig)

    ax.set_title("20-24 patients")
    assert not found(fig)


def test_two_masked_bars_hold_where_more_than_one_split_is_left(found):
    fig, ax = plt.subplots()
    ax.bar_label(ax.bar(["a", "b", "c"], [8, 0, 0]), labels=["8", "<5", "<5"])
    ax.set_title("N=13")
    assert ("FG-03", "fail") not in found(fig)

    ax.set_title("N=10")
    assert ("FG-03", "fail") in found(fig)


def test_the_gap_in_a_stack_is_closed(policy):
    fig, ax = plt.subplots()
    ax.bar(["a"], [8])
    ax.bar(["a"], [3], bottom=[8])
    ax.bar(["a"], [9], bottom=[11])
    ax.set_ylabel("participants")

    safe, _ = fix_figure(fig, "figure", policy)

    feet = [patch.get_y() for patch in safe.axes[0].patches]
    assert feet == [0, 8, 8]


def test_a_mask_on_a_stack_belongs_to_the_bar_that_is_gone(judge, policy):
    fig, ax = plt.subplots()
    ax.bar(["I", "II", "III"], [10, 8, 7], label="female")
    ax.bar(["I", "II", "III"], [6, 2, 7], bottom=[10, 8, 7], label="male")
    ax.set(ylabel="Participants", title="Stage by sex (N=40)")

    safe, _ = fix_figure(fig, "figure", policy)

    assert texts(safe, "title") == ["Stage by sex (N=35-44)"]
    safe.axes[0].set_title("Stage by sex (N=40)")
    assert judge(safe).verdict == "fail"


@pytest.mark.parametrize("labels", [["10 (50%)", "2 (10%)", "8 (40%)"], ["50%", "10%", "40%"]])
def test_percentages_beside_the_other_bars_do_not_give_a_masked_one_back(judge, policy, labels):
    fig, ax = plt.subplots()
    ax.bar_label(ax.bar(["a", "b", "c"], [10, 2, 8]), labels=labels)
    ax.set_ylabel("Participants")

    safe, changes = fix_figure(fig, "figure", policy)

    assert texts(safe, "bar label") == ["10", "<5", "8"]
    assert any("percentage" in change for change in changes)
    for note, label in zip(safe.axes[0].texts, [labels[0], "<5", labels[2]], strict=True):
        note.set_text(label)
    (finding,) = judge(safe).findings
    assert (finding.rule, str(finding.severity)) == ("FG-03", "fail")


def test_percentages_of_many_people_stay_beside_a_masked_bar(policy):
    fig, ax = plt.subplots()
    ax.bar_label(ax.bar(["a", "b", "c", "d"], [1000, 2, 803, 600]), labels=["42%", "<1%", "33%", "25%"])
    ax.set_ylabel("Participants")

    safe, _ = fix_figure(fig, "figure", policy)

    assert texts(safe, "bar label") == ["42%", "<1%", "33%", "25%"]


def test_error_bars_and_stored_values_of_a_masked_bar_go_too(policy):
    fig, ax = plt.subplots()
    ax.bar(["a", "b"], [12, 3], yerr=[1, 1], capsize=3)

    safe, _ = fix_figure(fig, "figure", policy)

    container = safe.axes[0].containers[-1]
    assert list(container.datavalues) == [12, 0]
    _, caps, stems = container.errorbar.lines
    assert np.isnan(stems[0].get_segments()[1]).all() if len(stems[0].get_segments()) > 1 else True
    assert all(np.isnan(cap.get_ydata()[1]) for cap in caps)


def test_steps_cells_and_areas_are_blanked_and_the_blank_explained(judge, policy):
    drawings = [
        lambda ax: ax.hist([20] * 9 + [30] * 3 + [40] * 5, bins=3, histtype="step"),
        lambda ax: ax.stairs([3, 9, 12]),
        lambda ax: ax.imshow([[3, 20], [11, 9]]),
        lambda ax: ax.hexbin([1, 1, 1, 5, 5, 5, 5, 5], [1, 1, 1, 5, 5, 5, 5, 5], gridsize=3, mincnt=1),
        lambda ax: ax.stackplot([1, 2, 3], [3, 8, 9]) and ax.set_ylabel("Number of patients"),
        lambda ax: ax.plot([1, 2, 3], [3, 8, 9]) and ax.set_ylabel("Number of patients"),
    ]
    for draw in drawings:
        fig, ax = plt.subplots()
        draw(ax)
        assert judge(fig).verdict == "fail", draw

        safe, _ = fix_figure(fig, "figure", policy)

        assert judge(safe).verdict == "pass", draw
        assert "blank: fewer than 5" in texts(safe, "annotation")


def test_functions_in_a_figure_do_not_stop_the_copy(judge, policy):
    fig, ax = plt.subplots()
    unit = "p"
    ax.bar(["a", "b"], [12, 3])
    ax.yaxis.set_major_formatter(lambda value, place: f"{value:.0f} {unit}")

    safe, _ = fix_figure(fig, "figure", policy)

    assert judge(safe).verdict == "pass"
    assert safe is not fig
    assert safe.number not in plt.get_fignums() if hasattr(safe, "number") and safe.number != fig.number else True
    assert len(plt.get_fignums()) == 1


def test_a_figure_that_cannot_be_copied_is_a_clear_error(policy):
    fig, ax = plt.subplots()
    ax.bar(["a", "b"], [12, 3])
    fig.lock = (number for number in range(3))

    with pytest.raises(InputError, match="cannot be copied"):
        fix_figure(fig, "figure", policy)


def test_an_unknown_way_is_named(policy):
    with pytest.raises(InputError, match="shrink"):
        fix_figure(plt.figure(), "figure", policy, bars="shrink")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=8), st.sampled_from(["hide", "floor"]), st.booleans())
def test_a_fixed_bar_chart_always_passes(counts, how, total):
    policy = load("genomics-england")
    fig, ax = plt.subplots()
    ax.bar_label(ax.bar([f"g{i}" for i in range(len(counts))], counts))
    if total:
        ax.set_title(f"N={sum(counts)}")

    safe, _ = fix_figure(fig, "figure", policy, bars=how)
    report = engine.run((reader.read(safe, "figure"),), policy)
    plt.close("all")

    assert report.verdict == "pass", report.findings


def test_the_public_interface_takes_the_way(monkeypatch, tmp_path):
    import gel_airlock_jupyter as airlock

    monkeypatch.setenv("GEL_AIRLOCK_STORE", str(tmp_path))
    fig, ax = plt.subplots()
    ax.bar(["a", "b"], [8, 3])

    assert values(airlock.fix(fig).output) == [8, 0]
    assert values(airlock.fix(fig, bars="floor").output) == [8, 5]
    assert airlock.fix(fig, bars="floor").report.verdict == "pass"
