"""Queries for the record: their shape stays, what they compare with is blanked."""

from __future__ import annotations

import io
import re
import tokenize

BLANK = "▮"
SQL_PARTS = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?\*/)|(?P<text>'(?:[^']|'')*')|(?P<name>\"[^\"]*\"|\[[^\]]*\]|`[^`]*`)"
    r"|(?P<word>[A-Za-z_][\w.]*)|(?P<number>\d+(?:\.\d+)?)",
    re.DOTALL,
)


def blanked_sql(sql: str) -> str:
    """Return SQL with text and number literals blanked and comments dropped; names of tables and columns stay."""

    def replaced(match: re.Match[str]) -> str:
        if match["comment"]:
            return " "
        return BLANK if match["text"] or match["number"] else match[0]

    return " ".join(SQL_PARTS.sub(replaced, sql).split())


def without_comments(sql: str) -> str:
    """Return SQL without its comments, so that it can be wrapped into another statement."""
    return SQL_PARTS.sub(lambda match: " " if match["comment"] else match[0], sql)


def blanked_expression(expression: str) -> str:
    """Return a pandas query with text and number literals blanked; names in backticks stay.

    What cannot be taken apart is left out altogether.
    """
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"held_{len(held) - 1}_"

    source = re.sub(r"`[^`]*`", hold, expression.replace("\n", " "))
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return BLANK
    if any(token.type == tokenize.ERRORTOKEN and token.string.strip() for token in tokens):
        return BLANK
    found, end = "", 0
    for token in tokens:
        if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER, tokenize.COMMENT):
            continue
        found += " " * max(0, token.start[1] - end)
        found += BLANK if token.type in (tokenize.STRING, tokenize.NUMBER) else token.string
        end = token.end[1]
    return re.sub(r"held_(\d+)_", lambda match: held[int(match[1])], found).strip()
