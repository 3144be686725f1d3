"""VR-02 and VR-04: allele counts under 20, shown or worked out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from genetic_tables import COMMON, ROWS, RS, regenie, saige, vcf
from hypothesis import given, settings
from hypothesis import strategies as st

from gel_airlock_jupyter import engine
from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.readers.open import views_of

Severities = Callable[..., list[tuple[str, int]]]
POLICY = load("genomics-england")


def found(rule: str, frame: pd.DataFrame, **declared: Any) -> list[Finding]:
    report = engine.run(views_of(frame, "table"), POLICY, declared)
    return [finding for finding in report.findings if finding.rule == rule]


def listed(**columns: Any) -> pd.DataFrame:
    rows = len(next(iter(columns.values())))
    return pd.DataFrame({"variant": [f"1:{12_345 + row}:A:G" for row in range(rows)], **columns})


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([0, 100], [("fail", 1)]),
        ([19, 100], [("fail", 1)]),
        ([20, 100], [("warn", 1)]),
        ([21, 100], []),
        ([1, 19, 20, 20, 21], [("fail", 2), ("warn", 2)]),
        ([np.nan, 19], [("fail", 1)]),
        ([np.nan, np.nan], []),
        (["19", "100"], [("fail", 1)]),
        (["1,019", "1,200"], []),
        (["25,3", "100"], [("fail", 1)]),
        (["2e1", "."], [("warn", 1)]),
        (["<20", "100"], [("fail", 1)]),
        (["many", "100"], [("review", 1)]),
        ([19.7, 100.2], [("fail", 1)]),
    ],
)
def test_counts_at_the_filter(severities: Severities, counts: list[Any], expected: list[tuple[str, int]]) -> None:
    assert severities("VR-02", listed(AC=counts)) == expected


@pytest.mark.parametrize("name", ["AC", "mac", "AC_Allele2", "A1_CT", "Alt_Allele_Count", "minor allele count"])
def test_count_columns_of_many_names(severities: Severities, name: str) -> None:
    assert severities("VR-02", listed(**{name: [3, 100]})) == [("fail", 1)]


@pytest.mark.parametrize("kind", ["int8", "uint16", "float32", "Int64", "Float64", "int64[pyarrow]", "object"])
def test_counts_of_every_storage_type(severities: Severities, kind: str) -> None:
    frame = listed(AC=[3, 100], AN=[120, 120])

    assert severities("VR-02", frame.astype({"AC": kind, "AN": kind})) == [("fail", 1), ("warn", 1)]
    assert severities("VR-02", pl.from_pandas(frame)) == [("fail", 1), ("warn", 1)]


def test_counts_are_folded_with_alleles_or_people(severities: Severities) -> None:
    assert severities("VR-02", listed(AC=[990, 400], AN=[1000, 1000])) == [("fail", 1)]
    assert severities("VR-02", listed(AC=[980, 400], AN=[1000, 1000])) == [("warn", 1)]
    assert severities("VR-02", listed(AC=[990, 400], N=[500, 500])) == [("fail", 1)]
    assert severities("VR-02", listed(AC=[990, 400]), n=500) == [("fail", 1)]
    assert severities("VR-02", listed(AC=[990, 400])) == []


def test_every_column_of_counts_is_judged(severities: Severities) -> None:
    frame = listed(AC=[100, 200], AC_nfe=[3, 50], AC_sas=[40, 19])
    doubled = pd.concat([listed(AC=[100, 200]), pd.DataFrame({"AC": [3, 200]})], axis=1)

    assert severities("VR-02", frame) == [("fail", 1), ("fail", 1)]
    assert severities("VR-02", doubled) == [("fail", 1)]


def test_a_table_in_another_form_keeps_its_finding(severities: Severities) -> None:
    frame = listed(AC=[3, 100, 200], AN=[1000, 1000, 1000])

    for same in (
        frame.set_index("variant"),
        frame[["AN", "variant", "AC"]],
        frame.rename(columns=str.lower),
        frame.set_axis(pd.MultiIndex.from_product([["Größe μ"], frame.columns]), axis=1),
        frame.set_axis([7, 7, 7]),
        frame.iloc[[2, 0, 1]],
        frame.assign(chrom="1").T,
    ):
        assert severities("VR-02", same) == [("fail", 1)]


def test_the_info_column_of_a_vcf_is_read(severities: Severities) -> None:
    frame = vcf("AC=3;AN=1000", "AC=50;AN=1000", "AN=1000;AC=990", "AC=60,5;AN=1000", "DP=30", "AC=20;AN=1000")

    assert severities("VR-02", frame) == [("fail", 3), ("warn", 1)]
    assert severities("VR-02", vcf("DP=3;AC=40;AN=1000")) == []


def test_alleles_of_cases_and_controls_may_be_few_but_not_one_to_four(severities: Severities) -> None:
    def counts(value: int) -> list[tuple[str, int]]:
        return severities("VR-02", listed(AC=[500, 600], AC_case=[value, 19], AC_ctrl=[400, 500]))

    assert [counts(value) for value in (0, 1, 4, 5, 6)] == [[], [("fail", 1)], [("fail", 1)], [], []]


@pytest.mark.parametrize(
    ("people", "frequency", "expected"),
    [
        (2_000, 19 / 4_000, [("fail", 1)]),
        (2_000, 20 / 4_000, [("warn", 1)]),
        (2_000, 21 / 4_000, []),
        (2_000, 1 - 19 / 4_000, [("fail", 1)]),
        (2_000, 1 - 20 / 4_000, [("warn", 1)]),
        (2_000, 1 - 21 / 4_000, []),
        (300, 0.02, [("fail", 1)]),
        (2_000, np.nan, []),
    ],
)
def test_counts_from_people_and_frequency(
    severities: Severities, people: int, frequency: float, expected: list[tuple[str, int]]
) -> None:
    assert severities("VR-04", regenie([frequency, 0.3], people)) == expected
    assert severities("VR-04", regenie([frequency, 0.3], [people, people + 1])) == expected
    assert severities("VR-04", regenie([frequency, 0.3]).drop(columns="N"), n=people) == expected


def test_counts_from_frequency_and_alleles(severities: Severities) -> None:
    assert severities("VR-04", listed(AF=[0.03, 0.3], AN=[600, 600])) == [("fail", 1)]
    assert severities("VR-04", listed(AF=["3%", "30%"], AN=[600, 600])) == [("fail", 1)]
    frq = pd.DataFrame({"CHR": 1, "SNP": RS[:2], "A1": "A", "A2": "G", "MAF": [0.03, 0.3], "NCHROBS": [600, 600]})
    assert severities("VR-04", frq) == [("fail", 1)]
    afreq = pd.DataFrame(
        {"#CHROM": 1, "ID": RS[:2], "REF": "A", "ALT": "G", "ALT_FREQS": [0.03, 0.3], "OBS_CT": [600, 600]}
    )
    assert severities("VR-04", afreq) == [("fail", 1)]


def test_counts_from_genotype_counts(severities: Severities) -> None:
    few = listed(hom_ref=[500, 300], het=[9, 200], hom_alt=[5, 50])

    assert severities("VR-04", few) == [("fail", 1)]
    assert severities("VR-04", few.assign(het=[10, 200])) == [("warn", 1)]
    assert severities("VR-04", few.assign(hom_ref=[5, 300], hom_alt=[500, 50])) == [("fail", 1)]


def test_counts_of_cases_and_controls_add_up(severities: Severities) -> None:
    frame = listed(AC_case=[9, 100], AC_ctrl=[10, 300])
    split = listed(AF_case=[0.009, 0.1], N_case=[500, 500], AF_ctrl=[0.001, 0.1], N_ctrl=[5_000, 5_000])

    assert severities("VR-04", frame) == [("fail", 1)]
    assert severities("VR-04", frame.assign(AC_case=[10, 100])) == [("warn", 1)]
    assert severities("VR-04", split)[0] == ("fail", 1)


def test_a_shown_count_is_not_worked_out_again(severities: Severities) -> None:
    assert severities("VR-04", listed(AC=[100, 100], AF=[0.01, 0.3], N=[100, 100])) == []
    assert severities("VR-04", listed(AC=[100, np.nan], AF=[0.1, 0.01], N=[100, 100])) == [("fail", 1)]


def test_few_alleles_among_cases_that_follow_are_pointed_out(severities: Severities) -> None:
    def cases(frequency: float) -> list[tuple[str, int]]:
        return severities("VR-04", saige(AF_case=[frequency, *COMMON[1:]]))

    assert [cases(f) for f in (0.0, 0.0005, 0.002, 0.0025)] == [[], [("warn", 1)], [("warn", 1)], []]


def test_all_rows_are_counted_and_few_are_shown() -> None:
    (finding,) = found("VR-02", listed(AC=[3, 40] * 1_000))

    assert finding.places == 1_000
    assert len(finding.where) == POLICY.limits.places


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(200, 400)), min_size=1, max_size=40))
def test_folding_counts_agrees_with_arithmetic(rows: list[tuple[int, int]]) -> None:
    counts, alleles = [min(ac, an) for ac, an in rows], [an for _, an in rows]
    minor = [min(ac, an - ac) for ac, an in zip(counts, alleles, strict=True)]

    places = {str(f.severity): f.places for f in found("VR-02", listed(AC=counts, AN=alleles))}

    assert places.get("fail", 0) == sum(count < 20 for count in minor)
    assert places.get("warn", 0) == sum(count == 20 for count in minor)


@settings(deadline=None)
@given(st.lists(st.integers(0, 4_000), min_size=1, max_size=40), st.sampled_from([2_000, 2_500, 100_000]))
def test_counts_worked_out_agree_with_arithmetic(counts: list[int], people: int) -> None:
    frame = regenie([count / (2 * people) for count in counts], people)
    minor = [min(count, 2 * people - count) for count in counts]

    places = {str(f.severity): f.places for f in found("VR-04", frame)}

    assert places.get("fail", 0) == sum(count < 20 for count in minor)
    assert places.get("warn", 0) == sum(count == 20 for count in minor)


@settings(deadline=None)
@given(st.permutations(range(ROWS)), st.sampled_from([1, 19, 20, 21, 9_980, 9_981]))
def test_the_order_of_rows_changes_nothing(order: list[int], count: int) -> None:
    frame = saige(AC_Allele2=[count, 500, 600, 700, 800, 900])

    def outcome(table: pd.DataFrame) -> list[tuple[str, int]]:
        return [(str(f.severity), f.places) for f in found("VR-02", table)]

    assert outcome(frame.iloc[order]) == outcome(frame)


@pytest.mark.parametrize("label", ["AC_gel", "AC ALS", "our_AC", "100kGP_AC"])
def test_a_count_with_words_that_nobody_listed_is_judged(severities: Severities, label: str) -> None:
    assert severities("VR-02", listed(**{label: [3, 100]})) == [("fail", 1)]


@pytest.mark.parametrize(("label", "expected"), [("AF_gel", [("fail", 1)]), ("gnomAD_AF", []), ("AF_ratio", [])])
def test_a_frequency_of_unknown_people_is_judged_unless_public(
    severities: Severities, label: str, expected: list[tuple[str, int]]
) -> None:
    assert severities("VR-03", listed(**{label: [0.0001, 0.3]})) == expected
