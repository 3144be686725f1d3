"""Rows of an output that are rows of a live frame prove individual level, however they were cut out."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import polars as pl
import pytest
from lifelines.datasets import load_gbsg2, load_rossi

from gel_airlock_jupyter.evidence.session import SessionFrames
from gel_airlock_jupyter.policy.load import from_content, load
from gel_airlock_jupyter.proof import RowMatch
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.subjects import TableView


def matched(output: object, **namespace: object) -> RowMatch | None:
    view = views_of(output, "table")[0]
    assert isinstance(view, TableView)
    return SessionFrames(namespace, load(), {}, [output]).rows(view)


def numbered(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_axis([f"v{number}" for number in range(frame.shape[1])], axis=1)


CUTS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "whole": lambda f: f.copy(),
    "head": lambda f: f.head(5),
    "tail": lambda f: f.tail(7),
    "sample": lambda f: f.sample(min(15, len(f)), random_state=1),
    "shuffled": lambda f: f.sample(frac=1, random_state=2)[list(reversed(f.columns))],
    "transposed": lambda f: f.head(6).T,
    "renamed": lambda f: numbered(f.sample(min(30, len(f)), random_state=3)),
}


@pytest.mark.parametrize("cut", CUTS)
def test_every_cut_of_microdata_is_recognised(cut: str) -> None:
    women = load_gbsg2()

    found = matched(CUTS[cut](women), women=women, rossi=load_rossi())

    assert found is not None
    assert found.frame == "women"
    assert found.matched == found.total


@pytest.mark.filterwarnings("ignore")
def test_no_cut_of_real_microdata_is_missed(
    people: list[tuple[str, pd.DataFrame]], record_property: Callable[[str, object], None]
) -> None:
    missed, spent = [], []
    for name, frame in people:
        if frame.shape[1] < 2:
            continue
        for cut, make in CUTS.items():
            table = make(frame)
            started = time.process_time()
            if matched(table, frame=frame) is None:
                missed.append((name, cut))
            if len(frame) < 10_000:
                spent.append(time.process_time() - started)

    record_property("fragments", len(spent))
    record_property("median_ms", round(float(np.median(spent)) * 1000, 1))
    assert missed == []
    assert float(np.median(spent)) < 0.020


def test_columns_that_were_added_do_not_hide_the_rest() -> None:
    women = load_gbsg2()
    table = women.head(20)[["age", "tsize", "pnodes", "time"]].assign(risk=np.linspace(0.1, 0.9, 20))

    found = matched(table, women=women)

    assert found is not None
    assert set(found.columns) == {"age", "tsize", "pnodes", "time"}


def test_a_polars_frame_is_looked_through_as_well() -> None:
    women = pl.from_pandas(load_gbsg2())

    assert matched(women.head(5).to_pandas(), women=women) is not None


def test_dense_whole_numbers_prove_nothing() -> None:
    ages = pd.DataFrame({"age": [40, 41, 44, 50, 51, 60]})

    assert matched(ages, women=load_gbsg2()) is None


def test_random_rows_of_the_same_columns_are_no_match() -> None:
    rossi = load_rossi()
    random = np.random.default_rng(7)
    table = pd.DataFrame({c: random.integers(rossi[c].min(), rossi[c].max() + 1, 30) for c in rossi.columns})

    assert matched(table, rossi=rossi) is None


@pytest.mark.parametrize("statistic", ["max", "min", "median", "first"])
def test_extremes_of_groups_are_no_rows(statistic: str) -> None:
    women = load_gbsg2()
    table = women.groupby(["tgrade", "menostat"])[["age", "tsize"]].agg(statistic).reset_index()

    found = matched(table, women=women)

    assert found is None or statistic == "first"  # the first row of each group is a row


def test_a_masked_copy_of_an_aggregate_is_no_excerpt() -> None:
    women = load_gbsg2()
    table = pd.crosstab(women.tgrade, women.menostat)
    copy = table.where(table > 40)

    assert matched(copy, table=table, women=women) is None


def test_points_of_a_figure_are_matched_by_value() -> None:
    women = load_gbsg2()
    frames = SessionFrames({"women": women}, load())

    found = frames.matches_rows({"Age (years)": women.age[:80], "Time": women.time[:80]})

    assert found is not None
    assert set(found.columns) == {"age", "time"}
    assert frames.matches_rows({"x": [1.5, 2.5, 3.5], "y": [0.1, 0.2, 0.3]}) is None


def test_the_check_calls_an_excerpt_individual(session_of: Callable[..., Session]) -> None:
    wine = pd.DataFrame(np.random.default_rng(3).normal(size=(60, 4)).round(3), columns=list("abcd"))

    report = session_of(wine=wine).check(wine.head(3), "part")
    said = session_of(wine=wine).check(wine.head(3), "part", row_is="other")

    assert report.read_as[0].role == "individual"
    assert "rows are rows of `wine`" in report.read_as[0].reason
    assert said.read_as[0].role == "aggregate"  # nothing but its shape says that a row of `wine` is a person


def test_what_is_declared_cannot_undo_a_proof(session_of: Callable[..., Session]) -> None:
    women = load_gbsg2().assign(participant_id=range(500000009, 500000009 + 686 * 7, 7))
    part = women.drop(columns="participant_id").head(8)

    report = session_of(women=women).check(part, "part", row_is="group")

    assert report.read_as[0].role == "individual"
    assert report.verdict != "pass"


def test_the_search_stops_in_time_and_says_so() -> None:
    policy = load()
    content = {**policy.content, "evidence": {**policy.content["evidence"], "seconds": 0.0}}
    women = load_gbsg2()
    frames = SessionFrames({"women": women}, from_content(content), {}, [])
    view = views_of(women.head(5), "part")[0]

    assert isinstance(view, TableView)
    assert frames.rows(view) is None
    assert frames.stopped


def test_nothing_is_copied_or_changed() -> None:
    women = load_gbsg2()
    before = women.copy()

    matched(women.head(30), women=women)

    pd.testing.assert_frame_equal(women, before)
