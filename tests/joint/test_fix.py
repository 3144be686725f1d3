"""Linked tables are masked as one, percentages go with their counts, and the result is checked again."""

from __future__ import annotations

import pandas as pd
import pytest
from joint_tables import counts

from gel_airlock_jupyter.session import Session


def crosstab(rows: dict[str, list[int]], columns: list[str], name: str) -> pd.DataFrame:
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    table.index.name, table.columns.name = "disease", name
    return table


def linked() -> dict[str, pd.DataFrame]:
    by_sex = {"Leigh": [20, 22, 42], "MELAS": [8, 3, 11], "Alpers": [3, 9, 12], "All": [31, 34, 65]}
    by_age = {"Leigh": [30, 12, 42], "MELAS": [8, 3, 11], "Alpers": [6, 6, 12], "All": [44, 21, 65]}
    return {
        "sex": crosstab(by_sex, ["female", "male", "All"], "sex"),
        "age": crosstab(by_age, ["0-39", "40+", "All"], "age"),
    }


def test_linked_tables_are_masked_alike_and_pass(session: Session) -> None:
    tables = linked()

    fixed = session.fix(tables)

    assert fixed.report.verdict == "pass"
    sex, age = fixed.output["sex"].astype(str), fixed.output["age"].astype(str)
    assert sex["All"].tolist() == age["All"].tolist()  # the same margin is hidden in both or in none
    assert sex.loc["MELAS", "male"] == sex.loc["Alpers", "female"] == age.loc["MELAS", "40+"] == "<5"
    assert tables["sex"].loc["MELAS", "male"] == 3
    assert session.check(fixed.output).verdict == "pass"


def test_each_table_fixed_alone_would_not_do(session: Session) -> None:
    tables = {"parts": counts([8, 11, 3]), "whole": counts([22], "All")}
    alone = {name: session.fix(table, name).output for name, table in tables.items()}

    assert session.check(alone).verdict == "fail"
    assert session.fix(tables).report.verdict == "pass"


def test_a_list_gives_a_list_and_texts_stay(session: Session) -> None:
    text = "The cohort has N=22 participants."

    fixed = session.fix([counts([8, 11, 3]), text])

    assert isinstance(fixed.output, list)
    assert fixed.output[1] == text
    cells = fixed.output[0]["n"].astype(str).tolist()
    assert cells[2] == "<5"
    assert sum(cell in ("*", "5-9", "10-14") for cell in cells) == 1
    assert fixed.report.verdict == "pass"
    assert any("wrote `<5`" in change for change in fixed.changes)


def test_men_women_and_everyone(session: Session) -> None:
    outputs = {"everyone": counts([40, 12, 9]), "men": counts([22, 7, 5]), "women": counts([18, 5, 4])}

    fixed = session.fix(outputs)

    assert fixed.report.verdict == "pass"
    assert fixed.output["women"]["n"].tolist()[2] == "<5"


def test_percentages_go_with_their_counts(session: Session) -> None:
    table = pd.DataFrame(
        {"disease": ["Leigh", "MELAS", "Alpers", "Total"], "n": [20, 21, 3, 44], "percent": [45.5, 47.7, 6.8, 100.0]}
    )

    fixed = session.fix(table, "table")

    assert fixed.report.verdict == "pass"
    shown = fixed.output.astype(str)
    assert shown.loc[2, "n"] == "<5"
    assert shown["percent"].tolist() == ["*"] * 4  # 20 is 45.5 % of 44 alone: any that stays gives 44 - 20 - 21 = 3


def test_percentages_that_fit_several_totals_stay(session: Session) -> None:
    table = pd.DataFrame({"disease": ["Leigh", "MELAS", "Alpers"], "n": [2000, 2100, 3], "percent": [48.7, 51.2, 0.1]})

    fixed = session.fix(table, "table")

    assert fixed.report.verdict == "pass"
    assert fixed.output["percent"].astype(str).tolist() == ["48.7", "51.2", "*"]


def test_percentages_in_the_cells_go_too(session: Session) -> None:
    table = pd.DataFrame({"disease": ["Leigh", "MELAS", "Alpers"], "n (%)": ["20 (45.5%)", "21 (47.7%)", "3 (6.8%)"]})

    fixed = session.fix(table, "table", n=44)

    assert "6.8" not in "".join(fixed.output["n (%)"])
    assert fixed.report.verdict == "pass"


def test_what_cannot_be_protected_is_said(session: Session) -> None:
    parts = counts(["<5", "<5", "<5", "<5"], "a b c d")
    whole = counts(["<5"], "All")

    fixed = session.fix({"parts": parts, "whole": whole})

    assert fixed.report.verdict != "pass"
    assert any("cannot protect" in change for change in fixed.changes)


@pytest.mark.parametrize("seed", range(8))
def test_random_linked_tables_pass_after_the_fix(session: Session, seed: int) -> None:
    import numpy as np

    rng = np.random.default_rng(seed)
    people = pd.DataFrame(
        {
            "disease": rng.choice(["Leigh", "MELAS", "Alpers"], 90, p=[0.6, 0.25, 0.15]),
            "sex": rng.choice(["female", "male"], 90, p=[0.7, 0.3]),
            "age": rng.choice(["0-17", "18-64", "65+"], 90, p=[0.2, 0.6, 0.2]),
        }
    )
    tables = {
        "a": pd.crosstab(people["disease"], people["sex"], margins=True),
        "b": pd.crosstab(people["disease"], people["age"], margins=True),
        "c": people.groupby("age").size().rename("n").reset_index(),
    }

    fixed = session.fix(tables)

    assert fixed.report.verdict == "pass" or any("cannot protect" in change for change in fixed.changes)
