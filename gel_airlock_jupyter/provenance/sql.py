"""SQL without its literals: `IN ('111', '222')` would hold participants."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

# Read from left to right, so that a comment in a literal, or a literal in a comment, is what it began as.
PIECE = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?\*/)
    |(?P<dollar>\$(?P<tag>[A-Za-z_]\w*|)\$.*?\$(?P=tag)\$)
    |(?P<escaped>(?<![\w$])[eE]'(?:\\.|''|[^'\\])*')
    |(?P<text>(?:(?<![\w$])(?:[nNbBxX]|[uU]&))?'(?:[^']|'')*')
    |(?P<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\[\]']*\])
    |(?P<number>(?<![\w$"`\]])(?:0[xX][0-9a-fA-F]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?![\w$]))""",
    re.DOTALL | re.VERBOSE,
)
BEFORE_VALUE = re.compile(
    r"(?:[=<>~!|+*/%-]|\b(?:i?like|rlike|regexp|similar\s+to|glob|match|between|escape|then|else|when|values\s*\()|"
    r"\bbetween\s+\S+\s+and|\bin\s*\([^()]*|\bvalues\s*\([^()]*)\s*\Z",
    re.IGNORECASE,
)
LIST = re.compile(r"\(\s*[-+]?\?(?:\s*,\s*[-+]?\?)+\s*\)")
PART = r"(?:[\w$]+|\"[^\"]+\"|`[^`]+`|\[[^\]]+\])"
TABLE = re.compile(rf"(?i)\b(?:from|join)\s+({PART}(?:\s*\.\s*{PART})*)")
STATEMENT = re.compile(r"(?is)\s*\(?\s*(with|select|show|describe|explain|pragma)\b")
LEFT = re.compile(r"'|\$\w*\$|/\*|\*/|#(?![>-])")  # '#' begins a comment in MySQL, and '#>' reads JSON in PostgreSQL


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

    What does not start as a reading statement, or is not understood to its end, is kept as a digest only.
    """
    digest = hashlib.sha256(sql.encode(errors="surrogatepass")).hexdigest()
    text = LIST.sub("(?, ...)", PIECE.sub(_blank, sql))
    # Some servers read \' as a quote inside a literal, others as its end: then it is not known what a literal is.
    doubtful = any("\\'" in (piece["text"] or "") for piece in PIECE.finditer(sql)) or LEFT.search(text)
    tables = tuple(dict.fromkeys(re.sub(r'["`\[\]\s]', "", name) for name in TABLE.findall(text)))
    if not STATEMENT.match(text) or doubtful or text.count('"') % 2 or text.count("`") % 2:
        return Query(None, tables, digest)
    return Query(" ".join(text.split()), tables, digest)


def _blank(match: re.Match[str]) -> str:
    if match["comment"] is not None:
        return " "
    if match["name"] is None:
        return "?"
    # SQLite and MySQL read "text" as a literal where no column is called so; arrays are written [1, 2].
    before = match.string[max(0, match.start() - 2000) : match.start()]
    if match["name"][0] == "[" and re.search(r"array\s*\Z", before, re.IGNORECASE):
        return "[?]"
    return "?" if match["name"][0] == '"' and BEFORE_VALUE.search(before) else match["name"]
