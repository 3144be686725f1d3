"""The other ways out of `airlock.fix`: totals as ranges, rounding, fewer categories; each judged again."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from joint_tables import counts

from gel_airlock_jupyter.errors import InputError, UnknownName
from gel_airlock_jupyter.session import Session

METHODS = ("mask", "range", "round", "merge")


def crosstab(seed: int, people: int = 120) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "disease": rng.choice(["Leigh", "MELAS", "Alpers", "Barth"], people, p=[0.6, 0.25, 0.1, 0.05]),
            "age": rng.choice(["0-17", "18-64", "65+"], people, p=[0.25, 0.6, 0.15]),
        }
    )
    return pd.crosstab(frame["disease"], frame["age"], margins=True)


@pytest.mark.parametrize(("seed", "method"), list(itertools.product(range(6), METHODS)))
def test_every_method_gives_a_table_that_passes(session: Session, seed: int, method: str) -> None:
    table = crosstab(seed)
    before = table.copy(deep=True)

    fixed = session.fix(table, "table", method)

    assert fixed.report.verdict == "pass", fixed.report
    assert session.check(fixed.output, "table", **fixed.declared).verdict == "pass"
    assert session.check(fixed.output, "table").verdict == "pass"
    assert fixed.changes
    pd.testing.assert_frame_equal(table, before)


def test_the_guides_own_range(session: Session) -> None:
    fixed = session.fix(counts([8, 11, 3, 22], "Leigh MELAS Alpers Total"), "table", "range")

    assert fixed.output["n"].tolist() == [8, 11, "<5", "20-24"]


def test_cells_are_masked_where_ranges_are_not_enough(session: Session) -> None:
    text = "The cohort has N=22 participants."

    fixed = session.fix([counts([8, 11, 3]), text], method="range")

    assert fixed.report.verdict == "pass"
    assert any("alone do not keep" in change for change in fixed.changes)


def test_rounded_counts_are_near_multiples_and_add_up(session: Session) -> None:
    table = crosstab(3)

    rounded = session.fix(table, "table", "round").output

    assert (rounded % 5 == 0).all().all()
    assert ((rounded - table).abs() < 5).all().all()
    assert (rounded.loc["All"] == rounded.drop("All").sum()).all()
    assert (rounded["All"] == rounded.drop(columns="All").sum(axis=1)).all()
    assert all(dtype.kind == "i" for dtype in rounded.dtypes)


def test_linked_tables_are_rounded_alike(session: Session) -> None:
    tables = {"one": crosstab(1), "other": crosstab(1)[["All"]].drop("All")}

    fixed = session.fix(tables, method="round")

    one, other = fixed.output["one"], fixed.output["other"]
    assert (one["All"].drop("All") == other["All"]).all()
    assert fixed.declared == {"rounded": 5}
    assert fixed.report.verdict == "pass"


def test_percentages_are_written_anew_and_say_no_more_than_the_counts(session: Session) -> None:
    table = counts([108, 61, 3, 2, 174], "Leigh MELAS Alpers Barth Total").assign(percent=[62.1, 35.1, 1.7, 1.1, 100.0])

    rounded = session.fix(table, "table", "round").output

    share = (100 * rounded["n"] / rounded["n"].iloc[-1]).round(1)
    assert rounded["percent"].tolist() == share.tolist()


def test_percentages_within_cells_are_written_anew(session: Session) -> None:
    table = pd.DataFrame({"disease": ["Leigh", "MELAS", "Alpers"], "n (%)": ["20 (45.5%)", "21 (47.7%)", "3 (6.8%)"]})

    rounded = session.fix(table, "table", "round", n=44).output

    assert rounded["n (%)"].tolist() == ["20 (45.5%)", "20 (45.5%)", "5 (11.4%)"]


def test_rounding_hides_the_statistics_of_few_people(session: Session) -> None:
    table = counts([108, 61, 3], "Leigh MELAS Alpers").assign(mean_score=[2.5, 3.1, 4.4])

    fixed = session.fix(table, "table", "round")

    assert fixed.output["mean_score"].tolist() == [2.5, 3.1, "*"]
    assert any("fewer people" in change for change in fixed.changes)


def test_masks_are_not_rounded(session: Session) -> None:
    with pytest.raises(InputError, match="true numbers"):
        session.fix(counts(["8", "11", "<5", "2"], "a b c d"), "table", "round")


def test_a_rounding_that_gives_a_count_back_is_not_shown(session: Session, submitted: Callable[..., Any]) -> None:
    submitted(table=counts(["8", "11", "<5"]))
    new = counts([8, 11, 3, 19], "Leigh MELAS Alpers rest").assign(n=[8, 11, 3, 19])

    fixed = session.fix(new, "new", "round")

    assert fixed.report.verdict == "pass"
    assert fixed.output["n"].astype(str).tolist()[2] in ("0", "5", "<5")


def test_rounded_tables_do_not_look_like_people_who_left(session: Session, submitted: Callable[..., Any]) -> None:
    submitted(table=counts([121, 64, 31]))
    rounded = counts([120, 65, 30])

    assert session.check(rounded, "new").verdict != "pass"
    assert session.check(rounded, "new", rounded=5).verdict == "pass"


def test_saying_that_a_table_was_rounded_hides_nothing(session: Session) -> None:
    table = counts([8, 11, "<5", 22], "Leigh MELAS Alpers Total")

    assert session.check(table, "table", rounded=5).verdict == "fail"
    assert session.check(counts([10, 20, "<3", 32], "a b c Total"), "table", rounded=2).verdict == "fail"


def test_merged_rows_have_their_sum_and_both_names(session: Session) -> None:
    table = counts([108, 61, 3, 2, 174], "Leigh MELAS Alpers Barth Total").assign(percent=[62.1, 35.1, 1.7, 1.1, 100.0])

    fixed = session.fix(table, "table", "merge")

    assert fixed.output["disease"].tolist() == ["Leigh", "MELAS", "Alpers or Barth", "Total"]
    assert fixed.output["n"].tolist() == [108, 61, 5, 174]
    assert fixed.output["percent"].tolist() == [62.1, 35.1, 2.9, 100.0]
    assert fixed.output.index.tolist() == [0, 1, 2, 3]


def test_bands_are_merged_with_their_neighbours_only(session: Session) -> None:
    table = pd.DataFrame({"age": ["0-17", "18-39", "40-64", "65+"], "n": [3, 90, 60, 2]})

    fixed = session.fix(table, "table", "merge")

    assert fixed.output["age"].tolist() == ["0-39", "40+"]
    assert fixed.output["n"].tolist() == [93, 62]


def test_neighbours_are_those_of_the_bands_not_of_the_alphabet(session: Session) -> None:
    table = pd.DataFrame({"age": ["40-49", "50-59", "60 and over", "under 40"], "n": [43, 81, 108, 3]})

    fixed = session.fix(table, "table", "merge")

    assert fixed.output["age"].tolist() == ["under 50", "50-59", "60 and over"]
    assert fixed.output["n"].tolist() == [46, 81, 108]


def test_grades_are_merged_with_their_neighbours(session: Session) -> None:
    table = pd.DataFrame({"stage": ["IV", "III", "II", "I"], "n": [2, 50, 3, 60]})

    assert session.fix(table, "table", "merge").output["stage"].tolist() == ["IV or III", "II or I"]


def test_labels_of_an_index_and_columns_of_a_crosstab_are_merged(session: Session) -> None:
    table = pd.DataFrame(
        {"0-17": [20, 8, 3], "18-64": [22, 3, 9], "65+": [7, 2, 1]},
        index=pd.Index(["Leigh", "MELAS", "Alpers"], name="disease"),
    )
    table.columns.name = "age"
    table["All"] = table.sum(axis=1)

    merged = session.fix(table, "table", "merge").output

    assert merged.index.name == "disease"
    assert merged.columns.name == "age"
    assert "MELAS or Alpers" in merged.index
    assert merged["All"].sum() == table["All"].sum()


def test_polars_is_merged_and_rounded_too(session: Session) -> None:
    polars = pytest.importorskip("polars")
    table = polars.DataFrame({"disease": ["Leigh", "MELAS", "Alpers", "Barth"], "n": [108, 61, 3, 2]})

    assert session.fix(table, "t", "merge").output["disease"].to_list()[-1] == "Alpers or Barth"
    assert session.fix(table, "t", "round").output["n"].dtype == polars.Int64


def test_the_default_says_which_categories_could_be_one(session: Session) -> None:
    table = counts([108, 61, 3, 12, 9, 193], "Leigh MELAS Alpers Barth Pearson Total")

    changes = session.fix(table, "table").changes

    assert any('`method="merge"`' in change and "`Alpers`" in change for change in changes)
    assert any("of the people" in change or "published numbers" in change for change in changes)


def test_an_unknown_method_names_the_nearest(session: Session) -> None:
    with pytest.raises(UnknownName, match="round"):
        session.fix(counts([8, 11, 3]), "table", "rounding")


def test_attributes_that_are_left_out_are_named(session: Session) -> None:
    table = counts([40, 50, 60])
    table.attrs["source"] = "cohort query"

    fixed = session.fix(table, "table")

    assert fixed.output.attrs == {}
    assert any("`attrs`" in change and "'source'" in change for change in fixed.changes)


def test_a_long_fix_tells_how_far_it_is_and_leaves_all_when_stopped(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    from gel_airlock_jupyter.fixing import fix, watch

    monkeypatch.setattr(watch, "PATIENCE", 0.01)
    monkeypatch.setattr(watch, "EVERY", 0.01)
    told: list[str] = []

    def slow(*_: Any, **__: Any) -> Any:
        time.sleep(0.2)
        raise KeyboardInterrupt

    monkeypatch.setattr(fix, "masks", slow)
    table = counts([8, 11, 3])
    with pytest.raises(KeyboardInterrupt):
        session.fix(table, "table", tell=told.append)

    assert any("what adds up" in line for line in told)
    assert told[-1].startswith("Stopped after")
    assert "Nothing was changed" in told[-1]
    assert table["n"].tolist() == [8, 11, 3]


def test_a_quick_fix_tells_nothing(session: Session) -> None:
    told: list[str] = []

    session.fix(counts([8, 11, 3]), "table", tell=told.append)

    assert told == []
