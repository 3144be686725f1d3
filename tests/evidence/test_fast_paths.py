"""Numbering, grouping and summing in few passes give what pandas gives."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gel_airlock_jupyter.evidence.coding import coded
from gel_airlock_jupyter.evidence.frames import live
from gel_airlock_jupyter.evidence.grouping import Grouping
from gel_airlock_jupyter.evidence.passes import placed
from gel_airlock_jupyter.evidence.session import SessionFrames
from gel_airlock_jupyter.evidence.unequal import are_unequal
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.proof import Recount
from gel_airlock_jupyter.readers.open import views_of
from gel_airlock_jupyter.subjects import TableView

HUGE = 2**62
MIXED = st.sampled_from(
    ["a", "b", "ä", "", None, np.nan, 1, 1.0, True, 0, False, 2.5, (1, 2), pd.Timestamp("2020-01-01")]
)


def numbered(values: Any) -> list[Any]:
    """Return for each cell the first row that holds the same value, None where missing: codes without their names."""
    codes = values.tolist()
    return [None if code < 0 else codes.index(code) for code in codes]


@given(st.lists(MIXED, max_size=60), st.integers(1, 300))
@settings(max_examples=150, deadline=None)
def test_objects_are_numbered_as_pandas_numbers_them(cells: list[Any], times: int) -> None:
    series = pd.Series(cells * times, dtype=object)

    codes, values = coded(series)
    expected, names = pd.factorize(series)

    assert codes.tolist() == expected.tolist()
    assert list(values) == list(names)


@pytest.mark.parametrize(
    "series",
    [
        pd.Series(["b", None, "a", "b"] * 3_000, dtype="string"),
        pd.Series(["b", None, "a", "b"] * 3_000, dtype=pd.ArrowDtype(pa.string())),
        pd.Series(["b", "a", "c"], dtype="category").cat.remove_categories("c"),
        pd.Series([HUGE, HUGE + 1, -HUGE, HUGE] * 2_000),
        pd.Series([2**64 - 1, 0, 2**63], dtype="uint64"),
        pd.Series([1, None, 3], dtype="Int64"),
        pd.Series([1.5, np.nan, np.inf, -np.inf, 1.5]),
        pd.Series([True, False, True]),
        pd.Series([True, None, False], dtype="boolean"),
        pd.to_datetime(pd.Series(["2020-01-01", None, "2021-01-01"])),
        pd.to_datetime(pd.Series(["2020-01-01", None]), utc=True),
        pd.Series([f"text {i}" for i in range(9_000)] * 2),
        pd.Series([], dtype=object),
    ],
    ids=lambda series: f"{series.dtype}, {len(series)}",
)
def test_every_kind_of_column_is_numbered_alike(series: pd.Series) -> None:
    codes, _ = coded(series)

    assert numbered(codes[:200]) == numbered(pd.factorize(series)[0][:200])
    assert (codes < 0).tolist() == series.isna().tolist()
    assert codes.dtype.kind == "i"


def test_equal_texts_in_different_objects_have_one_number() -> None:
    texts = np.array(["".join(["wh", "ite"]) for _ in range(5_000)] + ["other"] * 200_000, dtype=object)

    codes, values = coded(pd.Series(texts, dtype=object))

    assert list(values) == ["white", "other"]
    assert codes.dtype == np.int8
    assert np.bincount(codes).tolist() == [5_000, 200_000]


def test_cells_that_cannot_be_compared_are_told_apart_as_written() -> None:
    codes, values = coded(pd.Series([[1], {"a": 1}, [1], None], dtype=object))

    assert codes.tolist() == [0, 1, 0, -1]
    assert len(values) == 2


@given(
    st.lists(st.one_of(st.integers(-HUGE, HUGE), st.integers(-5, 5)), max_size=40),
    st.lists(st.one_of(st.integers(-HUGE, HUGE), st.integers(-9, 9)), max_size=10, unique=True),
    st.sampled_from([np.int64, np.float64, np.int8]),
)
@settings(deadline=None)
def test_numbers_are_found_among_known_ones(numbers: list[int], known: list[int], kind: type) -> None:
    limits = np.iinfo(kind) if kind is not np.float64 else np.iinfo(np.int64)
    column = np.array([n for n in numbers if limits.min <= n <= limits.max], dtype=kind)
    listed = np.array(sorted(known), dtype=np.int64)

    found = placed(column, listed)

    same = column[:, None] == listed[None, :] if len(listed) else np.zeros((len(column), 0), bool)
    assert ((found >= 0) == same.any(axis=1)).all()
    assert all(listed[place] == number for number, place in zip(column, found, strict=True) if place >= 0)


STATISTICS = {
    "mean": "mean", "sum": "sum", "std": "std", "var": "var", "min": "min", "max": "max", "median": "median",
    "count": "count", "nunique": "nunique", "sem": "sem",
}  # fmt: skip
VALUES = st.one_of(st.none(), st.floats(-1e6, 1e6), st.integers(-3, 3).map(float))


@given(
    st.lists(st.tuples(st.sampled_from(["x", "y", "z", None]), VALUES, st.integers(0, 6)), min_size=1, max_size=80),
    st.sampled_from(sorted(STATISTICS)),
)
@settings(max_examples=200, deadline=None)
def test_statistics_of_groups_are_those_of_pandas(rows: list[tuple[Any, Any, int]], statistic: str) -> None:
    frame = pd.DataFrame(rows, columns=["key", "value", "person"]).astype({"value": float})
    key, value, person = live("frame", frame).columns
    codes, names = key.coded

    groups = Grouping(codes, len(names))
    found = groups.variable(value).statistic(statistic)

    if len(names):
        by = frame.groupby("key", sort=False)
        np.testing.assert_allclose(found, getattr(by["value"], STATISTICS[statistic])().to_numpy(float), 1e-9, 1e-4)
        assert groups.sizes.tolist() == by.size().tolist()
        assert groups.people(person).tolist() == by["person"].nunique().tolist()
        present = frame[frame["value"].notna()].groupby("key")["person"].nunique()
        assert groups.people(person, value).tolist() == [present.get(name, 0) for name in names]
        largest = by["value"].apply(lambda part: part.dropna().nlargest(2).tolist())
        padded = [[*part, 0.0, 0.0][:2] for part in largest]
        np.testing.assert_array_equal(groups.variable(value).top(2), np.array(padded).reshape(-1, 2))


@pytest.mark.parametrize("rows", [30_000, 150_000])
def test_blocks_make_no_difference(rows: int) -> None:
    make = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "key": make.integers(0, 700, rows),
            "value": make.gamma(2, 3, rows),
            "person": make.integers(0, rows // 2, rows),
        }
    )
    frame.loc[::7, "value"] = np.nan
    _, value, person = live("frame", frame).columns
    groups = Grouping(frame.key.to_numpy(), 700)
    by = frame.groupby("key")

    for statistic in ("mean", "std", "median", "max", "nunique"):
        np.testing.assert_allclose(groups.variable(value).statistic(statistic), getattr(by.value, statistic)(), 1e-9)
    assert groups.people(person).tolist() == by.person.nunique().tolist()
    ordered = np.array([part.nlargest(3).tolist() for _, part in by.value])
    np.testing.assert_array_equal(groups.variable(value).top(3), ordered)


def recounted(table: object, **frames: object) -> Recount | None:
    view = views_of(table, "table")[0]
    assert isinstance(view, TableView)
    return SessionFrames(frames, load(), {}, [table]).recount(view)


KEYS: dict[str, Any] = {
    "texts": ["a", "b", "c", None],
    "whole numbers": [1, 2, 30, 4],
    "huge whole numbers": [HUGE, HUGE + 1, HUGE + 2, -HUGE],
    "floats": [0.5, 1.0, np.nan, 2.25],
    "yes and no": [True, False, True, True],
    "dates": list(pd.to_datetime(["2020-01-01", "2021-06-30", "2020-01-01", "2022-02-02"])),
    "mixed": ["a", 7, 2.5, None],
    "categories": pd.Categorical(["a", "b", "c", "b"], categories=["a", "b", "c", "never used"]),
}


@pytest.mark.parametrize("rows", [400, 60_000])
@pytest.mark.parametrize(("first", "second"), list(itertools.product(KEYS, ["texts", "categories", "whole numbers"])))
def test_sizes_of_groups_are_those_of_pandas(first: str, second: str, rows: int) -> None:
    make = np.random.default_rng(5)
    at, other = make.integers(0, 4, rows), make.integers(0, 4, rows)
    frame = pd.DataFrame({"g": pd.Series(KEYS[first])[at].array, "h": pd.Series(KEYS[second])[other].array})
    frame["value"] = make.gamma(2, 3, rows).round(2)
    by = frame.groupby(["g", "h"], observed=True, sort=first != "mixed")
    means = by["value"].mean()

    found = recounted(means, frame=frame, noise=frame[["value"]].head(50))

    assert found is not None
    assert found.is_whole
    (people,) = found.people.values()
    assert people.tolist() == by.size().tolist()


@pytest.mark.parametrize("library", ["polars", "pyarrow", "pandas Arrow", "pandas categories"])
def test_the_library_of_the_frame_makes_no_difference(library: str) -> None:
    make = np.random.default_rng(2)
    frame = pd.DataFrame({"g": make.choice(["Ä", "b", "cc"], 30_000), "v": make.normal(size=30_000)})
    frame.loc[::10, "g"] = None
    kept = {
        "polars": lambda: pl.from_pandas(frame),
        "pyarrow": lambda: pa.table(frame),
        "pandas Arrow": lambda: frame.astype({"g": pd.ArrowDtype(pa.string())}),
        "pandas categories": lambda: frame.astype({"g": "category"}),
    }[library]()

    found = recounted(frame.groupby("g").v.median(), kept=kept)

    assert found is not None
    (people,) = found.people.values()
    assert people.tolist() == frame.groupby("g").size().tolist()


@pytest.mark.parametrize(
    "change", ["none", "the last is the first again", "a longer one", "a missing one", "not ASCII", "a line break"]
)
def test_identifiers_of_one_length_are_proven_to_differ(change: str) -> None:
    texts: list[Any] = [f"LP{1_000_000 + row}-DNA_A01" for row in range(70_000)]
    last = {
        "none": texts[-1], "the last is the first again": texts[0], "a longer one": texts[0] + "2",
        "a missing one": None, "not ASCII": texts[0][:-1] + "ä", "a line break": texts[0][:-1] + "\n",
    }  # fmt: skip
    frame = pd.DataFrame({"who": [*texts[:-1], last[change]]}, dtype=object)
    (who,) = live("frame", frame).columns

    assert who.is_key == (frame.who.is_unique and frame.who.notna().all())
    assert are_unequal(frame.who.to_numpy()) == (change == "none")


def test_many_levels_need_no_room_for_every_combination() -> None:
    make = np.random.default_rng(3)
    frame = pd.DataFrame({f"k{i}": make.integers(0, 90, 2_000) for i in range(6)})
    frame["v"] = make.normal(size=2_000)
    keys = [f"k{i}" for i in range(6)]

    found = recounted(frame.groupby(keys).v.mean().reset_index(), frame=frame)

    assert found is not None
    assert found.is_whole


def test_a_column_of_lists_does_not_end_the_search() -> None:
    frame = pd.DataFrame({"terms": [["HP:1"], ["HP:2"]] * 50, "g": list("ab") * 50, "v": np.arange(100) / 7})

    found = recounted(frame.groupby("g").v.mean().rename_axis("arm"), frame=frame)

    assert found is not None
