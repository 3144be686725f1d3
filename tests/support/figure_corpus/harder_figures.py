"""Figures that are easily taken for something else: safe ones that look alarming, and unsafe ones that do not."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from figure_corpus.expected import PLATEKEY, cohort, expect, gwas

WORDS = ["Leigh", "MELAS", "LHON", "MERRF"]


def _axes(y_label="", x_label="", title=""):
    _, ax = plt.subplots()
    ax.set(ylabel=y_label, xlabel=x_label, title=title)
    return ax


@expect("fail", "FG-01")
def age_pyramid():
    ax = _axes("Age band", "Participants")
    ax.barh(["0-39", "40-79", "80+"], [-30, -44, -3])
    ax.barh(["0-39", "40-79", "80+"], [28, 50, 7])
    return ax.figure


@expect("fail", "FG-01")
def stems_without_markers():
    ax = _axes("Number of carriers", "Protein position")
    ax.vlines([12, 80, 210], 0, [9, 3, 14])
    return ax.figure


@expect("pass", "-FG-01", "-FG-06")
def stems_of_mutations():
    ax = _axes("Number of mutations", "Protein position")
    ax.vlines([12, 80, 210], 0, [9, 3, 14])
    ax.scatter([12, 80, 210], [9, 3, 14])
    return ax.figure


@expect("pass", "-FG-01")
def mutational_spectrum():
    ax = _axes("Number of mutations", "Substitution type")
    ax.bar(["C>A", "C>G", "C>T"], [3, 1, 40])
    return ax.figure


@expect("pass", "-FG-06", "-FG-01")
def deciles_of_a_score():
    ax = _axes("Odds ratio", "Decile of polygenic score")
    ax.errorbar(range(1, 11), np.linspace(0.5, 4, 10), yerr=0.2, fmt="o")
    return ax.figure


@expect("pass", "-FG-06")
def frequencies_in_two_studies():
    ax = _axes("AF in gnomAD", "AF in this study")
    ax.scatter(gwas().maf, gwas().maf * 1.01)
    return ax.figure


@expect("pass", "-FG-06")
def locus_zoom():
    ax = _axes("-log10(p)", "Position on chr7 (Mb)")
    ax.scatter(gwas().position / 1e6, -np.log10(gwas().p), c=gwas().maf)
    return ax.figure


@expect("pass", "-FG-06", "-FG-01")
def burden_of_each_sample():
    ax = _axes("TMB (mutations/Mb)", "Sample")
    ax.plot(np.sort(np.random.default_rng(1).exponential(5, 60)), ".")
    return ax.figure


@expect("pass", "-FG-01")
def importances():
    ax = _axes("", "Importance")
    ax.barh(["age", "bmi", "sbp"], [3, 2, 1])
    return ax.figure


@expect("review fail", "FG-06")
def shapley_values():
    ax = _axes("Age", "SHAP value (impact on model output)")
    ax.scatter(np.random.default_rng(1).normal(size=400), np.zeros(400), c=cohort().bmi)
    return ax.figure


@expect("review", "FG-06")
def residuals():
    ax = _axes("Residuals", "Fitted values")
    ax.scatter(cohort().sbp, cohort().bmi - 27)
    return ax.figure


@expect("fail", "FG-05")
def survival_with_numbers_written_below():
    ax = _axes("Survival probability", "Months")
    ax.step([0, 5, 9, 14], [1, 0.92, 0.85, 0.71], where="post")
    for x, number in ((0, 40), (5, 22), (9, 11), (14, 3)):
        ax.text(x, -0.3, str(number))
    return ax.figure


@expect("fail", "FG-02")
def legend_with_numbers_in_brackets():
    ax = _axes("Survival probability", "Months")
    ax.step([0, 5, 9], [1, 0.92, 0.85], where="post", label="Leigh (4)")
    ax.step([0, 5, 9], [1, 0.95, 0.88], where="post", label="MELAS (48)")
    ax.legend()
    return ax.figure


@expect("fail", "FG-02")
def events_of_arm_in_the_legend():
    ax = _axes("Survival probability", "Months")
    ax.step([0, 5, 9], [1, 0.92, 0.85], where="post", label="Treated: 3/48 events")
    ax.legend()
    return ax.figure


@expect("fail", "FG-08")
def identifiers_as_ticks():
    ax = _axes("Tumour mutational burden")
    ax.bar([PLATEKEY, "LP1000999-DNA_B02"], [12.5, 3.1])
    return ax.figure


@expect("fail", "FG-08")
def path_as_title():
    ax = _axes("Depth", "Position", "/genomes/by_date/2020-01-01/SAP-1234-1/sample.bam")
    ax.plot(range(50), np.random.default_rng(1).normal(30, 2, 50))
    return ax.figure


@expect("pass", "-FG-02", "-FG-01")
def p_values_and_panels():
    ax = _axes("Mean BMI", title="Figure 3: stage 2, p = 0.03, I² = 4 %")
    ax.bar(["Stage 1", "Stage 2"], [24.5, 26.1])
    ax.text(0, 1, "3", transform=ax.transAxes)
    return ax.figure


@expect("pass", "-FG-02")
def masked_numbers():
    ax = _axes("Mean BMI", title="Leigh syndrome (n<5), MELAS (n=30)")
    ax.bar(["Leigh\n(n<5)", "MELAS\n(n=30)"], [0, 26.1])
    return ax.figure


@expect("fail", "FG-02")
def percentages_with_counts():
    ax = _axes("Participants (%)")
    bars = ax.bar(["a", "b"], [93.2, 6.8])
    ax.bar_label(bars, ["41 (93.2%)", "3 (6.8%)"])
    return ax.figure


@expect("fail", "FG-01")
def bars_of_two_axes():
    ax = _axes("Deaths", "Year")
    ax.bar([2019, 2020, 2021], [3, 8, 9])
    ax.twinx().plot([2019, 2020, 2021], [0.3, 0.5, 0.6])
    return ax.figure


@expect("fail", "FG-01")
def inset_of_counts():
    ax = _axes("Mean BMI")
    ax.bar(["a", "b"], [24.5, 26.1])
    inset = ax.inset_axes([0.5, 0.5, 0.4, 0.4])
    inset.bar(["a", "b"], [30, 2])
    inset.set_ylabel("Participants")
    return ax.figure


@expect("fail", "FG-01")
def bars_in_one_of_four_panels():
    figure, axes = plt.subplots(2, 2)
    for ax in axes.flat:
        ax.bar(WORDS, [12, 9, 40, 8])
        ax.set_ylabel("Participants")
    axes[1, 1].bar(["Other"], [2])
    return figure


@expect("fail", "FG-06")
def timeline_of_each_patient():
    ax = _axes("Patient", "Date of admission")
    days = pd.date_range("2020-01-01", periods=20, freq="7D")
    ax.scatter(days, range(20))
    return ax.figure


@expect("pass", "-FG-06", "-FG-01")
def meta_analysis():
    ax = _axes("", "Hazard ratio (95% CI)")
    ax.hlines(range(12), np.linspace(0.5, 0.9, 12), np.linspace(1.1, 1.9, 12))
    ax.plot(np.linspace(0.8, 1.4, 12), range(12), "s")
    ax.set_yticks(range(12), [f"Study {i}" for i in range(12)])
    return ax.figure


@expect("pass", "-FG-06")
def smooth_curves_of_many_models():
    ax = _axes("Sensitivity", "1 - specificity")
    for power in np.linspace(0.2, 0.9, 12):
        ax.plot(np.linspace(0, 1, 20), np.linspace(0, 1, 20) ** power)
    return ax.figure


@expect("fail", "FG-01")
def masked_arrays_still_show_small_cells():
    ax = _axes("Grade", "Stage", "Number of patients")
    grid = np.ma.masked_equal([[30, 0, 2], [9, 12, 0]], 0)
    ax.pcolormesh(grid)
    return ax.figure


@expect("fail", "FG-03")
def masked_bars_with_a_caption():
    ax = _axes("Participants")
    ax.bar(["Leigh", "MELAS", "LHON <5"], [8, 11, 0])
    ax.text(0.5, -0.2, "Total: 22 participants", transform=ax.transAxes)
    return ax.figure


@expect("fail", "FG-02")
def counts_in_an_offset_box():
    from matplotlib.offsetbox import AnchoredText

    ax = _axes("Mean BMI")
    ax.bar(["a", "b"], [24.5, 26.1])
    ax.add_artist(AnchoredText("n = 4", loc="upper right"))
    return ax.figure


@expect("fail", "FG-08")
def identifier_in_a_figure_label():
    figure, ax = plt.subplots()
    ax.bar(["a", "b"], [12, 30])
    figure.supxlabel(f"Sample {PLATEKEY}")
    return figure
