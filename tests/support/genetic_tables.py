"""Synthetic tables of variants, as programs write them. Every number is made here; no data of any person."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

ROWS = 6
POSITIONS = [123_456_780 + 1_000 * row for row in range(ROWS)]  # nine digits, as on chromosome 1
RS = [f"rs{9990000018 + row}" for row in range(ROWS)]  # the first holds a valid number of the NHS test range
REF, ALT = list("ACGTAC"), list("GTACGT")
COMMON = [0.10, 0.25, 0.40, 0.50, 0.60, 0.85]


def regenie(frequency: Any = None, people: Any = 5_000) -> pd.DataFrame:
    """Return synthetic regenie step 2 output."""
    frequency = COMMON if frequency is None else frequency
    rows = len(frequency)
    return pd.DataFrame(
        {
            "CHROM": [1] * rows,
            "GENPOS": _long(POSITIONS, rows),
            "ID": _long(RS, rows),
            "ALLELE0": _long(REF, rows),
            "ALLELE1": _long(ALT, rows),
            "A1FREQ": frequency,
            "INFO": [0.98] * rows,
            "N": people,
            "TEST": ["ADD"] * rows,
            "BETA": np.linspace(-0.2, 0.3, rows),
            "SE": [0.05] * rows,
            "CHISQ": np.linspace(0, 30, rows),
            "LOG10P": np.linspace(0, 9, rows),
            "EXTRA": [None] * rows,
        }
    )


def saige(**changed: Any) -> pd.DataFrame:
    """Return synthetic SAIGE output for a binary trait: 1,000 cases and 4,000 controls."""
    frame = pd.DataFrame(
        {
            "CHR": [1] * ROWS,
            "POS": POSITIONS,
            "MarkerID": RS,
            "Allele1": REF,
            "Allele2": ALT,
            "AC_Allele2": [int(10_000 * af) for af in COMMON],
            "AF_Allele2": COMMON,
            "MissingRate": [0.0] * ROWS,
            "BETA": [0.1] * ROWS,
            "SE": [0.05] * ROWS,
            "Tstat": [1.0] * ROWS,
            "var": [0.2] * ROWS,
            "p.value": [0.01] * ROWS,
            "p.value.NA": [0.01] * ROWS,
            "Is.SPA": [True] * ROWS,
            "AF_case": COMMON,
            "AF_ctrl": COMMON,
            "N_case": [1_000] * ROWS,
            "N_ctrl": [4_000] * ROWS,
            "N_case_hom": [50] * ROWS,
            "N_case_het": [100] * ROWS,
            "N_ctrl_hom": [200] * ROWS,
            "N_ctrl_het": [400] * ROWS,
        }
    )
    return frame.assign(**changed)


HEADERS = {
    "regenie": "CHROM GENPOS ID ALLELE0 ALLELE1 A1FREQ INFO N TEST BETA SE CHISQ LOG10P EXTRA",
    "regenie split by cases": (
        "CHROM GENPOS ID ALLELE0 ALLELE1 A1FREQ A1FREQ_CASES A1FREQ_CONTROLS N N_CASES N_CONTROLS BETA SE LOG10P"
    ),
    "SAIGE": "CHR POS MarkerID Allele1 Allele2 AC_Allele2 AF_Allele2 MissingRate BETA SE Tstat var p.value N",
    "PLINK 2 linear": "#CHROM POS ID REF ALT A1 TEST OBS_CT BETA SE T_STAT P ERRCODE",
    "PLINK 2 logistic": (
        "#CHROM POS ID REF ALT PROVISIONAL_REF? A1 OMITTED A1_FREQ FIRTH? TEST OBS_CT OR LOG(OR)_SE Z_STAT P ERRCODE"
    ),
    "PLINK 1 linear": "CHR SNP BP A1 TEST NMISS BETA STAT P",
    "PLINK 1 logistic": "CHR SNP BP A1 TEST NMISS OR SE L95 U95 STAT P",
    "PLINK 1 assoc": "CHR SNP BP A1 F_A F_U A2 CHISQ P OR",
    "fastGWA": "CHR SNP POS A1 A2 N AF1 BETA SE P",
    "BOLT-LMM": (
        "SNP CHR BP GENPOS ALLELE1 ALLELE0 A1FREQ "
        "F_MISS CHISQ_LINREG P_LINREG BETA SE CHISQ_BOLT_LMM_INF P_BOLT_LMM_INF"
    ),
    "METAL, effects": (
        "MarkerName Allele1 Allele2 Freq1 FreqSE MinFreq MaxFreq "
        "Effect StdErr P-value Direction HetISq HetChiSq HetDf HetPVal"
    ),
    "METAL, samples": "MarkerName Allele1 Allele2 Weight Zscore P-value Direction",
    "GCTA-COJO": "SNP A1 A2 freq b se p N",
    "LDSC": "SNP A1 A2 N Z",
    "GWAS-SSF": (
        "chromosome base_pair_location effect_allele other_allele beta "
        "standard_error effect_allele_frequency p_value rsid n"
    ),
    "GWAS-SSF, odds ratios": (
        "chromosome base_pair_location effect_allele other_allele odds_ratio "
        "ci_lower ci_upper effect_allele_frequency neg_log_10_p_value variant_id info"
    ),
}
TEXTS = {
    "test": "ADD", "direction": "++-", "extra": "", "errcode": ".", "provisional_ref?": "N", "firth?": "N",
    "omitted": "A", "a1": "G", "a2": "A", "ref": "A", "alt": "G", "allele0": "A", "allele1": "G", "allele2": "A",
    "effect_allele": "G", "other_allele": "A",
}  # fmt: skip
NAMES = ("id", "snp", "markerid", "markername", "rsid", "variant_id")


def with_headers(headers: str) -> pd.DataFrame:
    """Return a synthetic table with the headers of a program: plausible cells, nothing rare."""
    columns: dict[str, Any] = {}
    for header in headers.split():
        name = header.lower()
        if name in NAMES:
            columns[header] = RS
        elif name in TEXTS:
            columns[header] = [TEXTS[name]] * ROWS
        elif name in ("#chrom", "chrom", "chr", "chromosome"):
            columns[header] = [1] * ROWS
        elif name in ("pos", "bp", "genpos", "base_pair_location"):
            columns[header] = POSITIONS
        elif name in ("n", "obs_ct", "nmiss", "weight", "n_cases", "n_controls"):
            columns[header] = [5_000] * ROWS
        elif name == "ac_allele2":
            columns[header] = [1_000] * ROWS
        else:
            columns[header] = COMMON
    return pd.DataFrame(columns)


def vcf(*info: str, samples: int = 0) -> pd.DataFrame:
    """Return a synthetic VCF body, with sample columns where asked for."""
    texts = info or ("AC=50;AF=0.05;AN=1000",)
    rows = len(texts)
    frame = pd.DataFrame(
        {
            "#CHROM": ["chr1"] * rows,
            "POS": _long(POSITIONS, rows),
            "ID": ["."] * rows,
            "REF": _long(REF, rows),
            "ALT": _long(ALT, rows),
            "QUAL": [50] * rows,
            "FILTER": ["PASS"] * rows,
            "INFO": list(texts),
        }
    )
    if samples:
        frame["FORMAT"] = "GT:DP"
    for number in range(samples):
        frame[f"S{number + 1}"] = "0/1:30"
    return frame


def genotypes(people: int = 30, variants: int = 8) -> pd.DataFrame:
    """Return synthetic genotypes coded 0, 1, 2, people in rows."""
    coded = np.random.default_rng(7).integers(0, 3, (people, variants))
    return pd.DataFrame(coded, columns=[f"rs{1_000 + v}_A" for v in range(variants)])


def _long(values: list[Any], rows: int) -> list[Any]:
    return [
        values[row % len(values)] if not isinstance(values[0], int) else values[0] + 1_000 * row for row in range(rows)
    ]
