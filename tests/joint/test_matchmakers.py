"""VR-10 with the ledger: a matchmaker gets no variant that an earlier request gave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from gel_airlock_jupyter.findings import Finding
from gel_airlock_jupyter.joint import shape
from gel_airlock_jupyter.ledger import Ledger
from gel_airlock_jupyter.session import Session

SUBMISSION = pd.DataFrame(
    {
        "gene": ["TP53", "BRCA1"],
        "mode of inheritance": ["dominant", "recessive"],
        "functional effect": ["missense", "protein truncating"],
    }
)
GIVEN = pd.DataFrame({"variant": ["1:12345:A:G", "chr2:22345:C:T"], "gene": ["TP53", "MYH7"], "AC": [300, 400]})
PLACED = pd.DataFrame({"chrom": ["1"], "pos": [12345], "ref": ["A"], "alt": ["G"], "gene": ["TP53"], "AC": [300]})


def of_ledger(session: Session, table: pd.DataFrame, **said: Any) -> list[Finding]:
    report = session.check(table, "new", **said)
    return [
        f for f in report.findings if f.rule == "VR-10" and "request" in f.message and "matchmaker" not in f.message
    ]


@pytest.mark.parametrize("given", [GIVEN, PLACED])
def test_a_variant_that_was_given_is_named(
    session: Session, submitted: Callable[..., Any], given: pd.DataFrame
) -> None:
    submitted(variants=given)
    again = SUBMISSION.assign(variant=["1_12345_A_G", "3:32345:A:G"])

    (finding,) = of_ledger(session, again, justification="Upload to GeneMatcher")

    assert str(finding.severity) == "review"
    assert "1 variant of 'new' (1-12345-A-G) was given by 'variants.csv' of request" in finding.message


def test_a_gene_of_which_variants_were_given_is_pointed_out(session: Session, submitted: Callable[..., Any]) -> None:
    submitted(variants=GIVEN)

    (finding,) = of_ledger(session, SUBMISSION)

    assert str(finding.severity) == "warn"
    assert "1 gene (TP53)" in finding.message


@pytest.mark.parametrize(
    "table",
    [
        SUBMISSION.assign(gene=["BRCA2", "BRCA1"]),
        GIVEN,
        pd.DataFrame({"disease": ["Leigh", "MELAS"], "n": [30, 40]}),
    ],
    ids=["other genes", "no submission", "counts"],
)
def test_nothing_else_is_compared(session: Session, submitted: Callable[..., Any], table: pd.DataFrame) -> None:
    submitted(variants=GIVEN)

    assert of_ledger(session, table) == []


def test_long_lists_are_not_kept_and_said_so(session: Session, submitted: Callable[..., Any]) -> None:
    names = [f"1:{12345 + row}:A:G" for row in range(2_001)]
    submitted(variants=pd.DataFrame({"variant": names, "gene": "TP53"}))

    (finding,) = of_ledger(session, SUBMISSION)

    assert "2,001 variants, too many" in finding.message


def test_the_ledger_keeps_names_of_variants_alone(session: Session, submitted: Callable[..., Any]) -> None:
    submitted(variants=GIVEN)

    (output,) = Ledger(session.store.folder).earlier().outputs

    assert shape.to_dict(output)["variants"] == {
        "keys": ["1-12345-A-G", "2-22345-C-T"],
        "genes": ["MYH7", "TP53"],
        "more": 0,
        "for_matchmaker": False,
    }
    assert shape.from_dict(shape.to_dict(output)).variants == output.variants


@pytest.mark.parametrize("broken", [[], {"keys": []}, {"keys": [1], "genes": [], "more": 0, "for_matchmaker": False}])
def test_a_changed_entry_is_not_read(broken: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        shape.from_dict({"name": "t.csv", "variants": broken})
