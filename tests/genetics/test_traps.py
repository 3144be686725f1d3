"""What must not fire, and what a report may not repeat."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import polars as pl
import pytest
from genetic_tables import POSITIONS, RS, regenie, saige

from gel_airlock_jupyter.findings import Report
from gel_airlock_jupyter.fixing.fixed import Fixed

Judge = Callable[..., Report]


def rules(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings}


def test_positions_and_rs_numbers_are_no_identifiers(judge: Judge) -> None:
    assert judge(regenie()).findings == ()
    assert judge(regenie().rename(columns={"GENPOS": "start"}).assign(end=POSITIONS)).verdict == "pass"
    assert judge(pd.DataFrame({"rsid": RS, "gene": "TP53"})).verdict == "pass"
    assert judge(regenie().assign(GENPOS=[f"{p:,}" for p in POSITIONS])).verdict == "pass"


@pytest.mark.parametrize(
    "extra",
    [
        {"df": [1, 2, 3, 1, 2, 3]},
        {"HetDf": [1, 2, 3, 4, 1, 2]},
        {"decile": [1, 2, 3, 4, 5, 6]},
        {"year": [2019, 2020, 2021, 2022, 2023, 2024]},
        {"n_studies": [1, 2, 3, 4, 1, 2]},
        {"ERRCODE": ["."] * 6},
        {"rank": [1, 2, 3, 4, 5, 6]},
        {"nearest_gene": ["TP53"] * 6},
        {"gnomad_af": [0.0001] * 6},
    ],
)
def test_other_columns_beside_summary_statistics(judge: Judge, extra: dict[str, list[object]]) -> None:
    assert judge(regenie().assign(**extra)).verdict == "pass"


def test_chromosome_numbers_are_no_counts(judge: Judge) -> None:
    frame = regenie().assign(CHROM=[1, 2, 3, 4, 22, 23])

    assert judge(frame).findings == ()
    assert judge(frame.assign(CHROM=["1", "2", "3", "X", "Y", "MT"])).findings == ()


def test_constant_numbers_of_people_are_no_counts(judge: Judge) -> None:
    assert judge(saige(N_case=312, N_ctrl=5, AC_Allele2=100)).verdict == "pass"


def test_a_platekey_inside_a_variant_table_still_fails(judge: Judge) -> None:
    report = judge(regenie().assign(carriers="LP1000999-DNA_A01"))

    assert report.verdict == "fail"
    assert "ID-01" in rules(report)
    assert "LP1000999" not in str(report.to_dict(preview=False))


def test_a_sample_column_in_a_variant_table_still_fails(judge: Judge) -> None:
    report = judge(regenie().assign(participant_id=[500000009, 600000001, 700000004] * 2))

    assert report.verdict == "fail"
    assert "ID-02" in rules(report)


def test_the_same_verdict_from_every_library(judge: Judge) -> None:
    frame = regenie([0.1, 0.996, 0.002, 0.005, 0.3, 0.995], 5_000).drop(columns="EXTRA")
    polars = pl.from_pandas(frame)

    def outcome(report: Report) -> list[tuple[str, str, int]]:
        return sorted((f.rule, str(f.severity), f.places) for f in report.findings)

    expected = outcome(judge(frame))
    for same in (polars, polars.to_arrow(), frame.convert_dtypes(dtype_backend="pyarrow"), frame.to_dict("records")):
        assert outcome(judge(same)) == expected


def test_a_long_table_is_judged_without_writing_its_cells(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    from gel_airlock_jupyter.readers.lazy_texts import LazyTexts

    made: list[int] = []
    whole = LazyTexts.__iter__
    monkeypatch.setattr(LazyTexts, "__iter__", lambda texts: made.append(len(texts)) or whole(texts))
    rows = 300_000
    frame = pl.DataFrame(
        {
            "CHROM": np.ones(rows, dtype=np.int64),
            "GENPOS": np.arange(rows) + 100_000_000,
            "ID": [f"rs{row + 100}" for row in range(rows)],
            "ALLELE0": ["A"] * rows,
            "ALLELE1": ["G"] * rows,
            "A1FREQ": np.tile([0.1, 0.001, 0.4], rows // 3),
            "N": np.full(rows, 5_000),
            "BETA": np.linspace(-1, 1, rows),
            "SE": np.full(rows, 0.1),
            "LOG10P": np.linspace(0, 8, rows),
        }
    )

    report = judge(frame)

    assert {f.rule: f.places for f in report.findings} == {"VR-03": rows // 3, "VR-04": rows // 3}
    assert made == []


def _long(frame: pd.DataFrame, seed: int | None = None) -> pd.DataFrame:
    long = frame.melt(id_vars="variant")
    return long if seed is None else long.sample(frac=1, random_state=seed, ignore_index=True)


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_melted_table_keeps_its_verdict(judge: Judge, fixed: Callable[..., Fixed], seed: int | None) -> None:
    names = [f"1:{12_345 + row}:A:G" for row in range(6)]
    fine = pd.DataFrame({"variant": names, "AF": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], "N": 500})
    rare = fine.assign(AF=[0.1, 0.018, 0.3, 0.4, 0.5, 0.999])

    assert judge(_long(fine, seed)).verdict == "pass"
    report = judge(_long(rare, seed))
    assert {(f.rule, f.places) for f in report.findings if str(f.severity) == "fail"} == {("VR-03", 1), ("VR-04", 2)}
    result = fixed(_long(rare, seed))
    assert result.report.verdict == "pass"
    assert len(result.output) == 8


def test_a_melted_table_with_gaps_is_still_judged(judge: Judge) -> None:
    names = [f"1:{12_345 + row}:A:G" for row in range(4)]
    long = _long(
        pd.DataFrame({"variant": names, "AC": [3.0, 40, 50, np.nan], "AN": [1000.0, 1000, np.nan, 1000]})
    ).dropna()

    assert judge(long).verdict == "fail"
    assert judge(long[long["value"] > 3]).verdict == "pass"
