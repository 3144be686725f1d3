"""Marks of single people, survival curves, genetics and what a figure carries, drawn with matplotlib itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from figure_corpus.expected import PARTICIPANT, PLATEKEY, cohort, expect, gwas


def _axes(y_label="", x_label="", title=""):
    _, ax = plt.subplots()
    ax.set(ylabel=y_label, xlabel=x_label, title=title)
    return ax


@expect("review", "FG-06")
def scatter():
    ax = _axes("Systolic blood pressure", "BMI")
    ax.scatter(cohort().bmi, cohort().sbp)
    return ax.figure


@expect("fail", "FG-06")
def scatter_of_ages():
    ax = _axes("BMI", "Age (years)")
    ax.scatter(cohort().age, cohort().bmi)
    return ax.figure


@expect("fail", "FG-06")
def scatter_of_dates():
    ax = _axes("BMI", "Date of diagnosis")
    ax.plot(pd.date_range("2015-01-01", periods=60, freq="9D"), cohort().bmi[:60], "o")
    return ax.figure


@expect("fail", "FG-08")
def scatter_with_a_platekey():
    ax = _axes("PC2", "PC1")
    ax.scatter(cohort().pc1, cohort().pc2)
    ax.annotate(PLATEKEY, (0, 0))
    return ax.figure


@expect("pass", "FG-07", "-FG-06")
def principal_components():
    ax = _axes("PC2", "PC1")
    ax.scatter(cohort().pc1, cohort().pc2, c=cohort().sex == "Female")
    return ax.figure


@expect("pass", "FG-07", "-FG-06")
def umap():
    ax = _axes("UMAP 2", "UMAP 1")
    for sex, part in cohort().groupby("sex"):
        ax.scatter(part.pc1, part.pc2, label=sex)
    ax.legend()
    return ax.figure


@expect("pass", "-FG-06")
def manhattan():
    ax = _axes("$-\\log_{10}(p)$", "Chromosome")
    ax.scatter(gwas().position, -np.log10(gwas().p), s=2)
    ax.axhline(7.3)
    return ax.figure


@expect("pass", "-FG-06")
def volcano():
    ax = _axes("-log10(p)", "log2 fold change")
    ax.scatter(gwas().log2fc, -np.log10(gwas().p), s=2)
    return ax.figure


@expect("pass", "-FG-06")
def quantiles_of_p_values():
    ax = _axes("Observed -log10(p)", "Expected -log10(p)")
    ax.plot(np.sort(-np.log10(np.linspace(1e-3, 1, 3000))), np.sort(-np.log10(gwas().p)), ".")
    return ax.figure


@expect("fail", "FG-06")
def box_plot_of_ages_with_fliers():
    ax = _axes("Age (years)")
    ax.boxplot([[*cohort().age, 150, 160], cohort().age], tick_labels=["Female", "Male"])
    return ax.figure


@expect("review", "FG-06")
def box_plot_with_fliers():
    ax = _axes("BMI")
    ax.boxplot([[*cohort().bmi, 70, 80], cohort().bmi], tick_labels=["Female", "Male"])
    return ax.figure


@expect("pass", "FG-06")
def box_plot_without_fliers():
    ax = _axes("BMI")
    ax.boxplot([cohort().bmi, cohort().bmi + 1], showfliers=False, whis=(5, 95))
    return ax.figure


@expect("pass", "FG-06", "-FG-01")
def violins():
    ax = _axes("BMI")
    ax.violinplot([cohort().bmi, cohort().bmi + 1], showextrema=False)
    return ax.figure


@expect("review", "FG-06")
def jittered_points():
    ax = _axes("BMI")
    jitter = np.random.default_rng(1).normal(0, 0.05, 400)
    ax.plot((cohort().sex == "Female") + jitter, cohort().bmi, ".")
    ax.set_xticks([0, 1], ["Male", "Female"])
    return ax.figure


@expect("review", "FG-06")
def one_line_a_person():
    ax = _axes("HbA1c", "Visit")
    for values in np.random.default_rng(2).normal(40, 5, (30, 5)):
        ax.plot(range(5), values, color="grey")
    return ax.figure


@expect("pass", "-FG-06")
def means_with_error_bars():
    ax = _axes("Mean HbA1c", "Visit")
    ax.errorbar(range(12), np.linspace(40, 50, 12), yerr=2, fmt="o-")
    return ax.figure


@expect("pass", "-FG-06", "-FG-01")
def forest():
    ax = _axes("", "Hazard ratio (95% CI)")
    ax.errorbar([1.2, 0.8, 2.0], range(3), xerr=0.3, fmt="s")
    ax.axvline(1)
    ax.set_yticks(range(3), ["Age", "Smoking", "Stage"])
    return ax.figure


@expect("review", "FG-06")
def waterfall():
    ax = _axes("Best change in size (%)", "Patient")
    ax.bar(range(30), np.linspace(40, -80, 30))
    return ax.figure


@expect("review", "FG-06")
def swimmers():
    ax = _axes("Patient", "Months on treatment")
    ax.barh(range(25), np.linspace(2, 30, 25))
    return ax.figure


@expect("fail", "FG-08")
def swimmers_with_participant_numbers():
    ax = _axes("Participant", "Months on treatment")
    ax.barh([f"participant {PARTICIPANT}", "participant 600000001"], [3, 5])
    return ax.figure


@expect("review", "FG-06")
def events_of_each_person():
    ax = _axes("Patient", "Months since diagnosis")
    ax.eventplot([[1, 4, 9], [2, 5], [3, 8, 11], [1], [6, 7], [2, 9], [5], [4, 8], [3], [1, 2], [7, 9], [6]])
    return ax.figure


@expect("review", "FG-06")
def cumulative_distribution():
    ax = _axes("Cumulative proportion", "BMI")
    ax.ecdf(cohort().bmi)
    return ax.figure


@expect("pass", "-FG-06")
def receiver_operating_characteristic():
    ax = _axes("True positive rate", "False positive rate")
    ax.plot(np.linspace(0, 1, 50), np.sqrt(np.linspace(0, 1, 50)))
    ax.plot([0, 1], [0, 1], "--")
    return ax.figure


@expect("pass", "-FG-06")
def calibration():
    ax = _axes("Observed proportion", "Mean predicted probability")
    ax.plot(np.linspace(0.05, 0.95, 10), np.linspace(0.07, 0.9, 10), "o-")
    return ax.figure


@expect("fail", "FG-08")
def hidden_text():
    ax = _axes("Participants")
    ax.bar(["a", "b"], [12, 30])
    ax.text(0, 0, PLATEKEY, alpha=0)
    return ax.figure


@expect("fail", "FG-08")
def text_of_no_size():
    ax = _axes("Participants")
    ax.bar(["a", "b"], [12, 30])
    ax.text(0, 0, PLATEKEY, fontsize=0.001)
    return ax.figure


@expect("fail", "FG-08")
def name_of_an_artist():
    ax = _axes("PC2", "PC1")
    for x in range(12):
        ax.scatter([x], [x], gid=PLATEKEY)
    return ax.figure


@expect("pass", "FG-09", "-FG-01")
def hidden_bar():
    ax = _axes("Participants")
    ax.bar(["a", "b", "c"], [12, 30, 3])[2].set_visible(False)
    return ax.figure


@expect("pass", "FG-09", "-FG-01")
def bar_outside_the_axes():
    ax = _axes("Participants", "Year")
    ax.bar([2015, 2016, 2050], [12, 30, 3])
    ax.set_xlim(2014, 2017)
    return ax.figure


@expect("review", "FG-10")
def photograph():
    ax = _axes(title="Histology")
    ax.imshow(np.random.default_rng(3).random((20, 20, 3)))
    return ax.figure


@expect("review", "FG-10")
def cloud_in_three_dimensions():
    ax = plt.figure().add_subplot(projection="3d")
    ax.scatter(cohort().bmi, cohort().sbp, cohort().age)
    return ax.figure


@expect("pass review", "-FG-08", "-FG-01")
def oncoplot():
    ax = _axes("Gene", "Sample")
    ax.imshow(np.random.default_rng(4).integers(0, 4, (12, 60)), aspect="auto", cmap="tab10")
    ax.set_yticks(range(12), [f"GENE{i}" for i in range(12)])
    return ax.figure


@expect("fail", "FG-08")
def oncoplot_with_platekeys():
    ax = _axes("Gene", "Sample")
    ax.imshow(np.random.default_rng(4).integers(0, 4, (12, 3)), aspect="auto", cmap="tab10")
    ax.set_xticks(range(3), [f"LP1000999-DNA_A0{i}" for i in (1, 2, 3)])
    return ax.figure


@expect("pass", "-FG-01", "-FG-02")
def correlations():
    ax = _axes(title="Correlation")
    grid = cohort()[["age", "bmi", "sbp"]].corr().round(1).to_numpy()
    ax.imshow(grid)
    for (row, column), value in np.ndenumerate(grid):
        ax.text(column, row, f"{value:g}", ha="center")
    return ax.figure


@expect("pass", "FG-07", "-FG-06")
def expression_by_patient_and_gene():
    ax = _axes()
    image = ax.imshow(np.random.default_rng(3).normal(size=(12, 4)))
    ax.figure.colorbar(image, label="Expression (z-score)")
    ax.set_xticks(range(4), ["BRCA1", "TP53", "KRAS", "PTEN"])
    ax.set_yticks(range(12), [f"Patient {number}" for number in range(1, 13)])
    return ax.figure
