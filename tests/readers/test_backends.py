"""The same data get the same verdict whatever library holds them, and remote ones are not collected."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gel_airlock_jupyter as airlock
from gel_airlock_jupyter.readers import remote

Columns = dict[str, Any]


def _pandas(data: Columns) -> Any:
    return pd.DataFrame(data)


def _polars(data: Columns) -> Any:
    return pytest.importorskip("polars").DataFrame(data)


def _polars_lazy(data: Columns) -> Any:
    return _polars(data).lazy()


def _pyarrow(data: Columns) -> Any:
    return pytest.importorskip("pyarrow").table(data)


def _duckdb(data: Columns) -> Any:
    return pytest.importorskip("duckdb").from_df(pd.DataFrame(data))


def _dask(data: Columns) -> Any:
    return pytest.importorskip("dask.dataframe").from_pandas(pd.DataFrame(data), npartitions=2)


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None:
        pytest.skip("pyspark needs Java, and there is none on this machine")
    session = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    yield session
    session.stop()


BACKENDS: dict[str, Callable[[Columns], Any]] = {
    "polars": _polars,
    "polars lazy": _polars_lazy,
    "pyarrow": _pyarrow,
    "duckdb": _duckdb,
    "dask": _dask,
}


def _variants(rows: int) -> Columns:
    """Synthetic GWAS summary statistics, made here."""
    make = np.random.default_rng(0)
    return {
        "CHROM": np.ones(rows, dtype=int),
        "GENPOS": np.arange(rows) + 100_000,
        "ID": [f"rs{number}" for number in range(rows)],
        "ALLELE0": ["A"] * rows,
        "ALLELE1": ["G"] * rows,
        "A1FREQ": make.uniform(0.01, 0.5, rows),
        "N": np.full(rows, 5000),
        "BETA": make.normal(size=rows),
        "SE": make.uniform(0.01, 0.1, rows),
        "LOG10P": make.uniform(0, 9, rows),
    }


def _named(last: str) -> Columns:
    """Summary statistics whose variants are called by place and alleles."""
    named = _variants(40)
    named["ID"] = [*(f"chr1:{100_000 + row}:A:G" for row in range(39)), last]
    return named


def _people(rows: int) -> Columns:
    """Synthetic rows of people, made here."""
    make = np.random.default_rng(4)
    return {
        "sex": list(make.choice(["F", "M"], rows)),
        "ethnicity": list(make.choice(["White", "Asian", "Black"], rows)),
        "bmi": make.normal(25, 4, rows).round(1),
        "hdl": make.normal(1.4, 0.3, rows).round(2),
    }


def _cases() -> dict[str, Columns]:
    rare = _variants(40)
    rare["A1FREQ"][7] = 0.001
    sampled = _variants(40)
    sampled["ID"][30] = "LP1000999-DNA_A01"
    return {
        "small count": {"group": ["A", "B", "C"], "n": [8, 11, 3]},
        "masked": {"group": ["A", "B", "C"], "n": ["8", "11", "<5"]},
        "recalculable": {"group": ["A", "B", "C", "Total"], "n": ["8", "11", "<5", "22"]},
        "missing": {"group": ["A", "B", "C"], "n": [8.0, None, 12.0]},
        "non-ASCII": {"Gruppe": ["Ä", "ß", "日本"], "n": [8, 11, 12]},
        "common variants": _variants(40),
        "rare variant": rare,
        "platekey": sampled,
        "named variant with a platekey": _named("chr1:100007:A:LP1000999-DNA_A01"),
        "named variants": _named("chr1:100007:A:G"),
        "percentages": {"group": ["A", "B", "C"], "n": [44, 60, 90], "% with seizures": [6.8, 50.0, 11.1]},
        "shares and counts in one cell": {"group": ["A", "B"], "cases": ["12 (27.3%)", "3 (6.8%)"]},
        "means and group sizes": {"arm": ["a", "b"], "n": [4, 60], "mean_bmi": [24.51, 25.93], "sd_bmi": [3.01, 4.2]},
        "describe": {
            "statistic": ["count", "mean", "std", "min", "25%", "50%", "75%", "max"],
            "bmi": [120.0, 25.1, 4.2, 17.3, 22.0, 24.8, 27.7, 41.9],
        },
        "totals": {"group": ["A", "B", "C", "Total"], "F": ["12", "*", "<5", "22"], "M": ["30", "25", "10", "65"]},
        "microdata without identifiers": _people(60),
        "dates of people": {**_people(30), "diagnosed": list(pd.date_range("2019-01-07", periods=30, freq="D"))},
        "genotypes": {f"rs{i}": np.random.default_rng(i).integers(0, 3, 40) for i in range(6)},
        "yes and no": {**_people(30), "smokes": [row % 3 == 0 for row in range(30)]},
        "a column of nothing": {"group": ["A", "B", "C"], "n": [8, 11, 12], "note": [None, None, None]},
        "NHS numbers": {"who": ["9990000018", "9990000026", "9990000034"], "nhs_number": ["999 000 0018"] * 3},
        "people": {"participant_id": [500000009, 600000001, 700000004], "age": [34, 40, 41], "sex": ["F", "M", "F"]},
    }


CASES = _cases()


def _judged(obj: Any) -> tuple[str, frozenset[tuple[str, str]]]:
    report = airlock.check(obj, "table")
    return report.verdict, frozenset((finding.rule, str(finding.severity)) for finding in report.findings)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("backend", BACKENDS)
def test_every_library_gets_the_verdict_of_pandas(backend: str, case: str) -> None:
    assert _judged(BACKENDS[backend](CASES[case])) == _judged(_pandas(CASES[case]))


@pytest.mark.slow
def test_spark_gets_the_verdict_of_pandas(spark: Any) -> None:
    for name, case in CASES.items():
        frame = pd.DataFrame(case)
        assert _judged(spark.createDataFrame(frame)) == _judged(frame.astype(object).where(frame.notna(), None)), name


LARGE = remote.COLLECTED_ROWS + 1


def _large_cases() -> dict[str, Columns]:
    rare = _variants(LARGE)
    rare["A1FREQ"][LARGE - 7] = 0.001
    sampled = _variants(LARGE)
    sampled["ID"][LARGE - 7] = "LP1000999-DNA_A01"
    named = _variants(LARGE)
    named["ID"] = [f"chr1:{100_000 + row}:A:G" for row in range(LARGE)]
    hidden = {**named, "ID": [*named["ID"][:-1], "chr1:7:A:LP1000999-DNA_A01"]}
    people = _people(LARGE)
    return {
        "common variants": _variants(LARGE),
        "rare variant": rare,
        "platekey": sampled,
        "named variants": named,
        "platekey in the name of a variant": hidden,
        "counts": {"place": np.arange(LARGE), "n": np.full(LARGE, 40)},
        "a small count": {"place": np.arange(LARGE), "n": np.append(np.full(LARGE - 1, 40), 3)},
        "people": {"participant_id": np.arange(LARGE) + 500_000_009, **people},
    }


LARGE_CASES = _large_cases()


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", LARGE_CASES)
def test_a_large_frame_is_judged_where_it_lives(backend: str, case: str) -> None:
    assert _judged(BACKENDS[backend](LARGE_CASES[case])) == _judged(_pandas(LARGE_CASES[case]))


@pytest.mark.slow
@pytest.mark.parametrize("case", ["platekey in the name of a variant", "a small count", "people"])
def test_a_large_frame_in_spark_is_judged_where_it_lives(spark: Any, case: str) -> None:
    frame = pd.DataFrame(LARGE_CASES[case])

    assert _judged(spark.createDataFrame(frame)) == _judged(frame)


@pytest.mark.parametrize("backend", ["polars lazy", "duckdb", "dask"])
def test_text_counts_of_a_large_frame_are_refused_not_passed(backend: str) -> None:
    data = {"group": [f"g{i}" for i in range(LARGE)], "n": ["12"] * (LARGE - 1) + ["3"]}

    assert airlock.check(BACKENDS[backend](data), "table").verdict in ("review", "fail")


def test_a_styler_is_judged_by_the_data_it_carries() -> None:
    frame = pd.DataFrame({"group": ["A", "B", "C"], "n": [8, 11, 3]})
    shown = frame.style.format({"n": lambda n: "<5" if n < 5 else str(n)})

    assert airlock.check(shown, "table").verdict == "fail"


def test_a_styler_is_judged_by_its_caption_too() -> None:
    styler = pd.DataFrame({"group": ["A", "B"], "n": [8, 11]}).style.set_caption("Sample LP1000999-DNA_A01")

    assert {finding.rule for finding in airlock.check(styler, "table").findings} == {"ID-01"}


def test_unused_categories_and_attrs_are_judged() -> None:
    frame = pd.DataFrame(
        {"group": pd.Categorical(["A", "B"], categories=["A", "B", "LP1000999-DNA_A01"]), "n": [8, 11]}
    )
    told = pd.DataFrame({"group": ["A", "B"], "n": [8, 11]})
    told.attrs["source"] = "/genomes/by_date/2020-01-01/x"

    assert "ID-01" in {finding.rule for finding in airlock.check(frame, "table").findings}
    assert "ID-05" in {finding.rule for finding in airlock.check(told, "table").findings}


MEASURED = """
import tracemalloc
import pandas as pd
import gel_airlock_jupyter as airlock
from tests.readers.test_backends import _variants

frame = pd.DataFrame(_variants(200_000))
airlock.check(frame.head(10), "warm")
tracemalloc.start()
airlock.check(frame, "table")
print(tracemalloc.get_traced_memory()[1], int(frame.memory_usage(deep=True).sum()))
"""
ROOT = Path(__file__).parents[2]


def test_a_large_frame_is_not_copied() -> None:
    # In a process of its own: frames that other tests left in the session are compared with, which takes memory too.
    done = subprocess.run([sys.executable, "-c", MEASURED], capture_output=True, text=True, check=True, cwd=ROOT)
    peak, held = map(int, done.stdout.split())

    assert peak < 1.2 * held
