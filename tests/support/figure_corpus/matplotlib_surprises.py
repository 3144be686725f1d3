"""Figures of matplotlib on which a stranger's reading of the rules and the product once disagreed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

from figure_corpus.expected import PARTICIPANT, cohort, expect


def _axes(y_label="", x_label="", title=""):
    _, ax = plt.subplots()
    ax.set(ylabel=y_label, xlabel=x_label, title=title)
    return ax


@expect("pass", "FG-04")
def density_that_gives_its_counts_back():
    ax = _axes("Density", "BMI class")
    ax.hist(np.repeat([1, 2, 3, 4], [10, 20, 7, 3]), bins=[0.5, 1.5, 2.5, 3.5, 4.5], density=True)
    return ax.figure


@expect("pass", "-FG-06")
def points_that_are_all_outside():
    ax = _axes("LDL", "BMI")
    ax.scatter(cohort().bmi, cohort().sbp)
    ax.set_xlim(200, 300)
    return ax.figure


@expect("review", "FG-06")
def cumulative_distribution_of_few():
    ax = _axes("Proportion", "BMI")
    ax.ecdf(cohort().bmi[:40])
    return ax.figure


@expect("fail", "FG-06")
def cumulative_distribution_of_ages():
    ax = _axes("Proportion", "Age at onset")
    ax.ecdf(cohort().age[:40] + np.linspace(0, 0.9, 40))
    return ax.figure


@expect("pass", "-FG-06")
def cumulative_distribution_in_tenths():
    ax = _axes("Proportion", "BMI")
    ax.step(np.quantile(cohort().bmi, np.linspace(0.1, 0.9, 9)), np.linspace(0.1, 0.9, 9), where="post")
    return ax.figure


@expect("fail", "FG-08")
def participant_numbers_along_an_axis_of_participants():
    ax = _axes("Participant", "Months on treatment")
    ax.barh([PARTICIPANT, "600000001", "700000004"], [10, 20, 14])
    return ax.figure


@expect("pass", "-FG-06")
def positions_of_nine_digits():
    ax = _axes("-log10(p)", "Position on chromosome 1")
    ax.bar(["100000001", "100000002", "100000003"], [1.5, 8.25, 3.5])
    return ax.figure


@expect("review", "FG-06")
def swimmers_by_number():
    ax = _axes("", "Months on treatment")
    ax.barh([f"Participant {number}" for number in range(1, 9)], [10, 20, 14, 12, 3, 22, 7, 18])
    return ax.figure


@expect("review", "FG-06")
def waterfall_of_patients():
    ax = _axes("Best change in tumour size (%)", "Patients")
    ax.bar(range(40), np.sort(cohort().bmi[:40] - 27)[::-1])
    return ax.figure


@expect("fail", "FG-01")
def diagnoses_beside_ages():
    ax = _axes("Diagnoses", "Year")
    ax.bar([2019, 2020, 2021], [14, 4, 19])
    ax.twinx().plot([2019, 2020, 2021], [40, 41, 39])
    return ax.figure


@expect("review", "FG-06", "-FG-01")
def plotnine_points_on_scales():
    from plotnine import aes, geom_point, ggplot

    return ggplot(pd.DataFrame({"BMI": cohort().bmi, "LDL": cohort().sbp}), aes("BMI", "LDL")) + geom_point()
