"""Bars, histograms, cells, slices and printed counts, drawn with matplotlib itself."""

from __future__ import annotations

import numpy as np
from matplotlib import pyplot as plt

from figure_corpus.expected import cohort, expect

DISEASES = ["Leigh", "MELAS", "LHON", "MERRF"]


def _axes(y_label="Number of participants", x_label="", title=""):
    _, ax = plt.subplots()
    ax.set(ylabel=y_label, xlabel=x_label, title=title)
    return ax


@expect("fail", "FG-01")
def bars():
    ax = _axes()
    ax.bar(DISEASES, [12, 3, 40, 8])
    return ax.figure


@expect("pass", "-FG-01")
def bars_of_five_and_more():
    ax = _axes()
    ax.bar(DISEASES, [12, 5, 40, 0])
    return ax.figure


@expect("fail", "FG-01")
def sideways_bars():
    ax = _axes("", "Patients (n)")
    ax.barh(DISEASES, [12, 1, 40, 8])
    return ax.figure


@expect("fail", "FG-01")
def bars_on_a_log_scale():
    ax = _axes()
    ax.bar(DISEASES, [1200, 2, 400, 80], log=True)
    return ax.figure


@expect("fail", "FG-01")
def grouped_bars():
    ax = _axes("Cases")
    x = np.arange(4)
    ax.bar(x - 0.2, [10, 12, 14, 16], 0.4, label="Female")
    ax.bar(x + 0.2, [11, 9, 2, 8], 0.4, label="Male")
    ax.set_xticks(x, DISEASES)
    ax.legend()
    return ax


@expect("fail", "FG-01")
def stacked_bars():
    ax = _axes()
    ax.bar(DISEASES, [10, 12, 14, 16], label="Female")
    ax.bar(DISEASES, [11, 9, 4, 8], bottom=[10, 12, 14, 16], label="Male")
    ax.legend()
    return ax.figure


@expect("pass", "-FG-01")
def stacked_bars_of_five_and_more():
    ax = _axes()
    ax.bar(DISEASES, [10, 12, 14, 16])
    ax.bar(DISEASES, [11, 9, 6, 8], bottom=[10, 12, 14, 16])
    return ax.figure


@expect("pass", "-FG-01", "-FG-04")
def bars_of_means():
    ax = _axes("Mean number of variants per participant")
    ax.bar(DISEASES, [3, 2, 4, 1], yerr=[0.5, 0.4, 0.6, 0.2])
    return ax.figure


@expect("pass", "-FG-01")
def bars_of_genes():
    ax = _axes("Number of genes", "Genes per panel")
    ax.bar(["1", "2", "3"], [3, 2, 1])
    return ax.figure


@expect("review", "FG-01")
def bars_that_nobody_explains():
    ax = _axes("Intersection size")
    ax.bar(DISEASES, [12, 3, 40, 8])
    return ax.figure


@expect("fail", "FG-01", unit="participants")
def bars_explained_as_people():
    return bars_that_nobody_explains()


@expect("pass", "-FG-01", unit="variants")
def bars_explained_as_variants():
    return bars_that_nobody_explains()


@expect("fail", "FG-01")
def diagnoses_by_year():
    ax = _axes("Number of diagnoses", "Year")
    ax.bar(range(2015, 2020), [8, 2, 9, 14, 30])
    return ax.figure


@expect("fail", "FG-01")
def polar_bars():
    ax = plt.figure().add_subplot(projection="polar")
    ax.bar(np.linspace(0, 6, 5), [9, 3, 12, 8, 7], width=0.8)
    ax.set_title("Participants by month of birth")
    return ax.figure


@expect("fail", "FG-01")
def lollipops():
    ax = _axes()
    ax.stem(range(4), [12, 3, 40, 8])
    ax.set_xticks(range(4), DISEASES)
    return ax.figure


@expect("fail", "FG-01")
def dots_along_a_count_axis():
    ax = _axes("", "Number of participants")
    ax.plot([12, 3, 40, 8], DISEASES, "o")
    return ax.figure


@expect("fail", "FG-01")
def scatter_along_a_count_axis():
    ax = _axes("", "Number of participants")
    ax.scatter([12, 3, 40, 8], DISEASES)
    return ax.figure


