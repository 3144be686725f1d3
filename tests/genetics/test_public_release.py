"""The second profile: sets that Genomics England itself curates for the public (Data Release Policy)."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from genetic_tables import RS, genotypes, regenie, vcf

from gel_airlock_jupyter.errors import PolicyError
from gel_airlock_jupyter.findings import Report
from gel_airlock_jupyter.policy.load import from_content, load

Judge = Callable[..., Report]
RELEASE = load("public-release")


def test_counts_and_frequencies_of_rare_variants_may_be_released(judge: Judge) -> None:
    table = pd.DataFrame({"variant": RS, "AC": [1, 2, 3, 40, 500, 6], "AF": [0.0001] * 6, "AC_nfe": 1, "AF_xx": 0.0002})

    assert judge(table).verdict == "fail"
    assert judge(table, profile=RELEASE).verdict == "pass"
    assert {f.rule for f in judge(table, profile=RELEASE).findings} >= {"VR-02", "VR-03"}


def test_clinical_categories_are_decided_case_by_case(judge: Judge) -> None:
    table = pd.DataFrame({"variant": RS, "AC": 100, "AC_case": 2, "N_case": 100})

    assert judge(table, profile=RELEASE).verdict == "review"
    assert judge(table.assign(N_case=4), profile=RELEASE).verdict == "fail"


def test_genotypes_of_a_single_individual_are_permitted(judge: Judge) -> None:
    single = pd.DataFrame({"variant": RS, "genotype": ["0/1", "1/1", "0/1", "0/1", "1/1", "0/1"]})

    assert judge(single).verdict == "review"
    assert judge(single, profile=RELEASE).verdict == "pass"
    assert judge(genotypes(), profile=RELEASE).verdict in ("review", "fail")
    assert judge(vcf(samples=40), profile=RELEASE).verdict in ("review", "fail")


def test_identifiers_stay_out(judge: Judge) -> None:
    assert judge(regenie().assign(note="LP1000999-DNA_A01"), profile=RELEASE).verdict == "fail"


def test_nothing_is_dropped_by_a_fix(fixed: Callable[..., object]) -> None:
    result = fixed(regenie([0.001, 0.3]), RELEASE)

    assert len(result.output) == 2  # type: ignore[attr-defined]


def test_records_hold_the_whole_policy() -> None:
    again = from_content(RELEASE.content)

    assert again.digest == RELEASE.digest
    assert "extends" not in RELEASE.content["policy"]
    assert again.words("chromosome_names") == load("genomics-england").words("chromosome_names")


def test_a_policy_may_extend_a_shipped_one(tmp_path: object) -> None:
    path = tmp_path / "site.toml"  # type: ignore[operator]
    path.write_text(
        '[policy]\nid = "site"\nversion = "1"\nextends = "genomics-england"\n[rules.VR-02]\nminimum_allele_count = 50\n'
    )

    policy = load(path)

    assert policy.settings("VR-02")["minimum_allele_count"] == 50
    assert str(policy.severity("VR-02")) == "fail"


@pytest.mark.parametrize("base", ["nowhere", "public-release"])
def test_a_policy_extends_only_a_whole_shipped_one(tmp_path: object, base: str) -> None:
    path = tmp_path / "site.toml"  # type: ignore[operator]
    path.write_text(f'[policy]\nid = "site"\nversion = "1"\nextends = "{base}"\n')

    with pytest.raises(PolicyError):
        load(path)
