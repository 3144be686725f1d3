"""Figures of matplotlib drawn by unusual means, or labelled so that people look like groups; expectations first."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.collections import PatchCollection
from matplotlib.offsetbox import AnnotationBbox, TextArea
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from figure_corpus.expected import PLATEKEY, expect

BLOOD_PRESSURE = "Mean arterial pressure (mmHg)"


def axes(x_label="", y_label="", title=""):
    fig, ax = plt.subplots()
    ax.set(xlabel=x_label, ylabel=y_label, title=title)
    return fig, ax


def of_ages():
    fig, ax = axes("Age (years)", "BMI")
    ax.set(xlim=(0, 100), ylim=(0, 60))
    spots = list(
        zip(np.linspace(18.3, 84.1, 40) + np.sin(range(40)), 26 + 7 * np.cos(np.arange(40) * 1.7), strict=True)
    )
    return fig, ax, spots


def drawn(x, y, x_label, y_label):
    fig, ax = axes(x_label, y_label)
    ax.scatter(x, y, s=8)
    return fig


def measured(size, middle, seed):
    return np.random.default_rng(seed).normal(middle, middle / 8, size)


@expect("fail", "FG-06")
def circles_one_by_one():
    fig, ax, spots = of_ages()
    for spot in spots:
        ax.add_patch(Circle(spot, 0.5))
    return fig


@expect("fail", "FG-06")
def a_collection_of_circles():
    fig, ax, spots = of_ages()
    ax.add_collection(PatchCollection([Circle(spot, 0.5) for spot in spots]))
    return fig


@expect("fail", "FG-06")
def squares_one_by_one():
    fig, ax, spots = of_ages()
    for x, y in spots:
        ax.add_patch(Rectangle((x, y), 0.8, 0.8))
    return fig


@expect("fail", "FG-06")
def letters_as_marks():
    fig, ax, spots = of_ages()
    for number, (x, y) in enumerate(spots, 1):
        ax.text(x, y, str(number))
    return fig


@expect("fail", "FG-06")
def boxes_as_marks():
    fig, ax, spots = of_ages()
    for spot in spots:
        ax.add_artist(AnnotationBbox(TextArea("o"), spot, frameon=False))
    return fig


@expect("fail", "FG-06")
def error_bars_of_each_person():
    fig, ax, spots = of_ages()
    ax.errorbar(*np.transpose(spots), yerr=1, fmt="o")
    return fig


@expect("pass", "-FG-06")
def error_bars_of_estimates():
    fig, ax = axes("Odds ratio (95% CI)")
    ax.errorbar(measured(14, 1.2, 3), range(14), xerr=0.2, fmt="s")
    return fig


@expect("fail", "FG-01")
def stems_on_their_side():
    fig, ax = axes("Number of patients")
    ax.hlines([1, 2, 3, 4], 0, [20, 14, 3, 0])
    return fig


@expect("fail", "FG-01")
def rounded_bars():
    fig, ax = axes("", "Number of patients")
    for place, size in enumerate((20, 14, 3, 9)):
        ax.add_patch(FancyBboxPatch((place, 0), 0.6, size, boxstyle="round,pad=0.02"))
    ax.set(xlim=(-1, 4), ylim=(0, 22))
    return fig


@expect("review", "FG-06")
def spans_of_treatment_by_person():
    fig, ax = axes("Days since diagnosis")
    for row in range(12):
        ax.broken_barh([(3 + row, 30), (50 + 2 * row, 40)], (row - 0.4, 0.8))
    ax.set_yticks(range(12), [f"P{row + 1:02d}" for row in range(12)])
    return fig


@expect("pass")
def spans_of_a_study():
    fig, ax = axes("Month")
    for row in range(3):
        ax.broken_barh([(3 * row, 5)], (row - 0.4, 0.8))
    ax.set_yticks(range(3), ["Recruitment", "Sequencing", "Analysis"])
    return fig


@expect("fail", "FG-06")
def points_in_space():
    fig = plt.figure()
    ax = fig.add_subplot(projection="3d")
    ax.scatter(measured(50, 60, 1), measured(50, 26, 2), measured(50, 130, 3))
    ax.set(xlabel="Age", ylabel="BMI", zlabel="Pressure")
    return fig


@expect("fail", "FG-06")
def a_mean_that_each_person_has():
    return drawn(measured(30, 55, 1), measured(30, 95, 2), "Age (years)", BLOOD_PRESSURE)


@expect("fail", "FG-06")
def a_total_that_each_person_has():
    return drawn(measured(90, 55, 1), measured(90, 5, 2), "Age (years)", "Total cholesterol (mmol/L)")


@expect("review", "FG-06")
def means_of_two_readings():
    return drawn(measured(50, 70, 1), measured(50, 5, 2), "Mean of two readings (mmHg)", "Difference (mmHg)")


@expect("fail", "FG-06")
def variants_of_each_person_by_age():
    return drawn(measured(90, 55, 1), measured(90, 20, 2).round(), "Age at diagnosis", "Number of somatic variants")


@expect("pass")
def means_by_band_of_age():
    ages = np.arange(22.5, 90, 5)
    return drawn(ages, ages / 2 + 80, "Age (years)", BLOOD_PRESSURE)


@expect("pass")
def means_of_twelve_hospitals():
    return drawn(measured(12, 50, 1), measured(12, 26, 2), "Mean age", "Mean BMI")


@expect("pass")
def means_of_many_genes():
    return drawn(measured(900, 50, 1), measured(900, 1, 2), "Mean of normalised counts", "log2 fold change")


@expect("fail", "FG-06")
def visits_of_each_person():
    fig, ax = axes("Age (years)", "FEV1 (% predicted)")
    for person in range(25):
        ax.plot(measured(6, 40 + person, person), measured(6, 80, person + 50), lw=0.5)
    return fig


@expect("review", "FG-06")
def a_rare_group_named_among_components():
    fig, ax = axes("PC1", "PC2")
    ax.scatter(measured(200, 1, 1), measured(200, 1, 2), label="Controls")
    ax.scatter(measured(3, 1, 3), measured(3, 1, 4), label="Leigh syndrome")
    ax.legend()
    return fig


@expect("pass", "-FG-06")
def dots_of_an_upset_plot():
    fig, ax = axes()
    for column in range(5):
        ax.scatter([column] * 3, range(3), s=60)
    ax.set_yticks(range(3), ["Seizures", "Ataxia", "Myopathy"])
    return fig


@expect("fail", "FG-02")
def a_count_between_the_ticks():
    fig, ax = axes("", "Mean VAF")
    ax.plot([0, 1], [0.1, 0.4])
    ax.set_xticks([0.5], ["n=3"], minor=True)
    return fig


@expect("fail", "FG-02")
def a_tree_map_by_hand():
    fig, ax = axes(title="Participants by disease")
    for start, size, name in ((0, 60, "HCM"), (60, 30, "DCM"), (90, 4, "ARVC")):
        ax.add_patch(Rectangle((start, 0), size, 50))
        ax.text(start + size / 2, 25, f"{name}\n{size}", ha="center")
    ax.set(xlim=(0, 94), ylim=(0, 50))
    ax.axis("off")
    return fig


@expect("fail", "FG-05")
def a_table_below_the_curve():
    fig, ax = axes("", "Overall survival", "Numbers at risk")
    ax.step([0, 12, 24, 36], [1, 0.8, 0.66, 0.5], where="post")
    ax.table([["210", "140", "66"], ["88", "40", "2"]], rowLabels=["A", "B"], colLabels=["0", "12", "24"])
    return fig


@expect("fail", "FG-03")
def a_masked_cell_and_its_total():
    fig, ax = axes("", "Mean score", "Patients by arm")
    ax.plot([0, 1], [2.5, 3.5])
    rows = [["210", "66"], ["88", "<5"], ["298", "69"]]
    ax.table(rows, rowLabels=["A", "B", "All"], colLabels=["0", "24"])
    return fig


@expect("review", "FG-06")
def an_age_in_a_pedigree():
    fig, ax = axes(title="Family")
    ax.add_patch(Circle((0.3, 0.7), 0.05))
    ax.text(0.3, 0.5, "II-1\n45y, DCM")
    ax.axis("off")
    return fig


@expect("fail", "FG-08")
def links_of_points():
    fig, ax = axes("log2 fold change", "-log10 p")
    ax.scatter([0.1, 0.2], [1, 2]).set_urls([f"https://example.org/{PLATEKEY}"] * 2)
    return fig


@expect("fail", "FG-08")
def a_label_kept_from_the_legend():
    fig, ax = axes("", "VAF")
    ax.plot([1, 2], [0.2, 0.4], label=f"_{PLATEKEY}")
    return fig


@expect("fail", "FG-01", "FG-02")
def labels_in_german():
    fig, ax = axes("", "Anzahl Patienten", "Verlauf bei drei Patienten")
    ax.bar(["Männer", "Frauen", "Divers"], [210, 198, 2])
    return fig


@expect("fail", "FG-01")
def labels_in_french():
    fig, ax = axes("", "Nombre d'enfants")
    ax.bar(["Paris", "Lyon"], [88, 4])
    return fig


@expect("fail", "FG-06")
def an_axis_in_german():
    return drawn(measured(60, 55, 1), measured(60, 26, 2), "Alter (Jahre)", "BMI")


@expect("pass")
def a_correlogram():
    fig, ax = axes(title="Autocorrelation")
    ax.plot(range(24), 0.7 ** np.arange(24), "o")
    return fig


@expect("review", "FG-06")
def a_dendrogram_of_patients():
    from scipy.cluster import hierarchy

    fig, ax = axes("", "Distance")
    values = pd.DataFrame({"a": measured(20, 3, 1), "b": measured(20, 5, 2)})
    hierarchy.dendrogram(hierarchy.linkage(values), ax=ax, labels=[f"Patient {i}" for i in range(1, 21)])
    return fig
