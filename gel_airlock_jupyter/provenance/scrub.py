"""Secrets and identifiers taken out of text that goes to a reviewer."""

from __future__ import annotations

import re

from gel_airlock_jupyter.checks.identifiers import KINDS, pattern_of
from gel_airlock_jupyter.policy.model import Policy
from gel_airlock_jupyter.provenance.secrets import BLANK, without_secrets

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
    clean = without_secrets(text)
    found = ["secret"] if clean != text else []
    for pattern in (*(pattern_of(policy, rule) for rule in KINDS), NINE):
        clean, number = pattern.subn(BLANK, clean)
        if number:
            found.append("identifier")
    return clean, tuple(dict.fromkeys(found))
