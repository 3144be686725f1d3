"""Secrets and identifiers taken out of text that goes to a reviewer."""

from __future__ import annotations

import math
import re
from collections import Counter

from gel_airlock_jupyter.checks.identifiers import KINDS, pattern_of
from gel_airlock_jupyter.policy.model import Policy

BLANK = "[removed]"
ASSIGNED = re.compile(
    r"""(?ix)(\b[\w.]*(?:pass(?:word|wd|phrase)?|secret|token|api_?key|auth|credential)[\w]*\b["']?\s*[=:]\s*[rbf]*)
    (["'])(?:(?!\2).)+\2"""
)
IN_URL = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^/\s:@\"']+:[^/\s@\"']+@")
BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{12,}")
KEY_BLOCK = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
NETRC = re.compile(r"(?im)^(\s*machine\s+\S+\s+login\s+\S+\s+password\s+)\S+")
LONG_WORD = re.compile(r"(?<![\w/.-])[A-Za-z0-9+/_=-]{24,}(?![\w/.-])")
ENTROPY_BITS = 4.0  # of a random base-64 word of this length; English and code lie below
NINE = re.compile(r"(?<![\w.])[1-9]\d{8}(?![\w.])")


def scrubbed(text: str, policy: Policy) -> tuple[str, tuple[str, ...]]:
    """Return a text without secrets and identifiers, and the kinds of what was removed.

    Parameters
    ----------
    text : str
        Source code, SQL, a path.
    policy : Policy
        Gives the patterns of identifiers.
    """
    found: list[str] = []

    def removed(kind: str, pattern: re.Pattern[str], replacement: str) -> None:
        nonlocal text
        text, number = pattern.subn(replacement, text)
        if number:
            found.append(kind)

    removed("secret", KEY_BLOCK, BLANK)
    removed("secret", ASSIGNED, rf"\1\2{BLANK}\2")
    removed("secret", IN_URL, rf"\1{BLANK}@")
    removed("secret", BEARER, rf"\1 {BLANK}")
    removed("secret", NETRC, rf"\1{BLANK}")
    for rule in KINDS:
        removed("identifier", pattern_of(policy, rule), BLANK)
    removed("identifier", NINE, BLANK)
    before = text
    text = LONG_WORD.sub(lambda match: BLANK if _is_random(match[0]) else match[0], text)
    if text != before:
        found.append("secret")
    return text, tuple(dict.fromkeys(found))


def _is_random(word: str) -> bool:
    """Return whether a long word looks drawn at random: many different characters of several classes."""
    classes = sum(any(test(c) for c in word) for test in (str.islower, str.isupper, str.isdigit))
    counts = Counter(word)
    bits = -sum(n / len(word) * math.log2(n / len(word)) for n in counts.values())
    return classes >= 3 and bits >= ENTROPY_BITS
