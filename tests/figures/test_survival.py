"""FG-05: Kaplan-Meier figures of lifelines, with the data sets it ships."""

from __future__ import annotations

import pytest
from matplotlib import pyplot as plt

from gel_airlock_jupyter.fixing.figures import fix_figure

lifelines = pytest.importorskip("lifelines")


def curves(*, at_risk=False, censors=False):
    from lifelines import KaplanMeierFitter
    from lifelines.datasets import load_waltons
    from lifelines.plotting import add_at_risk_counts

    _, ax = plt.subplots()
    fitters = []
    for name, group in load_waltons().groupby("group"):
        fitter = KaplanMeierFitter().fit(group["T"], group["E"], label=name)
        fitter.plot_survival_function(ax=ax, show_censors=censors)
        fitters.append(fitter)
    if at_risk:
        add_at_risk_counts(*fitters, ax=ax)
    return ax


def tiny(**options):
    from lifelines import KaplanMeierFitter

    return KaplanMeierFitter().fit([5, 9, 11], [1, 1, 0], label="tiny").plot_survival_function(**options)


def test_curves_of_large_arms_pass_with_and_without_censor_ticks(judge):
    assert judge(curves()).verdict == "pass"
    assert not judge(curves(censors=True)).findings


def test_small_numbers_in_the_at_risk_table_fail_and_are_masked_so_that_sums_stay_open(judge, policy):
    ax = curves(at_risk=True)
    assert ("FG-05", "fail") in {(f.rule, str(f.severity)) for f in judge(ax).findings}

    safe, changes = fix_figure(ax, "km", policy)

    assert judge(safe).verdict == "pass"
    assert "at-risk table" in changes[0]
    columns = [label.get_text() for label in safe.axes[1].get_xticklabels()]
    for column in columns:
        for arm in column.strip().split("\n\n"):
            cells = [line.split()[-1] for line in arm.splitlines() if line.split()]
            hidden = sum(cell in ("<5", "*") for cell in cells)
            assert hidden != 1, f"one masked number among {cells} can be worked back"


def test_a_small_arm_warns_and_a_small_cohort_fails(found):
    assert ("FG-05", "fail") in found(tiny())  # its only curve is the cohort
    plt.close("all")
    assert ("FG-05", "warn") in found(tiny(ax=curves()))
    plt.close("all")
    assert ("FG-05", "fail") in found(tiny(), n=3)
    plt.close("all")

    ax = tiny()
    ax.set_title("N=3")
    assert ("FG-05", "fail") in found(ax)


def test_numbers_written_below_curves_are_read_as_at_risk(found):
    ax = curves()
    ax.text(60, -0.3, "3")

    assert ("FG-05", "fail") in found(ax)


def test_one_masked_number_among_rows_that_add_up_is_worked_back(judge, policy):
    ax = curves(at_risk=True)
    safe, _ = fix_figure(ax, "km", policy)
    labels = [label.get_text() for label in safe.axes[1].get_xticklabels()]
    labels[1] = labels[1].replace("*", "127", 1).replace("*", "30")
    safe.axes[1].set_xticks(safe.axes[1].get_xticks(), labels)

    assert "<5" in labels[1]
    assert any("worked back" in f.message for f in judge(safe).findings if f.rule == "FG-05")


def test_cumulative_counts_give_their_steps_back(found):
    fig, ax = plt.subplots()
    ax.step([1, 2, 3], [10, 12, 30])
    ax.set_ylabel("Cumulative number of patients")
    assert ("FG-03", "review") in found(fig)

    fig, ax = plt.subplots()
    ax.step([1, 2, 3], [10, 20, 30])
    ax.set_ylabel("Cumulative number of patients")
    assert not found(fig)


def test_the_size_of_a_small_arm_in_its_name_beside_the_table_is_masked(judge, policy):
    from lifelines import KaplanMeierFitter
    from lifelines.plotting import add_at_risk_counts

    _, ax = plt.subplots()
    small = KaplanMeierFitter(label="B (n=4)").fit([5, 9, 11, 30], [0, 0, 0, 0])
    large = KaplanMeierFitter(label="A (n=60)").fit(range(1, 61), [1] * 60)
    large.plot_survival_function(ax=ax)
    add_at_risk_counts(large, small, ax=ax)
    assert any("name" in finding.message for finding in judge(ax).findings if finding.rule == "FG-05")

    safe, _ = fix_figure(ax, "km", policy)

    words = " ".join(label.get_text() for axes in safe.axes for label in axes.get_xticklabels())
    assert "B (n<5)" in words
    assert "A (n=60)" in words
    assert not any("name" in finding.message for finding in judge(safe).findings)
