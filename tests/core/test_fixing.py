"""`airlock.fix` on what people hand to it: the copy passes, the object stays, every kind comes back usable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.errors import InputError, Unreadable

CELLS = {"disease": ["A", "B", "C", "Total"], "n": [8, 11, 3, 22]}


class Named(pd.DataFrame):
    """A frame of a class made from pandas' own."""


KINDS: dict[str, Any] = {
    "pandas": lambda: pd.DataFrame(CELLS),
    "subclass": lambda: Named(CELLS),
    "series": lambda: pd.DataFrame(CELLS).set_index("disease")["n"],
    "styler": lambda: pd.DataFrame(CELLS).style,
    "list of dicts": lambda: pd.DataFrame(CELLS).to_dict("records"),
    "polars": lambda: pytest.importorskip("polars").DataFrame(CELLS),
    "polars lazy": lambda: pytest.importorskip("polars").LazyFrame(CELLS),
    "pyarrow": lambda: pytest.importorskip("pyarrow").table(CELLS),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_table_is_masked(kind: str) -> None:
    if kind == "styler":
        pytest.importorskip("jinja2")
    obj = KINDS[kind]()

    fixed = airlock.fix(obj, "t")

    assert airlock.check(obj, "t").verdict == "fail"
    assert fixed.report.verdict == "pass"
    assert airlock.check(fixed.output, "t").verdict == "pass"
    assert any("`<5`" in change for change in fixed.changes)


def test_an_array_comes_back_as_a_frame() -> None:
    fixed = airlock.fix(np.array([[3, 50], [60, 70]]), "a", counts=["0", "1"])

    assert fixed.output.iloc[0, 0] == "<5"


def test_the_object_stays_as_it_is() -> None:
    frame = pd.DataFrame(CELLS)
    before = frame.copy(deep=True)

    airlock.fix(frame)

    pd.testing.assert_frame_equal(frame, before)


def test_what_passes_is_returned_as_it_is() -> None:
    frame = pd.DataFrame({"disease": ["A", "B"], "n": [8, 11]})

    fixed = airlock.fix(frame)

    assert fixed.changes == ()
    pd.testing.assert_frame_equal(fixed.output, frame)


def test_duplicate_names_and_levels_are_masked_in_place() -> None:
    double = pd.DataFrame([["a", 3, 30], ["b", 40, 20]], columns=["g", "n", "n"])
    deep = pd.DataFrame(
        [[1, 80], [90, 70]],
        index=pd.MultiIndex.from_tuples([("a", "x"), ("b", "y")], names=["g", "h"]),
        columns=pd.MultiIndex.from_tuples([("n", "f"), ("n", "m")]),
    )

    assert airlock.fix(double).output.iloc[0, 1] == "<5"
    masked = airlock.fix(deep).output
    assert masked.iloc[0, 0] == "<5"
    assert masked.index.equals(deep.index)
    assert masked.columns.equals(deep.columns)


@pytest.mark.parametrize("empty", [pd.DataFrame(), pd.DataFrame(index=range(3)), pd.DataFrame({"n": []})])
def test_nothing_to_fix_in_nothing(empty: pd.DataFrame) -> None:
    fixed = airlock.fix(empty)

    assert (fixed.changes, fixed.report.verdict) == ((), "review")


def test_what_cannot_be_fixed_is_said(tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text("There were 3 patients.\n")

    for obj in ("There were 3 patients.", path, str(path)):
        with pytest.raises(InputError, match="cannot be fixed"):
            airlock.fix(obj, "thing")
    with pytest.raises(Unreadable):
        airlock.fix(object(), "thing")


def test_identifiers_go_with_their_columns() -> None:
    frame = pd.DataFrame(
        {"participant_id": ["x", "y"], "disease": ["LP1000999-DNA_A01", "B"], "sex": ["f", "m"], "n": [30, 90]}
    )

    fixed = airlock.fix(frame)

    assert list(fixed.output.columns) == ["sex", "n"]
    assert not [finding for finding in fixed.report.findings if finding.rule.startswith("ID-")]
