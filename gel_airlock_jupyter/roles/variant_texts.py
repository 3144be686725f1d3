"""Texts that name variants, alleles and genotypes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gel_airlock_jupyter.columns import asked_once
from gel_airlock_jupyter.subjects import Column

HEAD = 200
RS = r"(?:rs|ss)\d+"
ALLELES = r"[:_\-./>][ACGTN*<>A-Z]*"
CHROMOSOME = r"(?:\d{1,2}|[XYM]|MT)"
# A bare `1.00497` is a number: without `chr` or a colon, both alleles have to follow.
PLACE = (
    rf"(?:chr{CHROMOSOME}[:_\-.]\d{{4,}}(?:{ALLELES}){{0,3}}|{CHROMOSOME}:\d{{4,}}(?:{ALLELES}){{0,3}}|"
    rf"{CHROMOSOME}[_\-.]\d{{4,}}(?:[:_\-./>][ACGTN*<>A-Z]+){{2,3}})"
)
HGVS = r"(?:[\w.()]+:)?[cgmnpr]\.(?=\S{3})[\w*?()=>\-+_\[\];]*\d[\w*?()=>\-+_\[\];]*"
STAR = r"(?:HLA-)?[A-Z][A-Z0-9]{0,7}\*\d{1,3}(?::\d{2,3}){0,3}[A-Z]?"  # alleles of HLA and of drug metabolism
ARRAY = r"(?:AX|Affx)-\d+"
BUILD = r"(?:[_.:](?:b|hg|grch)\d\d)?"
VARIANT = re.compile(rf"(?:{RS}|{PLACE}{BUILD}|{HGVS}|{ARRAY}|{STAR})", re.IGNORECASE)
VARIANT_HEADER = re.compile(
    rf"(?:{RS}|{PLACE}|{ARRAY}|(?:snp|var|variant|marker|mk|locus|v)[_.\- ]?\d+)"
    r"(?:[_.\-](?:[ACGT]+|HET|DOM|REC|GT))*(?:\(/[ACGT]+\))?",
    re.IGNORECASE,
)
SAMPLE_HEADER = re.compile(
    r"(?:sample|subject|participant|patient|person|individual|proband|ind|s|p|id|case|control|indiv)[_.\- ]?\d+|"
    r"(?:NA|HG)\d{5}|\d{5,}|LP\d{7,8}-DNA_[A-H]\d\d|SAM[NE]A?\d+",
    re.IGNORECASE,
)
SEVERAL = re.compile(r"[;,|\s]+")
NUCLEOTIDES = re.compile(r"(?:[ACGTN*,/|>]+|<.+>|[IDR.\-0-9])", re.IGNORECASE)
GENOTYPE = re.compile(r"(?:[0-3.][/|][0-3.](?::.*)?|[ACGT][/|][ACGT]|\./\.|[01][/|]?)")
REFERENCE = re.compile(r"0/|.\||[ACGT]/|./.:")  # `3/4` and `1/5` alone are parts of a whole
UNPHASED = re.compile(r"[ACGT0]{2}")
MISSING = frozenset({"", ".", "NA", "N/A", "nan", "NaN", "None", "null", "NULL", "-9", "--", "00"})
TRIPLE = re.compile(r"(\d+)/(\d+)/(\d+)")
INFO = re.compile(r"(?:^|;)(?:A[CFN]|MAF|NS|DP)=")


@asked_once
def head_of(column: Column) -> list[str]:
    """Return the first texts of a column that say something."""
    return [text.strip() for text in column.texts[:HEAD] if text.strip() not in MISSING]


def mostly(texts: Iterable[str], pattern: re.Pattern[str], share: float = 0.5) -> bool:
    """Return whether more than a share of the texts are wholly of a pattern."""
    listed = list(texts)
    wanted = share * len(listed)
    held = 0
    for looked_at, text in enumerate(listed, 1):
        held += pattern.fullmatch(text) is not None
        if held + len(listed) - looked_at <= wanted:
            return False
    return bool(listed)


@asked_once
def holds_variants(column: Column) -> bool:
    """Return whether a column names variants: rs numbers, chrom-pos-ref-alt, HGVS."""
    return column.kind in ("text", "other") and mostly(head_of(column), VARIANT)


@asked_once
def holds_variant_lists(column: Column) -> bool:
    """Return whether cells list several variants, as the marker column of a gene burden table does."""
    if column.kind not in ("text", "other"):
        return False
    parts = [part for text in head_of(column)[:50] for part in SEVERAL.split(text) if part]
    return mostly(parts, VARIANT)


def holds_alleles(column: Column) -> bool:
    """Return whether cells are alleles: nucleotides, insertions, coded alleles."""
    if column.kind not in ("text", "other"):
        return column.profile is not None
    texts = head_of(column)
    return not texts or mostly(texts, NUCLEOTIDES)


@asked_once
def holds_genotypes(column: Column) -> bool:
    """Return whether cells are genotypes written as `0/1`, `1|1`, `A/G`, `AG` or VCF sample cells `0/1:35:99`."""
    if column.kind not in ("text", "other"):
        return False
    texts = [text for text in head_of(column) if text != "./."]
    slashed = mostly(texts, GENOTYPE, 0.8) and any(REFERENCE.match(text) for text in texts)
    return slashed or (len(texts) > 1 and mostly(texts, UNPHASED, 0.99))


@asked_once
def holds_triples(column: Column) -> bool:
    """Return whether cells are three genotype counts such as `4/120/500`."""
    return column.kind in ("text", "other") and mostly(head_of(column), TRIPLE, 0.9)


def holds_info(column: Column) -> bool:
    """Return whether cells are those of the INFO column of a VCF."""
    return column.kind in ("text", "other") and any(INFO.search(text) for text in head_of(column)[:50])
