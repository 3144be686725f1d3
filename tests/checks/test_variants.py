"""VR-02 and VR-03: bulk variants under the filter."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest


def variants(**columns: Any) -> pd.DataFrame:
    rows = len(next(iter(columns.values())))
    return pd.DataFrame({"CHROM": ["1"] * rows, "POS": np.arange(1_000_000, 1_000_000 + rows), **columns})


@pytest.mark.parametrize(("count", "severity"), [(0, "fail"), (19, "fail"), (20, "warn"), (21, None)])
def test_allele_counts_at_the_filter(of, count: int, severity: str | None) -> None:
    found = of("VR-02", variants(AC=[count, 400]))

    assert [str(finding.severity) for finding in found] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("frequency", "severity"),
    [(0.0049, "fail"), (0.005, "warn"), (0.0051, None), (0.9951, "fail"), (0.995, "warn"), (0.9949, None), (0.5, None)],
)
def test_frequencies_are_folded(of, frequency: float, severity: str | None) -> None:
    found = of("VR-03", variants(AF=[frequency, 0.3]))

    assert [str(finding.severity) for finding in found] == ([severity] if severity else [])


def test_allele_counts_are_folded_with_the_allele_number(of) -> None:
    assert of("VR-02", variants(AC=[990, 400], AN=[1000, 1000]))
    assert not of("VR-02", variants(AC=[900, 400], AN=[1000, 1000]))


@pytest.mark.parametrize(("rows", "found"), [(299, 0), (300, 1), (301, 1)])
def test_a_curated_list_is_short(of, rows: int, found: int) -> None:
    assert len(of("VR-02", variants(AC=[3] * rows), selected=True)) == found


def test_the_name_of_a_gwas_column(of) -> None:
    gwas = pd.DataFrame({"MarkerID": ["1:1000_A_G"], "CHR": [1], "POS": [1000], "A1FREQ": [0.001], "p.value": [1e-9]})

    assert of("VR-03", gwas)


def test_text_that_is_no_number_is_reviewed_not_passed(of) -> None:
    (finding,) = of("VR-03", variants(AF=["about 0.3", "0.1"]))

    assert str(finding.severity) == "review"


@pytest.mark.parametrize("values", [[], [np.nan, np.nan]])
def test_empty_and_missing(of, values: list[float]) -> None:
    assert not of("VR-02", variants(AC=values))
    assert not of("VR-03", variants(AF=values))


def test_one_big_list(of) -> None:
    (finding,) = of("VR-03", variants(AF=np.tile([0.001, 0.2], 150_000)))

    assert finding.places == 150_000


def test_age_bands_are_no_variants(judge) -> None:
    report = judge(pd.DataFrame({"band": ["20-29", "30-39"], "freq": [3, 50]}))

    assert report.verdict == "fail"
    assert report.findings[0].rule == "CT-01"


def test_names_beyond_ascii(of) -> None:
    assert of("VR-02", variants(AC=[3], Größe=["μ"]))
