"""Figures of libraries that draw with matplotlib: seaborn, pandas, lifelines, statsmodels, plotnine."""

from __future__ import annotations

import pandas as pd
from matplotlib import pyplot as plt

from figure_corpus.expected import cohort, expect


def _survival(groups, *, at_risk=False, censors=False):
    from lifelines import KaplanMeierFitter
    from lifelines.plotting import add_at_risk_counts

    _, ax = plt.subplots()
    fitters = []
    for label, part in groups:
        fitter = KaplanMeierFitter().fit(part.months, part.died, label=label)
        fitter.plot_survival_function(ax=ax, ci_show=False, show_censors=censors)
        fitters.append(fitter)
    if at_risk:
        add_at_risk_counts(*fitters, ax=ax)
    ax.set(xlabel="Months", ylabel="Survival probability")
    return ax.figure


@expect("pass", "-FG-06")
def survival_of_two_large_arms():
    return _survival(list(cohort().groupby("sex")))


@expect("pass", "-FG-06")
def survival_with_censor_ticks():
    return _survival(list(cohort().groupby("sex")), censors=True)


@expect("fail", "FG-05")
def survival_with_a_table_that_runs_out():
    return _survival(list(cohort().groupby("sex")), at_risk=True)


@expect("fail", "FG-05")
def survival_of_four_people():
    return _survival([("Leigh", pd.DataFrame({"months": [3, 8, 12, 20], "died": [True] * 4}))])


@expect("pass", "FG-05")
def survival_with_a_small_arm():
    small = pd.DataFrame({"months": [3.0, 8, 12, 20], "died": [True, True, True, False]})
    return _survival([("MELAS", cohort()), ("Leigh", small)], censors=True)


@expect("fail", "FG-05", n=4)
def survival_of_a_declared_small_cohort():
    return _survival([("all", cohort())])


@expect("pass", "-FG-06", "-FG-01")
def hazard_ratios():
    from lifelines import CoxPHFitter

    fitter = CoxPHFitter().fit(cohort()[["months", "died", "age", "bmi"]], "months", "died")
    return fitter.plot().figure


@expect("fail", "FG-01")
def seaborn_count_plot():
    import seaborn as sns

    return sns.countplot(cohort(), x="grade").figure


@expect("fail", "FG-01")
def seaborn_histogram():
    import seaborn as sns

    return sns.displot(cohort(), x="bmi", hue="sex", multiple="stack")


@expect("fail", "FG-01")
def seaborn_step_histogram():
    import seaborn as sns

    _, ax = plt.subplots()
    return sns.histplot(cohort(), x="bmi", element="step", fill=False, ax=ax).figure


@expect("fail", "FG-04", n=400)
def seaborn_percent_histogram():
    import seaborn as sns

    _, ax = plt.subplots()
    return sns.histplot(cohort(), x="bmi", stat="percent", ax=ax).figure


@expect("fail", "FG-01")
def seaborn_histogram_in_two_dimensions():
    import seaborn as sns

    _, ax = plt.subplots()
    return sns.histplot(cohort(), x="bmi", y="sbp", cbar=True, ax=ax).figure


@expect("fail", "FG-01", "FG-02")
def seaborn_heat_map_of_counts():
    import seaborn as sns

    _, ax = plt.subplots()
    sns.heatmap(pd.crosstab(cohort().grade, cohort().sex), annot=True, fmt="d", ax=ax, cbar_kws={"label": "Count"})
    return ax.figure


@expect("pass", "-FG-01", "-FG-02")
def seaborn_heat_map_of_correlations():
    import seaborn as sns

    _, ax = plt.subplots()
    return sns.heatmap(cohort()[["age", "bmi", "sbp"]].corr(), annot=True, ax=ax).figure


@expect("review", "FG-06")
def seaborn_strip():
    import seaborn as sns

    _, ax = plt.subplots()
    return sns.stripplot(cohort(), x="sex", y="bmi", ax=ax).figure


@expect("fail", "FG-06")
def seaborn_swarm_of_ages():
    import seaborn as sns

    _, ax = plt.subplots()
    return sns.swarmplot(cohort()[:80], x="sex", y="age", ax=ax).figure


@expect("fail", "FG-06")
def seaborn_rug_of_ages():
    import seaborn as sns

    _, ax = plt.subplots()
    sns.kdeplot(cohort(), x="age", ax=ax)
    return sns.rugplot(cohort(), x="age", ax=ax).figure


