"""Numbers of people that only words for what people do or are tell: responses, sexes, genotypes, and who is left."""

from __future__ import annotations

import pytest
from matplotlib import pyplot as plt

SILENT = (
    *("1/2", "50/50 split", "3/4/2020", "2020-01-03", "Figure 3/4", "Fig. 3 of 5", "Panel 2 of 4", "Scale 1:4"),
    *("Phase 2/3 trial", "Grade 3/4 toxicity", "Score: 3/10", "Score 4/5", "ECOG 1/2", "MMSE 29/30", "BP 120/80"),
    *("Visual acuity 20/20", "GT 0/1", "24/7", "r = 0.49/0.50", "Quartile 3 of 4", "Batch 2 of 3", "Cluster 3 of 8"),
    *("k=3", "df: 2", "F = 4", "Visit 3 of 4", "Week 3 of 12", "Day 2/7", "Dose 1 of 2", "Fold 4/5", "Cycle 3 of 6"),
    *("hom: 0, het: 40", "Lane 3/8", "Ratio 49/50 variants", "AC 3/2000 alleles", "Tier 1/2 genes: 49/50"),
    *("p: 2, q: 40", "Response 2", "Top 3 affected genes", "Chapter 3", "Follow-up: 3 years"),
)
PEOPLE = (
    *("Response: 49/50", "Responders 49/50", "49/50 responded", "Responded: 49 of 50", "Alive 48/50", "Cured: 38/40"),
    *("n=3 of 50", "n = 4/50", "cases: 3, controls: 40", "Male: 3, Female: 40", "F/M: 3/40", "responders: 3"),
    *("Dead: 2, alive: 48", "Events: 3/50", "3 events", "48 of 50 patients", "Remission: 12/14", "Relapse 3/40"),
    *("Complete response 9/12", "Relapsed: 3", "carriers 2/120", "Affected: 4, unaffected: 30", "47/50 survived"),
    *("2 excluded", "Excluded: 3", "2 were alive at 5 years", "3 pts", "3/50 pts"),
)
ASKED = (
    *("hom: 2, het: 40", "Hom: 3; Het: 17; Ref: 60", "yes: 3, unsure: 47", "Yes 3 / Negative 7", "M: 2, F: 30"),
    *("treated: 3", "Wild type: 40, mutant: 3", "Censored: 2", "missing: 3", "Lost to follow-up: 2", "Hemizygous: 3"),
)


def written(text, where, label="Mean score"):
    fig, ax = plt.subplots()
    ax.plot([0, 1, 2], [0.1, 0.5, 0.7])
    ax.set(xlabel="Time (months)", ylabel=label)
    if where == "title":
        ax.set_title(text)
    else:
        ax.text(1, 0.3, text)
    return fig


@pytest.mark.parametrize("text", SILENT)
def test_places_scores_and_ratios_are_no_people(found, text):
    assert not found(written(text, "title")) | found(written(text, "note"))


@pytest.mark.parametrize("text", PEOPLE)
def test_words_for_what_only_people_do_tell_people(judge, text):
    assert {str(judge(written(text, where)).verdict) for where in ("title", "note")} == {"fail"}


@pytest.mark.parametrize("text", ASKED)
def test_states_of_people_or_things_are_asked_about(judge, text):
    assert str(judge(written(text, "note")).verdict) == "review"


def test_states_are_those_of_people_or_genes_where_the_figure_says_so(judge):
    assert str(judge(written("hom: 2, het: 40", "note", "Participants (%)")).verdict) == "fail"
    assert str(judge(written("hom: 2, het: 40", "note", "Number of variants")).verdict) == "pass"
