"""SQL without its literals: `IN ('111', '222')` would hold participants."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

LITERAL = re.compile(r"'(?:[^']|'')*'|\$\$.*?\$\$|(?<![\w.\"`])[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?\b", re.DOTALL)
COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
LIST = re.compile(r"\(\s*\?(?:\s*,\s*\?)+\s*\)")
TABLE = re.compile(
    r"(?i)\b(?:from|join)\s+((?:[\w$]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\])(?:\s*\.\s*(?:[\w$]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\]))*)"
)
STATEMENT = re.compile(r"(?is)\s*(with|select|show|describe|explain|pragma)\b")


@dataclass(frozen=True)
class Query:
    """A query as it may be shown: literals as `?`, tables named; `text` is None where it could not be read safely."""

    text: str | None
    tables: tuple[str, ...]
    sha256: str

    def to_dict(self) -> dict[str, object]:
        """Return the JSON shape."""
        return {"text": self.text, "tables": list(self.tables), "sha256": self.sha256}


def blanked(sql: str) -> Query:
    """Return a query with every literal and comment blanked.

    What does not start as a reading statement, or has an odd number of quotes left, is kept as a digest only.
    """
    digest = hashlib.sha256(sql.encode()).hexdigest()
    text = LIST.sub("(?, ...)", LITERAL.sub("?", COMMENT.sub(" ", sql)))
    tables = tuple(dict.fromkeys(re.sub(r'["`\[\]\s]', "", name) for name in TABLE.findall(text)))
    if not STATEMENT.match(text) or "'" in text or text.count('"') % 2:
        return Query(None, tables, digest)
    return Query(" ".join(text.split()), tables, digest)
