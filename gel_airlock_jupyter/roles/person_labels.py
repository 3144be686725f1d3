"""Columns whose cells stand for single people without naming them: Participant 1, Participant 2."""

from __future__ import annotations

import re

from gel_airlock_jupyter.policy.model import Policy, fold
from gel_airlock_jupyter.roles import names
from gel_airlock_jupyter.subjects import Column

NEUTRAL = re.compile(
    r"(participant|patient|person|individual|subject|proband|case|control|p|pt|id|s|subj)[ _.-]?0*\d{1,5}",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"[A-Za-z]{0,12}[ _.-]?0*\d{1,5}")
OF_PEOPLE = re.compile(
    r"(participant|patient|person|individual|subject|proband|pt|subj)[ _.-]?0*\d{1,5}", re.IGNORECASE
)
HEXADECIMAL = re.compile(r"(?:0x)?[0-9a-fA-F]{8,128}")
HASH_LENGTHS = frozenset({32, 40, 56, 64, 96, 128})
NUMBERS_PEOPLE = frozenset({"pid", "subjid", "usubjid", "ptid", "patno", "ptno", "subjno"})
WEAK = frozenset({"id", "identifier"})
SAMPLE = 5_000


def is_numbered(column: Column, pattern: re.Pattern[str], *, once: bool = True) -> bool:
    """Return whether all cells of a text column are a word and a number, each of them once unless told otherwise."""
    if column.kind not in ("text", "other") or column.length < 2:
        return False
    present = [text for text in column.texts[:SAMPLE] if text]
    distinct = set(present)
    if len(distinct) < 2 or (once and len(distinct) < len(present)):
        return False
    return all(pattern.fullmatch(text.strip()) for text in distinct)


def holds_hashes(column: Column) -> bool:
    """Return whether all cells of a text column are hashes (MD5, SHA-1, SHA-2 in hexadecimal), nearly all different."""
    if column.kind not in ("text", "other") or column.length < 2:
        return False
    first = next((text for text in column.texts[:SAMPLE] if text), "")
    if len(first.strip()) not in HASH_LENGTHS:
        return False
    present = [text.strip() for text in column.texts[:SAMPLE] if text]
    if len({len(text) for text in present}) != 1:
        return False
    return len(set(present)) * 10 > len(present) * 9 and all(HEXADECIMAL.fullmatch(text) for text in present)


def numbers_people(column: Column, policy: Policy) -> bool:
    """Return whether whole numbers number people through, each once: `pid`, or `subject` from 1 on."""
    profile = column.profile
    name = fold(column.path[-1])
    told = name in NUMBERS_PEOPLE
    if not told and name not in policy.words("people_id_words") - WEAK:
        return False
    if profile is None or not profile.whole or profile.missing or column.numbers is None or column.length < 2:
        return False
    through = profile.minimum in (0, 1) and profile.maximum - profile.minimum < 2 * column.length
    return (told or through) and len(set(column.numbers[:SAMPLE].tolist())) == min(column.length, SAMPLE)


def labels_people(column: Column, policy: Policy) -> bool:
    """Return whether a column labels people, on one row or on several: by its cells, or by its name and their form."""
    if is_numbered(column, OF_PEOPLE, once=False):
        return True
    words = names.words_of(column.path[-1])
    named = bool(words & (policy.words("people_id_words") - WEAK)) and len(words - WEAK) == 1
    return named and is_numbered(column, NUMBERED, once=False)
