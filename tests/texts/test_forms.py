"""Numbers that the form of a sentence says to be people: labels, lists, shorthand; and their like that count nobody."""

from __future__ import annotations

import pytest

import gel_airlock_jupyter as airlock


def _rules(text: str) -> set[tuple[str, str]]:
    return {(finding.rule, str(finding.severity)) for finding in airlock.check(text, "text").findings}


@pytest.mark.parametrize(
    "text",
    [
        "n(cases)={}",
        "cases (n): {}",
        "subjects | {}",
        "The number of participants with the phenotype was {}.",
        "the count of deaths was {}",
        "{} pts withdrew",
        "There were {} deaths.",
        "Homozygotes: {}",
        "mortality 4.3% ({}/230)",
    ],
)
def test_labels_name_people(text: str) -> None:
    assert ("CT-01", "fail") in _rules(text.format(3))
    assert "CT-01" not in {rule for rule, _ in _rules(text.format(7))}


@pytest.mark.parametrize(
    "text",
    [
        "Every patient except {} responded.",
        "Only {} in our cohort were homozygous.",
        "{}-patient series",
        "Among women (n=40), relapse occurred in {}.",
        "Prevalence {} per 23 participants",
        "sample size: {}",
        "sites with (patients): A (12), B ({}), C (40)",
        "London 44, Leeds {}, York 12 patients",
        "participants with the variant numbered {}",
        "Number of participants\n{}",
    ],
)
def test_what_may_be_people_is_asked_about(text: str) -> None:
    assert ("CT-01", "review") in _rules(text.format(3)), airlock.check(text.format(3), "text")
    assert airlock.check(text.format(7), "text").verdict == "pass"


@pytest.mark.parametrize(
    "text", ["17-y-o girl", "17yo male", "a 63 y.o. woman", "Case 2: 17F with ataxia", "Patient A (male, 43 years)"]
)
def test_ages_in_shorthand_ask_for_review(text: str) -> None:
    assert ("AG-01", "review") in _rules(text)


def test_a_date_in_words_about_a_person_asks_for_review() -> None:
    assert ("AG-03", "review") in _rules("The patient was admitted on 4th of March 2020.")


@pytest.mark.parametrize(
    "text",
    [
        "Patients of grade 1, grade 2 and grade 3 were compared.",
        "See Table 1, Figure 2 and Appendix 3 for the patients.",
        "3 per 1000 people carry it.",
        "Tier 1, tier 2 and tier 3 variants in 312 probands",
        "Loaded patients, step 1, step 2, step 3",
        "The 2 most frequent diagnoses were Leigh (n=120) and MELAS (n=87).",
        "Two of the four models converged.",
        "[1] 4",
    ],
)
def test_other_numbers_in_such_forms_pass(text: str) -> None:
    assert airlock.check(text, "text").verdict == "pass", airlock.check(text, "text")


R_TABLE = "   sex\ngrade  F  M\n    I 44  {}\n   II 60 52\n"
LEVELS = "                 count\nsite sex         \na    F          44\n     M          {:>2}\nb    F          12\n"
SERIES = "site  sex\na     F      44\n      M      {:>2}\nb     F      12\nName: count, dtype: int64"
TIBBLE = "# A tibble: 2 x 2\n  site  patients\n  <chr> <int>\n1 a        44\n2 b        {:>2}\n"
NAMES = " cases controls \n{} 12 \n"


@pytest.mark.parametrize("table", [R_TABLE, LEVELS, SERIES, TIBBLE, NAMES])
def test_tables_of_r_and_with_levels_are_read(table: str) -> None:
    assert ("CT-01", "fail") in _rules(table.format(3)), airlock.check(table.format(3), "text")
    assert ("CT-01", "fail") not in _rules(table.format(33))