@expect("fail", "FG-01")
def line_of_counts_by_year():
    ax = _axes("Number of patients", "Year of recruitment")
    ax.plot(range(2014, 2019), [3, 20, 30, 44, 12], marker="o")
    return ax.figure


@expect("fail", "FG-01")
def stacked_areas():
    ax = _axes("Patients", "Year")
    ax.stackplot(range(5), [[8, 9, 12, 14, 11], [7, 3, 6, 9, 8]], labels=["F", "M"])
    return ax.figure


@expect("fail", "FG-01")
def bubbles_of_counts():
    ax = _axes("", "", "Participants by region")
    spots = ax.scatter([1, 2, 3], [1, 2, 3], c=[40, 3, 12], s=[400, 30, 120])
    ax.figure.colorbar(spots, label="Number of participants")
    return ax.figure


@expect("fail", "FG-01")
def histogram():
    ax = _axes("Frequency", "BMI")
    ax.hist(cohort().bmi, bins=20)
    return ax.figure


@expect("pass", "-FG-01")
def histogram_of_wide_bins():
    ax = _axes("Participants", "BMI")
    ax.hist(cohort().bmi.clip(20, 35), bins=4)
    return ax.figure


@expect("fail", "FG-01")
def step_histogram():
    ax = _axes("Count", "BMI")
    ax.hist(cohort().bmi, bins=20, histtype="step")
    return ax.figure


@expect("fail", "FG-01")
def stacked_histogram():
    ax = _axes("Count", "BMI")
    frame = cohort()
    ax.hist([frame.bmi[frame.sex == s] for s in ("Female", "Male")], bins=15, stacked=True)
    return ax.figure


@expect("fail", "FG-04")
def density_histogram_with_its_number_of_people():
    ax = _axes("Density", "BMI", "BMI of 400 participants")
    ax.hist(cohort().bmi, bins=20, density=True)
    return ax.figure


@expect("pass", "FG-04")
def density_histogram_alone():
    ax = _axes("Density", "BMI")
    ax.hist(cohort().bmi, bins=20, density=True)
    return ax.figure


@expect("fail", "FG-04")
def step_density_histogram_with_its_number_of_people():
    ax = _axes("Probability density", "BMI", "n = 400")
    ax.hist(cohort().bmi, bins=20, density=True, histtype="step")
    return ax.figure


@expect("fail", "FG-04", n=400)
def percent_histogram():
    ax = _axes("Percent of participants", "BMI")
    ax.hist(cohort().bmi, bins=20, weights=np.full(400, 100 / 400))
    return ax.figure


@expect("fail", "FG-04")
def percentages_of_a_known_whole():
    ax = _axes("Participants (%)", "", "Diagnoses (N=44)")
    bars = ax.bar(["a", "b", "c"], [45.5, 47.7, 6.8])
    ax.bar_label(bars, fmt="%.1f%%")
    return ax.figure


@expect("pass", "-FG-04")
def percentages_of_five_and_more():
    ax = _axes("Participants (%)", "", "Diagnoses (N=400)")
    ax.bar(["a", "b", "c"], [45.5, 47.75, 6.75])
    return ax.figure


@expect("fail review", "FG-03")
def cumulative_histogram():
    ax = _axes("Cumulative number of participants", "Age band")
    ax.hist([1] * 8 + [2] * 12 + [3] * 2 + [4] * 9, bins=[0.5, 1.5, 2.5, 3.5, 4.5], cumulative=True)
    return ax.figure


@expect("fail", "FG-04")
def pie_with_its_number_of_people():
    _, ax = plt.subplots()
    ax.pie([60, 37, 3], labels=["a", "b", "c"], autopct="%1.1f%%")
    ax.set_title("Diagnoses of 100 participants")
    return ax.figure


@expect("fail")
def pie_with_counts():
    _, ax = plt.subplots()
    sizes = [60, 37, 3]
    ax.pie(sizes, labels=[f"{name} ({size})" for name, size in zip("abc", sizes, strict=True)])
    return ax.figure


@expect("pass", "-FG-04")
def pie_of_shares():
    _, ax = plt.subplots()
    ax.pie([60, 37, 30], labels=["a", "b", "c"], autopct="%1.1f%%")
    return ax.figure


