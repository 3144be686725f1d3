"""Identifiers of the session are found in tables that live elsewhere, by questions to where they live."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from gel_airlock_jupyter.readers import remote
from gel_airlock_jupyter.session import Session
from gel_airlock_jupyter.settings import Settings

ROWS = 3_000
PEOPLE = pd.DataFrame({"participant_id": [str(500_000_009 + 37 * i) for i in range(ROWS)], "age": np.arange(ROWS) % 70})
WHO = PEOPLE.participant_id[7]


def _polars(frame: pd.DataFrame) -> Any:
    return pytest.importorskip("polars").from_pandas(frame).lazy()


def _duckdb(frame: pd.DataFrame) -> Any:
    return pytest.importorskip("duckdb").from_df(frame)


def _dask(frame: pd.DataFrame) -> Any:
    return pytest.importorskip("dask.dataframe").from_pandas(frame, npartitions=2)


LIBRARIES: dict[str, Callable[[pd.DataFrame], Any]] = {"polars": _polars, "duckdb": _duckdb, "dask": _dask}


def table(**columns: Any) -> pd.DataFrame:
    text = [f"x{row:06d}" for row in range(ROWS)]
    return pd.DataFrame({"code": text, "value": np.linspace(0, 1, ROWS), "number": np.arange(ROWS) * 7, **columns})


def at_end(values: list[Any], last: Any) -> list[Any]:
    return [*values[:-1], last]


CASES: dict[str, tuple[pd.DataFrame, set[str]]] = {
    "none": (table(), set()),
    "one cell": (table(code=at_end(table()["code"].tolist(), WHO)), {"ID-03"}),
    "within a text": (table(code=at_end(table()["code"].tolist(), f"see {WHO}!")), {"ID-03"}),
    "numbers": (table(number=PEOPLE.participant_id.astype(int)), {"ID-03"}),
    "decimal numbers": (table(number=PEOPLE.participant_id.astype(float)), {"ID-03"}),
    "last digits": (table(code=PEOPLE.participant_id.str[-6:]), {"ID-06"}),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("case", CASES)
def test_identifiers_are_found_where_the_data_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str, case: str
) -> None:
    monkeypatch.setattr(remote, "COLLECTED_ROWS", 100)
    frame, rules = CASES[case]
    few = PEOPLE if case not in ("one cell", "within a text") else PEOPLE.head(500)
    session = Session(Settings(store=tmp_path / "store"), namespace={"people": few})

    report = session.check(LIBRARIES[library](frame), "t")

    found = {f.rule for f in report.findings if f.rule in ("ID-03", "ID-06")}
    assert found == rules
    assert WHO not in str(report.to_dict())
