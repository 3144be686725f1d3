"""Whatever table-like object is handed over: a sensible verdict, or an error that says what to do."""

from __future__ import annotations

import collections
import decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.errors import Unreadable

KEY = "LP1000999-DNA_A01"
ROWS = {"disease": ["Leigh", "MELAS"], "n": [3, 40]}
CLEAN = pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [30, 40]})
Row = collections.namedtuple("Row", "disease n")  # noqa: PYI024 - what a cursor gives


def failing(obj: Any) -> set[str]:
    return {finding.rule for finding in airlock.check(obj, "t").findings if finding.severity == "fail"}


SMALL: dict[str, Any] = {
    "list of dicts": [{"disease": "Leigh", "n": 3}, {"disease": "MELAS", "n": 40}],
    "tuple of dicts": ({"disease": "Leigh", "n": 3}, {"disease": "MELAS", "n": 40}),
    "named tuples": [Row("Leigh", 3), Row("MELAS", 40)],
    "dict of lists": ROWS,
    "counter": collections.Counter({"Leigh patients": 3, "MELAS patients": 40}),
    "structured array": np.array([("Leigh", 3), ("MELAS", 40)], dtype=[("disease", "U5"), ("n", "i8")]),
    "record array": np.rec.array([("Leigh", 3), ("MELAS", 40)], dtype=[("disease", "U5"), ("n", "i8")]),
    "series": pd.Series([3, 40], index=pd.Index(["Leigh", "MELAS"], name="disease"), name="n"),
    "nullable": pd.DataFrame(ROWS).convert_dtypes(),
    "arrow types": pd.DataFrame(ROWS).convert_dtypes(dtype_backend="pyarrow"),
    "categories": pd.DataFrame(ROWS).astype({"disease": "category"}),
    "sparse": pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": pd.arrays.SparseArray([3, 40])}),
    "decimals": pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [decimal.Decimal(3), decimal.Decimal(40)]}),
    "periods": pd.DataFrame({"n": [3, 40]}, index=pd.period_range("2020-01", periods=2, freq="M", name="month")),
    "intervals": pd.DataFrame({"n": [3, 40]}, index=pd.IntervalIndex.from_breaks([0, 10, 20], name="years")),
    "duplicate labels": pd.DataFrame([["Leigh", 30, 3], ["MELAS", 40, 40]], columns=["disease", "n", "n"]),
    "tuples as labels": pd.DataFrame({("a", 1): ["Leigh", "MELAS"], "n": [3, 40]}),
    "no label": pd.DataFrame([["Leigh", 3], ["MELAS", 40]], columns=[None, "n"]),
    "a date as label": pd.DataFrame([["Leigh", 3], ["MELAS", 40]], columns=[pd.Timestamp("2020-01-01"), "n"]),
}


@pytest.mark.parametrize("kind", SMALL)
def test_a_small_count_is_found_in(kind: str) -> None:
    assert "CT-01" in failing(SMALL[kind])


def styled(frame: pd.DataFrame = CLEAN) -> Any:
    pytest.importorskip("jinja2")
    return frame.style


HIDDEN: dict[str, Any] = {
    "hidden column": lambda: styled(CLEAN.assign(key=[KEY, ""])).hide(["key"], axis=1),
    "other labels": lambda: styled().relabel_index([KEY, "x"], axis=0),
    "tooltip": lambda: styled().set_tooltips(pd.DataFrame({"n": [KEY, ""]})),
    "attribute": lambda: styled().set_table_attributes(f'data-source="{KEY}"'),
    "formatted text": lambda: styled().format({"disease": lambda text: f"{text} {KEY}"}),
    "caption": lambda: styled().set_caption(KEY),
    "unused category": lambda: CLEAN.astype({"disease": pd.CategoricalDtype(["Leigh", "MELAS", KEY])}),
    "unused category of an index": lambda: CLEAN.set_index(pd.CategoricalIndex(["a", "b"], ["a", "b", KEY])),
    "unused category of headers": lambda: pd.DataFrame([[30]], ["x"], pd.CategoricalIndex(["a"], ["a", KEY])),
    "unused level": lambda: CLEAN.set_axis(pd.MultiIndex([["a", "b", KEY], ["x"]], [[0, 1], [0, 0]]), axis=0),
    "index": lambda: pd.Index(["a", KEY]),
    "index of levels": lambda: pd.MultiIndex.from_product([["a", KEY], ["x"]]),
    "categorical": lambda: pd.Categorical(["a"], categories=["a", KEY]),
    "column array": lambda: pd.array(["a", KEY], dtype="string"),
    "attrs": lambda: _with_attrs(),
    "bytes": lambda: pd.DataFrame({"g": [KEY.encode(), b"x"], "n": [30, 40]}),
    "list in a cell": lambda: CLEAN.assign(ids=[[KEY], []]),
    "masked array": lambda: np.ma.array([["a", KEY]], mask=[[False, False]]),
}


def _with_attrs() -> pd.DataFrame:
    frame = CLEAN.copy()
    frame.attrs["source"] = KEY
    return frame


@pytest.mark.parametrize("kind", HIDDEN)
def test_an_identifier_is_found_in(kind: str) -> None:
    assert "ID-01" in failing(HIDDEN[kind]())


def test_a_style_that_hides_a_small_count_does_not_take_it_out() -> None:
    rows = CLEAN.replace(30, 3)

    assert "CT-01" in failing(styled(rows).format({"n": lambda count: "<5" if count < 5 else str(count)}))
    assert "CT-01" in failing(styled(rows).hide([0], axis=0))
    assert "CT-01" in failing(styled().concat(styled(rows)))
    assert airlock.check(styled(), "t").verdict == "pass"


@pytest.mark.parametrize("library", ["polars", "pyarrow"])
def test_parts_of_other_libraries(library: str) -> None:
    module = pytest.importorskip(library)
    if library == "polars":
        enumeration = module.Enum(["Leigh", "MELAS", KEY])
        held = module.from_pandas(CLEAN).with_columns(module.col("disease").cast(enumeration))
    else:
        held = module.Table.from_pandas(CLEAN).replace_schema_metadata({"source": KEY})
        assert "CT-01" in failing(module.RecordBatch.from_pydict(ROWS))

    assert failing(held) == {"ID-01"}


@pytest.mark.parametrize(
    ("thing", "way"),
    [
        (CLEAN.groupby("disease"), "Aggregate it first"),
        (CLEAN.groupby("disease")["n"], "Aggregate it first"),
        (CLEAN.n.rolling(2), "Compute something"),
        (np.zeros((2, 2, 2)), "one or two dimensions"),
        ((number for number in range(3)), "Make a list"),
        ({1, 2}, "Give a data frame"),
    ],
    ids=["group-by", "group-by of a column", "rolling", "cube", "generator", "set"],
)
def test_what_is_no_result_yet_is_told_with_a_way_out(thing: Any, way: str) -> None:
    with pytest.raises(Unreadable) as told:
        airlock.check(thing, "t")

    assert way in str(told.value) + str(told.value.hint)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(),
        pd.DataFrame(columns=["a"]),
        pd.DataFrame(index=[1, 2]),
        CLEAN.head(0),
        pd.Series([], dtype=float),
    ],
)
def test_nothing_is_nothing_to_judge(frame: Any) -> None:
    report = airlock.check(frame, "t")

    assert (report.verdict, [f.rule for f in report.findings]) == ("review", ["EN-02"])


def test_several_outputs_stay_several() -> None:
    report = airlock.check({"first": CLEAN, "second": SMALL["series"]})

    assert report.kind == "several"
    assert airlock.check([CLEAN, CLEAN]).kind == "several"