@expect("fail", "FG-01")
def hexagons():
    ax = _axes("SBP", "BMI")
    spots = ax.hexbin(cohort().bmi, cohort().sbp, gridsize=15, mincnt=1)
    ax.figure.colorbar(spots, label="Participants")
    return ax.figure


@expect("pass", "-FG-01")
def hexagons_of_five_and_more():
    ax = _axes("SBP", "BMI")
    spots = ax.hexbin(cohort().bmi, cohort().sbp, gridsize=8, mincnt=5)
    ax.figure.colorbar(spots, label="Participants (at least 5)")
    return ax.figure


@expect("fail", "FG-01")
def log_hexagons():
    ax = _axes("SBP", "BMI")
    spots = ax.hexbin(cohort().bmi, cohort().sbp, gridsize=15, bins="log", mincnt=1)
    ax.figure.colorbar(spots, label="Count")
    return ax.figure


@expect("fail", "FG-01")
def histogram_in_two_dimensions():
    ax = _axes("SBP", "BMI")
    ax.hist2d(cohort().bmi, cohort().sbp, bins=12)
    return ax.figure


@expect("pass", "-FG-01")
def histogram_in_two_dimensions_of_five_and_more():
    ax = _axes("SBP", "BMI")
    ax.hist2d(cohort().bmi, cohort().sbp, bins=6, cmin=5)
    return ax.figure


@expect("fail", "FG-01", "FG-02")
def annotated_counts():
    ax = _axes("Stage", "Grade", "Participants")
    grid = np.array([[30, 12], [3, 9]])
    ax.imshow(grid)
    for (row, column), value in np.ndenumerate(grid):
        ax.text(column, row, str(value), ha="center")
    return ax.figure


@expect("fail", "FG-03")
def masked_bar_with_a_total():
    ax = _axes(title="Mitochondrial disease (N=22)")
    ax.bar_label(ax.bar(DISEASES[:3], [8, 11, 0]), labels=["8", "11", "<5"])
    return ax.figure


@expect("pass", "-FG-03")
def masked_bar_with_a_range():
    ax = _axes(title="Mitochondrial disease (N=20-24)")
    ax.bar_label(ax.bar(DISEASES[:3], [8, 11, 0]), labels=["8", "11", "<5"])
    return ax.figure


@expect("fail", "FG-02")
def number_in_the_title():
    ax = _axes("Mean BMI", title="Leigh syndrome (n=4)")
    ax.bar(["a", "b"], [24.5, 26.1])
    return ax.figure


@expect("fail", "FG-02")
def number_in_the_legend():
    ax = _axes("Mean BMI", "Year")
    ax.plot([1, 2], [24.5, 26.1], label="Female (n=3)")
    ax.plot([1, 2], [25.5, 26.4], label="Male (n=30)")
    ax.legend()
    return ax.figure


@expect("fail", "FG-02")
def number_under_a_category():
    ax = _axes("Mean BMI")
    ax.bar(["Leigh\n(n=3)", "MELAS\n(n=30)"], [24.5, 26.1])
    return ax.figure


@expect("fail", "FG-02")
def number_in_a_note():
    ax = _axes("Mean BMI")
    ax.bar(["a", "b"], [24.5, 26.1])
    ax.annotate("only 2 patients", (0, 24.5))
    return ax.figure


@expect("fail", "FG-02")
def part_of_a_whole_in_a_forest_plot():
    ax = _axes("", "Odds ratio (95% CI)")
    ax.errorbar([1.2, 0.8], [0, 1], xerr=[0.3, 0.2], fmt="s")
    ax.set_yticks([0, 1], ["Smoking", "Alcohol"])
    ax.text(2, 0, "3/120")
    ax.text(2, 1, "44/120")
    return ax.figure


@expect("fail", "FG-02")
def table_of_counts():
    ax = _axes("")
    ax.axis("off")
    ax.table([["Leigh", "3"], ["MELAS", "30"]], colLabels=["Disease", "Participants"])
    return ax.figure


@expect("fail", "FG-02")
def circles_of_a_diagram():
    ax = _axes("", title="Participants with both")
    for x, number in ((0, 30), (1, 3), (2, 44)):
        ax.add_patch(plt.Circle((x, 0), 0.9, alpha=0.3))
        ax.text(x, 0, str(number))
    ax.set(xlim=(-1, 3), ylim=(-1, 1))
    ax.axis("off")
    return ax.figure
