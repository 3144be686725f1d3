"""Tables for the rules about identifiers, variants and what is sent elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from rule_tables import DISEASES, KEY, Case

PLACES = [f"1:{12345 + 10 * k}:A:G" for k in range(4)]
GENES = ["TP53", "BRCA1", "MYH7", "MYH6"]
PARTICIPANTS = [f"Participant {k}" for k in range(1, 5)]
MATCHMAKER = pd.DataFrame(
    {
        "gene": ["TP53", "BRCA1"],
        "mode of inheritance": ["dominant", "recessive"],
        "functional effect": ["missense", "protein truncating"],
        "phenotype": ["neurological disorder", "cancer"],
    }
)
CLINVAR = pd.DataFrame(
    {
        "Gene symbol": ["TP53", "BRCA1"],
        "HGVS": ["NM_000546.6:c.743G>A", "NM_007294.4:c.68_69del"],
        "Clinical significance": ["Pathogenic", "Likely pathogenic"],
        "Condition": ["first syndrome", "second syndrome"],
        "Collection method": ["research", "research"],
        "Allele origin": ["germline", "germline"],
    }
)


def cohort(size: int = 60) -> pd.DataFrame:
    random = np.random.default_rng(11)
    numbers = random.choice(np.arange(500_000_000, 700_000_000), size, replace=False)
    return pd.DataFrame({"participant_id": numbers, "site": np.resize(["North", "South"], size)})


COHORT = cohort()
CODES = [f"{number % 100_000:05d}" for number in COHORT.participant_id[:40]]


def labelled(last: str) -> pd.DataFrame:
    """Return counts by disease, of which the last is called otherwise."""
    return pd.DataFrame({"disease": ["Leigh", "MELAS", last], "participants": [30, 40, 50]})


def bulk(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(
        {"chrom": ["1"] * 4, "pos": [1_000_000 + 10 * k for k in range(4)], "ref": "A", "alt": "G", **columns}
    )


def listed(rows: int, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"variant": [f"1:{12345 + 10 * k}:A:G" for k in range(rows)], **columns})


def burden(count: int) -> pd.DataFrame:
    markers = ["1:12345:A:G;1:12346:C:T", "2:22345:A:G", "3:33345:A:G"]
    return pd.DataFrame({"Gene": GENES[:3], "Pvalue": [0.1, 0.2, 0.3], "markerIDs": markers, "MAC": [count, 90, 80]})


def tested(cases: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "CHR": [1] * 4,
            "POS": [123_456_780 + 10 * k for k in range(4)],
            "MarkerID": PLACES,
            "Allele1": list("ACGT"),
            "Allele2": list("GTAC"),
            "AF_Allele2": [0.1, 0.25, 0.4, 0.5],
            "BETA": [0.1, 0.2, 0.3, 0.4],
            "SE": [0.05] * 4,
            "p.value": [0.01, 0.2, 0.3, 0.4],
            "N_case": [cases, 1000, 1000, 1000],
            "N_ctrl": [4000] * 4,
        }
    )


def genotypes(people: int) -> pd.DataFrame:
    random = np.random.default_rng(7)
    return listed(8, **{f"S{k}": random.choice(["0/0", "0/1", "1/1"], 8) for k in range(people)})


def carried(names: list[str], **more: Any) -> pd.DataFrame:
    columns = {"participant": names, "variant": PLACES, "zygosity": ["het", "hom", "het", "het"]}
    return pd.DataFrame({**columns, **more})


TWICE = [*PARTICIPANTS[:1], *PARTICIPANTS[:3]]
IDENTIFIERS = [
    Case("ID-01", "platekey", labelled(KEY), "fail", "fail", by_value=True),
    Case("ID-01", "of a row I", labelled("LP1000999-DNA_I01"), None, "pass"),
    Case("ID-02", "named", pd.DataFrame({"participant_id": list("abc"), "participants": [30, 40, 50]}), "fail", "fail"),
    Case("ID-02", "counted", pd.DataFrame({"disease": list("abc"), "n_participants": [30, 40, 50]}), None, "pass"),
    Case(
        "ID-03",
        "of the session",
        labelled(str(COHORT.participant_id[7])),
        "fail",
        "fail",
        frames={"c": COHORT},
        by_value=True,
    ),
    Case("ID-03", "of nobody", labelled("NARP"), None, "pass", frames={"c": COHORT}),
    Case(
        "ID-04",
        "of patients",
        pd.DataFrame({"patient": [500000009, 600000001, 700000004], "measure": [1.5, 2.5, 3.5]}),
        "fail",
        "fail",
    ),
    Case(
        "ID-04",
        "of nobody",
        pd.DataFrame({"code": ["500000009", "600000001", "700000004"], "participants": [30, 40, 50]}),
        "warn",
        "pass",
    ),
    Case(
        "ID-04",
        "eight digits",
        pd.DataFrame({"code": ["50000000", "60000000", "70000000"], "participants": [30, 40, 50]}),
        None,
        "pass",
    ),
    Case("ID-05", "referral", labelled("r12345678921"), "fail", "fail", by_value=True),
    Case("ID-05", "rs number", labelled("rs12345678921"), None, "pass"),
    Case(
        "ID-06",
        "last digits",
        pd.DataFrame({"code": CODES, "outcome": ["a", "b"] * 20}),
        "fail",
        "fail",
        frames={"c": COHORT},
        by_value=True,
    ),
    Case(
        "ID-06",
        "new numbers",
        pd.DataFrame({"code": [f"{k * 7919 % 100_000:05d}" for k in range(40)], "outcome": ["a", "b"] * 20}),
        None,
        "review",
        frames={"c": COHORT},
    ),
    Case(
        "ID-07",
        "participants",
        pd.DataFrame({"label": PARTICIPANTS, "score": [1.5, 2.5, 3.5, 4.5]}),
        "review",
        "review",
        by_value=True,
    ),
    Case(
        "ID-07",
        "groups",
        pd.DataFrame({"label": ["Group A", "Group B", "Group C", "Group D"], "participants": [30, 40, 50, 60]}),
        None,
        "pass",
    ),
    Case(
        "ID-08",
        "telling",
        pd.DataFrame({"label": ["Female_1", "Female_2", "Male_1", "Male_2"], "score": [1.5, 2.5, 3.5, 4.5]}),
        "warn",
        "review",
        by_value=True,
    ),
    Case("ID-08", "neutral", pd.DataFrame({"label": PARTICIPANTS, "score": [1.5, 2.5, 3.5, 4.5]}), None, "review"),
    Case(
        "ID-09",
        "declared",
        pd.DataFrame({"sample_id": ["TCGA-A", "TCGA-B", "TCGA-C"], "cancer_type": ["lung", "lung", "skin"]}),
        "review",
        "fail",
        {"public_ids": "TCGA"},
    ),
    Case("ID-09", "not declared", labelled("NARP"), None, "pass"),
    Case("ID-10", "NHS number", labelled("999 000 0018"), "fail", "fail", by_value=True),
    Case("ID-10", "wrong check digit", labelled("999 000 0019"), None, "pass"),
    Case("ID-11", "e-mail", labelled("a.b@example.org"), "fail", "fail", by_value=True),
    Case("ID-11", "none", labelled("a.b at example"), None, "pass"),
]
VARIANTS = [
    Case("IL-04", "two of one", carried(TWICE), "review", "review"),
    Case("IL-04", "one each", carried(PARTICIPANTS), None, "review"),
    Case("IL-04", "selected", carried(TWICE), None, "review", {"selected": True}),
    Case("IL-05", "one each", carried(PARTICIPANTS), "info", "review"),
    Case("IL-05", "with diseases", carried(PARTICIPANTS, disease=DISEASES), None, "fail"),
    Case("VR-01", "300", listed(300, AC=300), "review", "review", {"selected": True}),
    Case(
        "VR-01",
        "299",
        listed(299, AC=300),
        None,
        "pass",
        {"selected": True},
        apart={"row of missing": ("review", "review")},
    ),
    Case("VR-02", "19", bulk(AC=[19, 400, 500, 600]), "fail", "fail"),
    Case("VR-02", "20", bulk(AC=[20, 400, 500, 600]), "warn", "pass"),
    Case("VR-02", "21", bulk(AC=[21, 400, 500, 600]), None, "pass"),
    Case("VR-03", "0.0049", bulk(AF=[0.0049, 0.3, 0.4, 0.2]), "fail", "fail"),
    Case("VR-03", "0.005", bulk(AF=[0.005, 0.3, 0.4, 0.2]), "warn", "pass"),
    Case("VR-03", "0.0051", bulk(AF=[0.0051, 0.3, 0.4, 0.2]), None, "pass", apart={"row of missing": ("warn", "pass")}),
    Case("VR-04", "19", bulk(AF=[0.0095, 0.3, 0.4, 0.2], AN=2000), "fail", "fail"),
    Case("VR-04", "20", bulk(AF=[0.01, 0.3, 0.4, 0.2], AN=2000), "warn", "pass"),
    Case("VR-04", "21", bulk(AF=[0.0105, 0.3, 0.4, 0.2], AN=2000), None, "pass"),
    Case("VR-05", "19", burden(19), "fail", "fail"),
    Case("VR-05", "20", burden(20), "warn", "pass"),
    Case("VR-05", "21", burden(21), None, "pass"),
    Case("VR-06", "bare", listed(4, gene=GENES, consequence="missense"), "info", "pass"),
    Case("VR-06", "counted", listed(4, gene=GENES, AC=[30, 40, 50, 60]), None, "pass"),
    Case("VR-07", "four cases", tested(4), "fail", "fail"),
    Case("VR-07", "five cases", tested(5), None, "pass"),
    Case("VR-08", "six people", genotypes(6), "fail", "fail"),
    Case("VR-08", "three people", genotypes(3), "review", "review"),
    Case("VR-08", "nobody", listed(4, gene=GENES), None, "pass"),
    Case("VR-09", "submission", CLINVAR, "fail", "fail"),
    Case("VR-09", "of a paper", CLINVAR.iloc[:, :4], "warn", "pass"),
    Case("VR-09", "without conditions", CLINVAR.iloc[:, :3], None, "pass"),
    Case("VR-10", "submission", MATCHMAKER, "review", "review", adding=(None, "review")),
    Case("VR-10", "panel", MATCHMAKER.iloc[:, :2].assign(n_variants=[30, 40]), None, "pass"),
]
