"""`airlock.fix` drops or masks what is rare, says how many, and its output passes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import polars as pl
import pytest
from genetic_tables import COMMON, regenie, saige, vcf
from hypothesis import given, settings
from hypothesis import strategies as st

from gel_airlock_jupyter.declarations import validated
from gel_airlock_jupyter.fixing.fix import fix
from gel_airlock_jupyter.fixing.fixed import Fixed
from gel_airlock_jupyter.policy.load import load
from gel_airlock_jupyter.policy.model import Policy

Fix = Callable[..., Fixed]
RARE = [0.1, 0.996, 0.002, 0.005, 0.3, 0.995]


def test_rows_under_the_filter_are_dropped_and_counted(fixed: Fix) -> None:
    frame = regenie(RARE)

    result = fixed(frame)

    assert list(result.output["A1FREQ"]) == [0.1, 0.005, 0.3, 0.995]
    assert result.report.verdict == "pass"
    assert result.changes == ("dropped 2 variants under the filter for rare variants, of 6",)
    assert len(frame) == 6


def test_nothing_rare_nothing_changed(fixed: Fix) -> None:
    result = fixed(regenie())

    assert result.changes == ()
    pd.testing.assert_frame_equal(result.output, regenie())


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame.set_index(["CHROM", "GENPOS"]),
        lambda frame: frame.set_axis([7] * 6),
        lambda frame: frame[frame.columns[::-1]],
        lambda frame: frame.assign(A1FREQ=frame["A1FREQ"].astype(str)),
        lambda frame: frame.assign(A1FREQ=(frame["A1FREQ"] * 100).astype(str) + "%"),
        lambda frame: pl.from_pandas(frame),
        lambda frame: pl.from_pandas(frame).to_arrow(),
    ],
)
def test_frames_of_every_form(fixed: Fix, change: Callable[[Any], Any]) -> None:
    result = fixed(change(regenie(RARE)))

    assert len(result.output) == 4
    assert type(result.output) is type(change(regenie(RARE)))
    assert result.report.verdict == "pass"


def test_variants_in_columns(fixed: Fix) -> None:
    result = fixed(regenie(RARE).T)

    assert result.output.shape == (14, 4)
    assert result.report.verdict == "pass"


def test_the_info_column_of_a_vcf(fixed: Fix) -> None:
    result = fixed(vcf("AC=3;AN=1000", "AC=50;AN=1000", "AC=990;AN=1000"))

    assert list(result.output["INFO"]) == ["AC=50;AN=1000"]
    assert result.report.verdict == "pass"


def test_a_curated_list_stays_whole(fixed: Fix) -> None:
    result = fixed(regenie(RARE), selected=True)

    assert len(result.output) == 6
    assert result.report.verdict == "pass"


def test_masking_instead_where_the_policy_says_so(fixed: Fix, with_rules: Callable[..., Policy]) -> None:
    mask = {"fix": "mask"}
    frame = saige(AC_Allele2=[3, 500, 19, 700, 800, 900], AF_Allele2=[0.0003, *COMMON[1:]])

    result = fixed(frame, with_rules(VR_02=mask, VR_03=mask, VR_04=mask))

    assert len(result.output) == 6
    assert list(result.output["AC_Allele2"].astype(str)) == ["<20", "500", "<20", "700", "800", "900"]
    assert list(result.output["AF_Allele2"].fillna(""))[:3] == ["<0.005", 0.25, ""]
    assert result.report.verdict == "pass"
    assert "2 variants" in result.changes[0]


def test_small_genotype_counts_are_masked_with_what_gives_them_back(fixed: Fix) -> None:
    frame = saige(N_case_hom=[3, 50, 60, 70, 80, 90])

    result = fixed(frame)

    assert list(result.output["N_case_hom"])[:2] == ["<5", 50]
    assert result.output["N_case_het"].isna().tolist() == [True, False, False, False, False, False]
    assert result.output["N_ctrl_hom"].tolist() == [200] * 6
    assert result.report.verdict == "pass"


def test_genotype_counts_of_everybody_tie_the_groups(fixed: Fix) -> None:
    frame = saige(N_case_hom=[3, 50, 60, 70, 80, 90]).assign(n_hom=[203, 250, 260, 270, 280, 290])

    result = fixed(frame)

    assert result.output.loc[0, ["N_ctrl_hom", "n_hom"]].isna().all()
    assert result.report.verdict == "pass"


def test_few_alleles_among_cases_are_hidden_with_the_controls(fixed: Fix) -> None:
    result = fixed(saige().assign(AC_case=[3, 500, 600, 700, 800, 900], AC_ctrl=[997, 1, 2_000, 2_000, 2_000, 2_000]))

    hidden = result.output[["AC_case", "AC_ctrl", "AF_case", "AF_ctrl"]].isna().all(axis=1)
    assert hidden.tolist() == [True, True, False, False, False, False]
    assert result.report.verdict == "pass"
    assert "2 variants with 1-4 alleles in a group" in " ".join(result.changes)


def test_variants_with_a_small_group_are_dropped(fixed: Fix) -> None:
    result = fixed(saige(N_case=[4, 500, 600, 700, 800, 900]))

    assert len(result.output) == 5
    assert result.report.verdict == "pass"


def test_a_study_of_four_people_cannot_be_fixed(fixed: Fix) -> None:
    result = fixed(saige(N_case=4, AC_Allele2=1_000))

    assert len(result.output) == 6
    assert result.report.verdict == "fail"


def test_burden_tables_lose_the_names_of_their_variants(fixed: Fix) -> None:
    burden = pd.DataFrame(
        {"Gene": ["TP53", "BRCA1"], "Pvalue": 0.1, "markerIDs": "1:12345:A:G;1:12346:C:T", "MAC": [3, 90]}
    )

    result = fixed(burden)

    assert list(result.output.columns) == ["Gene", "Pvalue", "MAC"]
    assert result.report.verdict == "pass"


def test_genotypes_of_people_cannot_be_fixed(fixed: Fix) -> None:
    assert fixed(vcf(samples=2)).report.verdict == "fail"


def test_a_rule_that_is_off_changes_nothing(fixed: Fix, with_rules: Callable[..., Policy]) -> None:
    off = {"enabled": False}

    assert len(fixed(regenie(RARE), with_rules(VR_02=off, VR_03=off, VR_04=off)).output) == 6


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=12),
    st.sampled_from([1_000, 5_000]),
    st.lists(st.integers(0, 12), min_size=12, max_size=12),
)
def test_the_output_always_passes_or_is_empty(frequencies: list[float], people: int, homs: list[int]) -> None:
    frame = regenie(frequencies, people)
    frame["N_case"] = people // 2
    frame["N_case_hom"], frame["N_case_het"] = homs[: len(frame)], 40

    result = fix(frame, "table", load("genomics-england"), validated({}))

    assert result.report.verdict == "pass" or len(result.output) == 0
    kept = result.output["A1FREQ"]
    assert not (((kept < 0.005 - 1e-6) | (kept > 0.995 + 1e-6)).any())
