"""VR-03: minor allele frequencies under 0.005, however they are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from genetic_tables import COMMON, HEADERS, regenie, saige, vcf, with_headers
from hypothesis import given, settings
from hypothesis import strategies as st

from gel_airlock_jupyter import engine
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.readers.open import views_of

Severities = Callable[..., list[tuple[str, int]]]
FAIL, WARN, REVIEW = [("fail", 1)], [("warn", 1)], [("review", 1)]


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        (0.0, FAIL), (0.0049, FAIL), (0.005, WARN), (0.0051, []), (0.5, []), (0.9949, []), (0.995, WARN),
        (0.9951, FAIL), (1.0, FAIL), (1e-7, FAIL),
    ],
)  # fmt: skip
@pytest.mark.parametrize("storage", ["float64", "float32", "object", "Float64", "double[pyarrow]"])
def test_frequencies_are_folded(severities: Severities, frequency: float, expected: Any, storage: str) -> None:
    frame = regenie([frequency, 0.3], 100_000)

    assert severities("VR-03", frame.astype({"A1FREQ": storage})) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.0049", FAIL), ("0.005", WARN), ("5e-3", WARN), ("4.9E-03", FAIL), (".0049", FAIL), ("0,003", FAIL),
        ("0.3%", FAIL), ("0.5 %", WARN), ("30%", []), ("99.7%", FAIL), ("<0.001", FAIL), ("<0.005", FAIL),
        ("0,3", []), ("0.1,0.002", FAIL), (" 0.2 ", []), ("about 0.2", REVIEW), ("−0.1", REVIEW),
    ],
)  # fmt: skip
def test_frequencies_written_as_text(severities: Severities, text: str, expected: Any) -> None:
    assert severities("VR-03", regenie([text, "0.25"], 100_000)) == expected


@pytest.mark.parametrize("missing", [".", "NA", "", "NaN", None])
def test_missing_frequencies_are_said(severities: Severities, missing: str | None) -> None:
    assert severities("VR-03", regenie([missing, "0.25"], 100_000)) == WARN


def test_percent_in_numbers(severities: Severities) -> None:
    frame = pd.DataFrame({"variant": ["1:12345:A:G", "1:12346:A:G"], "AF": [0.3, 30.0]})

    assert severities("VR-03", frame) == FAIL
    assert severities("VR-03", frame.rename(columns={"AF": "AF_percent"}).assign(AF_percent=[0.3, 0.9])) == FAIL
    assert severities("VR-03", frame.assign(AF=["50%", "20%"])) == []
    assert severities("VR-03", frame.assign(AF=[0.3, 300.0])) == REVIEW
    assert severities("VR-03", frame.assign(AF=[-0.3, 0.3])) == REVIEW


@pytest.mark.parametrize(("largest", "expected"), [(0.5, []), (0.500001, WARN), (0.9, WARN)])
def test_a_minor_allele_frequency_is_at_most_a_half(severities: Severities, largest: float, expected: Any) -> None:
    frame = regenie([0.2, largest]).rename(columns={"A1FREQ": "MAF"})

    assert severities("VR-03", frame) == expected
    assert severities("VR-03", frame.rename(columns={"MAF": "A1FREQ"})) == []


def test_summary_statistics_without_frequency_are_pointed_out(severities: Severities) -> None:
    assert severities("VR-03", with_headers(HEADERS["PLINK 1 linear"])) == [("warn", 6)]
    assert severities("VR-03", with_headers(HEADERS["METAL, samples"])) == [("warn", 6)]
    assert severities("VR-03", with_headers(HEADERS["GCTA-COJO"])) == []


def test_frequencies_of_groups_count_where_nothing_else_is_shown(severities: Severities) -> None:
    rare = [0.001, *COMMON[1:]]

    assert severities("VR-03", saige(AF_case=rare)) == []
    assert severities("VR-03", saige(AF_case=rare).drop(columns=["AF_Allele2", "AC_Allele2"])) == FAIL
    assert severities("VR-03", saige(AF_afr=rare)) == FAIL
    assert severities("VR-03", saige(gnomad_AF=rare)) == []


def test_info_of_a_vcf(severities: Severities) -> None:
    assert severities("VR-03", vcf("AF=0.001", "AF=0.2")) == FAIL
    assert severities("VR-03", vcf("AF=0.2,0.999", "AF=0.2")) == FAIL
    assert severities("VR-03", vcf("AF=0.25", "AF=0.2")) == []


def test_empty_and_all_missing(severities: Severities) -> None:
    assert severities("VR-03", regenie().iloc[:0]) == []
    assert severities("VR-03", pd.DataFrame({"variant": ["1:12345:A:G"], "AF": [np.nan]})) == []


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=50), st.booleans())
def test_folding_agrees_with_arithmetic(frequencies: list[float], as_text: bool) -> None:
    written = [repr(f) for f in frequencies] if as_text else frequencies
    frame = pd.DataFrame({"variant": [f"1:{12_345 + i}:A:G" for i in range(len(written))], "AF": written})
    folded = [min(f, 1 - f) for f in frequencies]

    report = engine.run(views_of(frame, "table"), load("genomics-england"), {})
    places = {str(f.severity): f.places for f in report.findings if f.rule == "VR-03"}

    assert places.get("fail", 0) == sum(f < 0.005 - 1e-9 for f in folded)
    assert places.get("warn", 0) == sum(abs(f - 0.005) <= 1e-9 for f in folded)
