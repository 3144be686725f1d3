"""Which program wrote summary statistics, told by headers that only it writes; for the report's words alone."""

from __future__ import annotations

from collections.abc import Iterable

from gel_airlock_jupyter.policy.model import fold
from gel_airlock_jupyter.subjects import Column

# The first whose headers are all there wins.
PROGRAMS: tuple[tuple[str, frozenset[str]], ...] = (
    ("regenie", frozenset({"genpos", "allele0", "log10p"})),
    ("SAIGE", frozenset({"allele2", "tstat", "pvalue"})),
    ("SAIGE", frozenset({"afallele2", "pvalue"})),
    ("BOLT-LMM", frozenset({"pboltlmminf"})),
    ("PLINK 2", frozenset({"obsct", "a1", "p"})),
    ("PLINK 1", frozenset({"bp", "nmiss", "p"})),
    ("PLINK 1", frozenset({"bp", "fa", "fu", "p"})),
    ("fastGWA", frozenset({"snp", "af1", "beta", "p"})),
    ("METAL", frozenset({"markername", "direction", "pvalue"})),
    ("GCTA-COJO", frozenset({"snp", "freq", "b", "se", "p"})),
    ("LDSC", frozenset({"snp", "a1", "a2", "z", "n"})),
    ("GWAS-SSF", frozenset({"basepairlocation", "effectallele", "otherallele"})),
)


def program_of(columns: Iterable[Column]) -> str:
    """Return " (regenie)" or the like; "" where no program is known by these headers."""
    headers = {fold(column.path[-1]) for column in columns}
    return next((f" ({name})" for name, needed in PROGRAMS if needed <= headers), "")
