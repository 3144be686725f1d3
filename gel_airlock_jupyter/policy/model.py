"""The policy as a frozen value, with a digest of its content."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gel_airlock_jupyter.errors import PolicyError
from gel_airlock_jupyter.findings import PolicyRef, Severity
from gel_airlock_jupyter.plain_text import plain_name

UNTOLD = re.compile(r"[^0-9a-z%]")


def fold(name: str) -> str:
    """Return a name for comparison: case-folded, letters and digits only (`Plate-Key` and `plate_key` are one).

    Full-width letters, accents and look-alikes are read as the plain characters that people take them for.
    """
    return UNTOLD.sub("", plain_name(name).casefold())


@dataclass(frozen=True)
class Limits:
    """Sizes and times, from the policy's `[limits]`."""

    places: int
    preview_rows: int
    preview_columns: int
    exact_cells: int
    check_seconds: float
    output_bytes: int
    form_characters: int


@dataclass(frozen=True)
class Policy:
    """A policy: rules with their settings, limits and vocabularies.

    Parameters
    ----------
    content : mapping
        The parsed TOML, already validated.
    locked : bool
        Whether an administrator installed it, so that a session may not replace it.
    source : str
        Where it was read from, for `airlock policy show`.
    """

    content: Mapping[str, Any]
    locked: bool = False
    source: str = ""

    @property
    def id(self) -> str:
        """Return the policy's name."""
        return str(self.content["policy"]["id"])

    @property
    def version(self) -> str:
        """Return the policy's version."""
        return str(self.content["policy"]["version"])

    @property
    def title(self) -> str:
        """Return the policy's title."""
        return str(self.content["policy"].get("title", self.id))

    @cached_property
    def digest(self) -> str:
        """Return the sha256 of the content as canonical JSON: comments and order of keys do not matter."""
        canonical = json.dumps(self.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def ref(self) -> PolicyRef:
        """Return what a report records of it."""
        return PolicyRef(self.id, self.version, self.digest)

    @cached_property
    def limits(self) -> Limits:
        """Return sizes and times."""
        return Limits(**self.content["limits"])

    def settings(self, rule: str) -> Mapping[str, Any]:
        """Return the settings of a rule; empty for a rule the policy does not name."""
        settings: Mapping[str, Any] = self.content["rules"].get(rule, {})
        return settings

    def is_enabled(self, rule: str) -> bool:
        """Return whether a rule runs. A rule the policy does not name runs with severity review: fail closed."""
        return bool(self.settings(rule).get("enabled", True))

    def severity(self, rule: str) -> Severity:
        """Return the severity of a rule's findings."""
        return Severity(self.settings(rule).get("severity", "review"))

    def allows_exception(self, rule: str) -> bool:
        """Return whether a fail of this rule may be staged with an exception; never what could not be judged at all."""
        if rule.startswith("EN-"):
            return False
        exceptions = self.content.get("exceptions", {})
        return bool(exceptions.get("allowed", False)) and rule not in exceptions.get("never", ())

    @cached_property
    def _words(self) -> Mapping[str, frozenset[str]]:
        return {key: frozenset(fold(word) for word in words) for key, words in self.content["vocabulary"].items()}

    @cached_property
    def column_names(self) -> frozenset[str]:
        """Return every name of a column that some vocabulary knows, folded."""
        listed = (words for vocabulary, words in self._words.items() if vocabulary.endswith("_names"))
        return frozenset().union(*listed) - {""}

    def words(self, vocabulary: str) -> frozenset[str]:
        """Return a vocabulary, folded for comparison.

        Raises
        ------
        PolicyError
            If the policy has no such vocabulary.
        """
        try:
            return self._words[vocabulary]
        except KeyError:
            raise PolicyError(f"The policy '{self.id}' has no vocabulary '{vocabulary}'.") from None
