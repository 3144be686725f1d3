"""VR-09 and VR-10: what is meant for ClinVar or a matchmaker."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from genetic_tables import RS

from gel_airlock_jupyter.findings import Finding

Severities = Callable[..., list[tuple[str, int]]]
RequestAbout = Callable[..., list[Finding]]
SUBMISSION = pd.DataFrame(
    {
        "Gene symbol": ["TP53", "BRCA1"],
        "HGVS": ["NM_000546.6:c.743G>A", "NM_007294.4:c.68_69del"],
        "Clinical significance": ["Pathogenic", "Likely pathogenic"],
        "Condition": ["first syndrome", "second syndrome"],
        "Collection method": "research",
        "Allele origin": "germline",
        "Affected status": "yes",
    }
)
MATCHMAKER = pd.DataFrame(
    {
        "gene": ["TP53", "BRCA1"],
        "mode of inheritance": ["dominant", "recessive"],
        "functional effect": ["missense", "protein truncating"],
        "phenotype": ["neurological disorder", "cancer"],
    }
)


def test_the_columns_of_a_submission_to_clinvar(severities: Severities) -> None:
    assert severities("VR-09", SUBMISSION) == [("fail", 3)]
    assert severities("VR-09", SUBMISSION[SUBMISSION.columns[::-1]].rename(columns=str.lower)) == [("fail", 3)]


def test_a_table_of_a_paper_is_only_pointed_out(severities: Severities) -> None:
    paper = SUBMISSION[["Gene symbol", "HGVS", "Clinical significance", "Condition"]]

    assert [severity for severity, _ in severities("VR-09", paper)] == ["warn"]
    assert severities("VR-09", paper.drop(columns="Condition")) == []
    assert severities("VR-09", pd.DataFrame({"variant": RS, "clinvar_significance": "benign"})) == []


@pytest.mark.parametrize(
    "aim",
    [
        "Submission to ClinVar",
        "We want to deposit these variants in ClinVar",
        "to be shared with the community through ClinVar",
        "a ClinVar submission",
    ],
)
def test_a_request_that_says_so(request_about: RequestAbout, aim: str) -> None:
    (finding,) = request_about("VR-09", aim=aim)

    assert str(finding.severity) == "fail"


@pytest.mark.parametrize(
    "aim",
    [
        "Publication in a journal; variants were annotated with ClinVar",
        "Compared with ClinVar (release 2024-01)",
        "Known ClinVar variants were left out",
        "These will not be submitted to ClinVar",
        "Publication",
        "",
    ],
)
def test_a_request_that_only_cites_it(request_about: RequestAbout, aim: str) -> None:
    assert request_about("VR-09", aim=aim) == []


def test_a_matchmaker_gets_four_columns(severities: Severities) -> None:
    assert severities("VR-10", MATCHMAKER) == [("review", 1)]
    assert severities("VR-10", MATCHMAKER.drop(columns="phenotype")) == [("review", 1)]


def test_more_than_four_columns_are_named(of: Callable[..., tuple[Finding, ...]]) -> None:
    wide = MATCHMAKER.assign(HGVS="NM_000546.6:c.743G>A", sex="F")

    findings = of("VR-10", wide, justification="Upload to GeneMatcher, to find further families")

    assert len(findings) == 2
    assert "HGVS, sex" in findings[1].message
    assert of("VR-10", wide) == ()


@pytest.mark.parametrize("phenotype", ["HP:0001250", "seizures; ataxia", "childhood onset seizures with ataxia"])
def test_phenotypes_have_to_be_very_broad(severities: Severities, phenotype: str) -> None:
    assert severities("VR-10", MATCHMAKER.assign(phenotype=[phenotype, "cancer"])) == [("review", 1), ("review", 1)]


@pytest.mark.parametrize("aim", ["GeneMatcher", "a matchmaker exchange", "Upload to Gene Matcher"])
def test_a_request_for_a_matchmaker(request_about: RequestAbout, aim: str) -> None:
    assert [str(f.severity) for f in request_about("VR-10", aim=aim)] == ["review"]


def test_gene_panels_are_no_submissions(severities: Severities) -> None:
    panel = MATCHMAKER.drop(columns="phenotype").assign(n_variants=[30, 40])

    assert severities("VR-10", panel) == []
    assert severities("VR-10", MATCHMAKER[["gene", "mode of inheritance"]]) == []
    assert severities("VR-10", MATCHMAKER.iloc[:0]) == [("review", 1)]