@expect("pass", "-FG-06", "-FG-01")
def seaborn_density():
    import seaborn as sns

    _, ax = plt.subplots()
    return sns.kdeplot(cohort(), x="bmi", hue="sex", fill=True, ax=ax).figure


@expect("review", "FG-06")
def seaborn_regression():
    import seaborn as sns

    return sns.lmplot(cohort(), x="bmi", y="sbp")


@expect("fail", "FG-06")
def seaborn_pairs():
    import seaborn as sns

    return sns.pairplot(cohort()[["age", "bmi", "sbp"]][:60])


@expect("pass", "FG-06")
def seaborn_boxes_without_fliers():
    import seaborn as sns

    _, ax = plt.subplots()
    return sns.boxplot(cohort(), x="sex", y="bmi", showfliers=False, ax=ax).figure


@expect("review", "FG-06")
def seaborn_boxen_with_fliers():
    import seaborn as sns

    _, ax = plt.subplots()
    return sns.boxenplot(cohort(), x="sex", y="bmi", ax=ax).figure


@expect("review", "FG-06")
def seaborn_violins_with_a_stick_a_person():
    import seaborn as sns

    _, ax = plt.subplots()
    return sns.violinplot(cohort()[:60], x="sex", y="bmi", inner="stick", ax=ax).figure


@expect("pass", "-FG-06")
def seaborn_violins_that_run_out():
    import seaborn as sns

    _, ax = plt.subplots()
    return sns.violinplot(cohort(), x="sex", y="bmi", inner="quart", ax=ax).figure


@expect("pass", "FG-06")
def seaborn_violins_cut_where_people_end():
    import seaborn as sns

    _, ax = plt.subplots()
    return sns.violinplot(cohort(), x="sex", y="bmi", cut=0, inner=None, ax=ax).figure


@expect("pass", "-FG-06")
def seaborn_means():
    import seaborn as sns

    _, ax = plt.subplots()
    sns.pointplot(cohort(), x="sex", y="bmi", ax=ax)
    return ax.set_ylabel("Mean BMI").figure


@expect("fail", "FG-01")
def pandas_bars():
    return cohort().groupby(["grade", "sex"]).size().unstack().plot.bar(ylabel="Participants").figure


@expect("fail", "FG-01")
def pandas_histograms():
    return cohort()[["age", "bmi"]].hist(bins=25)


@expect("review", "FG-06")
def pandas_boxes():
    frame = cohort().assign(bmi=cohort().bmi.where(cohort().index > 3, 90))
    return frame.boxplot(column="bmi", by="sex").figure


@expect("fail", "FG-06")
def pandas_scatter_matrix():
    return pd.plotting.scatter_matrix(cohort()[["age", "bmi"]][:50])


@expect("review", "FG-06")
def statsmodels_quantiles():
    import statsmodels.api as sm

    return sm.qqplot(cohort().bmi.to_numpy(), line="s")


@expect("review", "FG-06")
def statsmodels_influence():
    import statsmodels.formula.api as smf
    from statsmodels.graphics.regressionplots import influence_plot

    return influence_plot(smf.ols("sbp ~ bmi", cohort()[:40]).fit())


@expect("fail", "FG-01")
def plotnine_bars():
    from plotnine import aes, geom_bar, ggplot

    return ggplot(cohort(), aes("grade", fill="sex")) + geom_bar()


@expect("fail", "FG-01")
def plotnine_histogram():
    from plotnine import aes, geom_histogram, ggplot

    return ggplot(cohort(), aes("bmi")) + geom_histogram(bins=25)


@expect("review", "FG-06")
def plotnine_jitter():
    from plotnine import aes, geom_jitter, ggplot

    return ggplot(cohort(), aes("sex", "bmi")) + geom_jitter(width=0.2)


@expect("fail", "FG-02", "FG-10")
def plotnine_tiles():
    from plotnine import aes, geom_text, geom_tile, ggplot

    counts = cohort().groupby(["grade", "sex"]).size().reset_index(name="participants")
    return ggplot(counts, aes("grade", "sex", fill="participants")) + geom_tile() + geom_text(aes(label="participants"))


@expect("pass", "-FG-06")
def plotnine_means():
    from plotnine import aes, geom_col, ggplot, labs

    means = cohort().groupby("sex", as_index=False).bmi.mean()
    return ggplot(means, aes("sex", "bmi")) + geom_col() + labs(y="Mean BMI")
