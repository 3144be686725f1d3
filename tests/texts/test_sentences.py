"""Few people that sentences give away: percentages, rates, remainders, sums, and numbers in many forms."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gel_airlock_jupyter as airlock


def _rules(output: object) -> set[tuple[str, str]]:
    return {(finding.rule, str(finding.severity)) for finding in airlock.check(output, "text").findings}


@pytest.mark.parametrize(
    "text",
    [
        "7.5 % of the 40 women had a relapse.",
        "Of the 40 women, 7.5% relapsed.",
        "7.5% relapse rate among 40 women",
        "7.5 % (95 % CI 2.6-19.9) of 40 women",
        "7.5 per cent of forty women",
        "12.5‰ of 240 patients",
        "12.5 per 1,000 of 240 patients",
        "30 per 100,000 person-years over 10,000 person-years",
        "A relapse was seen in 7.5 % of the\n40 women of the study.",
        "A proportion of 0.075 of the 40 women relapsed.",
        "Of the 40 women, 50 % had Leigh; of these, 15 % relapsed.",
        "Of 400 patients 10 % were women, and 7.5 % of the women relapsed.",
    ],
)
def test_shares_of_people_who_are_numbered(text: str) -> None:
    assert ("CT-05", "fail") in _rules(text)


@pytest.mark.parametrize(
    "text",
    ["a third of 9 patients", "Half of the six patients relapsed.", "about 7.5 % of 40 women", "relapse 7.5 % (n=40)"],
)
def test_vague_shares_are_for_a_person_to_read(text: str) -> None:
    assert ("CT-05", "review") in _rules(text)


def test_a_coarse_share_leaves_several_numbers() -> None:
    assert ("CT-05", "warn") in _rules("1 % of the 250 women had a relapse.")


@pytest.mark.parametrize(
    "text",
    [
        "37 of 40 patients relapsed.",
        "97.5% (39/40) of women",
        "97.5 % of the 40 women",
        "50 participants, 47 of them women.",
        "50 participants, of whom 47 were women.",
        "thirty-seven of forty women",
        "Women were followed; 37 of the 40 completed the study.",
        "Of 123 patients, 120 were analysed.",
        "Of 94 patients, 85.1 % had A, 11.7 % had B and the rest C.",
    ],
)
def test_what_a_sentence_leaves_over(text: str) -> None:
    assert ("CT-10", "fail") in _rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "50 participants (47 women)",
        "50 participants, including 47 women",
        "123 patients were screened and 120 enrolled.",
        "female patients: 47 (94%)",
        "The number of patients rose from 47 to 50.",
    ],
)
def test_what_a_sentence_may_leave_over(text: str) -> None:
    assert ("CT-10", "review") in _rules(text)


def test_a_sentence_gives_its_own_mask_back() -> None:
    text = "Of the 22 women, 8 had Leigh, 11 had MELAS and fewer than five had Alpers."

    (finding,) = airlock.check(text, "text").findings

    assert (finding.rule, str(finding.severity)) == ("CT-02", "fail")
    assert "22 - 8 - 11 = 3" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "3 newly diagnosed female patients",
        "3 (three) patients",
        "3.0 patients",
        "4 siblings",
        "A single patient withdrew.",
        "All but three patients relapsed.",
    ],
)
def test_numbers_of_people_in_many_forms(text: str) -> None:
    assert ("CT-01", "fail") in _rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "Three had a relapse.",
        "3 of them relapsed",
        "Women 47, men 3.",
        "patients (3)",
        "a couple of patients",
        "3 in 44 women",
    ],
)
def test_numbers_that_may_be_people_are_asked_about(text: str) -> None:
    assert ("CT-01", "review") in _rules(text)


@pytest.mark.parametrize(
    "text", ["2-3 patients", "2 or 3 patients", "up to 3 patients", "at most 3 women", "<4 patients"]
)
def test_limits_narrower_than_a_mask_are_shown(text: str) -> None:
    assert _rules(text) == {("CT-03", "warn")}


@pytest.mark.parametrize(
    "text",
    [
        "n<5; ≤4 patients; 1–4 patients; fewer than five patients; <5 (0.2%) patients",
        "between 20 and 24 patients; 5 or more patients; 0 patients",
        "1 204 patients; 1,204 patients; 1.2k patients",
        "12 of 40 (30 %) relapsed.",
        "Of the 120 women, 45 % relapsed.",
        "Of 250 patients, 120 (48 %) were women and 130 (52 %) men.",
        "We compared 120 patients and 118 controls; 120 women and 118 men took part.",
        "Sensitivity was 97.5 % in 40 patients; power was 80 % for 40 patients.",
        "Response rose by 5 % in 40 patients.",
        "The 95 % CI was 1.2-3.4 among 40 women.",
        "1 in 4 people carries it; 4 controls per case were sampled.",
        "In 40 patients, 2 of the 3 genes were sequenced; 47 of 50 variants passed.",
        "47 of 50 sites recruited patients.",
        "Grade 3 or 4 patients were older; the 3 groups of patients were alike.",
        "3 weeks later 40 patients came; one of the reasons why patients relapse.",
        "Study 1 had 120 patients; study 2 had 118 patients. Dose level 3 of 4 was given to 40 patients.",
        "Aim 2: to test whether patients with 2 pathogenic alleles relapse.",
        "The mean rose from 47 to 50 points in 400 patients.",
        "Figure 2 shows 40 women. Phase 2 was completed by 40 patients.",
    ],
)
def test_other_numbers_pass(text: str) -> None:
    assert _rules(text) == set()


def test_titles_and_notes_of_a_table_are_read() -> None:
    table = pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [40, 50]})
    table.attrs["caption"] = "7.5 % of the 40 women had a relapse"

    assert ("CT-05", "fail") in _rules(table)


def test_texts_of_a_figure_are_read() -> None:
    import matplotlib.figure

    figure = matplotlib.figure.Figure()
    axes = figure.subplots()
    axes.bar(["Leigh", "MELAS"], [40, 50])
    axes.set(title="7.5 % of the 40 women had a relapse", ylabel="Participants")

    assert ("CT-05", "fail") in _rules(figure)


@given(st.integers(6, 400), st.integers(1, 3), st.data())
@settings(max_examples=100, deadline=None)
def test_a_share_is_found_wherever_it_pins_few_people(whole: int, decimals: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, min(4, whole - 5)))
    share = f"{100 * count / whole:.{decimals}f}"
    fitting = [k for k in range(whole + 1) if f"{100 * k / whole:.{decimals}f}" == share]

    found = [f for f in airlock.check(f"{share} % of the {whole} women relapsed.", "t").findings if f.rule == "CT-05"]

    assert bool(found) or fitting[-1] > 4


@pytest.mark.parametrize(
    "text",
    [
        "Counts of participants; <5 is 1 to 4",
        "Counts of participants by grade; <5 stands for one to four people",
        "<5 means between 1 and 4 patients",
        "Small counts of patients (1 to 4) are written <5.",
    ],
)
def test_what_a_mask_means_gives_nothing_back(text: str) -> None:
    assert not _rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "The relapse rate was 0.0434782609.",
        "Relapse rate: 4.347826087%.",
        "The prevalence among the participants was 0.0869565217.",
    ],
)
def test_many_digits_tell_the_fraction_that_a_share_is(text: str) -> None:
    assert ("CT-05", "review") in _rules(text)


def test_many_digits_that_were_cut_off_are_as_good_as_rounded_ones() -> None:
    assert ("CT-05", "fail") in _rules("Of the 23 women, a share of 0.0434782608 relapsed.")


@given(st.integers(10, 900), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_a_share_in_full_precision_is_found_without_its_whole(whole: int, part: int) -> None:
    found = _rules(f"The relapse rate was {part / whole:.12f}.")

    assert ("CT-05", "review") in found or Fraction(part, whole).denominator < 10


@pytest.mark.parametrize(
    "text",
    [
        "The learning rate was 0.0416666667.",
        "Spearman's rho was 0.3333333333.",
        "The random intercept explained 12.345678% of the variance.",
        "The allele frequency was 0.0434782609.",
        "The relapse rate was 0.123456.",
        "The relapse rate was 0.250000.",
    ],
)
def test_other_long_numbers_pass(text: str) -> None:
    assert airlock.check(text, "text").verdict == "pass", airlock.check(text, "text")


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("A trio of patients did not respond.", "review"),
        ("The male to female ratio was 47:3.", "review"),
        ("Odds of relapse 1:24 among the patients.", "review"),
        ("patients with the disease: 12; without: 3", "review"),
        ("48 M, 2 F", "fail"),
        ("2 F / 48 M", "fail"),
    ],
)
def test_few_people_in_ratios_lists_and_words(text: str, severity: str) -> None:
    assert ("CT-01", severity) in _rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "A 1:3 matching of cases to controls was used.",
        "The ratio of cases to controls was 1:4.",
        "In the patients the M:F ratio was 3:2.",
        "340 trios were sequenced.",
        "One patient may have several tumours.",
        "24 F / 48 M",
    ],
)
def test_ratios_and_words_of_many_people_pass(text: str) -> None:
    assert airlock.check(text, "text").verdict == "pass", airlock.check(text, "text")


def test_odds_are_the_share_they_stand_for() -> None:
    assert ("CT-05", "review") in _rules("The odds among 25 patients were 0.0417.")


@pytest.mark.parametrize(
    "text",
    [
        "The cohort had 44 participants. Forty-one completed the study.",
        "Of 50 participants, 30 had A and 17 had B; the rest had C.",
        "There were 120 cases in total. Stage I: 60. Stage II: 57. The remaining were stage III.",
    ],
)
def test_several_sentences_that_leave_few_people_are_asked_about(text: str) -> None:
    assert ("CT-10", "review") in _rules(text)


def test_the_rest_may_be_many() -> None:
    assert airlock.check("Of 50 participants, 30 had A and 12 had B; the rest had C.", "text").verdict == "pass"


def test_extremes_in_words_are_one_person_s_value() -> None:
    assert ("CT-09", "warn") in _rules("The youngest participant was 17 and the oldest 91.")
    assert ("CT-09", "warn") not in _rules("The oldest numpy version supported is 1.22.")
